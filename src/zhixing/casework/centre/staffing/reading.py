"""认出一份方案：写得不对的各处一次都指出来，什么也不算。"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any, Final

from zhixing.casework.centre.staffing.plan import SEED, Away, Desk, Plan, Route, Task, Track, month_starts
from zhixing.law import texts
from zhixing.law.finding import Finding, Reason, Refused
from zhixing.law.staffing import BASIS, DAY_MINUTES
from zhixing.law.terms import add_months

MOST_CASES: Final = 100_000
"""一份方案里至多几件。"""
MOST_TEXT: Final = 400_000
MOST_HEADS: Final = 500
MOST_ROWS: Final = 200
LONGEST: Final = 36
"""至多算几个月。"""
_NUMBER: Final = (int, float)


def read(text: str) -> Plan:
    """TOML → 方案。看不懂、写得不对的抛出 :class:`~zhixing.law.finding.Refused`，每一处一条理由。"""
    problems: list[str] = []
    plan = _plan(_Table("方案", _parsed(text), problems))
    if not problems:
        problems += _faults(plan)
    if problems:
        raise Refused(Finding(None, (BASIS,), reasons=tuple(_reason(one) for one in problems[:MOST_ROWS])))
    return plan


def _reason(problem: str) -> Reason:
    return Reason("staffing.plan", problem, BASIS, remedy="照 docs/areas/staffing.md 的写法改好再算。")


def _parsed(text: str) -> dict[str, Any]:
    if len(text) > MOST_TEXT:
        raise Refused(Finding(None, (BASIS,), reasons=(_reason(f"方案太长，不超过{MOST_TEXT}个字。"),)))
    try:
        return texts.toml(text)
    except ValueError as error:
        raise Refused(Finding(None, (BASIS,), reasons=(_reason(f"方案不是 TOML：{error}。"),))) from None


class _Table:
    """一张表：逐栏取，取过的记下，没有取的是不认识的。"""

    def __init__(self, name: str, row: object, problems: list[str]) -> None:
        self.name, self.problems = name, problems
        self.row: dict[str, Any] = row if isinstance(row, dict) else {}
        self.known: set[str] = set()
        if not isinstance(row, dict):
            self.wrong("应是一张表")

    def wrong(self, problem: str) -> None:
        """记下一处不对。"""
        self.problems.append(f"{self.name}：{problem}。")

    def take(self, key: str, default: Any, fits: Callable[[Any], bool], what: str) -> Any:
        """取一栏。没有写的用 ``default``；``default`` 为空的必须写。"""
        self.known.add(key)
        value = self.row.get(key, default)
        if value is None or (key in self.row and not fits(value)):
            self.wrong(f"{key} {'没有写' if value is None else '不对'}，应是{what}")
            return default
        return value

    def number(self, key: str, low: float, high: float, default: float | None = None) -> float:
        """一个数。"""
        return float(self.take(key, default, lambda value: _number(value, low, high), f"{low:g}到{high:g}的数") or 0)

    def whole(self, key: str, low: int, high: int, default: int | None = None) -> int:
        """一个整数。"""
        fits = lambda value: isinstance(value, int) and _number(value, low, high)
        return int(self.take(key, default, fits, f"{low}到{high}的整数") or 0)

    def text(self, key: str, most: int = 40, default: str | None = None) -> str:
        """一段字。"""
        return str(self.take(key, default, lambda value: isinstance(value, str) and len(value) <= most, f"不超过{most}个字的文字") or "")

    def day(self, key: str) -> date:
        """一天。"""
        found: date | None = self.take(key, None, lambda value: type(value) is date and 2000 <= value.year <= 2200, "日子，如 2026-01-01")
        return found or date.min

    def flag(self, key: str) -> bool:
        """是否。"""
        return bool(self.take(key, False, lambda value: isinstance(value, bool), " true 或者 false"))

    def numbers(self, key: str, low: float, high: float, default: tuple[float, ...] | None = None) -> tuple[float, ...]:
        """几个数。"""
        fits = lambda value: isinstance(value, list) and len(value) <= MOST_CASES and all(_number(one, low, high) for one in value)
        return tuple(float(one) for one in self.take(key, default, fits, f"几个{low:g}到{high:g}的数") or ())

    def either(self, key: str, low: float, high: float) -> tuple[float, ...]:
        """一个数，或者几个数。"""
        return self.numbers(key, low, high) if isinstance(self.row.get(key), list) else (self.number(key, low, high),)

    def rows(self, key: str, name: str) -> list[_Table]:
        """几张同样的表。"""
        found = self.take(key, [], lambda value: isinstance(value, list) and len(value) <= MOST_ROWS, f"不超过{MOST_ROWS}张表")
        return [_Table(f"第{n}个{name}", row, self.problems) for n, row in enumerate(found, 1)]

    def close(self) -> None:
        """还有没有取的栏，是不认识的。"""
        for key in self.row.keys() - self.known:
            self.wrong(f"不认识“{key[:40]}”")


def _number(value: object, low: float, high: float) -> bool:
    return isinstance(value, _NUMBER) and not isinstance(value, bool) and low <= value <= high


# ---- 各张表 ----


def _plan(top: _Table) -> Plan:
    tracks, routes = [_track(row) for row in top.rows("track", "轨道 [[track]]")], [_route(row) for row in top.rows("route", "结案方式 [[route]]")]
    tasks = [_task(row) for row in top.rows("task", "工作 [[task]]")]
    found = Plan(
        top.text("name", 80), top.day("since"), top.day("until"), tuple(_desk(row) for row in top.rows("desk", "岗位 [[desk]]")),
        tuple(replace(track, routes=tuple(one for code, one in routes if code == track.code)) for track in tracks), _grouped(tasks),
        dict(_flow(row) for row in top.rows("flow", "新收 [[flow]]")), top.whole("seed", 0, 2**53, SEED), top.number("growth", -90, 900, 0),
        top.number("urgent", 0, 100, 0), top.flag("given"), top.flag("settle"),
        top.text("note", 500, ""),
    )
    top.problems += [f"结案方式写的轨道“{code}”没有。" for code, _ in routes if code not in {track.code for track in tracks}]
    top.close()
    return found


def _grouped(tasks: Iterable[tuple[str, Task]]) -> dict[str, tuple[Task, ...]]:
    found: dict[str, tuple[Task, ...]] = {}
    for work, task in tasks:
        found[work] = (*found.get(work, ()), task)
    return {work: tuple(sorted(rows, key=lambda one: (one.after, one.at))) for work, rows in found.items()}


def _desk(row: _Table) -> Desk:
    found = Desk(
        row.text("code"), row.text("name"), row.whole("heads", 0, MOST_HEADS), row.whole("minutes", 1, DAY_MINUTES),
        tuple(_away(one) for one in row.rows("away", f"{row.name}的 away")),
    )
    row.close()
    return found


def _away(row: _Table) -> Away:
    found = Away(row.whole("heads", 1, MOST_HEADS), row.day("since"), row.day("until"))
    row.close()
    return found


def _track(row: _Table) -> Track:
    ages = tuple(int(one) for one in row.numbers("ages", 1, 20_000, ()))
    found = Track(row.text("code"), row.text("name"), row.text("kind", 4), row.either("share", 0, 100), (), ages)
    row.close()
    return found


def _route(row: _Table) -> tuple[str, Route]:
    code = row.text("track")
    found = Route(
        row.text("way"), row.text("name"), row.number("share", 0, 100), row.numbers("days", 0, 20_000), row.text("work"),
        row.number("lag", 0, 3650, 0),
    )
    row.close()
    return code, found


def _task(row: _Table) -> tuple[str, Task]:
    work = row.text("work")
    found = Task(
        row.text("name"), row.text("desk"), row.either("minutes", 0, 100_000), row.number("at", 0, 1),
        row.number("chance", 0, 100, 100), row.number("rework", 0, 100, 0), row.flag("after"), row.whole("measured", 0, 10**9, 0),
    )
    row.close()
    return work, found


def _flow(row: _Table) -> tuple[str, tuple[float, ...]]:
    found = row.text("kind", 4), row.numbers("months", 0, MOST_CASES)
    row.close()
    return found


# ---- 合在一起对不对 ----


def _faults(plan: Plan) -> Iterator[str]:
    """逐项核对；前面不对的，后面的不再看。"""
    for check in (_period, _names, _monthly, _shares, _references, _quantiles, _size):
        found = list(check(plan))
        if found:
            yield from found
            return


def _period(plan: Plan) -> Iterator[str]:
    if plan.until <= plan.since or plan.until > add_months(plan.since, LONGEST):
        yield f"起止日不对：until 要在 since 以后，至多{LONGEST}个月。"
        return
    spans = len(month_starts(plan.since, plan.until))
    for kind, months in plan.months.items():
        if len(months) != spans:
            yield f"{kind}的每月新收写了{len(months)}个月，应是{spans}个月。"
    for desk in plan.desks:
        if any(one.until < one.since for one in desk.away):
            yield f"{desk.name}的 away 止日在起日以前。"


def _monthly(plan: Plan) -> Iterator[str]:
    for track in plan.tracks:
        if len(track.share) not in (1, len(plan.spans)):
            yield f"{track.name}的 share 写了{len(track.share)}个，应是一个，或者每月一个（{len(plan.spans)}个）。"


def _names(plan: Plan) -> Iterator[str]:
    for what, codes in (("岗位", [one.code for one in plan.desks]), ("轨道", [one.code for one in plan.tracks])):
        yield from (f"{what}代码“{code}”写了两次。" for code in sorted({code for code in codes if codes.count(code) > 1}))
        if not codes:
            yield f"一个{what}也没有。"


def _shares(plan: Plan) -> Iterator[str]:
    for kind in dict.fromkeys(track.kind for track in plan.tracks):
        tracks = [track for track in plan.tracks if track.kind == kind]
        totals = {round(sum(track.share_in(month) for track in tracks), 2) for month in range(len(plan.spans))}
        yield from (f"{kind}各轨道的 share 合{total:g}，应合 100。" for total in sorted(totals) if abs(total - 100) > 0.5)
    for track in plan.tracks:
        total = sum(route.share for route in track.routes)
        if abs(total - 100) > 0.5:
            yield f"{track.name}各结案方式的 share 合{total:g}，应合 100。"
    for kind in plan.months.keys() - {track.kind for track in plan.tracks}:
        yield f"{kind}有新收，没有轨道。"


def _references(plan: Plan) -> Iterator[str]:
    works = dict.fromkeys(route.work for track in plan.tracks for route in track.routes)
    yield from (f"没有叫“{work}”的一套工作。" for work in works if work not in plan.works)
    heads = {desk.code: desk.heads for desk in plan.desks}
    needed = dict.fromkeys(task.desk for work in works for task in plan.works.get(work, ()))
    for code in needed:
        if code not in heads:
            yield f"没有叫“{code}”的岗位，它的工作没有人做。"
        elif not heads[code]:
            yield f"{plan.desk(code).name}一个人也没有，要它办的案件永远办不完：至少写 1 人，或者把工作改到别的岗位。"


def _quantiles(plan: Plan) -> Iterator[str]:
    for track in plan.tracks:
        for route in track.routes:
            if len(route.days) < 2 or list(route.days) != sorted(route.days):
                yield f"{route.name}的 days 应是由小到大的两个以上的分位。"
    for work, tasks in plan.works.items():
        for task in tasks:
            if list(task.minutes) != sorted(task.minutes) or not task.minutes:
                yield f"{work}的{task.name}：minutes 几个分位应由小到大。"


def _size(plan: Plan) -> Iterator[str]:
    total = sum(sum(plan.arrivals(kind)) for kind in plan.months) + sum(len(track.ages) for track in plan.tracks)
    if total > MOST_CASES:
        yield f"一共{total:.0f}件，至多{MOST_CASES}件。"
    if not total:
        yield "没有新收，也没有旧存，没有什么可算。"
