"""同一笔只算一次：一模一样的编第几，几个文件并成一份，拿不准的挑出来给人看。

键的写法见 :attr:`Line.essence`。文件重复、交叉、换了顺序都无害：键相同的只留一行。只有一种情形凭文件看不出：银行既不给流水号，
也不给余额和时刻，同一天又有一模一样的几行。这时按文件里出现的次数算，几个文件取最多的一次；所以这样的文件要按整天导出（``twins`` 列出这些行）。
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from zhixing.exchange.bank.lines import Line, Statement, plain


@dataclass(frozen=True, slots=True)
class Union:
    """几份并在一起。``repeated`` 是重复的行数；``twins`` 是凭次数分开的行；``suspects`` 是流水号相同而别处不同的各组，要人看。"""

    lines: tuple[Line, ...]
    repeated: int
    twins: tuple[Line, ...]
    suspects: tuple[tuple[Line, ...], ...]


def numbered(statements: Iterable[Statement]) -> list[Statement]:
    """一个文件里一模一样的行，依次编第一、第二……"""
    seen: Counter[tuple[object, ...]] = Counter()
    return [replace(one, lines=tuple(_numbered(one.lines, seen))) for one in statements]


def _numbered(lines: Iterable[Line], seen: Counter[tuple[object, ...]]) -> Iterator[Line]:
    for line in lines:
        essence = line.essence
        seen[essence] += 1
        yield line if seen[essence] == 1 else replace(line, nth=seen[essence])


def merged(statements: Iterable[Statement]) -> Union:
    """并起来，键相同的留先来的。"""
    kept: dict[str, Line] = {}
    repeated = 0
    for statement in statements:
        for line in statement.lines:
            repeated += line.key in kept
            kept.setdefault(line.key, line)
    lines = tuple(kept.values())
    return Union(lines, repeated, tuple(line for line in lines if line.nth > 1), tuple(_suspects(lines)))


def _suspects(lines: Iterable[Line]) -> Iterator[tuple[Line, ...]]:
    """同一账户、同一流水号、同一天、同一金额而不是同一笔的；同一整笔既按整笔又按明细来的。"""
    same: dict[tuple[object, ...], list[Line]] = defaultdict(list)
    whole: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in lines:
        if line.serial:
            same[plain(line.account), plain(line.serial), line.booked_on, line.fen].append(line)
            whole[plain(line.account), plain(line.batch or line.serial)].append(line)
    yield from (tuple(group) for group in same.values() if len(group) > 1)
    yield from (tuple(group) for group in whole.values() if len({bool(line.batch) for line in group}) > 1)
