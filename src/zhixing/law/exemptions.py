"""保留必需费用：生活费、养老金、唯一住房的租金（规则手册 M:X-01 至 X-09）；不得查封的财产见 protected，超标的见 seizure_value。

标准（低保、租金、人均面积）由本院按当地公布的录入，这里只算。金额是整数分；共同扶养的人口可以是分数。
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from zhixing.law.amounts import half_up
from zhixing.law.articles import cite
from zhixing.law.finding import Finding, Reason, Step
from zhixing.law.words import yuan

RENT_YEARS: Final = (5, 8)
GRACE_MONTHS: Final = {"mortgaged": 6, "handed_over": 3}
"""腾退宽限：抵押房屋六个月，执行依据就是交付房屋的三个月。"""

HOME_GROUNDS: Final = {
    "supporter": "对被执行人有扶养义务的人名下有其他能够维持生活必需的居住房屋",
    "moved": "执行依据生效后，被执行人为逃避债务转让其名下其他房屋",
    "rent": "申请执行人按廉租住房标准提供居住房屋，或者同意从变价款里扣除五至八年租金",
}


class BadExemption(ValueError):
    """算不了：金额、人数、年限不对。"""


@dataclass(frozen=True, slots=True)
class Kept:
    """收入里保留的 ``kept`` 和可以执行的 ``taken``（分）。"""

    kept: int
    taken: int


def living(income: int, standard: int, heads: Fraction, months: int = 1, kept_by_judge: int | None = None) -> Finding[Kept]:
    """收入里保留多少生活费（M:X-01）：标准（每人每月，分）× 人数 × 月数；承办人定得更高的从其所定。

    人数是被执行人和所扶养的家属，两人共同扶养的各算一半。定得比标准还低的不行。

    >>> living(800000, 110000, Fraction(3)).require()
    Kept(kept=330000, taken=470000)
    """
    if min(income, standard, months) < 0 or heads < 1:
        raise BadExemption("金额、月数不能是负数，人数至少一人（本人）。")
    article = cite("CF 3(2)")
    least = half_up(standard * heads * months)
    wanted = least if kept_by_judge is None else kept_by_judge
    low = Reason("kept", f"保留的生活费不能低于{yuan(least)}元。", article, "按标准保留，或者改高。")
    kept = min(max(wanted, least), income)
    text = f"每人每月{yuan(standard)}元 × {heads}人 × {months}月，应保留{yuan(max(wanted, least))}元；可以执行{yuan(income - kept)}元。"
    return Finding(
        Kept(kept, income - kept), (cite("CPL 254"), article), reasons=(low,) if wanted < least else (), steps=(Step(text, article),),
    )


def pension(monthly: int, standard: int, heads: Fraction, months: int = 1, kept_by_judge: int | None = None) -> Finding[Kept]:
    """养老金（M:X-08）：可以冻结、扣划，但要保留被执行人和所扶养家属的生活费，算法同 :func:`living`。

    依据是最高人民法院执行局的复函，原文未核对，把握不足。
    """
    found, article = living(monthly, standard, heads, months, kept_by_judge), cite("LT14")
    step = Step("养老金属于被执行人的收入，保留生活必需费用以后可以执行。", article)
    return replace(found, articles=(article, *found.articles), steps=(step, *found.steps))


def once_a_debtor(incomes: Iterable[int], keep: int) -> list[int]:
    """几个账户、几笔收入，生活费一名被执行人只留一次（M:X-09）：依次从前面的里留，返回各笔可以执行的（分）。

    >>> once_a_debtor([100, 500], 330)
    [0, 270]
    """
    taken = []
    for income in incomes:
        kept = min(income, keep)
        keep -= kept
        taken.append(income - kept)
    return taken


def rent(monthly: int, years: int) -> Finding[int]:
    """执行唯一住房时留给被执行人的租金（分，M:X-05）：``monthly`` 是一套合适住房的市场月租，五至八年。

    >>> rent(250000, 5).require()
    15000000
    """
    if monthly < 0 or not RENT_YEARS[0] <= years <= RENT_YEARS[1]:
        raise BadExemption("租金不能是负数，年限应是五至八年。")
    article, total = cite("YY 20"), monthly * 12 * years
    text = f"月租{yuan(monthly)}元 × 12月 × {years}年，{yuan(total)}元，从变价款里先留。"
    return Finding(total, (article,), steps=(Step(text, article),))


def rent_by_area(per_metre: int, metres_a_head: Fraction, heads: int, years: int) -> Finding[int]:
    """同 :func:`rent`，月租按面积算：每平方米月租（分）× 人均廉租面积 × 人数。条文没有写这个乘法，是本系统的算法。

    >>> rent_by_area(4500, Fraction(13), 3, 5).require()
    10530000
    """
    if min(per_metre, heads) < 0 or metres_a_head < 0:
        raise BadExemption("租金、面积、人数不能是负数。")
    return rent(half_up(per_metre * metres_a_head * heads), years)


def only_home(grounds: Iterable[str]) -> Finding[bool]:
    """必需的居住房屋能不能拍卖（M:X-04）：可以查封；:data:`HOME_GROUNDS` 里有一样才可以处置。"""
    given = [ground for ground in grounds if ground]
    if unknown := [ground for ground in given if ground not in HOME_GROUNDS]:
        raise BadExemption(f"没有“{unknown[0][:20]}”这种情形。")
    article = cite("YY 20")
    if given:
        return Finding(True, (article,), steps=tuple(Step(f"{HOME_GROUNDS[ground]}，可以处置。", article) for ground in given))
    remedy = "同意扣除五至八年租金，或者提供住房后再处置。"
    return Finding(False, (cite("CF 4"),), reasons=(Reason("home", "生活必需的居住房屋可以查封，不得拍卖、变卖、抵债。", cite("CF 4"), remedy),))


def mortgaged_home(*, minimum_living: bool, other_home: bool) -> Finding[bool]:
    """抵押的房屋能不能强制迁出（M:X-06）：宽限六个月；享受低保又无处居住的，不能强制迁出。"""
    if minimum_living and not other_home:
        reason = Reason("evict", "被执行人享受最低生活保障又无法自行解决居住，不能强制迁出。", cite("DF 6"), "由申请执行人提供临时住房。")
        return Finding(False, (cite("DF 6"),), reasons=(reason,))
    return Finding(True, (cite("DF 2"),), steps=(Step("裁定之后给六个月宽限期，期满可以强制迁出。", cite("DF 2")),))


def criminal_living(standard_last_year: int, heads: Fraction, months: int) -> int:
    """刑事裁判涉财产部分：参照被扶养人住所地上年度最低生活费标准保留（分，M:X-02）。"""
    return half_up(standard_last_year * heads * months)
