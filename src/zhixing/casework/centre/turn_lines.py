"""案件上办着的各样——审批、文书、控制令、查询、认领、付款、事务单、交接、委托、代办、最近动静——一条查询取来，各成一行。"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    CharField,
    DateField,
    Exists,
    F,
    Func,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Concat, TruncDate

from zhixing.casework.cases.queries import Assignment, acting_on
from zhixing.casework.centre.models import Entrustment, Handover, ItemMove, WorkItem
from zhixing.casework.control.queries_orders import Order
from zhixing.casework.control.queries_waves import Request
from zhixing.casework.documents.queries import Document, Recipient
from zhixing.casework.funds.queries_case import Payout, PayoutLine, Receipt
from zhixing.foundation.approvals.queries import Approval
from zhixing.foundation.history.queries import Entry, Stream
from zhixing.foundation.history.rows import asked

COURT_TIME: Final = ZoneInfo("Asia/Shanghai")
ORDERS: Final = ("draft", "ready", "queued", "sent", "acked", "timeout", "rolled_back", "dead")
"""还没有办完的控制令。"""
ITEMS: Final = ("queued", "claimed", "doing", "waiting", "returned")
PAYMENTS: Final = ("ready", "exported", "bounced")


class Line(NamedTuple):
    """一行。``place`` 是案件的链；``who``、``name`` 是谁，``post``、``team`` 是哪个职务、团队；``first``、``second`` 是附着的另一样。"""

    sort: str
    place: str
    pk: int
    state: str
    kind: str
    title: str
    extra: str
    who: int | None
    name: str
    post: str
    team: int | None
    since: date
    due: date | None
    first: int | None
    second: int | None

    @property
    def case(self) -> int:
        """案件的编号。"""
        return int(self.place.removeprefix("case:"))


_BLANK: Final[dict[str, Any]] = {
    "state": Value(""), "kind": Value(""), "title": Value(""), "extra": Value(""), "who": Value(None), "name": Value(""), "post": Value(""),
    "team": Value(None), "due": Value(None), "first": Value(None), "second": Value(None),
}
_NUMBERS: Final = frozenset({"pk", "who", "team", "first", "second"})
_DAYS: Final = frozenset({"since", "due"})
Expr = Combinable | str


def lines_of(cases: Iterable[int], on: date) -> list[Line]:
    """这些案件办着的各样，不论多少件都只查一次。"""
    wanted = sorted(set(cases))
    if not wanted:
        return []
    sql, values = _statement()
    given = (wanted, [f"case:{pk}" for pk in wanted], on)
    return [Line(*row) for row in asked(sql, *(given[_PLACES.index(one)] if one in _PLACES else one for one in values))]


_PLACES: Final = ([-1], ["case:-1"], date(1, 2, 3))
"""语句里的空位：案件、案件的链、哪一天。"""


@cache
def _statement() -> tuple[str, tuple[Any, ...]]:
    """写好的语句和它的各值：案件页、清单、工作台每开一次都要，十几支现编比查库还慢。"""
    cases, streams, on = _PLACES
    first, *rest = _branches(cases, streams, on)
    sql, values = first.union(*rest).query.sql_with_params()
    return sql, tuple(values)


def _branches(cases: list[int], streams: list[str], on: date) -> Iterator[QuerySet[Any, Any]]:
    """``first`` 一支定各栏的类型，其余照它。"""
    yield _approvals(streams)
    yield _last(streams)
    yield from (made(cases) for made in (_papers, _unserved, _orders, _queries, _receipts, _payouts, _payments, _items, _handovers, _entrusted))
    yield _acting(cases, on)


def _among(column: str, values: list[Any]) -> Func:
    """这一栏是其中之一：一组一个空位，语句与有几个无关。"""
    kind: Any = BigIntegerField() if isinstance(values[0], int) else TextField()
    given = Value(values, output_field=ArrayField(kind))
    return Func(F(column), given, template="(%(expressions)s))", arg_joiner=" = any(", output_field=BooleanField())


def _row(rows: QuerySet[Any], sort: str, **given: Expr) -> QuerySet[Any, Any]:
    """一支的各栏：没有给的空着，类型都一样，次序照 :class:`Line`。"""
    told: dict[str, Any] = {**_BLANK, "sort": Value(sort), "pk": "pk", "place": Concat(Value("case:"), Cast("case_id", TextField())), **given}
    columns = {f"line_{name}": Cast(told[name], _type(name)) for name in Line._fields}
    told_rows: QuerySet[Any, Any] = rows.order_by().annotate(**columns).values_list(*columns)
    return told_rows


def _type(name: str) -> Any:
    return BigIntegerField() if name in _NUMBERS else DateField() if name in _DAYS else TextField()


def _day(column: str) -> Combinable:
    return TruncDate(column, tzinfo=COURT_TIME)


def _mine(model: type[Model], cases: list[int], **where: Any) -> QuerySet[Any]:
    return model._default_manager.filter(_among("case_id", cases), **where)


def _approvals(streams: list[str]) -> QuerySet[Any, Any]:
    rows = Approval.objects.filter(_among("stream", streams), state=Approval.State.PENDING)
    team = Coalesce(F("step_team__name"), Value(""))
    return _row(rows, "approval", place="stream", kind="act", title="title", extra="subject", post="step_post", team="step_team_id", name=team,
                since="submitted_on", due="due")


def _last(streams: list[str]) -> QuerySet[Any, Any]:
    """最近一次有动静：末一次由人办的；系统自己记的（重算、分流）不算，一次也没有人办过的是末端那一环。"""
    entries = Entry.objects.filter(stream=OuterRef("name"))
    by_hand, end = entries.filter(actor_id__isnull=False).order_by("-seq"), entries.filter(seq=OuterRef("seq"))
    since = Coalesce(*(Subquery(one.values("happened_on")[:1]) for one in (by_hand, end)), Value(date.min))
    return _row(Stream.objects.filter(_among("name", streams)), "last", place="name", pk="seq", since=since)


def _papers(cases: list[int]) -> QuerySet[Any, Any]:
    rows = _mine(Document, cases, state__in=("draft", "review", "signed"))
    return _row(rows, "paper", state="state", kind="kind", title="title", who="drafted_by_id", name="drafted_name",
                since=Coalesce(F("dated"), F("drafted_on")), first="approval_id")


def _unserved(cases: list[int]) -> QuerySet[Any, Any]:
    """用了印、一次也没有送过的。"""
    to_send = Recipient.objects.filter(document=OuterRef("pk"), cancelled=False, state="to_send", tried=0)
    rows = _mine(Document, cases, state="sealed", sent_on__isnull=True).filter(Exists(to_send))
    return _row(rows, "paper", state="state", kind="kind", title="title", since=Coalesce(_day("sealed_at"), F("drafted_on")))


def _orders(cases: list[int]) -> QuerySet[Any, Any]:
    begun = Coalesce(_day("sent_at"), _day("queued_at"), F("drafted_on"))
    return _row(_mine(Order, cases, state__in=ORDERS), "order", state="state", kind="kind", title="subject", extra="property",
                name=Coalesce(F("agency__name"), Value("")), since=begun, due=_day("due_at"), first="ruling_id", second="notice_id")


def _queries(cases: list[int]) -> QuerySet[Any, Any]:
    """等签发的查询：一批一行。"""
    rows = _mine(Request, cases, state="draft")
    return _row(rows, "query", pk="wave_id", state="wave__state", name="wave__asked_name", since=_day("wave__asked_at"))


def _receipts(cases: list[int]) -> QuerySet[Any, Any]:
    return _row(_mine(Receipt, cases, state="proposed"), "receipt", title="number", since="day")


def _payouts(cases: list[int]) -> QuerySet[Any, Any]:
    rows = _mine(Payout, cases, state__in=("draft", "review"))
    return _row(rows, "payment", state="state", title="number", who="drafted_by_id", name="drafted_name", since="drafted_on", first="approval_id")


def _payments(cases: list[int]) -> QuerySet[Any, Any]:
    """批准以后的：一张里走到同一步的各笔算一行。"""
    rows = PayoutLine.objects.filter(_among("payout__case_id", cases), state__in=PAYMENTS)
    place = Concat(Value("case:"), Cast("payout__case_id", TextField()))
    return _row(rows, "payment", place=place, pk="payout_id", state="state", title="payout__number",
                since=Coalesce(F("payout__approved_on"), F("payout__drafted_on")))


def _items(cases: list[int]) -> QuerySet[Any, Any]:
    """在办的事务单；退回的归交办的人，自退回那天起摆着，原来的时限不算。"""
    back = Q(state="returned")
    moved = ItemMove.objects.filter(item=OuterRef("pk"), after="returned").order_by("-id").annotate(day=_day("at"))
    given_back = Case(When(back, then=Subquery(moved.values("day")[:1])), default=Value(None), output_field=DateField())
    who = Case(When(back, then=F("asked_by_id")), default=F("assignee_id"), output_field=BigIntegerField())
    name = Case(When(back, then=F("asked_name")), When(state="waiting", then=F("waiting_for")), default=Coalesce(F("assignee__name"), Value("")),
                output_field=CharField())
    return _row(_mine(WorkItem, cases, state__in=ITEMS), "item", state="state", kind="duty", title="subject", extra="closes", who=who, name=name,
                post=Coalesce(F("desk_team__name"), Value("")), team="desk_team_id", since=Coalesce(given_back, _day("asked_at")),
                due=Case(When(back, then=Value(None)), default=_day("due_at"), output_field=DateField()))


def _handovers(cases: list[int]) -> QuerySet[Any, Any]:
    name = Coalesce(F("to_user__name"), F("to_team__name"), Value(""))
    rows = _mine(Handover, cases, state="offered")
    return _row(rows, "handover", kind="to_segment", who="to_user_id", name=name, team="to_team_id", since="offered_on")


def _entrusted(cases: list[int]) -> QuerySet[Any, Any]:
    """委托出去的。"""
    rows = _mine(Entrustment, cases, incoming=False, state__in=("sent", "received", "returned"))
    name = Coalesce(F("to__name"), F("other"))
    since = Coalesce(F("sent_on"), Value(date.min))
    return _row(rows, "entrusted", state="state", kind="matter", title="about", name=name, since=since, due="due_on")


def _acting(cases: list[int], on: date) -> QuerySet[Any, Any]:
    rows = Assignment.objects.filter(acting_on(on), _among("case_id", cases), user__isnull=False)
    return _row(rows, "acting", who="user_id", name="user__name", since="since", due="until")
