"""线索一块：本案的各条、到哪一步、还剩几天；收下、核查、答复。提供的人照权限显示。"""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.control import queries_clues
from zhixing.casework.control.commands import clues as commands
from zhixing.casework.control.queries_clues import CaseClue, Clue
from zhixing.entrances.web.bulk.starting import token
from zhixing.entrances.web.casecontrol.belongings import Belongings
from zhixing.entrances.web.casecontrol.either import EitherField
from zhixing.entrances.web.casecontrol.pieces import acts, listed
from zhixing.entrances.web.casecontrol.places import home
from zhixing.entrances.web.casecontrol.versions import VersionForm, picked
from zhixing.entrances.web.cases.act_forms import DeskForm
from zhixing.entrances.web.cases.desk import Desk, desk_for
from zhixing.entrances.web.cases.filling import Filling, fill
from zhixing.entrances.web.cases.matter_form import FilesField
from zhixing.entrances.web.control.clues import TONES, GivenForm, giver_of, standing, told, uploads_of
from zhixing.entrances.web.service.places import stored
from zhixing.entrances.web.ui import Action, Column, Content, DayField, Panel, Row, Status, TextField
from zhixing.entrances.web.ui.words import full_day
from zhixing.law.states import Act

COLUMNS: Final = (Column("线索"), Column("谁提供的"), Column("收到"), Column("到哪一步"), Column("", "end"))
S: Final = Clue.State


def panel(found: Belongings) -> Panel:
    """各条线索。"""
    rows = tuple(_row(found, one) for one in found.clues)
    add = Action(text="收下线索", url=reverse("case_clue_new", args=[found.case.pk]), small=True, dialog=True)
    nothing = "还没有线索。申请执行人、村社、群众提供的都在这里收下：给回执号，七日内核实，紧急的三日。"
    title = f"线索 {len(rows)} 条" if rows else "线索"
    return listed("clues", title, COLUMNS, rows, nothing, (add,) if found.may(Act.CLUE) else ())


def _row(found: Belongings, one: CaseClue) -> Row:
    row, today = one.row, found.desk.today
    head: tuple[Content, ...] = (one.text or one.subject, *([Status("紧急", "red")] if one.urgent else []))
    if row is None:
        state = (Status(S(one.state).label, TONES[one.state]),)
        return Row(cells=(head, "登记、导入的", full_day(one.received_on), state, ""))
    shown = (*head, *([row.place] if row.place else []), *([f"附件 {len(row.files.all())} 件"] if row.files.all() else []))
    return Row(cells=(
        shown, giver_of(found.desk.request, row, today), (full_day(row.received_on), row.number),
        (*standing(row, today), *([row.answer] if row.answer else [])), _acts(found, row),
    ))


def _acts(found: Belongings, row: Clue) -> Content:
    """核查、答复；看附件、提供人到线索那一页。"""
    case, shown = found.case.pk, []
    if found.may(Act.CLUE) and row.state == S.CHECKING:
        shown.append(Action(text="登记核查结果", url=reverse("case_clue_verify", args=[case, row.pk]), small=True, dialog=True))
    if found.may(Act.CLUE) and row.state in (S.TRUE, S.FALSE):
        text = "再答复" if row.answered_on else "答复"
        shown.append(Action(text=text, url=reverse("case_clue_answer", args=[case, row.pk]), small=True, dialog=True))
    if found.court.may_see_control:
        shown.append(Action(text="看", url=reverse("control_clue", args=[row.pk]), kind="link", small=True))
    return acts(shown)


# ---- 收下 ----


class ClueForm(DeskForm, GivenForm):
    """一条线索。``token`` 是这次提交的记号。"""

    token = forms.CharField(widget=forms.HiddenInput, max_length=64)
    on = DayField(label="收到日")
    about = forms.ChoiceField(label="关于谁")
    field_order = ("token", "on", "about")

    def prepare(self, desk: Desk) -> None:
        """本案的被执行人。"""
        self.fields["about"].choices = [(one.name, one.name) for one in Belongings(desk).respondents]  # type: ignore[attr-defined]


def new(request: HttpRequest, case_id: int) -> HttpResponse:
    """在案件里收下一条：给提供人回执号和查答复的口令。"""
    desk = desk_for(request, case_id, Act.CLUE)
    form = ClueForm(desk, request.POST or None, request.FILES or None)
    form.initial = {"token": token()}
    return fill(desk, form, Filling(
        title="收下线索", submit="收下", what="收下", back=home(case_id, "clues"), draft=f"clue-{case_id}",
        run=lambda values: _received(desk, values),
        note="收下以后给回执号和口令，提供人凭它查答复。要保密的，姓名、电话只给有权的人看。",
    ))


def _received(desk: Desk, values: dict[str, Any]) -> tuple[str, str]:
    plain = ("about", "giver", "text", "place", "name", "phone", "hidden", "urgent")
    given = commands.Given(**{name: values[name] for name in plain})
    taken = commands.receive_in(
        case=desk.case, actor=desk.user, on=values["on"], revision=desk.sent, given=given, token=values["token"], uploads=uploads_of(values),
    )
    return told(taken), home(desk.case.pk, "clues")


# ---- 核查、答复 ----


def _own(request: HttpRequest, case_id: int, clue_id: int) -> tuple[Desk, Clue]:
    desk = desk_for(request, case_id, Act.CLUE)
    return desk, picked(list(queries_clues.clues_of(case_id)), clue_id)


class VerifyForm(VersionForm):
    """属实不属实，怎样查的。"""

    on = DayField(label="核查日")
    found = EitherField("属实，有可供执行的财产", "不属实，或者没有可供执行的财产", label="结果")
    text = TextField(label="怎样查的、查到什么", lines=4, max_length=1000)
    files = FilesField(label="笔录、照片", required=False)


def verify(request: HttpRequest, case_id: int, clue_id: int) -> HttpResponse:
    """登记核查的结果。"""
    desk, row = _own(request, case_id, clue_id)
    form = VerifyForm(desk, request.POST or None, request.FILES or None)
    return fill(desk, form.about(row), Filling(
        title="登记核查结果", submit="登记", what="登记核查结果", back=home(case_id, "clues"), columns=1, note=row.subject,
        run=lambda values: _verified(desk, row, values),
    ))


@transaction.atomic
def _verified(desk: Desk, row: Clue, values: dict[str, Any]) -> tuple[str, str]:
    files = stored(desk, values["files"])
    commands.verify(
        clue=row.pk, actor=desk.user, on=values["on"], revision=values["version"], found=values["found"], text=values["text"], file_ids=files,
    )
    told = "属实，查到的财产请登记、控制" if values["found"] else "不属实"
    return f"{row.number}已核查：{told}。接着答复提供人", home(desk.case.pk, "clues")


class AnswerForm(VersionForm):
    """答复的话。"""

    text = TextField(label="答复", lines=4, max_length=500, help_text="提供人凭回执号和口令看得到；不写别人的身份、账号")


def answer(request: HttpRequest, case_id: int, clue_id: int) -> HttpResponse:
    """答复提供的人。"""
    desk, row = _own(request, case_id, clue_id)

    def run(values: dict[str, Any]) -> tuple[str, str]:
        commands.answer(clue=row.pk, actor=desk.user, on=desk.today, revision=values["version"], text=values["text"])
        return f"{row.number}已答复", home(case_id, "clues")

    form = AnswerForm(desk, request.POST or None).about(row, text=row.answer)
    return fill(desk, form, Filling(
        title="答复提供人", submit="答复", what="答复", back=home(case_id, "clues"), columns=1, note=row.subject, run=run,
    ))
