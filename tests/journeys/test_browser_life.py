"""一件案件在真浏览器里的一生：导入、上工作台、登记、中止、恢复、报结被拒、报结、手机上批准、结案；每个数点开是它的清单。"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import factories
import pytest
from spine import House
from workbooks import book, row

from zhixing.casework.cases.queries import Case
from zhixing.entrances.web import clock
from zhixing.foundation.approvals.queries import Approval
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import User

pytestmark = pytest.mark.browser
Sit = Callable[..., Any]


@pytest.fixture
def people(site: str) -> None:
    """一家法院里办这件案子要有的人；登录名就是职务。"""
    court = factories.court()
    team = factories.team(court, "简案快执一组", "simple")
    posts = {"filing": None, "judge": team, "team_leader": team, "director": None}
    for post, where in posts.items():
        factories.user(post, court=court, team=where, username=post, name=f"测试{post}", password=factories.PASSWORD)
    factories.user("judge", court=court, team=team, username="panel", name="审判长甲", password=factories.PASSWORD)
    User.objects.update(password_changed_at=clock.now())


def register(page: Any, matter: str, **values: str) -> None:
    """在案件页打开登记事项的抽屉，选一样，填好，登记。"""
    page.click(".page-header a:has-text('登记事项')")
    page.click(f"#drawer a[href*='matter={matter}'] >> nth=0")
    page.wait_for_selector("#drawer form input[name=on]")
    for name, value in values.items():
        page.fill(f"#drawer form [name={name}]", value)
    with page.expect_navigation():
        page.click("#drawer form button[type=submit]")
    page.wait_for_selector("#notice >> text=已登记")


def open_act(page: Any, act: str) -> None:
    """从“更多”里打开一个行为的抽屉。"""
    page.click(".page-header .menu-box summary")
    page.click(f".page-header .menu-list a[href$='/act/{act}/']")
    page.wait_for_selector("#drawer form")


def agree(sit_down: Sit, username: str, case: str) -> None:
    """拿着手机批准。"""
    phone = sit_down(username, phone=True)
    phone.goto("/approvals/")
    phone.click(f"main a:has-text('{case}') >> nth=0")
    phone.wait_for_selector("button:has-text('同意')")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.fill("main textarea, main input[name=opinion]", "同意")
    with phone.expect_navigation():
        phone.click("main button:has-text('同意') >> nth=0")
    phone.wait_for_selector("#notice >> text=已同意")


def agreed(case: str) -> None:
    """等审批的那一张，各级都同意了：手机上一级一级批的，报结时走一遍。"""
    now = clock.now()
    with context.use(context.Context(now=now, entrance="test")):
        stream = Case.objects.get(number=case).stream
        House.approve(Approval.objects.get(stream=stream, state=Approval.State.PENDING), now.date())


def due(page: Any) -> str:
    """“到期节点”里写着什么。"""
    return str(page.inner_text(".case-due"))


def test_a_case_lives_from_a_workbook_to_its_closing(
    people: None, sit_down: Sit, aside: Callable[..., Any], work: Callable[[], None], tmp_path: Path
) -> None:
    today: date = clock.now().date()
    number = f"（{today.year}）内0221执88号"
    handed = {"承办人": "judge", "分案日期": today - timedelta(12)}
    file = tmp_path / "案件.xlsx"
    file.write_bytes(book(row(number, today - timedelta(13), **handed)))
    import_it(sit_down("filing"), file, work)

    page = sit_down("judge", by_hand=True)
    page.click(f".item:has-text('{number}') .item-title a >> nth=0")
    page.wait_for_selector(f"h1:has-text('{number}')")
    case_url = page.url
    assert "首次网络查控" in due(page)
    assert "执行通知" in due(page)

    register(page, "query")
    register(page, "freeze", subject="某银行 尾号3391", amount_fen="4.1万")
    register(page, "notice")
    assert "首次网络查控" not in due(page)
    assert "执行通知" not in due(page)
    assert "执行中" in page.inner_text("h1")

    suspend(page)
    aside(agreed, number)
    page.goto(case_url)
    assert "中止" in page.inner_text("h1")
    open_act(page, "resume")
    with page.expect_navigation():
        page.click("#drawer form button[type=submit]")
    assert "执行中" in page.inner_text("h1")

    register(page, "direct_paid", amount_fen="3.6万")
    propose(page, case_url)
    agree(sit_down, "team_leader", number)
    agree(sit_down, "director", number)
    page.goto(case_url)
    assert "已结案" in page.inner_text("h1")
    assert "结案：执行完毕" in page.inner_text("#tabs")
    assert "记录完整，未被改动" in page.inner_text("#tabs")
    the_numbers_open_their_lists(page, number)


def import_it(page: Any, file: Path, work: Callable[[], None]) -> None:
    """上传、检查、导入。"""
    page.goto("/filing/import/")
    page.set_input_files("input[type=file]", str(file))
    page.click("button:has-text('上传并检查')")
    page.wait_for_selector("#progress")
    work()
    page.click("button:has-text('全部导入 1 件')")
    page.wait_for_selector("#progress")
    work()
    page.wait_for_selector("h1:has-text('已导入 1 件')")


def suspend(page: Any) -> None:
    """报请中止。"""
    open_act(page, "suspend")
    page.fill("#drawer [name=ground]", "申请执行人表示可以延期执行")
    page.fill("#drawer [name=document]", "（2026）内0221执88号之一")
    with page.expect_navigation():
        page.click("#drawer form button[type=submit]")
    page.wait_for_selector("#notice >> text=已报请中止")


def propose(page: Any, case_url: str) -> None:
    """先以终本报结，被拒，理由各有依据和按钮；再以执行完毕报结。"""
    page.goto(f"{case_url}act/propose/?mode=terminated_round")
    assert re.search(r"暂不能报结，还差 \d+ 项", page.inner_text("h1"))
    lacking = "main .item:has(.dot-red)"
    refusal = "\n".join(page.locator(lacking).all_inner_texts())
    assert "依据：" in refusal
    assert "三个月" in refusal
    assert page.is_visible(f"{lacking}:has-text('约谈') a:has-text('登记约谈')")
    page.click("main a:has-text('执行完毕')")
    page.wait_for_selector("h1:has-text('报结：执行完毕')")
    page.select_option("[name=ground]", "performed")
    page.click("main form button[type=submit]")
    page.wait_for_selector("#notice >> text=已报结")
    assert "报结审批中" in page.inner_text("h1")


def the_numbers_open_their_lists(page: Any, number: str) -> None:
    """旧存、新收、已结、未结：数和清单一样长。"""
    page.goto("/cases/")
    page.wait_for_selector("#summary .figure-link")
    label_of = "link => link.parentElement.innerText.trim().split(/\\s/)[0]"
    found = {link.evaluate(label_of): link for link in page.query_selector_all("#summary .figure-link")}
    numbers = {label: (link.inner_text().split("，")[0].strip(), link.get_attribute("href")) for label, link in found.items()}
    assert {label: value for label, (value, _) in numbers.items()} == {"旧存": "0", "新收": "1", "已结": "1", "未结": "0"}
    for label, (value, address) in numbers.items():
        page.goto(address)
        rows = page.query_selector_all("#cases tbody tr")
        assert len(rows) == int(value), label
        assert (number in page.inner_text("main")) == (value == "1"), label
