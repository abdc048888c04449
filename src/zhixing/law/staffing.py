"""人员测算：一个岗位一年有多少活、一个人能做多少、要几个人（SYS:B2、N17）。

人数 = Σ（件数 × 每件分钟）÷ 一人可用的分钟。人手用到十成必然排队，所以留有余地（:data:`FULLEST`）。
岗位、各项工作和起算的分钟数在 ``parameters/staffing.toml``，没有公开标准的写明是起算值；本院量到的另给。
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Final

from zhixing.law.articles import Article, cite
from zhixing.law.finding import Finding, Step

BASIS: Final[Article] = cite("COURT 人员测算")
_TENTH: Final = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Desk:
    """一个岗位：哪些职务、哪类团队的人算在内，一天几分钟用在案件上。``teams`` 空着的不限团队；其中的空字是不在团队的人。"""

    code: str
    name: str
    posts: tuple[str, ...]
    teams: tuple[str, ...]
    minutes: int

    def counts(self, posts: Iterable[str], team: str) -> bool:
        """任这些职务、在这类团队的人，算不算在这个岗位。"""
        return any(post in self.posts for post in posts) and (not self.teams or team in self.teams)


@dataclass(frozen=True, slots=True)
class Task:
    """一项工作：在哪个岗位、平均几分钟、走到几分之几时做；``chance`` 是百分之几的案件有它；``after`` 是结案以后做的。

    ``duty``、``node``、``segment`` 是从哪里量：事务单的时长、节点和环节走到几分之几。
    """

    name: str
    desk: str
    minutes: int
    at: float
    chance: int = 100
    rework: int = 0
    after: bool = False
    duty: str = ""
    node: str = ""
    segment: str = ""


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("zhixing.law").joinpath("parameters", "staffing.toml").read_text("utf-8"))


FULLEST: Final[int] = _table()["fullest"]
"""人手最多用到百分之几。"""
SPREAD: Final[int] = _table()["spread"]
"""每件分钟的标准差是平均的百分之几。"""
DAY_MINUTES: Final[int] = _table()["day_hours"] * 60
"""一个工作日几分钟。"""


@cache
def desks() -> tuple[Desk, ...]:
    """各岗位，按一件案件经过的次序。"""
    return tuple(
        Desk(row["code"], row["name"], tuple(row["posts"]), tuple(row.get("teams", ())), round(row["hours"] * 60)) for row in _table()["desk"]
    )


def desk_of(posts: Sequence[str], team: str) -> str:
    """这个人算在哪个岗位；哪个也不算的（局长、督察）是空的。先写的职务先认，一人只算一处。

    >>> desk_of(["centre", "assistant"], "centre"), desk_of(["team_leader", "judge"], "simple"), desk_of(["director"], "")
    ('centre', 'fast_judge', '')
    """
    return next((desk.code for desk in desks() if desk.counts(posts, team)), "")


@cache
def works() -> dict[str, tuple[Task, ...]]:
    """各套工作：快执完毕、普执终本……，每套按走到几分之几排。"""
    found: dict[str, list[Task]] = {}
    for row in _table()["task"]:
        for work in row["work"]:
            found.setdefault(work, []).append(_task(row))
    return {work: tuple(sorted(tasks, key=lambda one: (one.after, one.at))) for work, tasks in found.items()}


def _task(row: dict[str, Any]) -> Task:
    return Task(
        row["name"], row["desk"], row["minutes"], float(row["at"]), row.get("chance", 100), _table()["rework"] if row.get("rework") else 0,
        row.get("after", False), row.get("duty", ""), row.get("node", ""), row.get("segment", ""),
    )


# ---- 要几个人 ----


@dataclass(frozen=True, slots=True)
class Load:
    """一种活：一段时间里有多少件次、每件次平均几分钟。"""

    name: str
    times: Decimal
    minutes: Decimal

    @property
    def total(self) -> Decimal:
        """一共几分钟。"""
        return self.times * self.minutes


@dataclass(frozen=True, slots=True)
class Need:
    """一个岗位的测算。

    ``minutes`` 是一共几分钟的活，``capacity`` 是现有的人能做几分钟；``exact`` 是刚好做完要几个人，``heads`` 是留有余地、取整以后的人数；
    ``short`` 是还缺几个；``use`` 是现有的人用到千分之几；``behind`` 是每月做不完、积下来的分钟。
    """

    minutes: int
    capacity: int
    exact: Decimal
    heads: int
    short: int
    use: int
    behind: int


def needed(name: str, loads: Sequence[Load], *, heads: int, minutes_a_day: int, days: int, months: Decimal) -> Finding[Need]:
    """一个岗位要几个人：``heads`` 是现有几人，``minutes_a_day`` 一人一天几分钟用在案件上，``days`` 几个工作日，``months`` 合几个月。

    >>> found = needed("查控", [Load("查询", Decimal(2000), Decimal(30))], heads=1, minutes_a_day=240, days=250, months=Decimal(12))
    >>> found.value.exact, found.value.heads, found.value.short, found.value.behind
    (Decimal('1.0'), 2, 1, 0)
    """
    total, one = sum((load.total for load in loads), Decimal()), Decimal(minutes_a_day * days)
    exact = (total / one).quantize(_TENTH, ROUND_HALF_UP)
    whole = int((total / (one * FULLEST / 100)).to_integral_value(ROUND_CEILING))
    capacity = heads * one
    behind = max(Decimal(), total - capacity) / months
    need = Need(
        round(total), round(capacity), exact, whole, max(0, whole - heads), round(1000 * total / capacity) if capacity else 0, round(behind),
    )
    return Finding(need, (BASIS,), steps=(*_counted(loads), *_reckoned(name, need, one, heads)), inputs={"heads": heads, "days": days})


def _counted(loads: Sequence[Load]) -> Iterable[Step]:
    for load in loads:
        yield Step(f"{load.name}：{load.times:.0f}件次 × {load.minutes:.0f}分钟 = {load.total:.0f}分钟", BASIS)


def _reckoned(name: str, need: Need, one: Decimal, heads: int) -> Iterable[Step]:
    yield Step(f"{name}共{need.minutes}分钟；一人可用{one:.0f}分钟，刚好做完要{need.exact}人", BASIS)
    yield Step(f"最多用到{FULLEST}%，要{need.heads}人，现有{heads}人" + (f"，还缺{need.short}人" if need.short else ""), BASIS)
    if need.behind:
        yield Step(f"现有的人做不完：每月积下{need.behind}分钟的活，队会越排越长", BASIS)
