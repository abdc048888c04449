"""模拟的银行给人看的网页：各账户、近来的明细和付款；汇一笔款，退回一笔，冲正一笔，下载明细。"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal, InvalidOperation
from html import escape
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

from zhixing.exchange.simulators.bank_book import FAULTS, TAILS, Account, Entry, Payment

MOST: Final = 100
STATES: Final = {"ACSC": "已付", "ACSP": "处理中", "PDNG": "处理中", "RJCT": "没有付"}
Answer = tuple[int, str, bytes]


def answer(bank: Any, method: str, path: str, content: bytes) -> Answer:
    """网页的一次请求。改动和下载都要网页里的口令，别的网站拿不到。"""
    where = urlsplit(path)
    asked = {name: values[0] for name, values in parse_qs(where.query if method == "GET" else content.decode()).items()}
    if method == "GET" and where.path == "/":
        return _page(bank)
    if asked.get("token") != bank.token:
        return 403, "application/json", '{"reason": "没有签名"}'.encode()
    if method == "GET" and where.path == "/statements":
        return bank.statement(asked)  # type: ignore[no-any-return]
    bank.act(_told(where.path.strip("/"), asked))
    return 303, "text/html", b""


def _told(what: str, asked: dict[str, str]) -> dict[str, Any]:
    given = {name: text.strip() for name, text in asked.items() if name not in ("token", "yuan")}
    if what != "enter":
        return {"do": what, **given}
    try:
        fen = Decimal(asked.get("yuan", "")) * 100
    except InvalidOperation as error:
        raise ValueError("金额写成数字") from error
    if fen <= 0 or fen != int(fen):
        raise ValueError("金额要大于零，到分为止")
    return {"do": "enter", "fen": int(fen), "summary": "转账存入", **given}


def _page(bank: Any) -> Answer:
    with bank.book.on(bank.today()):
        parts = [_account(bank, one) for one in bank.book.accounts.values()]
        paid = list(bank.book.payments.values())[-MOST:][::-1]
        body = "".join(parts) or "<p>还没有账户。</p>"
        text = f"{_HEAD}<h1>模拟的银行</h1><p>今天是 {bank.book.day}。{_TAILS}</p>{body}{_payments(bank, paid)}"
    return 200, "text/html", text.encode()


def _account(bank: Any, account: Account) -> str:
    rows = "".join(_entry(bank, account, one) for one in reversed(account.entries[-MOST:]))
    day = bank.book.day
    since = account.entries[0].day if account.entries else day
    links = " ".join(
        f'<a href="/statements?{urlencode({**asked, "token": bank.token})}">{escape(text)}</a>'
        for asked, text in _downloads(account, since, day)
    )
    return (
        f"<section><h2>{escape(account.holder)} {escape(account.number)}</h2><p>余额 {_yuan(account.balance)} 元。下载明细：{links}</p>"
        f"{_transfer(bank, account)}<table><tr><th>日期<th>流水号<th>收入<th>支出<th>余额<th>对方<th>摘要、附言<th></tr>{rows}</table></section>"
    )


def _downloads(account: Account, since: Any, day: Any) -> list[tuple[dict[str, str], str]]:
    spans = ((day, "今天"), (max(since, day - timedelta(days=6)), "七天"))
    return [
        ({"account": account.number, "since": str(first), "until": str(day), "format": kind}, f"{told} {kind}")
        for first, told in spans for kind in ("csv", "camt.053", "camt.054", "mt940")
    ]


def _transfer(bank: Any, account: Account) -> str:
    fields = (("name", "付款人"), ("other", "付款账号"), ("yuan", "金额（元）"), ("sub_account", "收款子账号"), ("remark", "附言"))
    boxes = "".join(f'<label>{text} <input name="{name}"{" required" if name in ("name", "yuan") else ""}></label> ' for name, text in fields)
    form = _form(bank, "enter", {"account": account.number}, f"{boxes}<button>汇款</button>")
    return f"<details><summary>汇一笔款到这个账户</summary>{form}</details>"


def _entry(bank: Any, account: Account, one: Entry) -> str:
    undo = "" if one.reversal or one.fen < 0 else _form(bank, "reverse", {"account": account.number, "serial": one.serial}, "<button>冲正</button>")
    told = " ".join(text for text in (one.summary, one.remark, one.sub_account) if text)
    cells = (str(one.day), one.serial, _yuan(one.fen) if one.fen > 0 else "", _yuan(-one.fen) if one.fen < 0 else "", _yuan(one.balance))
    texts = (f"{one.name} {one.other}".strip(), told)
    return f"<tr>{''.join(f'<td>{escape(text)}' for text in (*cells, *texts))}<td>{undo}</tr>"


def _payments(bank: Any, paid: list[Payment]) -> str:
    rows = "".join(_payment(bank, one) for one in paid)
    return f"<section><h2>付款</h2><table><tr><th>付款编号<th>收款人<th>账号<th>金额<th>结果<th></tr>{rows}</table></section>" if rows else ""


def _payment(bank: Any, one: Payment) -> str:
    told = "已退汇" if one.back else STATES.get(one.status, one.status) + (f"：{one.reason[1]}" if one.reason else "")
    may = one.paid is not None and one.back is None
    undo = _form(bank, "return", {"reference": one.reference}, "<button>退汇</button>") if may else ""
    return f"<tr>{''.join(f'<td>{escape(text)}' for text in (one.reference, one.name, one.other, _yuan(one.fen), told))}<td>{undo}</tr>"


def _form(bank: Any, act: str, hidden: dict[str, str], inside: str) -> str:
    kept = "".join(f'<input type="hidden" name="{name}" value="{escape(text)}">' for name, text in {**hidden, "token": bank.token}.items())
    return f'<form method="post" action="/{act}">{kept}{inside}</form>'


def _yuan(fen: int) -> str:
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


_TAILS: Final = "收款账号的尾号定结果：" + "；".join(f"{tail} {FAULTS[fault]}" for tail, fault in TAILS.items()) + "；其余照付。"
_HEAD: Final = (
    '<!doctype html><html lang="zh"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>模拟的银行</title><style>'
    "body{font:16px/1.6 sans-serif;max-width:72rem;margin:1rem auto;padding:0 1rem}section{overflow-x:auto}"
    "table{border-collapse:collapse;width:100%;font-size:14px}td,th{border-bottom:1px solid #ddd;padding:.2rem .5rem;text-align:left}"
    "form{display:inline}input{max-width:11rem}</style>"
)
