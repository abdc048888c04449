"""本院的文书模板：交来一版，检查通过的启用；停用的回到自带的。"""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhixing.casework.documents import papers, queries
from zhixing.casework.documents.commands import templates
from zhixing.casework.documents.papers import CannotPrint
from zhixing.casework.documents.papers.pictures import pictured
from zhixing.casework.documents.papers.printing import LAYOUTS
from zhixing.casework.documents.queries import OwnTemplate
from zhixing.entrances.web.access import needs
from zhixing.entrances.web.documents.page import Sheets
from zhixing.entrances.web.documents.preview import inline
from zhixing.entrances.web.remedies import nothing
from zhixing.entrances.web.ui import (
    Action,
    Actions,
    Column,
    Content,
    Empty,
    FormPanel,
    Note,
    Page,
    Panel,
    Piece,
    Refusal,
    Row,
    Status,
    Table,
    done,
    show,
)
from zhixing.entrances.web.ui.words import full_day, moment
from zhixing.foundation.history import context
from zhixing.law import papers as law
from zhixing.law.finding import Refused

LARGEST: Final = 400_000
RIGHT: Final = "may_manage_settings"


class SourceForm(forms.Form):
    """模板原文：文件，或者直接改。"""

    file = forms.FileField(label="模板文件（.typ）", required=False)
    source = forms.CharField(
        label="模板原文", required=False, strip=False, widget=forms.Textarea(attrs={"rows": 18, "class": "doc-table", "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        """文件和原文有其一；文件须是文字。"""
        values = super().clean() or {}
        if file := values.get("file"):
            values["source"] = self._read(file)
        if not (values.get("source") or "").strip() and not self.errors:
            self.add_error("source", "请选模板文件，或者把原文写在这里")
        return values

    def _read(self, file: Any) -> str:
        try:
            return str(file.read(LARGEST).decode("utf-8-sig"))
        except UnicodeDecodeError:
            self.add_error("file", "这不是文字文件（UTF-8）。模板是 Typst 的 .typ 文件。")
            return ""


@needs(RIGHT)
def page(request: HttpRequest) -> HttpResponse:
    """各种文书用的是哪一版。"""
    mine: dict[str, OwnTemplate] = {}
    for one in queries.templates(request.user.court_id):
        mine[one.kind] = one if one.kind not in mine or _running(one) else mine[one.kind]
    rows = tuple(_kind_row(template, mine.get(code)) for code, template in papers.TEMPLATES.items())
    columns = (Column("文书"), Column("用哪一版"), Column("组"))
    used = sum(1 for one in mine.values() if _running(one))
    return show(request, Page(
        title=f"{used} 种文书用本院的模板，其余用自带的" if used else "全部文书用自带的模板", pretitle="文书模板",
        back=reverse("admin_index"), back_text="管理", body=(Panel(flush=True, body=(Table(columns=columns, rows=rows, label="文书模板"),)),),
    ))


def _running(one: OwnTemplate) -> bool:
    return one.since is not None and one.until is None


def _kind_row(template: papers.Template, one: OwnTemplate | None) -> Row:
    now: Content = "自带的"
    if one is not None:
        now = Status(f"本院第{one.number}版，{full_day(one.since)}启用", "green") if _running(one) else f"自带的（本院有 {one.number} 版，没有启用）"
    return Row(url=reverse("own_template", args=[template.code]), cells=(template.title, now, _group(template.code)))


def _group(code: str) -> str:
    try:
        return law.groups()[law.paper(code).group]
    except law.UnknownPaper:
        return ""


def _known(kind: str) -> papers.Template:
    if kind not in papers.TEMPLATES:
        raise Http404
    return papers.TEMPLATES[kind]


@needs(RIGHT)
def kind(request: HttpRequest, kind: str) -> HttpResponse:
    """一种文书的模板：各版、检查结果、交一版新的。"""
    template = _known(kind)
    form = SourceForm(request.POST or None, request.FILES or None, initial={"source": _latest(request, kind)})
    if request.method == "POST" and form.is_valid():
        try:
            made = templates.put_template(court=request.user.court, kind=kind, source=form.cleaned_data["source"], actor=request.user)
        except Refused as error:
            return _shown(request, template, form, Refusal.of(error.finding, nothing, "保存"), status=409)
        told = f"第{made.number}版已存下，" + (f"检查出 {len(made.problems)} 处问题，改好再交。" if made.problems else "检查通过，可以启用。")
        return done(request, reverse("own_template", args=[kind]), told)
    return _shown(request, template, form, status=422 if form.is_bound else 200)


def _latest(request: HttpRequest, kind: str) -> str:
    """接着改哪一份：本院最近的一版，没有的是自带的。"""
    last = queries.templates(request.user.court_id).filter(kind=kind).first()
    return last.source if last else (LAYOUTS / f"{kind}.typ").read_text("utf-8")


def _shown(request: HttpRequest, template: papers.Template, form: SourceForm, *before: Piece, status: int = 200) -> HttpResponse:
    rows = tuple(_version(one) for one in queries.templates(request.user.court_id).filter(kind=template.code))
    table = Table(columns=(Column("版次"), Column("检查"), Column("交来"), Column("状况"), Column("", "end")), rows=rows, label="各版",
                  empty=Empty("用的是自带的模板", "可以在下面照自带的改，检查通过以后启用。", "file-text"))
    note = Note("只改版面和固定的话。栏目都要用到，只能引入 base.typ；条文、金额大写、日期写法由系统给出。已经拟好的文书仍用原来的模板。")
    upload = FormPanel(form=form, url=reverse("own_template", args=[template.code]), submit="交来检查", title="交一版", before=(note,))
    return show(request, Page(
        title=f"{template.title}的模板", pretitle="文书模板", back=reverse("own_templates"), back_text="文书模板",
        actions=(Action(text="看样张", url=reverse("own_template_sample", args=[template.code]), icon="eye"),),
        body=(*before, Panel(title="本院的各版", flush=True, body=(table,)), upload),
    ), status=status)


def _version(one: OwnTemplate) -> Row:
    state: Content = "没有启用"
    if one.since:
        state = Status(f"{full_day(one.since)}起使用", "green") if _running(one) else f"{full_day(one.since)}至{full_day(one.until)}使用"
    checked: tuple[Content, ...] = (Status("通过", "green"),)
    if one.problems:
        checked = (Status(f"{len(one.problems)} 处问题", "red"), *one.problems[:10])
    return Row(cells=(f"第{one.number}版", checked, (one.made_name, moment(one.made_at)), state, Actions(tuple(_acts(one)))))


def _acts(one: OwnTemplate) -> list[Action]:
    look = Action(text="看样张", url=f"{reverse('own_template_sample', args=[one.kind])}?number={one.number}", kind="link", small=True)
    do = "stop" if _running(one) else "start"
    text = "停用" if _running(one) else "启用"
    if one.problems and do == "start":
        return [look]
    return [look, Action(text=text, url=reverse("own_template_act", args=[one.kind, one.number, do]), method="post", small=True,
                         kind="plain" if do == "stop" else "primary")]


@needs(RIGHT)
@require_POST
def act(request: HttpRequest, kind: str, number: int, act: str) -> HttpResponse:
    """启用、停用一版。"""
    one = queries.templates(request.user.court_id).filter(kind=_known(kind).code, number=number).first()
    run = {"start": templates.start_template, "stop": templates.stop_template}.get(act)
    if one is None or run is None:
        raise Http404
    run(template=one, actor=request.user, on=context.current().today)
    return done(request, reverse("own_template", args=[kind]), f"第{number}版已{'启用' if act == 'start' else '停用'}。")


@needs(RIGHT)
def sample(request: HttpRequest, kind: str) -> HttpResponse:
    """样张：自带的，或者本院的第几版。"""
    template, text = _known(kind), request.GET.get("number", "")
    number = int(text) if text.isdecimal() and len(text) < 6 else 0
    one = queries.templates(request.user.court_id).filter(kind=kind, number=number).first()
    name = f"本院第{number}版" if one else "自带的"
    return show(request, Page(
        title=f"{template.title}的样张（{name}）", pretitle="文书模板　人名和数额都是编的",
        back=reverse("own_template", args=[kind]), back_text="模板", body=(_sheets(template, one.source if one else None),),
    ))


def _sheets(template: papers.Template, source: str | None) -> Piece:
    try:
        found = pictured(papers.render(template.code, template.sample("typical"), source=source, draft=True), most=4)
    except CannotPrint as error:
        return Note(str(error), "red", "印不出来")
    return Sheets(pages=tuple(inline(page) for page in found.pages), total=found.total)
