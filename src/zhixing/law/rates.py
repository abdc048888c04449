"""贷款市场报价利率（LPR）和人民银行贷款基准利率：某日适用多少、一段时间里怎样变。

公布当日即用新的（M:G-03）；一行管到下一次公布的前一日。最后一行之后，到下一个应当公布的日子为止仍用它；
再往后要么不算，要么照法院的设置沿用并写明（M:§12 ``lpr_beyond_table``）。只有一个来源的数，一律写明。
数字和来源在 ``parameters/rates``。利率一律是精确分数，年利率3% 是 3/100。
"""

from __future__ import annotations

import csv
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Final

from zhixing.law.calendar import Calendar

LPR_SINCE: Final = date(2019, 8, 20)
BENCHMARK_LAST: Final = date(2019, 8, 19)
TERMS: Final = {"1y": "一年期", "5y": "五年期以上"}
TIERS: Final = {"le_6m": "六个月以内", "6m_1y": "六个月至一年", "1y_3y": "一至三年", "3y_5y": "三至五年", "gt_5y": "五年以上"}
_LENGTHS: Final = (("le_6m", 6), ("6m_1y", 12), ("1y_3y", 36), ("3y_5y", 60))
_DAY: Final = timedelta(days=1)


class RateMissing(ValueError):
    """利率表里没有这一天的利率。文字说明到哪一天为止、怎么办。"""


@dataclass(frozen=True, slots=True)
class Row:
    """利率表的一行：``day`` 起用；``rate`` 年利率；``sure`` 有两个以上来源；``source`` 来源。"""

    day: date
    rate: Fraction
    sure: bool
    source: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """一段时间里不变的年利率，首尾两日都在内。``flag`` 是要写明的话，没有为空；``beyond`` 是利率表之后沿用的。"""

    start: date
    end: date
    rate: Fraction
    flag: str = ""
    since: date | None = None
    beyond: bool = False


def lpr_rows(term: str) -> tuple[Row, ...]:
    """LPR 各次公布，按先后。``term`` 是 ``1y`` 或 ``5y``。"""
    return _rows("lpr.csv", term, f"verified_{term}")


def benchmark_rows(tier: str) -> tuple[Row, ...]:
    """基准利率各次调整，按先后。``tier`` 见 :data:`TIERS`。"""
    return _rows("benchmark.csv", tier, "verified")


def demand_rows() -> tuple[Row, ...]:
    """活期存款基准利率各次调整，按先后（M:K-14）。"""
    return _rows("demand.csv", "rate", "verified")


@cache
def _rows(file: str, column: str, verified: str) -> tuple[Row, ...]:
    text = files("zhixing.law").joinpath("parameters", "rates", file).read_text("utf-8")
    return tuple(
        Row(date.fromisoformat(row["date"]), Fraction(row[column]) / 100, row[verified] == "yes", row["source"])
        for row in csv.DictReader(text.splitlines())
    )


