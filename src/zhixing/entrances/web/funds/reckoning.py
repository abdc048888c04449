"""一件案件此刻的账：计息依据、款项、口径，接着 :class:`~zhixing.entrances.web.funds.account.Account` 的算到哪天、假如再还。"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import QueryDict

from zhixing.casework.funds import queries, queries_books
from zhixing.casework.funds.queries import Debt, Payment, Sheet
from zhixing.entrances.web.cases.desk import Desk
from zhixing.entrances.web.funds.account import Account
from zhixing.law.states import Act

SHEET_ACTS = frozenset({Act.STATE_DEBT, Act.MAKE_SHEET, Act.SIGN_SHEET, Act.VOID_SHEET})


class Reckoning(Account):
    """一件案件的账。``query`` 是网址里问的：``as_of``、``pay``、``pay_on``。用到才取、才算。"""

    def __init__(self, desk: Desk, query: QueryDict | None = None) -> None:
        super().__init__(query if query is not None else desk.request.GET, desk.today)
        self.desk = desk

    @property
    def case(self) -> Any:
        """本案。"""
        return self.desk.case

    @cached_property
    def debt(self) -> Debt | None:
        """计息依据。"""
        return queries.debt_of(self.case.pk)

    @cached_property
    def payments(self) -> list[Payment]:
        """抵充债务的各笔，不计入的也在内。"""
        return list(queries.payments(self.case))

    @cached_property
    def data(self) -> dict[str, Any]:
        """现在的 CLAIM.json。"""
        return queries.claim_data(self.case, self.debt, self.payments) if self.debt else {}

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """没有计入的、要当心的。"""
        return queries.notes(self.case, self.debt, self.payments)

    @cached_property
    def sheets(self) -> list[Sheet]:
        """各版，新的在前；不带输入和结果。"""
        return list(queries.sheets(self.case.pk).defer("inputs", "result"))

    @cached_property
    def now_hash(self) -> str:
        """现在的输入的摘要。"""
        return queries.digest(self.data) if self.data else ""

    def current(self, sheet: Sheet) -> bool:
        """这一版的输入与现在的一样，也没有作废。"""
        return sheet.voided_at is None and sheet.inputs_hash == self.now_hash

    def may(self, act: Act) -> bool:
        """这个人此刻能不能办；结案以后没有后到的款，不再算账。"""
        return act in self.desk.rights.available and (act not in SHEET_ACTS or self.open)

    @cached_property
    def open(self) -> bool:
        """还能录入计息依据、做计息单。"""
        return queries_books.reckons(self.case).ok
