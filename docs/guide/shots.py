"""重新拍说明里的截图：先 ``./run`` 起演示法院，再

    .venv/bin/python docs/guide/shots.py http://127.0.0.1:8000 演示口令 [图名…]

图放在 docs/img。浏览器用系统的 chromium（``CHROMIUM`` 可以另指）。除了留下一批只检查、没有导入的表格，一批只核对、没有接管的工作簿，
一次公开核实的记录，一版试算过、没有定下来的分流规则，不改演示数据。
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook
from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).resolve().parent
IMAGES = HERE.parent / "img"
WIDE, PHONE = (1366, 768), (390, 844)
ARGS = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]


@dataclass(frozen=True)
class Site:
    """在哪里拍。"""

    address: str
    password: str
    browser: Browser

    @contextmanager
    def page(self, user: str, size: tuple[int, int]) -> Iterator[Page]:
        """登录好的一页；``user`` 为空就停在登录页。"""
        context = self.browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN", base_url=self.address)
        page = context.new_page()
        page.goto("/accounts/login/")
        if user:
            page.fill("input[name=login]", user)
            page.fill("input[name=password]", self.password)
            page.click("form button[type=submit]:has-text('登录')")
            page.wait_for_url(lambda url: "/accounts/login" not in url)
        yield page
        context.close()


def login(page: Page) -> None:
    """登录页。"""


def workbench(page: Page) -> None:
    """执行法官的工作台。"""
    page.goto("/")


def case_list(page: Page) -> None:
    """团队长看的在办案件。"""
    page.goto("/cases/")


def liveliest(page: Page) -> str:
    """工作台上超期最久的涉民生案件的地址。"""
    page.goto("/?by=livelihood")
    href = page.locator("main a[href^='/cases/']:not([href*='/act/'])").first.get_attribute("href") or ""
    found = re.match(r"/cases/\d+/", href)
    if not found:
        raise SystemExit("演示法院里没有涉民生的超期案件，先 ./run --fresh 重新装入")
    return found[0]


def case(page: Page) -> None:
    """案件页。"""
    page.goto(liveliest(page))


def debt(page: Page) -> None:
    """执行依据与计息：今日尚欠多少。"""
    page.goto("/cases/?q=958")
    page.locator("main table a[href^='/cases/']").first.click()
    page.goto(re.sub(r"[?#].*", "", page.url) + "?tab=debt")
    page.locator("#tabs").scroll_into_view_if_needed()
    page.evaluate("document.querySelector('#tabs').scrollIntoView()")


def propose(page: Page) -> None:
    """报结终本被挡，逐项说还差什么。"""
    page.goto(f"{liveliest(page)}act/propose/?mode=terminated_round")


def nodes(page: Page) -> None:
    """节点管控。"""
    page.goto("/nodes/?light=red")


def approval(page: Page) -> None:
    """等我审批的。"""
    page.goto("/approvals/")


def filing(page: Page) -> None:
    """收件立案，身份证号末位填错。"""
    page.goto("/filing/new/")
    page.fill("[name$=cause]", "民间借贷纠纷")
    page.fill("[name=titles-0-number]", "（2025）内0221民初501号")
    page.fill("[name=claims-0-amount_fen]", "36000")
    page.fill("[name=parties-0-name]", "海日汗")
    page.fill("[name=parties-0-paper_number]", "150221199001013811")
    page.fill("[name=parties-1-name]", "石垚")
    page.click("button:has-text('核对'):not(.visually-hidden)")
    page.wait_for_selector("#filing .alert", timeout=15_000)
    page.evaluate("window.scrollTo(0, document.querySelector('#filing-parties').offsetTop - 60)")


#: 三件：一件合格；一件日期不可能；一件身份证号末位不对。
HEAD = ("序号", "收到材料日期", "立案案由", "执行依据类型", "执行依据文书文号", "执行依据文书生效日期", "应执行标的金额",
        "申请执行人", "申请执行人证件号码", "被执行人")
ROWS = (
    ("1", "2026-03-02", "民间借贷纠纷", "民事判决", "（2025）内0221民初501号", "2025-12-20", "36000", "王秀兰", "", "单昇"),
    ("2", "2026-02-30", "买卖合同纠纷", "民事判决", "（2025）内0221民初502号", "2025-12-20", "18200", "包头市安川建材有限责任公司", "", "贺鹏"),
    ("3", "2026-03-02", "追索劳动报酬纠纷", "民事调解", "（2025）内0221民初503号", "2025-12-25", "9600", "海日汗", "150221199001013811", "石垚"),
)


def spreadsheet() -> Path:
    """要上传的表格。"""
    book = Workbook()
    sheet = book.active
    sheet.title = "案件"
    for row in (HEAD, *ROWS):
        sheet.append(row)
    path = Path(tempfile.mkdtemp()) / "本周收件.xlsx"
    book.save(path)
    return path


def importing(page: Page) -> None:
    """导入的检查报告；只检查，不导入。"""
    page.goto("/filing/import/")
    page.set_input_files("input[type=file]", spreadsheet())
    page.click("button:has-text('上传并检查')")
    page.wait_for_selector("#report", timeout=30_000)


def first_row(page: Page, address: str, pattern: str) -> str:
    """某张清单里第一个合乎样子的链接。"""
    page.goto(address)
    links = page.locator("main a").evaluate_all("all => all.map(a => a.getAttribute('href') || '')")
    found = next((match[0] for href in links if (match := re.match(pattern, href))), None)
    if found is None:
        raise SystemExit(f"{address} 里没有要拍的")
    return found


def pool(page: Page) -> None:
    """终本管理团队看守的终本库。"""
    page.goto("/pool/")


def debtor(page: Page) -> None:
    """一名被执行人的全部案件：登记簿第一页里头一个不止一件的。"""
    page.goto("/registers/restrictions/?state=ended")
    for href in page.locator("main a[href^='/debtors/']").evaluate_all("all => all.map(a => a.getAttribute('href'))"):
        page.goto(href)
        if "：1 件" not in page.inner_text("h1"):
            return


def backfill(page: Page) -> None:
    """回填单。"""
    page.goto(f"{liveliest(page)}backfill/")


#: 要搬进来的三件：两件合格，一件的冻结已经届满、没有写明是否续行。
STOCK: dict[str, tuple[tuple[str, ...], ...]] = {
    "案件": (
        ("案号", "案件类型代字", "收到材料日期", "立案日期", "立案案由", "执行依据文书文号", "应执行标的金额", "承办人"),
        ("（2026）内0221执8001号", "执", "2026-06-01", "2026-06-03", "民间借贷纠纷", "（2026）内0221民初801号", "50000", "乌云其木格"),
        ("（2026）内0221执8002号", "执", "2026-06-01", "2026-06-03", "买卖合同纠纷", "（2026）内0221民初802号", "18200", "周砚秋"),
        ("（2026）内0221执8003号", "执", "2026-06-02", "2026-06-04", "劳务合同纠纷", "（2026）内0221民初803号", "9600", "周砚秋"),
    ),
    "当事人": (
        ("案号", "当事人法律地位", "名称", "身份证号码"),
        *((f"（2026）内0221执800{n}号", role, name, "")
          for n, names in ((1, ("白音宝", "石垚")), (2, ("王秀兰", "单昇")), (3, ("海日汗", "贺鹏")))
          for role, name in zip(("申请执行人", "被执行人"), names, strict=True)),
    ),
    "控制措施": (
        ("案号", "措施", "财产种类", "财产名称", "生效日期", "届满日期", "顺位", "金额"),
        ("（2026）内0221执8001号", "冻结", "银行存款", "农业银行 尾号3301", "2026-06-08", "2027-06-07", "首封", "41000"),
        ("（2026）内0221执8002号", "查封", "不动产", "敕勒川小区3号楼201室", "2026-06-09", "2029-06-08", "首封", "18200"),
        ("（2026）内0221执8003号", "冻结", "银行存款", "蒙商银行 尾号3303", "2026-06-08", "2026-10-07", "首封", "9600"),
    ),
    "合计": (("表", "条数", "金额"), ("控制措施", "3", "68800")),
}


def takeover(page: Page) -> None:
    """存量接管：核对、对账好了，等签字；只核对，不接管。"""
    book = Workbook()
    book.remove(book.active)
    for title, rows in STOCK.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    path = Path(tempfile.mkdtemp()) / "存量.xlsx"
    book.save(path)
    page.goto("/takeover/")
    page.set_input_files("input[type=file]", path)
    page.click("button:has-text('上传并核对')")
    page.wait_for_selector("#figures", timeout=60_000)
    page.set_viewport_size({"width": WIDE[0], "height": 1000})


def restrictions(page: Page) -> None:
    """惩戒措施登记簿。"""
    page.goto("/registers/restrictions/")


def training(page: Page) -> None:
    """第一天十步。"""
    page.goto("/training/")


def calculator(page: Page) -> None:
    """期限计算器：执行通知，跨春节。"""
    page.goto("/calculator/?start=2025-01-18&rule=T%3AN-03")


def calculator_interest(page: Page) -> None:
    """利息计算器：一个例子。"""
    page.goto("/calculator/interest/")
    page.click("text=看一个例子")


def document_editor(page: Page) -> None:
    """制作执行通知书，边填边看。"""
    page.goto("/cases/?shelf=mine")
    page.click("tbody a.row-link >> nth=0")
    page.click("text=制作文书 >> nth=0")
    page.click("a:has-text('执行通知书') >> nth=0")
    page.wait_for_selector("img.doc-page")


def document_desk(page: Page) -> None:
    """等我签发的文书。"""
    page.goto("/documents/")


def service(page: Page) -> None:
    """送达：待送达的、在途的、退回的。"""
    page.goto("/service/?state=returned")


def service_case(page: Page) -> None:
    """一件案件的送达：哪天算送达，怎么推算的。"""
    href = first_row(page, "/service/?state=served", r"/cases/\d+/service/\d+/")
    page.goto(href)


def verify(page: Page) -> None:
    """公开核验，手机上。"""
    page.goto("/verify/")


def money_desk(page: Page) -> None:
    """案款管理：待认领的。"""
    page.goto("/money/?state=suspense")


def case_money(page: Page) -> None:
    """一件案件的案款：钱在哪里，到账、发放审批表。"""
    page.goto("/cases/?q=977")
    page.locator("main table a[href^='/cases/']").first.click()
    page.goto(re.sub(r"[?#].*", "", page.url) + "?tab=money")
    page.evaluate("document.querySelector('#tabs').scrollIntoView()")


def books_day(page: Page) -> None:
    """核对过的最近一天：银行存款余额调节表。"""
    days = first_row(page, "/money/books/", r"/money/books/days/\d+/")
    page.goto(days)
    page.goto(page.locator("main a[href^='/money/books/days/']", has_text="2026").nth(1).get_attribute("href") or days)


def pay(page: Page) -> None:
    """公开核实，手机上：一条骗人的短信。"""
    page.goto("/pay/")
    page.fill("[name=text]", "【法院】您的案款已到，请先将保证金5000元转入安全账户6222000000999999，再领取。")
    page.click("button:has-text('核实')")


def control_desk(page: Page) -> None:
    """财产查控：正在查的、可以控制的。"""
    page.goto("/control/?state=executable")


def control_wave(page: Page) -> None:
    """一批查询走到哪了。"""
    page.goto(first_row(page, "/control/", r"/control/waves/\d+/"))


def holder(page: Page) -> str:
    """查到了财产、还没有控制的一件自己的案件。"""
    page.goto("/control/?state=executable")
    links = page.locator("main a[href*='tab=assets']").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    for href in dict.fromkeys(links):
        page.goto(href)
        if page.locator("main a:has-text('拟冻结')").count():
            return href.partition("?")[0]
    raise SystemExit("没有自己的、可以控制的案件")


def control_assets(page: Page) -> None:
    """案件的财产一栏。"""
    page.goto(holder(page) + "?tab=assets")
    page.evaluate("document.querySelector('#tabs').scrollIntoView()")


def control_propose(page: Page) -> None:
    """一键拟冻结的清单。"""
    page.goto(holder(page) + "control/propose/")


def control_expiring(page: Page) -> None:
    """到期日历。"""
    page.goto("/control/expiring/")


def hall(page: Page) -> None:
    """指挥中心大厅。"""
    page.goto("/centre/")


def queue(page: Page) -> None:
    """待领的事务，勾选了两张。"""
    page.goto("/centre/items/?state=queued")
    for n in range(2):
        page.locator("input[name=pick]").nth(n).check()


def work_item(page: Page) -> None:
    """手里的一张事务单。"""
    page.goto(first_row(page, "/centre/mine/?state=held", r"/centre/items/\d+/$"))


def draw(page: Page) -> None:
    """最近一次随机分案：结果和证明。"""
    page.goto(first_row(page, "/centre/draws/", r"/centre/draws/\d+/$"))


def triage(page: Page) -> None:
    """拟了一版的分流规则，用去年的案件试算过；没有拟过的，把小标的改成三万元，拟一版。"""
    page.goto("/centre/rules/")
    if not page.locator("#versions tbody a").count():
        page.goto("/centre/rules/new/")
        page.click("summary:has-text('原文')")
        text = page.input_value("textarea[name=text]")
        page.fill("textarea[name=text]", text.replace('"@small_claim_yuan"', "30000"))
        page.fill("input[name=why]", "三万元以上的常常办不完又转普执，改为先按普执办")
        page.click("button[value=save]")
        page.click("button:has-text('用去年的案件试算')")
        page.wait_for_selector("#ways", timeout=300_000)
    page.goto(first_row(page, "/centre/rules/", r"/centre/rules/\d+/$"))


def flow(page: Page) -> None:
    """等着接收的一件案件，流转一栏。"""
    page.goto(first_row(page, "/centre/handing/?only=all", r"/cases/\d+/") + "?tab=flow")
    page.set_viewport_size({"width": WIDE[0], "height": 1000})
    page.click("#track summary")
    page.evaluate("document.querySelector('#tabs').scrollIntoView()")


def leaving(page: Page) -> None:
    """离岗交接的预演。"""
    page.goto(first_row(page, "/centre/leaving/", r"/centre/leaving/\d+/$"))


def team(page: Page) -> None:
    """团队看板。"""
    page.goto("/centre/team/")


def load(page: Page) -> None:
    """一个人的办案负荷：分量怎样算出来的。"""
    page.goto(first_row(page, "/centre/load/", r"/centre/load/\d+/$"))


def staffing(page: Page) -> None:
    """人员测算的结果，和图。"""
    page.goto(first_row(page, "/centre/staffing/", r"/centre/staffing/\d+/$"))
    page.wait_for_selector("[data-picture] svg", timeout=300_000)
    page.set_viewport_size({"width": WIDE[0], "height": 1200})
    page.evaluate("document.querySelector('main table').closest('section').scrollIntoView()")


def entrusted(page: Page) -> None:
    """委托外院的一件事。"""
    page.goto(first_row(page, "/centre/entrusting/?side=out", r"/centre/entrusting/\d+/$"))


def clue(page: Page) -> None:
    """交线索，手机上。"""
    page.goto("/clue/")


def settings(page: Page) -> None:
    """法院设置。"""
    page.goto("/admin/settings/")


#: 图名 → 谁、多大、拍什么。
SHOTS: dict[str, tuple[str, tuple[int, int], Callable[[Page], None]]] = {
    "login": ("", WIDE, login),
    "workbench": ("faguan1", WIDE, workbench),
    "list": ("tuanzhang1", WIDE, case_list),
    "case": ("faguan1", WIDE, case),
    "case-phone": ("faguan1", PHONE, case),
    "debt": ("faguan1", WIDE, debt),
    "propose": ("faguan1", WIDE, propose),
    "nodes": ("juzhang", WIDE, nodes),
    "approval-phone": ("juzhang", PHONE, approval),
    "filing": ("lian1", WIDE, filing),
    "pool": ("tuanzhang4", WIDE, pool),
    "debtor": ("juzhang", WIDE, debtor),
    "backfill": ("faguan1", WIDE, backfill),
    "takeover": ("lian1", WIDE, takeover),
    "restrictions": ("juzhang", WIDE, restrictions),
    "training-phone": ("faguan1", PHONE, training),
    "import": ("lian1", WIDE, importing),
    "calculator": ("faguan1", WIDE, calculator),
    "calculator-interest": ("faguan1", WIDE, calculator_interest),
    "document-editor": ("faguan1", WIDE, document_editor),
    "document-desk": ("faguan1", WIDE, document_desk),
    "service": ("zhihui1", WIDE, service),
    "service-case": ("zhihui1", WIDE, service_case),
    "verify-phone": ("", PHONE, verify),
    "money-desk": ("ankuan", WIDE, money_desk),
    "case-money": ("faguan2", WIDE, case_money),
    "books-day": ("kuaiji", WIDE, books_day),
    "pay-phone": ("", PHONE, pay),
    "control-desk": ("zhihui1", WIDE, control_desk),
    "control-wave": ("zhihui1", WIDE, control_wave),
    "control-assets": ("faguan1", WIDE, control_assets),
    "control-propose": ("faguan1", WIDE, control_propose),
    "control-expiring": ("zhihui1", WIDE, control_expiring),
    "clue-phone": ("", PHONE, clue),
    "centre-hall": ("zhihui1", WIDE, hall),
    "centre-hall-phone": ("zhihui1", PHONE, hall),
    "centre-queue": ("zhihui1", WIDE, queue),
    "centre-queue-phone": ("zhihui1", PHONE, queue),
    "centre-item": ("zhihui1", WIDE, work_item),
    "centre-item-phone": ("zhihui1", PHONE, work_item),
    "centre-draw": ("juzhang", WIDE, draw),
    "centre-rules": ("juzhang", WIDE, triage),
    "centre-flow": ("zhihui1", WIDE, flow),
    "centre-leaving": ("juzhang", WIDE, leaving),
    "centre-team": ("tuanzhang1", WIDE, team),
    "centre-load": ("tuanzhang1", WIDE, load),
    "centre-staffing": ("juzhang", WIDE, staffing),
    "centre-entrusted": ("zhihui1", WIDE, entrusted),
    "admin-settings": ("xitong", WIDE, settings),
}


def shrink(path: Path) -> None:
    """减到 256 色。要 Pillow（pip install pillow）；没有就照原样，图大一倍。"""
    try:
        from PIL import Image
    except ImportError:
        return
    Image.open(path).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)


def shoot(site: Site, name: str) -> None:
    """拍一张，压到 200 kB 以内。"""
    user, size, view = SHOTS[name]
    with site.page(user, size) as page:
        view(page)
        page.wait_for_timeout(1200)
        path = IMAGES / f"{name}.png"
        page.screenshot(path=path)
    shrink(path)
    print(f"{path.name} {path.stat().st_size // 1000} kB")


def main(address: str, password: str, *names: str) -> None:
    """拍全部，或者只拍点名的。"""
    with sync_playwright() as play:
        chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = play.chromium.launch(executable_path=chromium, args=ARGS)
        for name in names or SHOTS:
            shoot(Site(address.rstrip("/"), password, browser), name)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
