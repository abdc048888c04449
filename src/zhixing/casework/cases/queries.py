"""读案件：谁看得见、锁住、查找、翻页。其他环节只从这里取案件的类型。"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from zhixing.casework.cases.models import (
    Assignment,
    Bigrams,
    Case,
    Claim,
    Draft,
    Kind,
    Livelihood,
    Origin,
    Party,
    Relation,
    Role,
    SavedList,
    Stage,
    Tag,
    TagName,
    Title,
)
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import Entry, Line, entries, hold, lines
from zhixing.foundation.history.rows import Rows, asked
from zhixing.foundation.people.facts import user_facts
from zhixing.foundation.people.queries import User, within
from zhixing.law import identity, intake, numbers, texts
from zhixing.law.rights import CaseFacts, Rights, UserFacts, rights
from zhixing.law.states import State

__all__ = [
    "Assignment", "Case", "Claim", "Draft", "Kind", "Livelihood", "Origin", "Page", "Party", "Relation", "Role",
    "SavedList", "Stage", "StalePage", "Tag", "TagName", "Title", "acting_on", "assigned", "by_number",
    "capped_count", "capped_counts", "draft_of", "facts_of", "full", "known_titles", "later_acts", "lists_of",
    "lock", "lock_for", "locked", "originals", "originals_of", "page_after", "principals", "receipt", "rights_facts",
    "search", "stand_ins", "streams_of", "ties_of", "visible_to", "worked_by",
]


class StalePage(Exception):
    """页面打开之后案件又有了变动。``since`` 是这之后的各行，页面据此说明谁做了什么。"""

    def __init__(self, case: Case, since: list[Line]) -> None:
        self.case, self.since = case, since
        super().__init__("；".join(f"{line.entry.actor_name}：{line.event.sentence()}" for line in since))


# ---- 看得见的 ----

_ALL = frozenset(State) - {State.REVERSED}
"""谁也看不见撤回了接管的：列表、计数、查找、导出都没有它，历史照样在链上。"""


@dataclass(frozen=True, slots=True)
class _Scope:
    """一个人按各种关系看得见哪些状态的案件：下级法院的、本院任何一件、本人承办、本人协办、正办它的事务、所在团队、所带团队。"""

    lower: frozenset[str]
    court: frozenset[str]
    handler: frozenset[str]
    helper: frozenset[str]
    serving: frozenset[str]
    team: frozenset[str]
    leader: frozenset[str]


@lru_cache(maxsize=2048)
def _scope(facts: UserFacts) -> _Scope:
    """把 ``law.rights`` 对每种关系、每种状态各问一遍：查库的条件和逐件的权限出自同一处。"""
    def seen(path: str = facts.court_path, **tie: Any) -> frozenset[str]:
        return frozenset(s for s in State if rights(facts, CaseFacts(court_path=path, state=s, **tie)).may_view)

    return _Scope(
        lower=seen(f"{facts.court_path}下级/"), court=seen(), handler=seen(handler_id=facts.id),
        helper=seen(helper_ids=frozenset({facts.id})), serving=seen(serving_ids=frozenset({facts.id})), team=seen(team_ids=facts.teams - facts.leads),
        leader=seen(team_ids=facts.leads),
    )


def visible_to(user: User, day: date) -> QuerySet[Case]:
    """这个人在 ``day`` 看得见的案件；列表、计数、查找、导出都从这里取。

    逐件与 ``law.rights`` 的 ``may_view`` 一致。
    """
    facts = user_facts(user, day)
    scope = _scope(facts)
    cases = Case.objects.select_related("court", "handler", "team").exclude(state=State.REVERSED).filter(_reach(user, scope))
    if scope.court == _ALL:
        return cases
    mine = Q(pk__in=_ties(facts, scope, day).values("case"))
    outside = Q(state__in=scope.court, court=user.court_id) | (Q(state__in=scope.lower) & ~Q(court=user.court_id))
    return cases.filter(mine | outside if scope.court or scope.lower else mine)


def _reach(user: User, scope: _Scope) -> Q:
    """到哪些法院为止；能看下级的按路径前缀。"""
    if not scope.lower:
        return Q(court=user.court_id)
    below = [pk for pk in within(user.court) if pk != user.court_id]
    return Q(court=user.court_id) | Q(court__in=below, state__in=scope.lower)


def _ties(facts: UserFacts, scope: _Scope, day: date) -> QuerySet[Assignment]:
    """本人和本团队的承办、协办、办理事务里，凭这种关系看得见的；``day`` 那天替人代办的同承办。"""
    own, handler = Q(user=facts.id), Q(role=Assignment.Role.HANDLER)
    found = _with(own & handler, scope.handler) | _with(own & Q(role__in=HELPERS), scope.helper)
    found |= _with(own & Q(role=Assignment.Role.SERVING), scope.serving)
    found |= _with(Q(team__in=facts.teams - facts.leads), scope.team) | _with(Q(team__in=facts.leads), scope.leader)
    return Assignment.objects.filter((Q(until__isnull=True) & found) | _with(own & acting_on(day), scope.handler))


HELPERS: Final = (Assignment.Role.ASSISTANT, Assignment.Role.CLERK)
"""协办人、书记员。"""


def acting_on(day: date) -> Q:
    """代办关系里，``day`` 这天算数的。"""
    return Q(role=Assignment.Role.ACTING, since__lte=day, until__gte=day)


def principals(user: User | int, day: date) -> QuerySet[Assignment, int]:
    """``day`` 这天他替哪些承办人代办：承办人的编号。"""
    return Assignment.objects.filter(acting_on(day), user=user).order_by().values_list("case__handler", flat=True).distinct()


def stand_ins(court_id: int, day: date) -> dict[int, int]:
    """本院 ``day`` 这天谁由谁代办：承办人 → 代办人。"""
    rows = Assignment.objects.filter(acting_on(day), case__court=court_id).order_by()
    return dict(rows.values_list("case__handler", "user").distinct())


def _with(tie: Q, states: frozenset[str]) -> Q:
    if not states:
        return Q(pk__in=[])
    return tie if states == _ALL else tie & Q(case__state__in=states)


def assigned(cases: Iterable[int]) -> QuerySet[Assignment]:
    """这些案件现在由谁办：承办人、协办人、书记员、团队，今天替承办人代办的，正办一张事务单的。"""
    live = Q(until__isnull=True) | acting_on(context.current().today)
    return Assignment.objects.filter(live, case__in=cases).select_related("user", "team").order_by("case_id", "id")


def ties_of(cases: Iterable[int]) -> dict[int, list[Assignment]]:
    """同上，按案件分好，没有的为空；许多件的权限一起算时用（:func:`facts_of`），只查一次。"""
    found: dict[int, list[Assignment]] = {pk: [] for pk in cases}
    for row in assigned(list(found)):
        found[row.case_id].append(row)
    return found


def worked_by(user: User) -> QuerySet[Assignment, int]:
    """这个人现在办的案件（承办、协办、今天代办）的编号。"""
    live = Q(until__isnull=True) | acting_on(context.current().today)
    return Assignment.objects.filter(live, user=user.pk).exclude(role=Assignment.Role.SERVING).order_by().values_list("case_id", flat=True)


def once_served(user: User, case: int) -> str:
    """这个人在这一件上办过、已经不在手里的末一张事务单的编号；没有办过的为空。"""
    rows = Assignment.objects.filter(user=user.pk, case=case, role=Assignment.Role.SERVING, until__isnull=False)
    return rows.order_by("-id").values_list("matter", flat=True).first() or ""


def full(cases: QuerySet[Case]) -> QuerySet[Case]:
    """案件页要的：当事人、依据、请求、标签、关联、承办，各查一次。"""
    return cases.prefetch_related("parties", "titles", "claims", "tags", "relations", "assignments__user")


# ---- 锁住 ----


_LOCKED: Final = Rows(Case, "id = %s for update")
_TIES: Final = Rows(Assignment, "case_id = %s and (until is null or role = 'acting' and since <= %s and until >= %s) order by id")


def lock(case_id: int, revision: int | None, user: User) -> Case:
    """锁住这一件来改。看不见（包括别的法院）抛出 ``Case.DoesNotExist``；页面已过时抛出 :class:`StalePage`。

    ``revision`` 是页面打开时链的版本号；``None`` 表示不查（记一条办案记录之类，先后无所谓）。须在事务里。
    """
    return lock_for(case_id, revision, user)[0]


def lock_for(case_id: int, revision: int | None, user: User) -> tuple[Case, Rights]:
    """同 :func:`lock`，连同这个人今天对它的权限。"""
    held = hold(f"case:{case_id}")
    case = locked(case_id)
    if case.court_id == user.court_id:
        case.court = user.court
    found = rights(user_facts(user, context.current().today), rights_facts(case))
    if not found.may_view:
        raise Case.DoesNotExist(f"看不见第{case_id}号案件")
    if revision is not None and revision != held:
        raise StalePage(case, lines(entries(case.stream).filter(seq__gt=revision)))
    return case, found


def locked(case_id: int) -> Case:
    """锁住这一件，不问谁看得见；没有则抛出 ``Case.DoesNotExist``。须在事务里，已锁住它的链。"""
    case = _LOCKED.first(case_id)
    if case is None:
        raise Case.DoesNotExist(f"没有第{case_id}号案件")
    return case


def rights_facts(case: Case) -> CaseFacts:
    """案件这一边的事实：法院、状态、类型、谁在办（代办的只在那几天）。"""
    today = context.current().today
    return facts_of(case, _TIES.all(case.pk, today, today))


def facts_of(case: Case, rows: Iterable[Assignment]) -> CaseFacts:
    """同上，承办情况（:func:`assigned`）已经取来；许多件一起时用，不必逐件查。"""
    rows = list(rows)
    helpers = (row.user_id for row in rows if row.role in HELPERS and row.user_id)
    acting = (row.user_id for row in rows if row.role == Assignment.Role.ACTING and row.user_id)
    serving = [(row.user_id, row.act) for row in rows if row.role == Assignment.Role.SERVING and row.user_id]
    return CaseFacts(
        court_path=case.court.path, state=case.state, kind=case.kind, handler_id=case.handler_id,
        helper_ids=frozenset(helpers), team_ids=frozenset(row.team_id for row in rows if row.team_id), mode=case.closing_mode,
        acting_ids=frozenset(acting), serving_ids=frozenset(who for who, _ in serving),
        serving_acts=frozenset((who, act) for who, act in serving if act),
    )


def receipt(token: str, court_id: int) -> Case | None:
    """这张收件表单在本院已经收过的那一件；别的法院的当没有。"""
    return Case.objects.filter(receipt_token=token, court=court_id).first() if token else None


# ---- 查找 ----

_SERIAL = re.compile(
    r"(?:（?(?P<year>(?:19|20)\d\d)）?[-年]?)?(?P<kind>执[恢保异复监协他]?)?(?:字第|第)?(?P<no>\d{1,7})号?"
)
_PAPER = re.compile(r"\d{15}|[0-9A-Z]{18}|[A-Z]{1,2}\d{7,9}")
_LATIN = re.compile(r"[a-z]+")


def search(cases: QuerySet[Case], text: str) -> QuerySet[Case]:
    """按一段文字找：案号或它的一部分、文号、当事人姓名（两个字就行）、拼音或首字母、完整的证件号码。"""
    if texts.flaw(text):
        return cases.none()
    plain = identity.check_name(text).value
    if not plain:
        return cases if not text.strip() else cases.none()
    number = numbers.parse(plain).value
    if number:
        same = Case.objects.filter(number=str(number)).order_by().values("pk")
        return cases.filter(pk__in=same.union(Title.objects.filter(number_key=intake.title_key(plain)).values("case")))
    if match := _SERIAL.fullmatch(numbers.normalise(plain)):
        return cases.filter(_serial(match))
    if _PAPER.fullmatch(plain.upper()):
        return cases.filter(pk__in=_parties().filter(paper_number=plain.upper()).values("case"))
    if _LATIN.fullmatch(latin := re.sub(r"[\s']", "", plain.lower())):
        return cases.filter(pk__in=_pinyin(latin))
    return cases.filter(pk__in=_named(plain).values("case").union(_numbered(plain).values("case")))


def _serial(match: re.Match[str]) -> Q:
    found = Q(serial=int(match["no"]))
    if match["year"]:
        found &= Q(year=int(match["year"]))
    return found & Q(kind=match["kind"]) if match["kind"] else found


def _parties() -> QuerySet[Party]:
    return Party.objects.filter(active=True)


def _pinyin(latin: str) -> QuerySet[Party, Any]:
    spelt = _parties().filter(name_py__startswith=latin).values("case")
    return spelt.union(_parties().filter(initials__startswith=latin).values("case"))


def _named(text: str) -> QuerySet[Party]:
    """姓名含这段文字的：两字以上走两字切分的索引，一个字只从头找。"""
    if len(text) == 1:
        return _parties().filter(name__startswith=text)
    grams = sorted({text[i:i + 2] for i in range(len(text) - 1)})
    rows = _parties().alias(grams=Bigrams("name")).filter(grams__contains=grams)
    return rows.filter(name__contains=text) if len(text) > 2 else rows


def _numbered(text: str) -> QuerySet[Title]:
    return Title.objects.filter(number_key__startswith=intake.title_key(text))


def by_number(court_ids: Iterable[int], text: str) -> Case | None:
    """这些法院里案号正是 ``text`` 的一件；写法不拘。读不出或没有则为空。"""
    number = numbers.parse(text).value
    return Case.objects.filter(court__in=court_ids, number=str(number)).first() if number else None


_KNOWN: Final = """
    select title.number_key, made.number, made.id from cases_title title join cases_case made on made.id = title.case_id
    where title.number_key = any(%s::text[]) and made.court_id = %s and made.kind = %s and made.state <> all(%s::text[])
    order by title.id
