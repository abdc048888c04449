"""导入案件：上传、检查（什么也不导入）、看报告、决定、看结果。"""

from __future__ import annotations

from urllib.parse import quote

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhixing.entrances.web import uploads
from zhixing.entrances.web.access import needs
from zhixing.entrances.web.ui import (
    Action,
    Actions,
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
    done,
    show,
)
from zhixing.entrances.web.ui.progress import Progress, over
from zhixing.entrances.web.ui.words import moment
from zhixing.exchange import importing
from zhixing.exchange.importing import ImportRun
from zhixing.foundation.history import context

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
State = ImportRun.State
RUNNING = (State.QUEUED, State.CHECKING, State.FILING)
TONES = {State.CHECKED: "blue", State.DONE: "green", State.FAILED: "red"}


class UploadForm(forms.Form):
    """选一个文件。"""

    file = forms.FileField(label="文件", help_text=".xlsx、.xls、.csv，一万行以内，20 MB 以内。", allow_empty_file=True,
                           widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv"}))


@needs("may_import")
def listing(request: HttpRequest) -> HttpResponse:
    """上传，和以前的批次。"""
    form = UploadForm(request.POST or None, request.FILES or None)
    refused = uploads.received(request, form, importing.start, "import_run", "导入")
    if isinstance(refused, HttpResponse):
        return refused
    template = Action(text="下载模板", url=reverse("import_template"), icon="download", download=True)
    daily = Action(text="流程系统每日导入", url=reverse("flow_list"))
    upload = FormPanel(form=form, submit="上传并检查", before=refused, title="上传表格")
    return show(request, Page(
        title="导入案件", pretitle="先检查，看过报告再决定；检查时什么也不导入", actions=(daily, template),
        back=reverse("case_filing"), back_text="执行立案", body=(upload, _runs(request)), side=(_how(),),
    ), status=uploads.status(request, refused))


def _how() -> Panel:
    return Panel(title="怎么填", body=(
        Note("用模板的“案件”“当事人”两张表，按序号或案号对应；只有一张表的，当事人直接填在案件行里。"),
        Note("已有的案号照填，原样保留。栏目名用平常的叫法或者国家标准字典的名称、代码都认。"),
    ))


def _runs(request: HttpRequest) -> Panel:
    columns = (Column("文件"), Column("上传"), Column("行数", "end"), Column("合格", "end"), Column("已导入", "end"), Column("状态"))
    today = context.current().today
    rows = tuple(
        Row(url=reverse("import_run", args=[r.pk]), cells=(
            r.file.name, (r.started_by.name, moment(r.started_at, today)), f"{r.total:,}", f"{r.good:,}", f"{r.filed:,}", state(r),
        ))
        for r in importing.runs(request.user)[:30]
    )
    return Panel(title="以前的批次", flush=True, body=(Table(columns=columns, rows=rows, label="批次", empty=Empty("还没有导入过", icon="upload")),))


def state(run: ImportRun) -> Status:
    """状态标签。"""
    return Status(run.get_state_display(), TONES.get(State(run.state), "plain"))


@needs("may_import")
def run(request: HttpRequest, run_id: int) -> HttpResponse:
    """一批：进度、报告、决定、结果。"""
    found = importing.get(request.user, run_id)
    here, running = reverse("import_run", args=[run_id]), found.state in RUNNING
    if again := over(request, running=running):
        return again
    top: tuple[Piece, ...] = (Progress(url=here, text=title(found), done=found.done, total=found.total),) if running else (_figures(found),)
    message = (Note(found.message, "red" if found.state == State.FAILED else "blue"),) if found.message else ()
    return show(request, Page(
        title=title(found), pretitle=f"{found.file.name}　{found.started_by.name}上传", tags=(state(found),), back=reverse("import_list"),
        back_text="导入案件", actions=_decisions(found), top=(*top, *message), body=() if running else (_report(request, found),),
    ))


def title(run: ImportRun) -> str:
    """一句话。"""
    words = {
        State.QUEUED: "排队检查", State.CHECKING: f"正在检查，已看 {run.done:,} 行", State.FILING: f"正在导入，已办 {run.done:,} 件",
        State.DONE: f"已导入 {run.filed:,} 件" + (f"，{run.bad:,} 件没有导入" if run.bad else ""), State.FAILED: "全部没有导入",
    }
    checked = f"{run.total:,} 件都合格，可以导入" if not run.bad else f"{run.good:,} 件合格，{run.bad:,} 件要改"
    return words.get(State(run.state), checked)


def _figures(run: ImportRun) -> Panel:
    cells = [("共", run.total, ""), ("合格", run.good, ""), ("要改", run.bad, "red" if run.bad else ""), ("已导入", run.filed, "")]
    return Panel(body=(Figures(tuple(Figure(label=label, value=f"{n:,}", tone=tone) for label, n, tone in cells)),))


def _report(request: HttpRequest, run: ImportRun) -> Panel:
    note = f"只列前 {importing.MAX_FAULTS:,} 条，其余见标好毛病的表格" if len(run.report) >= importing.MAX_FAULTS else ""
    return uploads.report(request, run.report, "报告", note)


def _decisions(run: ImportRun) -> tuple[Piece, ...]:
    """能做的决定。"""
    found: list[Action] = []
    url = reverse("import_proceed", args=[run.pk])
    if run.bad or run.state == State.FAILED:
        found.append(Action(text="下载标好毛病的行", url=reverse("import_marked", args=[run.pk]), icon="file-spreadsheet", download=True))
    if run.state == State.CHECKED and run.good:
        text = f"只导入合格的 {run.good:,} 件" if run.bad else f"全部导入 {run.good:,} 件"
        fields = {"keep_good": "1"} if run.bad else {}
        found.append(Action(text=text, url=url, method="post", kind="primary", fields=fields, icon="upload"))
    if run.state == State.DONE:
        found.append(Action(text="看案件", url=f"{reverse('case_list')}?origin=imported&shelf=all", kind="primary"))
    return (Actions(tuple(found)),) if found else ()


@require_POST
@needs("may_import")
def proceed(request: HttpRequest, run_id: int) -> HttpResponse:
    """决定导入：全部，或者只导合格的。"""
    importing.proceed(run_id=importing.get(request.user, run_id).pk, user=request.user, keep_good=bool(request.POST.get("keep_good")))
    return done(request, reverse("import_run", args=[run_id]))


@needs("may_import")
def template(request: HttpRequest) -> HttpResponse:
    """空白模板。"""
    return _xlsx("导入模板.xlsx", importing.template())


@needs("may_import")
def marked(request: HttpRequest, run_id: int) -> HttpResponse:
    """没有导入的行，标好毛病；改好可以再上传。"""
    found = importing.get(request.user, run_id)
    return _xlsx(f"要改的行-{run_id}.xlsx", importing.marked_workbook(found))


def _xlsx(name: str, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
