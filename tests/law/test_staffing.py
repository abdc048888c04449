"""人员测算的规则：人数怎样算，目录里各项对得上。"""

from __future__ import annotations

from decimal import Decimal

import pytest

from zhixing.law.staffing import FULLEST, Load, desk_of, desks, needed, works


def load(times: int, minutes: int) -> Load:
    return Load("查询", Decimal(times), Decimal(minutes))


@pytest.mark.parametrize(("heads", "times", "exact", "wanted", "short", "behind"), [
    (1, 1000, "0.5", 1, 0, 0),
    (1, 1700, "0.9", 1, 0, 0),   # 一人可用 60,000 分钟，八成五是 51,000
    (1, 1701, "0.9", 2, 1, 0),
    (1, 2400, "1.2", 2, 1, 1000),
    (2, 2400, "1.2", 2, 0, 0),
    (0, 2400, "1.2", 2, 2, 6000),
])
def test_heads_are_work_over_available_minutes(heads: int, times: int, exact: str, wanted: int, short: int, behind: int) -> None:
    found = needed("查控", [load(times, 30)], heads=heads, minutes_a_day=240, days=250, months=Decimal(12))
    assert (str(found.value.exact), found.value.heads, found.value.short, found.value.behind) == (exact, wanted, short, behind)
    assert any("每月积下" in step.text for step in found.steps) == bool(behind)


def test_every_step_of_the_reckoning_is_told() -> None:
    found = needed("查控", [load(100, 30), Load("送达", Decimal(50), Decimal(20))], heads=1, minutes_a_day=240, days=250, months=Decimal(12))
    told = [step.text for step in found.steps]
    assert told[0] == "查询：100件次 × 30分钟 = 3000分钟" and told[1] == "送达：50件次 × 20分钟 = 1000分钟"
    assert told[-1] == f"最多用到{FULLEST}%，要1人，现有1人" and all(step.article for step in found.steps)


def test_one_person_counts_at_one_desk() -> None:
    assert desk_of(["centre", "assistant"], "centre") == "centre"
    assert desk_of(["team_leader", "judge"], "complex") == "normal_judge"
    assert desk_of(["judge"], "") == "normal_judge"
    assert desk_of(["supervisor"], "") == desk_of(["judge"], "review") == ""


def test_the_catalogue_holds_together() -> None:
    codes = {desk.code for desk in desks()}
    for work, tasks in works().items():
        assert {task.desk for task in tasks} <= codes and list(tasks) == sorted(tasks, key=lambda one: (one.after, one.at)), work
        assert all(0 <= task.at <= 1 and 0 < task.chance <= 100 and task.minutes > 0 for task in tasks)
        assert 200 < sum(task.minutes * task.chance / 100 for task in tasks) < 800
