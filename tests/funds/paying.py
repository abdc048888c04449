"""发放的测试共用：一件有计息单、收款账户、到账的案件，和一步步办下去的短话。全走命令。"""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from case_debts import make, sign, state
from funds import money
from spine import TODAY, House

from zhixing.casework.cases import commands as cases
from zhixing.casework.cases.models import Party
from zhixing.casework.cases.queries import Case
from zhixing.casework.funds.commands import payouts
from zhixing.casework.funds.commands.payouts import Wanted
from zhixing.casework.funds.models import Payout
from zhixing.foundation.approvals import commands as approvals
from zhixing.foundation.approvals.queries import Approval, candidates
from zhixing.foundation.people.models import Setting
from zhixing.foundation.people.queries import User

ACCOUNT = "6222021234567890123"
FEE = "15001234567890"
_tokens = count(1)


class Paying:
    """一家法院、一件案件：执行费账户设了，申请执行人的收款账户确认了。"""

    def __init__(self, house: House, fen: int = 0, **values: Any) -> None:
        self.house = house
        self.court = house.court
        self.funds, self.accountant, self.cashier = money.staff(house.court)
        self.account = money.court_account(house.court)
        for key, value in {"holder": "测试市财政局", "bank": "演示银行", "number": FEE}.items():
            Setting.objects.create(court=house.court, key=f"funds.fee_{key}", value=value)
        self.case: Case = house.case(**values)
        self.creditor = Party.objects.get(case=self.case, role="applicant")
        self.debtor = money.debtor(self.case)
        self.confirm()
        if fen:
            money.received(self.case, fen)
            self.sheet()

    def confirm(self, account: str = ACCOUNT, on: date = date(2026, 10, 21)) -> None:
        """申请执行人确认收款账户。"""
        cases.confirm_account(
            case=self.case, actor=self.house.judge, on=on, revision=None, party=self.creditor.pk, bank_name="演示银行", bank_account=account,
            bank_holder=self.creditor.name,
        )
        self.creditor.refresh_from_db()

    def sheet(self) -> None:
        """录入计息依据，生成、确认计息单。"""
        state(self.house, self.case)
        sign(self.house, self.case, make(self.house, self.case).number)

    def to_creditor(self, fen: int, **values: Any) -> Wanted:
        """给申请执行人的一笔。"""
        given = {"what": "creditor", "payee": self.creditor.name, "account": ACCOUNT, "bank": "演示银行", "party": self.creditor.pk, **values}
        return Wanted(amount_fen=fen, **given)

    def fee(self, fen: int) -> Wanted:
        """缴纳执行费的一笔。"""
        return Wanted(what="fee", amount_fen=fen, payee="测试市财政局", account=FEE, bank="演示银行")

    def draft(self, *lines: Wanted, **values: Any) -> Payout:
        """承办人起草。"""
        given = {"actor": self.house.judge, "on": TODAY, "revision": None, "token": f"t{next(_tokens)}", **values}
        return payouts.draft(case=self.case, lines=lines, **given)

    def submitted(self, *lines: Wanted, **values: Any) -> Payout:
        """起草并送批。"""
        made = self.draft(*lines, **values)
        return payouts.submit(payout=made, actor=self.house.judge, on=TODAY, revision=None)

    def approved(self, *lines: Wanted, **values: Any) -> Payout:
        """起草、送批、一步步批准。"""
        made = self.submitted(*lines, **values)
        assert made.approval is not None
        self.house.approve(made.approval)
        made.refresh_from_db()
        return made

    def until_last(self, payout: Payout) -> tuple[Approval, User]:
        """批到只剩最后一步，返回审批单和能定最后一步的人。"""
        approval = payout.approval
        assert approval is not None
        while approval.step_post != "cashier":
            actor = candidates(approval, approval.step_post, TODAY, House.decided(approval)).first()
            approvals.agree(approval_id=approval.pk, actor=actor, on=TODAY, revision=approval.revision)
            approval.refresh_from_db()
        return approval, self.cashier
