"""重算报告：日历或规则改了，哪些节点移动了、从哪天到哪天。"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.nodes import queries as nodes
from zhixing.casework.nodes.queries import Replan
from zhixing.entrances.web import remedies
from zhixing.entrances.web.access import rights_of
from zhixing.entrances.web.admin.paging import sliced
from zhixing.entrances.web.ui import Action, Column, Empty, Page, Panel, Row, Status, Table, show
from zhixing.entrances.web.ui.words import full_day, moment


def page(request: HttpRequest) -> HttpResponse:
    """历次重算。"""
    rows, pager = sliced(request, nodes.latest_replans(request.user.court_id))
    lines = tuple(Row(cells=(
        Action(text=row.cause, url=reverse("node_replan", args=[row.pk]), kind="link"), row.asked_by,
        moment(row.started_at), _progress(row),
    )) for row in rows)
    table = Table(columns=(Column("起因"), Column("谁改的"), Column("何时"), Column("进度")), rows=lines, label="历次重算",
                  pager=pager, empty=Empty("还没有重算过", "改了日历、节点天数等设置后，会自动重算并在这里报告。", icon="history"))
    return show(request, Page(title="重算报告", pretitle="节点管控", back=reverse("node_board"), body=(Panel(body=(table,), flush=True),)))


def detail(request: HttpRequest, replan_id: int) -> HttpResponse:
    """一次重算移动了什么。能看全院案件的人看得到。"""
    run = nodes.latest_replans(request.user.court_id).filter(pk=replan_id).first()
    if run is None:
        raise Http404
    if not rights_of(request).sees_all_cases:
        raise PermissionDenied("只有能看全院案件的人可以打开重算的明细。")
    rows, pager = sliced(request, nodes.moves_of(replan_id))
    lines = tuple(Row(cells=(
        Action(text=str(m.case), url=remedies.case_url(m.case_id), kind="link"), m.name, full_day(m.before) or "—", full_day(m.after) or "—",
    )) for m in rows)
    table = Table(columns=(Column("案件"), Column("节点"), Column("原来"), Column("现在")), rows=lines, label="移动的节点",
                  pager=pager, empty=Empty("没有节点移动", icon="circle-check"))
    return show(request, Page(title=run.cause, pretitle=f"{run.asked_by} · {moment(run.started_at)}", tags=(_progress(run),),
                              back=reverse("node_replans"), back_text="重算报告", body=(Panel(body=(table,), flush=True),)))


def _progress(run: Replan) -> Status:
    if run.finished_at:
        return Status(f"已算完 {run.total:,} 件", "green")
    return Status(f"正在重算 {run.done:,} / {run.total:,} 件", "blue")
