"""案款一栏上的几个行为：认领、确认、收现金、没收保证金、补录直接履行、延缓发放、开子账户。"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from zhixing.casework.cases.queries import Role
from zhixing.casework.funds import queries_case
from zhixing.casework.funds.commands import accounts, cash, claiming, delays
from zhixing.casework.funds.queries_case import Receipt
from zhixing.entrances.web.casemoney.purse import Purse
from zhixing.entrances.web.casemoney.statement import home
from zhixing.entrances.web.cases.act_forms import DeskForm, PersonChoice
from zhixing.entrances.web.cases.desk import Desk, desk_for
from zhixing.entrances.web.cases.filling import Filling, fill
from zhixing.entrances.web.service.places import stored
from zhixing.entrances.web.ui import DayField, MoneyField, TextField, done
from zhixing.entrances.web.ui.words import day, yuan
from zhixing.foundation.people.queries import User, active_users, available
from zhixing.law.arrival import FORFEITED_TOLD
from zhixing.law.debt import WAYS
from zhixing.law.states import Act
from zhixing.law.words import choices

Values = dict[str, Any]


def offer(form: forms.Form, name: str, desk: Desk, role: str, nobody: str) -> None:
    """这一栏选在案的这一方；只有一个人的先选上，也可以不写是谁（``nobody``）。"""
    sides = [(str(one.pk), one.name) for one in desk.case.parties.all() if one.active and one.role == role]
    form.fields[name].choices = [("", nobody), *sides]  # type: ignore[attr-defined]
    form.fields[name].initial = sides[0][0] if len(sides) == 1 else ""


# ---- 认领 ----


class ReceiptForm(DeskForm):
    """哪一笔待认领的到账：从机器看着像的里面选，或者写收据号。"""

    receipt = forms.ChoiceField(label="哪一笔到账", required=False, help_text="机器看着像本案的；不在里面的，下面写收据号")
    number = TextField(label="收据号", max_length=24, required=False)

    def prepare(self, desk: Desk) -> None:
        """先列机器看着像的。"""
        self.likely = queries_case.likely(desk.case)
        found = [(str(row.pk), f"{row.number}　{day(row.day, desk.today)}　{yuan(row.amount_fen)} 元　{row.payer}") for row in self.likely]
        self.fields["receipt"].choices = [("", "没有在这里面" if found else "没有像本案的"), *found]  # type: ignore[attr-defined]
        self.fields["receipt"].initial = found[0][0] if len(found) == 1 else ""

    def clean(self) -> Values:
        """选一笔，或者写收据号。"""
        found = super().clean() or {}
        number = (found.get("number") or "").strip()
        if number:
            row = queries_case.by_number(self.desk.case.court_id, number)
            if row is None:
                self.add_error("number", "本院没有这个收据号，请对照银行到账通知。")
            found["row"] = row
        elif found.get("receipt"):
            found["row"] = next(row for row in self.likely if str(row.pk) == found["receipt"])
        elif not self.errors:
            self.add_error("receipt", "选一笔，或者写收据号。")
        return found


class ClaimForm(ReceiptForm):
    """哪一笔、哪个被执行人的、怎么来的、凭什么。"""

    party = forms.ChoiceField(label="哪个被执行人付的", required=False)
    way = forms.ChoiceField(label="钱是怎么来的", required=False, choices=[("", "照银行的"), *WAYS.items()])
    stopped_on = DayField(label="停止计息日", required=False, help_text="划拨、提取之日，成交裁定送达之日；空着是到账日")
    why = TextField(label="凭什么认领", max_length=300, required=False, help_text="如：付款人来电说明，附缴款回单")

    def prepare(self, desk: Desk) -> None:
        """哪一笔，哪个被执行人的。"""
        super().prepare(desk)
        offer(self, "party", desk, Role.RESPONDENT, "全案，说不清是谁")


def claim(request: HttpRequest, case_id: int) -> HttpResponse:
    """认领一笔到本案，等另一人确认。"""
    desk = desk_for(request, case_id, Act.CLAIM_MONEY)
    form = ClaimForm(desk, request.POST or None)
    return fill(desk, form, Filling(
        title="认领到账", submit="认领", back=_home(desk), note="认领以后，由会计或者案款管理员确认，才记到本案。",
        run=lambda values: _claim(desk, values),
    ))


def _claim(desk: Desk, values: Values) -> tuple[str, str]:
    row: Receipt = values["row"]
    claiming.claim(
        receipt=row, case=desk.case, party=int(values["party"]) if values["party"] else None, actor=desk.user, on=desk.today, revision=row.revision,
        why=values["why"], way=values["way"], stopped_on=values["stopped_on"],
    )
    return f"已认领{row.number}，等另一人确认。", _home(desk)


@require_POST
def confirm(request: HttpRequest, case_id: int, receipt_id: int) -> HttpResponse:
    """确认别人的认领，记到本案。"""
    desk = desk_for(request, case_id, Act.CONFIRM_MONEY)
    row = next((one for one in Purse(desk).receipts if one.pk == receipt_id), None)
    if row is None:
        raise Http404
    claiming.confirm(receipt=row, actor=desk.user, on=desk.today, revision=desk.sent)
    return done(request, _home(desk), f"已确认{row.number}，记到本案。")


# ---- 现金 ----


class CashForm(DeskForm):
    """确有必要收的现金：哪天、多少、谁交的、哪两个人当面收的。"""

    on = DayField(label="收款日")
    amount_fen = MoneyField(label="金额（元）")
    payer = TextField(label="交款人", max_length=200)
    party = forms.ChoiceField(label="算哪个被执行人的", required=False)
    first = PersonChoice(label="收款的执行人员", queryset=User.objects.none())
    second = PersonChoice(label="另一名执行人员", queryset=User.objects.none())
    note = TextField(label="说明", max_length=200, required=False)
    files = forms.FileField(label="笔录、收据存根", required=False)

    def prepare(self, desk: Desk) -> None:
        """本院在岗的人；只有一名被执行人的就是他。"""
        people = available(active_users(desk.case.court_id), desk.today)
        for name in ("first", "second"):
            self.fields[name].queryset = people  # type: ignore[attr-defined]
        offer(self, "party", desk, Role.RESPONDENT, "全案，说不清是谁")


def take_cash(request: HttpRequest, case_id: int) -> HttpResponse:
    """收了现金：开收据，当日、次日缴存银行。"""
    desk = desk_for(request, case_id, Act.CLAIM_MONEY)
    form = CashForm(desk, request.POST or None, request.FILES or None)
    return fill(desk, form, Filling(
        title="收现金", submit="开收据", back=_home(desk), run=lambda values: _cash(desk, values), aliases={"officers": "second"},
        note="能转账的不收现金。两名以上执行人员当面收，当场开收据；当日缴存，来不及的次日缴存，附言写收据号。",
    ))


def _cash(desk: Desk, values: Values) -> tuple[str, str]:
    files = stored(desk, [values["files"]]) if values.get("files") else []
    row = cash.cash(
        case=desk.case.pk, party=int(values["party"]) if values["party"] else None, amount_fen=values["amount_fen"], payer=values["payer"],
        officers=[values["first"], values["second"]], actor=desk.user, on=values["on"], revision=desk.sent, files=files, note=values["note"],
    )
    return f"已开收据{row.number}，缴存银行时附言写这个号。", _home(desk)


# ---- 没收的保证金 ----


class ForfeitForm(ReceiptForm):
    """竞买人悔拍，哪一笔保证金、凭什么、裁定。"""

    why = TextField(label="为什么不退还", max_length=200, help_text="如：买受人逾期没有付清余款，裁定重新拍卖")
    files = forms.FileField(label="不退还保证金的裁定")


def forfeit(request: HttpRequest, case_id: int) -> HttpResponse:
    """悔拍的保证金不退还，转为本案的款；由确认认领的人办。"""
    desk = desk_for(request, case_id, Act.CONFIRM_MONEY)
    form = ForfeitForm(desk, request.POST or None, request.FILES or None)
    return fill(desk, form, Filling(
        title="没收保证金", submit="转为本案的款", back=_home(desk), run=lambda values: _forfeit(desk, values), aliases={"row": "receipt"},
        note=f"另开一张收据。这笔钱{FORFEITED_TOLD}；发放时照这个次序作，在那以前不算到位。",
    ))


def _forfeit(desk: Desk, values: Values) -> tuple[str, str]:
    row: Receipt = values["row"]
    made = cash.forfeit_deposit(
        receipt=row, case=desk.case, actor=desk.user, on=desk.today, revision=row.revision, files=stored(desk, [values["files"]]), why=values["why"],
    )
    return f"{row.number}已转为本案的款，收据{made.number}。", _home(desk)


# ---- 直接履行 ----


class DirectForm(DeskForm):
    """当事人自己付的：哪天、多少、给谁、证明。"""

    on = DayField(label="哪天履行的")
    amount_fen = MoneyField(label="金额（元）")
    payee = forms.ChoiceField(label="付给哪个申请执行人", required=False)
    settles = forms.BooleanField(label="到此全部履行完毕", required=False)
    files = forms.FileField(label="申请执行人的确认，或者付款凭证")

    def prepare(self, desk: Desk) -> None:
        """一个申请执行人的就是他。"""
        offer(self, "payee", desk, Role.APPLICANT, "没有写明")


def direct(request: HttpRequest, case_id: int) -> HttpResponse:
    """补录直接履行；钱没有进法院，不记总账。"""
    desk = desk_for(request, case_id, Act.DIRECT_PAYMENT)
    form = DirectForm(desk, request.POST or None, request.FILES or None)
    return fill(desk, form, Filling(
        title="补录直接履行", submit="补录", back=_home(desk), note="申请执行人签名确认的，或者有付款凭证的，才算到位。",
        run=lambda values: _direct(desk, values),
    ))


def _direct(desk: Desk, values: Values) -> tuple[str, str]:
    files = stored(desk, [values["files"]])
    cash.direct(
        case=desk.case.pk, amount_fen=values["amount_fen"], actor=desk.user, on=values["on"], revision=desk.sent, files=files,
        settles=values["settles"], payee=int(values["payee"]) if values["payee"] else None,
    )
    return "已补录，抵充债务、到位照计。", _home(desk)


# ---- 延缓发放 ----


class DelayForm(DeskForm):
    """事由、延到哪天、哪一笔。"""

    ground = forms.ChoiceField(label="事由")
    until = DayField(label="延到哪天")
    receipt = forms.ChoiceField(label="哪一笔到账", required=False)
    why = TextField(label="说明", lines=3, max_length=500, required=False)

    def prepare(self, desk: Desk) -> None:
        """法定的事由，和还有钱没有付的各笔。"""
        self.fields["ground"].choices = list(choices("delay").items())  # type: ignore[attr-defined]
        rows = [one.receipt for one in Purse(desk).traces if one.left_fen]
        told = [(str(row.pk), f"{row.number}　{yuan(row.amount_fen)} 元　{row.payer}") for row in rows]
        self.fields["receipt"].choices = [("", "全案没有付的"), *told]  # type: ignore[attr-defined]


def delay(request: HttpRequest, case_id: int) -> HttpResponse:
    """报请延缓发放，经执行局长或者主管院领导批准。"""
    desk = desk_for(request, case_id, Act.DELAY_PAYOUT)
    form = DelayForm(desk, request.POST or None)
    return fill(desk, form, Filling(
        title="延缓发放", submit="报请批准", back=_home(desk), note="批准以后发放期限停下；事由没有了，十日内发放。没有争议的部分照样发放。",
        run=lambda values: _delay(desk, values),
    ))


def _delay(desk: Desk, values: Values) -> tuple[str, str]:
    delays.delay(
        case=desk.case.pk, actor=desk.user, on=desk.today, revision=desk.sent, ground=values["ground"], until=values["until"], why=values["why"],
        receipt=int(values["receipt"]) if values["receipt"] else None,
    )
    return "已报请延缓发放，等批准。", _home(desk)


@require_POST
def end_delay(request: HttpRequest, case_id: int, delay_id: int) -> HttpResponse:
    """登记延缓的事由没有了。"""
    desk = desk_for(request, case_id, Act.DELAY_PAYOUT)
    if not any(row.pk == delay_id for row in Purse(desk).delays):
        raise Http404
    delays.end_delay(delay=delay_id, actor=desk.user, on=desk.today, revision=desk.sent)
    return done(request, _home(desk), "已登记，十日内发放。")


# ---- 子账户 ----


@require_POST
def open_sub_accounts(request: HttpRequest, case_id: int) -> HttpResponse:
    """给各被执行人开子账户；开过的不重开。"""
    desk = desk_for(request, case_id, Act.CLAIM_MONEY)
    made = [accounts.sub_account(case=desk.case, party=side, on=desk.today) for side in Purse(desk).respondents or [None]]
    return done(request, _home(desk), f"{len([one for one in made if one])} 个子账户已经可以用。")


def _home(desk: Desk) -> str:
    return home(Purse(desk))


