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
    """发放案款。``amount_fen`` 为空表示这一笔全部发放；``settles``：申请执行的金额已全部到位。

    ``what`` 是付的哪一种（``law.payouts.WHATS``，空是发给申请执行人），不是发给申请执行人的不算发放；``payout`` 是发放审批表的编号。
    ``from_deposit``：付的是提存了的钱，提存那天已经算处理过。
    """

    label: ClassVar[str] = "发放"
    amount_fen: int | None = None
    payee: str = ""
    settles: bool = False
    what: str = ""
    payout: str = ""
    from_deposit: bool = False

    def sentence(self) -> str:
        if self.what not in ("", "creditor"):
            return f"{word('payout', self.what)}{yuan(self.amount_fen or 0)}元" + (f"，收款人{self.payee}" if self.payee else "")
        amount = f"{yuan(self.amount_fen)}元" if self.amount_fen is not None else self.subject
        payee = f"，收款人{self.payee}" if self.payee else ""
        return f"发放案款{amount}{payee}" + ("，全部到位" if self.settles else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounced(Event):
    """退汇：已发放的款项被退回，须重新发放。``what`` 是退回的哪一种，同 :class:`Paid`。"""

    label: ClassVar[str] = "退汇"
    amount_fen: int | None = None
    what: str = ""
    from_deposit: bool = False

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


# ---- 总账启用以后：交银行、提存、分配 ----


@dataclass(frozen=True, slots=True, kw_only=True)
class Instructed(Event):
    """已交银行付款，等银行的结果。``file`` 是付款文件的报文编号。"""

    label: ClassVar[str] = "交银行付款"
    amount_fen: int
    payee: str
    payout: str = ""
    file: str = ""

    def sentence(self) -> str:
        return f"交银行付款{yuan(self.amount_fen)}元，收款人{self.payee}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRefused(Event):
    """银行没有付：账号、户名不对等，没有扣款。钱还在应付里，等着另付。"""

    label: ClassVar[str] = "银行没有付款"
    amount_fen: int
    payee: str
    why: str = ""
    payout: str = ""

    def sentence(self) -> str:
        return f"银行没有付{yuan(self.amount_fen)}元，收款人{self.payee}" + (f"：{self.why}" if self.why else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutVoided(Event):
    """作废发放审批表；没有付出去的钱回到案件。"""

    label: ClassVar[str] = "作废发放审批"
    number: str
    why: str

    def sentence(self) -> str:
        return f"作废发放审批表{self.number}：{self.why}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PayeeNoticed(Event):
    """通知收款人领款，附一次性的核验码。"""

    label: ClassVar[str] = "发放通知"
    payee: str
    amount_fen: int

    def sentence(self) -> str:
        return f"通知{self.payee}发放案款{yuan(self.amount_fen)}元"


@dataclass(frozen=True, slots=True, kw_only=True)
class PayeeCalled(Event):
    """打电话核实收款账号。"""

    label: ClassVar[str] = "回访核实"
    payee: str
    agreed: bool

    def sentence(self) -> str:
        return f"回访核实{self.payee}的收款账号：{'无误' if self.agreed else '不符，暂不付款'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deposited(Event):
    """提存：收款人拒绝受领、下落不明等，经批准留在提存户。"""

    label: ClassVar[str] = "提存"
    amount_fen: int
    payee: str
    ground: str

    def sentence(self) -> str:
        return f"提存{yuan(self.amount_fen)}元（{self.payee}）：{word('deposit', self.ground)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanMade(Event):
    """制作一版分配方案，定稿。``digest`` 是各笔债权和份额的摘要，以后核验时对照。"""

    label: ClassVar[str] = "分配方案"
    number: int
    pot_fen: int
    count: int
    digest: str = ""

    def sentence(self) -> str:
        return f"制作分配方案第{self.number}版：{self.count}笔债权，可分配{yuan(self.pot_fen)}元"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanServed(Event):
    """分配方案送达全部债权人和被执行人。异议期自最后一人收到起算。"""

    label: ClassVar[str] = "送达分配方案"
    number: int

    def sentence(self) -> str:
        return f"分配方案第{self.number}版送达"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanObjected(Event):
    """对分配方案提出异议，或者异议走到下一步（``step``）。"""

    label: ClassVar[str] = "分配方案异议"
    number: int
    person: str
    step: str
    disputed_fen: int = 0

    def sentence(self) -> str:
        more = f"，有争议{yuan(self.disputed_fen)}元" if self.disputed_fen else ""
        return f"分配方案第{self.number}版：{self.person}{word('plan_objection', self.step)}{more}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSettled(Event):
    """分配方案可以发放：没有异议，或者异议处理完毕；仍有争议的份额预留。"""

    label: ClassVar[str] = "分配方案定案"
    number: int
    reserved_fen: int = 0

    def sentence(self) -> str:
        more = f"，有争议的{yuan(self.reserved_fen)}元预留" if self.reserved_fen else ""
        return f"分配方案第{self.number}版可以发放{more}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanVoided(Event):
    """作废、代替一版分配方案。"""

    label: ClassVar[str] = "作废分配方案"
    number: int
    why: str

    def sentence(self) -> str:
        return f"作废分配方案第{self.number}版：{self.why}"


# ---- 本院的账（记在 court:编号:funds 一条链上） ----


@dataclass(frozen=True, slots=True, kw_only=True)
class FileTaken(Event):
    """收下一个银行文件。"""

    label: ClassVar[str] = "收银行文件"
    file_name: str
    fresh: int
    known: int
    matched: int
    sha256: str = ""

    def sentence(self) -> str:
        return f"收银行文件{self.file_name}：新收{self.fresh}笔，已有{self.known}笔，对到案件{self.matched}笔"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptReturned(Event):
    """退还待认领的款，或者冲回一笔到账。"""

    label: ClassVar[str] = "退还款项"
    number: str
    amount_fen: int
    why: str

    def sentence(self) -> str:
        return f"退还{self.number}{yuan(self.amount_fen)}元：{self.why}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentsExported(Event):
    """导出付款文件。"""

    label: ClassVar[str] = "导出付款文件"
    message_id: str
    count: int
    control_fen: int
    sha256: str

    def sentence(self) -> str:
        return f"导出付款文件{self.message_id}：{self.count}笔，{yuan(self.control_fen)}元"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFileCancelled(Event):
    """没有交银行的付款文件作废，各笔另编付款编号。"""

    label: ClassVar[str] = "作废付款文件"
    message_id: str
    why: str

    def sentence(self) -> str:
        return f"作废付款文件{self.message_id}：{self.why}"


@dataclass(frozen=True, slots=True, kw_only=True)
class BankAccountChanged(Event):
    """登记、改动本院的执行款账户。"""

    label: ClassVar[str] = "执行款账户"
    number: str
    what: str

    def sentence(self) -> str:
        return f"执行款账户{self.number}：{self.what}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningSigned(Event):
    """期初：会计、执行局长签字；两人都签了就记账。"""

    label: ClassVar[str] = "期初"
    account: str
    day: date
    bank_fen: int
    booked: bool

    def sentence(self) -> str:
        done = "已记账" if self.booked else "已签字，等另一人签字"
        return f"{self.account}期初{yuan(self.bank_fen)}元（{self.day}）：{done}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DayReconciled(Event):
    """核对一天的账。"""

    label: ClassVar[str] = "对账"
    day: date
    differences: int

    def sentence(self) -> str:
        return f"核对{self.day}的账：" + (f"{self.differences}处差异" if self.differences else "全部相符")


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthClosed(Event):
    """月结。"""

    label: ClassVar[str] = "月结"
    month: date

    def sentence(self) -> str:
        return f"{self.month:%Y年%m月}月结"
