"""执行依据从文件到案件：交一份文书，读出的和原文对照，回填、改一处、立案；承办人照同一份文书录入计息依据。"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import factories
import pytest
from drafts import citizen, draft
from exchange import docxs

from zhixing.casework.cases.commands import file_case
from zhixing.casework.cases.queries import Case
from zhixing.entrances.web import clock
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import User

pytestmark = pytest.mark.browser
Sit = Callable[..., Any]

def paper() -> str:
    one, other = citizen(1), citizen(2)
    return (
        "内蒙古自治区青山县人民法院\n民 事 判 决 书\n（2025）内0299民初77号\n"
        f"原告：林立春，女，公民身份号码{one}，住内蒙古自治区青山县一街1号。\n被告：郑小满，男，公民身份号码{other}，住内蒙古自治区青山县二街2号。\n"
        "原告林立春与被告郑小满民间借贷纠纷一案，现已审理终结。\n本院认为，被告应当还款。判决如下：\n"
        "一、被告郑小满于本判决生效之日起十日内偿还原告林立春借款本金500000元及利息（以500000元为基数，自2021年3月1日起至实际清偿之日止，"
        "按照全国银行间同业拆借中心公布的一年期贷款市场报价利率的四倍计算）；\n二、被告郑小满于本判决生效之日起十日内支付原告林立春律师费8000元及利息；\n"
        "三、驳回原告林立春的其他诉讼请求。\n审 判 员 某某\n二〇二五年五月二十日\n"
    )


@pytest.fixture
def people(site: str) -> None:
    """立案的人和承办人。"""
    court = factories.court()
    team = factories.team(court, "简案快执一组", "simple")
    for post, where in {"filing": None, "judge": team}.items():
        factories.user(post, court=court, team=where, username=post, name=f"测试{post}", password=factories.PASSWORD)
    User.objects.update(password_changed_at=clock.now())


def assigned() -> int:
    """一件已经分给承办人的案件。"""
    now = clock.now()
    judge, filing = User.objects.get(username="judge"), User.objects.get(username="filing")
    today = now.date()
    with context.use(context.Context(now=now, entrance="test")):
        papers = draft(received_on=today - timedelta(4), accepted_on=today - timedelta(3))
        return file_case(
            actor=filing, court=filing.court, draft=papers, handler=judge, team=judge.holdings.get().team, assigned_on=today - timedelta(1),
        ).pk


def filed() -> tuple[set[str], str, int | None]:
    """立成的案件：当事人、依据的文号、标的。"""
    case = Case.objects.get()
    return {party.name for party in case.parties.all()}, case.titles.get().number, case.claim_fen


def shot(page: Any, name: str) -> None:
    """要看样子的时候（ZHIXING_SHOTS 是存放的地方）。"""
    if where := os.environ.get("ZHIXING_SHOTS"):
        page.screenshot(path=str(Path(where) / f"{name}.png"), full_page=False)


def test_a_paper_becomes_a_case_and_its_debt(people: None, sit_down: Sit, aside: Callable[..., Any], tmp_path: Path) -> None:
    file = tmp_path / "判决书.docx"
    file.write_bytes(docxs.lines(paper()))

    page = sit_down("filing")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/filing/new/")
    page.click(".page-header a:has-text('从裁判文书回填')")
    page.set_input_files("input[type=file]", str(file))
    with page.expect_navigation():
        page.click("button:has-text('识别')")
    shot(page, "filing-read-1440")
    both_ways(page)

    with page.expect_navigation():
        page.click("button:has-text('填进收件表')")
    assert page.input_value("[name=titles-0-number]") == "（2025）内0299民初77号"
    assert page.input_value("[name=claims-0-amount_fen]") == "500000.00"
    page.fill("[name=parties-0-name]", "林立春春")
    shot(page, "filing-filled-1440")
    page.click("button[value=accept]")
    page.wait_for_selector("#filing >> text=再点一次")
    shot(page, "filing-warned-1440")
    with page.expect_navigation():
        page.click("button[value=accept]")
    assert aside(filed) == ({"林立春春", "郑小满"}, "（2025）内0299民初77号", 50_800_000)

    case = aside(assigned)
    judge = sit_down("judge")
    judge.set_viewport_size({"width": 1440, "height": 900})
    judge.goto(f"/cases/{case}/?tab=debt")
    judge.click("a[href$='/debt/from-judgment/']")
    judge.fill("[name=effective_on]", "2025-06-10")
    judge.set_input_files("input[type=file]", str(file))
    with judge.expect_navigation():
        judge.click("button:has-text('识别')")
    shot(judge, "debt-read-1440")
    both_ways(judge)
    with judge.expect_navigation():
        judge.click("button:has-text('用这些内容填写')")
    assert judge.input_value("[name=items-0-amount]") == "500000.00"
    assert judge.input_value("[name=items-0-due]") == "2025-06-20"
    shot(judge, "debt-editor-1440")


def both_ways(page: Any) -> None:
    """点值到原文，点原文回到值；指着也亮。"""
    value = page.locator(".judged-value[href]").first
    value.hover()
    page.wait_for_selector(".judged-mark.judged-lit")
    value.click()
    page.wait_for_selector(".judged-mark:target")
    page.locator(".judged-mark:target").click()
    page.wait_for_selector(".judged-row:target")


def test_on_a_phone_it_is_one_column(people: None, sit_down: Sit, tmp_path: Path) -> None:
    phone = sit_down("filing", phone=True)
    phone.goto("/filing/read/")
    phone.fill("textarea[name=text]", paper())
    with phone.expect_navigation():
        phone.click("button:has-text('识别')")
    shot(phone, "filing-read-390")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.locator(".judged-value[href]").first.click()
    phone.wait_for_selector(".judged-mark:target")
    shot(phone, "filing-read-390-words")
