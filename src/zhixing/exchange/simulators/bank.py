"""模拟的银行：收 pain.001，还 pain.002，给 camt.053、camt.054、.csv、MT940 的明细；有自己的账户，账落盘，重开不丢。

    python -m zhixing.exchange.simulators.bank --port 8093 --key-file 密钥 --journal 日志 [--plan 计划书] [--account 账号:户名:余额]

说话的格式（与 ``exchange/bank_link.py`` 写明的一样），每次请求都要签名 ``X-Signature: 时间戳.摘要``，
摘要是 ``HMAC-SHA256(密钥, 时间戳 + "." + 方法 + " " + 地址 + 换行 + 正文)``，五分钟以外的不收：

    POST /payments                     正文是 pain.001 → 200 pain.002；看不懂的 400；报文编号用过而内容不同的 409 和 pain.002
    GET  /payments/报文编号             这一份到现在的 pain.002；没有收过的 404
    GET  /statements?account=&since=&until=&format=camt.053|camt.054|csv|mt940
    GET  /accounts                     各账户的户名
    POST /acts                         {"do": "open"|"enter"|"return"|"reverse"|"day", …}：开户、收支一笔、退汇、冲正、往后走

给人看的网页是 ``/``，可以汇一笔款、退回一笔、冲正一笔、下载明细，不用签名，凭网页里的口令。付款文件重复送来只办一次。
收款账号的尾号定结果：0001 户名不符，0002 已销户，0003 两天后退汇，0004 当天退汇只写在附言里，0005 次日才付，0006 不再给结果，
0007 扣了两次次日冲正；付款人账号的尾号：0101 明细里列两次，0102 与上一笔同一个流水号，0103 次日冲正。其余照付。只在本机监听。
"""

from __future__ import annotations

import argparse
import json
import secrets
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from zhixing.exchange.simulators import answering, bank_messages, bank_page
from zhixing.exchange.simulators.answering import CSV, JSON, TEXT, XML, Answer, Asked, as_json, genuine, key_of, today
from zhixing.exchange.simulators.bank_book import Book, Plan

USED_NUMBER: Final = ("AM05", "报文编号用过，内容不同")
Today = Callable[[], date]


class Wrong(Exception):
    """请求不对：状态码和为什么。"""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status, self.why = status, why


