"""计息单：一秒能出多少张（一个核），从读好的债务算起；不用数据库。

“large”：三项债务（LPR、固定、月利率），十次还款，加倍部分，2020年初算到2026年年中；“small”：一项、两次还款。三轮取中位。
``python bench/sheets.py [秒数]`` 打印一个 JSON 对象。
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from datetime import date
from typing import Any

from zhixing.law import debt_reading
from zhixing.law.debt import Claim
from zhixing.law.interest_sheet import sheet

AS_OF = date(2026, 6, 30)
ROUNDS = 3


def small() -> dict[str, Any]:
    """最常见的一张：一项本金，一条浮动LPR，两次还款。"""
    clause = {"kind": "lpr", "term": "1y", "from": "2024-01-01", "to": "payment", "base": "balance"}
    return {
        "items": [{"id": "1", "kind": "principal", "amount": "500000.00", "due": "2025-03-10", "interest": [clause]}],
        "payments": [{"id": "1", "on": "2025-06-09", "amount": "100000.00"}, {"id": "2", "on": "2025-12-05", "amount": "80000.00"}],
    }


def large() -> dict[str, Any]:
    """三项债务，十次还款。"""
    clauses: list[dict[str, Any]] = [
        {"kind": "lpr", "term": "1y"}, {"kind": "yearly", "rate": "6%", "multiple": "1.5", "basis": "360"}, {"kind": "monthly", "rate": "1%"},
    ]
    items = [
        {"id": str(n), "kind": "principal", "amount": f"{n + 1}00000.00", "due": f"2023-0{n + 1}-20",
         "interest": [clause | {"from": "2020-01-01", "to": "payment", "base": "balance"}]}
        for n, clause in enumerate(clauses)
    ]
    payments = [{"id": str(n), "on": f"2024-{n + 1:02d}-15", "amount": "45000.37"} for n in range(10)]
    return {"items": items, "payments": payments}


def rate(claim: Claim, seconds: float) -> float:
    """每秒（处理器时间，机器忙也可比）几张。"""
    started, done = time.process_time(), 0
    while time.process_time() - started < seconds:
        sheet(claim, AS_OF)
        done += 1
    return done / (time.process_time() - started)


def measured(seconds: float) -> dict[str, float]:
    """两种计息单的中位数。"""
    found = {}
    for name, data in (("small", small()), ("large", large())):
        claim = debt_reading.claim(data)
        found[name] = round(statistics.median(rate(claim, seconds) for _ in range(ROUNDS)), 1)
    return found


if __name__ == "__main__":
    print(json.dumps({"sheets_per_second": measured(float(sys.argv[1]) if len(sys.argv) > 1 else 2)}))
