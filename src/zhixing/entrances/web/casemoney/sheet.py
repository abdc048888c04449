"""一张发放审批表摆上桌：各笔、钱从哪里来、回访、这个人能办什么。"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.http import Http404, HttpRequest
from django.urls import reverse

from zhixing.casework.cases.queries import visible_to
from zhixing.casework.funds import queries_case, queries_payouts
from zhixing.casework.funds.access import court_rights_of
from zhixing.casework.funds.queries_case import Callback, Payout, PayoutLine
from zhixing.entrances.web.cases.desk import Desk, desk_of
from zhixing.foundation.history import context
from zhixing.law.states import Act


@dataclass(frozen=True)
class Sheet:
    """摆上桌的一张。``desk`` 空着的，是退还待认领的款，没有案件。"""

    request: HttpRequest
    row: Payout
    desk: Desk | None

    @cached_property
    def lines(self) -> list[PayoutLine]:
        """各笔，照次序。"""
        return list(queries_payouts.lines_of(self.row))

    @cached_property
    def sources(self) -> dict[int, list[str]]:
        """各笔的钱从哪几笔到账来。"""
        return queries_case.sources(self.row.pk)

    @cached_property
    def calls(self) -> dict[int, list[Callback]]:
        """各笔的回访。"""
        return queries_case.calls(self.row.pk)

    @cached_property
    def sees_accounts(self) -> bool:
        """看得到完整的收款账号：能办发放的、管案款的、能看证件号码的；别人看到的遮住中间。"""
        if self.desk is not None and (self.desk.rights.may_see_identity or self.may(Act.PAY_OUT)):
            return True
        own = self.row.court_id == self.request.user.court_id
        rights = court_rights_of(self.request.user)
        return own and (rights.may_confirm_receipts or rights.may_export_payments)

    @property
    def keeps_books(self) -> bool:
        """是本院的会计。"""
        return self.row.court_id == self.request.user.court_id and court_rights_of(self.request.user).may_keep_books

    @property
    def total(self) -> int:
        """合计；作废的、退回以后另付了的各笔不算，整张作废的照算。"""
        gone = (PayoutLine.State.VOID, PayoutLine.State.RETRIED)
        live = [line.amount_fen for line in self.lines if line.state not in gone]
        return sum(live) or sum(line.amount_fen for line in self.lines)

    def may(self, act: Act) -> bool:
        """这个人此刻能不能办。没有案件的，是管认领的人。"""
        if self.desk is None:
            return act == Act.PAY_OUT and court_rights_of(self.request.user).may_confirm_receipts
        return act in self.desk.rights.available

    @property
    def home(self) -> str:
        """从哪里来：案件的案款一栏，没有案件的是案款管理。"""
        return f"{self.desk.home}?tab=money#tabs" if self.desk else reverse("money_desk")


def opened(request: HttpRequest, payout_id: int) -> Sheet:
    """看得见案件的都能看；没有案件的，本院管案款的人能看。别的是 404。"""
    row = Payout.objects.filter(pk=payout_id).select_related("approval", "sheet", "plan", "court").first()
    if row is None:
        raise Http404
    if row.case_id is None:
        own = row.court_id == request.user.court_id and court_rights_of(request.user).may_see_funds
        if not own:
            raise Http404
        return Sheet(request, row, None)
    case = visible_to(request.user, context.current().today).get(pk=row.case_id)
    return Sheet(request, row, desk_of(request, case))
