"""调查令、审计、悬赏一块：申请、决定、令、结果，各有期限。"""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.cases.queries import Role
from zhixing.casework.centre.investigating import draft_order
from zhixing.casework.control.commands import investigations
from zhixing.casework.control.queries_clues import Investigation
from zhixing.casework.documents.queries import Document
from zhixing.casework.documents.queries import documents as documents_of
from zhixing.entrances.web.bulk.starting import token
from zhixing.entrances.web.casecontrol.belongings import Belongings
from zhixing.entrances.web.casecontrol.either import EitherField
from zhixing.entrances.web.casecontrol.pieces import acts, listed
from zhixing.entrances.web.casecontrol.places import home
from zhixing.entrances.web.casecontrol.versions import VersionForm, picked
from zhixing.entrances.web.cases.act_forms import DeskForm
from zhixing.entrances.web.cases.desk import Desk, desk_for
from zhixing.entrances.web.cases.filling import Filling, fill
from zhixing.entrances.web.documents import reading, states
from zhixing.entrances.web.service.places import stored
from zhixing.entrances.web.ui import (
    Action,
    Column,
    Content,
    DayField,
    Panel,
    Row,
    Section,
    Status,
    TextField,
)
from zhixing.entrances.web.ui.words import full_day
from zhixing.law.calendar import ONE_DAY
from zhixing.law.node_table import rule
from zhixing.law.states import Act

COLUMNS: Final = (Column("哪一种"), Column("申请"), Column("查什么"), Column("到哪一步"), Column("", "end"))
TONES: Final = {"asked": "yellow", "allowed": "blue", "denied": "grey", "done": "green", "expired": "grey"}
S: Final = Investigation.State
SECTIONS: Final = (
    Section("申请", ("sort", "asked_by", "on", "file")),
    Section("调查令、审计写", ("lawyer", "licence", "unit", "items"), note="调查令写持令律师、向谁调查、调查什么；审计写审计谁、审计什么。"),
    Section("悬赏写", ("reward",), 1),
)


def panel(found: Belongings) -> Panel:
    """各项调查措施。"""
    rows = tuple(_row(found, one) for one in found.investigations)
    add = Action(text="登记申请", url=reverse("case_investigate", args=[found.case.pk]), small=True, dialog=True)
    nothing = "没有调查令、审计、悬赏。收到书面申请就登记：审计、悬赏十日内决定；调查令由本案登记的代理律师持令。"
    return listed("investigations", "调查令、审计、悬赏", COLUMNS, rows, nothing, (add,) if found.may(Act.INVESTIGATE) else ())


def _row(found: Belongings, one: Investigation) -> Row:
    what = [text for text in (one.unit, one.items or one.reward) if text]
    return Row(cells=(
        (one.get_sort_display(), one.number), (one.asked_by, full_day(one.asked_on)), tuple(what) or ("—",), state(one), _acts(found, one),
    ))


def state(one: Investigation) -> tuple[Content, ...]:
    """到哪一步：有效到哪天、为什么不准许、结果，令的文书。"""
    told: list[Content] = [Status(one.get_state_display(), TONES[one.state])]
    told += [f"有效到{full_day(one.until)}"] if one.until and one.state == S.ALLOWED else []
    told += [one.result or one.why] if one.result or one.why else []
    told += [Action(text=one.document.title, url=reading.url(one.document), kind="link"), states.status(one.document)] if one.document else []
    return tuple(told)


def _acts(found: Belongings, one: Investigation) -> Content:
    """待决定的决定；准许的拟文书、附文书、记结果。"""
    if not found.may(Act.INVESTIGATE) or one.state not in (S.ASKED, S.ALLOWED):
        return ""
    args = [found.case.pk, one.pk]
    if one.state == S.ASKED:
        return Action(text="决定", url=reverse("case_investigation_decide", args=args), small=True, dialog=True)
    made = () if one.document_id else (
        Action(text="拟文书", url=_draft(found, one), small=True, dialog=one.sort == Investigation.Sort.ORDER),
        Action(text="附上文书", url=reverse("case_investigation_attach", args=args), small=True, dialog=True),
    )
    return acts((*made, Action(text="记结果", url=reverse("case_investigation_conclude", args=args), small=True, dialog=True)))


