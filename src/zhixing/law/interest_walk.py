"""沿着时间走一遍：累计、结息、过账、抵充。由 :mod:`zhixing.law.interest_sheet` 用。"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final

from zhixing.law import double_interest, interest, interest_cap
from zhixing.law.amounts import half_up, pro_rata
from zhixing.law.debt import WAYS, Claim, InterestPaid, Payment, Waiver
from zhixing.law.double_interest import OLD_LAST, OldStretch
from zhixing.law.interest_lines import Line, Segment, covered
from zhixing.law.interest_state import Pool, State, state
from zhixing.law.setoff import Pot, Taken, allocate
from zhixing.law.switches import LEVELS

DAY: Final = timedelta(days=1)
ZERO: Final = Fraction(0)
LAST: Final = date.max
_STANDING: Final = "此前已全部放弃"


@dataclass(slots=True)
class Events:
    """同一日的事，按办理的先后：履行期限届满、已付利息抵作本金、结息、放弃、还款。"""

    due: bool = False
    overpaid: list[tuple[State, InterestPaid]] = field(default_factory=list)
    settled: list[Pool] = field(default_factory=list)
    waivers: list[Waiver] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)

    @property
    def posts(self) -> bool:
        """这一日要过账。"""
        return bool(self.overpaid or self.settled or self.waivers or self.payments)


class Walk:
    """一份债务到 ``as_of`` 的全过程；:meth:`go` 之后 ``lines``、``segments``、``states`` 是结果。"""

    def __init__(self, claim: Claim, as_of: date) -> None:
        self.claim, self.as_of, self.switches = claim, as_of, claim.switches
        self.stop = claim.bankruptcy_on - DAY if claim.bankruptcy_on else LAST
        self.states = [state(claim, item, min(as_of, claim.bankruptcy_on or as_of)) for item in claim.items]
        self.daily = double_interest.daily(claim.origin, claim.currency)
        self.lines: list[Line] = []
        self.segments: list[Segment] = []
        self.all_waived, self._shown = False, 0
        self.old_end: date | None = None

    def go(self) -> None:
        """逐日处理。"""
        old_end = min(self.as_of, OLD_LAST)
        if any(s.late_under_old_rule(old_end) for s in self.states):
            self.old_end = old_end
        listed = self._events()
        for day in sorted({*listed, self.as_of, self.old_end or self.as_of}):
            self._day(day, listed.get(day) or Events())

    def _events(self) -> dict[date, Events]:
        """到截止日为止的事，按日子。"""
        found: dict[date, Events] = defaultdict(Events)
        for row in self.states:
            if row.item.due:
                found[row.item.due].due = True
            for paid in row.item.cap.paid if row.item.cap else ():
                found[paid.end].overpaid.append((row, paid))
            for number, pool in row.pools.items():
                for day in interest.settlements(row.item.clauses[number], min(self.as_of, self.stop)):
                    found[interest.counted_on(day, self.switches)].settled.append(pool)
        for waiver in self.claim.waivers:
            found[waiver.day].waivers.append(waiver)
        for payment in self.claim.payments:
            found[payment.effective(self.switches)].payments.append(payment)
        return {day: events for day, events in found.items() if day <= self.as_of}

    def _day(self, day: date, events: Events) -> None:
        line, last = self._accrue(day), day in (self.as_of, self.old_end)
        if events.posts or last:
            self._post(line)
        for row, paid in events.overpaid:
            line = self._overpaid(line, row, paid)
        if events.settled:
            line = self._settle(line, events)
        for waiver in [*events.waivers, Waiver(day, None, _STANDING)]:
            line = self._waive(line, waiver)
        for payment in events.payments:
            self._pay(line, payment, day)
            line = Line(day, "")
        if day == self.old_end:
            self._end_old(line)
            line = self._waive(line, Waiver(day, None, _STANDING))
        if last or (events.due and not events.posts):
            line.what = "截止日" if day == self.as_of else "旧规定到期" if last else "履行期限届满"
            self._write(line)

    # 累计、过账

    def _accrue(self, day: date) -> Line:
        """各项累计到 ``day``，一行里几段相加后才取整显示。"""
        general_to = min(interest.counted_to(day, self.switches), self.stop)
        double_to = min(double_interest.counted_to(day, self.switches), self.stop)
        general = [part for row in self.states for part in row.general_until(general_to)]
        double = [part for row in self.states for part in row.double_until(double_to, self.claim.exclusions, self.daily)]
        self.segments += general + double
        line = Line(day, "", covered(general), self._shown_sum(general), covered(double), self._shown_sum(double))
        self._shown += line.general + line.double
        return line

    def _shown_sum(self, parts: list[Segment]) -> int:
        return half_up(sum((part.exact for part in parts), ZERO), self.switches.unit)

    def _post(self, line: Line) -> None:
        """累计的取整过账；与上次过账以来显示的差记为尾差。"""
        line.tail, self._shown = sum(row.post() for row in self.states) - self._shown, 0

    def _settle(self, line: Line, events: Events) -> Line:
        """结息日：没有付的利息转入复利的基数（M:G-10）；同一日没有别的事才单独写一行。"""
        for pool in events.settled:
            pool.settle()
        if events.waivers or events.payments or line.day in (self.as_of, self.old_end):
            return line
        line.what = "结息日"
        self._write(line)
        return Line(line.day, "")

    def _write(self, line: Line) -> None:
        """写下一行。"""
        line.left = self.left(line.day)
        self.lines.append(line)

    def left(self, day: date) -> dict[str, int]:
        """各级还欠的；没有过账的利息先取整显示，还没有发生的费用不算。"""
        unit = self.switches.unit
        found = dict.fromkeys(LEVELS, 0)
        for row in self.states:
            found[row.item.level] += row.left if row.arisen(day) else 0
            found["interest"] += row.interest + half_up(row.general_acc, unit)
            found["double"] += row.double + half_up(row.double_acc, unit)
        return found

    # 抵充

    def _pay(self, line: Line, payment: Payment, day: date) -> None:
        line.what, line.paid = WAYS[payment.how], payment.amount
        line.article = "CC 561" if self.switches.levels == LEVELS else "LX 4"
        rest = self._pay_old(line, payment.amount, day) if day <= OLD_LAST else payment.amount
        ids = [row.item.id for row in self.states]
        designated = ids.index(payment.to) if payment.to else None
        by_item = self.switches.between_items == "items"
        taken, line.surplus = allocate(rest, self._pots(day), self.switches.levels, designated, by_item=by_item)
        for part in taken:
            self._take(line, part)
        self._write(line)

    def _pots(self, day: date) -> list[Pot]:
        """各处待还的钱。"""
        found = []
        for n, (row, rank) in enumerate(zip(self.states, self._ranks(day), strict=True)):
            if row.left and row.arisen(day):
                found.append(Pot(n, row.item.level, "left", row.left, rank))
            if row.interest:
                found.append(Pot(n, "interest", "interest", row.interest, rank))
            if row.double:
                found.append(Pot(n, "double", "double", row.double, rank))
        return found

    def _ranks(self, day: date) -> list[int]:
        """各项的先后，相同的并列。"""
        if len(self.states) == 1:
            return [0]
        ranks = [self._rank(row, day) for row in self.states]
        places = {rank: n for n, rank in enumerate(sorted(set(ranks)))}
        return [places[rank] for rank in ranks]

    def _rank(self, row: State, day: date) -> tuple[Any, ...]:
        """民法典560条的先后：到期的、没有担保的、负担重的、先到期的。"""
        due = row.item.due or LAST
        return (due > day, row.item.secured, -row.burden(day), due)

    def _take(self, line: Line, part: Taken) -> None:
        self.states[part.pot.item].pay(part.pot.field, part.amount)
        line.to[part.pot.level] += part.amount

    def _overpaid(self, line: Line, row: State, paid: InterestPaid) -> Line:
        """诉讼以前已付的利息，超过上限的部分抵作本金（M:G-06）；没有超过的不写。"""
        assert row.item.cap is not None
        over = interest_cap.excess(row.item.cap, paid, row.left, int(self.switches.basis), beyond=self.switches.lpr_beyond_table)
        if not over.exact:
            return line
        line.what, line.article = f"已付利息超过{over.said}的部分抵作本金", over.article
        line.paid = half_up(over.exact, self.switches.unit)
        used = min(line.paid, row.left)
        row.pay("left", used)
        line.to[row.item.level], line.surplus = used, line.paid - used
        self._write(line)
        return Line(line.day, "")

    def _waive(self, line: Line, waiver: Waiver) -> Line:
        """放弃加倍部分：已计的不删，另记一行（M:D-17）；返回接着写的一行。全部放弃之后，每次过账的也放弃。"""
        owed = [row.double for row in self.states]
        if waiver.document == _STANDING and not (self.all_waived and any(owed)):
            return line
        cut = pro_rata(sum(owed) if waiver.amount is None else waiver.amount, owed)
        for row, fen in zip(self.states, cut, strict=True):
            row.pay("double", fen)
        self.all_waived = self.all_waived or waiver.amount is None
        line.what, line.waived = f"放弃加倍部分（{waiver.document}）", sum(cut)
        self._write(line)
        return Line(line.day, "")

    # 2014-07-31以前

    def _pay_old(self, line: Line, paid: int, day: date) -> int:
        """旧规定的并还原则（M:D-13）：债务和利息按比例清偿；返回剩下的。"""
        for row in sorted(self.states, key=lambda s: self._rank(s, day)):
            if paid and row.late_under_old_rule(day):
                paid -= self._share_old(line, row, paid, day)
        return paid

    def _share_old(self, line: Line, row: State, paid: int, day: date) -> int:
        stretches = self._old(row, day)
        weight = sum((part.weight for part in stretches), ZERO)
        owed = row.left + row.interest
        used = min(paid, half_up(owed * (1 + weight)))
        debt = min(owed, half_up(double_interest.shared(used, weight)[0]))
        to_interest = min(debt, row.interest)
        row.pay("interest", to_interest)
        row.pay("left", debt - to_interest)
        row.double_total += used - debt
        line.to["interest"] += to_interest
        line.to[row.item.level] += debt - to_interest
        line.to["double"] += used - debt
        line.double += used - debt
        line.article = "LX09 2"
        self.segments += [_old_segment(row, part, debt) for part in stretches]
        return used

    def _end_old(self, line: Line) -> None:
        """旧规定到期：没有清偿的债务，利息一并记账。"""
        for row in self.states:
            if not row.late_under_old_rule(line.day):
                continue
            new = [_old_segment(row, part, row.left + row.interest) for part in self._old(row, line.day)]
            self.segments += new
            fen = self._shown_sum(new)
            row.double += fen
            row.double_total += fen
            line.delay_days = max(line.delay_days, sum(part.days for part in new))
            line.double += fen

    def _old(self, row: State, day: date) -> tuple[OldStretch, ...]:
        return row.old(min(double_interest.counted_to(day, self.switches), self.stop), self.claim.exclusions)


def _old_segment(row: State, part: OldStretch, base: int) -> Segment:
    return Segment(row.label, "old", part.start, part.end, base, part, base * part.weight, item_id=row.item.id)
