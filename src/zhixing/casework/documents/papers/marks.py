"""文书上的二维码。

核验码在末页页脚，扫码或者照编码可以核对这份文书是不是真的、还算不算数；交款的二维码在账户旁边，扫出来是户名、账号、开户银行、附言，照抄。
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import segno


@dataclass(frozen=True, slots=True)
class Mark:
    """``code`` 是核验码，``url`` 是核验的网址，二维码里写的就是它。"""

    code: str
    url: str

    def values(self) -> dict[str, str]:
        """版面用的值；``qr`` 是二维码的图（SVG）。"""
        return {"code": self.code, "url": self.url, "qr": _picture(self.url)}


def pay_text(holder: str, number: str, bank: str, remark: str) -> str:
    """交款二维码里的文字，一行一项。"""
    told = {"户名": holder, "账号": number, "开户银行": bank, "附言": remark}
    return "\n".join(f"{label}：{value}" for label, value in told.items() if value)


def pay_mark(account: Any) -> dict[str, str]:
    """文书里的交款账户要印二维码的（子账户），给出图；不印的为空。"""
    if not isinstance(account, Mapping) or not account.get("scan"):
        return {}
    return {"pay": _picture(pay_text(account["holder"], account["account"], account["bank"], account["remark"]))}


def _picture(url: str) -> str:
    """纠错级别 M（破损一成半仍可读），不带白边：页脚四周本来是空的。"""
    made = BytesIO()
    segno.make(url, error="m", micro=False).save(made, kind="svg", border=0, xmldecl=False)
    return made.getvalue().decode()