@cache
def lpr_known_to() -> date:
    """LPR 表管到哪一天：最后一次公布的下一个月20日（遇休息日顺延）的前一日。"""
    last = lpr_rows("1y")[-1].day
    return Calendar.national().next_working_day(date(last.year + last.month // 12, last.month % 12 + 1, 20)) - _DAY


def not_yet(term: str = "1y") -> str:
    """利率表之后不能算的原因和办法。"""
    known = lpr_known_to()
    return f"LPR只收到{lpr_rows(term)[-1].day}公布的，只能算到{known}。请补录新公布的利率，或者由法院设置为沿用最后一次公布的（lpr_beyond_table）。"


def lpr_on(day: date, term: str = "1y", *, beyond: str = "refuse") -> Stretch:
    """``day`` 当日适用的 LPR。没有则抛出 :class:`RateMissing`。"""
    return lpr(day, day, term, beyond=beyond)[0]


def lpr(start: date, end: date, term: str = "1y", *, beyond: str = "refuse") -> tuple[Stretch, ...]:
    """``start`` 到 ``end``（都算）各段的 LPR。

    早于2019-08-20，或者超过利率表而 ``beyond`` 是 ``refuse``，抛出 :class:`RateMissing`。
    """
    if start < LPR_SINCE:
        raise RateMissing(f"{start}还没有LPR（2019-08-20起才有）；2019-08-19以前的请按贷款基准利率计算。")
    known = lpr_known_to()
    if end > known and beyond == "refuse":
        raise RateMissing(not_yet(term))
    return tuple(part for stretch in _cut(lpr_rows(term), start, end, "LPR") for part in _marked(stretch, known))


def benchmark(start: date, end: date, tier: str) -> tuple[Stretch, ...]:
    """``start`` 到 ``end``（都算）各段的贷款基准利率。早于利率表抛出 :class:`RateMissing`。"""
    rows = benchmark_rows(tier)
    if start < rows[0].day:
        raise RateMissing(f"贷款基准利率表自{rows[0].day}起，没有{start}的利率；请补录以前的基准利率后再算。")
    return tuple(_cut(rows, start, end, "贷款基准利率"))


def demand_on(day: date) -> Stretch:
    """``day`` 当日的活期存款基准利率。早于利率表抛出 :class:`RateMissing`。"""
    rows = demand_rows()
    if day < rows[0].day:
        raise RateMissing(f"活期利率表自{rows[0].day}起，没有{day}的利率。")
    return _cut(rows, day, day, "活期存款基准利率", "开户银行的挂牌利率")[0]


def tier_for(start: date, end: date) -> str:
    """这段时间（首尾都算）的长度属于哪一档（M:G-14）。恰满六个月是“六个月以内”，余类推。"""
    return next((tier for tier, months in _LENGTHS if end + _DAY <= plus_months(start, months)), "gt_5y")


def plus_months(day: date, months: int) -> date:
    """``day`` 之后 ``months`` 个月的同一日；那个月没有这一日的，取月末。"""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - _DAY).day
    return date(year, month + 1, min(day.day, last))


def _cut(rows: tuple[Row, ...], start: date, end: date, name: str, check: str = "中国货币网") -> list[Stretch]:
    """按利率变动切开；相邻两次公布利率相同、都可靠的合成一段。"""
    found: list[Stretch] = []
    index = bisect_right(rows, start, key=lambda row: row.day) - 1
    while start <= end:
        row = rows[index]
        last = min(end, rows[index + 1].day - _DAY) if index + 1 < len(rows) else end
        flag = "" if row.sure else f"{row.day}公布的{name}只有一个来源，请核对{check}。"
        if found and (found[-1].rate, found[-1].flag) == (row.rate, flag):
            found[-1] = Stretch(found[-1].start, last, row.rate, flag, found[-1].since)
        else:
            found.append(Stretch(start, last, row.rate, flag, row.day))
        start, index = last + _DAY, index + 1
    return found


def _marked(stretch: Stretch, known: date) -> list[Stretch]:
    """超过利率表的部分另成一段，写明是沿用。"""
    if stretch.end <= known:
        return [stretch]
    beyond = f"{known + _DAY}起的LPR尚未收到，沿用{stretch.since}公布的{percent(stretch.rate)}，收到后应当重算。"
    kept = [Stretch(stretch.start, known, stretch.rate, stretch.flag, stretch.since)] if stretch.start <= known else []
    return [*kept, Stretch(max(stretch.start, known + _DAY), stretch.end, stretch.rate, beyond, stretch.since, beyond=True)]


def percent(rate: Fraction) -> str:
    """``3/100`` → ``3.00%``；除不尽的写成分数。

    >>> percent(Fraction(3, 100))
    '3.00%'
    """
    scaled = rate * 100
    for places in range(2, 9):
        if (scaled * 10**places).denominator == 1:
            whole = int(scaled * 10**places)
            return f"{whole // 10**places}.{whole % 10**places:0{places}d}%"
    return f"{scaled.numerator}/{scaled.denominator}%"
