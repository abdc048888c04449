"""人员测算的测试用的小方案。"""

from __future__ import annotations

from datetime import date

from zhixing.casework.centre.staffing.plan import Away, Desk, Plan, Route, Task, Track

SINCE, UNTIL = date(2026, 1, 1), date(2026, 12, 31)


def small(heads: int = 1, each_month: float = 100.0, minutes: float = 60.0, *, away: tuple[Away, ...] = (), ages: tuple[int, ...] = (),
          urgent: float = 0.0, given: bool = False, waits: float = 30.0) -> Plan:
    """一个岗位、一条轨道、一种结案方式：立案就做一项，过 ``waits`` 天结。"""
    route = Route("ended", "结案", 100.0, (waits, waits), "only")
    return Plan(
        "小方案", SINCE, UNTIL, (Desk("desk", "查控", heads, 420, away),), (Track("normal", "首执·普执", "执", (100.0,), (route,), ages),),
        {"only": (Task("查询", "desk", (minutes,), 0.0),)}, {"执": (each_month,) * 12}, urgent=urgent, given=given,
    )
