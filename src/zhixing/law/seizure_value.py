"""超标的：已经控制住多少，够不够，多出的怎样解除（查封扣押冻结规定第19条，民诉法第253条；规则手册 T:S-12、M:X-07，SYS:N6）。

算的是实际控制住的数，不是限额：余额不明时，几家银行按同一限额冻结可以；反馈以后超出的，当天提出解除。
债权、利息、执行费、预计利息合起来是上限。轮候的没有控制住钱，不算数；价值不明的不算数，但要提醒。
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from zhixing.law.articles import cite
from zhixing.law.finding import Finding, Reason, Step
from zhixing.law.words import yuan

ARTICLE: Final = "CF 19"
_DIVISIBLE: Final = frozenset({"deposit"})
_EASE: Final = {"deposit": 0, "other_right": 1, "movable": 2, "real_estate": 3}
"""变现的难易：先解除难变现的整项，留下容易变现的。"""


@dataclass(frozen=True, slots=True)
class Held:
    """一项措施控制住的：``amount`` 实际控制的数或者财产价值（分），不明为空；``since`` 生效日；``waiting`` 轮候。

    ``divisible``：能不能只解除一部分；不写的，存款可以，其他不可以。
    """

    subject: str
    amount: int | None
    property: str
    since: date
    waiting: bool = False
    divisible: bool | None = None


@dataclass(frozen=True, slots=True)
class Owed:
    """应当履行的（分）：债权余额、已计利息、执行费、到变现时预计的利息（连同它的执行费）。"""

    claim: int
    interest: int = 0
    fee: int = 0
    projected: int = 0

    @property
    def total(self) -> int:
        """合计：可以控制多少。"""
        return self.now + self.projected

    @property
    def now(self) -> int:
        """今天应当履行的，没有预计的利息：可以扣划多少。"""
        return self.claim + self.interest + self.fee

    def __str__(self) -> str:
        """123,000.00元，含预计利息的写明。"""
        more = f"（含到执行期限届满预计的利息和执行费{yuan(self.projected)}元）" if self.projected else ""
        return f"{yuan(self.total)}元{more}"


@dataclass(frozen=True, slots=True)
class Cut:
    """建议：``subject`` 从 ``before`` 减到 ``after``（分）；减到零就是整项解除。"""

    subject: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Over:
    """``held`` 已经控制住的，``owed`` 应当履行的，``excess`` 多出的（不多为零），``cuts`` 解除的建议，``left`` 照办以后仍然多出的。"""

    held: int
    owed: int
    excess: int
    cuts: tuple[Cut, ...]
    left: int


def over(held: Sequence[Held], owed: Owed) -> Finding[Over]:
    """有没有超标的，多出的怎样解除。超出的是提醒，不是拒绝：依职权当天提出解除。

    建议的次序：整项的财产，难变现的、价值大的先看，整个在多出的数以内的整项解除；再从存款里减，后冻结的先减。
    照办以后剩下的总不少于应当履行的；仍然多出的，是整体不可分又没有别的财产（条文的例外）。
    """
    total = sum(counted(one) for one in held)
    excess = max(total - owed.total, 0)
    cuts = tuple(_cuts(held, excess))
    left = excess - sum(cut.before - cut.after for cut in cuts)
    article = cite(ARTICLE)
    step = Step(f"实际控制{yuan(total)}元，应当履行{owed}，{f'多出{yuan(excess)}元' if excess else '没有超出'}。", article)
    found = Over(total, owed.total, excess, cuts, left)
    return Finding(found, (article, cite("CPL 253")), warnings=tuple(_told(found, held)), steps=(step,), inputs={"held": total, "owed": owed.total})


def counted(one: Held) -> int:
    """这一项算数的（分）。"""
    return 0 if one.waiting or one.amount is None else max(one.amount, 0)


def _parts(one: Held) -> bool:
    return one.property in _DIVISIBLE if one.divisible is None else one.divisible


def _cuts(held: Sequence[Held], excess: int) -> Iterable[Cut]:
    for one in sorted(held, key=_first_released):
        amount = counted(one)
        cut = amount if amount <= excess else excess if _parts(one) else 0
        if cut > 0:
            excess -= cut
            yield Cut(one.subject, amount, amount - cut)


def _first_released(one: Held) -> tuple[bool, int, int, str]:
    """整项的在前：难变现的、价值大的先；可分的在后：后冻结的先。"""
    if _parts(one):
        return True, -one.since.toordinal(), -counted(one), one.subject
    return False, -_EASE.get(one.property, 1), -counted(one), one.subject


def _told(found: Over, held: Sequence[Held]) -> list[Reason]:
    article, told = cite(ARTICLE), []
    if found.excess:
        remedy = "对多出的部分当天提出解除。" if found.cuts else "整体不可分又没有别的财产的，写明理由。"
        told.append(Reason("over_seal", f"实际控制的超出应当履行的{yuan(found.excess)}元。", article, remedy, "order_control"))
    if found.left and found.cuts:
        told.append(Reason("over_indivisible", f"照办以后仍多出{yuan(found.left)}元，是整体不可分的财产。", article, "写明理由保留。"))
    unknown = [one.subject for one in held if one.amount is None and not one.waiting]
    if unknown:
        told.append(Reason("value_unknown", f"{'、'.join(unknown[:5])}的价值不明，没有算进去。", article, "补上价值和依据。"))
    return told


def room(held: Iterable[Held], owed: Owed) -> int:
    """还差多少没有控制住（分）；够了为零。"""
    return max(owed.total - sum(counted(one) for one in held), 0)


def may_control(cap: int | None, held: Sequence[Held], owed: Owed, *, only_thing: bool = False) -> Finding[int]:
    """再控制一项，限额 ``cap``（分；按价值整项查封的写价值，不明为空）行不行；``value`` 是还差多少。

    已经足额的不行；限额超过应当履行的不行（``only_thing``：整体不可分又没有别的财产可供执行的除外）。
    限额超过还差的数、没有超过应当履行的，可以（余额不明，同一限额可以在几家银行冻结），提醒反馈以后及时解除。
    """
    article, short = cite(ARTICLE), room(held, owed)
    inputs = {"cap": cap, "room": short, "owed": owed.total}
    why = _refusal(cap, short, owed, only_thing)
    if why:
        return Finding(short, (article, cite("CPL 253")), reasons=(why,), inputs=inputs)
    step = Step(f"应当履行{owed}，还差{yuan(short)}元没有控制住。", article)
    text = f"限额{yuan(cap or 0)}元，超过还差的{yuan(short)}元；反馈以后合计超出的，当天提出解除。"
    warnings = (Reason("over_seal.maybe", text, article, "收到反馈以后核对。"),) if cap is not None and cap > short else ()
    return Finding(short, (article, cite("CPL 253")), warnings=warnings, steps=(step,), inputs=inputs)


def _refusal(cap: int | None, short: int, owed: Owed, only_thing: bool) -> Reason | None:
    article = cite(ARTICLE)
    if owed.total <= 0:
        return Reason("over_seal.nothing", "没有应当履行的金额，不能再控制。", cite("CPL 253"), "核对计息单、到账；已经清偿的，解除措施、报结。")
    if short == 0:
        return Reason("over_seal.enough", f"已经控制住的足以清偿应当履行的{owed}。", article, "不再控制；要换一项的，先解除原来的。")
    if cap is not None and cap > owed.total and not only_thing:
        text = f"限额{yuan(cap)}元，超过应当履行的{owed}。"
        return Reason("over_seal.cap", text, article, f"限额改为不超过{yuan(owed.total)}元；整体不可分又没有别的财产的，写明理由。")
    return None
