"""法院自己的签章服务：国密（SM2）的章由它盖，密钥不到本程序里来。

一次请求，JSON，文件用 base64：

    POST {网址}/seal    Authorization: Bearer {令牌}
    {"file": "…", "court": "某某人民法院", "reason": "（2026）内0221执1号执行通知书", "at": "2026-11-22T09:30:00+08:00",
     "page": 0, "box": [左, 下, 右, 上]}
    → 200 {"file": "…"}          盖好的文件
    → 4xx {"reason": "一句话"}    不能盖的原因

    POST {网址}/verify  {"file": "…"}
    → 200 {"valid": true, "court": "某某人民法院", "text": "一句话"}

还回来的文件要以送去的字节开头（盖章只在后面追加），不是的不收：签章服务不能换掉文书的内容。
"""

from __future__ import annotations

import base64
import binascii
import json
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from typing import Any, Final

from zhixing.casework.documents.sealing.provider import Order, refused
from zhixing.casework.documents.sealing.verdict import Verdict

SECONDS: Final = 20
LARGEST: Final = 80 * 2**20
_ASK: Final = "过一会儿再用印；一直不行的，请系统管理员核对签章服务（ZHIXING_SEAL）。"


@dataclass(frozen=True, slots=True)
class RemoteProvider:
    """用签章服务盖章、核验。"""

    url: str
    token: str = field(repr=False)
    note: str = ""

    def sealed(self, pdf: bytes, order: Order) -> bytes:
        """盖好的文件。"""
        asked = {
            "court": order.court_name, "reason": order.reason, "at": order.at.isoformat(), "page": order.place.page, "box": list(order.place.box),
        }
        made = _file(self._asked("seal", {"file": base64.b64encode(pdf).decode(), **asked}))
        if not made.startswith(pdf) or len(made) == len(pdf):
            raise refused("service", "签章服务还回来的不是原来那份文件，没有收。", _ASK)
        return made

    def verified(self, pdf: bytes) -> Verdict:
        """签章服务的核验结果。"""
        said = self._asked("verify", {"file": base64.b64encode(pdf).decode()})
        valid, court = said.get("valid") is True, str(said.get("court") or "")
        told = str(said.get("text") or "")
        text = f"签名有效：{court}盖的章（签章服务核验）。" if valid else "法院的签章服务核验，签名无效。不要采信，请向法院核对。"
        return Verdict("valid" if valid else "broken", (text, *([told] if told else [])), court=court)

    def _asked(self, what: str, content: dict[str, Any]) -> dict[str, Any]:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
        asked = urllib.request.Request(f"{self.url.rstrip('/')}/{what}", json.dumps(content).encode(), headers)  # noqa: S310 网址由系统管理员配置
        try:
            with urllib.request.urlopen(asked, timeout=SECONDS) as answer:  # noqa: S310
                return _said(answer.read(LARGEST))
        except urllib.error.HTTPError as error:
            reason = _said(error.read(LARGEST)).get("reason") or f"签章服务回答 {error.code}"
            raise refused("service", f"签章服务没有盖章：{reason}", _ASK) from None
        except OSError as error:
            raise refused("service", f"签章服务没有回应（{error}）。", _ASK) from None


def _said(content: bytes) -> dict[str, Any]:
    """服务说的话；不是 JSON 对象的当作什么也没说。"""
    try:
        found = json.loads(content)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _file(said: dict[str, Any]) -> bytes:
    try:
        return base64.b64decode(str(said.get("file", "")), validate=True)
    except binascii.Error:
        raise refused("service", "签章服务还回来的文件读不了，没有收。", _ASK) from None
