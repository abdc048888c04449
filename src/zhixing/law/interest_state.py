"""一项债务走到某日的样子：余额、已过账和未过账的利息、复利的基数。由 :mod:`zhixing.law.interest_walk` 用。"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from zhixing.law import double_interest, interest, interest_cap, rates
from zhixing.law.amounts import half_up
from zhixing.law.debt import Claim, Exclusion, Item
from zhixing.law.double_interest import OLD_LAST, SINCE, Daily, OldStretch
from zhixing.law.interest import Run
from zhixing.law.interest_lines import Segment
from zhixing.law.switches import Switches

DAY: Final = timedelta(days=1)
ZERO: Final = Fraction(0)
FIRST: Final = date.min


@dataclass(slots=True)
class Pool:
    """一条复利条款的基数（M:G-10），分：``bearing`` 已经转入的，``pending`` 已过账、等下一个结息日的；``of`` 管哪几条条款的利息。

    还的利息先抵已经转入的（负担重的先抵，民法典560条），再抵等着转入的。
    """

    of: frozenset[int]
    bearing: int = 0
    pending: int = 0
    acc: Fraction = ZERO

    def post(self, unit: int) -> None:
        """过账。"""
        self.pending += half_up(self.acc, unit)
        self.acc = ZERO

    def settle(self) -> None:
        """结息：还没有付的转入基数。"""
        self.bearing, self.pending = self.bearing + self.pending, 0

    def pay(self, fen: int) -> None:
        """还了 ``fen`` 分利息。"""
        used = min(fen, self.bearing)
        self.bearing -= used
        self.pending -= min(fen - used, self.pending)


@dataclass(slots=True)
class State:
    """一项债务走到现在：``left`` 本项余额，``interest``、``double`` 已过账未还，``*_acc`` 未过账（精确）。"""

    item: Item
    runs: tuple[Run, ...]
    doubles: bool
    left: int
    switches: Switches
    pools: dict[int, Pool] = field(default_factory=dict)
    interest: int = 0
    double: int = 0
    general_acc: Fraction = ZERO
    double_acc: Fraction = ZERO
    general_total: int = 0
    double_total: int = 0
    general_to: date = FIRST
    double_to: date = FIRST

    @property
    def label(self) -> str:
        """怎样称呼这一项。"""
        return self.item.name or self.item.id

    def arisen(self, day: date) -> bool:
        """``day`` 已经发生；费用发生之前的还款不抵充它。"""
        return self.item.since is None or self.item.since <= day

    def burden(self, day: date) -> Fraction:
        """``day`` 每元每日多少利息，比较哪一项负担重。"""
        general = sum((run.daily for run in self.runs if run.start <= day <= run.end and not run.compound), ZERO)
        return general + (double_interest.RATE if self.doubles else 0)

    # 累计

    def general_until(self, to: date) -> Iterator[Segment]:
        """一般债务利息（连同复利）累计到 ``to``，逐段给出。"""
        since = self.general_to + DAY if self.general_to > FIRST else FIRST
        for run in self.runs:
            if run.start <= to and run.end >= since and (base := self._base(run)):
                yield self._general(run, max(run.start, since), min(run.end, to), base)
        self.general_to = max(self.general_to, to)

    def _base(self, run: Run) -> int:
        if run.compound:
            return self.pools[run.clause].bearing
        if not self.item.amount:
            return run.base or 0
        return self.left if run.base is None else self._fixed(run.base)

    def _fixed(self, stated: int) -> int:
        """写明的基数照写明的（M:G-01、G-12）。比本项金额大的，是裁判以前还掉一部分的那一段；还款以后，不超过还欠的加上大出的数。"""
        over = max(0, stated - self.item.amount - self.item.withheld)
        return min(stated, self.left + over) if self.left else 0

    def _general(self, run: Run, start: date, end: date, base: int) -> Segment:
        if run.missing:
            raise rates.RateMissing(run.missing)
        exact = self._rounded(run.interest(base, start, end))
        self.general_acc += exact
        for pool in self.pools.values():
            if run.clause in pool.of:
                pool.acc += exact
        return Segment(self.label, "compound" if run.compound else "general", start, end, base, run, exact, run.flag, self.item.id)

    def double_until(self, to: date, excluded: Iterable[Exclusion], rule: Daily) -> Iterator[Segment]:
        """加倍部分累计到 ``to``，逐段给出。届满当日清偿的没有迟延。"""
        due = self.item.due
        if due is None or not self.doubles or to <= due:
            return
        start = max(double_interest.first_day(due, self.switches), SINCE, self.double_to + DAY if self.double_to > FIRST else FIRST)
        for a, b in double_interest.spans(start, to, excluded) if self.left else ():
            exact = self._rounded(double_interest.amount(self.left, (b - a).days + 1))
            self.double_acc += exact
            yield Segment(self.label, "double", a, b, self.left, rule, exact, item_id=self.item.id)
        self.double_to = max(self.double_to, to)

    def _rounded(self, exact: Fraction) -> Fraction:
        return exact if self.switches.round_mode == "once" else Fraction(half_up(exact, self.switches.unit))

    # 过账、还款

    def post(self) -> int:
        """累计的取整过账，返回过了多少分。"""
        unit = self.switches.unit
        general, double = half_up(self.general_acc, unit), half_up(self.double_acc, unit)
        self.interest += general
        self.general_total += general
        self.double += double
        self.double_total += double
        self.general_acc = self.double_acc = ZERO
        for pool in self.pools.values():
            pool.post(unit)
        return general + double

    def pay(self, part: str, fen: int) -> None:
        """还 ``part``（left、interest、double）``fen`` 分。"""
        setattr(self, part, getattr(self, part) - fen)
        if part == "interest":
            for pool in self.pools.values():
                pool.pay(fen)

    # 2014-07-31以前

    def late_under_old_rule(self, day: date) -> bool:
        """``day`` 当日受旧规定管的迟延。"""
        return self.doubles and self.item.due is not None and self.item.due < min(day, OLD_LAST) and day <= OLD_LAST

    def old(self, to: date, excluded: Iterable[Exclusion]) -> tuple[OldStretch, ...]:
        """旧规定下迟延到 ``to`` 的各段。"""
        assert self.item.due is not None
        return double_interest.old_stretches(self.item.due, to, self.switches, excluded)


def state(claim: Claim, item: Item, until: date) -> State:
    """一项债务开始时的样子；利率查到 ``until``。"""
    switches = claim.switches
    doubles = double_interest.in_base(item, switches) and not claim.penalty_borne
    runs = interest.runs(item, until, switches)
    if item.cap:
        runs = tuple(sorted(interest_cap.capped(runs, item.cap, beyond=switches.lpr_beyond_table), key=lambda run: (run.start, run.clause)))
    pools = {n: Pool(frozenset(m - 1 for m in c.compound.of)) for n, c in enumerate(item.clauses) if c.compound}
    return State(item, _outside_old(runs, item.due if doubles else None), doubles, item.amount, switches, pools)


def _outside_old(runs: tuple[Run, ...], due: date | None) -> tuple[Run, ...]:
    """旧规定下的迟延期间没有单独的一般债务利息（M:D-13）：去掉届满次日到2014-07-31。"""
    if due is None or due >= OLD_LAST:
        return runs
    found = []
    for run in runs:
        if run.start <= due:
            found.append(replace(run, end=min(run.end, due)))
        if run.end > OLD_LAST:
            found.append(replace(run, start=max(run.start, SINCE)))
    return tuple(found)
