"""一件案件与谁有牵连：谁回避，随谁（同一被执行人、同一依据、恢复执行的，随已有的承办人）。

审查案件（执行异议等）不随，办过所涉执行案件的法官反而不抽（裁执分离）。记录里不写当事人，也不写回避的缘由。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from zhixing.casework.cases.queries import Case, Party, Relation, Role
from zhixing.casework.centre.models import Recusal
from zhixing.foundation.people.queries import effective
from zhixing.law import identity
from zhixing.law.draw import Barred
from zhixing.law.draw_weights import OPEN
from zhixing.law.holders import holder_key
from zhixing.law.states import REVIEWS

FOLLOWED: Final = (Relation.Sort.ORIGINAL, Relation.Sort.PRESERVATION, Relation.Sort.SAME_TITLE, Relation.Sort.SAME_DEBTOR)
"""登记了这些关联的，随已有的承办人；在前的先看。"""
SAME_DEBTOR: Final = "同一被执行人"
ANY_PAPER: Final = "id"
"""登记回避只问号码，不问哪一种证件：都照身份证算键，护照等也对得上。"""
RECUSED: Final = "回避"
APART: Final = "办过所涉的执行案件"


@dataclass(frozen=True, slots=True)
class Link:
    """一件的牵连，见 :class:`zhixing.law.draw.Waiting`。"""

    barred: tuple[Barred, ...] = ()
    keys: tuple[str, ...] = ()
    held: int | None = None
    why: str = ""


@dataclass(slots=True)
class _Ties:
    """正在收集的：谁不抽、同组的记号、随谁。"""

    barred: dict[int, str] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)
    held: int | None = None
    why: str = ""

    def link(self) -> Link:
        return Link(tuple(Barred(user, why) for user, why in sorted(self.barred.items())), tuple(sorted(self.keys)), self.held, self.why)


def links_of(court_id: int, cases: Sequence[Case], on: date) -> dict[int, Link]:
    """各件的牵连；查库的次数与件数无关。"""
    found = {case.pk: _Ties() for case in cases}
    kinds = {case.pk: case.kind for case in cases}
    _recusals(court_id, found, on)
    _related(court_id, found, kinds)
    _same_debtor(court_id, found, kinds)
    return {pk: ties.link() for pk, ties in found.items()}


# ---- 回避 ----


def _recusals(court_id: int, found: Mapping[int, _Ties], on: date) -> None:
    rows = list(Recusal.objects.filter(effective(on), court=court_id))
    named = [row for row in rows if row.case_id is None]
    met = _parties_met(found, named) if named else {}
    for row in rows:
        cases = met.get(row.pk, ()) if row.case_id is None else (row.case_id,)
        for pk in cases:
            if pk in found:
                found[pk].barred[row.user_id] = RECUSED


def _parties_met(cases: Iterable[int], rows: Sequence[Recusal]) -> dict[int, set[int]]:
    """每一条回避碰上哪几件：证件号码相同的；没有登记号码的，姓名相同就算。"""
    met: dict[int, set[int]] = defaultdict(set)
    keys, names = defaultdict(list), defaultdict(list)
    for row in rows:
        names[_called(row.name)].append(row)
        if row.holder_key:
            keys[row.holder_key].append(row)
    parties = Party.objects.filter(case__in=list(cases), active=True).values_list("case", "name", "paper", "paper_number")
    for case, name, paper, number in parties.iterator():
        own = {key for key in (holder_key(paper, number), holder_key(ANY_PAPER, number)) if key} if keys and number else set()
        same = [row for row in names.get(_called(name), ()) if not (row.holder_key and own)]
        for row in (*same, *(one for key in own for one in keys.get(key, ()))):
            met[row.pk].add(case)
    return met


def _called(name: str) -> str:
    """姓名统一写法：间隔号、括号、全角半角、空格、大小写不同的是一个名字。"""
    return identity.check_name(name).value.upper()


# ---- 关联 ----


def _related(court_id: int, found: Mapping[int, _Ties], kinds: Mapping[int, str]) -> None:
    """登记了关联的；两件都在待分之列的，同一个记号。"""
    ids = list(found)
    columns = ("case", "other", "sort", "case__handler", "other__handler", "case__number", "other__number", "case__kind", "other__kind")
    ours = Relation.objects.filter(case__in=ids, other__court=court_id).values_list(*columns)
    theirs = Relation.objects.filter(other__in=ids, case__court=court_id).values_list(*columns)
    order = {sort: place for place, sort in enumerate(FOLLOWED)}
    rows = sorted({*ours, *theirs}, key=lambda row: (order.get(row[2], len(order)), -row[0], -row[1]))
    for case, other, sort, *rest in rows:
        _tie(found, kinds, case, other, sort, rest[1], rest[3], rest[5])
        _tie(found, kinds, other, case, sort, rest[0], rest[2], rest[4])


def _tie(
    found: Mapping[int, _Ties], kinds: Mapping[int, str], case: int, other: int, sort: str, handler: int | None, number: str, kind: str,
) -> None:
    """``case`` 这一边：关联的是 ``other``，由 ``handler`` 承办。"""
    if case not in found:
        return
    ties = found[case]
    if kinds[case] in REVIEWS:
        if handler and kind not in REVIEWS:
            ties.barred.setdefault(handler, APART)
        return
    if sort not in FOLLOWED or kind in REVIEWS:
        return
    if other in found:
        ties.keys.add(f"关联{min(case, other)}")
    elif handler and ties.held is None:
        ties.held, ties.why = handler, f"随{number}，{Relation.Sort(sort).label}"


def _same_debtor(court_id: int, found: Mapping[int, _Ties], kinds: Mapping[int, str]) -> None:
    """同一被执行人（证件号码相同）：随在办的最近一件；几件一起待分的，同一个记号。"""
    mine: dict[str, list[int]] = defaultdict(list)
    debtors = Party.objects.filter(role=Role.RESPONDENT, active=True).exclude(paper_number="")
    for case, number in debtors.filter(case__in=list(found)).values_list("case", "paper_number"):
        if kinds[case] not in REVIEWS:
            mine[number].append(case)
    held = _held(court_id, mine)
    for number, cases in mine.items():
        if len(set(cases)) > 1:
            for pk in cases:
                found[pk].keys.add(f"同人{min(cases)}")
        if number in held:
            _follow(found, cases, *held[number])


def _held(court_id: int, numbers: Iterable[str]) -> dict[str, tuple[int, str]]:
    """这些号码的人在办的最近一件：号码 →（承办人，案号）。"""
    debtors = Party.objects.filter(role=Role.RESPONDENT, active=True, paper_number__in=list(numbers))
    open_ = debtors.filter(case__court=court_id, case__handler__isnull=False, case__state__in=OPEN).exclude(case__kind__in=REVIEWS)
    rows = open_.order_by("case").values_list("paper_number", "case__handler", "case__number")
    return {number: (handler, case) for number, handler, case in rows if handler is not None}


def _follow(found: Mapping[int, _Ties], cases: Iterable[int], handler: int, number: str) -> None:
    for pk in cases:
        if found[pk].held is None:
            found[pk].held, found[pk].why = handler, f"随{number}，{SAME_DEBTOR}"
