"""接管六十件、四十项措施，两项明天届满：立案上传、局长签字、后台接管；该知道的人打开工作台就看到。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import factories
import pytest
from exchange import moving

from zhixing.entrances.web import clock
from zhixing.foundation.people.queries import User

pytestmark = pytest.mark.browser
Sit = Callable[..., Any]
CASES, MEASURES = 60, 40


@pytest.fixture
def people(site: str) -> None:
    """两个团队各一名法官、一名团队长，立案，局长；登录名就是职务。"""
    court = factories.court()
    for n, team in enumerate([factories.team(court, "执行一队"), factories.team(court, "执行二队")], 1):
        for post in ("judge", "team_leader"):
            factories.user(post, court=court, team=team, username=f"{post}{n}", name=f"测试{post}{n}", password=factories.PASSWORD)
    for post in ("filing", "director"):
        factories.user(post, court=court, username=post, name=f"测试{post}", password=factories.PASSWORD)
    User.objects.update(password_changed_at=clock.now())


def test_a_court_moves_in_and_the_right_people_are_warned(
    people: None, sit_down: Sit, work: Callable[[], None], tmp_path: Path
) -> None:
    today: date = clock.now().date()
    tomorrow = today + timedelta(1)
    file = tmp_path / "接管.xlsx"
    file.write_bytes(moving.court(["测试judge1", "测试judge2"], CASES, MEASURES, {10: tomorrow, 11: tomorrow}, today))

    page = sit_down("filing")
    page.goto("/takeover/")
    page.set_input_files("input[type=file]", str(file))
    page.click("button:has-text('上传并核对')")
    page.wait_for_selector("#progress")
    work()
    page.wait_for_selector(f"h1:has-text('{CASES} 件都合格')", timeout=60_000)
    assert page.locator("button:has-text('签字')").count() == 0, "上传的人不能签"
    here = page.url

    head = sit_down("director")
    head.goto(here)
    assert "一致" in head.inner_text("#figures") and "不一致" not in head.inner_text("#figures .table-box >> nth=0 >> tbody")
    head.on("dialog", lambda dialog: dialog.accept())
    head.click(f"button:has-text('签字，接管 {CASES} 件')")
    head.wait_for_selector("#progress")
    work()
    head.wait_for_selector(f"h1:has-text('已接管 {CASES} 件')", timeout=60_000)
    head.click("a:has-text('7 天内') >> nth=0")
    head.wait_for_selector(f"main >> text={moving.number(10)}")
    assert moving.number(11) in head.inner_text("main") and moving.number(12) not in head.inner_text("main")
    phone = sit_down("director", phone=True)
    phone.goto(here)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390

    # 第 10 件归 judge1，第 11 件归 judge2：各在各的工作台；明天是休息日的，今天是最后一个工作日，列在“今天”。各自的团队长、局长看得到
    for n, judge, leader in ((10, "judge1", "team_leader1"), (11, "judge2", "team_leader2")):
        desk = sit_down(judge)
        desk.goto("/")
        if moving.number(n) not in desk.inner_text("main"):
            desk.click("a:has-text('30天内失效的措施')")
        desk.wait_for_selector(f"main >> text={moving.number(n)}")
        assert moving.number(21 - n) not in desk.inner_text("main")
        board = sit_down(leader)
        board.goto(f"/nodes/?until={tomorrow}")
        shown = board.inner_text("main")
        assert moving.number(n) in shown and moving.number(21 - n) not in shown
    head.goto(f"/nodes/?until={tomorrow}")
    assert all(moving.number(n) in head.inner_text("main") for n in (10, 11))
