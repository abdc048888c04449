"""导入反馈表：总对总、点对点系统里下载的表传上来，一件案件的一个被执行人是一份，一份一个结果；认不出的栏去对照。"""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import urlencode

from zhixing.casework.control import queries_desk as control
from zhixing.entrances.web import remedies, uploads
from zhixing.entrances.web.access import needs
from zhixing.entrances.web.bulk.pages import running
from zhixing.entrances.web.bulk.starting import small, token, token_of
from zhixing.entrances.web.control import frame
from zhixing.entrances.web.registers.frame import picked
from zhixing.entrances.web.remedies import nothing
from zhixing.entrances.web.ui import (
    Action,
    Column,
    Content,
    Empty,
    Figure,
    Figures,
    FormPanel,
    Note,
    Page,
    Panel,
    Piece,
    Refusal,
    Row,
    Status,
    Table,
    TextField,
    show,
)
from zhixing.entrances.web.ui.filters import link
from zhixing.entrances.web.ui.progress import over
from zhixing.entrances.web.ui.words import dates, moment
from zhixing.exchange import bulk
from zhixing.exchange.bulk import Act, BulkItem, BulkRun
from zhixing.exchange.control import importing
from zhixing.foundation.history import context
from zhixing.law.finding import Refused

NAME: Final = "control_sheets"
COLUMNS: Final = (Column("哪一份"), Column("结果"), Column("说明"))
SHELVES: Final = {"": "全部", "bad": "没有记", "flagged": "有毛病要看", "done": "记下了"}
SCOPES: Final = (("part", "部分项目"), ("full", "已接入的全部项目"))
LAST: Final = 8
"""至多列自己最近几次。"""


