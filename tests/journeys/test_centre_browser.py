"""大中心、小团队在真浏览器里的一小段：法官在案件清单上勾选，成批交办，一件一个结果；指挥中心在大厅看到、领下一件；
局长给他办离岗，先看预演，再一次交清。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import factories
import pytest
from drafts import draft

from zhixing.casework.cases.commands import file_case
from zhixing.casework.cases.queries import Case
from zhixing.casework.centre.models import WorkItem
from zhixing.entrances.web import clock
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import User

pytestmark = pytest.mark.browser
CASES = 3


def cases() -> None:
    """三件归 ``judge`` 的案件，同队还有一名法官，指挥中心和局长。"""
    court = factories.court()
    team = factories.team(court, "快执一组", "simple")
    judge = factories.user("judge", court=court, team=team, username="judge", name="测试法官甲", password=factories.PASSWORD)
    factories.user("judge", court=court, team=team, name="测试法官乙")
    filing = factories.user("filing", court=court)
    for post in ("centre", "director"):
        factories.user(post, court=court, username=post, password=factories.PASSWORD)
    User.objects.update(password_changed_at=clock.now())
    today = clock.now().date()
    with context.use(context.Context(now=clock.now(), entrance="test")):
        for _ in range(CASES):
            papers = draft(received_on=today - timedelta(5), accepted_on=today - timedelta(4))
            file_case(actor=filing, court=court, draft=papers, handler=judge, team=team, assigned_on=today - timedelta(3))


def held() -> set[str]:
    """各件归谁。"""
    return set(Case.objects.values_list("handler__name", flat=True))


def test_bulk_asking_the_hall_and_a_departure(site: str, sit_down: Callable[..., Any], aside: Callable[..., Any]) -> None:
    aside(cases)
    judge = sit_down("judge")
    judge.goto("/cases/")
    judge.check("[data-pick-all]")
    judge.click("button:has-text('交办事务')")
    judge.wait_for_selector(f"h1:has-text('给 {CASES} 件案件交办事务')")
    judge.select_option("[name=duty]", "wave")
    with judge.expect_navigation():
        judge.click("#ask-form button[type=submit] >> nth=0")
    judge.wait_for_selector(f"h1:has-text('办成 {CASES} 项')")
    assert aside(WorkItem.objects.count) == CASES

    centre = sit_down("centre")
    centre.goto("/centre/")
    row = centre.inner_text("tbody tr:has-text('发起财产查询')").split()
    assert str(CASES) in row and "申领" in row
    centre.goto("/centre/items/")
    with centre.expect_navigation():
        centre.click("button:has-text('申领下一项')")
    assert aside(WorkItem.objects.filter(assignee__username="centre").count) == 1

    director = sit_down("director")
    director.goto("/centre/leaving/new/")
    director.select_option("[name=user]", label="测试法官甲")
    director.select_option("[name=sort]", "departure")
    director.check("[name=way][value=one]")
    director.check("label:has-text('测试法官乙') input[name=people]")
    director.click("button:has-text('看预演')")
    director.wait_for_selector("h1:has-text('都交得出去')")
    assert director.locator("tbody tr:has-text('测试法官乙')").count() == CASES and aside(held) == {"测试法官甲"}
    director.once("dialog", lambda dialog: dialog.accept())
    with director.expect_navigation():
        director.click("button:has-text('照此交接')")
    director.wait_for_selector("h1:has-text('已交接')")
    assert aside(held) == {"测试法官乙"}
