"""扣划的钱在路上：协助单位说已经划出，等银行明细来。附言里写着请求单号的，就是它。"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from zhixing.casework.funds.models import Expected


def expect(*, court_id: int, mark: str, case_id: int, party_id: int | None, amount_fen: int, on: date) -> Expected:
    """等着这一笔扣划。同一个号只等一次。"""
    told = {"case_id": case_id, "party_id": party_id, "amount_fen": amount_fen, "since": on}
    return Expected.objects.get_or_create(court_id=court_id, mark=mark, defaults=told)[0]


def arrived(*, court_id: int, marks: Collection[str], on: date) -> None:
    """这几笔到了；先到的日子为准。"""
    Expected.objects.filter(court=court_id, mark__in=list(marks), arrived_on=None).update(arrived_on=on)
