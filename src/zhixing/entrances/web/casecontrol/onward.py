"""一项措施上接着办的：续行、解除（整项、部分）、扣划，轮候的商请首封法院移送。"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from zhixing.casework.centre import ordering
from zhixing.casework.control.order_facts import Facts, Line, check
from zhixing.casework.control.queries_orders import Measure, Order
from zhixing.casework.control.queries_waves import PULLED
from zhixing.entrances.web.bulk.starting import token
from zhixing.entrances.web.casecontrol import measures
from zhixing.entrances.web.casecontrol.belongings import Belongings
from zhixing.entrances.web.casecontrol.places import home, order
from zhixing.entrances.web.cases.act_forms import DeskForm
from zhixing.entrances.web.cases.desk import Desk, desk_for
from zhixing.entrances.web.cases.filling import Filling, fill
from zhixing.entrances.web.documents import reading
from zhixing.entrances.web.ui import Content, DayField, MoneyField, Note, TextField
from zhixing.entrances.web.ui.words import dates, full_day, yuan
from zhixing.law import control
from zhixing.law.states import Act
from zhixing.law.words import choices, word

Kind = Order.Kind


class OrderForm(DeskForm):
    """``token`` 是这次提交的记号；``agency`` 是登记来的措施发函给哪一家。"""

    token = forms.CharField(widget=forms.HiddenInput, max_length=56)
    agency = forms.ChoiceField(label="发函给", required=False, help_text="这一项是登记来的，没有原请求单号。选了单位的，一并拟协助执行通知书")

    def by_letter(self, found: Belongings, row: Measure) -> None:
        """走网络的还是原来那家，不用选；登记来的，从能发函的单位里选。"""
        if row.order is not None:
            del self.fields["agency"]
            return
        names = [(str(one.pk), one.name) for one in found.agencies if one.channel not in (*PULLED, one.Channel.SHEET)]
        self.fields["agency"].choices = [("", "当面办理"), *names]  # type: ignore[attr-defined]
        self.order_fields([name for name in self.fields if name != "agency"])

    @staticmethod
    def to(values: dict[str, Any]) -> int | None:
        """选的单位。"""
        return int(values["agency"]) if values.get("agency") else None


def opened(request: HttpRequest, case_id: int, measure_id: int) -> tuple[Belongings, Measure]:
    """本案的这一项。"""
    found = Belongings(desk_for(request, case_id, Act.ORDER_CONTROL))
    return found, found.measure(measure_id)


def standing(found: Belongings, row: Measure) -> str:
    """现在怎样：首先控制，控制住多少，到哪天。"""
    amount = measures.held(row)
    parts = [word("measure", row.measure), str(measures.how(row)[1])]
    parts += [f"控制住 {yuan(amount)} 元"] if amount is not None and row.state != Measure.State.WAITING else []
    parts += [f"{full_day(row.until)}届满"] if row.until else []
    return f"{row.subject}：{'，'.join(parts)}。"


def _draft(desk: Desk, line: Line, values: dict[str, Any]) -> tuple[str, str]:
    """拟令和文书。"""
    [made] = ordering.draft_orders(case=desk.case, actor=desk.user, on=desk.today, revision=desk.sent, lines=[line], token=values["token"])
    return f"已拟{made.number}，等签发、用印", order(made.pk)


def _warned(found: Belongings, line: Line) -> tuple[Content, ...]:
    """打开时就看得出办不了的，先说。"""
    told = check(Facts(found.case, found.desk.today), line)
    return tuple(Note(dates(f"{one.text}{one.remedy}（{one.article}）"), "yellow", "现在办不了") for one in told.reasons)


# ---- 续行 ----


class RenewForm(OrderForm):
    """续到哪天。"""

    until = DayField(label="续到")


def renew(request: HttpRequest, case_id: int, measure_id: int) -> HttpResponse:
    """续行一项：届满以前办，顺位不变。"""
    found, row = opened(request, case_id, measure_id)
    desk = found.desk
    line = ordering.on_measure(row, Kind.RENEW, on=desk.today)
    form = RenewForm(desk, request.POST or None)
    form.by_letter(found, row)
    form.initial = {"token": token(), "until": line.until}
    return fill(desk, form, Filling(
        title="续封续冻", submit="拟续行令", what="续行", back=home(case_id), note=standing(found, row),
        lead=_warned(found, line) if row.until else (),
        run=lambda values: _draft(desk, ordering.on_measure(row, Kind.RENEW, on=desk.today, until=values["until"], agency=form.to(values)), values),
    ))


# ---- 解除 ----


class ReleaseForm(OrderForm):
    """理由，整项还是部分。"""

    ground = forms.ChoiceField(label="理由")
    amount_fen = MoneyField(label="解除多少（元）", required=False, help_text="整项解除的空着；部分解除的写解除的数")

    def prepare(self, desk: Desk) -> None:
        """法定的理由。"""
        told = {code: control.release_duty(code, kind=desk.case.kind).value.must for code in choices("release")}
        shown = [(code, f"{text}（{'应当解除' if told[code] else '由法院斟酌'}）") for code, text in choices("release").items()]
        self.fields["ground"].choices = [("", "请选择"), *shown]  # type: ignore[attr-defined]


def release(request: HttpRequest, case_id: int, measure_id: int) -> HttpResponse:
    """解除一项，或者其中一部分。"""
    found, row = opened(request, case_id, measure_id)
    desk = found.desk
    listed = next((one for one in ordering.releases(found.case, desk.today) if one.measure == row.pk), None)
    form = ReleaseForm(desk, request.POST or None)
    form.by_letter(found, row)
    form.initial = {"token": token(), "ground": row.release_ground, "amount_fen": listed.amount_fen if listed else None}
    return fill(desk, form, Filling(
        title="解除", submit="拟解除令", what="解除", back=home(case_id), note=standing(found, row), aliases={"amount": "amount_fen"},
        run=lambda values: _draft(desk, ordering.on_measure(
            row, Kind.RELEASE, on=desk.today, amount_fen=values["amount_fen"], ground=values["ground"], agency=form.to(values),
        ), values),
    ))


# ---- 扣划 ----


class DeductForm(OrderForm):
    """扣多少。"""

    amount_fen = MoneyField(label="扣划多少（元）")


def deduct(request: HttpRequest, case_id: int, measure_id: int) -> HttpResponse:
    """扣划冻结的存款：不超过冻结的，不超过应当履行的；钱汇到本案的子账户，到账自己对上。"""
    found, row = opened(request, case_id, measure_id)
    desk = found.desk
    most = min(measures.held(row) or 0, found.owed.now)
    form = DeductForm(desk, request.POST or None)
    form.by_letter(found, row)
    form.initial = {"token": token(), "amount_fen": most or None}
    line = ordering.on_measure(row, Kind.DEDUCT, on=desk.today, amount_fen=most or 1)
    told = f"应当履行 {yuan(found.owed.now)} 元。扣下来的钱汇到本案的子账户，附言写控制令的号，到账自己对上。"
    return fill(desk, form, Filling(
        title="扣划", submit="拟扣划令", what="扣划", back=home(case_id), note=f"{standing(found, row)}{told}", lead=_warned(found, line),
        run=lambda values: _draft(desk, ordering.on_measure(
            row, Kind.DEDUCT, on=desk.today, amount_fen=values["amount_fen"], agency=form.to(values),
        ), values),
    ))


# ---- 商请移送 ----


class TransferForm(DeskForm):
    """首封的情形，本案的优先债权。"""

    court = TextField(label="首先查封的法院", max_length=100)
    number = TextField(label="它的案号", max_length=120, required=False)
    since = DayField(label="首先查封日")
    sale_started = forms.BooleanField(label="已经发布拍卖公告，或者进入变卖", required=False)
    preservation = forms.BooleanField(label="首先查封是财产保全", required=False)
    disputed = forms.BooleanField(label="保全的就是争议标的", required=False)
    has_priority = forms.BooleanField(label="本案债权对它有担保物权、优先权，顺位在先", required=False)
    priority = TextField(label="优先债权和依据", lines=2, max_length=500, required=False)
    first_in_line = forms.BooleanField(label="本案是在先的轮候", required=False, initial=True)


def transfer(request: HttpRequest, case_id: int, measure_id: int) -> HttpResponse:
    """商请首先查封的法院移送处置：够条件的，拟商请移送执行函。"""
    found, row = opened(request, case_id, measure_id)
    form = TransferForm(found.desk, request.POST or None)
    return fill(found.desk, form, Filling(
        title="商请首封法院移送处置", submit="拟商请移送执行函", what="商请移送", back=home(case_id), draft=f"transfer-{measure_id}",
        note="优先债权的，首先查封超过六十日还没有发布拍卖公告；保全的，超过一年没有处分，可以商请移送。", before=(Note(standing(found, row)),),
        run=lambda values: _transfer(found.desk, row, values),
    ))


def _transfer(desk: Desk, row: Measure, values: dict[str, Any]) -> tuple[str, str]:
    plain = ("since", "sale_started", "preservation", "disputed", "first_in_line")
    seal = control.FirstSeal(**{name: values[name] for name in plain}, priority=values["has_priority"])
    made = ordering.ask_transfer(
        case=desk.case, actor=desk.user, on=desk.today, revision=desk.sent, measure=row, seal=seal, court=values["court"], number=values["number"],
        priority=values["priority"],
    )
    return "商请移送执行函已拟，签发、用印以后发出；对方十五日内答复", reading.url(made)
