"""案件清单的筛选：选项、网址参数怎样变成查询。参数看不懂的当作没有。"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.http import QueryDict

from zhixing.casework.cases.commands import HANDLERS
from zhixing.casework.cases.queries import Case, Kind, Livelihood, Origin, TagName, search
from zhixing.casework.closing import queries as closing
from zhixing.casework.nodes.queries import Node, overdue_on
from zhixing.entrances.web.ui import Filter
from zhixing.entrances.web.ui.filters import chosen
from zhixing.foundation.people.queries import User, active_users, teams, within
from zhixing.law.closing import modes
from zhixing.law.states import ENDED, State

FILING = (State.RECEIVED, State.CORRECTING)
UNDER_WAY = tuple(state for state in State if state not in ENDED and state not in FILING)  # 说是哪些，不说不是哪些：索引才用得上
SHELVES = {"open": "在办", "mine": "我承办", "filing": "立案审查", "ended": "已结", "all": "全部"}
UNSHELVED = ("state", "mode", "closed_from", "closed_to", "figure")
LIGHTS = (("red", "红：有超期"), ("yellow", "黄：临期"), ("green", "绿：正常"), ("grey", "灰：没有待办"))
DUES = (("0", "今天到期"), ("7", "七天内到期"), ("30", "三十天内到期"))


@dataclass(frozen=True, slots=True)
class Asked:
    """网址里要的：哪一格（在办、已结……）和各项筛选。"""

    query: QueryDict
    user: User
    today: date

    @property
    def text(self) -> str:
        """查找的文字。"""
        return self.query.get("q", "").strip()[:100]

    @property
    def shelf(self) -> str:
        """哪一格；查找、按状态筛选时不限。"""
        named = self.query.get("shelf", "")
        if named in SHELVES:
            return named
        return "all" if self.text or any(self.query.get(name) for name in UNSHELVED) else "open"

    @property
    def narrowed(self) -> bool:
        """除了分格，还有别的条件。"""
        return any(v for k, v in self.query.items() if k not in {"shelf", "after", "count"})

    def value(self, name: str) -> str:
        """一项参数，去了空白。"""
        return self.query.get(name, "").strip()

    @property
    def period(self) -> tuple[date, date] | None:
        """收结小结的期间；只在点开了其中一个数时才有。"""
        since, until = self.day("since"), self.day("until")
        return (since, until) if since and until and self.value("figure") in closing.FIGURES else None

    def day(self, name: str) -> date | None:
        """一项日期参数。"""
        try:
            return date.fromisoformat(self.value(name))
        except ValueError:
            return None


def shelved(cases: QuerySet[Case], asked: Asked) -> QuerySet[Case]:
    """这一格里的案件。"""
    conditions = {
        "open": Q(state__in=UNDER_WAY), "mine": Q(state__in=[*FILING, *UNDER_WAY], handler=asked.user),
        "filing": Q(state__in=FILING), "ended": Q(state__in=ENDED), "all": Q(),
    }
    return cases.filter(conditions[asked.shelf])


def applied(cases: QuerySet[Case], asked: Asked) -> QuerySet[Case]:
    """加上全部筛选。"""
    cases = shelved(cases, asked)
    if period := asked.period:
        cases = closing.figure(cases, asked.value("figure"), *period).rows
    if asked.value("mine"):
        cases = cases.filter(handler=asked.user)
    for condition in _conditions(asked):
        cases = cases.filter(condition)
    if asked.value("light") in {code for code, _ in LIGHTS}:
        cases = lit(cases, asked)
    if asked.value("due").isdecimal():
        cases = due_within(cases, asked, int(asked.value("due")[:3]))
    return search(cases, asked.text) if asked.text else cases


def _conditions(asked: Asked) -> Iterator[Q]:
    for name, lookup in PLAIN.items():
        if value := asked.value(name):
            yield Q(**{lookup: value})
    for name, lookup in NUMBERED.items():
        if (value := asked.value(name)).isdecimal():
            yield Q(**{lookup: int(value[:15])})
    for name, lookup in DAYS.items():
        if day := asked.day(name):
            yield Q(**{lookup: day})
    if asked.value("withdrawn"):
        yield Q(withdrawn_closings__gt=0)
    if kind := asked.value("livelihood"):
        yield ~Q(livelihood="") if kind == "any" else Q(livelihood=kind)
    if tag := asked.value("tag"):
        yield Q(small_claim=True) if tag == "small" else Q(tags__name=tag)


PLAIN = {"state": "state", "kind": "kind", "mode": "closing_mode", "origin": "origin"}
NUMBERED = {"handler": "handler", "team": "team"}
DAYS = {
    "received_from": "received_on__gte", "received_to": "received_on__lte",
    "closed_from": "closed_on__gte", "closed_to": "closed_on__lte",
}


def _ours(user: User) -> QuerySet[Node]:
    """法院这边要办、有届满日的节点。带上法院，好走“法院＋届满日”的索引。"""
    ours = {"state": Node.State.OPEN, "whose": Node.Whose.COURT, "paused": False, "due__isnull": False}
    return Node.objects.filter(court__in=within(user.court), **ours).order_by()


def overdue(cases: QuerySet[Case], asked: Asked) -> QuerySet[Case]:
    """有超期节点的。"""
    return cases.filter(pk__in=_ours(asked.user).filter(overdue_on(asked.today)).values("case"))


def due_within(cases: QuerySet[Case], asked: Asked, days: int) -> QuerySet[Case]:
    """有节点在几天之内到期的（不含已超期的）。"""
    until = asked.today + timedelta(days=min(days, 3660))
    return cases.filter(pk__in=_ours(asked.user).filter(due__range=(asked.today, until)).values("case"))


def lit(cases: QuerySet[Case], asked: Asked) -> QuerySet[Case]:
    """按最要紧的一盏灯：有红算红，没有红有黄算黄，没有要办的是灰。"""
    rows, warned = _ours(asked.user), Q(warn_on__lte=asked.today)
    red, yellow = (Q(pk__in=rows.filter(lit).values("case")) for lit in (overdue_on(asked.today), warned))
    some = Q(pk__in=rows.values("case"))
    wanted = {"red": red, "yellow": yellow & ~red, "green": some & ~red & ~yellow, "grey": ~some}
    return cases.filter(wanted[asked.value("light")])


# ---- 选项 ----

Choices = tuple[tuple[str, str], ...]


def options(asked: Asked) -> tuple[Filter, ...]:
    """全部筛选项，填好选中的值。"""
    return tuple(chosen(asked.query, Filter(name, label, make(asked), kind=kind)) for name, label, kind, make in _OPTIONS)


def _handlers(asked: Asked) -> Choices:
    people = active_users(asked.user.court_id).prefetch_related(None).filter(holdings__post__in=HANDLERS).distinct()
    return tuple((str(pk), name) for pk, name in people.values_list("pk", "name"))


def _teams(asked: Asked) -> Choices:
    return tuple((str(t.pk), t.name) for t in teams(asked.user.court_id))


def _fixed(*rows: tuple[str, str]) -> Callable[[Asked], Choices]:
    return lambda asked: rows


_LIVELIHOODS = (("any", "全部涉民生"), *((c.value, c.label) for c in Livelihood if c.value))
_TAGS = (("small", "小标的"), *((c.value, c.label) for c in TagName))
_OPTIONS: tuple[tuple[str, str, str, Callable[[Asked], Choices]], ...] = (
    ("state", "状态", "select", _fixed(*((s.value, s.label) for s in State))),
    ("kind", "类型", "select", _fixed(*((k.value, f"{k.value}　{k.label}") for k in Kind))),
    ("handler", "承办人", "select", _handlers),
    ("team", "团队", "select", _teams),
    ("livelihood", "涉民生", "select", _fixed(*_LIVELIHOODS)),
    ("tag", "标签", "select", _fixed(*_TAGS)),
    ("light", "灯色", "select", _fixed(*LIGHTS)),
    ("due", "到期", "select", _fixed(*DUES)),
    ("received_from", "收案自", "day", _fixed()),
    ("received_to", "收案至", "day", _fixed()),
    ("closed_from", "结案自", "day", _fixed()),
    ("closed_to", "结案至", "day", _fixed()),
    ("mode", "结案方式", "select", _fixed(*((m.code, m.label) for m in (*modes(Kind.FIRST), *modes(Kind.PRESERVATION))))),
    ("withdrawn", "撤销报结", "select", _fixed(("1", "撤销过报结"))),
    ("origin", "来源", "select", _fixed(*((o.value, o.label) for o in Origin))),
)
