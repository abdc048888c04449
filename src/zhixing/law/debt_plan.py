"""分期履行计划（M:S-06）：每期多少、哪天到期。金额是分，尾数放在最后一期。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from zhixing.law.amounts import half_up
from zhixing.law.calendar import Calendar
from zhixing.law.rates import plus_months


@dataclass(frozen=True, slots=True)
class Row:
    """一期：``day`` 到期日，``principal`` 本金，``interest`` 利息，分。"""

    day: date
    principal: int
    interest: int = 0

    @property
    def amount(self) -> int:
        """这一期应付多少分。"""
        return self.principal + self.interest


def days(first: date, count: int, calendar: Calendar | None = None) -> tuple[date, ...]:
    """每月同一日，共 ``count`` 期；没有这一日的取月末。给了 ``calendar`` 的，遇休息日顺延到工作日。"""
    found = (plus_months(first, n) for n in range(count))
    return tuple(day if calendar is None else calendar.next_working_day(day) for day in found)


def equal_parts(total: int, due: tuple[date, ...], *, rest_first: bool = False) -> tuple[Row, ...]:
    """平均分：每期取整到分，尾数在最后一期（``rest_first`` 时在第一期）。没有期数抛出 :class:`ValueError`。"""
    _check(total, due)
    each, rest = divmod(total, len(due))
    odd = 0 if rest_first else len(due) - 1
    return tuple(Row(day, each + (rest if n == odd else 0)) for n, day in enumerate(due))


def equal_principal(total: int, monthly: Fraction, due: tuple[date, ...]) -> tuple[Row, ...]:
    """等额本金：本金平均分，利息按未还本金乘月利率。"""
    left, found = total, []
    for row in equal_parts(total, due):
        found.append(Row(row.day, row.principal, half_up(left * monthly)))
        left -= row.principal
    return tuple(found)


def equal_payment(total: int, monthly: Fraction, due: tuple[date, ...]) -> tuple[Row, ...]:
    """等额本息：每期 P·i/(1−(1+i)^−n)，最后一期结清尾数。月利率为零的就是平均分。"""
    _check(total, due)
    if not monthly:
        return equal_parts(total, due)
    each = half_up(total * monthly / (1 - 1 / (1 + monthly) ** len(due)))
    left, found = total, []
    for n, day in enumerate(due, 1):
        interest = half_up(left * monthly)
        principal = left if n == len(due) else min(left, each - interest)
        found.append(Row(day, principal, interest))
        left -= principal
    return tuple(found)


def _check(total: int, due: tuple[date, ...]) -> None:
    if total < 0 or not due:
        raise ValueError("分期的金额不能小于零，至少一期。")
