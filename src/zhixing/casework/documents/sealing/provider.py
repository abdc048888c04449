"""印章的接口。盖章的办法有三种：本机的证书文件、密码机（PKCS#11）、法院自己的签章服务（国密）。

三种都一样：给一份文件和一张用印单，还一份盖好的文件。国密的章由签章服务盖，本程序不碰它的密钥。
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from zhixing.law.articles import Article, cite
from zhixing.law.finding import Refused, refuse

RULE: Article = cite("COURT 电子印章管理")


@dataclass(frozen=True, slots=True)
class Place:
    """盖在哪里：第几页（从 0 起），左、下、右、上（点，自页面左下角）。"""

    page: int
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Order:
    """用印单：哪家法院的章、为哪份文书、什么时刻、盖在哪里；``note`` 是印在章里的小字（演示专用）。"""

    court_name: str
    reason: str
    at: datetime
    place: Place
    note: str = ""


class SealProvider(Protocol):
    """一种用印的办法。"""

    @property
    def note(self) -> str:
        """印在章里的小字；正式的章为空。"""
        ...

    def sealed(self, pdf: bytes, order: Order) -> bytes:
        """盖好的文件。办不到的抛出 ``Refused``。"""
        ...


def refused(code: str, text: str, remedy: str) -> Refused:
    """不能用印的一条理由。"""
    return Refused(refuse(f"seal.{code}", text, RULE, remedy=remedy))
