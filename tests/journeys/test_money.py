"""一笔案款在真浏览器里的一程：银行来了款、自己对到案件 → 计息单 → 发放审批表 → 五个人同意 → 付款文件 → 银行的结果 → 付清；
执行费户名不符，再付一次；申请执行人的款付了又退汇，再付一次。两人同时点、连点两下、同一个文件再传，都只有一次。"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import factories
import pytest
from case_debts import LOAN
from django.db.models import Sum
from drafts import draft
from funds.money import court_account
from journeys.counter import Counter, upload
from spine import House

from zhixing.casework.cases.commands import confirm_account, file_case
from zhixing.casework.cases.models import Party
from zhixing.casework.funds import commands as funds
from zhixing.casework.funds.commands import payees
from zhixing.casework.funds.commands.books import reconcile
from zhixing.casework.funds.models import BankAccount, BankLine, Payout, PayoutLine
from zhixing.casework.funds.verify_ledger import verify
from zhixing.entrances.web import clock
from zhixing.exchange import payments
from zhixing.exchange.simulators.bank_book import Plan
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import Entry
from zhixing.foundation.history.verify import verify as chains
from zhixing.foundation.people.models import Setting
from zhixing.foundation.people.queries import User

pytestmark = pytest.mark.browser
Sit = Callable[..., Any]
FEE, PAYEE = "15001234560001", "6222021234567890"
"""执行费账户的尾号是 0001：头一次银行说户名不符。"""
FILLED = "[...new FormData(document.querySelector('form:has([name=token])'))].filter(one => one[0] !== 'decision')"
"""表单上填着的，附件除外。"""
AGREE_AND_MARK = """() => {
  document.querySelector('main').dataset.before = '1';
  [...document.querySelectorAll('main button')].find(one => one.innerText.trim() === '同意').click();
}"""
"""点同意；旧的一页做上记号，好等到新的一页。"""
PHONE = {"width": 390, "height": 844}
POSTS = ("funds", "director", "accountant", "cashier")


def now() -> context.Context:
    return context.Context(now=clock.now(), entrance="test")


def one_case() -> tuple[int, str]:
    """一家启用了总账的法院，办这件案款要有的人，一件有计息依据、收款账户确认了的案件；给出案件和账户。"""
    court = factories.court()
    team = factories.team(court, "简案快执一组", "simple")
    judge, filing = (factories.user(post, court=court, team=team, username=post, password=factories.PASSWORD) for post in ("judge", "filing"))
    for post in (*POSTS, "funds"):
        name = post if not User.objects.filter(username=post).exists() else f"{post}2"
        factories.user(post, court=court, username=name, password=factories.PASSWORD)
    User.objects.update(password_changed_at=clock.now())
    for key, value in {"holder": "测试市财政局", "bank": "演示银行", "number": FEE}.items():
        Setting.objects.create(court=court, key=f"funds.fee_{key}", value=value)
    today = clock.now().date()
    account = court_account(court, live_on=today - timedelta(30))
    with context.use(now()):
        case = file_case(
            actor=filing, court=court, draft=draft(received_on=today - timedelta(20), accepted_on=today - timedelta(19)), handler=judge, team=team,
            assigned_on=today - timedelta(10),
        )
        given = {"case": case.pk, "actor": judge, "revision": None}
        party = Party.objects.get(case=case, role="applicant")
        confirm_account(**given, on=today - timedelta(9), party=party.pk, bank_name="演示银行", bank_account=PAYEE, bank_holder=party.name)
        funds.state_debt(**given, on=today, data=LOAN, reason="照判决书录入")
    return int(case.pk), account.number


def test_money_from_the_bank_line_to_the_payee(
    site: str, sit_down: Sit, aside: Callable[..., Any], counter_at: Callable[[str], Counter], tmp_path: Path
) -> None:
    number, account = aside(one_case)
    home, counter, file = f"/cases/{number}/", counter_at(account), tmp_path / "对账单.xml"
    judge, keeper, cashier, accountant = (sit_down(post) for post in ("judge", "funds", "cashier", "accountant"))
    counter.came("10000", sub_account(judge, home))
    owed_before = owed(judge, home)
    assert "新收 1 笔，对到案件 1 笔" in upload(keeper, counter.statement(keeper, file))
    assert owed(judge, home) == owed_before - 10_000

    signed(judge, home)
    payout = submitted(judge, home)
    both_at_once(keeper, sit_down("funds2"))
    assert len(aside(decided)) == 1, "两个人同时点，只定了一次"
    aside(agreed)

    pay(cashier, counter, tmp_path, "1 笔付了，1 笔没有付")
    assert "户名不符" in opened(judge, payout) and bounced(keeper) == 1
    assert "还有" in headline(judge, home) and "案款发放：剩" in rail(judge), "只付了一笔，没有办完"
    counter.bank.book.plan = Plan.of({"tails": {"0001": ""}})  # 银行改正了户名
    pay_again(accountant, cashier, payout, counter, tmp_path)
    assert "新收 2 笔" in upload(keeper, counter.statement(keeper, file))
    [line] = [one for one in counter.bank.book.payments.values() if one.other == PAYEE]
    all_paid(judge, home, payout)
    assert owed(judge, home) == owed_before - Decimal(line.fen) / 100, "扣了执行费，其余抵债"

    counter.bank.act({"do": "return", "reference": line.reference})
    assert "退汇，回到原来那笔付款" in upload(keeper, counter.statement(keeper, file))
    assert bounced(keeper) == 1 and "退回" in opened(judge, payout)
    assert "还有" in headline(judge, home) and "案款发放：剩" in rail(judge), "退汇了，节点又开着"
    aside(paid_again, counter)
    assert "新收 1 笔，对到案件 0 笔" in upload(keeper, counter.statement(keeper, file))
    assert "没有新的" in upload(keeper, file)
    all_paid(judge, home, payout)

    the_public_may_check(judge, payout)
    on_the_phone(judge, [f"{home}?tab=money", f"{home}money/", payout, "/pay/"])
    aside(all_is_right, counter)


def decided() -> list[str]:
    """各步是谁定的，到现在为止。"""
    return [entry.payload["post"] for entry in Entry.objects.filter(type__in=("approvals.StepAgreed", "approvals.Approved")).order_by("pk")]


def opened(page: Any, url: str) -> str:
    """打开这一页，写着什么。"""
    page.goto(url)
    return str(page.inner_text("body"))


def rail(page: Any) -> str:
    """打开着的案件页上，“案款发放”这一站写的。"""
    return str(page.inner_text(".rail li:has-text('案款发放')"))


def headline(page: Any, home: str) -> str:
    """案款一栏的题目。"""
    page.goto(f"{home}?tab=money")
    return str(page.inner_text("#tabs .card-title >> nth=0"))


def owed(page: Any, home: str) -> Decimal:
    """今日尚欠。"""
    found = re.search(r"今日尚欠 ([\d,]+\.\d\d) 元", opened(page, f"{home}debt/"))
    assert found
    return Decimal(found[1].replace(",", ""))


def sub_account(page: Any, home: str) -> str:
    """在案款一栏开子账户，抄下子账号。"""
    page.goto(f"{home}?tab=money")
    with page.expect_navigation():
        page.click("#tabs button:has-text('开子账户')")
    page.goto(f"{home}?tab=money")
    found = re.search(r"子账号 ([\d ]+)", page.inner_text("#tabs details summary:has-text('子账号')"))
    assert found
    return found[1].replace(" ", "")


def signed(page: Any, home: str) -> None:
    """生成、确认计息单。"""
    page.goto(f"{home}debt/")
    page.click("button:has-text('生成计息单')")
    page.wait_for_selector("h1:has-text('第1版计息单')")
    page.click("button:has-text('确认计息单')")
    page.wait_for_selector("h1 .badge:has-text('已确认')")


def submitted(page: Any, home: str) -> str:
    """发放审批表先填好了执行费和给申请执行人的；连点两下，同样的再交一次，还是一张。"""
    page.goto(f"{home}?tab=money")
    page.click("#tabs a:has-text('申请发放')")
    page.wait_for_selector("h1:has-text('发放审批表')")
    assert page.input_value("[name=lines-0-what]") == "fee" and page.input_value("[name=lines-0-account]") == FEE
    assert page.input_value("[name=lines-1-what]") == "creditor" and page.input_value("[name=lines-1-account]") == PAYEE
    form, address = page.evaluate(f"Object.fromEntries({FILLED})"), page.url
    page.dblclick("main button:has-text('送批')")
    page.wait_for_url(re.compile(r"/payouts/\d+/"))
    page.wait_for_load_state("networkidle")
    again = page.request.post(address, multipart={**form, "submit": "1"}, headers={"Referer": address})
    assert again.url == page.url, "同样的一份再交一次，打开的是那一张"
    return str(page.url)


def both_at_once(one: Any, two: Any) -> None:
    """两个人打开同一步，同时点同意：一个办成，另一个看到已经有人定了。"""
    for page in (one, two):
        to_decide(page)
    for page in (one, two):
        page.evaluate(AGREE_AND_MARK)
    for page in (one, two):
        page.wait_for_selector("main:not([data-before])")
        page.wait_for_load_state()
    told = [page.inner_text("body") for page in (one, two)]
    assert sorted("已同意" in text for text in told) == [False, True], told


def to_decide(page: Any) -> None:
    """打开等自己批的一张。"""
    page.goto("/approvals/")
    page.click("main .item-title a >> nth=0")
    page.wait_for_selector("main button:has-text('同意')")


def agreed() -> None:
    """余下的几级都同意。"""
    with context.use(now()):
        approval = Payout.objects.get().approval
        assert approval is not None
        House.approve(approval, clock.now().date())


def pay(page: Any, counter: Counter, where: Path, told: str) -> None:
    """出纳导出待付款的全部，下载，送银行两次（银行只办一次），把回执传上来。"""
    page.goto("/money/payments/")
    with page.expect_navigation():
        page.click("#export-form button[name=all]")
    with page.expect_download() as got:
        page.click("a:has-text('下载付款文件')")
    content = Path(got.value.path()).read_bytes()
    answer = counter.paid(content)
    assert counter.paid(content) == answer
    (where / "回执.xml").write_bytes(answer)
    page.set_input_files("input[type=file]", str(where / "回执.xml"))
    with page.expect_navigation():
        page.click("button:has-text('上传结果')")
    page.wait_for_selector(f"#notice >> text={told}")


def pay_again(accountant: Any, cashier: Any, payout: str, counter: Counter, where: Path) -> None:
    """会计同意照原账号再付，出纳再导出。"""
    accountant.goto(payout)
    accountant.once("dialog", lambda dialog: dialog.accept())
    with accountant.expect_navigation():
        accountant.click("button:has-text('照原账号再付')")
    pay(cashier, counter, where, "1 笔付了")


def paid_again(counter: Counter) -> None:
    """再付一次，走命令：网页上的前面走过。"""
    day, line = clock.now().date(), PayoutLine.objects.get(state="bounced")
    with context.use(now()):
        again = payees.retry(line=line, actor=User.objects.get(username="accountant"), on=day)
        cashier = User.objects.get(username="cashier")
        made = payments.export(bank_account=BankAccount.objects.get().pk, lines=[again.pk], actor=cashier, on=day)
        done = payments.answer(content=counter.paid(payments.content(made)), court_id=made.court_id, actor=cashier, on=day)
    assert done.paid == 1


def bounced(page: Any) -> int:
    """案款桌上，退汇的有几笔。"""
    page.goto("/money/?state=bounced")
    return int(page.locator("main table tbody tr").count())


def all_paid(page: Any, home: str, payout: str) -> None:
    """付清了：审批表付清，案件页上这一站办完，案款发放的节点办结，法院不再有这件案件的钱。"""
    shown = opened(page, payout)
    assert "付清" in shown and "发放 10,000.00 元" in shown, "另付的不算两次"
    assert "都已付出" in headline(page, home) and page.locator(".rail li.done:has-text('案款发放')").count() == 1
    page.goto(f"{home}?tab=nodes")
    assert "日办结" in page.inner_text("#tabs tr:has-text('案款发放') >> nth=0")


def the_public_may_check(page: Any, payout: str) -> None:
    """通知申请执行人，核验码在公开的页面上核实；错一个字的不认。"""
    page.goto(payout)
    with page.expect_navigation():
        page.click("main button:has-text('通知收款人')")
    code = str(page.inner_text(".money-number"))
    assert page.is_visible("a:has-text('打开发放通知书')")
    public = page.context.browser.new_page()
    for text, answer in ((code, "是法院的"), (wrong(code), "没有核验码")):
        public.goto(f"{page.url.split('/payouts/')[0]}/pay/")
        public.fill("textarea[name=text]", text)
        with public.expect_navigation():
            public.click("button:has-text('核实')")
        said = public.inner_text(".portal-notice >> nth=0")
        assert answer in said and ("不是" in said or "核实不了" in said) == (text != code), said
    public.close()


def wrong(code: str) -> str:
    """错了末一个字的核验码。"""
    return code[:-1] + ("A" if code[-1] != "A" else "C")


def on_the_phone(page: Any, addresses: list[str]) -> None:
    """手机那样窄也不横着滚。"""
    page.set_viewport_size(PHONE)
    for address in addresses:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address


def all_is_right(counter: Counter) -> None:
    """一张审批表；总账、证据链核验无误；与银行一分不差。"""
    assert Payout.objects.count() == 1 and verify().ok and chains().first is None
    account = BankAccount.objects.get()
    total = BankLine.objects.aggregate(fen=Sum("amount_fen"))["fen"]
    assert total == counter.bank.book.accounts[counter.number].balance == 0
    with context.use(now()):
        done = reconcile(bank_account=account, day=clock.now().date(), actor=User.objects.get(username="accountant"), sign=True)
    assert (done.differences, done.bank_fen, done.ledger_fen) == ([], 0, 0)
