"""到期日历：在生效的查封、扣押、冻结哪天届满，最后哪天还能办；按承办人、按月看，旁边就是续行的按钮。"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.cases.queries import Case
from zhixing.casework.control import queries_watch as watch
from zhixing.casework.control.queries_watch import Incident, Measure, Order
from zhixing.casework.nodes import queries as nodes
from zhixing.casework.nodes.queries import Node
from zhixing.entrances.web import remedies
from zhixing.entrances.web.access import facts_of, rights_of
from zhixing.entrances.web.control import frame, month
from zhixing.entrances.web.registers import frame as registers
from zhixing.entrances.web.ui import (
    Action,
    Column,
    Content,
    Deadline,
    Empty,
    Figure,
    Figures,
    Page,
    Panel,
    Person,
    Row,
    Status,
    Step,
    Table,
    show,
)
from zhixing.entrances.web.ui.filters import link
from zhixing.entrances.web.ui.words import day, yuan
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import calendar_of
from zhixing.law.calendar import Calendar
from zhixing.law.control import last_day
from zhixing.law.states import Act, permits
from zhixing.law.words import word

NAME: Final = "control_expiring"
SHELVES: Final = {"week": "7天内届满", "month": "30天内届满", "two": "60天内届满", "past": "已过届满日", "all": "全部在控制的"}
DAYS: Final = {"week": 7, "month": 30, "two": 60}
COLUMNS: Final = (Column("哪一项"), Column("届满、预警"), Column("案件、承办人"), Column("", "end"))
OWNERS: Final = 12
SOON: Final = 15


def shelf(key: str, today: date) -> Q:
    """一格的条件。"""
    if key in DAYS:
        return Q(until__gte=today, until__lte=today + timedelta(days=DAYS[key]))
    return Q(until__lt=today) if key == "past" else Q()


def page(request: HttpRequest) -> HttpResponse:
    """到期日历和清单。网址里有哪天（``day``）就列那天的，有哪个月（``month``）列那个月的，否则列所选的一格。"""
    registers.guard(request)
    today = context.current().today
    rows = registers.narrowed(request, watch.expiring(request.user, today), person="subject")
    here = registers.picked(request, "state", SHELVES, "month")
    first, chosen = month.first_of(request.GET.get("month", ""), today), _day(request)
    sizes = registers.sizes(rows, {key: shelf(key, today) for key in SHELVES})
    calendar = calendar_of(request.user.court_id)
    label, listed = _listed(request, rows, here, first, chosen, today)
    found, pager = registers.paged(request, listed, "until", soonest=True)
    table = Table(id="expiring", columns=COLUMNS, rows=tuple(_rows(request, found, today, calendar)), label=label, pager=pager,
                  empty=Empty("没有快要届满的措施", "续行、解除、扣划以后就不在这里了。", "circle-check"))
    return show(request, Page(
        title=f"{sizes['month']:,} 项措施三十天内届满" if sizes["month"] else "三十天内没有届满的措施",
        pretitle=f"到期日历 · {registers.scope(request)}",
        top=(frame.tabs(request, NAME), _strip(request, sizes, "" if _dated(request) else here)),
        body=(registers.filters(request, NAME, keep=("state", "month", "day")), Panel(title=label, flush=True, body=(table,))),
        side=(_month(request, rows, first, chosen, today, calendar), *_owners(request, rows, today)),
    ))


def _strip(request: HttpRequest, sizes: dict[str, int], here: str) -> Figures:
    """各格；失效了的不在这张清单里，点开是等着补救的补救单。届满了、夜里还没有开单的才有“已过届满日”一格。"""
    labels = {key: text for key, text in SHELVES.items() if key != "past" or sizes[key] or here == key}
    strip = registers.strip(request, "state", labels, sizes, here, red=("past",))
    lapsed = registers.narrowed(request, watch.incidents(request.user, context.current().today), person="subject").filter(state=Incident.State.OPEN)
    number = lapsed.order_by().count()
    url = reverse("control_incidents") + link(request.GET, state="open", month=None, day=None, page=None)
    return replace(strip, cells=(*strip.cells, Figure(label="失效、等补救", value=f"{number:,}", url=url, tone="red" if number else "")))


def _dated(request: HttpRequest) -> bool:
    return bool(request.GET.get("day") or request.GET.get("month"))


def _day(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return None


def _listed(
    request: HttpRequest, rows: QuerySet[Measure], here: str, first: date, chosen: date | None, today: date,
) -> tuple[str, QuerySet[Measure]]:
    """清单的题目和它的行。"""
    if chosen:
        return f"{day(chosen, today)}届满的", rows.filter(until=chosen)
    if request.GET.get("month"):
        return f"{first.year}年{first.month}月届满的", rows.filter(until__gte=first, until__lte=month.last_of(first))
    return SHELVES[here], rows.filter(shelf(here, today))


# ---- 清单 ----


def _rows(request: HttpRequest, found: list[Measure], today: date, calendar: Calendar) -> Iterator[Row]:
    told, asked, lines = watch.steps(row.case_id for row in found), watch.renewing(row.pk for row in found), _nodes(found)
    for row in found:
        line = lines.get((row.case_id, row.subject, row.until))
        steps = told.get((row.case_id, row.seq, row.until), []) if row.until else []
        yield Row(cells=(
            (row.subject, described(row)), (deadline(row, today, calendar, line), _warned(steps)),
            (*registers.case_cell(row.case), who(request, row.case)),
            tuple(_renewing(row, asked.get(row.pk), line, today)) or "",
        ))


def _nodes(found: Iterable[Measure]) -> dict[tuple[int, str, date | None], Node]:
    """这些措施的到期节点：怎么算出来的、续行时因哪个节点而办。"""
    rows = Node.objects.filter(nodes.MEASURE, state=Node.State.OPEN, case__in={row.case_id for row in found})
    return {(row.case_id, row.subject, row.due): row for row in rows}


def described(row: Measure) -> str:
    """冻结银行存款，50,000.00 元。"""
    amount = row.actual_fen if row.actual_fen is not None else row.cap_fen
    return f"{word('measure', row.measure)}{word('property', row.property)}" + (f"，{yuan(amount)} 元" if amount is not None else "")


def deadline(row: Measure, today: date, calendar: Calendar, line: Node | None = None) -> Deadline:
    """哪天届满，还剩几天，最后哪天能办；点开看怎么算的。"""
    assert row.until is not None
    last, left = last_day(row.until, calendar), (row.until - today).days
    tone = "red" if today >= last else "yellow" if left <= SOON else "plain"
    note = _left(left, last, today) if today >= last or last < row.until else f"剩 {left} 天"
    steps = tuple(Step(step["text"], step.get("article") or "") for step in line.steps) if line else ()
    return Deadline(text=f"{day(row.until, today)}届满", note=note, tone=tone, steps=steps)


def _left(left: int, last: date, today: date) -> str:
    if left < 0:
        return "已经失效，不能续行，只能重新采取"
    if today > last:
        return "届满以前没有工作日了，马上办"
    return f"剩 {left} 天，" + ("今天是最后能办的一天" if today == last else f"最后 {day(last, today)} 能办")


def named(request: HttpRequest, case: Case) -> bool:
    """看不看得到名字：自己的看得到，团队长看本团队的，局长看全院的。"""
    scope = rights_of(request).sees_names_of_overdue
    return case.handler_id == request.user.pk or scope == "all" or (scope == "team" and case.team_id in facts_of(request).leads)


def who(request: HttpRequest, case: Case) -> Content:
    """承办人：看得到名字的写名字，别的只写是哪个团队的。"""
    if case.handler is None:
        return "未分案"
    return Person(case.handler.name) if named(request, case) else f"{case.team}承办" if case.team else "已分案"


def _warned(steps: list[int]) -> Content:
    return f"届满前 {steps[-1]} 天的预警已发" if steps else "还没有到预警的日子"


def _renewing(row: Measure, order: Order | None, line: Node | None, today: date) -> Iterator[Content]:
    """续行办到哪一步了；没有办的，给办的按钮。"""
    if order is not None and order.state != Order.State.DONE:
        failed = order.state in (Order.State.REFUSED, Order.State.DEAD, Order.State.ROLLED_BACK, Order.State.TIMEOUT)
        yield Status(f"续行{order.get_state_display()}", "red" if failed else "blue")
        yield Action(text="看这一道", url=reverse("control_order", args=[order.pk]), small=True)
        if not failed:
            return
    assert row.until is not None
    if row.until < today:
        return
    kind = "primary" if (row.until - today).days <= SOON else "plain"
    if permits(row.case.state, Act.ORDER_CONTROL, row.case.kind).ok:
        yield Action(text="续行", url=reverse("case_renew", args=[row.case_id, row.pk]), kind=kind, small=True, dialog=True)
    elif button := remedies.button(row.case_id, nodes.RENEW, line.key if line else "", primary=kind == "primary"):
        yield button


# ---- 右栏 ----


def _month(request: HttpRequest, rows: QuerySet[Measure], first: date, chosen: date | None, today: date, calendar: Calendar) -> Panel:
    within = rows.filter(until__gte=first, until__lte=month.last_of(first)).order_by().values_list("until").annotate(n=Count("pk"))
    numbers = {on: number for on, number in within if on}
    note = "灰的是休息日；休息日届满的，最后能办的是前一个工作日"
    return Panel(title="日历", note=note, body=(month.month(request, first, numbers, today, chosen, calendar),))


def _owners(request: HttpRequest, rows: QuerySet[Measure], today: date) -> Iterator[Panel]:
    """各承办人六十天内届满的，局长看全院，团队长看本团队；别人没有这一栏。"""
    scope = rights_of(request).sees_names_of_overdue
    if scope == "own":
        return
    mine = Q() if scope == "all" else Q(case__team__in=facts_of(request).leads)
    near = {key: Count("pk", filter=shelf(key, today)) for key in ("week", "month", "two")}
    found = rows.filter(mine, shelf("two", today)).order_by().values("case__handler", "case__handler__name").annotate(**near)
    listed = sorted(found, key=lambda one: (-one["week"], -one["month"], -one["two"], one["case__handler"] or 0))
    columns = (Column("承办人"), *(Column(SHELVES[key].removesuffix("届满"), "end") for key in near))
    lines = tuple(Row(cells=(one["case__handler__name"] or "未分案", *(_number(request, one, key) for key in near))) for one in listed[:OWNERS])
    more = f"只列最多的 {OWNERS} 人" if len(listed) > OWNERS else ""
    yield Panel(title="按承办人", note=more, flush=True, body=(Table(columns=columns, rows=lines, label="各承办人", empty=Empty("没有")),))


def _number(request: HttpRequest, one: dict[str, Any], key: str) -> Content:
    if not one[key] or not one["case__handler"]:
        return str(one[key])
    url = link(request.GET, handler=str(one["case__handler"]), state=key, month=None, day=None, page=None, mine=None)
    return Action(text=str(one[key]), url=reverse(NAME) + url, kind="link", small=True)
