"""计息依据和计息单的测试共用。"""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import Any

from spine import TODAY, House

from zhixing.casework.cases import commands as cases
from zhixing.casework.cases.queries import Case
from zhixing.casework.funds import commands as funds
from zhixing.casework.funds.queries import Debt, Sheet

LOAN: dict[str, Any] = {
    "title": "（2026）内0221民初1001号民事判决", "effective_on": "2026-06-20",
    "items": [{
        "id": "本金", "name": "借款本金", "kind": "principal", "amount": "36000", "due": "2026-07-05",
        "interest": [{"kind": "yearly", "rate": "6%", "from": "2025-01-01", "to": "payment", "base": "balance"}],
    }],
}


def loan(**changes: Any) -> dict[str, Any]:
    """一笔借款的计息依据；``changes`` 改第一项的栏目，``top_`` 开头的改整份的。"""
    data = deepcopy(LOAN)
    for key, value in changes.items():
        target = data if key.startswith("top_") else data["items"][0]
        target[key.removeprefix("top_")] = value
    return data


def state(house: House, case: Case, data: dict[str, Any] | None = None, **values: Any) -> Debt:
    """承办人录入、修改计息依据。"""
    given = {"actor": house.judge, "on": TODAY, "revision": None, "reason": "照判决书录入", **values}
    return funds.state_debt(case=case.pk, data=LOAN if data is None else data, **given)


def make(house: House, case: Case, as_of: date = TODAY, **values: Any) -> Sheet:
    """承办人生成一版计息单。"""
    return funds.make_sheet(case=case.pk, as_of=as_of, **({"actor": house.judge, "on": TODAY, "revision": None} | values))


def sign(house: House, case: Case, number: int = 1, **values: Any) -> Sheet:
    """承办法官确认。"""
    return funds.sign_sheet(case=case.pk, number=number, **({"actor": house.judge, "on": TODAY, "revision": None} | values))


def void(house: House, case: Case, number: int = 1, **values: Any) -> Sheet:
    """承办法官作废。"""
    given = {"actor": house.judge, "on": TODAY, "revision": None, "reason": "利率写错", **values}
    return funds.void_sheet(case=case.pk, number=number, **given)


def pay(house: House, case: Case, fen: int = 1_000_000, on: date = TODAY, **values: Any) -> Any:
    """登记当事人直接履行。"""
    return cases.register(
        case=case, actor=house.judge, on=on, revision=None, matter="direct_paid", values={"amount_fen": fen, **values}
    )
