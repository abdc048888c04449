"""演几十遍，合成结果：每个岗位排队多长、等几天、多忙，案件办几天，各遍散布多大。结果可以存成 JSON，各栏不变。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from statistics import mean, median
from typing import Any, Final

from zhixing.casework.centre.staffing import lives
from zhixing.casework.centre.staffing.axis import Axis
from zhixing.casework.centre.staffing.plan import Desk, Plan, Route, Task, Track
from zhixing.casework.centre.staffing.simulating import WEEK, Ended, Year, axis_of
from zhixing.law.calendar import Calendar
from zhixing.law.finding import Finding
from zhixing.law.staffing import Load, Need, needed

RUNS: Final = 30
MOST_RUNS: Final = 200
DAYS_LATE: Final = 5
"""排着的活要全体做几个工作日，算是排起队来了。"""

Tick = Callable[[int, int], None]
"""报数：演了几遍、共几遍。"""
Data = dict[str, Any]


def simulate(plan: Plan, seed: int | None = None, runs: int = RUNS, *, calendar: Calendar | None = None, tick: Tick | None = None) -> Data:
    """按方案演 ``runs`` 遍，合成结果。``seed`` 不给的用方案的。"""
    plan = plan if seed is None else replace(plan, seed=seed)
    plan = calibrated(plan, calendar=calendar) if plan.settle else plan
    axis, years = axis_of(plan, calendar), list[Year]()
    for turn in range(runs):
        years.append(Year(plan, axis, turn).play())
        if tick:
            tick(turn + 1, runs)
    return _result(plan, axis, years)


def calibrated(plan: Plan, *, calendar: Calendar | None = None, runs: int = 3) -> Plan:
    """量到的天数里本来就有现在人手的排队：照这份的人手演几遍，把新来的一般排几天队从各种结案方式的天数里减去，不重复算。"""
    axis = axis_of(plan, calendar)
    late: dict[tuple[str, str], list[float]] = {}
    for one in (ended for turn in range(runs) for ended in Year(plan, axis, turn).play().ended):
        if not one.old:
            late.setdefault((one.track, one.way), []).append(one.late)
    tracks = tuple(replace(track, routes=tuple(_less(track, route, late) for route in track.routes)) for track in plan.tracks)
    return replace(plan, tracks=tracks, settle=False)


def _less(track: Track, route: Route, late: dict[tuple[str, str], list[float]]) -> Route:
    found = late.get((track.code, route.way))
    return replace(route, lag=round(route.lag + max(median(found), 0.0), 2)) if found else route


# ---- 合成 ----


def _result(plan: Plan, axis: Axis, years: Sequence[Year]) -> Data:
    weeks, work = [axis.start + timedelta(days=WEEK * n) for n in range(1, len(years[0].open) + 1)], loads(plan)
    desks = [_desk(plan, desk, years, weeks, need_of(desk, work[desk.code], plan, axis.open_days)) for desk in plan.desks]
    return {
        "plan": plan.name, "since": plan.since.isoformat(), "until": plan.until.isoformat(), "seed": plan.seed, "runs": len(years),
        "working_days": axis.open_days, "cases": _cases(plan, years), "desks": desks, "tracks": [_track(track, years) for track in plan.tracks],
        "months": _months(plan, years), "weeks": [day.isoformat() for day in weeks],
        "open": _band([year.open for year in years]), "warnings": [told for desk in desks for told in _warned(desk)],
    }


def spread(values: Iterable[float], digits: int = 1) -> Data:
    """各遍的散布：中间的，和由小到大第一成、第九成处的。"""
    found = sorted(values)
    points = found * 2 if len(found) == 1 else found
    low, mid, high = (lives.at(points, share) for share in (0.1, 0.5, 0.9)) if found else (0, 0, 0)
    return {"low": round(low, digits), "mid": round(mid, digits), "high": round(high, digits)}


def _band(rows: Sequence[Sequence[float]]) -> dict[str, list[float]]:
    """各周的散布。"""
    found = [spread(values) for values in zip(*rows, strict=False)]
    return {name: [one[name] for one in found] for name in ("low", "mid", "high")}


def _cases(plan: Plan, years: Sequence[Year]) -> Data:
    old = sum(len(track.ages) for track in plan.tracks)
    return {
        "open_before": old, "arrived": spread(len(year.filed) for year in years), "closed": spread(len(year.ended) for year in years),
        "open_after": spread(year.under_way for year in years), **_days([year.ended for year in years]),
    }


def _days(runs: Sequence[Sequence[Ended]]) -> Data:
    """结了的办了几天。一件也没有结的一遍不算。"""
    told = [[one.days for one in ended] for ended in runs if ended]
    return {"mean_days": spread(mean(days) for days in told), "median_days": spread(median(days) for days in told)}


def _track(track: Track, years: Sequence[Year]) -> Data:
    own = [[one for one in year.ended if one.track == track.code] for year in years]
    return {"code": track.code, "name": track.name, "kind": track.kind, "closed": spread(len(ended) for ended in own), **_days(own)}


def _months(plan: Plan, years: Sequence[Year]) -> list[Data]:
    starts = [(day - plan.since).days for day in plan.spans]
    ends = [*starts[1:], (plan.until - plan.since).days + 1]
    return [
        {
            "since": day.isoformat(), "arrived": spread(sum(low <= one < high for one in year.filed) for year in years),
            "closed": spread(sum(low <= one.day < high for one in year.ended) for year in years),
        }
        for day, low, high in zip(plan.spans, starts, ends, strict=True)
    ]


def _desk(plan: Plan, desk: Desk, years: Sequence[Year], weeks: Sequence[date], need: Finding[Need]) -> Data:
    lines = [year.lines[desk.code] for year in years]
    queue = _band([line.queue for line in lines])
    return {
        "code": desk.code, "name": desk.name, "heads": desk.heads, "minutes_a_day": desk.minutes,
        "need": {"exact": str(need.value.exact), "heads": need.value.heads, "short": need.value.short, "use": need.value.use / 10},
        "steps": [step.text for step in need.steps], "use": spread(100 * line.use for line in lines),
        "wait_days": spread((line.wait_days for line in lines), 2), "queue_after": spread(line.queue[-1] if line.queue else 0 for line in lines),
        "queue": queue, "late_on": _late(plan, desk, queue["mid"], weeks), "grows": need.value.behind,
    }


def _warned(desk: Data) -> Iterator[str]:
    need = desk["need"]
    if desk["grows"]:
        yield f"{desk['name']}：{desk['heads']}人做不完，每月积下{desk['grows']}分钟的活，至少要{need['heads']}人。"
    elif need["short"]:
        yield f"{desk['name']}：{desk['heads']}人要用到{need['use']:g}%，一有波动就排队，宜有{need['heads']}人。"
    if desk["late_on"]:
        yield f"{desk['name']}：{desk['late_on']}起，排着的活全体要做{DAYS_LATE}个工作日以上。"


def _late(plan: Plan, desk: Desk, queue: Sequence[float], weeks: Sequence[date]) -> str:
    """哪一周起，排着的活全体要做 :data:`DAYS_LATE` 个工作日以上，此后没有再回来；没有的是空。"""
    limit = DAYS_LATE * desk.heads * desk.minutes / (_mean_minutes(plan, desk) or 1)
    found = ""
    for day, length in zip(weeks, queue, strict=True):
        found = (found or day.isoformat()) if length > limit else ""
    return found


def _mean_minutes(plan: Plan, desk: Desk) -> float:
    tasks = [task for tasks in plan.works.values() for task in tasks if task.desk == desk.code]
    times = sum(task.times for task in tasks)
    return sum(task.times * task.mean for task in tasks) / times if times else 0.0


# ---- 测算：不演，只算 ----


def loads(plan: Plan) -> dict[str, list[Load]]:
    """各岗位这段时间里的各种活：新来的各件、旧存里还没有做的各项。"""
    length = (plan.until - plan.since).days + 1
    found: dict[str, list[Load]] = {desk.code: [] for desk in plan.desks}
    for track in plan.tracks:
        for route in track.routes:
            new, old = plan.coming(track) * route.share / 100, _left(track, route)
            for task in plan.works[route.work]:
                times = task.times * (new * _reached(route, task, length) + sum(count * _due(route, task, age, length) for age, count in old))
                found[task.desk].append(Load(f"{track.name}·{route.name}·{task.name}", Decimal(times), Decimal(task.mean)))
    return found


def need_of(desk: Desk, rows: Sequence[Load], plan: Plan, days: int) -> Finding[Need]:
    """一个岗位要几个人；不在的日子从可用的里减去。"""
    away = sum(one.heads * ((one.until - one.since).days + 1) for one in desk.away)
    whole = ((plan.until - plan.since).days + 1) * desk.heads
    present = max(round(days * (1 - away / whole)), 1) if whole else days
    return needed(
        desk.name, [row for row in rows if row.times], heads=desk.heads, minutes_a_day=desk.minutes, days=present, months=Decimal(len(plan.spans)),
    )


def _reached(route: Route, task: Task, length: int) -> float:
    """这段时间里均匀来的案件，有几成到头以前走到了这一项。"""
    return mean(max(0.0, 1 - task.at * days / length) for days in _middles(route))


def _left(track: Track, route: Route) -> list[tuple[int, float]]:
    """旧存的各件：几天了、其中有几件会以这种方式结。"""
    return [(age, count * _chance(track, route, age)) for age, count in Counter(track.ages).items()]


def _chance(track: Track, route: Route, age: int) -> float:
    chances = {one.way: one.share * lives.beyond(one.days, age) for one in track.routes}
    whole = sum(chances.values())
    return chances[route.way] / whole if whole else route.share / 100


def _due(route: Route, task: Task, age: int, length: int) -> float:
    """已经 ``age`` 天的一件，有几成会在这段时间里做这一项。"""
    longer = [days for days in _middles(route) if days > age] or [age + days for days in _middles(route)]
    return sum(age <= task.at * days <= age + length for days in longer) / len(longer)


def _middles(route: Route) -> list[float]:
    """天数分布各段的中点。"""
    return [(low + high) / 2 for low, high in zip(route.days, route.days[1:], strict=False)]
