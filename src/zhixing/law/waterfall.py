"""一笔案款依次付什么（规则手册 M:§3、M:K-15，T:F-12、F-15）。

次序：执行费用 → 优先受偿 → 执行费（先收、按比例、后收由本院定）→ 申请执行人（费用、利息、本金、加倍部分的次序随计息口径）→
余款退还。执行费由被执行人负担，在债权以外另收；只按申请执行人这一部分的到位金额累计分级（M:F-03 至 F-05）。
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from zhixing.law import fees, setoff
from zhixing.law.amounts import fen, pro_rata
from zhixing.law.articles import Article, cite
from zhixing.law.debt import WAYS
from zhixing.law.finding import Finding, Reason, Step
from zhixing.law.payout_kinds import WHATS, BadPayout
from zhixing.law.switches import DEFAULTS, LEVEL_NAMES, Switches
from zhixing.law.words import word, yuan

FEE_ORDERS: Final[Mapping[str, str]] = {"first": "先收执行费", "pro_rata": "执行费按比例收", "last": "执行费后收"}
_AK: Final = cite("AK")
_INTO_COURT: Final = frozenset(WAYS[way] for way in ("transfer", "deducted", "sale", "other_sale"))


class Owed(NamedTuple):
    """计息单上还欠申请执行人的（分）：费用、一般债务利息、本金等、加倍部分。"""

    costs: int = 0
    interest: int = 0
    principal: int = 0
    double: int = 0

    @property
    def total(self) -> int:
        """合计。"""
        return sum(self)


class Before(NamedTuple):
    """把账上的钱加回去以后：还欠申请执行人的各级、此前已到位多少（分）。"""

    owed: Owed
    executed: int


def before(sheet: Mapping[str, Any], held: int, off: int = 0) -> Finding[Before]:
    """计息单把到账的钱都抵充了债务；发放时先把还没有发放的 ``held`` 分加回去，才知道这笔钱依次付什么。

    ``sheet`` 是 ``interest_sheet.Sheet.as_data()``；``off`` 是批准了还没有付的执行费等（分），也没有抵充债务。
    从最近的一笔往前加，没有进法院账户的（直接履行、抵债）不算。账上的比计息单里计入的多，是计息以后又有到账，要重新计息。
    """
    left = dict(zip(Owed._fields, (fen(sheet[level]) for level in Owed._fields), strict=True))
    back = need = max(held + off - fen(sheet["surplus"]), 0)
    for line in reversed(sheet["lines"]):
        for level in reversed(Owed._fields) if line["what"] in _INTO_COURT else ():
            part = min(need, fen(line[f"to_{level}"]))
            left[level] += part
            need -= part
    found, article = Before(Owed(**left), fen(sheet["paid"]) - back + need), cite("LX 3")
    if not need:
        return Finding(found, (article,), inputs={"held_fen": held, "as_of": sheet["as_of"]})
    text = f"账上的钱比计息单里计入的多{yuan(need)}元，是算到{sheet['as_of']}以后又有到账，或者到账还没有认领。"
    reason = Reason("payout.old_sheet", text, article, "重新生成计息单并确认。", "make_sheet")
    return Finding(found, (article,), reasons=(reason,), inputs={"held_fen": held, "as_of": sheet["as_of"]})


class Due(NamedTuple):
    """另外要付的一笔：执行费用、优先受偿。``key`` 是调用的人认它用的（凭证号、当事人编号）。"""

    name: str
    fen: int
    key: str = ""


@dataclass(frozen=True, slots=True)
class FeeFacts:
    """执行费要知道的（分）：``executed`` 以前已到位，``charged`` 已收，``applied`` 申请执行标的，``costs`` 判决确定的诉讼费。

    ``set_fen`` 是本院定的数（没有金额的案件、决定减免以后的），给了就不按金额算。
    """

    executed: int = 0
    charged: int = 0
    applied: int = 0
    costs: int = 0
    set_fen: int | None = None
    switches: Switches = DEFAULTS

    @property
    def flat(self) -> bool:
        """不随这次到位多少而变：本院定了数，或者按申请执行标的收。"""
        return self.set_fen is not None or self.switches.fee_base == "applied"

    def due(self, more: int, unit: str = "") -> int:
        """这次再到位 ``more`` 分，执行费还应收多少（分）；累计分级，减去已收（M:F-05）。

        >>> FeeFacts(executed=3_000_000, charged=35_000).due(15_000_000)
        225000
        """
        if self.set_fen is not None:
            return max(self.set_fen - self.charged, 0)
        base = fees.execution_base(
            self.executed + more, self.applied, self.costs,
            base=self.switches.fee_base, with_costs=self.switches.fee_base_includes_costs == "yes",
        )
        return fees.further(base, self.charged, unit or self.switches.fee_round)


class Line(NamedTuple):
    """拟付的一笔（分）。``need`` 是应付多少，``fen`` 是这次付多少。"""

    what: str
    name: str
    fen: int
    need: int
    article: Article
    key: str = ""


class Level(NamedTuple):
    """瀑布的一级：轮到它时有多少、应付多少、付了多少（分）。"""

    code: str
    label: str
    before: int
    need: int
    paid: int

    @property
    def after(self) -> int:
        """付完还剩。"""
        return self.before - self.paid


@dataclass(frozen=True, slots=True)
class Proposal:
    """拟怎样发放（分）。``lines`` 各笔（零的不列），``levels`` 各级，``owed`` 申请执行人这一笔抵充各级的数。"""

    held: int
    fee_order: str
    lines: tuple[Line, ...]
    levels: tuple[Level, ...]
    split: Owed
    left: Owed

    def of(self, what: str) -> int:
        """这一种共付多少。"""
        return sum(line.fen for line in self.lines if line.what == what)

    @property
    def settles(self) -> bool:
        """付了以后申请执行人的债权全部清偿。"""
        return not self.left.total

    def as_data(self) -> dict[str, Any]:
        """保存在发放审批表的“怎样算出来的”里。"""
        return {
            "held_fen": self.held, "fee_order": self.fee_order, "split": self.split._asdict(), "left": self.left._asdict(),
            "lines": [{"what": one.what, "name": one.name, "fen": one.fen, "need": one.need, "article": str(one.article), "key": one.key}
                      for one in self.lines],
            "levels": [one._asdict() for one in self.levels],
        }


def proposal(
    held: int, owed: Owed, fee: FeeFacts | None = None, costs: Sequence[Due] = (), priority: Sequence[Due] = (), *,
    fee_order: str = "first", creditor: str = "申请执行人", debtor: str = "被执行人", levels: Sequence[str] = DEFAULTS.levels,
) -> Finding[Proposal]:
    """在账的 ``held`` 分拟怎样发放。``levels`` 是债权内部的抵充次序（计息口径 ``order``）。

    不够付的，同一级按比例；有余的退还被执行人，不为“以后的案件”留着（M:K-15）。金额为负、没有这种收法，抛出 :class:`BadPayout`。

    >>> found = proposal(3_000_000, Owed(principal=10_000_000), FeeFacts()).value
    >>> [(one.what, one.fen) for one in found.lines]
    [('fee', 34483), ('creditor', 2965517)]
    """
    _check(held, owed, costs, priority, fee_order)
    steps = _Waterfall(held, fee_order)
    steps.all("cost", "执行费用", costs, cite("EW 34"))
    steps.all("priority", "优先受偿款", priority, cite("JI 508"))
    fee_need, fee_paid, paid = _shared(steps.left, owed.total, fee, fee_order)
    fee_line = Line("fee", "执行费", fee_paid, fee_need, cite("FEE 14(1)"))
    own = Line("creditor", creditor, paid, owed.total, cite("AK 11"))
    for line in (own, fee_line) if fee_order == "last" else (fee_line, own):
        steps.one(line)
    steps.one(Line("refund", debtor, steps.left, steps.left, cite("EW 34")))
    split = _split(paid, owed, levels)
    left = Owed(*(need - got for need, got in zip(owed, split, strict=True)))
    found = Proposal(held, fee_order, tuple(line for line in steps.lines if line.fen), tuple(steps.levels), split, left)
    return Finding(found, (_AK, cite("FEE 14(1)"), cite("EW 34")), steps=tuple(_told(found, fee)), inputs={"held_fen": held, "fee_order": fee_order})


class _Waterfall:
    """钱一级一级往下付。"""

    def __init__(self, held: int, fee_order: str) -> None:
        self.left, self.fee_order = held, fee_order
        self.lines: list[Line] = []
        self.levels: list[Level] = []

    def all(self, what: str, label: str, dues: Sequence[Due], article: Article) -> None:
        """一级里的几笔；不够的按比例。"""
        shares = pro_rata(self.left, [due.fen for due in dues])
        lines = [Line(what, due.name, share, due.fen, article, due.key) for due, share in zip(dues, shares, strict=True)]
        if lines:
            self._level(what, label, lines)

    def one(self, line: Line) -> None:
        """只有一笔的一级。"""
        if line.need:
            self._level(line.what, word("payout", line.what), [line])

    def _level(self, what: str, label: str, lines: list[Line]) -> None:
        paid = sum(line.fen for line in lines)
        self.levels.append(Level(what, label, self.left, sum(line.need for line in lines), paid))
        self.lines += lines
        self.left -= paid


def _check(held: int, owed: Owed, costs: Sequence[Due], priority: Sequence[Due], fee_order: str) -> None:
    if min(held, *owed, *(due.fen for due in (*costs, *priority))) < 0:
        raise BadPayout("金额不能是负数。")
    if fee_order not in FEE_ORDERS:
        raise BadPayout(f"没有“{fee_order[:20]}”这种收法，应是先收、按比例、后收。")


def _shared(pot: int, owed: int, fee: FeeFacts | None, order: str) -> tuple[int, int, int]:
    """``pot`` 分给执行费和债权：（执行费应收，执行费，债权）。"""
    if fee is None:
        return 0, 0, min(pot, owed)
    whole = fee.due(owed)
    if pot >= owed + whole:
        return whole, whole, owed
    if order == "last":
        return whole, max(pot - owed, 0), min(pot, owed)
    if order == "pro_rata":
        paid, charged = pro_rata(pot, [owed, whole])
        return whole, charged, paid
    paid = _most(pot, owed, fee)
    return whole, min(pot - paid, whole), paid


def _most(pot: int, owed: int, fee: FeeFacts) -> int:
    """先收执行费，债权最多能付多少：付的数连同它应收的执行费（到分）不超过 ``pot``（M:F-06 的累计情形）。"""
    if fee.flat:
        return min(max(pot - fee.due(owed), 0), owed)
    low, high = 0, min(pot, owed)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle + fee.due(middle, "cent") <= pot else (low, middle - 1)
    return low


def _split(paid: int, owed: Owed, levels: Sequence[str]) -> Owed:
    pots = [setoff.Pot(0, level, level, getattr(owed, level)) for level in levels]
    taken, _ = setoff.allocate(paid, pots, levels)
    return Owed(**{one.pot.level: one.amount for one in taken})


def _told(found: Proposal, fee: FeeFacts | None) -> Iterator[Step]:
    yield Step(f"可以发放{yuan(found.held)}元。{FEE_ORDERS[found.fee_order]}（本院设置）。", cite("COURT 执行费"))
    for level in found.levels:
        short = "" if level.paid == level.need else f"，应付{yuan(level.need)}元，不够"
        yield Step(f"{level.label}{yuan(level.paid)}元{short}，余{yuan(level.after)}元。", WHATS[level.code].article)
    if fee is not None and fee.set_fen is None:
        text = f"执行费按累计到位金额分级：以前到位{yuan(fee.executed)}元，已收{yuan(fee.charged)}元。由被执行人负担，在债权以外另收。"
        yield Step(text, cite("FEE 14(1)"))
    parts = "、".join(f"{LEVEL_NAMES[name]}{yuan(part)}元" for name, part in found.split._asdict().items() if part)
    if parts:
        yield Step(f"给申请执行人的依次抵充：{parts}。", cite("LX 4"))
    if found.of("refund"):
        yield Step("债权、费用都付清以后的余款退还，不为别的案件留着；有裁定冻结的除外。", cite("EW 34"))
