"""核验码：末页页脚的二维码和编码。扫码或者照编码可以核对这份文书是不是真的、还算不算数。"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

import segno


@dataclass(frozen=True, slots=True)
class Mark:
    """``code`` 是核验码，``url`` 是核验的网址，二维码里写的就是它。"""

    code: str
    url: str

    def values(self) -> dict[str, str]:
        """版面用的值；``qr`` 是二维码的图（SVG）。"""
        return {"code": self.code, "url": self.url, "qr": _picture(self.url)}


def _picture(url: str) -> str:
    """纠错级别 M（破损一成半仍可读），不带白边：页脚四周本来是空的。"""
    made = BytesIO()
    segno.make(url, error="m", micro=False).save(made, kind="svg", border=0, xmldecl=False)
    return made.getvalue().decode()
