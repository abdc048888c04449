"""事项委托的表单：在案件上拟一次委托；每一步的理由、结果、评价；登记来函。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.cases.access import Forbidden
from zhixing.casework.centre import queries_entrusted as queries
from zhixing.casework.centre.commands import entrusted, entrusting, entrustment_letter
from zhixing.casework.centre.queries_entrusted import Entrustment
from zhixing.casework.control.commands.clues import Upload
from zhixing.entrances.web.access import needs
from zhixing.entrances.web.admin.handle import Filling as Sheet
from zhixing.entrances.web.admin.handle import fill as fill_sheet
from zhixing.entrances.web.bulk.starting import token, token_of
from zhixing.entrances.web.cases.act_forms import DeskForm, PersonChoice
from zhixing.entrances.web.cases.desk import Desk, desk_for
from zhixing.entrances.web.cases.filling import Filling, fill
from zhixing.entrances.web.cases.matter_form import FilesField
from zhixing.entrances.web.centre.entrusting import AT_ONCE, NAME, STEP_NAMES, by_letter, own, shown
from zhixing.entrances.web.remedies import nothing
from zhixing.entrances.web.ui import DayField, Facts, Fold, Refusal, Section, TextField, done
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import Court, User
from zhixing.law import entrusting as law
from zhixing.law.finding import Refused
from zhixing.law.states import Act
from zhixing.law.words import choices

STARS: Final = (("5", "5 分，又快又好"), ("4", "4 分"), ("3", "3 分，办了"), ("2", "2 分"), ("1", "1 分，没有办好"))
SECTIONS: Final = (Section("委托谁、办什么", ("to", "other", "matter", "about")), Section("要求和文书", ("demand", "papers", "files", "at_once"), 1))


def uploads_of(values: dict[str, Any]) -> list[Upload]:
    """随表单交来的文书。"""
    return [Upload(one.name or "", one.read()) for one in values.pop("files")]


def guide() -> Fold:
    """各种事项：要求里写清楚什么，附什么，默认几天办完。"""
    rows = tuple((one.name, _told(one)) for one in law.matters())
    return Fold("各种事项写清楚什么、附什么", (Facts(rows),))


def _told(one: law.Matter) -> str:
    papers = f"附{'、'.join(one.papers)}。" if one.papers else ""
    return f"{one.hint}。{papers}签收后{one.period}内办完。"


class AskForm(forms.Form):
    """委托谁、办什么。"""

    to = forms.ModelChoiceField(label="受托法院", queryset=Court.objects.none(), required=False, empty_label="不在清单里，另写名称")
    other = TextField(label="不在本系统的法院", max_length=100, required=False, help_text="写全称；委托函寄出，对方签收、办结由本院登记")
    matter = forms.ChoiceField(label="委托什么", choices=lambda: list(choices("entrusted").items()))
    about = TextField(label="对谁、对什么", max_length=300, help_text="如：被执行人某某在该行的存款；某处房产")
    demand = TextField(label="要求", lines=4, max_length=2000, help_text="写具体，不具体的受托法院可以退回；各种事项写清楚什么，见下面")
    papers = forms.TypedMultipleChoiceField(label="附本案用了印的文书", coerce=int, required=False, widget=forms.CheckboxSelectMultiple)
    files = FilesField(label="另传文书", required=False, help_text="线下做的，传盖章的扫描件，可以选几份")

    def ready(self, user: User, case_id: int | None) -> AskForm:
        """可选的法院，本案用了印的文书。"""
        self.fields["to"].queryset = queries.known_courts(user)  # type: ignore[attr-defined]
        papers = [(one.file_id, f"{one.title}　{one.number}") for one in queries.papers_of(case_id or 0)]
        self.fields["papers"].choices = papers  # type: ignore[attr-defined]
        if not papers:
            del self.fields["papers"]
        return self

    @staticmethod
    def asked(values: dict[str, Any]) -> entrusting.Asked:
        """表单 → 委托什么。"""
        to = values["to"]
        return entrusting.Asked(
            matter=values["matter"], about=values["about"], demand=values["demand"], to=to.pk if to else None, other=values["other"],
        )


class NewForm(DeskForm, AskForm):
    """在案件上拟一次。``token`` 是这次提交的记号。"""

    token = forms.CharField(widget=forms.HiddenInput, max_length=64)
    at_once = forms.BooleanField(label="拟好就发出", required=False, initial=True)

    def prepare(self, desk: Desk) -> None:
        """可选的法院。"""
        self.ready(desk.user, desk.case.pk)


def new(request: HttpRequest, case_id: int) -> HttpResponse:
    """在案件上拟一次委托，齐了就发出。"""
    desk = desk_for(request, case_id, Act.ENTRUST)
    form = NewForm(desk, request.POST or None, request.FILES or None)
    form.initial = {"token": token(), "at_once": True}
    return fill(desk, form, Filling(
        title="事项委托", submit="委托", what="委托", sections=SECTIONS, draft=f"entrust-{case_id}", run=lambda values: _made(desk, values),
        after=(guide(),), note="委托的是这一件事，案件还由本院办。受托法院看得到这里写的和附的，看不到案件。",
    ))


def _made(desk: Desk, values: dict[str, Any]) -> tuple[str, str]:
    """先存下；发不出去的（少文书）留在拟办，说明差什么。"""
    now, uploads = values["at_once"], uploads_of(values)
    row = entrusting.draft(
        case=desk.case, actor=desk.user, revision=desk.sent, asked=AskForm.asked(values), token=values["token"], uploads=uploads,
        papers=values.get("papers", ()),
    )
    url = reverse("centre_entrusted", args=[row.pk])
    if not now or row.state != Entrustment.State.DRAFT:
        return f"{row.number}已拟好，还没有发出", url
    try:
        sent = entrusting.send(entrustment=row, actor=desk.user, on=desk.today, revision=None)
    except Refused as error:
        return f"{row.number}已拟好，没有发出：{error}", url
    return _sent(sent), url


# ---- 各步 ----


class WhyForm(forms.Form):
    """一段理由。"""

    text = TextField(label="理由", lines=3, max_length=300)


class ReceiveForm(forms.Form):
    """签收，派给谁。"""

    assignee = PersonChoice(label="派给谁", queryset=User.objects.none(), required=False, empty_label="在办理台待领")


class HandForm(forms.Form):
    """登记对方签收。"""

    on = DayField(label="签收日", help_text="照对方的回函")


class DoneForm(forms.Form):
    """结果。"""

    on = DayField(label="办结日")
    result = TextField(label="结果", lines=4, max_length=500, help_text="办成了什么：文号、金额、起止日；没有办成的写为什么")
    files = FilesField(label="回执", required=False)


class RateForm(forms.Form):
    """评价。"""

    stars = forms.ChoiceField(label="办得怎样", choices=STARS, widget=forms.RadioSelect, initial="5")
    text = TextField(label="说明", lines=2, max_length=300, required=False, help_text="两分以下的写明为什么")


class EscalateForm(forms.Form):
    """报共同的上级法院。"""

    to = TextField(label="上级法院", max_length=100)
    text = TextField(label="报什么", lines=3, max_length=300, help_text="几时委托、过了几天、请上级法院做什么")


@dataclass(frozen=True, slots=True)
class Way:
    """一步怎样填、怎样办、办完说什么。``label`` 改“理由”一栏的叫法。"""

    form: type[forms.Form]
    run: Callable[..., Entrustment]
    told: str
    label: str = ""


def _noted(command: Callable[..., Entrustment], name: str) -> Callable[..., Entrustment]:
    """只要一段话的各步：那段话在命令里叫 ``name``。"""
    return lambda given, values: command(**given, on=context.current().today, **{name: values["text"]})


def _receive(given: dict[str, Any], values: dict[str, Any]) -> Entrustment:
    return entrusted.receive(**given, on=values.get("on") or context.current().today, assignee=values.get("assignee"))


def _done(given: dict[str, Any], values: dict[str, Any]) -> Entrustment:
    uploads = uploads_of(values)
    return entrusted.done(**given, on=values["on"], result=values["result"], uploads=uploads)


def _rate(given: dict[str, Any], values: dict[str, Any]) -> Entrustment:
    return entrusting.rate(**given, on=context.current().today, stars=int(values["stars"]), text=values["text"])


def _escalate(given: dict[str, Any], values: dict[str, Any]) -> Entrustment:
    return entrusting.escalate(**given, on=context.current().today, why=values["text"], to=values["to"])


def _amend(given: dict[str, Any], values: dict[str, Any]) -> Entrustment:
    uploads = uploads_of(values)
    return entrusting.amend(**given, asked=AskForm.asked(values), uploads=uploads, papers=values.get("papers", ()))


WAYS: Final = {
    "amend": Way(AskForm, _amend, "已改好，再发出"),
    "receive": Way(ReceiveForm, _receive, "已签收"),
    "return": Way(WhyForm, _noted(entrusted.return_, "why"), "已退回", "退回的理由"),
    "done": Way(DoneForm, _done, "已办结，结果已交回委托法院"),
    "recall": Way(WhyForm, _noted(entrusting.recall, "why"), "已收回", "收回的理由"),
    "rate": Way(RateForm, _rate, "已评价"),
    "escalate": Way(EscalateForm, _escalate, "已报上级法院"),
    "answer": Way(WhyForm, _noted(entrusted.answer, "text"), "已答复", "答复"),
}


@needs("may_see_centre")
def step(request: HttpRequest, entrustment_id: int, step: str) -> HttpResponse:
    """办一步。不是这一边的 403；此刻不能办的说明理由。"""
    row = own(request, entrustment_id)
    given = {"entrustment": row.pk, "actor": request.user, "revision": _number(request.POST.get("revision", ""))}
    if step in AT_ONCE and request.method == "POST":
        return {"send": _send, "letter": _letter}[step](request, row, given)
    if step not in WAYS:
        raise Http404
    _allowed(row, request.user, step)
    way, back = WAYS[step], reverse("centre_entrusted", args=[row.pk])

    def act(values: dict[str, Any]) -> HttpResponse:
        made = way.run(given, values)
        return done(request, back, f"{made.number}{_said(made, step)}")

    title = f"{STEP_NAMES[step]}：{row.number}"
    return fill_sheet(request, _form(request, row, step), Sheet(title=title, submit=STEP_NAMES[step], cancel=back, act=act, columns=1,
                                                               danger=step == "recall", hidden={"revision": row.revision}))


def _said(row: Entrustment, step: str) -> str:
    """办成说什么：对方不在本系统的，是照来函登记；来函委托的，结果要函告。"""
    if by_letter(row, step):
        return f"已登记对方{STEP_NAMES[step]}"
    if row.incoming and step in ("done", "return"):
        return f"已{STEP_NAMES[step]}；委托法院不在本系统，请函告"
    return WAYS[step].told


def _allowed(row: Entrustment, user: User, step: str) -> None:
    """打开表单之前先看：不是这一边的拒绝，此刻不能办的说明理由。"""
    today = context.current().today
    if law.STEPS[step].side not in queries.sides(row, user, today):
        raise Forbidden(user, f"{STEP_NAMES[step]}事项委托")
    law.permits(step, queries.standing(row), today).require()


def _form(request: HttpRequest, row: Entrustment, step: str) -> forms.Form:
    """填好初值的表单。"""
    by_hand = step == "receive" and row.to is None
    form = (HandForm if by_hand else WAYS[step].form)(request.POST or None, request.FILES or None, initial=_initial(row, step))
    if isinstance(form, AskForm):
        form.ready(request.user, row.case_id)
    if "assignee" in form.fields:
        form.fields["assignee"].queryset = queries.handlers(request.user.court_id, context.current().today)  # type: ignore[attr-defined]
    if label := WAYS[step].label:
        form.fields["text"].label = label
    return form


def _initial(row: Entrustment, step: str) -> dict[str, Any]:
    today = context.current().today
    if step == "amend":
        return {"to": row.to_id, "other": row.other, "matter": row.matter, "about": row.about, "demand": row.demand}
    return {"on": today, "to": queries.common_upper(row)} if step == "escalate" else {"on": today}


def _send(request: HttpRequest, row: Entrustment, given: dict[str, Any]) -> HttpResponse:
    try:
        made = entrusting.send(**given, on=context.current().today)
    except Refused as error:
        return shown(request, own(request, row.pk), (Refusal.of(error.finding, nothing, "发出"),), 409)
    return done(request, reverse("centre_entrusted", args=[made.pk]), _sent(made))


def _sent(row: Entrustment) -> str:
    """发出了；对方不在本系统的，函要寄。"""
    return f"{row.number}已发出" + ("" if row.to else "；对方不在本系统，请照委托函寄出")


def _letter(request: HttpRequest, row: Entrustment, given: dict[str, Any]) -> HttpResponse:
    try:
        made = entrustment_letter.letter(**given, on=context.current().today)
    except Refused as error:
        return shown(request, own(request, row.pk), (Refusal.of(error.finding, nothing, "制作委托函"),), 409)
    return done(request, reverse("document_page", args=[made.case_id, made.pk]), "委托函已拟好，签发、用印以后回到委托里发出")


def _number(text: str) -> int:
    """页面带来的版本号；没有带的当过时。"""
    return int(text) if text.isdecimal() and len(text) < 12 else -1


# ---- 登记来函 ----


class LetterForm(forms.Form):
    """外院用函件委托来的。"""

    court = TextField(label="委托法院", max_length=100, help_text="全称")
    case_number = TextField(label="委托案号", max_length=60)
    matter = forms.ChoiceField(label="委托什么", choices=lambda: list(choices("entrusted").items()))
    about = TextField(label="对谁、对什么", max_length=300)
    demand = TextField(label="要求", lines=3, max_length=2000)
    sent_on = DayField(label="函上的日子", required=False)
    files = FilesField(label="委托函和文书", required=False)


@needs("may_run_desks", "may_serve_items")
def letter(request: HttpRequest) -> HttpResponse:
    """登记一件：登记就是签收。"""

    def act(values: dict[str, Any]) -> HttpResponse:
        uploads = uploads_of(values)
        made = entrusted.take_in(
            actor=request.user, on=context.current().today, arrived=entrusted.Arrived(**values), token=token_of(request), uploads=uploads,
        )
        return done(request, reverse("centre_entrusted", args=[made.pk]), f"{made.number}已登记，在办理台待领")

    form = LetterForm(request.POST or None, request.FILES or None)
    kept = request.POST.get("token", "") or token()
    sheet = Sheet(title="登记外院来函委托", submit="登记", cancel=f"{reverse(NAME)}?side=in", act=act, hidden={"token": kept})
    return fill_sheet(request, form, sheet)