"""


def known_titles(court_id: int, keys: Iterable[str]) -> dict[str, list[str]]:
    """本院依这些规范文号立过（或正在审查）的首次执行案件：文号 → 案号；不予受理的不算。"""
    sound = [key for key in keys if not texts.flaw(key)]
    found: dict[str, list[str]] = {}
    for key, number, case in asked(_KNOWN, sound, court_id, Kind.FIRST, [State.DECLINED, State.REVERSED]) if sound else ():
        found.setdefault(key, []).append(number or f"收件第{case}号")
    return found


# ---- 同一个被执行人、接着办的案件 ----


def called(parties: Iterable[Party]) -> dict[int, str]:
    """在案的当事人（编号 → 叫法）：登记、核对都照这个写，同名的加证件尾号分开。"""
    rows = sorted((party for party in parties if party.active), key=lambda party: party.pk)
    return dict(zip((party.pk for party in rows), identity.told_apart([(p.name, p.paper_number) for p in rows]), strict=True))


@dataclass(frozen=True, slots=True)
class Debtor:
    """一个被执行人的案件。``cases`` 是证件号码相同的；``namesakes`` 是同名、未核证件的，是不是同一人另行核对。"""

    cases: QuerySet[Case]
    namesakes: QuerySet[Party]


def of_debtor(party: Party, user: User, day: date) -> Debtor:
    """``party`` 作被执行人的案件里，这个人看得见的；近的在前。没有证件号码的，只有他所在的这一件。"""
    seen, debtors = visible_to(user, day), _parties().filter(role=Role.RESPONDENT)
    same = debtors.filter(paper_number=party.paper_number) if party.paper_number else debtors.filter(pk=party.pk)
    cases = seen.filter(pk__in=same.values("case")).order_by("-received_on", "-id")
    named = debtors.filter(name=party.name, case__in=seen.order_by().values("pk")).exclude(case__in=cases.order_by().values("pk"))
    unsure = named.filter(paper_number="") if party.paper_number else named
    return Debtor(cases, unsure.select_related("case").order_by("-case__received_on", "-pk"))


def successors(case: Case) -> QuerySet[Relation]:
    """以这一件为原案的案件：恢复执行的、由保全转来的；``.case`` 是接着办的那一件。看不看得见由调用者核对。"""
    sorts = (Relation.Sort.ORIGINAL, Relation.Sort.PRESERVATION)
    return Relation.objects.filter(other=case, sort__in=sorts).select_related("case").order_by("pk")


_ORIGINALS: Final = """
    with recursive line(root, id) as (
        select case_id, other_id from cases_relation where case_id = any(%s::bigint[]) and sort = %s and other_id is not null
        union select line.root, made.other_id from cases_relation made join line on made.case_id = line.id
        where made.sort = %s and made.other_id is not null
    ) select root, id from line where id <> root order by root, id