def _draft(found: Belongings, one: Investigation) -> str:
    """调查令照申请、决定拟好；审计、悬赏的到制作文书。"""
    if one.sort == Investigation.Sort.ORDER:
        return reverse("case_investigation_draft", args=[found.case.pk, one.pk])
    return reverse("case_document_write", args=[found.case.pk, investigations.PAPERS[Investigation.Sort(one.sort)][0]])


# ---- 申请 ----


class AskForm(DeskForm):
    """一份申请。``token`` 是这次提交的记号。"""

    token = forms.CharField(widget=forms.HiddenInput, max_length=64)
    sort = forms.ChoiceField(label="申请什么", choices=Investigation.Sort.choices)
    asked_by = forms.ChoiceField(label="申请人")
    on = DayField(label="收到申请之日")
    file = forms.FileField(label="申请书", required=False)
    lawyer = forms.ChoiceField(label="持令律师", required=False, help_text="本案登记的代理人")
    licence = TextField(label="执业证号", max_length=40, required=False)
    unit = TextField(label="向谁调查、审计谁", max_length=200, required=False)
    items = TextField(label="调查、审计什么", lines=3, max_length=3000, required=False)
    reward = TextField(label="悬赏金怎样算", max_length=300, required=False, help_text="如：按实际到位的百分之五，由申请执行人付")

    def prepare(self, desk: Desk) -> None:
        """本案的申请执行人、代理人。"""
        sides = [one for one in desk.case.parties.all() if one.active]
        asking = [(one.name, one.name) for one in sides if one.role == Role.APPLICANT]
        agents = [(one.name, one.name) for one in sides if one.role == Role.AGENT]
        self.fields["asked_by"].choices = asking  # type: ignore[attr-defined]
        self.fields["lawyer"].choices = [("", "没有" if agents else "本案还没有登记代理人"), *agents]  # type: ignore[attr-defined]


def ask(request: HttpRequest, case_id: int) -> HttpResponse:
    """登记一份申请。"""
    desk = desk_for(request, case_id, Act.INVESTIGATE)
    form = AskForm(desk, request.POST or None, request.FILES or None)
    form.initial = {"token": token()}
    return fill(desk, form, Filling(
        title="登记调查措施的申请", submit="登记", what="登记", sections=SECTIONS, back=home(case_id, "investigations"),
        draft=f"investigate-{case_id}", run=lambda values: _ask(desk, values),
    ))


@transaction.atomic
def _ask(desk: Desk, values: dict[str, Any]) -> tuple[str, str]:
    files = stored(desk, [values["file"]]) if values.get("file") else []
    plain = ("sort", "asked_by", "lawyer", "licence", "unit", "items", "reward")
    row = investigations.ask(
        case=desk.case, actor=desk.user, on=values["on"], revision=desk.sent, asked=investigations.Asked(**{name: values[name] for name in plain}),
        token=values["token"], file_id=files[0] if files else None,
    )
    return f"已登记{row.subject}，等决定", home(desk.case.pk, "investigations")


def _own(request: HttpRequest, case_id: int, investigation_id: int) -> tuple[Desk, Investigation]:
    desk = desk_for(request, case_id, Act.INVESTIGATE)
    return desk, picked(Belongings(desk).investigations, investigation_id)


# ---- 决定 ----


class DecideForm(VersionForm):
    """准许不准许。"""

    on = DayField(label="决定日")
    allowed = EitherField("准许", "不准许", label="决定")
    until = DayField(label="调查令有效到", required=False)
    why = TextField(label="理由", lines=3, max_length=500, required=False, help_text="不准许的写明")


def decide(request: HttpRequest, case_id: int, investigation_id: int) -> HttpResponse:
    """决定一份申请。"""
    desk, row = _own(request, case_id, investigation_id)
    form = DecideForm(desk, request.POST or None)
    if row.sort == Investigation.Sort.ORDER:
        days = rule("M-16c").period.n
        form.fields["until"].help_text = f"决定以后 {days} 日以内；到期没有交回的收回"
        form.about(row, until=desk.today + days * ONE_DAY)
    else:
        del form.fields["until"]
        form.about(row)
    return fill(desk, form, Filling(
        title=f"决定：{row.subject}", submit="决定", what="决定", back=home(case_id, "investigations"), columns=1,
        note=f"{row.asked_by}　{full_day(row.asked_on)}申请　{row.unit}　{row.items or row.reward}", run=lambda values: _decide(desk, row, values),
    ))


