"""各组案件的数。

读法：``demo-court.md`` 的 accepted 是**受理**，即旧存加新收；“今年”是截止日为止的十二个月，“上年”是再往前十二个月。
上年受理 2,500、结案 1,243，旧存转来 1,257；今年新收 1,383，受理 1,257 + 1,383 = 2,640，结案 2,144，未结 496，两年对得平。
今年分类：首执 2,010 / 1,600，执恢 414 / 330，执保 216 / 214。

简案团队成立十一个月，受理是曾经分给它的 810 件（其中 130 件是成立时由繁案团队转来的），结案 707 件；
它的件数和天数含在首执里，其他团队的是差数。上年首执结案 1,100 件、149,501 天；执保 214 件共 2,140 天，中位数 8 天。
一件案件只有一套日子，所以各行同时成立；到位率、案由、标的这些比例按两年的首执取，见 ``figures.py`` 各行的说明。
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from zhixing.law.terms import add_months

FIRST, RESUMED, PRESERVATION = "执", "执恢", "执保"
OLD, NEW = "old", "new"
ONE: Final = timedelta(days=1)
ACCEPTED: Final = {OLD: 2500, NEW: 2640}
CLOSED: Final = {OLD: 1243, NEW: 2144}
CARRIED: Final = 1257
BY_KIND: Final = {FIRST: (2010, 1600), RESUMED: (414, 330), PRESERVATION: (216, 214)}
OPEN: Final = 496
TRANSFERRED: Final = 130
POOL: Final = 4800
MEASURES: Final = 3400
RECEIPTS: Final = 2300


@dataclass(frozen=True, slots=True)
class Span:
    """两年的几个日子：``opened`` 上年第一天，``middle`` 上年最后一天，``formed`` 简案团队成立，``today`` 截止日。"""

    opened: date
    middle: date
    formed: date
    today: date

    @classmethod
    def ending(cls, today: date) -> Span:
        """到 ``today`` 为止的两年。"""
        middle = add_months(today, -12)
        return cls(add_months(today, -24) + ONE, middle, add_months(today, -11), today)

    def year(self, which: str) -> tuple[date, date]:
        """上年或今年的首尾。"""
        return (self.opened, self.middle) if which == OLD else (self.middle + ONE, self.today)


@dataclass(frozen=True, slots=True)
class Group:
    """一组同类的案件。

    ``since`` 立案在哪一年，``until`` 结案在哪一年（空为未结）；``low``、``high``、``mean`` 是立案到结案的天数；
    ``total`` 是同一总数的名称，``moved`` 是成立时转给简案团队的。未结的三个数是立案到截止日的天数。
    """

    kind: str
    team: str
    mode: str
    count: int
    since: str
    until: str
    low: int
    high: int
    mean: float
    total: str = ""
    moved: bool = False


TOTALS: Final[Mapping[str, int]] = {
    "simple finished": 5952, "simple round": 190 * 98, "simple terminated": 239 * 18, "simple rest": 820,
    "complex finished": 28768, "complex round": 53124, "complex terminated": 19122, "complex rest": 3132,
    "first before": 149501, "preservation": 2140,
}
"""几组合在一起的天数，一天不差。"""

LAST: Final = (
    Group(FIRST, "complex", "finished", 330, OLD, OLD, 20, 300, 112, "first before"),
    Group(FIRST, "complex", "terminated_round", 480, OLD, OLD, 94, 330, 165, "first before"),
    Group(FIRST, "complex", "terminated", 250, OLD, OLD, 8, 260, 115, "first before"),
    Group(FIRST, "complex", "struck", 12, OLD, OLD, 15, 200, 80, "first before"),
    Group(FIRST, "complex", "dismissed", 20, OLD, OLD, 10, 180, 90, "first before"),
    Group(FIRST, "complex", "refused", 8, OLD, OLD, 40, 240, 140, "first before"),
    Group(RESUMED, "final", "finished", 25, OLD, OLD, 25, 200, 90),
    Group(RESUMED, "final", "terminated_round", 28, OLD, OLD, 94, 220, 140),
    Group(RESUMED, "final", "terminated", 10, OLD, OLD, 20, 160, 70),
    Group(PRESERVATION, "preservation", "preserved_full", 60, OLD, OLD, 3, 29, 9),
    Group(PRESERVATION, "preservation", "preserved_part", 12, OLD, OLD, 4, 29, 12),
    Group(PRESERVATION, "preservation", "nothing_to_preserve", 8, OLD, OLD, 4, 29, 12),
)
ACROSS: Final = (
    Group(FIRST, "complex", "finished", 285, OLD, NEW, 22, 260, 93, "complex finished"),
    Group(FIRST, "complex", "terminated_round", 395, OLD, NEW, 94, 260, 128, "complex round"),
    Group(FIRST, "complex", "terminated", 131, OLD, NEW, 12, 330, 134, "complex terminated"),
    Group(FIRST, "complex", "struck", 6, OLD, NEW, 40, 300, 160, "complex rest"),
    Group(FIRST, "complex", "dismissed", 7, OLD, NEW, 40, 320, 180, "complex rest"),
    Group(FIRST, "complex", "refused", 3, OLD, NEW, 60, 330, 200, "complex rest"),
    Group(FIRST, "simple", "terminated_round", TRANSFERRED, OLD, NEW, 93, 116, 99, "simple round", moved=True),
    Group(FIRST, "complex", "", 25, OLD, "", 370, 430, 395),
    Group(RESUMED, "final", "finished", 90, OLD, NEW, 40, 300, 130),
    Group(RESUMED, "final", "terminated_round", 130, OLD, NEW, 95, 300, 170),
    Group(RESUMED, "final", "terminated", 50, OLD, NEW, 40, 280, 120),
    Group(PRESERVATION, "preservation", "preserved_full", 5, OLD, NEW, 9, 20, 12, "preservation"),
)
THIS: Final = (
    Group(FIRST, "simple", "finished", 248, NEW, NEW, 8, 75, 24, "simple finished"),
    Group(FIRST, "simple", "terminated_round", 60, NEW, NEW, 93, 116, 98, "simple round"),
    Group(FIRST, "simple", "terminated", 239, NEW, NEW, 4, 60, 18, "simple terminated"),
    Group(FIRST, "simple", "struck", 10, NEW, NEW, 5, 60, 24, "simple rest"),
    Group(FIRST, "simple", "dismissed", 16, NEW, NEW, 5, 60, 26, "simple rest"),
    Group(FIRST, "simple", "refused", 4, NEW, NEW, 15, 75, 40, "simple rest"),
    Group(FIRST, "complex", "finished", 27, NEW, NEW, 20, 200, 82, "complex finished"),
    Group(FIRST, "complex", "terminated_round", 23, NEW, NEW, 95, 180, 115, "complex round"),
    Group(FIRST, "complex", "terminated", 14, NEW, NEW, 10, 200, 110, "complex terminated"),
    Group(FIRST, "complex", "struck", 2, NEW, NEW, 20, 200, 90, "complex rest"),
    Group(RESUMED, "final", "finished", 26, NEW, NEW, 20, 160, 65),
    Group(RESUMED, "final", "terminated_round", 22, NEW, NEW, 95, 170, 120),
    Group(RESUMED, "final", "terminated", 12, NEW, NEW, 15, 150, 60),
    Group(PRESERVATION, "preservation", "preserved_full", 90, NEW, NEW, 3, 7, 5.4, "preservation"),
    Group(PRESERVATION, "preservation", "preserved_part", 12, NEW, NEW, 4, 7, 6, "preservation"),
    Group(PRESERVATION, "preservation", "preserved_full", 14, NEW, NEW, 8, 8, 8, "preservation"),
    Group(PRESERVATION, "preservation", "preserved_full", 63, NEW, NEW, 9, 29, 15.5, "preservation"),
    Group(PRESERVATION, "preservation", "preserved_part", 18, NEW, NEW, 9, 29, 17, "preservation"),
    Group(PRESERVATION, "preservation", "nothing_to_preserve", 12, NEW, NEW, 9, 29, 16, "preservation"),
    Group(FIRST, "simple", "", 103, NEW, "", 1, 88, 40),
    Group(FIRST, "complex", "", 282, NEW, "", 1, 172, 80),
    Group(RESUMED, "final", "", 84, NEW, "", 1, 165, 75),
    Group(PRESERVATION, "preservation", "", 2, NEW, "", 1, 5, 3),
)


def groups(planted: Mapping[tuple[str, str], int] | None = None) -> Iterator[Group]:
    """全部各组；``planted`` 是另有故事的未结案件（类型、团队 → 件数），从今年收的未结里减去。"""
    left = dict(planted or {})
    for one in (*LAST, *ACROSS, *THIS):
        taken = left.pop((one.kind, one.team), 0) if one.since == NEW and not one.until else 0
        if taken > one.count:
            raise ValueError(f"{one.team}的{one.kind}必有的未结{taken}件，多于{one.count}件")
        yield replace(one, count=one.count - taken)
    if any(left.values()):
        raise ValueError(f"没有这样的未结案件可以扣减：{left}")
