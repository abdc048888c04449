"""看着哪些措施：以措施台账为准，到期节点另算一遍，两边对着看；还有给过的预警、失效的补救单。

台账（``Measure``）是唯一的出处：它连回执写的日子、限额、顺位一起随事件记。节点（N-12 至 N-14）由另一段程序从同一条事件链推算，
正好拿来核对：两边说的不一样的，从严取早的一天照样看着，并列出来请人查（:func:`differences`）。一边出了错，也不会漏。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from zhixing.casework.cases.queries import Case, visible_to
from zhixing.casework.control.models import Incident, Measure, Order, Warning
from zhixing.casework.nodes.queries import Node
from zhixing.foundation.people import queries as people
from zhixing.foundation.people.queries import User, within
from zhixing.law import node_table
from zhixing.law.settings import default, overrides
from zhixing.law.states import State
from zhixing.law.watching import Ladder, Watch

__all__ = [
    "Difference", "Incident", "Measure", "Order", "Warning", "Watched", "differences", "expiring", "found_late", "handlers",
    "incident", "incidents", "mine", "named", "renewing", "retaken", "steps",
    "taken_again", "told", "told_of", "watch_of", "watched",
]

LATE: Final = timedelta(days=90)
"""失效超过这么多天才登记进来的，补救单上写明发现得晚（:func:`found_late`）；看守每天都做，不会隔这么久。

