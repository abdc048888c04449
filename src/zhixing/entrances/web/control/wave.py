"""一批查询：各家单位走到哪了，各次查询的结果；签发、撤销、重发。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from zhixing.casework.control import queries_desk as control
from zhixing.casework.control.queries_desk import REQUEST_GROUPS, Agency, Request, Wave
from zhixing.entrances.web.access import needs, rights_of
from zhixing.entrances.web.control import frame, pieces
from zhixing.entrances.web.registers.frame import picked
from zhixing.entrances.web.ui import (
    Action,
    Column,
    Content,
    Empty,
    Facts,
    Figure,
    Figures,
    Note,
    Page,
    Panel,
    Row,
    Status,
    Table,
    show,
)
from zhixing.entrances.web.ui.filters import link
from zhixing.entrances.web.ui.progress import over
from zhixing.foundation.history import context

LABELS: Final = {"": "全部", "queued": "待取", "sent": "已取走", "fed": "已反馈", "failed": "没有办成"}
MORE: Final = {"draft": "还没有放出", "cancelled": "已撤销"}
"""有才列的两格。"""
AGENCIES: Final = (Column("协助单位"), Column("走到哪了"), Column("待取", "end"), Column("已取走", "end"), Column("没有办成", "end"))
REQUESTS: Final = (Column("被执行人"), Column("协助单位"), Column("状态"), Column("经过", wide=True), Column("", "end"))


def own(request: HttpRequest, wave_id: int) -> Wave:
    """本院的这一批；别的法院的没有。"""
    return get_object_or_404(control.waves(request.user.court_id), pk=wave_id)


@needs("may_see_control")
def page(request: HttpRequest, wave_id: int) -> HttpResponse:
    """一批查询。"""
    return shown(request, own(request, wave_id))


def shown(request: HttpRequest, row: Wave, before: tuple[Content, ...] = (), status: int = 200) -> HttpResponse:
    """这一页；``before`` 是办不成的理由。正在查的，各家单位的进度自己换。"""
    running = row.state == Wave.State.RUNNING
    if again := over(request, running=running):
        return again
    seen = control.requests(request.user, context.current().today).filter(wave=row)
    live = _live(request, row, seen)
    if pieces.asked(request):
        return show(request, Page(title="", body=(live,)))
    return show(request, Page(
        title=headline(row, live_sizes(seen)), pretitle=f"查询批次 · {row.number}", tags=(frame.wave_state(row),), back=reverse("control_waves"),
        back_text="查询批次", actions=_actions(request, row), body=(*before, *_notes(row), live, _requests(request, seen)), side=(_facts(row),),
    ), status)


def live_sizes(seen: QuerySet[Request]) -> Counter[str]:
    """看得见的各次，各格几次。"""
    return sum(control.tallies(seen).values(), Counter())


def headline(row: Wave, sizes: Mapping[str, int]) -> str:
    """一句话。"""
    total, failed = sum(sizes.values()), sizes.get("failed", 0)
    told = {Wave.State.DRAFT: f"{total:,} 次查询等着签发", Wave.State.CANCELLED: f"已撤销，共 {total:,} 次查询"}
    if printing(row):
        return f"已签发，正在印通知书、盖院印，共 {total:,} 次查询"
    if row.state == Wave.State.RUNNING:  # 各格的数自己换，题目不换，不写会过时的数
        return f"正在查，共 {total:,} 次查询"
    wrong = f"，{failed:,} 次没有办成" if failed else ""
    return told.get(Wave.State(row.state), f"已反馈 {sizes.get('fed', 0):,} 次，共 {total:,} 次查询{wrong}")


def printing(row: Wave) -> bool:
    """签发了，后台正在印通知书、盖院印：印好才放出。"""
    return row.state == Wave.State.RUNNING and row.notice_id is None


def _notes(row: Wave) -> tuple[Note, ...]:
    if row.error:
        return (Note(row.error, "red", "通知书没有印成" if row.notice_id is None else "没有放成"),)
    if printing(row):
        return (Note("案件多的，通知书和案件清单在后台印，印好、盖好院印，就一批一批放出。可以关掉这一页。"),)
    if row.state == Wave.State.DRAFT:
        return (Note("签发以后，协助单位才能取走。一批一份通知书，附全部案件的清单。"),)
    if row.state == Wave.State.CANCELLED and row.signed_at:
        return (Note("撤销以前取走的收不回，反馈照收。"),)
    return ()


# ---- 走到哪了 ----


def _live(request: HttpRequest, row: Wave, seen: QuerySet[Request]) -> pieces.Live:
    agencies = control.of_agencies(row.court_id).in_bulk()
    sizes = control.tallies(seen, "agency")
    lines = tuple(_agency(agencies[pk], found) for pk, found in sorted(sizes.items(), key=lambda one: agencies[one[0]].name))
    table = Table(id="agencies", columns=AGENCIES, rows=lines, label="各家单位", empty=Empty("这一批里没有您看得见的查询"))
    panel = Panel(title="各家单位", flush=True, body=(_strip(request, sum(sizes.values(), Counter())), table))
    return pieces.Live(body=(panel,), url=reverse("control_wave", args=[row.pk]) + link(request.GET), running=row.state == Wave.State.RUNNING)


def _strip(request: HttpRequest, sizes: Mapping[str, int]) -> Figures:
    here = picked(request, "only", REQUEST_GROUPS)
    labels = LABELS | {key: text for key, text in MORE.items() if sizes.get(key)}
    return Figures(strip=True, label="各次查询", cells=tuple(
        Figure(label=text, value=f"{sizes.get(key, 0) if key else sum(sizes.values()):,}", current=key == here,
               url=link(request.GET, only=key or None), tone="red" if key == "failed" and sizes.get(key) else "")
        for key, text in labels.items()
    ))


def _agency(row: Agency, sizes: Mapping[str, int]) -> Row:
    def number(key: str) -> Content:
        text = f"{sizes[key]:,}" if sizes.get(key) else ""
        return Action(text=text, url=f"?agency={row.pk}&only={key}", kind="link") if text else "—"

    return Row(cells=(frame.agency_name(row), pieces.meter(sizes), number("queued"), number("sent"), number("failed")))


# ---- 各次查询 ----


def _requests(request: HttpRequest, seen: QuerySet[Request]) -> Panel:
    here, agency = picked(request, "only", REQUEST_GROUPS), request.GET.get("agency", "")
    if here:
        seen = seen.filter(state__in=REQUEST_GROUPS[here])
    named = ""
    if agency.isdecimal() and len(agency) < 15:
        seen, one = seen.filter(agency=int(agency)), control.of_agencies(request.user.court_id).filter(pk=int(agency)).first()
        named = one.name if one else ""
    found, pager = frame.paged(request, seen, newest=False)
    table = Table(id="requests", columns=REQUESTS, rows=lines(request, found), label="各次查询", pager=pager, empty=Empty("没有这样的查询"))
    clear = (Action(text="看全部单位", url=link(request.GET, agency=None), small=True),) if named else ()
    return Panel(title=f"各次查询　{named}" if named else "各次查询", actions=clear, flush=True, body=(table,))


def lines(request: HttpRequest, rows: list[Any], *, pick: bool = False) -> tuple[Row, ...]:
    """各次查询的行；没有办成的，管单位的人可以重发，``pick`` 时勾选了一起发；请求单号是同对方核对用的，只给管单位的人。"""
    manages = rights_of(request).may_manage_channels
    return tuple(_request(row, manages and not pick, pick, numbered=manages) for row in rows)


def _request(row: Request, able: bool, pick: bool, *, numbered: bool) -> Row:
    failed = row.state in control.FAILED
    again = Action(text="重发", url=reverse("control_resend", args=[row.pk]), method="post", small=True)
    times = tuple(f"{frame.told_at(at)}{what}" for at, what in ((row.queued_at, "放出"), (row.sent_at, "取走"), (row.fed_at, "反馈")) if at)
    return Row(pick=str(row.pk) if pick and failed else "", cells=(
        frame.whose(row), (frame.agency_name(row.agency), *([row.number] if numbered else [])), frame.request_state(row),
        times or ("—",), again if able and failed else "",
    ))


# ---- 侧栏 ----


def _actions(request: HttpRequest, row: Wave) -> tuple[Action, ...]:
    signs = rights_of(request).may_sign_waves
    ask = f"签发{row.number}：{row.cases:,} 件案件，{row.total:,} 次查询。签发以后协助单位就可以取走。"
    sign = Action(text="签发", url=reverse("control_wave_sign", args=[row.pk]), method="post", kind="primary", icon="writing",
                  fields={"revision": row.revision}, confirm=ask)
    cancel = Action(text="撤销", url=reverse("control_wave_cancel", args=[row.pk]), kind="danger", dialog=True)
    notice = Action(text="通知书", url=reverse("control_wave_notice", args=[row.pk]), icon="file-text", download=True)
    open_ = row.state in (Wave.State.DRAFT, Wave.State.RUNNING)
    return (
        *([notice] if row.notice_id else []),
        *([cancel] if open_ and (signs or row.asked_by_id == request.user.pk) else []),
        *([sign] if row.state == Wave.State.DRAFT and signs else []),
    )


def _facts(row: Wave) -> Panel:
    rows: list[tuple[str, Content]] = [
        ("理由", row.get_reason_display()), ("案件", f"{row.cases:,} 件"), ("查询", f"{row.total:,} 次"),
        ("谁提出的", f"{row.asked_name}　{frame.told_at(row.asked_at)}"),
        ("谁签发的", f"{row.signed_name}　{frame.told_at(row.signed_at)}" if row.signed_at else Status("待签发", "yellow")),
    ]
    rows += [("通知书编号", row.notice_number)] if row.notice_number else []
    rows += [("办完", frame.told_at(row.finished_at))] if row.finished_at else []
    return Panel(title="这一批", body=(Facts(tuple(rows)),))
