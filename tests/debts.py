"""写债务用的短话：一项债务、几种条款、算到某日的计息单。"""

from __future__ import annotations

from datetime import date
from typing import Any

from zhixing.law import debt_reading, interest_sheet
from zhixing.law.interest_sheet import Sheet, money

BENCH: dict[str, Any] = {"kind": "benchmark", "base": "balance"}


def item(amount: str, due: str | None = None, *clauses: dict[str, Any], **more: Any) -> dict[str, Any]:
    """一项本金。"""
    found = {"id": "1", "kind": "principal", "amount": amount, "interest": list(clauses), **more}
    return found if due is None else found | {"due": due}


def lpr(start: str, end: str, **more: Any) -> dict[str, Any]:
    """按一年期LPR。"""
    return {"kind": "lpr", "term": "1y", "from": start, "to": end, "base": "balance", **more}


def stated(kind: str, rate: str, start: str, end: str, **more: Any) -> dict[str, Any]:
    """按写明的年、月、日利率。"""
    return {"kind": kind, "rate": rate, "from": start, "to": end, "base": "balance", **more}


def run(claim: dict[str, Any] | list[dict[str, Any]], as_of: str, *payments: tuple[str, str], **more: Any) -> Sheet:
    """算到 ``as_of`` 的计息单。"""
    items = claim if isinstance(claim, list) else [claim]
    paid = [{"id": f"p{n}", "on": day, "amount": amount} for n, (day, amount) in enumerate(payments)]
    return interest_sheet.sheet(debt_reading.claim({"items": items, "payments": paid, **more}), date.fromisoformat(as_of))


def general(clause: dict[str, Any], amount: str = "1000000", as_of: str = "2026-06-30", **switches: str) -> str:
    """一条条款的一般债务利息。"""
    return money(run(item(amount, None, clause), as_of, switches=switches).general)


def double(amount: str, due: str, as_of: str, *payments: tuple[str, str], **more: Any) -> str:
    """一项本金的加倍部分。"""
    return money(run(item(amount, due), as_of, *payments, **more).doubled)


def plain(text: str) -> str:
    """去掉千分位。"""
    return text.replace(",", "")
