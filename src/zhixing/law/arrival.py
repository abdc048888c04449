"""执行到位金额：什么钱算到位，算多少；到账、到位、发放三个数分开（规则手册 M:A-01 至 A-08）。

抵债按接受的价格算：流拍抵债是那一次拍卖的保留价，不是评估价。只冻结没有划拨的不算。执行费、罚款、退款、回转、没收的保证金不算。
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from zhixing.law.articles import cite
from zhixing.law.finding import Finding, Reason, Step
from zhixing.law.words import yuan


@dataclass(frozen=True, slots=True)
class Kind:
    """一种来钱：``needs`` 是算到位还要有的事，``into_account`` 表示钱进了法院账户，``counts`` 表示算执行到位。"""

    label: str
    basis: str
    needs: tuple[str, ...] = ()
    into_account: bool = False
    counts: bool = True


NEEDS: Final = {
    "arrived": "到账", "confirmed": "申请执行人确认", "price_paid": "价款付清", "ruling_served": "裁定送达", "delivered": "交付或者过户",
}
KINDS: Final[Mapping[str, Kind]] = {
    "deducted": Kind("划拨、提取", "CPL 253", ("arrived",), into_account=True),
    "paid_in": Kind("被执行人交到法院", "AK 6", ("arrived",), into_account=True),
    "difference": Kind("抵债人补交差价", "PM 16", ("arrived",), into_account=True),
    "direct": Kind("直接向申请执行人履行", "AK 6", ("confirmed",)),
    "sold": Kind("拍卖、变卖成交", "JI 491", ("price_paid", "ruling_served"), into_account=True),
    "taken_after_failed": Kind("流拍抵债", "PM 16", ("ruling_served",)),
    "taken_by_agreement": Kind("合意抵债", "JI 489", ("ruling_served",)),
    "taken_at_value": Kind("无法变卖作价抵债", "JI 490", ("ruling_served",)),
    "settled_in_kind": Kind("和解协议约定以物抵债", "HJ 6", ("delivered", "confirmed")),
    "frozen": Kind("冻结", "CF 1", counts=False),
    "fee": Kind("执行费", "FEE 14(1)", into_account=True, counts=False),
    "fined": Kind("罚款", "CPL 118", into_account=True, counts=False),
    "forfeited": Kind("没收的保证金（分配以前）", "WP 24", into_account=True, counts=False),
    "refunded": Kind("退还的款项", "CPL 265", counts=False),
    "reversed": Kind("执行回转", "CPL 244", counts=False),
}


class BadArrival(ValueError):
    """算不了：没有这一种、金额是负数、扣的比来的多。"""


@dataclass(frozen=True, slots=True)
class Receipt:
    """一笔：``kind`` 取 :data:`KINDS`；``amount`` 是数额或者抵债、成交的价格（分），``taken_off`` 是变价费用、税、执行费等先扣的。

    ``done`` 是已有的事（:data:`NEEDS`）；``paid_out`` 是已发放给申请执行人的，``bounced`` 是其中被银行退回的；
    ``difference`` 是抵债人还要补交的差价，补交以后另记一笔。
    """

    kind: str
    amount: int
    done: frozenset[str] = frozenset()
    taken_off: int = 0
    paid_out: int = 0
    bounced: int = 0
    difference: int = 0

    @property
    def realised(self) -> int:
        """算执行到位多少（分）。还差什么事的为零。"""
        kind = KINDS[self.kind]
        if not kind.counts or self.lacking:
            return 0
        return self.amount - self.taken_off - self.difference

    @property
    def lacking(self) -> tuple[str, ...]:
        """还差的事。"""
        return tuple(need for need in KINDS[self.kind].needs if need not in self.done)


@dataclass(frozen=True, slots=True)
class Totals:
    """三个数（分）：``arrived`` 到账（进法院账户的全部钱），``realised`` 到位，``paid_out`` 发放（退回的不算）。"""

    arrived: int
    realised: int
    paid_out: int


def totals(receipts: Sequence[Receipt]) -> Finding[Totals]:
    """到账、到位、发放。不算到位的逐笔提醒为什么。没有这一种、金额不对，抛出 :class:`BadArrival`，说出第几笔。"""
    for number, receipt in enumerate(receipts, 1):
        _check(number, receipt)
    arrived = sum(r.amount for r in receipts if KINDS[r.kind].into_account and _in_account(r))
    found = Totals(arrived, sum(r.realised for r in receipts), sum(r.paid_out - r.bounced for r in receipts))
    text = f"到账{yuan(found.arrived)}元，到位{yuan(found.realised)}元，发放{yuan(found.paid_out)}元。"
    return Finding(found, (cite("AK"),), warnings=tuple(_told(receipts)), steps=(Step(text, cite("AK")),))


def _in_account(receipt: Receipt) -> bool:
    """钱已经进账：成交的看价款付清，别的看到账；执行费、罚款等记了就是到了。"""
    needs = KINDS[receipt.kind].needs
    return all(need in receipt.done for need in needs if need in ("arrived", "price_paid"))


def _check(number: int, receipt: Receipt) -> None:
    if receipt.kind not in KINDS:
        raise BadArrival(f"第{number}笔：没有“{receipt.kind[:20]}”这一种。")
    sums = (receipt.amount, receipt.taken_off, receipt.paid_out, receipt.bounced, receipt.difference)
    if min(sums) < 0:
        raise BadArrival(f"第{number}笔：金额不能是负数。")
    if receipt.taken_off + receipt.difference > receipt.amount or receipt.bounced > receipt.paid_out:
        raise BadArrival(f"第{number}笔：扣的比来的多，或者退回的比发放的多。")
    if unknown := receipt.done - NEEDS.keys():
        raise BadArrival(f"第{number}笔：不认识“{min(unknown)[:20]}”。")


def _told(receipts: Sequence[Receipt]) -> Iterator[Reason]:
    for number, receipt in enumerate(receipts, 1):
        kind = KINDS[receipt.kind]
        name = f"第{number}笔{kind.label}{yuan(receipt.amount)}元"
        if not kind.counts:
            yield Reason("not_counted", f"{name}不算执行到位。", cite(kind.basis), subject=str(number))
        elif receipt.lacking:
            missing = "、".join(NEEDS[need] for need in receipt.lacking)
            yield Reason("waiting", f"{name}还没有{missing}，先不算。", cite(kind.basis), f"{missing}后登记。", subject=str(number))


def rate(realised: int, due: int) -> Fraction:
    """一件案件的到位率：``min(到位, 应执行) ÷ 应执行``。应执行为零的算全部到位。"""
    return Fraction(min(realised, due), due) if due else Fraction(1)


def rate_of_all(cases: Iterable[tuple[int, int]]) -> Fraction:
    """许多案件的到位率：（到位，应执行）各自封顶以后，合计除以合计；不是各案比率的平均。"""
    known = [(min(realised, due), due) for realised, due in cases]
    total = sum(due for _, due in known)
    return Fraction(sum(realised for realised, _ in known), total) if total else Fraction(1)


def outstanding(due: int, delay_penalty: int, double_interest: int, realised: int) -> int:
    """还欠多少（分，M:A-02）：应执行 + 迟延履行金 + 加倍部分 − 到位。多收的为负，应退还。"""
    return due + delay_penalty + double_interest - realised


def settled_rate(forced: int, voluntary: int, settled: int, applied: int) -> Fraction:
    """统计上的到位率（M:A-01）：（强制 + 自动 + 和解）÷ 结案案件的申请执行金额。和解长期履行的，只算真正付的钱（M:A-05）。"""
    return Fraction(forced + voluntary + settled, applied) if applied else Fraction(1)


FORFEITED_NAMES: Final[Mapping[str, str]] = {
    "costs": "变价费用", "shortfall": "重新拍卖的差价", "case_debts": "本案债务", "asset_debts": "与该财产有关的其他债务",
}
FORFEITED_ORDER: Final = tuple(FORFEITED_NAMES)
"""悔拍没收的保证金依次用于：变价费用、重新拍卖的差价、本案债务、与该财产有关的其他债务（M:A-07）。"""
FORFEITED_TOLD: Final = "依次用于" + "、".join(FORFEITED_NAMES.values())


def forfeited(deposit: int, needs: Mapping[str, int]) -> Finding[dict[str, int]]:
    """没收的保证金怎么用（分）。``needs`` 的键取 :data:`FORFEITED_ORDER`；余下的在 ``left``。"""
    if unknown := [key for key in needs if key not in FORFEITED_ORDER]:
        raise BadArrival(f"没有“{unknown[0][:20]}”这一项。")
    used = {}
    for key in FORFEITED_ORDER:
        used[key] = min(deposit, needs.get(key, 0))
        deposit -= used[key]
    text = "没收的保证金依次用于变价费用、差价、本案债务、与该财产有关的其他债务。"
    return Finding({**used, "left": deposit}, (cite("WP 24"),), steps=(Step(text, cite("WP 24")),))
