"""案件主线的事件。"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from zhixing.foundation.history.events import Event
from zhixing.law.entries import DRAWN
from zhixing.law.words import yuan


@dataclass(frozen=True, slots=True, kw_only=True)
class Received(Event):
    """收到申请材料（或移送执行材料）。立案审查自此起算。"""

    label: ClassVar[str] = "收件"
    kind: str
    claim_fen: int | None = None
    livelihood: str = ""
    urgent: bool = False
    complete: bool = True

    def sentence(self) -> str:
        return "收到申请执行材料" if self.complete else "收到申请执行材料，材料不齐"


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionAsked(Event):
    """通知补正。"""

    label: ClassVar[str] = "通知补正"
    missing: list[str] = field(default_factory=list)
    until: date | None = None

    def sentence(self) -> str:
        return f"通知补正：{'、'.join(self.missing)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected(Event):
    """补正材料收齐，审查期限重新起算。"""

    label: ClassVar[str] = "补正到齐"


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined(Event):
    """裁定不予受理。"""

    label: ClassVar[str] = "不予受理"
    ground: str
    text: str = ""

    def sentence(self) -> str:
        return f"裁定不予受理：{self.text or self.ground}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted(Event):
    """决定立案，取得案号。"""

    label: ClassVar[str] = "立案"
    number: str
    kind: str
    cause: str = ""
    claim_fen: int | None = None
    livelihood: str = ""

    def sentence(self) -> str:
        return f"立案，案号{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver(Event):
    """立案机构把案卷移送执行机构。"""

    label: ClassVar[str] = "移送"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned(Event):
    """分案，确定承办人。"""

    label: ClassVar[str] = "分案"
    handler: int
    handler_name: str
    team: int | None = None
    team_name: str = ""
    way: str = ""
    reason: str = ""

    def sentence(self) -> str:
        team = f"（{self.team_name}）" if self.team_name else ""
        return f"{self.way if self.way == DRAWN else '分案'}，承办人{self.handler_name}{team}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transferred(Event):
    """移交承办人，附交接记录。"""

    label: ClassVar[str] = "移交承办人"
    from_name: str
    to: int
    to_name: str
    team: int | None = None
    reason: str
    handover: str = ""

    def sentence(self) -> str:
        return f"承办人由{self.from_name}变更为{self.to_name}：{self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class HelperChanged(Event):
    """协办人、书记员的增减。"""

    label: ClassVar[str] = "协办"
    user: int
    name_text: str
    role: str
    joined: bool = True

    def sentence(self) -> str:
        return f"{self.name_text}{'参与' if self.joined else '退出'}本案（{self.role}）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted(Event):
    """办案记录：电话、走访、来访、询问进度。"""

    label: ClassVar[str] = "办案记录"
    sort: str
    text: str = ""
    person: str = ""

    def sentence(self) -> str:
        return "，".join(p for p in (self.sort, self.person, self.text) if p)


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailsChanged(Event):
    """更正案件或当事人信息；``changes`` 是 {栏目: [原值, 新值]}，证件号等已遮挡。"""

    label: ClassVar[str] = "更正信息"
    about: str
    changes: dict[str, Any] = field(default_factory=dict)

    def sentence(self) -> str:
        return f"更正{self.about}：{'、'.join(self.changes)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagged(Event):
    """标签增减。"""

    label: ClassVar[str] = "标签"
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)

    def sentence(self) -> str:
        return "，".join(
            p for p in (f"加上标签{'、'.join(self.added)}" if self.added else "",
                        f"去掉标签{'、'.join(self.removed)}" if self.removed else "") if p
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked(Event):
    """关联案件。"""

    label: ClassVar[str] = "关联案件"
    other_number: str
    sort: str

    def sentence(self) -> str:
        return f"关联{self.other_number}（{self.sort}）"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryWithdrawn(Event):
    """撤回一条登记（同链的 ``corrects`` 指明是哪一条）。"""

    label: ClassVar[str] = "撤回登记"
    what: str = ""

    def sentence(self) -> str:
        return f"撤回登记：{self.what}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOver(Event):
    """存量接管：案件从流程系统搬进来。``live_on`` 是上线日，以前届满的节点不计；``run`` 是接管批次。"""

    label: ClassVar[str] = "存量接管"
    live_on: date
    run: int = 0

    def sentence(self) -> str:
        return f"存量接管，{self.live_on:%Y-%m-%d}上线"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeoverReversed(Event):
    """接管撤回：还没有办过任何事，整批退回，案号腾出。"""

    label: ClassVar[str] = "接管撤回"
    number: str
    reason: str = ""

    def sentence(self) -> str:
        return f"接管撤回，原案号{self.number}" + (f"：{self.reason}" if self.reason else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedOver(Event):
    """承接原案：恢复执行、转入执行的新案，把原案的措施、失信限消、未履行金额接过来。原案已到位的仍记在原案。"""

    label: ClassVar[str] = "承接原案"
    from_number: str
    from_case: int
    unpaid_fen: int | None = None
    measures: int = 0
    restrictions: int = 0

    def sentence(self) -> str:
        parts = [f"承接{self.from_number}"]
        parts += [f"未履行{yuan(self.unpaid_fen)}元"] if self.unpaid_fen is not None else []
        parts += [f"控制措施{self.measures}项"] if self.measures else []
        parts += [f"失信、限制消费{self.restrictions}项"] if self.restrictions else []
        return "，".join(parts)
