"""一天一天地算的计息，故意写得笨：不分段、不查整段，只按日历一天一步，全用分数。用来和规则层的算法对照。

只管2014-08-01以后的规定；每段各自取整（round_mode=segment）、已付利息抵作本金不在内。
"""

from __future__ import annotations

import calendar
import csv
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

from zhixing.law.debt import Claim, Clause, Item

ONE = timedelta(days=1)
RATES = Path(__file__).resolve().parents[1] / "src/zhixing/law/parameters/rates"
TABLES = {
    name: [(date.fromisoformat(row["date"]), row) for row in csv.DictReader((RATES / f"{name}.csv").read_text("utf-8").splitlines())]
    for name in ("lpr", "benchmark")
}


def looked_up(table: str, column: str, day: date) -> Fraction:
    """这一天的年利率：最后一次不晚于它的公布。"""
    return Fraction([row[column] for since, row in TABLES[table] if since <= day][-1]) / 100


def rounded(exact: Fraction, unit: int) -> int:
    """四舍五入。"""
    whole = exact // unit * unit
    return int(whole + unit if 2 * (exact - whole) >= unit else whole)


@dataclass
class Debt:
    """一项债务现在的样子。"""

    item: Item
    left: int
    doubles: bool
    interest: int = 0
    double: int = 0
    general_acc: Fraction = Fraction(0)
    double_acc: Fraction = Fraction(0)
    by_clause: dict[int, Fraction] = field(default_factory=dict)
    bearing: dict[int, int] = field(default_factory=dict)
    pending: dict[int, int] = field(default_factory=dict)


def owed(claim: Claim, as_of: date) -> dict[str, int]:
    """到 ``as_of`` 各级还欠多少分。"""
    return Calculation(claim, as_of).result()


