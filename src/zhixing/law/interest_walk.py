"""沿着时间走一遍：累计、过账、抵充。由 :mod:`zhixing.law.interest_sheet` 用。"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final

from zhixing.law import double_interest, interest, rates
from zhixing.law.articles import cite
from zhixing.law.debt import WAYS, Claim, Item, Payment, Waiver
from zhixing.law.double_interest import OLD_LAST, SINCE, OldStretch, in_base
from zhixing.law.finding import Step
from zhixing.law.interest import Run, half_up
from zhixing.law.setoff import Pot, Taken, allocate, pro_rata
from zhixing.law.switches import LEVEL_NAMES, LEVELS

DAY: Final = timedelta(days=1)
ZERO: Final = Fraction(0)
FIRST, LAST = date.min, date.max
_STANDING: Final = "此前已全部放弃"
_NAMES: Final = {"general": "一般债务利息", "double": "加倍部分", "old": "迟延履行期间的债务利息（旧规定）"}


@dataclass(frozen=True, slots=True)
class Segment:
    """一段利息：基数（分）、首尾日（都算）、按哪条规则、精确结果（分）。``kind``：general、double、old。"""

    item: str
    kind: str
    start: date
    end: date
    base: int
    rule: Run | OldStretch | double_interest.Daily
    exact: Fraction
    flag: str = ""

    @property
    def formula(self) -> str:
        """基数乘什么。"""
        return self.rule.formula(self.start, self.end)

    @property
    def article(self) -> str:
        """依据。"""
        return self.rule.article

    @property
    def days(self) -> int:
        """日数。"""
        return (self.end - self.start).days + 1

    @property
    def shown(self) -> int:
        """显示的数，四舍五入到分。"""
        return half_up(self.exact)

    def step(self) -> Step:
        """给人看的一步。"""
        whole = "正好" if self.exact.denominator == 1 else f"精确值{self.exact}分，四舍五入到分"
        text = f"{self.item}：{_NAMES[self.kind]}，{self.start}至{self.end}，{_said(self.base)}元×{self.formula}＝{_said(self.shown)}元（{whole}）"
        return Step(text + (f"。{self.flag}" if self.flag else "。"), cite(self.article))

    def as_data(self) -> dict[str, Any]:
        """用于 ``--json``；``exact`` 是以分为单位的分数。"""
        return {
            "item": self.item, "kind": self.kind, "from": self.start.isoformat(), "to": self.end.isoformat(), "days": self.days,
            "base": _yuan(self.base), "formula": self.formula, "exact_fen": str(self.exact), "amount": _yuan(self.shown),
            "article": str(cite(self.article)), "flag": self.flag,
        }


@dataclass(slots=True)
class Line:
    """计息单的一行，金额都是分。``tail`` 是过账数与各行显示数之差；``left`` 是各级还欠的。"""

    day: date
    what: str
    general_days: int = 0
    general: int = 0
    delay_days: int = 0
    double: int = 0
    tail: int = 0
    paid: int = 0
    to: dict[str, int] = field(default_factory=lambda: dict.fromkeys(LEVELS, 0))
    waived: int = 0
    surplus: int = 0
    left: dict[str, int] = field(default_factory=lambda: dict.fromkeys(LEVELS, 0))
    article: str = "LX 4"

    def step(self) -> Step:
        """还款、放弃的一步。"""
        if self.waived:
            return Step(f"{self.day}：{self.what}，减{_said(self.waived)}元。", cite("CPL 13"))
        parts = "，".join(f"{LEVEL_NAMES[level]}{_said(fen)}元" for level, fen in self.to.items() if fen)
        more = f"，多出{_said(self.surplus)}元应当退还" if self.surplus else ""
        return Step(f"{self.day}：{self.what}{_said(self.paid)}元，抵充{parts or '无'}{more}。", cite(self.article))

    def as_data(self) -> dict[str, Any]:
        """用于 ``--json``。"""
        return {
            "date": self.day.isoformat(), "what": self.what, "general_days": self.general_days, "general": _yuan(self.general),
            "delay_days": self.delay_days, "double": _yuan(self.double), "tail": _yuan(self.tail), "paid": _yuan(self.paid),
            **{f"to_{level}": _yuan(self.to[level]) for level in LEVELS}, "waived": _yuan(self.waived),
            **{f"left_{level}": _yuan(self.left[level]) for level in LEVELS}, "surplus": _yuan(self.surplus),
        }


@dataclass(slots=True)
class State:
    """一项债务走到现在：``left`` 本项余额，``interest``、``double`` 已过账未还，``*_acc`` 未过账（精确）。"""

    item: Item
    runs: tuple[Run, ...]
    doubles: bool
    left: int
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

    def late_under_old_rule(self, day: date) -> bool:
        """``day`` 当日受旧规定管的迟延。"""
        return self.doubles and self.item.due is not None and self.item.due < min(day, OLD_LAST) and day <= OLD_LAST


class Walk:
    """一份债务到 ``as_of`` 的全过程；:meth:`go` 之后 ``lines``、``segments``、``states`` 是结果。"""

    def __init__(self, claim: Claim, as_of: date) -> None:
        self.claim, self.as_of, self.switches = claim, as_of, claim.switches
        self.stop = claim.bankruptcy_on - DAY if claim.bankruptcy_on else LAST
        self.states = [self._state(item) for item in claim.items]
        self.lines: list[Line] = []
        self.segments: list[Segment] = []
        self.all_waived, self._shown = False, 0
        self.old_end: date | None = None

    def _state(self, item: Item) -> State:
        doubles = in_base(item, self.switches) and not self.claim.penalty_borne
        runs = interest.runs(item, min(self.as_of, self.claim.bankruptcy_on or self.as_of), self.switches)
        return State(item, _outside_old(runs, item.due if doubles else None), doubles, item.amount)

    def go(self) -> None:
        """逐日处理。"""
        payments = self._by_day()
        waivers = sorted((w for w in self.claim.waivers if w.day <= self.as_of), key=lambda w: w.day)
        dues = {s.item.due for s in self.states if s.item.due and s.item.due <= self.as_of}
        old_end = min(self.as_of, OLD_LAST)
        if any(s.late_under_old_rule(old_end) for s in self.states):
            self.old_end = old_end
        for day in sorted({*payments, *dues, *(w.day for w in waivers), self.as_of, self.old_end or self.as_of}):
            self._day(day, payments.get(day, []), [w for w in waivers if w.day == day], day in dues)

    def _by_day(self) -> dict[date, list[Payment]]:
        found: dict[date, list[Payment]] = {}
        for payment in self.claim.payments:
            day = payment.effective(self.switches)
            if day <= self.as_of:
                found.setdefault(day, []).append(payment)
        return found

    def _day(self, day: date, payments: list[Payment], waivers: list[Waiver], due: bool) -> None:
        line, last = self._accrue(day), day in (self.as_of, self.old_end)
        if payments or waivers or last:
            self._post(line)
        for waiver in [*waivers, Waiver(day, None, _STANDING)]:
            line = self._waive(line, waiver)
        for payment in payments:
            self._pay(line, payment, day)
            line = Line(day, "")
        if day == self.old_end:
            self._end_old(line)
            line = self._waive(line, Waiver(day, None, _STANDING))
        if last or (due and not payments and not waivers):
            line.what = "截止日" if day == self.as_of else "旧规定到期" if last else "履行期限届满"
            self._write(line)

    # 累计

    def _accrue(self, day: date) -> Line:
        """各项累计到 ``day``，一行里几段相加后才取整显示。"""
        before, unit = len(self.segments), self.switches.unit
        for state in self.states:
            self._general(state, min(interest.counted_to(day, self.switches), self.stop))
            self._double(state, min(double_interest.counted_to(day, self.switches), self.stop))
        new = self.segments[before:]
        general, double = [s for s in new if s.kind == "general"], [s for s in new if s.kind == "double"]
        line = Line(
            day, "", _covered(general), half_up(sum((s.exact for s in general), ZERO), unit),
            _covered(double), half_up(sum((s.exact for s in double), ZERO), unit),
        )
        self._shown += line.general + line.double
        return line

    def _general(self, state: State, to: date) -> None:
        if state.left or not state.item.amount:
            for run in state.runs:
                start, end = max(run.start, state.general_to + DAY), min(run.end, to)
                if start <= end:
                    self._add_general(state, run, start, end)
        state.general_to = max(state.general_to, to)

    def _add_general(self, state: State, run: Run, start: date, end: date) -> None:
        if run.missing:
            raise rates.RateMissing(run.missing)
        base = state.left if run.base is None else run.base if not state.item.amount else min(run.base, state.left)
        exact = self._segment_rounded(base * run.weight(start, end))
        state.general_acc += exact
        self.segments.append(Segment(state.label, "general", start, end, base, run, exact, run.flag))

    def _double(self, state: State, to: date) -> None:
        due = state.item.due
        if due is None or not state.doubles:
            return
        start = max(double_interest.first_day(due, self.switches), SINCE, state.double_to + DAY if state.double_to > FIRST else FIRST)
        if state.left:
            for a, b in double_interest.spans(start, to, self.claim.exclusions):
                days = (b - a).days + 1
                exact = self._segment_rounded(double_interest.amount(state.left, days))
                state.double_acc += exact
                self.segments.append(Segment(state.label, "double", a, b, state.left, double_interest.DAILY, exact))
        state.double_to = max(state.double_to, to)

    def _segment_rounded(self, exact: Fraction) -> Fraction:
        return exact if self.switches.round_mode == "once" else Fraction(half_up(exact, self.switches.unit))

    # 过账

    def _post(self, line: Line) -> None:
        """累计的取整过账；与上次过账以来显示的差记为尾差。"""
        unit, posted = self.switches.unit, 0
        for state in self.states:
            general, double = half_up(state.general_acc, unit), half_up(state.double_acc, unit)
            state.interest += general
            state.general_total += general
            state.double += double
            state.double_total += double
            state.general_acc = state.double_acc = ZERO
            posted += general + double
        line.tail, self._shown = posted - self._shown, 0

    def _write(self, line: Line) -> None:
        """写下一行。"""
        line.left = self.left()
        self.lines.append(line)

    def left(self) -> dict[str, int]:
        """各级还欠的；没有过账的利息先取整显示。"""
        unit = self.switches.unit
        found = dict.fromkeys(LEVELS, 0)
        for state in self.states:
            found[state.item.level] += state.left
            found["interest"] += state.interest + half_up(state.general_acc, unit)
            found["double"] += state.double + half_up(state.double_acc, unit)
        return found

    # 抵充

    def _pay(self, line: Line, payment: Payment, day: date) -> None:
        line.what, line.paid = WAYS[payment.how], payment.amount
        line.article = "CC 561" if self.switches.levels == LEVELS else "LX 4"
        rest = self._pay_old(line, payment.amount, day) if day <= OLD_LAST else payment.amount
        ids = [state.item.id for state in self.states]
        designated = ids.index(payment.to) if payment.to else None
        by_item = self.switches.between_items == "items"
        taken, line.surplus = allocate(rest, self._pots(day), self.switches.levels, designated, by_item=by_item)
        for part in taken:
            self._take(line, part)
        self._write(line)

    def _pots(self, day: date) -> list[Pot]:
        """各处待还的钱。"""
        found = []
        for n, state in enumerate(self.states):
            rank = self._rank(state, day) if len(self.states) > 1 else ()
            found.append(Pot(n, state.item.level, "left", state.left, rank))
            found.append(Pot(n, "interest", "interest", state.interest, rank))
            found.append(Pot(n, "double", "double", state.double, rank))
        return found

    def _rank(self, state: State, day: date) -> tuple[Any, ...]:
        """民法典560条的先后：到期的、没有担保的、负担重的、先到期的。"""
        due = state.item.due or LAST
        burden = sum((run.daily for run in state.runs if run.start <= day <= run.end), ZERO)
        return (due > day, state.item.secured, -burden - (double_interest.RATE if state.doubles else 0), due)

    def _take(self, line: Line, part: Taken) -> None:
        state = self.states[part.pot.item]
        setattr(state, part.pot.field, getattr(state, part.pot.field) - part.amount)
        line.to[part.pot.level] += part.amount

    def _waive(self, line: Line, waiver: Waiver) -> Line:
        """放弃加倍部分：已计的不删，另记一行（M:D-17）；返回接着写的一行。全部放弃之后，每次过账的也放弃。"""
        owed = [state.double for state in self.states]
        if waiver.document == _STANDING and not (self.all_waived and any(owed)):
            return line
        cut = pro_rata(sum(owed) if waiver.amount is None else waiver.amount, owed)
        for state, fen in zip(self.states, cut, strict=True):
            state.double -= fen
        self.all_waived = self.all_waived or waiver.amount is None
        line.what, line.waived = f"放弃加倍部分（{waiver.document}）", sum(cut)
        self._write(line)
        return Line(line.day, "")

    # 2014-07-31以前

    def _pay_old(self, line: Line, paid: int, day: date) -> int:
        """旧规定的并还原则（M:D-13）：债务和利息按比例清偿；返回剩下的。"""
        for state in sorted(self.states, key=lambda s: self._rank(s, day)):
            if paid and state.late_under_old_rule(day):
                paid -= self._share_old(line, state, paid, day)
        return paid

    def _share_old(self, line: Line, state: State, paid: int, day: date) -> int:
        stretches = self._old(state, day)
        weight = sum((part.weight for part in stretches), ZERO)
        owed = state.left + state.interest
        used = min(paid, half_up(owed * (1 + weight)))
        debt = min(owed, half_up(double_interest.shared(used, weight)[0]))
        to_interest = min(debt, state.interest)
        state.interest -= to_interest
        state.left -= debt - to_interest
        state.double_total += used - debt
        line.to["interest"] += to_interest
        line.to[state.item.level] += debt - to_interest
        line.to["double"] += used - debt
        line.double += used - debt
        line.article = "LX09 2"
        self.segments += [_old_segment(state, part, debt) for part in stretches]
        return used

    def _end_old(self, line: Line) -> None:
        """旧规定到期：没有清偿的债务，利息一并记账。"""
        for state in self.states:
            if not state.late_under_old_rule(line.day):
                continue
            new = [_old_segment(state, part, state.left + state.interest) for part in self._old(state, line.day)]
            self.segments += new
            fen = half_up(sum((part.exact for part in new), ZERO), self.switches.unit)
            state.double += fen
            state.double_total += fen
            line.delay_days = max(line.delay_days, sum(part.days for part in new))
            line.double += fen

    def _old(self, state: State, day: date) -> tuple[OldStretch, ...]:
        assert state.item.due is not None
        return double_interest.old_stretches(state.item.due, min(double_interest.counted_to(day, self.switches), self.stop), self.switches)


def _old_segment(state: State, part: OldStretch, base: int) -> Segment:
    return Segment(state.label, "old", part.start, part.end, base, part, base * part.weight)


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


def _covered(parts: list[Segment]) -> int:
    """这些段覆盖多少天，重叠的只算一次。"""
    total, reached = 0, 0
    for start, end in sorted((p.start.toordinal(), p.end.toordinal()) for p in parts):
        total += max(0, end - max(start - 1, reached))
        reached = max(reached, end)
    return total


def _yuan(fen: int) -> str:
    sign, fen = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{fen // 100}.{fen % 100:02d}"


def _said(fen: int) -> str:
    """给人看的金额，带千分位。"""
    return f"{fen // 100:,}.{fen % 100:02d}"
