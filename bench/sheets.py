"""计息单：一秒能出多少张（一个核），从读好的债务算起；不用数据库。

“large”：三项债务（LPR、固定、月利率），十次还款，加倍部分，2020年初算到2026年年中；“small”：一项、两次还款；
“compound”：银行贷款，按季计复利，四次还款。旁边是一天一天算的笨办法（tests/naive_interest.py）算同一张，两边的数相同才打印。
三轮取中位。``python bench/sheets.py [秒数]`` 打印一个 JSON 对象。
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import naive_interest

from zhixing.law import debt_reading
from zhixing.law.debt import Claim
from zhixing.law.interest_sheet import sheet
from zhixing.law.switches import LEVELS

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


def compound() -> dict[str, Any]:
    """银行贷款：期内、逾期、按季复利，四次还款。"""
    loan = {"kind": "yearly", "rate": "6%", "basis": "360", "base": "balance"}
    clauses = [
        loan | {"from": "2020-01-01", "to": "2022-12-31"}, loan | {"multiple": "1.5", "from": "2023-01-01", "to": "payment"},
        loan | {"multiple": "1.5", "from": "2020-03-21", "to": "payment", "base": "interest",
                "compound": {"every": "quarter", "day": 20, "of": [1, 3]}},
    ]
    payments = [{"id": str(n), "on": f"2024-0{n + 1}-15", "amount": "30000"} for n in range(4)]
    item = {"id": "1", "kind": "principal", "amount": "1000000", "due": "2023-12-31", "interest": clauses}
    return {"items": [item], "payments": payments}


def rate(make: Callable[[Claim], Any], claim: Claim, seconds: float) -> float:
    """每秒（处理器时间，机器忙也可比）几张。"""
    started, done = time.process_time(), 0
    while time.process_time() - started < seconds:
        make(claim)
        done += 1
    return done / (time.process_time() - started)


def measured(seconds: float) -> dict[str, dict[str, float]]:
    """各种计息单：每秒几张、笨办法每秒几张、快多少倍，都是中位数。"""
    found = {}
    for name, data in (("small", small()), ("large", large()), ("compound", compound())):
        claim = debt_reading.claim(data)
        made = sheet(claim, AS_OF)
        assert {level: getattr(made, level) for level in LEVELS} == naive_interest.owed(claim, AS_OF), name
        ours = statistics.median(rate(lambda c: sheet(c, AS_OF), claim, seconds) for _ in range(ROUNDS))
        plain = statistics.median(rate(lambda c: naive_interest.owed(c, AS_OF), claim, seconds) for _ in range(ROUNDS))
        found[name] = {"per_second": round(ours, 1), "day_by_day": round(plain, 1), "times": round(ours / plain, 1)}
    return found


if __name__ == "__main__":
    print(json.dumps({"sheets": measured(float(sys.argv[1]) if len(sys.argv) > 1 else 2)}))
