"""反馈表的栏目对照：认不出的表，传一份样子，指定是哪一种财产、各栏是哪一列，以后就认得。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.control.queries_desk import Agency
from zhixing.entrances.web import samples
from zhixing.entrances.web.access import needs
from zhixing.entrances.web.control import agencies
from zhixing.entrances.web.remedies import nothing
from zhixing.entrances.web.ui import (
    Column,
    Empty,
    FormPanel,
    Note,
    Page,
    Panel,
    Piece,
    Refusal,
    Row,
    Section,
    Status,
    Table,
    TextField,
    done,
    show,
)
from zhixing.exchange.control import importing, layouts
from zhixing.exchange.control.layouts import Layout
from zhixing.exchange.control.sheets import Survey
from zhixing.law.finding import Refused


class SampleForm(forms.Form):
    """一份样子，是哪一种财产。"""

    file = forms.FileField(label="反馈表样子", help_text="只看表头和头几行，不记反馈。", allow_empty_file=True,
                           widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv,.pdf"}))
    kind = forms.ChoiceField(label="是哪一种财产", choices=lambda: [(one.code, one.name) for one in layouts.presets()])


class MapForm(forms.Form):
    """各栏是哪一列。"""

    called = TextField(label="这种表叫什么", max_length=60, help_text="如：本省点对点银行反馈")

    def __init__(self, *args: Any, preset: Layout, titles: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = samples.choices(titles)
        for key, names in preset.columns.items():
            self.fields[key] = forms.ChoiceField(label=names[0], choices=choices, required=key in preset.must)


def preset_of(code: str) -> Layout | None:
    """哪一种财产的预设。"""
    return next((one for one in layouts.presets() if one.code == code), None)


@needs("may_run_waves")
def page(request: HttpRequest, agency_id: int) -> HttpResponse:
    """先传一份样子，再对照，存下。"""
    row = agencies.own(request, agency_id)
    if request.method == "POST" and "titles" in request.POST:
        return _kept(request, row)
    form = SampleForm(request.POST or None, request.FILES or None)
    refused: tuple[Piece, ...] = ()
    if request.method == "POST" and form.is_valid():
        file, kind = form.cleaned_data["file"], preset_of(form.cleaned_data["kind"])
        assert kind is not None
        try:
            return _mapping(request, row, kind, chosen(importing.look(user=request.user, agency=row.pk, name=file.name, content=file.read())))
        except Refused as error:
            refused = (Refusal.of(error.finding, nothing, "看这份样子"),)
    upload = FormPanel(form=form, submit="看看有哪些栏", title="传一份样子", before=refused)
    return _shown(request, row, (upload, _known(row)), 409 if refused else 200 if request.method != "POST" else 422)


def chosen(found: Sequence[Survey]) -> Survey:
    """对照哪一张：先是认不出的，都认得的是第一张；一张也没有的是空的。"""
    return next((one for one in found if not one.layout), found[0] if found else Survey("", 1, (), ()))


def _shown(request: HttpRequest, row: Agency, body: tuple[Piece, ...], status: int = 200) -> HttpResponse:
    found = Page(title="栏目对照", pretitle=f"反馈表 · {row}", back=reverse("control_sheets"), back_text="导入反馈表", body=body, side=(_how(),))
    return show(request, found, status)


def _how() -> Panel:
    return Panel(title="什么时候用", body=(
        Note("常见的栏名都认得，不用对照。"),
        Note("导入时说认不出表头的：传一份样子，选是哪一种财产，指定各栏是哪一列。存下以后这种表自动认得。"),
        Note("一个文件有几张表认不出的，一张一张地对照：存下一张，再传一次，就是下一张。"),
    ))


# ---- 对照 ----


def _mapping(request: HttpRequest, row: Agency, kind: Layout, found: Survey, form: MapForm | None = None) -> HttpResponse:
    """各栏的选单，认得的先填好；下面是文件的头几行。"""
    same = dict(found.places) if found.layout == kind.code else {}
    form = form or MapForm(preset=kind, titles=found.titles, initial={key: found.titles[at] for key, at in same.items()})
    sample = samples.Sample(found.number, found.titles, found.sample)
    hidden = sample.hidden() | {"kind": kind.code, "page": found.page}
    title = f"“{found.page}”第 {found.number} 行是表头" if found.page else f"第 {found.number} 行是表头"
    panel = FormPanel(form=form, submit="存下对照", title=title, sections=_sections(kind), hidden=hidden,
                      cancel=reverse("control_columns", args=[row.pk]))
    known = (Note("现在就认得，已经照它填好；对的不用存。", "green"),) if same else ()
    return _shown(request, row, (*known, sample.panel(), panel), 422 if form.is_bound else 200)


def _sections(kind: Layout) -> tuple[Section, ...]:
    common = frozenset.intersection(*(frozenset(one.columns) for one in layouts.presets()))
    own = tuple(key for key in kind.columns if key not in common and key not in kind.must)
    rest = tuple(key for key in kind.columns if key in common and key not in kind.must)
    return Section("", ("called",), 1), Section("必有的", kind.must, 3), Section(f"{kind.name}的", own, 3), Section("各种都有的", rest, 3)


def _kept(request: HttpRequest, row: Agency) -> HttpResponse:
    """存下：同名的换掉。"""
    kind = preset_of(request.POST.get("kind", ""))
    if kind is None:
        return _shown(request, row, (FormPanel(form=SampleForm(), submit="看看有哪些栏", title="传一份样子"), _known(row)), 422)
    found = _carried(request)
    form = MapForm(request.POST, preset=kind, titles=found.titles)
    if not form.is_valid():
        return _mapping(request, row, kind, found, form)
    given = dict(form.cleaned_data)
    layout = {"name": given.pop("called"), "kind": kind.code, "columns": {key: value for key, value in given.items() if value}}
    importing.map_columns(user=request.user, agency=row.pk, layout=layout)
    return done(request, reverse("control_columns", args=[row.pk]), f"已存下：{layout['name']}")


def _carried(request: HttpRequest) -> Survey:
    """上一步带来的表头和头几行。"""
    found = samples.carried(request)
    return Survey(request.POST.get("page", "")[:100], found.row, found.titles, found.lines)


# ---- 已有的 ----


def _known(row: Agency) -> Panel:
    rows = tuple(_layout(one) for one in row.columns)
    table = Table(columns=(Column("表"), Column("各栏")), rows=rows, label="已有的对照",
                  empty=Empty("还没有另外对照过", "现在用的是预设的栏名。", "file-spreadsheet"))
    return Panel(title="已有的对照", flush=True, body=(table,))


def _layout(one: Mapping[str, Any]) -> Row:
    kind = preset_of(str(one.get("kind", "")))
    labels = {key: names[0] for key, names in kind.columns.items()} if kind else {}
    told = "，".join(f"{labels.get(key, key)}：{name}" for key, name in dict(one.get("columns", {})).items())
    return Row(cells=((str(one.get("name", "")), Status(kind.name, "plain") if kind else ""), told))
