"""旅程里开着的模拟银行：一个账户，和银行柜台的网页。"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from zhixing.exchange.bank_link import Bank
from zhixing.exchange.simulators import bank as simulator

KEY = b"tests-only-key"
HOLDER = "某某法院执行款专户"


class Counter:
    """开着的模拟银行：一个账户，和银行柜台的网页。"""

    def __init__(self, number: str, url: str, made: simulator.Bank, holder: str = HOLDER) -> None:
        self.number, self.url, self.bank = number, url, made
        made.book.do("open", made.today(), number=number, holder=holder, fen=0)

    def came(self, yuan: str, sub: str) -> None:
        """被执行人汇来一笔，写着子账号。"""
        self.bank.act({"do": "enter", "account": self.number, "fen": int(yuan) * 100, "name": "单晓岚", "sub_account": sub, "summary": "转账存入"})

    def paid(self, content: bytes) -> bytes:
        """送去付款文件，拿回 pain.002。"""
        return Bank(self.url, KEY).send(content, stamp=int(self.bank.clock()))

    def statement(self, page: Any, where: Path) -> Path:
        """在柜台的网页上下载今天的对账单。"""
        page.goto(self.url)
        address = page.get_attribute("a:has-text('今天 camt.053')", "href")
        where.write_bytes(page.request.get(f"{self.url.rstrip('/')}{address}").body())
        return where


def upload(page: Any, file: Path) -> str:
    """上传一个银行文件；这一份的结果。"""
    page.goto("/money/files/")
    page.set_input_files("input[type=file]", str(file))
    with page.expect_navigation():
        page.click("button:has-text('上传入账')")
    return str(page.inner_text("body"))
