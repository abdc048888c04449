"""短信网关。各家网关不同，这里是我们自己写明的一种信封；本院的网关不同的，在它前面放一个转换的小程序。

发送，一条一次请求：

    POST {ZHIXING_SMS_URL}     Content-Type: application/json    X-Signature: 时间戳.摘要
    {"ref": "delivery-17", "to": "13900000000", "sign": "青山县人民法院", "text": "……"}
    → 202 {"id": "网关编号"}                       收下了（只是发出，不等于到达）
    → 4xx {"reason": "空号", "final": true}        送不到，不用再发；final 为假的过一会儿再发
    → 5xx、连不上                                  过一会儿再发

回执由网关推来，同样签名：

    POST /in/sms/    {"ref": "delivery-17", "status": "delivered" 或 "failed", "at": "2026-11-22T09:30:00+08:00", "reason": ""}

``delivered`` 是到达手机，就是送达司法解释说的“发送成功”；没有回执的，只算发出。

签名：``时间戳.HMAC-SHA256(密钥, 时间戳 + "." + 正文)``，密钥在 ``ZHIXING_SMS_KEY_FILE``；五分钟以外的不收。
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from zhixing.exchange.channel import NotConfigured, TryAgain, Undeliverable

SECONDS: Final = 10
FRESH: Final = 300
LARGEST: Final = 64 * 2**10
LONGEST: Final = 500
MOBILE: Final = re.compile(r"1[3-9]\d{9}")


@dataclass(frozen=True, slots=True)
class Gateway:
    """接入的网关。"""

    url: str
    key: bytes = field(repr=False)


def gateway() -> Gateway:
    """按环境变量接入；没有配置的抛出 :class:`~zhixing.exchange.channel.NotConfigured`。"""
    url, key = os.environ.get("ZHIXING_SMS_URL", ""), os.environ.get("ZHIXING_SMS_KEY_FILE", "")
    if not url or not key:
        raise NotConfigured("本院没有接入短信网关。请系统管理员配置 ZHIXING_SMS_URL 和 ZHIXING_SMS_KEY_FILE。")
    return Gateway(url, Path(key).read_bytes().strip())


def send(to: str, text: str, *, sign: str, ref: str, stamp: int) -> str:
    """发一条短信，返回网关的编号。``sign`` 是落款的法院，``ref`` 是回执里带回来的编号，``stamp`` 是现在的秒数。

    号码不对、对方说送不到的抛出 ``Undeliverable``；这次没有发成的抛出 ``TryAgain``；没有接入的抛出 ``NotConfigured``。
    """
    if not MOBILE.fullmatch(to):
        raise Undeliverable("不是手机号码。")
    if len(text) > LONGEST:
        raise Undeliverable(f"短信有{len(text)}个字，最多{LONGEST}个字。")
    through = gateway()
    content = json.dumps({"ref": ref, "to": to, "sign": sign, "text": text}, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json", "X-Signature": signature(through.key, stamp, content)}
    asked = urllib.request.Request(through.url, content, headers)  # noqa: S310 网址由系统管理员配置
    try:
        with urllib.request.urlopen(asked, timeout=SECONDS) as answer:  # noqa: S310
            return str(_said(answer.read(LARGEST)).get("id", ""))[:100]
    except urllib.error.HTTPError as error:
        said = _said(error.read(LARGEST))
        reason = str(said.get("reason") or f"短信网关回答 {error.code}")[:200]
        if error.code < 500 and said.get("final"):
            raise Undeliverable(reason) from None
        raise TryAgain(reason) from None
    except OSError as error:
        raise TryAgain(f"连不上短信网关（{error}）。") from None


def signature(key: bytes, stamp: int, content: bytes) -> str:
    """一份正文的签名。"""
    return f"{stamp}.{hmac.new(key, f'{stamp}.'.encode() + content, hashlib.sha256).hexdigest()}"


def genuine(key: bytes, given: str, content: bytes, now: int) -> bool:
    """签名对、没有过时。"""
    stamp = given.partition(".")[0]
    if not (stamp.isascii() and stamp.isdecimal() and len(stamp) <= 12) or abs(now - int(stamp)) > FRESH:
        return False
    return hmac.compare_digest(signature(key, int(stamp), content).encode(), given.encode())


@dataclass(frozen=True, slots=True)
class Receipt:
    """网关的一条回执。"""

    ref: str
    delivered: bool
    at: str
    reason: str


def receipt(content: bytes) -> Receipt:
    """读一条回执；不对的抛出 ``ValueError``。"""
    said = _said(content)
    status = said.get("status")
    if status not in ("delivered", "failed") or not isinstance(said.get("ref"), str):
        raise ValueError("回执应有 ref 和 status（delivered、failed）。")
    return Receipt(said["ref"][:100], status == "delivered", str(said.get("at", ""))[:40], str(said.get("reason", ""))[:200])


def _said(content: bytes) -> dict[str, Any]:
    """对方说的话；不是 JSON 对象的当作什么也没说。"""
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
