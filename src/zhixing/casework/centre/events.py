"""大中心小团队的事件。案件上的记在案件链，分案的种子、规则、系数、离岗交接记在法院链。"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from zhixing.foundation.history.events import Event
from zhixing.law.words import word

# ---- 繁简分流 ----


@dataclass(frozen=True, slots=True, kw_only=True)
class Triaged(Event):
    """分流：定了轨道，或者因为新的情况转了轨道。试过的每条规则和为什么，在这一环的结论里。

    ``cause`` 是因为哪一种事件；``rules`` 是规则的版次，0 是随系统带的。
    """

    label: ClassVar[str] = "分流"
    track: str
    rule: str
    rule_name: str = ""
    before: str = ""
    rules: int = 0
    goal: date | None = None
    ending: bool = False
    cause: str = ""

    def sentence(self) -> str:
        name = word("track", self.track)
        how = f"（{self.rule_name}）" if self.rule_name else ""
        return f"由{word('track', self.before)}转为{name}{how}" if self.before and self.before != self.track else f"分流：{name}{how}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackChosen(Event):
    """人工改轨道，写明理由；``ended`` 为真是撤销人工改的，恢复按规则。"""

    label: ClassVar[str] = "人工改轨道"
    track: str
    before: str = ""
    why: str = ""
    ended: bool = False

    def sentence(self) -> str:
        if self.ended:
            return f"恢复按规则分流：{word('track', self.track)}"
        return f"人工改为{word('track', self.track)}：{self.why}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesSet(Event):
    """定了一版分流规则。"""

    label: ClassVar[str] = "分流规则"
    version: int
    effective: date
    why: str = ""
    moved: int = 0

    def sentence(self) -> str:
        return f"分流规则第{self.version}版，{self.effective:%Y-%m-%d}起用：{self.why}"


# ---- 随机分案 ----


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedCommitted(Event):
    """前一天公布种子的摘要。"""

    label: ClassVar[str] = "分案种子"
    day: date
    digest: str

    def sentence(self) -> str:
        return f"{self.day:%Y-%m-%d}的分案种子已生成，摘要{self.digest[:16]}…"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedShown(Event):
    """公开用过的种子。"""

    label: ClassVar[str] = "公开分案种子"
    day: date
    secret: str
    draws: int = 0

    def sentence(self) -> str:
        return f"公开{self.day:%Y-%m-%d}的分案种子，当天抽签{self.draws}次"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn(Event):
    """一次抽签。"""

    label: ClassVar[str] = "随机分案"
    draw: int
    turn: int
    cases: int
    digest: str

    def sentence(self) -> str:
        return f"随机分案{self.cases}件（可核验），记录摘要{self.digest[:16]}…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recused(Event):
    """回避（``ended`` 为真是撤销）。"""

    label: ClassVar[str] = "回避"
    user: int
    name_text: str
    about: str
    why: str = ""
    ended: bool = False

    def sentence(self) -> str:
        return f"{self.name_text}{'不再' if self.ended else ''}回避{self.about}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareSet(Event):
    """分案系数（``ended`` 为真是不再按这一条）。"""

    label: ClassVar[str] = "分案系数"
    user: int
    name_text: str
    share: int
    why: str = ""
    ended: bool = False

    def sentence(self) -> str:
        if self.ended:
            return f"{self.name_text}不再{f'按{self.share}%分案' if self.share else '暂停分案'}"
        return f"{self.name_text}的分案系数定为{self.share}%：{self.why}"


# ---- 集约事务 ----


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemAsked(Event):
    """交办一项事务。"""

    label: ClassVar[str] = "交办事务"
    number: str
    duty: str
    duty_name: str
    demand: str = ""

    def sentence(self) -> str:
        return "，".join(p for p in (f"交办{self.duty_name}", self.subject, self.demand) if p)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDone(Event):
    """事务办完，结果交回案件。``auto``：别处办了，自动办结，``by_entry`` 是凭链上的第几条。"""

    label: ClassVar[str] = "事务办结"
    number: str
    duty: str
    duty_name: str
    result: str = ""
    auto: bool = False
    by_entry: int = 0

    def sentence(self) -> str:
        return "，".join(p for p in (f"{self.duty_name}已办", self.subject, self.result) if p)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemReturned(Event):
    """事务退回：办的人退给交办的人（``rework`` 为假），或者交办的人不收、要求重办（``rework`` 为真）。"""

    label: ClassVar[str] = "事务退回"
    number: str
    duty: str
    duty_name: str
    why: str
    rework: bool = False

    def sentence(self) -> str:
        return f"{self.duty_name}{'退回重办' if self.rework else '退回'}：{self.why}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemCancelled(Event):
    """撤回交办的事务。"""

    label: ClassVar[str] = "撤回事务"
    number: str
    duty: str
    duty_name: str
    why: str = ""

    def sentence(self) -> str:
        return f"撤回{self.duty_name}：{self.why}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskChanged(Event):
    """改了一种事务归谁办、几小时办完。"""

    label: ClassVar[str] = "事务目录"
    code: str
    name_text: str
    changes: dict[str, Any] = field(default_factory=dict)

    def sentence(self) -> str:
        return f"事务目录：{self.name_text}改了{'、'.join(self.changes)}"


# ---- 环节与交接 ----


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOffered(Event):
    """提出交接到下一环节。"""

    label: ClassVar[str] = "提出交接"
    to_segment: str
    from_segment: str = ""
    to_name: str = ""
    missing: list[str] = field(default_factory=list)

    def sentence(self) -> str:
        lacks = f"，还缺{'、'.join(self.missing)}" if self.missing else ""
        return f"交接到{word('segment', self.to_segment)}{f'（{self.to_name}）' if self.to_name else ''}{lacks}"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandTaken(Event):
    """接收了交接。``user``、``team`` 是接手的人和他为哪个团队接的；``instead`` 是离岗交接时顶替谁，案件仍在原来的环节。"""

    label: ClassVar[str] = "接收交接"
    to_segment: str
    from_segment: str = ""
    by_name: str = ""
    user: int | None = None
    team: int | None = None
    instead: str = ""

    def sentence(self) -> str:
        if self.instead:
            return f"{word('segment', self.to_segment)}由{self.by_name}接替{self.instead}"
        return f"{self.by_name}接收，进入{word('segment', self.to_segment)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandRefused(Event):
    """退回了交接（``recalled`` 为真是自己收回）。"""

    label: ClassVar[str] = "退回交接"
    to_segment: str
    why: str = ""
    recalled: bool = False

    def sentence(self) -> str:
        return f"{'收回' if self.recalled else '退回'}到{word('segment', self.to_segment)}的交接" + (f"：{self.why}" if self.why else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerHandedOver(Event):
    """离岗交接办完。"""

    label: ClassVar[str] = "离岗交接"
    user: int
    name_text: str
    sort: str
    cases: int = 0
    items: int = 0

    def sentence(self) -> str:
        return f"{self.name_text}离岗交接：案件{self.cases}件、事务{self.items}项"


@dataclass(frozen=True, slots=True, kw_only=True)
class StandInSet(Event):
    """代办：承办人不在期间由谁代办。"""

    label: ClassVar[str] = "代办"
    user: int
    name_text: str
    deputy: int
    deputy_name: str
    since: date
    until: date
    ended: bool = False

    def sentence(self) -> str:
        if self.ended:
            return f"{self.deputy_name}不再代办{self.name_text}的案件"
        return f"{self.since:%Y-%m-%d}至{self.until:%Y-%m-%d}由{self.deputy_name}代办{self.name_text}的案件"


# ---- 会商、事项委托 ----


@dataclass(frozen=True, slots=True, kw_only=True)
class Conferred(Event):
    """会商。"""

    label: ClassVar[str] = "会商"
    decided: str = ""
    by: str = ""
    due: date | None = None

    def sentence(self) -> str:
        return "，".join(p for p in ("会商", f"定了：{self.decided}" if self.decided else "", f"由{self.by}办" if self.by else "") if p)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrusted(Event):
    """委托外院办一件事，发出。"""

    label: ClassVar[str] = "事项委托"
    number: str
    to: str
    matter: str
    due: date | None = None

    def sentence(self) -> str:
        return f"委托{self.to}{word('entrusted', self.matter)}（{self.number}）"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntrustmentMoved(Event):
    """委托的进展：签收、办结、退回、收回、评价、报上级（``step``）。"""

    label: ClassVar[str] = "事项委托进展"
    number: str
    step: str
    text: str = ""

    def sentence(self) -> str:
        return f"委托事项{self.number}{word('entrusted_step', self.step)}" + (f"：{self.text}" if self.text else "")
