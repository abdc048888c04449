"""案款的事件。金额以分计；同一笔到账的各事件 ``subject`` 写同一个名称。"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from zhixing.foundation.history.events import Event
from zhixing.law.words import word, yuan


@dataclass(frozen=True, slots=True, kw_only=True)
class Received(Event):
    """收到财务部门的到账通知。发放期限自此起算。

    ``how`` 是钱怎么来的（``law.debt.WAYS``，空为汇入）；``stopped_on`` 是停止计息的日子：划拨、提取之日，成交裁定送达之日，
    空为到账之日（M:D-06）。
    """

    label: ClassVar[str] = "到账"
    amount_fen: int
    payer: str = ""
    how: str = ""
    stopped_on: date | None = None

    def sentence(self) -> str:
        return f"到账{yuan(self.amount_fen)}元" + (f"，付款人{self.payer}" if self.payer else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed(Event):
    """认领到账，对应到本案。``matched``：machine 机器匹配、hand 人工认领，空为没有写明。"""

    label: ClassVar[str] = "认领到账"
    matched: str = ""

    def sentence(self) -> str:
        how = f"（{word('claiming', self.matched)}）" if self.matched else ""
        return f"认领到账{how}：{self.subject}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned(Event):
    """起草发放审批（分配方案）。"""

    label: ClassVar[str] = "起草发放审批"
    amount_fen: int | None = None

    def sentence(self) -> str:
        return "起草发放审批" + (f"：{yuan(self.amount_fen)}元" if self.amount_fen is not None else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Delayed(Event):
    """经批准延缓发放，须有法定事由。"""

    label: ClassVar[str] = "延缓发放"
    ground: str
    approver: str = ""

    def sentence(self) -> str:
        return f"延缓发放{self.subject}：{word('delay', self.ground)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DelayEnded(Event):
    """延缓事由消失，十日内发放。"""

    label: ClassVar[str] = "延缓事由消失"

    def sentence(self) -> str:
        return f"延缓发放{self.subject}的事由消失"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid(Event):
    """发放案款。``amount_fen`` 为空表示这一笔全部发放；``settles``：申请执行的金额已全部到位。"""

    label: ClassVar[str] = "发放"
    amount_fen: int | None = None
    payee: str = ""
    settles: bool = False

    def sentence(self) -> str:
        amount = f"{yuan(self.amount_fen)}元" if self.amount_fen is not None else self.subject
        payee = f"，收款人{self.payee}" if self.payee else ""
        return f"发放案款{amount}{payee}" + ("，全部到位" if self.settles else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounced(Event):
    """退汇：已发放的款项被退回，须重新发放。"""

    label: ClassVar[str] = "退汇"
    amount_fen: int | None = None

    def sentence(self) -> str:
        return f"退汇{yuan(self.amount_fen)}元" if self.amount_fen is not None else f"退汇：{self.subject}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectPaid(Event):
    """被执行人直接向申请执行人履行，补录。``settles``：已全部履行；``to_item``：指定清偿计息依据里的哪一项（编号或者名称）。"""

    label: ClassVar[str] = "直接履行"
    amount_fen: int
    settles: bool = False
    to_item: str = ""

    def sentence(self) -> str:
        return f"当事人直接履行{yuan(self.amount_fen)}元" + ("，全部履行" if self.settles else "")


# ---- 计息依据和计息单 ----


@dataclass(frozen=True, slots=True, kw_only=True)
class DebtStated(Event):
    """录入、修改计息依据。``claim`` 是 CLAIM.json（不含还款），``changes`` 逐处写明改了什么，``unclear`` 是还不明确的各处。

    ``from_number`` 非空：承接自原案。
    """

    label: ClassVar[str] = "计息依据"
    version: int
    claim: dict[str, Any] = field(default_factory=dict)
    changes: list[str] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)
    from_number: str = ""

    def sentence(self) -> str:
        if self.from_number:
            return f"承接{self.from_number}的计息依据（第{self.version}版）"
        unclear = f"，{len(self.unclear)}处不明确" if self.unclear else ""
        if self.version == 1:
            return f"录入计息依据{unclear}"
        more = f"等{len(self.changes)}处" if len(self.changes) > 3 else ""
        return f"修改计息依据（第{self.version}版）：{'；'.join(self.changes[:3])}{more}{unclear}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetMade(Event):
    """生成一版计息单，算到 ``as_of``。``digest`` 是输入和结果的摘要，核验时对照。"""

    label: ClassVar[str] = "计息单"
    number: int
    as_of: date
    total_fen: int
    digest: str = ""

    def sentence(self) -> str:
        return f"生成计息单第{self.number}版，算到{self.as_of:%Y-%m-%d}，合计{yuan(self.total_fen)}元"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetSigned(Event):
    """承办法官确认计息单。"""

    label: ClassVar[str] = "确认计息单"
    number: int
    as_of: date
    total_fen: int

    def sentence(self) -> str:
        return f"确认计息单第{self.number}版，截至{self.as_of:%Y-%m-%d}合计{yuan(self.total_fen)}元"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetVoided(Event):
    """作废一版计息单。"""

    label: ClassVar[str] = "作废计息单"
    number: int
    why: str

    def sentence(self) -> str:
        return f"作废计息单第{self.number}版：{self.why}"