def _decide(desk: Desk, row: Investigation, values: dict[str, Any]) -> tuple[str, str]:
    made = investigations.decide(
        investigation=row.pk, actor=desk.user, on=values["on"], revision=values["version"], allowed=values["allowed"], why=values["why"],
        until=values.get("until"),
    )
    told = "已准许，接着拟文书" if made.state == S.ALLOWED else "已不准许，理由告知申请人"
    return f"{row.number}{told}", home(desk.case.pk, "investigations")


# ---- 拟调查令 ----


class DraftForm(VersionForm):
    """申请、决定里没有的一栏。"""

    firm = TextField(label="律师事务所", max_length=120)


def draft(request: HttpRequest, case_id: int, investigation_id: int) -> HttpResponse:
    """照准许的申请拟律师调查令，自己附上。"""
    desk, row = _own(request, case_id, investigation_id)

    def run(values: dict[str, Any]) -> tuple[str, str]:
        made = draft_order(investigation=row, firm=values["firm"], actor=desk.user, on=desk.today, revision=values["version"])
        return f"已拟{made.title}，核对以后签发、用印", reading.url(made)

    return fill(desk, DraftForm(desk, request.POST or None).about(row), Filling(
        title=f"拟文书：{row.subject}", submit="拟调查令", what="拟文书", back=home(case_id, "investigations"), columns=1,
        note=f"持令律师、向谁调查、调查什么、有效到哪天，照申请和决定填好。{row.lawyer}　{row.unit}", run=run,
    ))


# ---- 附文书、记结果 ----


class AttachForm(VersionForm):
    """本案的哪一份。"""

    document = forms.ChoiceField(label="文书")


def attach(request: HttpRequest, case_id: int, investigation_id: int) -> HttpResponse:
    """附上照决定拟的文书：调查令的核验码从此查得到有没有效。"""
    desk, row = _own(request, case_id, investigation_id)
    papers = documents_of(case_id).filter(kind__in=investigations.PAPERS[Investigation.Sort(row.sort)]).exclude(state=Document.State.VOID)
    form = AttachForm(desk, request.POST or None)
    told = [(str(one.pk), f"{one.title}　{one.number or one.get_state_display()}") for one in papers]
    form.fields["document"].choices = told or [("", "还没有拟这种文书")]  # type: ignore[attr-defined]

    def run(values: dict[str, Any]) -> tuple[str, str]:
        made = investigations.attach(investigation=row.pk, document=int(values["document"]), actor=desk.user, revision=values["version"])
        return f"{made.number}已附上文书", home(case_id, "investigations")

    return fill(desk, form.about(row), Filling(
        title=f"附上文书：{row.subject}", submit="附上", what="附上文书", back=home(case_id, "investigations"), columns=1, run=run,
    ))


class ConcludeForm(VersionForm):
    """结果。"""

    on = DayField(label="结果日")
    result = TextField(label="结果", lines=3, max_length=500, help_text="调查令交回、查到什么；审计报告的结论；悬赏有没有人提供、发没发")
    file = forms.FileField(label="回执、报告", required=False)


def conclude(request: HttpRequest, case_id: int, investigation_id: int) -> HttpResponse:
    """记结果。"""
    desk, row = _own(request, case_id, investigation_id)
    form = ConcludeForm(desk, request.POST or None, request.FILES or None)
    return fill(desk, form.about(row), Filling(
        title=f"记结果：{row.subject}", submit="记下", what="记结果", back=home(case_id, "investigations"), columns=1,
        run=lambda values: _conclude(desk, row, values),
    ))


@transaction.atomic
def _conclude(desk: Desk, row: Investigation, values: dict[str, Any]) -> tuple[str, str]:
    files = stored(desk, [values["file"]]) if values.get("file") else []
    investigations.conclude(
        investigation=row.pk, actor=desk.user, on=values["on"], revision=values["version"], result=values["result"],
        file_id=files[0] if files else None,
    )
    return f"{row.number}已记结果", home(desk.case.pk, "investigations")