class Bank:
    """柜台：一次请求一个回答。``today`` 给出今天，账已经走到更后面的，按账；``clock`` 是看签名过没过时的钟。"""

    def __init__(self, book: Book, key: bytes, today: Today, clock: Callable[[], float] = time.time) -> None:
        self.book, self.key, self.today, self.clock = book, key, today, clock
        self.token = secrets.token_urlsafe(16)

    def genuine(self, given: str, method: str, path: str, content: bytes) -> bool:
        """签名对，没有过时。"""
        return genuine(self.key, given, f"{method} {path}\n".encode() + content, self.clock())

    def pay(self, content: bytes) -> Answer:
        """收一个付款文件。"""
        try:
            told = bank_messages.upload(content)
        except ValueError as error:
            raise Wrong(400, str(error)) from error
        made = self.book.upload(self.today(), **told)
        with self.book.on(self.today()):
            if made.sha256 != told["sha256"]:
                return 409, XML, bank_messages.refused(made, USED_NUMBER, self.book.day)
            return 200, XML, bank_messages.answer(made, self.book.day)

    def result(self, number: str) -> Answer:
        """一个付款文件到现在的结果。"""
        with self.book.on(self.today()):
            if (found := self.book.messages.get(number)) is None:
                raise Wrong(404, "没有收过这个付款文件")
            return 200, XML, bank_messages.answer(found, self.book.day)

    def statement(self, asked: dict[str, str]) -> Answer:
        """几天的明细；计划书说只给一半的，给一半。"""
        with self.book.on(self.today()):
            account = self.book.accounts.get(asked.get("account", ""))
            if account is None:
                raise Wrong(404, "没有这个账户")
            since = _day(asked.get("since"), self.book.day)
            until = _day(asked.get("until"), since)
            kind = asked.get("format", "camt.053")
            if kind not in _FORMATS or since > until:
                raise Wrong(400, f"格式是{'、'.join(_FORMATS)}之一，起日不晚于止日")
            media, content = _FORMATS[kind][0], _FORMATS[kind][1](account, since, until)
        return 200, media, content[: len(content) // 2] if self.book.cuts() else content

    def act(self, told: dict[str, Any]) -> Any:
        """柜台上的一件：开户、收支、退汇、冲正、往后走。"""
        given = dict(told)
        what, day = str(given.pop("do", "")), _day(given.pop("day", None), self.today())
        if what == "upload":
            raise Wrong(400, "付款文件送 /payments")
        try:
            return self.book.do(what, day, **given)
        except (KeyError, TypeError) as error:
            raise Wrong(400, f"没有这件事，或者没有这个账户、这一笔：{error}") from error


_FORMATS: Final[dict[str, tuple[str, Callable[..., bytes]]]] = {
    "camt.053": (XML, lambda *given: bank_messages.camt("camt.053", *given)),
    "camt.054": (XML, lambda *given: bank_messages.camt("camt.054", *given)),
    "csv": (CSV, bank_messages.table),
    "mt940": (TEXT, bank_messages.mt940),
}


def _day(text: Any, otherwise: date) -> date:
    try:
        return date.fromisoformat(str(text)) if text else otherwise
    except ValueError as error:
        raise Wrong(400, "日期写成 2026-11-22") from error


def _payments(bank: Bank, path: str, content: bytes) -> Answer:
    if content:
        return bank.pay(content)
    return bank.result(urlsplit(path).path.removeprefix("/payments/"))


def _statements(bank: Bank, path: str, content: bytes) -> Answer:
    return bank.statement({name: values[0] for name, values in parse_qs(urlsplit(path).query).items()})


def _acts(bank: Bank, path: str, content: bytes) -> Answer:
    return 200, JSON, as_json(bank.act(json.loads(content)))


def _home(bank: Bank, path: str, content: bytes) -> Answer:
    return 200, JSON, as_json({number: one.balance for number, one in bank.book.accounts.items()})


def _holders(bank: Bank, path: str, content: bytes) -> Answer:
    return 200, JSON, as_json({number: one.holder for number, one in bank.book.accounts.items()})


_ROUTES: Final = {("POST", "payments"): _payments, ("GET", "payments"): _payments, ("GET", "statements"): _statements, ("POST", "acts"): _acts,
                  ("GET", ""): _home, ("GET", "accounts"): _holders}


def answer(bank: Bank, method: str, path: str, given: str, content: bytes) -> Answer:
    """一次请求的回答。先看签名；没有签名的只有网页，凭网页里的口令。"""
    try:
        if not given:
            return bank_page.answer(bank, method, path, content)
        if not bank.genuine(given, method, path, content):
            raise Wrong(403, "签名不对，或者过时了")
        if (does := _ROUTES.get((method, path.split("?")[0].split("/")[1]))) is None:
            raise Wrong(404, "没有这个地址")
        return does(bank, path, content)
    except (Wrong, ValueError) as error:
        return getattr(error, "status", 400), JSON, as_json({"reason": str(error)})


def serving(bank: Bank, port: int = 0) -> ThreadingHTTPServer:
    """开着的银行；端口 0 是随便一个空着的。"""

    def answered(asked: Asked) -> Answer | None:
        said = answer(bank, asked.method, asked.path, asked.headers.get("X-Signature", ""), asked.content)
        return None if (asked.method, asked.path) == ("POST", "/payments") and bank.book.silent() else said  # 收下了，不回答

    return answering.serving(answered, port)


def arguments(parser: argparse.ArgumentParser) -> None:
    """命令行的参数。"""
    parser.add_argument("--port", type=int, required=True, help="端口，只在本机监听")
    parser.add_argument("--key-file", type=Path, required=True, help="签名的密钥所在的文件，没有就造一个")
    parser.add_argument("--journal", type=Path, help="账的日志；重开时照它恢复。不给就只在内存里")
    parser.add_argument("--plan", type=Path, help="计划书：出什么毛病（JSON）")
    parser.add_argument("--account", action="append", default=[], metavar="账号:户名:余额", help="开户，余额以元计；已有的不动")


def run(given: argparse.Namespace) -> int:
    """开着，直到被停止。"""
    plan = Plan.of(json.loads(given.plan.read_text())) if given.plan else Plan()
    bank = Bank(Book(given.journal, plan), key_of(given.key_file), today)
    for told in given.account:
        open_account(bank, *told.split(":"))
    serving(bank, given.port).serve_forever()
    return 0


def open_account(bank: Bank, number: str, holder: str, yuan: str) -> None:
    """开一个账户，余额以元计；已有的不动。"""
    if number not in bank.book.accounts:
        bank.book.do("open", bank.today(), number=number, holder=holder, fen=int(Decimal(yuan) * 100))


def main() -> None:
    """命令行。"""
    parser = argparse.ArgumentParser(description=__doc__)
    arguments(parser)
    run(parser.parse_args())


if __name__ == "__main__":
    main()