class Calculation:
    """逐日算。"""

    def __init__(self, claim: Claim, as_of: date) -> None:
        self.claim, self.as_of, self.s = claim, as_of, claim.switches
        self.unit = {"0.01": 1, "0.1": 10, "1": 100}[self.s.round_to]
        self.debts = [Debt(item, item.amount, self.counts_double(item)) for item in claim.items]
        for debt in self.debts:
            for n, clause in enumerate(debt.item.clauses):
                if clause.compound:
                    debt.bearing[n] = debt.pending[n] = 0
        self.waived = False
        self.first = min([clause.start for item in claim.items for clause in item.clauses] + [item.due for item in claim.items if item.due]
                         + [p.day for p in claim.payments] + [w.day for w in claim.waivers] + [as_of])

    def counts_double(self, item: Item) -> bool:
        if self.claim.penalty_borne:
            return False
        if item.double in ("yes", "no"):
            return item.double == "yes"
        return {
            "costs": self.s.costs_in_double, "execution_costs": self.s.costs_in_double, "penalty": self.s.penalty_in_double,
            "lawyer_fee": self.s.lawyer_fee_in_double, "fixed_interest": self.s.fixed_interest_in_double,
        }.get(item.kind, "yes") == "yes"

    def result(self) -> dict[str, int]:
        day = self.first
        while day <= self.as_of:
            self.live(day)
            day += ONE
        found = dict.fromkeys(("costs", "interest", "principal", "double"), 0)
        for debt in self.debts:
            found[level(debt.item)] += debt.left if arisen(debt.item, self.as_of) else 0
            found["interest"] += debt.interest
            found["double"] += debt.double
        return found

    # 一天

    def live(self, day: date) -> None:
        """过一天：先计息，再办这一天的事。"""
        counted = day - ONE if self.s.general_days == "HEAD" else day
        for debt in self.debts:
            self.accrue_general(debt, counted)
            for delayed in self.delay_days(debt, day):
                self.accrue_double(debt, delayed)
        payments = [p for p in self.claim.payments if self.effective(p) == day]
        waivers = [w for w in self.claim.waivers if w.day == day]
        settled = [(debt, n) for debt in self.debts for n in debt.bearing if self.settles(debt.item.clauses[n], counted)]
        if payments or waivers or settled or day == self.as_of:
            for debt in self.debts:
                self.post(debt)
        for debt, n in settled:
            debt.bearing[n] += debt.pending[n]
            debt.pending[n] = 0
        for waiver in waivers:
            self.waive(waiver.amount)
        if self.waived:
            self.waive(None)
        for payment in payments:
            self.pay(payment.amount, payment.to, day)

    def effective(self, payment: object) -> date:
        day: date = payment.day  # type: ignore[attr-defined]
        late = payment.paid_out_on  # type: ignore[attr-defined]
        return late if late and payment.how in ("sale", "in_kind") and self.s.auction_end == "paid_out" else day  # type: ignore[attr-defined]

    def frozen(self, counted: date) -> bool:
        return self.claim.bankruptcy_on is not None and counted >= self.claim.bankruptcy_on

    # 一般债务利息

    def accrue_general(self, debt: Debt, counted: date) -> None:
        if self.frozen(counted):
            return
        for n, (clause, daily) in enumerate(self.daily_rates(debt.item, counted)):
            base = self.base(debt, n, clause)
            if daily and base:
                debt.general_acc += base * daily
                debt.by_clause[n] = debt.by_clause.get(n, Fraction(0)) + base * daily

    def base(self, debt: Debt, n: int, clause: Clause) -> int:
        if clause.compound:
            return debt.bearing[n]
        if not debt.item.amount:
            return clause.base or 0
        if clause.base is None or not debt.left:
            return debt.left
        over = clause.base - debt.item.amount - debt.item.withheld
        return min(clause.base, debt.left + over) if over > 0 else min(debt.left, clause.base)

    def daily_rates(self, item: Item, counted: date) -> list[tuple[Clause, Fraction]]:
        """这一天各条款每元的利息，已经减去超过上限的。"""
        found, used = [], Fraction(0)
        for clause in item.clauses:
            if not self.runs(item, clause, counted):
                found.append((clause, Fraction(0)))
                continue
            daily, yearly, basis = self.rate(item, clause, counted)
            if item.cap and yearly > (room := max(Fraction(0), self.limit(item, counted) - used)):
                daily = room / basis
            used += yearly
            found.append((clause, daily))
        return found

    def runs(self, item: Item, clause: Clause, counted: date) -> bool:
        """这一天在不在这一条里：整段的首日、止日依口径，前后相接的中间不丢。"""
        end = clause.end or date.max
        if counted == clause.start and self.s.general_days == "TAIL":
            return counted <= end and any(other.end == counted - ONE for other in item.clauses)
        if counted == clause.end and self.s.general_days == "HEAD":
            return counted >= clause.start and any(other.start == counted + ONE for other in item.clauses)
        return clause.start <= counted <= end

    def rate(self, item: Item, clause: Clause, counted: date) -> tuple[Fraction, Fraction, int]:
        """这一天每元的利息、折合的年利率、一年的天数。"""
        basis = clause.basis or int(self.s.basis)
        if clause.kind == "daily":
            return clause.rate * clause.multiple, clause.rate * clause.multiple * basis, basis
        if clause.kind == "monthly":
            anchor = clause.start if self.runs(item, clause, clause.start) else clause.start + ONE
            grown = months(anchor, counted + ONE) - months(anchor, counted)
            return clause.rate * clause.multiple * grown, clause.rate * clause.multiple * 12, basis
        yearly = self.yearly(clause, counted) * clause.multiple
        return yearly / basis, yearly, basis

    def yearly(self, clause: Clause, counted: date) -> Fraction:
        if clause.kind == "yearly":
            return clause.rate
        if clause.kind == "foreign":
            return [quote.rate for quote in clause.quotes if quote.since <= counted][-1]
        if clause.kind == "benchmark" and counted < date(2019, 8, 20):
            return looked_up("benchmark", clause.tier, counted)
        return looked_up("lpr", clause.term, clause.fixed_on or counted)

    def limit(self, item: Item, counted: date) -> Fraction:
        assert item.cap is not None
        change = date(2020, 8, 20)
        if item.cap.contract_on >= change:
            return 4 * looked_up("lpr", "1y", item.cap.contract_on)
        old = item.cap.filed_on < change or counted < change
        return Fraction(24, 100) if old else 4 * looked_up("lpr", "1y", item.cap.filed_on)

    def settles(self, clause: Clause, counted: date) -> bool:
        """这一天是不是结息日。"""
        assert clause.compound is not None
        months_of = {"month": range(1, 13), "quarter": (3, 6, 9, 12), "half_year": (6, 12), "year": (12,)}[clause.compound.every]
        last = calendar.monthrange(counted.year, counted.month)[1]
        on = counted.month in months_of and counted.day == min(clause.compound.day, last)
        return on and clause.start - ONE <= counted and (clause.end is None or counted <= clause.end) and not self.frozen(counted)

    # 加倍部分

    def delay_days(self, debt: Debt, day: date) -> list[date]:
        """过这一天时，新计入的迟延日。届满日也算的，次日才知道有迟延，一并计入。"""
        due = debt.item.due
        if due is None or not debt.doubles:
            return []
        if self.s.delay_days == "HEAD":
            return [day - ONE] if day - ONE > due else []
        if self.s.delay_days == "BOTH" and day == due + ONE:
            return [due, day]
        return [day] if day > due else []

    def accrue_double(self, debt: Debt, counted: date) -> None:
        excluded = any(gap.start <= counted <= gap.end for gap in self.claim.exclusions)
        if not excluded and not self.frozen(counted):
            debt.double_acc += debt.left * Fraction(175, 1000000)

    # 过账、放弃、抵充

    def post(self, debt: Debt) -> None:
        debt.interest += rounded(debt.general_acc, self.unit)
        debt.double += rounded(debt.double_acc, self.unit)
        debt.general_acc = debt.double_acc = Fraction(0)
        for n in debt.bearing:
            compound = debt.item.clauses[n].compound
            assert compound is not None
            of = [debt.by_clause.get(m - 1, Fraction(0)) for m in compound.of]
            debt.pending[n] += rounded(sum(of, Fraction(0)), self.unit)
        debt.by_clause = {}

    def waive(self, amount: int | None) -> None:
        self.waived = self.waived or amount is None
        cells = [(debt, "double") for debt in self.debts]
        self.share(sum(debt.double for debt in self.debts) if amount is None else amount, cells)

    def pay(self, amount: int, to: str, day: date) -> None:
        cells = [
            (debt, part) for debt in self.debts for part in ("left", "interest", "double") if part != "left" or arisen(debt.item, day)
        ]
        groups: dict[object, list[tuple[Debt, str]]] = {}
        for cell in cells:
            groups.setdefault(self.turn(*cell, to, day), []).append(cell)
        for key in sorted(groups):  # type: ignore[type-var]
            amount -= self.share(amount, groups[key])

    def turn(self, debt: Debt, part: str, to: str, day: date) -> object:
        """第几个轮到：指定的、抵充顺序、到期的、没有担保的、负担重的、先到期的。"""
        which = level(debt.item) if part == "left" else part
        due = debt.item.due or date.max
        plain = [daily for clause, daily in self.burdens(debt.item, day) if not clause.compound]
        burden = sum(plain, Fraction(0)) + (Fraction(175, 1000000) if debt.doubles else 0)
        rank = (due > day, debt.item.secured, -burden, due) if len(self.debts) > 1 else ()
        first = bool(to) and debt.item.id == to and which != "double"
        if self.s.between_items == "items":
            last = self.s.levels[-1] == "double" == which
            return (not first, last, rank, self.s.levels.index(which))
        return (not first, self.s.levels.index(which), rank)

    def burdens(self, item: Item, day: date) -> list[tuple[Clause, Fraction]]:
        """比负担用的日利率：按月计息的一律按三十日折。"""
        return [
            (clause, clause.rate * clause.multiple / 30 if clause.kind == "monthly" and daily else daily)
            for clause, daily in self.daily_rates(item, day)
        ]

    def share(self, amount: int, cells: list[tuple[Debt, str]]) -> int:
        """同一顺序的按比例分，零头给余数大的；返回用去多少。"""
        wants = [getattr(debt, part) for debt, part in cells]
        total = sum(wants)
        if not total:
            return 0
        amount = min(amount, total)
        exact = [Fraction(amount * want, total) for want in wants]
        shares = [int(one) for one in exact]
        order: Callable[[int], tuple[Fraction, int, int]] = lambda n: (int(exact[n]) - exact[n], -wants[n], n)
        for n in sorted(range(len(cells)), key=order)[: amount - sum(shares)]:
            shares[n] += 1
        for (debt, part), fen in zip(cells, shares, strict=True):
            setattr(debt, part, getattr(debt, part) - fen)
            if part == "interest":
                paid_interest(debt, fen)
        return amount


def paid_interest(debt: Debt, fen: int) -> None:
    """还了利息，复利的基数跟着减：先减已经转入的。"""
    for n in debt.bearing:
        first = min(fen, debt.bearing[n])
        debt.bearing[n] -= first
        debt.pending[n] -= min(fen - first, debt.pending[n])


def arisen(item: Item, day: date) -> bool:
    """费用已经发生。"""
    return item.since is None or day >= item.since


def level(item: Item) -> str:
    """属于哪一级。"""
    return {"costs": "costs", "execution_costs": "costs", "fixed_interest": "interest"}.get(item.kind, "principal")


def months(start: date, after: date) -> Fraction:
    """``start`` 到 ``after`` 前一日是几个月：数满几个月，零头按三十日。"""
    whole = 0
    while anniversary(start, whole + 1) <= after:
        whole += 1
    return whole + Fraction((after - anniversary(start, whole)).days, 30)


def anniversary(start: date, count: int) -> date:
    """``count`` 个月后的同一日，没有的取月末。"""
    year, month = start.year + (start.month - 1 + count) // 12, (start.month - 1 + count) % 12 + 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))
