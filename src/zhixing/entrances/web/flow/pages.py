"""流程系统每日导入：上传导出文件，看结果；有出入的去决定。"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.entrances.web import uploads
from zhixing.entrances.web.access import needs
from zhixing.entrances.web.flow import report
from zhixing.entrances.web.ui import (
    Column,
    Empty,
    Figure,
    Figures,
    FormPanel,
    Note,
    Page,
    Panel,
    Piece,
    Row,
    Status,
    Table,
    show,
)
from zhixing.entrances.web.ui.progress import Progress, over
from zhixing.entrances.web.ui.words import moment
from zhixing.exchange import flow, flow_tables
from zhixing.exchange.models import FlowImport
from zhixing.foundation.history import context

State = FlowImport.State
RUNNING = (State.QUEUED, State.RUNNING)
TONES = {State.DONE: "green", State.FAILED: "red"}
RECENT = 30


class UploadForm(forms.Form):
    """一个导出文件和它的导出时间。"""

    file = forms.FileField(label="导出文件", allow_empty_file=True, help_text=".xlsx（一张表一个工作表）或 .csv（一张表一个文件），20 MB 以内。",
                           widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv"}))
    exported_at = forms.DateTimeField(
        label="导出时间", required=False, help_text="文件名或表里写了的不用填；都没有写的，当作现在。",
        error_messages={"invalid": "看不懂这个时间，请写成 2026-11-03 08:00"}, widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )

    def clean_exported_at(self) -> datetime | None:
        """不能是将来。"""
        found: datetime | None = self.cleaned_data["exported_at"]
        if found and found > context.current().now:
            raise forms.ValidationError("这个时间还没有到")
        return found


@needs("may_import")
def listing(request: HttpRequest) -> HttpResponse:
    """上传，等人决定的，以前的批次。"""
    form = UploadForm(request.POST or None, request.FILES or None)
    refused = uploads.received(request, form, flow.start, "flow_run", "导入")
    if isinstance(refused, HttpResponse):
        return refused
    return show(request, Page(
        title="流程系统每日导入", pretitle="流程系统里已经办的，导进来就不用再录；同一份导几遍都一样",
        back=reverse("case_filing"), back_text="执行立案", top=(_open(request),),
        body=(FormPanel(form=form, submit="上传并导入", before=refused, title="上传导出文件"), _runs(request)),
        side=(_how(), _tables()),
    ), status=uploads.status(request, refused))


def _open(request: HttpRequest) -> Panel:
    """等人决定的、等着的；点开是清单。"""
    cells = (
        ("有出入，等决定", flow.differences(request.user).count(), "red", "differs"),
        ("还不能登记", flow.pending(request.user).count(), "", "waiting"),
    )
    figures = tuple(
        Figure(label=label, value=f"{n:,}", tone=tone if n else "", url=reverse("flow_open", args=[key])) for label, n, tone, key in cells
    )
    return Panel(body=(Figures(figures),))


def _how() -> Panel:
    return Panel(title="怎么导", body=(
        Note("从流程系统照各表导出，整份上传。表名、栏目名写中文名或代码都认；每行要有案号，有行标识的一并导出。"),
        Note("本系统已经办了而且一致的，不会登两遍；内容不同的不登，列出来由您决定。较早的导出后来才导的，不会盖掉新的。"),
    ))


def _tables() -> Panel:
    names = "、".join(table.name.split("(")[0] for table in flow_tables.tables())
    return Panel(title="认得的表", body=(Note(f"{names}。"), Note(f"栏目依据：{flow_tables.source()}。", "yellow")))


def _runs(request: HttpRequest) -> Panel:
    columns = (Column("文件"), Column("导出时间"), Column("上传"), Column("新登记", "end"), Column("更正", "end"),
               Column("有出入", "end"), Column("状态"))
    today = context.current().today
    rows = tuple(
        Row(url=reverse("flow_run", args=[r.pk]), cells=(
            r.file.name, moment(r.exported_at, today), (r.started_by.name, moment(r.started_at, today)), f"{r.added:,}", f"{r.corrected:,}",
            f"{r.differing:,}", state(r),
        ))
        for r in flow.runs(request.user)[:RECENT]
    )
    empty = Empty("还没有导入过", icon="upload")
    return Panel(title="最近的导入", flush=True, body=(Table(columns=columns, rows=rows, label="批次", empty=empty),))


def state(run: FlowImport) -> Status:
    """状态标签。"""
    return Status(run.get_state_display(), TONES.get(State(run.state), "blue"))


@needs("may_import")
def run(request: HttpRequest, run_id: int) -> HttpResponse:
    """一批：进度，结果。"""
    found = flow.get(request.user, run_id)
    running = found.state in RUNNING
    if again := over(request, running=running):
        return again
    here = reverse("flow_run", args=[run_id])
    top: tuple[Piece, ...] = (Progress(url=here, text=title(found), done=found.done, total=found.total),) if running else (_figures(found, here),)
    if found.message:
        top = (*top, Note(found.message, "red" if found.state == State.FAILED else "yellow"))
    today = context.current().today
    return show(request, Page(
        title=title(found), pretitle=f"{found.file.name}　{moment(found.exported_at, today)}导出　{found.started_by.name}上传", tags=(state(found),),
        back=reverse("flow_list"), back_text="每日导入", top=top, body=() if running else (report.panel(request, found),),
    ))


def title(run: FlowImport) -> str:
    """一句话。"""
    if run.state == State.FAILED:
        return "没有导完"
    if run.state in RUNNING:
        return f"正在导入，已看 {run.done:,} 行"
    parts: list[Any] = [f"新登记 {run.added:,} 件"] if run.added else []
    parts += [f"更正 {run.corrected:,} 件"] if run.corrected else []
    parts += [f"{run.differing:,} 件有出入"] if run.differing else []
    return "，".join(parts) or "没有新的，与本系统一致"


def _figures(run: FlowImport, here: str) -> Panel:
    cells = (
        ("新登记", run.added, "added", ""), ("更正、撤回", run.corrected, "corrected", ""), ("有出入", run.differing, "differs", "red"),
        ("还不能登记", run.waiting, "waiting", ""), ("旧的导出", run.older, "older", ""), ("没有读", run.unread, "unread", "red"),
    )
    shown = tuple(
        Figure(label=label, value=f"{n:,}", tone=tone if n else "", url=f"{here}?only={key}#report" if n else "") for label, n, key, tone in cells
    )
    return Panel(body=(Figures((*shown, Figure(label="已有，一致", value=f"{run.same:,}", note="不用再办"))),))
