"""单独拟一道控制令：台账上的一项，或者现场看到、还没有记台账的一项。冻结、查封、扣押，存款可以直接扣划。"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from zhixing.casework.centre import ordering
from zhixing.casework.centre.ordering import Proposed
from zhixing.casework.control.order_facts import Line
from zhixing.casework.control.queries_assets import Asset, Holding
from zhixing.casework.control.queries_orders import Order
from zhixing.entrances.web.bulk.starting import token
from zhixing.entrances.web.casecontrol.belongings import Belongings
from zhixing.entrances.web.casecontrol.places import home, order
from zhixing.entrances.web.cases.act_forms import DeskForm
from zhixing.entrances.web.cases.desk import Desk, desk_for
from zhixing.entrances.web.cases.filling import Filling, fill
from zhixing.entrances.web.service.places import stored
from zhixing.entrances.web.ui import Content, DayField, MoneyField, Note, Section, TextField
from zhixing.entrances.web.ui.words import dates
from zhixing.law import control
from zhixing.law.states import Act
from zhixing.law.words import choices, word

Kind = Order.Kind
KINDS: Final = (Kind.FREEZE, Kind.SEAL, Kind.DISTRAIN)
PROPERTIES: Final = {"movable": "动产", "real_estate": "不动产", "other_right": "其他财产权", "deposit": "银行存款"}
SUBJECT: Final = 120
SECTIONS: Final = (
    Section("哪一项", ("party", "property", "subject")), Section("怎样办", ("kind", "amount_fen", "until", "agency", "account", "waiting")),
    Section("要另附的", ("decision", "why"), note="受保护的财产须有合议庭写明理由的决定；整体不可分、超过应当履行的，写明理由。"),
)


class TakeForm(DeskForm):
    """一道采取措施的令。``token`` 是这次提交的记号。"""

    token = forms.CharField(widget=forms.HiddenInput, max_length=56)
    party = forms.ChoiceField(label="哪个被执行人的")
    property = forms.ChoiceField(label="哪一类", choices=list(PROPERTIES.items()))
    subject = TextField(label="财产名称", max_length=SUBJECT, help_text="写到认得出是哪一项：型号、数量、坐落、号牌")
    kind = forms.ChoiceField(label="怎样控制")
    amount_fen = MoneyField(label="金额（元）", required=False, help_text="冻结、扣划的写；空着是整项")
    until = DayField(label="期限到", required=False, help_text="空着的照最长期限；轮候的没有期限")
    agency = forms.ChoiceField(label="向谁", required=False)
    account = TextField(label="账号、证号、号牌", max_length=SUBJECT, required=False)
    waiting = forms.BooleanField(label="别人在先，轮候", required=False)
    decision = forms.FileField(label="合议庭的决定", required=False)
    why = TextField(label="理由", lines=2, max_length=500, required=False)

    def offer(self, found: Belongings, one: Holding | None) -> None:
        """台账上的一项，名称、类别、权利人都定了。"""
        verbs = choices("control_order")
        able = [*KINDS, *([Kind.DEDUCT] if one and control.property_of(one.asset.kind) == "deposit" else [])]
        self.fields["kind"].choices = [(kind, verbs[kind]) for kind in able]  # type: ignore[attr-defined]
        self.fields["kind"].initial = Kind.SEAL
        self.fields["party"].choices = [(str(row.pk), row.name) for row in found.respondents]  # type: ignore[attr-defined]
        self.fields["agency"].choices = [("", "现场办理"), *((str(row.pk), row.name) for row in found.agencies)]  # type: ignore[attr-defined]
        if one is not None:
            for name in ("property", "subject"):
                del self.fields[name]


def take(request: HttpRequest, case_id: int) -> HttpResponse:
    """打开、拟。"""
    found = Belongings(desk_for(request, case_id, Act.ORDER_CONTROL))
    desk, number = found.desk, request.GET.get("asset", "")
    one = found.holding(int(number)) if number.isdecimal() and len(number) < 16 else None
    form = TakeForm(desk, request.POST or None, request.FILES or None)
    form.offer(found, one)
    form.initial = {"token": token()} | (_suggested(found, one) if one else {})
    title = f"控制{one.asset.what}" if one else "查封、扣押"
    return fill(desk, form, Filling(
        title=title, submit="拟控制令", what="拟控制令", lead=_warned(found, one), sections=SECTIONS,
        back=home(desk.case.pk), draft=f"take-{desk.case.pk}-{number}",
        note="裁定书、协助执行通知书一起拟好；签发、用印以后发出，或者到现场办理，结果附送达证明登记。",
        run=lambda values: _take(desk, values, one), aliases={"amount": "amount_fen"},
    ))


def _warned(found: Belongings, one: Holding | None) -> tuple[Content, ...]:
    """要当心的，办不了的，打开时就说。"""
    told = [row.finding for row in _proposed(found) if one is not None and row.line.asset == one.asset.pk]
    reasons = [reason for finding in told for reason in (*finding.reasons, *finding.warnings)]
    return tuple(Note(dates(f"{reason.text}{reason.remedy}（{reason.article}）"), "yellow") for reason in reasons)


def _proposed(found: Belongings) -> tuple[Proposed, ...]:
    return ordering.propose(found.case, found.desk.user, found.desk.today).rows


def _suggested(found: Belongings, one: Holding) -> dict[str, Any]:
    """清单上建议的办法。"""
    line = next((row.line for row in _proposed(found) if row.line.asset == one.asset.pk), None)
    if line is None:
        return {"account": one.asset.key[:SUBJECT]}
    return {
        "kind": line.kind, "party": str(line.party), "amount_fen": line.amount_fen, "until": line.until, "waiting": line.waiting,
        "account": line.account, "agency": str(line.agency or ""),
    }


@transaction.atomic
def _take(desk: Desk, values: dict[str, Any], one: Holding | None) -> tuple[str, str]:
    """拟不成的，存的材料也退回。"""
    line = _line(desk, values, one.asset if one else None)
    [made] = ordering.draft_orders(case=desk.case, actor=desk.user, on=desk.today, revision=desk.sent, lines=[line], token=values["token"])
    return f"已拟{made.number}：{word('control_order', made.kind)}{made.subject}，等签发、用印", order(made.pk)


def _line(desk: Desk, values: dict[str, Any], asset: Asset | None) -> Line:
    property_ = control.property_of(asset.kind) if asset else values["property"]
    files = stored(desk, [values["decision"]]) if values.get("decision") else []
    return Line(
        kind=values["kind"], party=int(values["party"]), subject=asset.what[:SUBJECT] if asset else values["subject"], property=property_,
        asset=asset.pk if asset else None, agency=int(values["agency"]) if values["agency"] else None, account=values["account"],
        amount_fen=values["amount_fen"], since=desk.today, until=_until(values, property_, desk.today), waiting=values["waiting"],
        decision=files[0] if files else None, why=values["why"],
    )


def _until(values: dict[str, Any], property_: str, today: date) -> date | None:
    """没有写的照最长；轮候的、扣划的没有期限（写了的交给核对去说）。"""
    given: date | None = values["until"]
    if given is not None or values["waiting"] or values["kind"] == Kind.DEDUCT:
        return given
    return ordering.latest(today, property_)
