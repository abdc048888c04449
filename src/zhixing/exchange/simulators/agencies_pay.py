"""扣划的钱汇到法院的执行款账户：请模拟的银行记一笔收入。没有接银行的只记在账上。"""

from __future__ import annotations

import json
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from zhixing.exchange.simulators.agencies_book import Outcome
from zhixing.exchange.simulators.agencies_people import Agency, Person
from zhixing.exchange.simulators.answering import key_of, signed


class Payer(Protocol):
    """汇款的一方。"""

    def objection(self, name: str, account: str) -> str:
        """这个户名、账号收不收得到；收得到的为空，收不到的说为什么。"""

    def pay(self, agency: Agency, person: Person, case: str, number: str, one: Outcome) -> None:
        """汇一笔。没有办成的抛出 ``OSError``。"""


class NoBank:
    """没有接银行：谁的账户都认，钱不动。"""

    def objection(self, name: str, account: str) -> str:
        """都收得到。"""
        return ""

    def pay(self, agency: Agency, person: Person, case: str, number: str, one: Outcome) -> None:
        """不汇。"""


@dataclass(frozen=True, slots=True)
class Bank:
    """接着的模拟银行。账号不是账户的，算同一户名账户下的子账号。"""

    url: str
    key: bytes

    def objection(self, name: str, account: str) -> str:
        """银行没有这个户名的账户，收不到。"""
        return "" if self._into(name, account) else f"执行款账户的户名、账号不符：{name} {account}"

    def pay(self, agency: Agency, person: Person, case: str, number: str, one: Outcome) -> None:
        """汇一笔：付款人是被执行人，附言写案号、请求单号、流水号。"""
        name, _, account = one.line.pay
        into = self._into(name, account)
        told = {
            "do": "enter", "account": into, "fen": one.actual, "name": person.name, "other": one.line.item, "other_bank": agency.name,
            "sub_account": "" if into == account else account, "summary": "司法扣划", "remark": f"{case} {person.name} 扣划 {number} {one.serial}",
        }
        self._asked("POST", "/acts", json.dumps(told, ensure_ascii=False).encode())

    def _into(self, name: str, account: str) -> str:
        known: dict[str, str] = self._asked("GET", "/accounts", b"")
        if account in known:
            return account if known[account] == name else ""
        return next((number for number, holder in known.items() if holder == name), "")

    def _asked(self, method: str, path: str, content: bytes) -> Any:
        where = urlsplit(self.url.rstrip("/") + path)
        headers = {"X-Signature": signed(self.key, int(time.time()), method, where.path, content)}
        request = urllib.request.Request(where.geturl(), content or None, headers, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read())


def payer(url: str, key_file: Path | None) -> Payer:
    """照命令行给的；没有给的不接。"""
    return Bank(url, key_of(key_file)) if url and key_file else NoBank()
