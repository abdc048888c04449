"""一件案件的案款摆上桌：结存、去处、到账、发放审批表、延缓、子账户。用到才取，各一两条查询。"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from zhixing.casework.cases.queries import Party, Role
from zhixing.casework.funds import queries_books, queries_case, queries_payouts, queries_receipts
from zhixing.casework.funds.access import court_rights_of
from zhixing.casework.funds.queries_books import Balance
from zhixing.casework.funds.queries_books import Row as Entry
from zhixing.casework.funds.queries_case import Delay, Flow, Payout, Receipt, Trace
from zhixing.casework.funds.queries_receipts import PayTo
from zhixing.entrances.web.cases.ondesk import OnDesk
from zhixing.law.rights import CourtRights


@dataclass(frozen=True)
class Purse(OnDesk):
    """一件案件的案款。"""

    @cached_property
    def court(self) -> CourtRights:
        """这个人在本院案款上的权限；别的法院的人没有。"""
        return court_rights_of(self.desk.user) if self.desk.user.court_id == self.case.court_id else CourtRights()

    @cached_property
    def balance(self) -> Balance:
        """现在在哪里。"""
        return queries_books.balance(self.case)

    @cached_property
    def flow(self) -> Flow:
        """到账的去处。"""
        return queries_case.flow(self.case.pk, self.balance)

    @cached_property
    def entries(self) -> list[Entry]:
        """逐笔对账单，先记的在前。"""
        return queries_books.statement(self.case)

    @cached_property
    def traces(self) -> list[Trace]:
        """各笔到账的来龙去脉。"""
        return queries_case.traces(self.case.pk)

    @cached_property
    def receipts(self) -> list[Receipt]:
        """各笔到账，等着确认的也在内。"""
        return list(queries_receipts.of_case(self.case.pk))

    @cached_property
    def payouts(self) -> list[Payout]:
        """发放审批表，新的在前。"""
        return list(queries_payouts.of_case(self.case.pk))

    @cached_property
    def delays(self) -> list[Delay]:
        """延缓发放：报批中的、批准了还没有结束的。"""
        return list(queries_case.delays(self.case.pk))

    @property
    def shared(self) -> bool:
        """申请执行人不止一个，可能要做分配方案。"""
        return sum(one.active and one.role == Role.APPLICANT for one in self.case.parties.all()) > 1

    @cached_property
    def pay_to(self) -> list[tuple[Party | None, PayTo]]:
        """各被执行人向哪个账户交款；没有登记账户的为空。"""
        sides: list[Party | None] = [*self.respondents] or [None]
        found = [(side, queries_receipts.pay_to(self.case, side)) for side in sides[:20]]
        return [(side, told) for side, told in found if told is not None]

    @cached_property
    def sums(self) -> dict[int, int]:
        """各张发放审批表的合计。"""
        return queries_case.sums(self.case.pk)

    @cached_property
    def has_prefix(self) -> bool:
        """本院的账户有子账户号段。"""
        bank = queries_receipts.bank_account_of(self.case.court_id)
        return bool(bank and bank.prefix)
