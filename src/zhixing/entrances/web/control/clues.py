"""线索：全院收下的，等着认领的在前；本院的人收到的在这里登记。"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.control import queries_clues as clues
from zhixing.casework.control.commands import clues as commands
from zhixing.casework.control.queries_clues import Clue
from zhixing.entrances.web.access import needs
from zhixing.entrances.web.admin.handle import Filling, fill
from zhixing.entrances.web.bulk.starting import token, token_of
from zhixing.entrances.web.cases.matter_form import FilesField
from zhixing.entrances.web.control import frame
from zhixing.entrances.web.registers.frame import case_cell, paged, picked, sizes, strip
from zhixing.entrances.web.ui import (
    Action,
    Column,
    Content,
    Deadline,
    Empty,
    Filter,
    Filters,
    Page,
    Panel,
    Row,
    Status,
    Step,
    Table,
    TextField,
    done,
    show,
)
from zhixing.entrances.web.ui.filters import chosen
from zhixing.entrances.web.ui.words import day, full_day, left_text
from zhixing.foundation.history import context

NAME: Final = "control_clues"
COLUMNS: Final = (Column("关于谁、什么"), Column("谁提供的"), Column("收到"), Column("案件"), Column("状态"), Column("", "end"))
TONES: Final = {"new": "yellow", "checking": "blue", "true": "green", "false": "grey", "dismissed": "grey"}
SHELVES: Final = {"new": "待认领", "checking": "核查中", "answer": "待答复", "done": "办完了"}
S: Final = Clue.State
_ENDED: Final = Q(state__in=[S.TRUE, S.FALSE])
WHERE: Final = {"new": Q(state=S.NEW), "checking": Q(state=S.CHECKING), "answer": _ENDED & Q(answered_on=None),
                "done": Q(state=S.DISMISSED) | (_ENDED & Q(answered_on__isnull=False))}
"""待答复的是核查完了、还没有答复提供人的。"""
EMPTY: Final = {
    "new": Empty("没有等着认领的线索", "群众从公开网页交来的、本院登记的，都列在这里。", "eye-check"),
    "checking": Empty("没有正在核查的线索", icon="circle-check"), "answer": Empty("都答复了", icon="circle-check"), "done": Empty("还没有办完的线索"),
}


@needs("may_see_control")
def page(request: HttpRequest) -> HttpResponse:
    """看得见的线索。"""
    today = context.current().today
    rows = searched(request, clues.seen(request.user, today))
    here = picked(request, "state", SHELVES, "new")
    numbers = sizes(rows, WHERE)
    found, pager = paged(request, rows.filter(WHERE[here]), "received_on")
    table = Table(id="clues", columns=COLUMNS, rows=tuple(row_of(request, row, today) for row in found), label=SHELVES[here], empty=EMPTY[here],
                  pager=pager if pager.before or pager.after else None)
    add = Action(text="登记线索", url=reverse("control_clue_new"), kind="primary", icon="plus", dialog=True)
    return show(request, Page(
        title=f"{numbers['new']} 条线索等着认领" if numbers["new"] else "没有等着认领的线索", pretitle=f"{frame.PRETITLE} · 线索", actions=(add,),
        top=(frame.tabs(request, NAME), strip(request, "state", SHELVES, numbers, here, red=("new",))),
        body=(_filters(request, here), Panel(flush=True, body=(table,))),
    ))


def searched(request: HttpRequest, rows: Any) -> Any:
    """按查找的文字、提供人的身份缩小。"""
    if text := request.GET.get("q", "").strip()[:60]:
        rows = rows.filter(Q(about__contains=text) | Q(text__contains=text) | Q(number__contains=text) | Q(case__number__contains=text))
    if giver := picked(request, "giver", Clue.Giver.values):
        rows = rows.filter(giver=giver)
    return rows.filter(urgent=True) if request.GET.get("urgent") else rows


def _filters(request: HttpRequest, here: str) -> Filters:
    specs = (Filter("giver", "谁提供的", tuple(Clue.Giver.choices)), Filter("urgent", "只看紧急的", kind="check"))
    search = Filter("q", "查找", value=request.GET.get("q", ""), placeholder="被举报人、内容、回执号、案号")
    return Filters(filters=tuple(chosen(request.GET, one) for one in specs), search=search, keep=(("state", here),), clear_url=reverse(NAME))


def row_of(request: HttpRequest, row: Clue, today: date) -> Row:
    """一条线索的行。"""
    name = Action(text=row.about, url=reverse("control_clue", args=[row.pk]), kind="link")
    text = row.text[:80] + ("……" if len(row.text) > 80 else "")
    looks = (name, *([Status("紧急", "red")] if row.urgent else []), *([text] if text else []), *([row.place] if row.place else []))
    act = Action(text="认领" if row.state == S.NEW else "看", url=reverse("control_clue", args=[row.pk]), small=True,
                 kind="primary" if row.state == S.NEW else "plain")
    return Row(cells=(looks, giver_of(request, row, today), (full_day(row.received_on), row.number), case_of(row), standing(row, today), act))


def giver_of(request: HttpRequest, row: Clue, today: date) -> str:
    """提供人能给这个人看的称呼。"""
    return clues.giver(row, request.user, today).shown


def case_of(row: Clue) -> tuple[Content, ...]:
    """认到的案件。"""
    return case_cell(row.case) if row.case else ("还没有认领",)


def standing(row: Clue, today: date) -> tuple[Content, ...]:
    """到哪一步；没有核查完的写最迟哪天。"""
    state = Status(row.get_state_display(), TONES[row.state])
    if row.state in (S.NEW, S.CHECKING):
        return state, due_of(row, today)
    return state, *([f"{full_day(row.answered_on)}答复"] if row.answered_on else [])


def due_of(row: Clue, today: date) -> Deadline:
    """最迟哪天核实。"""
    due = clues.due(row)
    left = (due.value - today).days
    tone = "red" if left < 0 else "yellow" if left <= 1 else "plain"
    note = left_text(left)
    steps = tuple(Step(one.text, str(one.article) if one.article else "") for one in due.steps)
    return Deadline(text=f"{day(due.value, today)}前核实", tone=tone, note=note, steps=steps)


# ---- 登记 ----


class GivenForm(forms.Form):
    """提供的内容：在案件里、在全院收下的都是这些。"""

    giver = forms.ChoiceField(label="谁提供的", choices=Clue.Giver.choices)
    text = TextField(label="内容", lines=4, max_length=5000, required=False, help_text="什么财产、在哪里、怎么知道的")
    place = TextField(label="地点", max_length=300, required=False)
    name = TextField(label="提供人姓名", max_length=60, required=False)
    phone = TextField(label="提供人电话", max_length=40, required=False)
    hidden = forms.BooleanField(label="身份保密", required=False)
    urgent = forms.BooleanField(label="情况紧急：财产正在转移等", required=False)
    files = FilesField(label="照片、录音、材料", required=False, help_text=f"至多 {commands.MOST_FILES} 份")


class ClueForm(GivenForm):
    """本院收到的一条。"""

    about = TextField(label="关于谁", max_length=200, help_text="被执行人的姓名、名称，或者案号")
    field_order = ("about",)


def uploads_of(values: dict[str, Any]) -> list[commands.Upload]:
    """随线索交来的附件。"""
    return [commands.Upload(one.name or "", one.read()) for one in values["files"]]


def told(taken: commands.Taken) -> str:
    """收下以后说的话。"""
    return f"已收下，回执号 {taken.clue.number}，查询口令 {taken.code}：请告诉提供人"


@needs("may_see_control")
def new(request: HttpRequest) -> HttpResponse:
    """登记一条还没有案件的。"""

    def act(values: dict[str, Any]) -> HttpResponse:
        uploads = uploads_of(values)
        given = commands.Given(**{name: value for name, value in values.items() if name != "files"})
        taken = commands.receive(actor=request.user, given=given, token=token_of(request), uploads=uploads)
        return done(request, reverse("control_clue", args=[taken.clue.pk]), told(taken))

    form = ClueForm(request.POST or None, request.FILES or None)
    kept = request.POST.get("token", "") or token()
    filling = Filling(title="登记线索", submit="收下", cancel=reverse(NAME), act=act, hidden={"token": kept})
    return fill(request, form, filling)
