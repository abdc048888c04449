"""一次财产查控在真浏览器里的一程：指挥中心成批查询，局长签发，模拟的协助单位自己来取、反馈；工资专户不许冻；一键拟冻结，签发、用印，
两个经办人同时发出只发一次；扣划一万元，钱汇到模拟的银行，对账单入账、对到案件，节点的灯跟着变；快到期时逐级预警，去续行。

连点两下发出、旧的页面交上来、同样的再交一次，都只有一次。
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import factories
import pytest
from case_debts import LOAN
from control.desk import BANK, CARS, agency, officer
from drafts import draft, person
from funds.money import court_account
from journeys.counter import KEY, Counter, upload

from zhixing.casework.cases.commands import file_case
from zhixing.casework.control.models import Measure, Order, Wave
from zhixing.casework.control.queries_orders import ALIVE
from zhixing.casework.funds import commands as funds
from zhixing.casework.funds.verify_ledger import verify
from zhixing.demo.invent import credit_code
from zhixing.entrances.jobs import tasks
from zhixing.entrances.web import clock
from zhixing.exchange.simulators import agencies as simulator
from zhixing.exchange.simulators.agencies_book import Book
from zhixing.exchange.simulators.agencies_pay import Bank
from zhixing.exchange.simulators.agencies_people import Agency, Person, holdings
from zhixing.exchange.simulators.agencies_plan import Plan
from zhixing.exchange.simulators.answering import key_of
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import Entry
from zhixing.foundation.history.verify import verify as chains
from zhixing.foundation.people.queries import User

pytestmark = pytest.mark.browser
Sit = Callable[..., Any]
Aside = Callable[..., Any]
DEBTOR, PAPER = "昌河建筑有限公司", credit_code(7)
KINDS = {BANK: Agency(BANK, "北疆银行", "bank"), CARS: Agency(CARS, "车辆管理所", "register", "vehicle")}
PLAN = {"names": {DEBTOR: ["special"]}}
"""点了他的名：第一个账户是专户。"""
WAGES = "农民工工资"
SEND_AND_MARK = """() => {
  document.querySelector('main').dataset.before = '1';
  [...document.querySelectorAll('button')].find(one => one.innerText.trim() === '发出').click();
}"""
"""点发出；旧的一页做上记号，好等到新的一页。"""


def now() -> context.Context:
    return context.Context(now=clock.now(), entrance="test")


def one_case() -> tuple[int, str, str]:
    """一家启用了总账、登记了两家协助单位的法院，办查控要有的人，一件被执行人是建筑公司的案件；给出案件、执行款账户的账号和户名。"""
    court = factories.court()
    team = factories.team(court, "简案快执一组", "simple")
    where = {"judge": team, "team_leader": team}
    staff = {
        name: factories.user(post, court=court, team=where.get(post), username=name, password=factories.PASSWORD)
        for name, post in {"judge": "judge", "team_leader": "team_leader", "filing": "filing", "director": "director", "centre": "centre",
                           "centre2": "centre", "funds": "funds"}.items()
    }
    User.objects.update(password_changed_at=clock.now())
    today = clock.now().date()
    account = court_account(court, live_on=today - timedelta(30))
    givers = [agency(court, BANK), agency(court, CARS)]
    for name in ("centre", "centre2"):
        officer(staff[name], *givers, since=today - timedelta(300), until=today + timedelta(300))
    with context.use(now()):
        company = person("respondent", DEBTOR, nature="unit", paper="uscc", paper_number=PAPER)
        papers = draft(received_on=today - timedelta(5), accepted_on=today - timedelta(4), parties=(person("applicant", "王秀兰"), company))
        case = file_case(
            actor=staff["filing"], court=court, draft=papers, handler=staff["judge"], team=team, assigned_on=today - timedelta(3),
        )
        funds.state_debt(case=case.pk, actor=staff["judge"], revision=None, on=today, data=LOAN, reason="照判决书录入")
    return int(case.pk), account.number, account.holder


def seed() -> int:
    """编出这样一个人的种子：第一个账户是工资专户，另有一个存着十万元以上的。"""
    return next(number for number in count() if _fits(number))


def _fits(number: int) -> bool:
    found = [one for one in holdings(Plan.of(PLAN, number), KINDS[BANK], Person(DEBTOR, PAPER)) if one.kind == "deposit"]
    return len(found) > 1 and found[0].sort.startswith(WAGES) and found[1].fen > 10_000_000


@pytest.fixture
def agencies(site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Counter], simulator.Network]:
    """模拟的协助单位：走一轮，就到法院去取一次。"""
    keys = tmp_path / "keys"
    keys.mkdir()
    monkeypatch.setenv("ZHIXING_AGENCY_KEYS", str(keys))

    def opened(counter: Counter) -> simulator.Network:
        return simulator.Network(
            KINDS, {code: key_of(keys / f"{code}.key") for code in KINDS}, Book(KINDS, Plan.of(PLAN, seed())), simulator.sending(site),
            Bank(counter.url, KEY), clock.now,
        )

    return opened


def test_from_the_wave_to_the_warning(
    site: str, sit_down: Sit, aside: Aside, counter_at: Callable[..., Counter], agencies: Callable[[Counter], simulator.Network],
    seal: Path, settings: Any, tmp_path: Path,
) -> None:
    number, account, holder = aside(one_case)
    home, counter, file = f"/cases/{number}/", counter_at(account, holder=holder), tmp_path / "对账单.xml"
    network = agencies(counter)
    centre, judge, keeper = (sit_down(name) for name in ("centre", "judge", "funds"))
    judge.route("**/documents/*/page/*/", lambda route: route.abort())  # 文书各页的图片不看

    assert rail(judge, home, "控制措施") == "todo"
    asked(centre, sit_down("director"), aside, network)
    seen = nodes(judge, home)
    assert "办结" in seen["首次网络查控"] and "办结" in seen["等候查询反馈"] and "剩" in seen["冻结银行存款"]
    the_guard(judge, home, aside)

    freeze = frozen(judge, home)
    sealed(judge, centre, freeze)
    stale = judge.context.new_page()
    stale.goto(f"{freeze}void/")
    both_at_once(freeze, centre, sit_down("centre2"))
    answered(judge, freeze, aside, network)
    out_of_date(stale)
    seen = nodes(judge, home)
    assert "办结" in seen["冻结银行存款"] and "剩" in seen["冻结银行存款期限"] and "剩" in seen["启动划拨"]

    owed_before = owed(judge, home)
    sub_account(judge, home)
    deduct = deducted(judge, home, "10000")
    sealed(judge, centre, deduct)
    sent_by_two_clicks(centre, deduct)
    answered(judge, deduct, aside, network)
    assert len(aside(sent)) == 2, "冻结、扣划各发出一次"
    seen = nodes(judge, home)
    assert "办结" in seen["启动划拨"] and "剩" in seen["冻结银行存款期限"], "扣剩的还看守着"
    assert [one.name for one in counter.bank.book.accounts[account].entries] == [DEBTOR]
    assert "新收 1 笔，对到案件 1 笔" in upload(keeper, counter.statement(keeper, file))
    assert "没有新的" in upload(keeper, file)
    assert owed(judge, home) == owed_before - 10_000 and rail(judge, home, "案款发放") in ("now", "soon")

    for left, told, others in ((45, ("judge",), ("team_leader",)), (3, ("team_leader", "director"), ())):
        aside(days_left, settings, left)
        for name in (*told, *others):
            assert ("到期预警 1 项" in home_of(sit_down(name))) == (name in told), (left, name)
    to_renew(judge, home)
    aside(all_is_right)


# ---- 查 ----


def asked(centre: Any, director: Any, aside: Aside, network: simulator.Network) -> None:
    """指挥中心发起全部新收的，连点两下也是一批；局长签发；不用刷新，看着查完。"""
    centre.goto("/control/waves/new/?which=new")
    centre.dblclick("button[name=all]")
    centre.wait_for_selector("#notice >> text=等签发")
    assert aside(Wave.objects.count) == 1
    director.goto(centre.url)
    director.once("dialog", lambda dialog: dialog.accept())
    with director.expect_navigation():
        director.click("button:has-text('签发')")
    director.wait_for_selector("#notice >> text=已签发")
    done = director.locator("h1:has-text('已反馈 2 次，共 2 次查询')")
    for _ in range(200):
        aside(turned, network)
        director.wait_for_timeout(300)
        if done.count():
            return
    pytest.fail(f"没有看到查完：{director.inner_text('main')}")


def turned(network: simulator.Network) -> int:
    """协助单位走一轮，后台读他们交来的；还有几道没有办完。"""
    network.round()
    tasks.read_replies(0)
    return Order.objects.filter(state__in=ALIVE).count()


def the_guard(page: Any, home: str, aside: Aside) -> None:
    """工资专户标着规则；清单上不能勾，单独拟也拟不成，说了哪一条、下一步怎么办。"""
    page.goto(f"{home}?tab=assets")
    assert page.locator("#holdings tbody tr").count() >= 2
    assert WAGES in page.inner_text("#holdings tbody")
    page.goto(f"{home}control/propose/")
    row = page.locator(f"#lines tbody tr:has-text('{WAGES}')")
    assert row.count() == 1 and row.locator("input[name=pick]").count() == 0, page.inner_text("main")
    assert "保障农民工工资支付条例" in row.inner_text()
    row.locator("a:has-text('单独拟')").click()
    page.wait_for_selector("button:has-text('拟控制令')")
    with page.expect_navigation():
        page.click("button:has-text('拟控制令')")
    told = page.inner_text("main")
    assert "保障农民工工资支付条例" in told and "合议庭" in told, told
    assert aside(Order.objects.count) == 0


# ---- 拟、签、发 ----


def frozen(page: Any, home: str) -> str:
    """一键拟冻结：勾好的是另一个账户，冻结到还差的数；连点两下，拟一道。打开它。"""
    page.goto(f"{home}control/propose/")
    assert re.search("建议控制 1 项", page.inner_text("h1"))
    page.dblclick("button:has-text('拟勾选的控制令')")
    page.wait_for_selector("#notice >> text=已拟 1 道控制令")
    assert page.locator("#going tbody tr").count() == 1
    page.click("#going tbody tr a >> nth=0")
    page.wait_for_url(re.compile(r"/control/orders/\d+/$"))
    return str(page.url)


def deducted(page: Any, home: str, yuan: str) -> str:
    """在冻结的那一项上按扣划，写多少，拟好；打开的是这一道。"""
    page.goto(f"{home}?tab=assets")
    page.goto(page.get_attribute("#running a:has-text('扣划')", "href"))
    page.fill("[name=amount_fen]", yuan)
    with page.expect_navigation():
        page.click("button:has-text('拟扣划令')")
    page.wait_for_selector("#notice >> text=已拟")
    return str(page.url)


def sealed(judge: Any, centre: Any, order: str) -> None:
    """裁定书、协助执行通知书：法官一份一份签发，指挥中心勾选了一起用印。"""
    judge.goto(order)
    for _ in range(2):
        with judge.expect_navigation():
            judge.click("form[action$='/sign/'] button >> nth=0")
        judge.wait_for_selector("#notice >> text=已签发")
    assert judge.url == order and judge.locator("form[action$='/sign/']").count() == 0
    centre.goto("/documents/?shelf=seal")
    centre.check("[data-pick-all]")
    centre.click("button:has-text('用印勾选的')")
    centre.wait_for_selector("h1:has-text('用印：办成 2 份')")


def both_at_once(order: str, one: Any, two: Any) -> None:
    """两个经办人打开同一道，同时点发出：一个发出，另一个看到已经有人办了。"""
    for page in (one, two):
        page.goto(order)
    for page in (one, two):
        page.evaluate(SEND_AND_MARK)
    for page in (one, two):
        page.wait_for_selector("main:not([data-before])")
        page.wait_for_load_state()
    told = [page.inner_text("main") for page in (one, two)]
    assert sorted("刚才有人改动过" in text for text in told) == [False, True], told


def sent_by_two_clicks(page: Any, order: str) -> None:
    """连点两下发出；照样的再交一次，不再发。"""
    page.goto(order)
    button = "form[action$='/send/']"
    address, form = page.get_attribute(button, "action"), page.evaluate(f"Object.fromEntries(new FormData(document.querySelector(\"{button}\")))")
    page.dblclick("button:has-text('发出')")
    page.wait_for_selector("#notice >> text=已发出")
    again = page.request.post(address, form=form, headers={"Referer": order})
    assert again.status == 409 and "刚才有人改动过" in again.text()


def out_of_date(page: Any) -> None:
    """发出以前打开的作废，办成以后才交：不作废，说现在怎样。"""
    page.fill("[name=reason]", "另找财产")
    with page.expect_navigation():
        page.click("button:has-text('作废')")
    assert "刚才有人改动过" in page.inner_text("main")


def answered(page: Any, order: str, aside: Aside, network: simulator.Network) -> None:
    """等银行办好：后台读它交来的；办好了，页面上写着。"""
    assert any(aside(turned, network) == 0 for _ in range(9))
    page.goto(order)
    assert "已办" in page.inner_text(".page-header"), page.inner_text("body")


def sent() -> list[str]:
    """发出过的。"""
    return list(Entry.objects.filter(type="control.OrderSent").values_list("payload__number", flat=True))


# ---- 钱、灯 ----


def owed(page: Any, home: str) -> Decimal:
    """今日尚欠。"""
    page.goto(f"{home}debt/")
    found = re.search(r"今日尚欠 ([\d,]+\.\d\d) 元", page.inner_text("body"))
    assert found
    return Decimal(found[1].replace(",", ""))


def sub_account(page: Any, home: str) -> None:
    """开子账户，扣划的钱汇到这里。"""
    page.goto(f"{home}?tab=money")
    with page.expect_navigation():
        page.click("#tabs button:has-text('开子账户')")


def rail(page: Any, home: str, name: str) -> str:
    """办案轨道上这一站。"""
    page.goto(home)
    return str(page.get_attribute(f".rail li:has-text('{name}')", "class")).removeprefix("stop ")


def nodes(page: Any, home: str) -> dict[str, str]:
    """各个节点的一行：名称（不连同哪一项）→ 写着什么；同名的看先列的。"""
    page.goto(f"{home}?tab=nodes")
    rows = page.locator("#tabs tbody tr").all_inner_texts()
    return {re.split(r"[\s（]", row)[0]: row for row in reversed(rows)}


# ---- 到期 ----


def days_left(settings: Any, left: int) -> None:
    """钟拨到扣剩的、还冻结着的那些离届满还有几天，看守看一遍。"""
    row = Measure.objects.get(state=Measure.State.ACTIVE)
    assert row.until is not None
    settings.DEMO_SHIFT -= (row.until - clock.now().date()).days - left
    User.objects.update(password_changed_at=clock.now())
    tasks.watch_measures(0)


def home_of(page: Any) -> str:
    """这个人的工作台。"""
    page.goto("/")
    return str(page.inner_text("main"))


def to_renew(page: Any, home: str) -> None:
    """预警点开是案件；节点亮着灯，到期日历上有它；续行的清单已经勾好。"""
    assert "剩 3 天" in nodes(page, home)["冻结银行存款期限"]
    page.goto("/control/expiring/?state=week")
    told = page.text_content("#expiring tbody tr")
    assert re.search(r"剩 3 天.*届满前 [13] 天的预警已发", told, re.DOTALL), f"一天那一档逢休息日的，提前到工作日：{told}"
    page.goto(f"{home}?tab=assets")
    page.click("a:has-text('续封续冻')")
    page.wait_for_selector("#lines tbody tr input[name=pick]:checked")


def all_is_right() -> None:
    """总账、证据链核验无误。"""
    assert verify().ok and chains().first is None
