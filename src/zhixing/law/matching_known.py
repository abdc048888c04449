"""对照表：一家法院的案号、子账户、被执行人的名字。建一次，对许多行银行来款（见 :mod:`zhixing.law.matching`）。"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final, NamedTuple, TypeVar

from zhixing.law import numbers
from zhixing.law.sub_accounts import CHECK, WIDTH

K = TypeVar("K", bound=Hashable)
V = TypeVar("V", bound=Hashable)
Key = tuple[int, str, str, int]
"""案号的一种写法：年份（没有写为 0）、代字（没有写为空）、类型、序号。"""


class Debtor(NamedTuple):
    """一个被执行人：编号、姓名或者名称。"""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Target:
    """一件可以收款的案件。``amounts`` 是可能正好付这么多的数（分）：申请执行标的、计息单合计、分期的一期。

    ``titles`` 是执行依据的案号；``creditors`` 是申请执行人的名字；``open`` 假是已经结案。
    """

    id: int
    number: str
    debtors: tuple[Debtor, ...] = ()
    creditors: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    amounts: frozenset[int] = frozenset()
    open: bool = True


class Sub(NamedTuple):
    """一个开过的子账户：案件、被执行人（空为全案）。"""

    case: int
    party: int | None


@dataclass(frozen=True)
class Known:
    """一家法院的对照表；各种查法第一次用到时建好。``marks`` 是等着入账的扣划：控制令的请求单号 → 案件、被执行人。"""

    targets: Mapping[int, Target]
    subs: Mapping[str, Sub] = field(default_factory=dict)
    marks: Mapping[str, Sub] = field(default_factory=dict)

    @classmethod
    def of(
        cls, targets: Iterable[Target], subs: Mapping[str, tuple[int, int | None]] | None = None, *,
        marks: Mapping[str, tuple[int, int | None]] | None = None,
    ) -> Known:
        """由案件、子账户（号 → 案件、被执行人）、等着入账的扣划（请求单号 → 案件、被执行人）建表。"""
        return cls(
            {one.id: one for one in targets}, {number: Sub(*held) for number, held in (subs or {}).items()},
            {plain(mark): Sub(*held) for mark, held in (marks or {}).items()},
        )

    @cached_property
    def prefixes(self) -> tuple[str, ...]:
        """用过的子账户号段。"""
        return tuple(sorted({number[: -WIDTH - CHECK] for number in self.subs}))

    @cached_property
    def numbered(self) -> Mapping[Key, tuple[int, ...]]:
        """本院案号的各种写法 → 案件。"""
        return _indexed((key, one.id) for one in self.targets.values() for key in writings(one.number))

    @cached_property
    def titled(self) -> Mapping[Key, tuple[int, ...]]:
        """执行依据的案号（年份、代字齐全的）→ 案件。"""
        return _indexed((key, one.id) for one in self.targets.values() for title in one.titles for key in writings(title)[:1])

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """附言里的案号；类型代字取表里用到的各种，长的在前。"""
        kinds = sorted({key[2] for key in (*self.numbered, *self.titled)}, key=lambda kind: (-len(kind), kind))
        return re.compile(_NUMBER.format(kinds="|".join(map(re.escape, kinds)) or "(?!)"))

    @cached_property
    def named(self) -> Mapping[str, tuple[Sub, ...]]:
        """被执行人的名字 →（案件，当事人）。"""
        pairs = ((plain(debtor.name), Sub(one.id, debtor.id)) for one in self.targets.values() for debtor in one.debtors)
        return _indexed((name, held) for name, held in pairs if len(name) > 1)

    @cached_property
    def sizes(self) -> Mapping[str, tuple[int, ...]]:
        """名字的头两个字 → 有几种长短，长的在前；在附言里找名字用。"""
        found = _indexed((name[:2], len(name)) for name in self.named)
        return {head: tuple(sorted(sizes, reverse=True)) for head, sizes in found.items()}

    @cached_property
    def paying(self) -> Mapping[tuple[str, int], tuple[int, ...]]:
        """（名字，金额）→ 案件；一个名字的案件很多时用。"""
        return _indexed(((name, fen), held.case) for name, rows in self.named.items() for held in rows for fen in self.targets[held.case].amounts)


@lru_cache(2**15)
def plain(text: str) -> str:
    """比较用的写法：全角转半角，各种括号都写成圆括号，去掉空白和零宽字符。

    >>> plain("〔２０２５〕内 0221 执 123 号")
    '(2025)内0221执123号'
    """
    return "".join((text if text.isascii() else unicodedata.normalize("NFKC", text)).translate(_BRACKETS).split())


_BRACKETS: Final[dict[int, str]] = {
    **dict.fromkeys(map(ord, "[【〔{〈《<"), "("), **dict.fromkeys(map(ord, "]】〕}〉》>"), ")"),
    **dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD), ""),
}
_NUMBER: Final = (
    r"(?:(?<!\d)(?P<year>(?:19|20)\d\d|\d\d)\)?年?度?(?P<court>[\u4e00-\u9fff]{{0,6}}?\d{{0,6}})|(?P<code>[" + numbers.PROVINCES + r"]\d{{2,6}})|)"
    r"(?P<kind>{kinds})字?第?(?P<no>\d{{1,9}})(?!\d)(?P<more>(?:号?[、,/~和及与至到-]\d{{1,9}}(?![\d.元万块圆]))*)"
)
"""案号：年份可以只写两位、不写括号；代字可以不写省份简称，可以不写；“号”可以不写；后面可以跟着别的序号。"""


def writings(text: str) -> tuple[Key, ...]:
    """一个案号的几种写法，齐全的在前；读不出的为空。

    >>> writings("（2025）内0221执123号")[:2]
    ((2025, '内0221', '执', 123), (2025, '0221', '执', 123))
    """
    number = numbers.parse(text).value if text else None
    if number is None:
        return ()
    courts = tuple(dict.fromkeys((number.court, number.court.lstrip(numbers.PROVINCES), "")))
    return tuple((year, court, number.type, number.no) for year in (number.year, 0) for court in courts)


def _indexed(pairs: Iterable[tuple[K, V]]) -> dict[K, tuple[V, ...]]:
    found: dict[K, dict[V, None]] = defaultdict(dict)
    for key, value in pairs:
        found[key][value] = None
    return {key: tuple(values) for key, values in found.items()}
