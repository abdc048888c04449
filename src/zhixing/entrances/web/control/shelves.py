"""查控桌面上的各格：取哪些、怎样排、一行写什么。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from zhixing.casework.cases import access
from zhixing.casework.cases.queries import Case, assigned
from zhixing.casework.control import queries_assets, queries_clues, queries_desk
from zhixing.casework.control.queries_desk import Asset, Difference, Finding, Order, Reply, Wave
from zhixing.entrances.web import remedies
from zhixing.entrances.web.access import facts_of, rights_of
from zhixing.entrances.web.control import clues, frame, holdings, replies, wave, waves
from zhixing.entrances.web.ui import Action, Column, Content, Empty, Money, Pager, Row, Status
from zhixing.entrances.web.ui.words import dates
from zhixing.foundation.history import context
from zhixing.law.rights import rights
from zhixing.law.states import Act

Find = Callable[[HttpRequest], QuerySet[Any]]


@dataclass(frozen=True, slots=True)
class Shelf:
    """一格：叫什么、取哪些、各列、一页的各行；数就是取到的件数。``newest`` 新的在前。"""

    label: str
    found: Find
    columns: tuple[Column, ...]
    lines: Callable[[HttpRequest, Sequence[Any]], tuple[Row, ...]]
    empty: Empty
    note: str = ""
    newest: bool = True

    def rows(self, request: HttpRequest) -> tuple[tuple[Row, ...], Pager | None]:
        """一页的各行和翻页。"""
        found, pager = frame.paged(request, self.found(request), newest=self.newest)
        return self.lines(request, found), pager


def sizes(request: HttpRequest) -> dict[str, int]:
    """各格的数。"""
    return {key: shelf.found(request).order_by().count() for key, shelf in SHELVES.items()}


def _each(row: Callable[[Any], Row]) -> Callable[[HttpRequest, Sequence[Any]], tuple[Row, ...]]:
    return lambda request, rows: tuple(map(row, rows))


# ---- 查询 ----


def _drafts(request: HttpRequest) -> QuerySet[Wave]:
    return queries_desk.waves(request.user.court_id).filter(state=Wave.State.DRAFT)


def _today(request: HttpRequest) -> QuerySet[Reply]:
    here = context.current()
    rows = queries_desk.replies(request.user, here.today).filter(sort=Reply.Sort.FEEDBACK)
    return queries_desk.floor(rows, "received_at", midnight(here.now))


def midnight(now: datetime) -> datetime:
    """今天零点。"""
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def _failed(request: HttpRequest) -> QuerySet[Any]:
    return queries_desk.requests_failed(request.user, context.current().today)


def _unread(request: HttpRequest) -> QuerySet[Reply]:
    """读不懂、对不上的：分不清是谁的案件，只给成批查询、管单位的人看。"""
    able = rights_of(request)
    rows = queries_desk.unread(request.user)
    return rows if able.may_run_waves or able.may_manage_channels else rows.none()


# ---- 可供执行 ----

_ASSETS: Final = (Column("财产"), Column("被执行人"), Column("价值（元）", "end"), Column("可用（元）", "end"), Column("反馈日"), Column("", "end"))


def _executable(request: HttpRequest) -> QuerySet[Asset]:
    """管成批查询的、带团队的、看全院的看全部，其余的人看自己办的案件。"""
    able = rights_of(request)
    whole = able.may_run_waves or able.sees_names_of_overdue != "own"
    return queries_assets.ready(request.user, context.current().today, mine=not whole)


def _assets(request: HttpRequest, rows: Sequence[Asset]) -> tuple[Row, ...]:
    latest = queries_desk.latest_of(rows, request.user, context.current().today)
    able = _able(request, {found.case_id: found.case for found in latest.values()})
    return tuple(_asset(row, latest[row.pk], able) for row in rows)


def _able(request: HttpRequest, cases: Mapping[int, Case]) -> set[int]:
    """其中他能拟控制令的。"""
    ties: dict[int, list[Any]] = defaultdict(list)
    for tie in assigned(cases):
        ties[tie.case_id].append(tie)
    user = facts_of(request)
    return {pk for pk, case in cases.items() if rights(user, access.facts_of(case, ties[pk])).may(Act.ORDER_CONTROL)}


def _asset(row: Asset, found: Finding, able: set[int]) -> Row:
    mine = found.case_id in able
    url = f"{remedies.case_url(found.case_id)}?tab=assets#tabs"
    go = Action(text="去控制" if mine else "看", url=url, small=True, kind="primary" if mine else "plain")
    return Row(cells=(holdings.name(row), frame.whose(found), holdings.value(row), holdings.available(row), holdings.asof(row), go))


# ---- 控制 ----

_ORDERS: Final = (Column("控制令"), Column("被执行人"), Column("财产"), Column("金额（元）", "end"), Column("状态"))
_DIFFERENCES: Final = (Column("控制令"), Column("被执行人"), Column("哪一栏"), Column("一边"), Column("另一边"), Column("", "end"))
ORDER_TONES: Final = {"ready": "blue", "refused": "red", "rolled_back": "red", "timeout": "yellow", "dead": "red"}


def _refused(request: HttpRequest) -> QuerySet[Order]:
    return queries_desk.orders_failed(request.user, context.current().today)


def _ready(request: HttpRequest) -> QuerySet[Order]:
    return queries_desk.orders_ready(request.user, context.current().today)


def _differences(request: HttpRequest) -> QuerySet[Difference]:
    return queries_desk.differences(request.user, context.current().today)


def _order(row: Order) -> Row:
    agency = (frame.agency_name(row.agency),) if row.agency else ()
    return Row(cells=(
        (order_link(row), row.get_kind_display()), frame.whose(row), (row.subject, *agency),
        Money(row.amount_fen), (Status(row.get_state_display(), ORDER_TONES[row.state]), *([row.reason] if row.reason else [])),
    ))


def order_link(row: Order) -> Content:
    """控制令，点开它。"""
    return Action(text=row.number, url=reverse("control_order", args=[row.pk]), kind="link")


def _difference(row: Difference) -> Row:
    order = row.order
    look = Action(text="处理", url=reverse("case_settle", args=[order.case_id, row.pk]), small=True, kind="primary", dialog=True)
    return Row(cells=(
        (order_link(order), f"{order.get_kind_display()}　{frame.told_at(row.raised_at)}"), frame.whose(order), row.field, dates(row.ours),
        dates(row.theirs), look,
    ))


# ---- 线索 ----


def _clues(request: HttpRequest) -> QuerySet[Any]:
    return queries_clues.pool(request.user, context.current().today)


def _clue_lines(request: HttpRequest, rows: Sequence[Any]) -> tuple[Row, ...]:
    today = context.current().today
    return tuple(clues.row_of(request, row, today) for row in rows)


SHELVES: Final = {
    "draft": Shelf("待签发", _drafts, waves.COLUMNS, waves.lines, Empty("没有等着签发的查询", icon="circle-check")),
    "today": Shelf("今日反馈", _today, replies.COLUMNS, _each(replies.row_of),
                   Empty("今天还没有反馈", "协助单位反馈以后，列在这里。", "radar-2"), "查询的反馈，点开看原文"),
    "executable": Shelf("可以控制", _executable, _ASSETS, _assets, Empty("没有等着控制的财产", icon="circle-check"),
                        "查到了、可供执行、本院还没有控制的；有别人在先的，只能轮候"),
    "failed": Shelf("查询没有办成", _failed, wave.REQUESTS, wave.lines, Empty("没有办不成的查询", icon="circle-check"),
                    "退回、拒收、超时，以后也没有再查的"),
    "ready": Shelf("控制待发出", _ready, _ORDERS, _each(_order), Empty("没有等着发出的控制令", icon="circle-check"),
                   "裁定、通知书已经用印，登记过的经办人发出"),
    "refused": Shelf("控制没有办成", _refused, _ORDERS, _each(_order), Empty("没有办不成的控制", icon="circle-check")),
    "unread": Shelf("原文待看", _unread, replies.COLUMNS, _each(replies.row_of), Empty("没有读不懂的原文", icon="circle-check"),
                    "读不懂的、对不上请求的，原样留着"),
    "differences": Shelf("说法不一", _differences, _DIFFERENCES, _each(_difference), Empty("没有说法不一的", icon="circle-check"),
                         "反馈、回执、令上写的对不上"),
    "clues": Shelf("待认领线索", _clues, clues.COLUMNS, _clue_lines, Empty("没有等着认领的线索", icon="eye-check")),
}
