"""一件案件有几个申请执行人：计息单里各项债务写明是谁的，按各人的债权额比例分（M:P-03，EW 55）；没有写明的不分。

“写明”是计息依据里每一项债务的名称恰好写着一个申请执行人的姓名，而且人人都有一项；有一项说不清是谁的，就不算写明，由法官拆开。
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from zhixing.law.amounts import fen
from zhixing.law.distribution import split


def claims(items: Sequence[Mapping[str, Any]], names: Sequence[str], *, double: bool = False) -> tuple[int, ...]:
    """各人的债权额（分），照 ``names`` 的次序；没有各自写明的为空。

    ``items`` 是 ``interest_sheet.Sheet.as_data()`` 的各项，取执行依据确定的金额和一般债务利息；``double`` 连同加倍部分，
    它最后清偿，全部付清时才算进去（LX 4）。

    >>> rows = [{"name": "张三的工资", "amount": "200.00"}, {"name": "李四的工资", "amount": "100.00"}]
    >>> claims(rows, ["李四", "张三"]), claims(rows, ["李四", "张三", "王五"])
    ((10000, 20000), ())
    """
    owners = [_owner(str(item.get("name") or item.get("id") or ""), names) for item in items]
    if not all(owners) or set(owners) != set(names):
        return ()
    parts = ("amount", "general_accrued", "double_accrued")[: 3 if double else 2]
    sums = dict.fromkeys(names, 0)
    for owner, item in zip(owners, items, strict=True):
        sums[owner] += sum(fen(item.get(part, 0)) for part in parts)
    return tuple(sums[name] for name in names)


def _owner(text: str, names: Sequence[str]) -> str:
    """名称里写着的那一个人；一个也没有、不止一个的为空。姓名套着姓名的（张三、张三丰）取长的。"""
    found = [name for name in names if name in text]
    found = [name for name in found if not any(name != other and name in other for other in found)]
    return found[0] if len(found) == 1 else ""


def shares(pot: int, owed: Sequence[int]) -> tuple[int, ...]:
    """``pot`` 分按各人的债权额比例分完，差一分的照最大余数。

    >>> shares(10_000, (10_000, 20_000))
    (3333, 6667)
    """
    return tuple(split(pot, owed))
