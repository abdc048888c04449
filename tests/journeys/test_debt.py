"""一笔债在真浏览器里：书记员照主文录入 → 法官看到今日尚欠 → 登记直接履行，欠的少了 → 换口径对比 → 生成、确认计息单 →
改条款写理由 → 已变动，须重新确认 → 导出的表格打得开。"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import factories
import openpyxl
import pytest
from drafts import draft

from zhixing.casework.cases.commands import file_case, set_helper
from zhixing.entrances.web import clock
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import User

pytestmark = pytest.mark.browser
Sit = Callable[..., Any]


def one_case() -> int:
    """一家法院、办案的三个人、一件分给法官并有书记员协办的案件。"""
    court = factories.court()
    team = factories.team(court, "简案快执一组", "simple")
    people = {post: factories.user(post, court=court, team=team, username=post, password=factories.PASSWORD) for post in ("judge", "clerk")}
    filing = factories.user("filing", court=court, username="filing", password=factories.PASSWORD)
    User.objects.update(password_changed_at=clock.now())
    now = clock.now()
    today: date = now.date()
    with context.use(context.Context(now=now, entrance="test")):
        papers = draft(received_on=today - timedelta(20), accepted_on=today - timedelta(19))
        case = file_case(
            actor=filing, court=court, draft=papers, handler=people["judge"], team=team, assigned_on=today - timedelta(10),
        )
        set_helper(case=case.pk, actor=people["judge"], on=today, revision=None, user=people["clerk"], role="clerk", joined=True)
    return int(case.pk)


def owed(page: Any) -> Decimal:
    """题目里的尚欠数。"""
    found = re.search(r"今日尚欠 ([\d,]+\.\d\d) 元", page.inner_text("h1"))
    assert found, page.inner_text("h1")
    return Decimal(found[1].replace(",", ""))


def test_the_sum_owed_from_the_clause_to_the_signed_sheet(site: str, sit_down: Sit, aside: Callable[..., Any], tmp_path: Path) -> None:
    home = f"/cases/{aside(one_case)}/"
    state_it(sit_down("clerk"), home)

    page = sit_down("judge")
    page.goto(f"{home}?tab=debt")
    assert "今日尚欠" in page.inner_text("#tabs")
    page.click("#tabs a:has-text('看计息明细')")
    first = owed(page)
    page.click("main .card a.why >> nth=1")  # 一般债务利息怎么来的
    page.wait_for_selector("#drawer:has-text('逐段')")
    assert "÷365×" in page.inner_text("#drawer")
    assert "《" in page.inner_text("#drawer")

    page.goto(f"{home}debt/")
    pay(page, "1万")
    page.goto(f"{home}debt/")
    assert first - owed(page) == 10_000
    compare(page)

    page.goto(f"{home}debt/")
    page.click("button:has-text('生成计息单')")
    page.wait_for_selector("h1:has-text('第1版计息单')")
    page.click("button:has-text('确认计息单')")
    page.wait_for_selector("h1 .badge:has-text('已确认')")
    change_it(page, home)
    page.goto(f"{home}debt/sheets/")
    assert "已变动，须重新确认" in page.inner_text("main")
    with page.expect_download() as got:
        page.click("main a:has-text('导出')")
    got.value.save_as(tmp_path / got.value.suggested_filename)
    book = openpyxl.load_workbook(tmp_path / got.value.suggested_filename)
    assert book.sheetnames == ["计息单", "推算过程", "依据和口径"]
    on_the_phone(sit_down("judge", phone=True), home)


def state_it(page: Any, home: str) -> None:
    """书记员：空状态 → 手工录入 → 加一条计息条款，先写错再改对 → 保存。"""
    page.goto(f"{home}?tab=debt")
    page.click("#tabs a:has-text('手工录入')")
    page.click("button:has-text('加一条计息条款')")
    page.wait_for_selector(".claim-clause")
    page.select_option("[name=items-0-interest-0-kind]", "yearly")
    page.wait_for_selector("[name=items-0-interest-0-rate]")
    page.fill("[name=items-0-interest-0-rate]", "6")
    page.fill("[name=items-0-interest-0-from_]", "2025-01-01")
    page.click("button:has-text('保存')")
    page.wait_for_selector("text=没有写单位")
    assert page.input_value("[name=items-0-interest-0-from_]") == "2025-01-01"
    page.fill("[name=items-0-interest-0-rate]", "6%")
    page.click("button:has-text('保存')")
    page.wait_for_selector("#notice >> text=计息依据已录入")


def pay(page: Any, amount: str) -> None:
    """登记直接履行。"""
    page.click("a:has-text('登记直接履行')")
    page.wait_for_selector("#drawer form [name=amount_fen]")
    page.fill("#drawer form [name=amount_fen]", amount)
    with page.expect_navigation():
        page.click("#drawer form button[type=submit]")
    page.wait_for_selector("#notice >> text=已登记")


def compare(page: Any) -> None:
    """换成一年360日。"""
    page.click("a:has-text('换口径对比')")
    page.select_option("#choose-basis", "360")
    page.click("button:has-text('并排看')")
    page.wait_for_selector("h1:has-text('多欠')")
    assert page.locator("table[aria-label='逐事对比'] tbody tr").count() > 1


def change_it(page: Any, home: str) -> None:
    """改利率：不写理由不收，写了才收。"""
    page.goto(f"{home}debt/edit/")
    page.fill("[name=items-0-interest-0-rate]", "5.5%")
    page.click("button:has-text('保存')")
    page.wait_for_selector("text=写明为什么改")
    assert page.input_value("[name=items-0-interest-0-rate]") == "5.5%"
    page.fill("[name=reason]", "判决书补正")
    page.click("button:has-text('保存')")
    page.wait_for_selector("#notice >> text=第2版")
    assert "已变动，须重新确认" in page.inner_text("h1")


def on_the_phone(phone: Any, home: str) -> None:
    """手机上每一页都不横着滚。"""
    for address in ("?tab=debt", "debt/", "debt/compare/?basis=360", "debt/edit/", "debt/sheets/1/print/"):
        phone.goto(f"{home}{address}")
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390, address
