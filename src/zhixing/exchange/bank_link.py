"""银行直连：送付款文件，取结果和明细。没有接的照旧用文件，一切照旧；接了的也随时可以改用文件，重复无害。

各家银行的银企直连不同，这里是我们自己写明的一种，本院银行不同的，在它前面放一个转换的小程序。每次请求都签名：

    X-Signature: 时间戳.HMAC-SHA256(密钥, 时间戳 + "." + 方法 + " " + 地址 + 换行 + 正文)      五分钟以外的不收

    POST {ZHIXING_BANK_URL}payments              正文是 pain.001 → 200 pain.002；看不懂的 400 {"reason": …}；报文编号用过而内容不同的 409
    GET  {ZHIXING_BANK_URL}payments/报文编号      这一份到现在的 pain.002；没有收过的 404
    GET  {ZHIXING_BANK_URL}statements?account=&since=&until=&format=camt.053     这几天的明细

密钥在 ``ZHIXING_BANK_KEY_FILE``。付款文件凭报文编号只办一次，所以没有得到回答的照样再送。
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from http.client import HTTPException
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

from django.db import transaction

from zhixing.casework.funds.access import require_court
from zhixing.casework.funds.queries_desk import BankAccount
from zhixing.casework.funds.queries_payouts import PaymentFile, PayoutLine, sent_key
from zhixing.exchange import bank_intake, payments
from zhixing.exchange.channel import NotConfigured, TryAgain, Undeliverable, stamp
from zhixing.foundation.history import context
from zhixing.foundation.history.context import Job
from zhixing.foundation.outbox.commands import MAX_ATTEMPTS, Handler, put
from zhixing.foundation.outbox.queries import Message
from zhixing.foundation.people.queries import User, loaded
from zhixing.law.articles import cite
from zhixing.law.finding import Refused, refuse

SEND: Final = "bank.send"
FETCH: Final = "bank.fetch"
EXPORTS, TAKES, REFUSED = "may_export_payments", "may_take_bank_files", "refused"

URL: Final = "ZHIXING_BANK_URL"
KEY_FILE: Final = "ZHIXING_BANK_KEY_FILE"
SECONDS: Final = 60
LARGEST: Final = 256 * 2**20
XML: Final = "application/xml"


@dataclass(frozen=True, slots=True)
class Bank:
    """接入的银行。"""

    url: str
    key: bytes = field(repr=False)

    def send(self, content: bytes, *, stamp: int) -> bytes:
        """送一个付款文件，返回银行的回答（pain.002）。

        银行不收的抛出 ``Undeliverable``，没有得到回答的抛出 ``TryAgain``。``stamp`` 是现在的秒数。
        """
        return self._asked("POST", "payments", content, stamp)

    def result(self, message_id: str, *, stamp: int) -> bytes:
        """这一份付款文件到现在的结果（pain.002）。"""
        return self._asked("GET", f"payments/{quote(message_id, safe='')}", None, stamp)

    def statement(self, account: str, since: date, until: date, *, stamp: int, form: str = "camt.053") -> bytes:
        """一个账户几天的明细。"""
        asked = urlencode({"account": account, "since": since, "until": until, "format": form})
        return self._asked("GET", f"statements?{asked}", None, stamp)

    def _asked(self, method: str, where: str, content: bytes | None, stamp: int) -> bytes:
        url = self.url + where
        parts = urlsplit(url)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        headers = {"Content-Type": XML, "X-Signature": signature(self.key, stamp, method, path, content or b"")}
        request = urllib.request.Request(url, content, headers, method=method)  # noqa: S310 网址由系统管理员配置
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
                found: bytes = answer.read(LARGEST)
                return found
        except urllib.error.HTTPError as error:
            reason = _reason(error.read(LARGEST)) or f"银行回答 {error.code}"
            raise (TryAgain if error.code >= 500 else Undeliverable)(reason) from None
        except (OSError, HTTPException) as error:
            raise TryAgain(f"连不上银行（{error}）。") from None


def bank() -> Bank:
    """按环境变量接入；没有配置的抛出 ``NotConfigured``。"""
    url, key = os.environ.get(URL, ""), os.environ.get(KEY_FILE, "")
    if not url or not key:
        raise NotConfigured(f"本院没有接银行直连，请下载付款文件、上传银行的文件。要接的，请系统管理员配置 {URL} 和 {KEY_FILE}。")
    return Bank(url.rstrip("/") + "/", Path(key).read_bytes().strip())


def linked() -> bool:
    """接了银行直连没有：页面上摆不摆“送银行”“取回单”。"""
    return bool(os.environ.get(URL) and os.environ.get(KEY_FILE))


def signature(key: bytes, stamp: int, method: str, path: str, content: bytes) -> str:
    """一次请求的签名。"""
    told = f"{stamp}.{method} {path}\n".encode() + content
    return f"{stamp}.{hmac.new(key, told, hashlib.sha256).hexdigest()}"


def _reason(content: bytes) -> str:
    try:
        return str(json.loads(content)["reason"])[:200]
    except (ValueError, KeyError, TypeError, RecursionError):
        return "报文编号用过，内容不同" if b"CstmrPmtStsRpt" in content else ""


# ---- 送、取 ----


@transaction.atomic
def send(*, file: PaymentFile | int, actor: User) -> Message:
    """把付款文件交给后台送银行；一份只交一次，再交还是那一次。没有接、没有权限、作废了的拒绝。

    交了以后不能再作废，直到银行说没有收下。
    """
    bank()
    require_court(actor, actor.court_id, EXPORTS, "送付款文件")
    number = file if isinstance(file, int) else file.pk
    made = PaymentFile.objects.select_for_update().get(pk=number, court=actor.court_id)
    if made.state == PaymentFile.State.CANCELLED:
        raise _refused("cancelled", f"{made.message_id}已经作废，不能送银行。", "重新导出。")
    if not made.format.startswith("pain.001"):
        raise _refused("format", f"银行直连只收 pain.001，{made.message_id}是 {made.format}。", "下载以后在网银里上传。")
    return put(SEND, sent_key(made.message_id), made.court_id, {"file": made.pk}, stream=f"court:{made.court_id}:funds")


@transaction.atomic
def fetch(*, account: BankAccount | int, actor: User, since: date, until: date) -> Message:
    """交给后台取这几天的明细，连同送出去的付款文件的结果。一分钟里按几次，只取一次。"""
    bank()
    require_court(actor, actor.court_id, TAKES, "取银行明细")
    number = account if isinstance(account, int) else account.pk
    row = BankAccount.objects.get(pk=number, court=actor.court_id)
    if since > until:
        raise _refused("days", f"起日{since}晚于止日{until}。", "改正日期。")
    told = {"account": row.pk, "since": since.isoformat(), "until": until.isoformat(), "user": actor.pk}
    minute = f"{context.current().now:%Y%m%d%H%M}"
    return put(FETCH, f"{FETCH}:{row.pk}:{since}:{until}:{minute}", row.court_id, told, stream=f"court:{row.court_id}:funds")


def send_one(message: Message) -> Mapping[str, Any]:
    """送一份，收下回答。没有得到回答的过一会儿再送；银行不收的记下为什么，文件可以作废。"""
    made = PaymentFile.objects.select_for_update().get(pk=message.payload["file"])
    if made.state == PaymentFile.State.CANCELLED:
        return {REFUSED: "送以前已经作废"}
    try:
        answer = bank().send(payments.content(made), stamp=stamp())
    except Undeliverable as error:
        return {REFUSED: str(error)}
    return _answered(made, answer)


def fetch_one(message: Message) -> Mapping[str, Any]:
    """取结果和明细。明细断在半中间的这次不收，过一会儿再取；最后一次读得出的都收。"""
    told = message.payload
    account, user = BankAccount.objects.get(pk=told["account"]), loaded(told["user"])
    if user is None:
        return {REFUSED: "交办的人已经停用"}
    results = [_result(made) for made in _waiting(account)]
    since, until = date.fromisoformat(told["since"]), date.fromisoformat(told["until"])
    content = bank().statement(account.number, since, until, stamp=stamp())
    run = bank_intake.take_file(user=user, name=f"{account.number}-{since}-{until}.xml", content=content, account=account)
    if run.cut and message.attempts < MAX_ATTEMPTS:
        raise TryAgain("银行给的明细不完整。")
    return {"run": run.pk, "fresh": run.fresh, "files": len(results)}


def _waiting(account: BankAccount) -> list[PaymentFile]:
    """送出去了、还有几笔没有结果的。"""
    rows = PaymentFile.objects.filter(bank_account=account, lines__state=PayoutLine.State.EXPORTED).distinct().order_by("pk")
    sent = set(Message.objects.filter(key__in=[sent_key(row.message_id) for row in rows], state=Message.State.DONE).values_list("key", flat=True))
    return [row for row in rows if sent_key(row.message_id) in sent]


def _result(made: PaymentFile) -> Mapping[str, Any]:
    return _answered(made, bank().result(made.message_id, stamp=stamp()))


def _answered(made: PaymentFile, content: bytes) -> Mapping[str, Any]:
    found = payments.answer(content=content, court_id=made.court_id, actor=Job("银行直连"), on=context.current().today)
    return {"paid": found.paid, "refused_count": found.refused, "waiting": found.waiting, "against": list(found.against[:50])}


def _refused(code: str, text: str, remedy: str) -> Refused:
    return Refused(refuse(f"bank_link.{code}", text, cite("AK 12"), remedy=remedy))


HANDLERS: Final[dict[str, Handler]] = {SEND: send_one, FETCH: fetch_one}