台账已经写成失效的（先前失效、后来又重新采取），超过这么多天的不再翻出来。
"""
CODES: Final = tuple(sorted({rule.code for rule in node_table.rules() if rule.lapses}))
_ACTIVE: Final = Q(state=Measure.State.ACTIVE, until__isnull=False)
_OPEN: Final = Q(state=Node.State.OPEN, code__in=CODES, due__isnull=False)
_TOOK_OVER: Final = Q(case__live_on__isnull=False, until__lt=F("case__live_on"))
_DUE_BEFORE: Final = Q(case__live_on__isnull=False, due__lt=F("case__live_on"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """看着的一项：``until`` 是看守照着的届满日（两边不一样的取早的），``since`` 是这个届满日从哪天起算数，``kind`` 是财产大类。

    ``book`` 是台账写的届满日，``node`` 是节点推算的；一边没有的为空。
    """

    case: int
    court: int
    seq: int
    subject: str
    kind: str
    since: date
    until: date
    book: date | None
    node: date | None

    @property
    def agrees(self) -> bool:
        """两边说的一样。"""
        return self.book == self.node


def watch_of(court_id: int) -> Watch:
    """一家法院的看守：本院的日历；预警的档本院只能加，不能少。"""
    own = people.settings_of(court_id)
    changed = overrides(own)
    added = {day for code in CODES for day in changed.warn.get(code, ()) if day > 0}
    days = tuple(sorted({*Ladder().days, *added}, reverse=True))
    team, director = (int(own.get(key, default(key))) for key in ("control.warn_team", "control.warn_director"))
    return Watch(people.calendar_from(own), Ladder(days, team, director))


def watched(scope: Q, day: date, horizon: int) -> list[Watched]:
    """``scope``（某院、某些案件）里 ``day`` 起 ``horizon`` 天以内届满、或者届满了没有处理的各项（不论多久以前），先届满的在前。"""
    until = day + timedelta(days=horizon)
    recent = Q(state=Measure.State.LAPSED, until__gte=day - LATE, until__lt=day)
    held = Measure.objects.filter(scope, _ACTIVE | recent, until__lte=until).exclude(_TOOK_OVER)
    open_ = Node.objects.filter(scope, _OPEN, due__lte=until).exclude(_DUE_BEFORE)
    cases = {*held.values_list("case", flat=True), *open_.values_list("case", flat=True)}
    if not cases:
        return []
    rows = Measure.objects.filter(_ACTIVE | recent, case__in=cases).exclude(_TOOK_OVER)
    found = _paired(rows, Node.objects.filter(_OPEN, case__in=cases).exclude(_DUE_BEFORE))
    return sorted((one for one in found if one.until <= until), key=lambda one: (one.until, one.case, one.seq))


_BOOK: Final = ("case", "court", "seq", "subject", "property", "since", "until")
_NODE: Final = ("case", "court", "trigger_seq", "subject", "started", "due")


def _paired(rows: QuerySet[Measure], open_: QuerySet[Node]) -> Iterator[Watched]:
    """同一案同一名称的，先配届满日一样的，余下的依次相配，再余下的只有一边。"""
    books: dict[tuple[int, str], list[Any]] = defaultdict(list)
    lines: dict[tuple[int, str], list[Any]] = defaultdict(list)
    for row in rows.order_by("until", "seq").values(*_BOOK):
        books[row["case"], row["subject"]].append(row)
    for row in open_.order_by("due", "id").values(*_NODE):
        lines[row["case"], row["subject"]].append(row)
    for key in books.keys() | lines.keys():
        for book, line in _pairs(books[key], lines[key]):
            yield _one(book, line)


def _pairs(books: list[dict[str, Any]], lines: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any] | None, dict[str, Any] | None]]:
    left = []
    for book in books:
        same = next((line for line in lines if line["due"] == book["until"]), None)
        if same is None:
            left.append(book)
        else:
            lines.remove(same)
            yield book, same
    for n in range(max(len(left), len(lines))):
        yield left[n] if n < len(left) else None, lines[n] if n < len(lines) else None


def _one(book: dict[str, Any] | None, line: dict[str, Any] | None) -> Watched:
    days = [*([book["until"]] if book else []), *([line["due"]] if line else [])]
    started = [*([book["since"]] if book else []), *([line["started"]] if line else [])]
    first = book or line
    assert first is not None
    return Watched(
        case=first["case"], court=first["court"], seq=first["seq"] if book else first["trigger_seq"] or 0, subject=first["subject"],
        kind=book["property"] if book else "", since=max(started), until=min(days), book=book["until"] if book else None,
        node=line["due"] if line else None,
    )


# ---- 对不上的 ----


@dataclass(frozen=True, slots=True)
class Difference:
    """台账和节点说的不一样的一项：台账写到哪天、节点算到哪天，没有的为空。"""

    case: int
    subject: str
    book: date | None
    node: date | None


def differences(court_id: int) -> list[Difference]:
    """一家法院全部在看守的措施，两边对一遍；应当总是空的，每夜核对。"""
    rows = Measure.objects.filter(_ACTIVE, court=court_id).exclude(_TOOK_OVER).exclude(case__state=State.REVERSED)
    books = set(_unmatched(rows, Node.objects.filter(_OPEN, court=court_id)))
    if not books:
        return []
    found = _paired(rows.filter(case__in=books), Node.objects.filter(_OPEN, case__in=books))
    return sorted((Difference(one.case, one.subject, one.book, one.node) for one in found if not one.agrees), key=lambda one: (one.case, one.subject))


def _unmatched(rows: QuerySet[Measure], open_: QuerySet[Node]) -> Iterator[int]:
    """两边对不上的案件：在库里比，只取对不上的。"""
    same_node = Node.objects.filter(_OPEN, case=OuterRef("case"), subject=OuterRef("subject"), due=OuterRef("until"))
    same_book = Measure.objects.filter(_ACTIVE, case=OuterRef("case"), subject=OuterRef("subject"), until=OuterRef("due"))
    yield from rows.filter(~Exists(same_node)).order_by().values_list("case", flat=True)
    yield from open_.filter(~Exists(same_book)).order_by().values_list("case", flat=True)


# ---- 给人看的 ----


def expiring(user: User, day: date) -> QuerySet[Measure]:
    """看得见的案件里在生效、有届满日的措施，先届满的在前；带案件、承办人、团队。"""
    seen = visible_to(user, day).order_by().values("pk")
    rows = Measure.objects.filter(_ACTIVE, court__in=within(user.court), case__in=seen).exclude(_TOOK_OVER)
    return rows.select_related("case", "case__handler", "case__team", "asset").order_by("until", "pk")


def renewing(measures: Iterable[int]) -> dict[int, Order]:
    """这些措施各自最近的一道续行令（作废的不算）：办到哪一步了。续行没有反馈回来，看守不停。"""
    rows = Order.objects.filter(measure__in=list(measures), kind=Order.Kind.RENEW).exclude(state=Order.State.VOID)
    return {row.measure_id: row for row in rows.order_by("pk") if row.measure_id}


def told(user: User, day: date) -> QuerySet[Warning]:
    """今天还没有届满、已经告诉过这个人的预警，近的在前；续行、解除了的不在内。"""
    running = Measure.objects.filter(_ACTIVE, case=OuterRef("case"), subject=OuterRef("subject"), until__lte=OuterRef("until"))
    waiting = Node.objects.filter(_OPEN, case=OuterRef("case"), subject=OuterRef("subject"), due__lte=OuterRef("until"))
    rows = Warning.objects.filter(Exists(running) | Exists(waiting), user=user.pk, until__gte=day)
    return rows.select_related("case").order_by("until", "case", "seq", "step", "pk")


def told_of(case_id: int, seq: int, until: date | None = None) -> QuerySet[Warning]:
    """一项措施的预警经过，按先后；给了 ``until`` 只取那一个届满日的。"""
    rows = Warning.objects.filter(case=case_id, seq=seq).order_by("given_at", "-step", "pk")
    return rows.filter(until=until) if until else rows


def incidents(user: User, day: date) -> QuerySet[Incident]:
    """看得见的案件的补救单，待补救的在前，新的在前。"""
    seen = visible_to(user, day).order_by().values("pk")
    rows = Incident.objects.filter(court__in=within(user.court), case__in=seen)
    return rows.select_related("case", "case__handler", "case__team", "order").order_by("-pk")


def found_late(row: Incident) -> bool:
    """失效很久以后才登记进来、才发现的。"""
    return timezone.localtime(row.opened_at).date() - row.lapsed_on > LATE


def mine(user: User) -> QuerySet[Incident]:
    """我名下的案件等着补救的，早失效的在前。"""
    rows = Incident.objects.filter(state=Incident.State.OPEN, court=user.court_id, case__handler=user.pk)
    return rows.select_related("case").order_by("lapsed_on", "pk")


def incident(user: User, day: date, pk: int) -> Incident:
    """看得见的一张补救单；看不见、没有的抛出 ``Incident.DoesNotExist``。"""
    return incidents(user, day).get(pk=pk)


def retaken(row: Incident) -> QuerySet[Order]:
    """失效以后对这件案件新发出的控制令（没有发出的、作废的、没有办成的不算），近的在前：补救时选。"""
    unsent = (Order.State.DRAFT, Order.State.READY)
    failed = (*unsent, Order.State.VOID, Order.State.REFUSED, Order.State.DEAD, Order.State.ROLLED_BACK)
    kinds = (Order.Kind.FREEZE, Order.Kind.SEAL, Order.Kind.DISTRAIN)
    return Order.objects.filter(case=row.case_id, kind__in=kinds, drafted_on__gt=row.lapsed_on).exclude(state__in=failed).order_by("-pk")


def taken_again(row: Incident) -> QuerySet[Measure]:
    """失效以后登记的、在生效或者轮候的措施，近的在前：补救时选。"""
    states = (Measure.State.ACTIVE, Measure.State.WAITING)
    return Measure.objects.filter(case=row.case_id, since__gt=row.lapsed_on, state__in=states).order_by("-pk")


def handlers(cases: Iterable[int]) -> dict[int, Case]:
    """这些案件，只取承办人、团队。"""
    return Case.objects.only("pk", "court_id", "handler_id", "team_id", "state").in_bulk(list(cases))


def named(cases: Iterable[int]) -> dict[int, Case]:
    """这些案件，连同承办人的姓名。"""
    return Case.objects.select_related("handler").in_bulk(list(cases))


def steps(cases: Iterable[int]) -> dict[tuple[int, int, date], list[int]]:
    """这些案件各项措施给过哪几档预警，先远后近：（案件，环号，届满日）→ 档。"""
    found: dict[tuple[int, int, date], list[int]] = defaultdict(list)
    rows = Warning.objects.filter(case__in=set(cases)).order_by("-step").values_list("case", "seq", "until", "step").distinct()
    for case, seq, until, step in rows:
        found[case, seq, until].append(step)
    return found
