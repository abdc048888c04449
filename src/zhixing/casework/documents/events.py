"""文书和送达的事件。``document`` 是文书种类的代码，名称见 :func:`zhixing.law.words.word`。"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from zhixing.foundation.history.events import Event
from zhixing.law.words import word


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted(Event):
    """拟稿。"""

    label: ClassVar[str] = "拟稿"
    document: str

    def sentence(self) -> str:
        return f"拟{word('document', self.document)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued(Event):
    """签发、发出文书。``attached`` 是同时发出的其他文书（执行通知书附报告财产令）。"""

    label: ClassVar[str] = "发出文书"
    document: str
    attached: list[str] = field(default_factory=list)
    to: str = ""
    number: str = ""

    def sentence(self) -> str:
        names = "、".join(word("document", code) for code in (self.document, *self.attached))
        return f"发出{names}" + (f"，受送达人{self.to}" if self.to else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Served(Event):
    """送达。``method`` 是送达方式；``deemed_on`` 是依规则视为送达的日子（邮寄退回、公告期满……），空则为发生日。

    ``returned``：邮件退回。
    """

    label: ClassVar[str] = "送达"
    document: str
    to: str
    method: str = "direct"
    deemed_on: date | None = None
    returned: bool = False

    def sentence(self) -> str:
        deemed = "，邮件退回" if self.returned else ""
        deemed += f"，{self.deemed_on:%Y-%m-%d}视为送达" if self.deemed_on else ""
        return f"{word('method', self.method)}向{self.to}送达{word('document', self.document)}{deemed}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncementPosted(Event):
    """公告送达：最后一次张贴或刊登之日。"""

    label: ClassVar[str] = "公告送达"
    document: str
    to: str = ""
    place: str = ""

    def sentence(self) -> str:
        return f"公告送达{word('document', self.document)}" + (f"（{self.to}）" if self.to else "")
