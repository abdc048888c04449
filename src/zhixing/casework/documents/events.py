"""文书和送达的事件。``document`` 是文书种类的代码，名称见 :func:`zhixing.law.words.word`；``id`` 是文书编号（登记事项登记的没有，为 0）。"""

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
    id: int = 0
    title: str = ""

    def sentence(self) -> str:
        return f"拟{self.title or word('document', self.document)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Revised(Event):
    """改稿，另成一版。``why`` 是改了什么。"""

    label: ClassVar[str] = "改稿"
    document: str
    id: int
    title: str
    version: int
    why: str = ""

    def sentence(self) -> str:
        return f"修改{self.title}（第{self.version}版）" + (f"：{self.why}" if self.why else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Referred(Event):
    """送审签。"""

    label: ClassVar[str] = "送审签"
    document: str
    id: int
    title: str

    def sentence(self) -> str:
        return f"{self.title}送审签"


@dataclass(frozen=True, slots=True, kw_only=True)
class SentBack(Event):
    """审签退回修改。"""

    label: ClassVar[str] = "退回修改"
    document: str
    id: int
    title: str
    why: str

    def sentence(self) -> str:
        return f"{self.title}退回修改：{self.why}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed(Event):
    """签发：定稿，取号，写明成文日期。还没有发出。``sha256`` 是所签一版的摘要（``queries.digest``）。"""

    label: ClassVar[str] = "签发"
    document: str
    id: int
    title: str
    version: int
    number: str = ""
    sha256: str = ""

    def sentence(self) -> str:
        return f"签发{self.title}" + (f"，编号{self.number}" if self.number else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed(Event):
    """用印，成为文件。``sha256`` 是文件的摘要；``by_hand``：线下制作后上传。"""

    label: ClassVar[str] = "用印"
    document: str
    id: int
    title: str
    sha256: str
    number: str = ""
    by_hand: bool = False

    def sentence(self) -> str:
        return f"{self.title}{'制作后上传' if self.by_hand else '用印'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Voided(Event):
    """作废文书。编号照占，不再用。"""

    label: ClassVar[str] = "作废文书"
    document: str
    id: int
    title: str
    why: str
    number: str = ""

    def sentence(self) -> str:
        return f"作废{self.title}{self.number}：{self.why}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued(Event):
    """签发、发出文书。``attached`` 是同时发出的其他文书（执行通知书附报告财产令）。"""

    label: ClassVar[str] = "发出文书"
    document: str
    attached: list[str] = field(default_factory=list)
    to: str = ""
    number: str = ""
    id: int = 0

    def sentence(self) -> str:
        names = "、".join(word("document", code) for code in (self.document, *self.attached))
        return f"发出{names}" + (f"，受送达人{self.to}" if self.to else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Served(Event):
    """送达。``method`` 是送达方式；``deemed_on`` 是依规则视为送达的日子（邮寄退回、公告期满……），空则为发生日。

    ``returned``：邮件退回。``recipient``、``attempt`` 是受送达人、这一次送达的编号（登记事项登记的没有）。
    """

    label: ClassVar[str] = "送达"
    document: str
    to: str
    method: str = "direct"
    deemed_on: date | None = None
    returned: bool = False
    id: int = 0
    recipient: int = 0
    attempt: int = 0

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
    id: int = 0
    recipient: int = 0
    attempt: int = 0

    def sentence(self) -> str:
        return f"公告送达{word('document', self.document)}" + (f"（{self.to}）" if self.to else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceStarted(Event):
    """开始送达：交邮、发送、委托、上门。还没有结果，什么期限也不从这里起算。"""

    label: ClassVar[str] = "开始送达"
    document: str
    id: int
    recipient: int
    attempt: int
    to: str
    method: str

    def sentence(self) -> str:
        return f"{word('method', self.method)}送达{word('document', self.document)}，受送达人{self.to}，等候结果"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceFailed(Event):
    """没有送到，或者送到了而不算送达。

    ``outcome`` 是结果的中文名，``why`` 是不算送达的理由；``returned`` 是邮件退回；``enclosed`` 是随别的文书同寄的；
    ``covered`` 是另有一次已经送达，或者还在等结果。
    """

    label: ClassVar[str] = "没有送到"
    document: str
    id: int
    recipient: int
    attempt: int
    to: str
    method: str
    outcome: str
    why: str = ""
    returned: bool = False
    enclosed: bool = False
    covered: bool = False

    def sentence(self) -> str:
        told = f"{word('method', self.method)}向{self.to}送达{word('document', self.document)}没有送到：{self.outcome}"
        return f"{told}。{self.why}" if self.why else told


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRebutted(Event):
    """受送达人推翻送达。采信的，原来的送达不再算数；``arrived`` 是证明的到达日，以那天为送达日期。

    ``enclosed``、``covered`` 与 :class:`ServiceFailed` 相同。
    """

    label: ClassVar[str] = "推翻送达"
    document: str
    id: int
    recipient: int
    attempt: int
    to: str
    why: str
    upheld: bool
    arrived: date | None = None
    enclosed: bool = False
    covered: bool = False

    def sentence(self) -> str:
        return f"{self.to}对{word('document', self.document)}的送达提出：{self.why}，{'采信' if self.upheld else '没有采信'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressStated(Event):
    """登记、变更送达地址。``source`` 是来源的中文名。地址本身不写进事件。"""

    label: ClassVar[str] = "送达地址"
    person: str
    source: str
    ended: bool = False

    def sentence(self) -> str:
        return f"{self.person}的送达地址（{self.source}）{'不再使用' if self.ended else '登记'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentStated(Event):
    """同意、不同意、撤回同意电子送达。``how`` 是中文名。"""

    label: ClassVar[str] = "电子送达的意见"
    person: str
    how: str

    def sentence(self) -> str:
        return f"{self.person}：{self.how}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AddresseeStated(Event):
    """登记受送达人与送达有关的情况：下落不明、在监所、住所在境外……``what`` 是中文的一句话。"""

    label: ClassVar[str] = "受送达人的情况"
    person: str
    what: str

    def sentence(self) -> str:
        return f"{self.person}：{self.what}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateChanged(Event):
    """本院启用、停用自己的文书模板。记在法院的链上。"""

    label: ClassVar[str] = "文书模板"
    document: str
    title: str
    number: int
    started: bool

    def sentence(self) -> str:
        return f"{'启用' if self.started else '停用'}{self.title}的本院模板（第{self.number}版）"
