"""一批反馈合起来说了什么：查到哪些种类、几个账户、多少余额、几辆车、几处房。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from zhixing.casework.control.events import FeedbackReceived
from zhixing.casework.control.models import AssetKind, Finding
from zhixing.casework.control.queries_assets import is_executable
from zhixing.law.control import property_of

_MONEY: Final = frozenset({AssetKind.DEPOSIT, AssetKind.WEALTH, AssetKind.ONLINE})
_YUAN: Final = "CNY"


def feedback(found: Sequence[Finding], agencies: Iterable[str], failed: int | None) -> FeedbackReceived:
    """“查询反馈”。不是本人的、已经没有了的、余额为零的、受保护的，不算查到。"""
    mine = [one for one in found if executable(one)]
    accounts = [one for one in found if one.kind in _MONEY and _real(one)]
    houses = [one for one in mine if one.kind == AssetKind.REAL_ESTATE]
    return FeedbackReceived(
        found=sorted({property_of(one.kind) for one in mine}), accounts=len(accounts),
        balance_fen=sum(one.value_fen or 0 for one in accounts if one.currency == _YUAN),
        vehicles=sum(one.kind == AssetKind.VEHICLE for one in mine), houses=len(houses),
        mortgaged=sum(any(right.get("sort") == "mortgage" for right in one.rights) for one in houses),
        failed=failed, text="、".join(dict.fromkeys(agencies)),
    )


def executable(one: Finding) -> bool:
    """可供执行的一条。"""
    return one.asset is not None and is_executable(one.asset) and one.value_fen != 0


def _real(one: Finding) -> bool:
    """确是本人的一项财产（“没有查到”、不是本人的，没有归到财产）。"""
    return one.asset_id is not None