"""


def originals(case_id: int) -> list[int]:
    """恢复执行的各原案，一直追到最初的一件；不在本系统的没有。"""
    return originals_of([case_id]).get(case_id, [])


def originals_of(cases: Iterable[int]) -> dict[int, list[int]]:
    """同上，许多件一次查完：案件编号 → 各原案；没有原案的不在里面。"""
    found: dict[int, list[int]] = {}
    wanted, sort = list(cases), Relation.Sort.ORIGINAL
    for root, pk in asked(_ORIGINALS, wanted, sort, sort) if wanted else ():
        found.setdefault(root, []).append(pk)
    return found


# ---- 翻页和计数 ----


@dataclass(frozen=True, slots=True)
class Page:
    """一页。``after`` 是下一页的位置，没有下一页则为空。"""

    rows: list[Case]
    after: str


def page_after(cases: QuerySet[Case], key: str = "", size: int = 50) -> Page:
    """``key`` 之后的一页，按收到材料日倒序、同日按编号倒序；深页与首页一样快。``key`` 不对则从头开始。"""
    rows = list(_beyond(cases, key).order_by("-received_on", "-id")[: size + 1])
    last = rows[size - 1] if len(rows) > size else None
    return Page(rows[:size], f"{last.received_on:%Y%m%d}-{last.pk}" if last else "")


def _beyond(cases: QuerySet[Case], key: str) -> QuerySet[Case]:
    place = _place(key)
    if place is None:
        return cases
    day, pk = place
    return cases.filter(Q(received_on__lt=day) | Q(pk__lt=pk), received_on__lte=day)


Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Slice(Generic[Row]):
    """登记簿的一页。``after`` 是下一页的位置，没有下一页则为空。"""

    rows: list[Row]
    after: str


def slice_after(rows: QuerySet[Row], column: str, key: str = "", size: int = 50) -> Slice[Row]:
    """``key`` 之后的一页，按日期栏 ``column`` 倒序、同日按主键倒序；``key`` 不对则从头开始。"""
    if place := _place(key):
        day, pk = place
        rows = rows.filter(Q(**{f"{column}__lt": day}) | Q(pk__lt=pk), **{f"{column}__lte": day})
    found = list(rows.order_by(f"-{column}", "-pk")[: size + 1])
    last = found[size - 1] if len(found) > size else None
    return Slice(found[:size], f"{getattr(last, column):%Y%m%d}-{last.pk}" if last else "")


def _place(key: str) -> tuple[date, int] | None:
    """翻页的位置：日子和编号；不对则为空。"""
    match = re.fullmatch(r"([12]\d{3})(\d\d)(\d\d)-(\d{1,18})", key)
    try:
        return (date(*map(int, match.groups()[:3])), int(match[4])) if match else None
    except ValueError:
        return None


def capped_count(cases: QuerySet[Case], cap: int = 1000) -> int:
    """有多少件，数到 ``cap + 1`` 为止；结果大于 ``cap`` 时页面显示“1000+”。"""
    return capped_counts([cases], cap)[0]


def capped_counts(lists: Sequence[QuerySet[Case]], cap: int = 1000) -> list[int]:
    """同上，几份清单一次查完。"""
    counting = [_counting(cases, cap) for cases in lists]
    found = asked("select " + ", ".join(sql for sql, _ in counting), *(value for _, values in counting for value in values))
    return list(found[0])


def _counting(cases: QuerySet[Case], cap: int) -> tuple[str, tuple[Any, ...]]:
    try:
        sql, values = cases.order_by().values("pk")[: cap + 1].query.sql_with_params()
    except EmptyResultSet:
        return "0", ()
    return f"(select count(*) from ({sql}) counted)", values  # noqa: S608


# ---- 桌面上的东西 ----


def lists_of(user: User, page: str) -> QuerySet[SavedList]:
    """这个人在这一页存下的筛选。"""
    return SavedList.objects.filter(user=user, page=page).order_by("name")


def draft_of(user: User, form: str, key: str = "") -> Draft | None:
    """这个人这张表单没交上去的内容。"""
    return Draft.objects.filter(user=user, form=form, key=key).first()


# ---- 接管 ----

TAKEN_OVER = "cases.TakenOver"
BY_SYSTEM = ("nodes.Replanned", "cases.TakeoverReversed", "centre.Triaged")
"""不算办事的：系统重算期限、照规则分流、撤回本身。"""


def streams_of(court_id: int, run: int) -> list[str]:
    """一批接管的各条链。"""
    return [f"case:{pk}" for pk in Case.objects.filter(court=court_id, takeover=run).order_by("pk").values_list("pk", flat=True)]


def later_acts(court_id: int, run: int) -> QuerySet[Entry]:
    """这一批各件在“存量接管”以后的登记，先记的在前。"""
    taken = Entry.objects.filter(
        court_id=court_id, type=TAKEN_OVER, payload__run=run, stream=OuterRef("stream"), seq__lt=OuterRef("seq")
    )
    rows = Entry.objects.filter(Exists(taken), court_id=court_id).exclude(type__in=BY_SYSTEM)
    return rows.order_by("recorded_at", "id")
