"""待付款的各笔：页面列的、导出的都从这里取。"""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from zhixing.casework.funds import queries_desk as money
from zhixing.casework.funds.queries_desk import WAITING, PayoutLine

NAME: Final = "money_payments"
PAYABLE: Final = Q(must_call="") | Q(called=True)


def ready(request: HttpRequest) -> QuerySet[PayoutLine]:
    """待付款的各笔；指定了一张审批表的，只有它的。"""
    rows = money.lines(request.user.court_id).filter(state=WAITING["ready"])
    payout = (request.POST if request.method == "POST" else request.GET).get("payout", "")
    return rows.filter(payout=int(payout)) if payout.isdecimal() and len(payout) < 16 else rows


def payable(row: Any) -> bool:
    """可以交银行：须回访的核实过了（同 :data:`PAYABLE`）。"""
    return not row.must_call or row.called
