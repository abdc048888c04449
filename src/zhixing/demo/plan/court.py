"""合成一份计划：每件案件的类型、团队、承办人、日子、案由、标的、查到的财产、到账。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle
from random import Random
from typing import Final

from zhixing.demo.intake import CAUSES, Cause
from zhixing.demo.invent import dice
from zhixing.demo.plan import collecting
from zhixing.demo.plan.days import Season, Stay, arrange
from zhixing.demo.plan.planned import Planned
from zhixing.demo.plan.purse import (
    CHILD_CAUSE,
    NON_LITIGATION,
    TRAFFIC,
    WAGES,
    Means,
    Stock,
    causes,
    claims,
    draws,
    limit,
    yuan_for,
)
from zhixing.demo.plan.quota import FIRST, NEW, POOL, PRESERVATION, RESUMED, TOTALS, Span, groups
from zhixing.law.calendar import Calendar
from zhixing.law.terms import add_months

HANDLERS: Final[Mapping[str, tuple[str, ...]]] = {
    "simple": ("faguan1", "faguan2", "tuanzhang1"), "complex": ("faguan3", "tuanzhang2", "zhuli2", "zhuli6"),
    "preservation": ("zhuli3", "tuanzhang3"), "final": ("tuanzhang4", "zhuli4"),
}
MODEST: Final = {"finished": 0.75, "terminated": 0.8}
"""执行完毕、终结执行的标的小些。"""

QUICK: Final = 85
"""非诉执行三个月的期限，排给这么多天以内结的。"""

SPECIAL: Final = (WAGES, TRAFFIC, CHILD_CAUSE)


@dataclass(frozen=True, slots=True)
class Schedule:
    """两年的计划。"""

    span: Span
    season: Season
    cases: list[Planned]

    def of(self, kind: str, since: str = "", until: str = "") -> Iterator[Planned]:
        """某一类，可限立案、结案在哪一年。"""
        for one in self.cases:
            if one.kind == kind and self._in(one.accepted, since) and self._in(one.closed, until):
                yield one

    def _in(self, day: date | None, year: str) -> bool:
        if not year:
            return True
        first, last = self.span.year(year)
        return day is not None and first <= day <= last

    @property
    def pooled(self) -> int:
        """两年里终本的件数。"""
        return sum(one.mode == "terminated_round" for one in self.cases)

    @property
    def earlier(self) -> int:
        """上线那天接管的终本案件：库里的总数，减去两年里终本的，加上其后恢复执行移出去的。"""
        return POOL - self.pooled + sum(one.kind == RESUMED for one in self.cases)


def schedule(
    today: date, calendar: Calendar, seed: str = "内0221", planted: Mapping[tuple[str, str], int] | None = None,
) -> Schedule:
    """排出到 ``today`` 为止两年的全部案件，按立案先后。同样的 ``today``、``seed``，排出同样的。"""
    span, luck = Span.ending(today), dice(seed, "计划", today)
    season = Season(calendar, span.opened, span.today - timedelta(days=1))
    stays = arrange(list(groups(planted)), dict(TOTALS), span, season, luck)
    cases = list(_cases(stays, season, luck))
    _assign(cases, luck)
    _price(cases, span, luck)
    _equip(cases, luck)
    collecting.plan(cases, span, season, luck)
    _train(cases, span, luck)
    return Schedule(span, season, cases)


def _cases(stays: list[Stay], season: Season, luck: Random) -> Iterator[Planned]:
    ordered = sorted(stays, key=lambda stay: (stay.accepted, stay.group.kind, stay.closed or date.max))
    for index, stay in enumerate(ordered):
        one = stay.group
        received = season.move(stay.accepted, -luck.choice((0, 0, 1, 1, 2))) or stay.accepted
        received = stay.accepted if one.kind == PRESERVATION else max(received, stay.accepted - timedelta(days=5))
        yield Planned(
            f"计划{index}", one.kind, one.team, one.mode, received, stay.accepted, stay.closed, one.total, one.moved
        )


def _assign(cases: list[Planned], luck: Random) -> None:
    """轮流分给各人；转来的，原来由繁案团队的人办。"""
    turn = {team: cycle(luck.sample(names, len(names))) for team, names in HANDLERS.items()}
    for one in cases:
        one.former = next(turn["complex"]) if one.moved else ""
        one.handler = next(turn[one.team])


def _price(cases: list[Planned], span: Span, luck: Random) -> None:
    """首执的案由和标的按份额铺开；执恢的是没有执行到的余款，执保的照保全裁定。"""
    first = [one for one in cases if one.kind == FIRST]
    chosen = dict(zip((id(one) for one in _for_causes(first, span, luck)), _ordered_causes(len(first), luck), strict=True))
    stock = Stock(claims(len(first)))
    each = Counter(cause.name for cause in chosen.values())
    near = {cause.name: iter(draws(cause, each[cause.name], luck)) for cause in CAUSES if each[cause.name]}
    for one in sorted(first, key=lambda one: _turn(one, chosen[id(one)].name, luck)):
        cause = chosen[id(one)]
        one.cause = cause.name
        one.yuan = yuan_for(cause, next(near[cause.name]) * _modest(one, cause.name), stock, luck, limit(one.team))
    for one in cases:
        if one.kind != FIRST:
            one.yuan = max(800, round(luck.lognormvariate(10.4, 0.9) / 10) * 10)


def _modest(one: Planned, cause: str) -> float:
    return 1.0 if cause in SPECIAL else MODEST.get(one.mode, 1.0)


def _ordered_causes(count: int, luck: Random) -> list[Cause]:
    """非诉执行排在最前，好分给结得快的。"""
    return sorted(causes(count, luck), key=lambda cause: cause.name != NON_LITIGATION)


def _for_causes(first: list[Planned], span: Span, luck: Random) -> list[Planned]:
    """结得快的在前（非诉执行给它们），其余打乱。"""
    shuffled = luck.sample(first, len(first))
    return sorted(shuffled, key=lambda one: ((one.closed or span.today) - one.accepted).days >= QUICK)


def _turn(one: Planned, cause: str, luck: Random) -> tuple[int, float]:
    """取标的的次序：有自己分布的先取，简案、执行完毕的次之，余下的大数归繁案。"""
    if cause in SPECIAL:
        return 0, luck.random()
    return (1 if one.team == "simple" else 2 if one.mode in MODEST else 3), luck.random()


TRAINING: Final = (("correction", 5), ("identity", 12), ("misdirected", 2), ("returned", 3))
"""计划里埋下的件数；补正共 9 件，其余 4 件在立案窗口的故事里。"""


def _train(cases: list[Planned], span: Span, luck: Random) -> None:
    """近几个月的案件里埋下培训要看的情形；误付的须有到账，退信的须已送达。"""
    recent = [one for one in cases if one.kind == FIRST and not one.closed and 30 < (span.today - one.accepted).days < 170]
    paid = [one for one in recent if any(r.paid for r in one.receipts)]
    luck.shuffle(recent)
    for name, count in reversed(TRAINING):
        fit = [one for one in (paid if name == "misdirected" else recent) if not one.training]
        for one in fit[:count]:
            one.training = name


# ---- 查到的财产 ----

VEHICLES: Final = {"terminated_round": 0.42, "": 0.28, "finished": 0.09}
HOUSES: Final = {"terminated_round": 0.28, "": 0.18, "finished": 0.063}
ASKED: Final = ("finished", "terminated_round", "terminated", "")
"""要查询的首执、执恢：执行完毕、终本、终结执行和未结的。"""


def _equip(cases: list[Planned], luck: Random) -> None:
    """查询的结果：有账户的 72%，千元以上 13%，够还的 7%；车 21%（八分之一找到），房 14%（抵押 63%，轮候 38%）。"""
    asked = [one for one in cases if one.kind != PRESERVATION and one.mode in ASKED]
    count = len(asked)
    covering = _picked([one for one in asked if one.mode == "finished"], count * 0.07, luck)
    some = _picked([one for one in asked if one.mode in ("terminated_round", "")], count * 0.06, luck)
    rich = covering | some
    accounts = rich | _picked([one for one in asked if id(one) not in rich], count * 0.72 - len(rich), luck)
    vehicles, houses = _sized(asked, VEHICLES, count * 0.21, luck), _sized(asked, HOUSES, count * 0.14, luck)
    parked = _picked([one for one in asked if id(one) in vehicles], len(vehicles) / 8, luck)
    mortgaged = _picked([one for one in asked if id(one) in houses], len(houses) * 0.63, luck)
    waiting = _picked([one for one in asked if id(one) in houses], len(houses) * 0.38, luck)
    failed, slow = _picked(asked, count * 0.04, luck), _picked(asked, count * 0.1, luck)
    for one in asked:
        me = id(one)
        one.means = Means(
            me in accounts, _balance(one, me in covering, me in some, me in accounts, luck), me in covering, me in vehicles,
            me in parked, me in houses, me in mortgaged, me in waiting, me in failed, me in slow,
        )


def _balance(one: Planned, covers: bool, some: bool, accounts: bool, luck: Random) -> int:
    if covers:
        return max(one.yuan * 100, 100_000)
    if some:
        return max(100_000, round(one.yuan * luck.uniform(0.05, 0.4)) * 100)
    return luck.randint(0, 99_000) if accounts and luck.random() < 0.7 else 0


def _picked(rows: Sequence[Planned], count: float, luck: Random) -> set[int]:
    return {id(one) for one in luck.sample(rows, min(len(rows), max(0, round(count))))}


def _sized(rows: Sequence[Planned], shares: Mapping[str, float], count: float, luck: Random) -> set[int]:
    """按各方式的比例挑，总数正好。"""
    there = Counter(one.mode for one in rows)
    whole = sum(there[mode] * share for mode, share in shares.items()) or 1.0
    found: set[int] = set()
    for mode, share in shares.items():
        found |= _picked([one for one in rows if one.mode == mode], there[mode] * share / whole * count, luck)
    return found


def measures(cases: Sequence[Planned]) -> int:
    """计划里眼下还在的控制措施：终本和未结的车、房，保全的。"""
    kept = [one for one in cases if one.kind != PRESERVATION and one.mode in ("terminated_round", "")]
    return sum(one.means.vehicle + one.means.house for one in kept) + sum(map(keeps, cases))


def keeps(one: Planned) -> bool:
    """保全了财产的执保。"""
    return one.kind == PRESERVATION and one.mode in ("preserved_full", "preserved_part")


def ending_soon(cases: Sequence[Planned], span: Span, calendar: Calendar) -> int:
    """计划里三十天内届满的措施，约数：两年前查封的车、一年前冻结（续冻）的存款。"""
    cars = [one for one in cases if one.kind != PRESERVATION and one.mode in ("terminated_round", "") and one.means.vehicle]
    frozen = [_frozen_until(one, span, calendar) for one in cases if keeps(one) and on_account(one)]
    edge, soon = span.opened + timedelta(days=27), span.today + timedelta(days=30)
    return sum(one.accepted <= edge for one in cars) + sum(until <= soon for until in frozen)


def _frozen_until(one: Planned, span: Span, calendar: Calendar) -> date:
    """截止日那天，保全冻结的存款到哪天。"""
    since = calendar.next_working_day(one.accepted + timedelta(days=1))
    while (again := renewed_on(since, calendar)) <= span.today:
        since = again
    return add_months(since, 12)


def renewed_on(since: date, calendar: Calendar) -> date:
    """``since`` 冻结（续冻）一年的存款，哪天办续行：届满前二十天。"""
    return calendar.next_working_day(add_months(since, 12) - timedelta(days=20))


def on_account(one: Planned) -> bool:
    """保全的是存款（其余是房产）。"""
    return dice(one.key, "保全").random() < FROZEN


FROZEN: Final = 0.45

__all__ = ["NEW", "Planned", "Schedule", "ending_soon", "keeps", "measures", "on_account", "renewed_on", "schedule"]
