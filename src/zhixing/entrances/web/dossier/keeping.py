"""暂停销毁、结束暂停；隔离的材料。"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from zhixing.casework.dossier import commands, queries
from zhixing.casework.dossier.queries import Quarantined
from zhixing.entrances.web.access import does_casework, needs, rights_of
from zhixing.entrances.web.admin.paging import sliced
from zhixing.entrances.web.cases.act_forms import DeskForm
from zhixing.entrances.web.cases.desk import Desk, open_desk
from zhixing.entrances.web.cases.filling import Filling, fill
from zhixing.entrances.web.dossier.upload import BACK
from zhixing.entrances.web.dossier.words import size
from zhixing.entrances.web.ui import Column, Content, DayField, Empty, Page, Panel, Row, Table, TextField, show
from zhixing.entrances.web.ui.words import moment
from zhixing.foundation.history import context

COLUMNS = (Column("文件"), Column("为什么"), Column("谁交的"), Column("案件"), Column("大小", "end"), Column("摘要", wide=True))


class HoldForm(DeskForm):
    """为什么，到哪天。"""

    reason = TextField(label="暂停销毁的理由", lines=2, max_length=300, help_text="如：涉诉、信访、再审审查。")
    until = DayField(label="到哪天", required=False, help_text="不填的，另行通知。")


class EndForm(DeskForm):
    """为什么结束。"""

    reason = TextField(label="结束暂停的理由", lines=2, max_length=300)


def hold(request: HttpRequest, case_id: int) -> HttpResponse:
    """暂停销毁；已经在暂停的，结束它。"""
    desk = _desk(request, case_id)
    running = queries.holding(desk.case.pk, desk.today)
    form: DeskForm = EndForm(desk, request.POST or None) if running else HoldForm(desk, request.POST or None)
    note = f"已经暂停：{running.reason}（{running.made_name}）" if running else "保管期限满了也不销毁，直到结束暂停。"
    title = "结束暂停销毁" if running else "暂停销毁"

    def run(values: dict[str, Any]) -> tuple[str, str]:
        act = commands.end_hold if running else commands.hold
        act(case=desk.case.pk, actor=desk.user, on=desk.today, revision=desk.sent, **values)  # type: ignore[operator]
        return f"已{title}。", f"{desk.home}?{BACK}"

    return fill(desk, form, Filling(title=title, submit=title, note=note, columns=1, run=run))


def _desk(request: HttpRequest, case_id: int) -> Desk:
    desk = open_desk(request, case_id)
    if not rights_of(request).may_hold_archives or desk.user.court_id != desk.case.court_id:
        raise PermissionDenied("暂停销毁由档案、局领导、院领导办。")
    return desk


@needs("may_see_quarantine")
def quarantine(request: HttpRequest) -> HttpResponse:
    """本院没有收下、隔离起来的材料。"""
    today, named = context.current().today, does_casework(request)
    rows, pager = sliced(request, queries.quarantined(request.user.court_id))
    empty = Empty("没有隔离的材料", "带宏、带脚本的文件，压缩炸弹，大得打不开的图片，交的时候就拒收，记在这里。", "shield-check")
    table = Table(columns=COLUMNS, rows=tuple(_row(one, today, named) for one in rows), label="隔离的材料", pager=pager, empty=empty)
    told = "内容没有存，只记下名称、大小和摘要。是误会的，请交的人照提示另存后再交；可疑的，查一查那台电脑。"
    return show(request, Page(title="隔离的材料", body=(Panel(note=told, title="近的在前", flush=True, body=(table,)),)))


def _row(one: Quarantined, today: date, named: bool) -> Row:
    """一行；三员不看案件，案号不写给他们。"""
    case: Content = str(one.case) if one.case and named else "—"
    return Row(cells=(
        one.name, one.why, (one.by.name, moment(one.at, today)), case, size(one.size) if one.size else "—", one.sha256[:16] or "—",
    ))

