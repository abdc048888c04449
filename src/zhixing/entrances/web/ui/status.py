"""小件：状态、灯、期限、钱、人。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from zhixing.entrances.web.ui.piece import Piece

LIGHTS = {"red": "超期", "yellow": "临期", "green": "正常", "grey": "等候", "blue": "进行中", "pink": "涉民生", "plain": ""}


@dataclass(frozen=True, slots=True)
class Status(Piece):
    """一个带底色的标签。``tone`` 见包说明，``icon`` 是图标名，``title`` 是悬停说明。"""

    template: ClassVar[str] = "ui/status.html"
    text: str
    tone: str = "plain"
    icon: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Light(Piece):
    """一盏灯：圆点加给读屏的字。``text`` 非空则显示在点旁边，否则只给读屏。"""

    template: ClassVar[str] = "ui/light.html"
    tone: str
    text: str = ""

    @property
    def meaning(self) -> str:
        """灯色的意思。"""
        return LIGHTS.get(self.tone, "")


@dataclass(frozen=True, slots=True)
class Step(Piece):
    """推算的一步和它的条文。"""

    template: ClassVar[str] = "ui/step.html"
    text: str
    article: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline(Piece):
    """一个期限。点日子能看怎么算出来的：给 ``steps`` 就地展开，或给 ``why_url`` 另取。"""

    template: ClassVar[str] = "ui/deadline.html"
    text: str
    tone: str = "plain"
    note: str = ""
    steps: tuple[Step, ...] = ()
    why_url: str = ""
    provisional: bool = False

    @property
    def meaning(self) -> str:
        """灯色的意思。"""
        return LIGHTS.get(self.tone, "")


@dataclass(frozen=True, slots=True)
class Money(Piece):
    """金额（分）。等宽数字，右对齐由列决定。"""

    template: ClassVar[str] = "ui/money.html"
    fen: int | None
    note: str = ""
    why_url: str = ""


@dataclass(frozen=True, slots=True)
class Number(Piece):
    """一串号码：账号、付款编号、流水号。放得下就不从中间断开。"""

    template: ClassVar[str] = "ui/number.html"
    text: str


@dataclass(frozen=True, slots=True)
class Person(Piece):
    """一个人：姓名、说明（如“申请执行人”），可点。"""

    template: ClassVar[str] = "ui/person.html"
    name: str
    note: str = ""
    url: str = ""
