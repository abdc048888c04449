"""发放审批表的各笔：填的一行 ↔ 要付的一笔。收款账户不用填：当事人的照确认过的，执行费的照设置里的。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms

from zhixing.casework.cases.queries import Case, Party
from zhixing.casework.funds.commands.payouts import Wanted
from zhixing.entrances.web.cases.act_forms import DeskForm
from zhixing.entrances.web.cases.desk import Desk
from zhixing.entrances.web.ui import MoneyField, RowsField, TextField
from zhixing.foundation.people.queries import setting
from zhixing.law.payout_kinds import WHATS
from zhixing.law.words import choices

MOST = 60
"""页面上一张表至多填几笔；多的用分配方案。"""


def cells(case: Case) -> dict[str, forms.Field]:
    """一行里的各栏。"""
    sides = [("", "另写收款人"), *((str(one.pk), one.name) for one in case.parties.all() if one.active)]
    return {
        "what": forms.ChoiceField(label="付什么", required=False, choices=[("", "—"), *((code, one.label) for code, one in WHATS.items())]),
        "party": forms.ChoiceField(label="给谁", required=False, choices=sides),
        "amount": MoneyField(label="金额（元）", required=False),
        "payee": TextField(label="收款人户名", required=False, max_length=200),
        "account": TextField(label="收款账号", required=False, max_length=60),
        "bank": TextField(label="开户银行", required=False, max_length=200),
        "more": TextField(label="凭证号、附言", required=False, max_length=140),
    }


class PayoutForm(DeskForm):
    """一张发放审批表。``token`` 是这次提交的记号：按两下也只有一张。"""

    token = forms.CharField(widget=forms.HiddenInput, max_length=64)
    ground = TextField(label="发放的事由、怎样算的", lines=3, max_length=500)
    deposit = forms.ChoiceField(label="提存的事由", required=False, help_text="有“提存”的才选")
    settles = forms.BooleanField(label="付了以后，申请执行的金额全部到位", required=False)
    decision = forms.FileField(label="合议庭决定、笔录", required=False, help_text="收款人、账户与确认的不一致，其他事由提存的，须附")

    def prepare(self, desk: Desk) -> None:
        """各笔的栏目照本案的当事人。"""
        self.fields["lines"] = RowsField(cells(desk.case), extra=1, label="各笔付款")
        self.fields["deposit"].choices = [("", "—"), *choices("deposit").items()]  # type: ignore[attr-defined]
        self.order_fields(["token", "lines", "ground", "deposit", "settles", "decision"])

    def clean_lines(self) -> list[Wanted]:
        """各行变成要付的各笔；缺种类、缺金额的说第几行。"""
        rows = self.cleaned_data["lines"]
        wrong = [f"第{n}行没有选付什么，或者没有写金额。" for n, row in enumerate(rows, 1) if not (row["what"] and row["amount"])]
        if wrong:
            raise forms.ValidationError(wrong)
        if len(rows) > MOST:
            raise forms.ValidationError(f"这里至多填 {MOST} 笔；再多的做分配方案，一次发放。")
        return list(wanted(self.desk.case, rows, self.data.get("deposit", "")))


def wanted(case: Case, rows: Iterable[Mapping[str, Any]], ground: str) -> Iterable[Wanted]:
    """要付的各笔。没有写收款人、账号的，照确认过的、设置里的补上；写了的照写的。"""
    known = {str(one.pk): one for one in case.parties.all()}
    for row in rows:
        party = known.get(row["party"] or "")
        told = {name: (row[name] or "").strip() for name in ("payee", "account", "bank")}
        usual = usual_account(case, row["what"], party)
        filled = {name: told[name] or usual.get(name, "") for name in told}
        extra = {"voucher": row["more"] or ""} if row["what"] == "cost" else {"memo": row["more"] or ""}
        yield Wanted(
            what=row["what"], amount_fen=row["amount"], party=party.pk if party else None, ground=ground if row["what"] == "deposit" else "",
            **filled, **extra,
        )


def usual_account(case: Case, what: str, party: Party | None) -> dict[str, str]:
    """该付到哪个账户：执行费是设置里的非税账户，当事人是登记的收款账户。"""
    if what == "fee":
        return {name: str(setting(case.court_id, f"funds.fee_{key}")) for name, key in (("payee", "holder"), ("account", "number"), ("bank", "bank"))}
    if party is None:
        return {}
    account = "" if what == "deposit" else party.bank_account
    return {"payee": party.bank_holder or party.name, "account": account, "bank": party.bank_name}


def as_rows(lines: Sequence[Any]) -> list[dict[str, Any]]:
    """要付的各笔、起草的各笔 → 表单的行。"""
    return [
        {"what": one.what, "party": str(getattr(one, "party_id", None) or (one.party if isinstance(one.party, int) else "") or ""),
         "amount": one.amount_fen or None, "payee": one.payee, "account": one.account, "bank": one.bank, "more": one.voucher or one.memo}
        for one in lines
    ]
