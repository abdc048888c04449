"""抵充：一笔钱先还什么、后还什么（M:D-08、D-09、S-09）。

默认：费用 → 一般债务利息 → 本金等 → 加倍部分。民法典561条把利息放在本金之前，法释〔2014〕8号第4条只把加倍部分放在最后；
另有约定的用开关 ``order``。同一级里有几项的，按民法典560条：指定的 → 到期的 → 缺乏担保的 → 负担重的 → 先到期的 → 按比例。
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from zhixing.law.amounts import pro_rata


@dataclass(frozen=True, slots=True)
class Pot:
    """一处待还的钱：``item`` 第几项，``level`` 哪一级，``field`` 记在哪里，``amount`` 分，``rank`` 同级的先后。"""

    item: int
    level: str
    field: str
    amount: int
    rank: Any = 0


@dataclass(frozen=True, slots=True)
class Taken:
    """从一处还了多少分。"""

    pot: Pot
    amount: int


def allocate(
    paid: int, pots: Iterable[Pot], levels: Sequence[str], designated: int | None = None, *, by_item: bool = False,
) -> tuple[list[Taken], int]:
    """一笔 ``paid`` 分的钱怎样抵充；返回各处还的数和多出来的钱（应当退还）。

    ``designated`` 是债务人指定清偿的第几项：先还这一项的费用、利息、本金，其余的再照常。
    ``by_item`` 时一项还清再抵下一项（M:S-09），加倍部分仍在各项之后（除非约定在前）。
    """
    listed = [pot for pot in pots if pot.amount > 0]
    order = {level: n for n, level in enumerate(levels)}

    def key(pot: Pot) -> tuple[Any, ...]:
        first = pot.item == designated and pot.level != "double"
        if by_item:
            return (not first, pot.level == levels[-1] == "double", pot.rank, order[pot.level])
        return (not first, order[pot.level], pot.rank)

    taken: list[Taken] = []
    for _, group in groupby(sorted(listed, key=key), key=key):
        same = list(group)
        shares = pro_rata(paid, [pot.amount for pot in same])
        taken += [Taken(pot, share) for pot, share in zip(same, shares, strict=True) if share]
        paid -= sum(shares)
    return taken, paid
