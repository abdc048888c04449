"""到账登记了、还没有离开法院账户的钱：一笔一笔地减去发放，加回退汇。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Final

from zhixing.law.debt_payments import BOUNCED, PAID, RECEIVED
from zhixing.law.timeline import Timeline

DEPOSITED: Final = "funds.Deposited"


def left(timeline: Timeline, gone: Collection[str] = (PAID,)) -> Counter[str]:
    """各笔到账余多少（分）：名称 → 大于零的余额。``gone`` 是算作离开的事件；没有写金额的一次，算这一笔全部。

    提存算离开的，以后从提存里付出去的不再减一次。
    """
    found: Counter[str] = Counter()
    whole = {fact.subject: int(fact.data.get("amount_fen") or 0) for fact in timeline.of(RECEIVED)}
    for fact in timeline.of(RECEIVED, BOUNCED, *gone):
        if DEPOSITED in gone and fact.data.get("from_deposit"):
            continue
        amount = fact.data.get("amount_fen")
        fen = whole.get(fact.subject, 0) if amount is None else int(amount)
        found[fact.subject] += -fen if fact.type in gone else fen
    return Counter({name: fen for name, fen in found.items() if fen > 0 and name in whole})


def undistributed(timeline: Timeline) -> bool:
    """有没有既没有发放、也没有提存的。"""
    return bool(left(timeline, (PAID, DEPOSITED)))