class UploadForm(forms.Form):
    """一份反馈表，哪一家反馈的。"""

    file = forms.FileField(label="反馈表", help_text=".xlsx、.xls、.csv，有文字的 PDF", allow_empty_file=True,
                           widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv,.pdf"}))
    agency = forms.ChoiceField(label="哪一家反馈的")
    case = TextField(label="案号", max_length=60, required=False, help_text="表里写着案号的不用填")
    scope = forms.ChoiceField(label="查了哪些项目", choices=SCOPES, help_text="终本要查过全部项目")

    def __init__(self, *args: Any, court_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = sorted(control.of_agencies(court_id).filter(enabled=True), key=lambda one: one.channel != one.Channel.SHEET)
        self.fields["agency"].choices = [(str(one.pk), one.name) for one in rows]  # type: ignore[attr-defined]
        if not rows:
            self.fields["agency"].help_text = "还没有登记协助单位，先到“协助单位”登记，报文选“反馈表导入”"


@needs("may_run_waves")
def page(request: HttpRequest) -> HttpResponse:
    """上传，看结果。"""
    form = UploadForm(request.POST or None, request.FILES or None, court_id=request.user.court_id)
    refused: tuple[Piece, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            return _started(request, form.cleaned_data)
        except Refused as error:
            refused = (Refusal.of(error.finding, nothing, "导入"), *_mapping(form.cleaned_data["agency"]))
    found = _run(request)
    if again := over(request, running=found is not None and found.finished_at is None):
        return again
    title = "导入反馈表" if found is None else "再导入一份"
    upload = FormPanel(form=form, submit="导入", before=refused, title=title, hidden={"token": token()})
    return show(request, _page(request, found, upload), status=uploads.status(request, refused))


def _mapping(agency: str) -> tuple[Note, ...]:
    """认不出表头的，去对照栏目。"""
    go = Action(text="栏目对照", url=reverse("control_columns", args=[int(agency)]), small=True)
    return (Note("表头认不出的，对照一次栏目，以后这种表自动认得。", "yellow", actions=(go,)),)


def _started(request: HttpRequest, given: dict[str, Any]) -> HttpResponse:
    """收下一份，开一批；份数少的当场记完。"""
    file: UploadedFile = given["file"]
    run = importing.start(
        user=request.user, agency=int(given["agency"]), name=file.name or "", content=file.read(), token=token_of(request),
        case=given["case"], scope=given["scope"],
    )
    small(run)
    return HttpResponseRedirect(_url(run))


def _url(run: BulkRun) -> str:
    return f"{reverse(NAME)}?{urlencode({'run': run.pk})}"


def _runs(request: HttpRequest) -> Any:
    return bulk.runs(request.user).filter(act=Act.FEEDBACK)


def _run(request: HttpRequest) -> BulkRun | None:
    """网址里要的那一份；没有要的不显示结果。"""
    asked = request.GET.get("run", "")
    return get_object_or_404(_runs(request), pk=int(asked)) if asked.isdecimal() and len(asked) < 16 else None


def _page(request: HttpRequest, found: BulkRun | None, upload: FormPanel) -> Page:
    if found is None:
        return Page(title="导入反馈表", pretitle=frame.PRETITLE, top=(frame.tabs(request, NAME),), body=(upload,), side=(_how(), _before(request)))
    return Page(
        title=headline(found), pretitle=f"{frame.PRETITLE} · {found.given['name']}", back=reverse(NAME), back_text="导入反馈表",
        top=running(found, _url(found)), body=(*_notes(found), _result(request, found), upload), side=(_how(), _before(request)),
    )


def headline(found: BulkRun) -> str:
    """一句话。"""
    if found.finished_at is None:
        return f"正在记，共 {found.total:,} 份"
    failed = found.items.filter(ok=False).count()
    return f"{found.total - failed:,} 份记下了" + (f"，{failed:,} 份没有记" if failed else "")


def _notes(found: BulkRun) -> tuple[Note, ...]:
    skipped = found.given.get("skipped", [])
    if not skipped:
        return ()
    go = Action(text="栏目对照", url=reverse("control_columns", args=[found.given["agency"]]), small=True)
    return (Note(f"{'、'.join(skipped)}没有认出表头，没有读。对照一次栏目再导入，记过的不会重复。", "yellow", actions=(go,)),)


# ---- 结果 ----


def _result(request: HttpRequest, found: BulkRun) -> Panel:
    here = picked(request, "only", SHELVES)
    rows = found.items.exclude(ok=None)
    good = rows.filter(ok=True)
    shelves = {"": rows, "bad": rows.filter(ok=False), "flagged": good.filter(result__told__icontains="有毛病"), "done": good}
    strip = Figures(strip=True, label="结果", cells=tuple(
        Figure(label=text, value=f"{shelves[key].count():,}", url=link(request.GET, only=key or None), current=key == here,
               tone="red" if key == "bad" and shelves[key].exists() else "")
        for key, text in SHELVES.items()
    ))
    listed, pager = frame.paged(request, shelves[here], newest=False)
    table = Table(id="rows", columns=COLUMNS, rows=tuple(map(_row, listed)), label="各份", pager=pager, empty=Empty("没有这样的"))
    return Panel(flush=True, body=(strip, table))


def _row(item: BulkItem) -> Row:
    case = item.result.get("case")
    name: Content = Action(text=item.name, url=remedies.case_url(case), kind="link") if case else item.name
    told = tuple(dates(str(one)) for one in item.result.get("why", ())) or (str(item.result.get("told", "")),)
    return Row(cells=(name, Status("记下了", "green") if item.ok else Status("没有记", "red"), told))


def _before(request: HttpRequest) -> Panel:
    """自己近来导入的。"""
    today = context.current().today
    rows = tuple(
        Row(url=_url(one), cells=((str(one.given["name"]), moment(one.started_at, today)), f"{one.total:,} 份"))
        for one in _runs(request)[:LAST]
    )
    empty = Empty("还没有导入过", icon="file-spreadsheet")
    table = Table(columns=(Column("文件"), Column("份数", "end")), rows=rows, label="近来导入的", empty=empty)
    return Panel(title="近来导入的", note="只列您自己的", flush=True, body=(table,))


def _how() -> Panel:
    return Panel(title="怎么导入", body=(
        Note(
            "从查控系统下载反馈表，原样传上来。一个文件可以有几件案件、几张表，同样的内容再导入不会重复。\n"
            "一行的毛病不牵连别的行：照来的原样留着，写明哪一行、哪里看不懂。",
        ),
    ))
