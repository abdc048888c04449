"""三类案件在真浏览器里走完：保全四十八小时实施、报结、转入执行，到期日不变；执行完毕列出待解除；终本差一项被拒，补上报成，
查到财产申请恢复，立案另立执恢。"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import factories
import pytest
from django.db import transaction
from drafts import draft
from journeys.test_browser_life import agreed, due, open_act, register

from zhixing.casework.cases import commands as cases
from zhixing.casework.cases.queries import Case
from zhixing.casework.control.events import (
    FeedbackReceived,
    InquiryFinished,
    InquiryStarted,
    MeasureTaken,
    QuerySent,
    ReportReceived,
)
from zhixing.casework.documents.events import Issued, Served
from zhixing.casework.sanctions.events import ConsumptionRestricted
from zhixing.entrances.web import clock
from zhixing.entrances.web.ui.words import full_day
from zhixing.foundation.history import context
from zhixing.foundation.history.events import Event
from zhixing.foundation.people.queries import Court, Setting, Team, User

pytestmark = pytest.mark.browser
Sit = Callable[..., Any]
Aside = Callable[..., Any]
DEBTOR = "单晓岚"
ACCOUNT = "某银行 尾号3391"


@pytest.fixture
def people(site: str) -> Court:
    """一家自编案号的法院；登录名就是职务，另有可以组成合议庭的法官。"""
    court = factories.court()
    Setting.objects.create(court=court, key="number_source", value="own")
    team = factories.team(court, "简案快执一组", "simple")
    posts = {"filing": None, "judge": team, "team_leader": team, "director": None, "president": None}
    for post, where in posts.items():
        factories.user(post, court=court, team=where, username=post, name=f"测试{post}", password=factories.PASSWORD)
    factories.user("judge", court=court, team=team, username="panel", name="审判长甲", password=factories.PASSWORD)
    User.objects.update(password_changed_at=clock.now())
    return court


def ago(days: int) -> date:
    """几天以前。"""
    found: date = clock.now().date() - timedelta(days)
    return found


def running(court: Court, accepted_on: date, *events: tuple[Event, date]) -> tuple[str, str]:
    """一件立案、分案、办过 ``events`` 的首次执行案件；案号和它的网址。"""
    judge, filing = User.objects.get(username="judge"), User.objects.get(username="filing")
    with context.use(context.Context(now=clock.now(), entrance="test")), transaction.atomic():
        papers = draft(respondent=DEBTOR, received_on=accepted_on, accepted_on=accepted_on)
        made = cases.file_case(
            actor=filing, court=court, draft=papers, handler=judge, team=Team.objects.get(court=court),
            assigned_on=accepted_on + timedelta(1),
        )
        for event, on in events:
            cases.finish(event, case=Case.objects.get(pk=made.pk), actor=judge, on=on)
    return made.number, f"/cases/{made.pk}/"


def open_case(page: Any, number: str) -> None:
    """从清单里找到这一件，打开。"""
    page.goto(f"/cases/?shelf=all&q={number}")
    page.click(f"#cases a.row-link:has-text('{number}')")
    page.wait_for_selector(f"h1:has-text('{number}')")


def send(page: Any, told: str) -> None:
    """交上抽屉里的表单，等那句话。"""
    with page.expect_navigation():
        page.click("#drawer form button[type=submit]")
    page.wait_for_selector(f"#notice >> text={told}")


def propose(page: Any, mode: str, ground: str = "") -> None:
    """在案件页报结。"""
    page.goto(f"{page.url.split('?')[0].split('#')[0]}act/propose/?mode={mode}")
    if ground:
        page.select_option("main form[method=post] [name=ground]", ground)
    page.click("main form[method=post] button[type=submit]")
    page.wait_for_selector("#notice >> text=已报结")


def test_each_kind_lives_to_its_end(people: Court, sit_down: Sit, aside: Aside) -> None:
    preservation_within_48_hours_then_converted_with_the_same_expiry(sit_down, aside)
    finished_closes_and_lists_what_is_to_be_lifted(people, sit_down, aside)
    terminated_round_refused_then_allowed_then_revived(people, sit_down, aside)


def preservation_within_48_hours_then_converted_with_the_same_expiry(sit_down: Sit, aside: Aside) -> None:
    filing = sit_down("filing")
    filing.goto("/filing/new/")
    filing.select_option("[name=kind]", "执保")
    filing.wait_for_selector("[name=stage]")
    assert "申请保全人" in filing.inner_text("#filing-parties")
    filing.select_option("[name=stage]", "suit")
    filing.check("[name=urgent]")
    filing.fill("[name=suit_number]", "（2026）内0221民初77号")
    filing.fill("[name=cause]", "民间借贷纠纷")
    filing.fill("[name=parties-0-name]", "王秀兰")
    filing.fill("[name=parties-1-name]", DEBTOR)
    filing.fill("[name=titles-0-number]", "（2026）内0221财保3号")
    filing.fill("[name=titles-0-effective_on]", ago(0).isoformat())
    filing.fill("[name=claims-0-amount_fen]", "8万")
    file_it(filing)
    number = re.search(r"（\d{4}）内0221执保1号", filing.inner_text("h1"))
    assert number is not None

    home = filing.url.split("?")[0]
    director = sit_down("director")
    director.goto(home)
    open_act(director, "assign")
    director.select_option("#drawer [name=handler]", label="测试judge（执行法官）")
    director.fill("#drawer [name=reason]", "保全案件，专人办理")
    send(director, "已分案")

    judge = sit_down("judge")
    judge.goto(home)
    assert "开始执行保全裁定（情况紧急）" in due(judge)
    stops = judge.inner_text(".rail")
    assert all(stop in stops for stop in ("财产查询", "实施保全", "告知期限"))
    assert "执行通知" not in judge.inner_text("main")
    until = ago(-360)
    register(judge, "freeze", subject=ACCOUNT, amount_fen="8万", until=until.isoformat())
    assert "开始执行保全裁定" not in due(judge)
    register(judge, "expiry_notice", to="王秀兰")
    propose(judge, "preserved_full")
    aside(agreed, number[0])
    judge.reload()
    assert "已结案" in judge.inner_text("h1")

    open_case(filing, number[0])
    open_act(filing, "convert")
    assert full_day(until) in filing.inner_text("#drawer")
    assert filing.input_value("#drawer [name=title_number]") == "（2026）内0221民初77号"
    filing.fill("#drawer [name=effective_on]", ago(1).isoformat())
    filing.click("#drawer [data-row-add]")
    assert filing.locator("#drawer [data-row]").count() == 4
    send(filing, "已转入执行")
    assert re.search(r"（\d{4}）内0221执1号", filing.inner_text("h1"))
    assert "承接" in filing.inner_text(".note-blue >> nth=0")
    filing.goto(f"{filing.url}?tab=nodes")
    assert f"{until.year}年{until.month}月{until.day}日" in filing.inner_text(f"tr:has-text('冻结银行存款期限（{ACCOUNT}）')")


def file_it(page: Any) -> None:
    """立案；有提醒的看过再立。"""
    again, filed = page.locator("button:has-text('看过了，照样立案')"), page.locator("#notice >> text=已立案")
    page.click(".filing-actions button[value=accept]")
    again.or_(filed).first.wait_for()
    if again.count():
        again.click()
    filed.wait_for()


def finished_closes_and_lists_what_is_to_be_lifted(people: Court, sit_down: Sit, aside: Aside) -> None:
    number, home = aside(
        running, people, ago(20), (MeasureTaken(subject=ACCOUNT, measure="freeze", property="deposit"), ago(18)),
        (ConsumptionRestricted(subject=DEBTOR), ago(15)),
    )
    judge = sit_down("judge")
    judge.goto(f"{home}act/propose/?mode=finished")
    assert re.search(r"暂不能报结，还差 \d+ 项", judge.inner_text("h1"))
    judge.goto(home)
    judge.click(".page-header a:has-text('登记事项')")
    judge.click("#drawer a[href*='matter=direct_paid'] >> nth=0")
    judge.wait_for_selector("#drawer form input[name=on]")
    judge.fill("#drawer [name=amount_fen]", "36000")
    judge.check("#drawer [name=settles]")
    send(judge, "已登记")
    judge.goto(f"{home}act/propose/?mode=finished")
    after = judge.inner_text("main")
    assert f"解除“{ACCOUNT}”的控制措施" in after
    assert f"解除对{DEBTOR}的限制消费" in after
    judge.goto(home)
    propose(judge, "finished", "performed")
    aside(agreed, number)
    judge.goto(home)
    assert "已结案" in judge.inner_text("h1")
    assert judge.is_visible(".case-due a:has-text('解除')")
    assert not judge.is_visible(".case-due a:has-text('续封续冻')")
    judge.click(f".case-due .item:has-text('{ACCOUNT}') a:has-text('解除') >> nth=0")
    judge.wait_for_selector("#drawer form input[name=on]")
    send(judge, "已登记")
    assert ACCOUNT not in due(judge)


def terminated_round_refused_then_allowed_then_revived(people: Court, sit_down: Sit, aside: Aside) -> None:
    number, home = aside(
        running, people, ago(130),
        (Issued(document="enforcement_notice", to=DEBTOR), ago(126)), (Issued(document="report_order", to=DEBTOR), ago(126)),
        (Served(document="enforcement_notice", to=DEBTOR, method="direct"), ago(125)), (ReportReceived(subject=DEBTOR), ago(118)),
        (QuerySent(channel="network"), ago(127)), (FeedbackReceived(), ago(126)), (InquiryStarted(subject="住所地走访"), ago(100)),
        (InquiryFinished(subject="住所地走访"), ago(96)), (QuerySent(channel="network"), ago(20)), (FeedbackReceived(), ago(19)),
        (MeasureTaken(subject="城关镇一处住宅", measure="seize", property="real_estate", rank="waiting"), ago(90)),
        (ConsumptionRestricted(subject=DEBTOR), ago(80)),
    )
    judge = sit_down("judge")
    lacking = lacking_now(judge, home)
    assert "还差 1 项" in lacking
    assert "Z-11" in judge.inner_text("main .item:has(.dot-red)")
    judge.click("main .item:has-text('Z-11') a:has-text('登记约谈')")
    judge.wait_for_selector("#drawer form input[name=on]")
    judge.fill("#drawer [name=person]", "王秀兰")
    with judge.expect_navigation():
        judge.click("#drawer form button[type=submit]")
    judge.wait_for_selector("h1:has-text('报结：终结本次执行程序')")
    judge.select_option("main form[method=post] [name=ground]", "no_property")
    judge.click("main form[method=post] button[type=submit]")
    judge.wait_for_selector("#notice >> text=已报结")
    aside(agreed, number)
    judge.goto(home)
    assert "已结案" in judge.inner_text("h1")
    assert "定期查询" in judge.inner_text(".rail")

    judge.click(".page-header a:has-text('登记事项')")
    judge.click("#drawer a[href*='matter=resume_asked'] >> nth=0")
    judge.wait_for_selector("#drawer form input[name=on]")
    judge.fill("#drawer [name=text]", "查到一辆货车")
    send(judge, "已登记")
    assert "已申请恢复执行" in judge.inner_text("main")

    filing = sit_down("filing")
    filing.goto(home)
    filing.click(".page-header a:has-text('下一步：恢复执行立案')")
    filing.wait_for_selector("#drawer form")
    assert "未履行" in filing.inner_text("#drawer")
    send(filing, "已恢复执行立案")
    assert re.search(r"（\d{4}）内0221执恢1号", filing.inner_text("h1"))
    assert f"由{number}恢复执行" in filing.inner_text("main")
    assert "承接原案" in filing.inner_text("#tabs")
    stops = filing.inner_text(".rail")
    assert all(stop in stops for stop in ("恢复立案", "财产复查", "续行措施"))
    filing.goto(home)
    assert "已恢复执行" in filing.inner_text("main")


def lacking_now(page: Any, home: str) -> str:
    """终本还差几项。"""
    page.goto(f"{home}act/propose/?mode=terminated_round")
    return str(page.inner_text("h1"))
