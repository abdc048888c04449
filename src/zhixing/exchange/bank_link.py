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
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlencode, urlsplit

from zhixing.exchange.channel import NotConfigured, TryAgain, Undeliverable

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
        except OSError as error:
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
