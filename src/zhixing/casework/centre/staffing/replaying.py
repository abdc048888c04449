"""核对演得像不像：拿本院过去的一年，照当时每月来的、期初存的、现在的人手演一遍，和真的比。

``seen`` 是从哪一段量的，``over`` 是演哪一段。两段相同，是看机器转得对不对；用前半年量、演后半年，才是看预测得准不准。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import mean, median
from typing import Any

from zhixing.casework.centre.staffing.measuring import KINDS, Life, Span, lives_of, measured
from zhixing.casework.centre.staffing.results import Data, calibrated, simulate
from zhixing.foundation.people.queries import calendar_of


@dataclass(frozen=True, slots=True)
class Check:
    """一个数：真的是多少，演出来中间是多少、散布多大，差百分之几。"""

    name: str
    real: float
    played: float
    low: float
    high: float

    @property
    def off(self) -> float:
        """差百分之几（真的是零的，差几就是几）。"""
        return round(100 * (self.played - self.real) / self.real, 1) if self.real else self.played

    def as_data(self) -> dict[str, Any]:
        """可以存成 JSON。"""
        return {"name": self.name, "real": self.real, "played": self.played, "low": self.low, "high": self.high, "off_percent": self.off}


def replay(court_id: int, on: date, *, runs: int = 30, holdout: bool = False) -> list[Check]:
    """演到 ``on`` 前一天为止的一年，和真的比。``holdout`` 为真的，用前半年量、演后半年。"""
    year = Span.year(on - timedelta(days=1))
    seen, over = year.halves if holdout else (year, year)
    calendar = calendar_of(court_id)
    plan = replace(measured(court_id, seen, over, on), given=True)
    plan = calibrated(plan, calendar=calendar)
    return list(_checks(simulate(plan, runs=runs, calendar=calendar), lives_of(court_id, over), over))


def _checks(played: Data, rows: list[Life], over: Span) -> Iterator[Check]:
    closed = [one for one in rows if one.closed]
    cases = played["cases"]
    yield _check("新收", sum(one.filed >= over.since for one in rows), cases["arrived"])
    yield _check("结案", len(closed), cases["closed"])
    yield _check("期末未结", len(rows) - len(closed), cases["open_after"])
    yield _check("平均天数", mean(one.days for one in closed), cases["mean_days"])
    yield _check("中位天数", median(one.days for one in closed), cases["median_days"])
    for kind, name in KINDS.items():
        own = [one for one in closed if one.kind == kind]
        tracks = [track for track in played["tracks"] if track["kind"] == kind]
        if own and tracks:
            yield _sum(f"{name}结案", len(own), [track["closed"] for track in tracks])
    for track in played["tracks"]:
        own = [one for one in closed if f"{one.kind}·{one.track}" == f"{track['kind']}·{track['code']}"]
        if own:
            yield _check(f"{track['name']}平均天数", mean(one.days for one in own), track["mean_days"])


def _check(name: str, real: float, played: Data) -> Check:
    return Check(name, round(real, 2), played["mid"], played["low"], played["high"])


def _sum(name: str, real: float, parts: list[Data]) -> Check:
    """几条轨道合计：散布只是大概。"""
    return Check(name, real, *(sum(part[key] for part in parts) for key in ("mid", "low", "high")))
