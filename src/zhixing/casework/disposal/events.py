"""财产处置的事件。``subject`` 是哪一项财产，与控制措施同名。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from zhixing.foundation.history.events import Event
from zhixing.law.words import word, yuan


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuationStarted(Event):
    """启动确定参考价。``method``：negotiation 议价、directed 定向询价、online 网络询价、appraisal 委托评估。"""

    label: ClassVar[str] = "启动参考价程序"
    method: str

    def sentence(self) -> str:
        return f"{self.subject}启动{word('valuation', self.method)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AppraiserChosen(Event):
    """选定评估机构。"""

    label: ClassVar[str] = "选定评估机构"
    agency: str = ""

    def sentence(self) -> str:
        return f"{self.subject}选定评估机构{self.agency}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportReceived(Event):
    """法院收到评估、询价报告。"""

    label: ClassVar[str] = "收到报告"
    value_fen: int | None = None
    valid_until: date | None = None

    def sentence(self) -> str:
        value = f"，{yuan(self.value_fen)}元" if self.value_fen is not None else ""
        return f"收到{self.subject}的评估、询价报告{value}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSent(Event):
    """向当事人、利害关系人发送报告。``received_on`` 是最后一人收到之日，空则为发生日。"""

    label: ClassVar[str] = "发送报告"
    received_on: date | None = None

    def sentence(self) -> str:
        received = f"，{self.received_on:%Y-%m-%d}收到" if self.received_on else ""
        return f"发送{self.subject}的评估、询价报告{received}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPosted(Event):
    """无法送达，报告在中国执行信息公开网公示，满十五日视为收到。"""

    label: ClassVar[str] = "公示报告"

    def sentence(self) -> str:
        return f"公示{self.subject}的评估、询价报告"


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuationObjected(Event):
    """收到对评估、询价的异议。``sort``：procedure 事实程序类、method 方法结果类。"""

    label: ClassVar[str] = "评估异议"
    sort: str
    who: str = ""

    def sentence(self) -> str:
        return f"{self.who}对{self.subject}提出评估异议（{word('objection', self.sort)}）"


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionReviewed(Event):
    """评估异议审查完毕。"""

    label: ClassVar[str] = "评估异议审结"
    result: str = ""

    def sentence(self) -> str:
        return f"{self.subject}评估异议审查完毕" + (f"：{self.result}" if self.result else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionForwarded(Event):
    """把方法、结果类异议转交评估机构。"""

    label: ClassVar[str] = "异议交评估机构"

    def sentence(self) -> str:
        return f"{self.subject}评估异议转交评估机构"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplanationGiven(Event):
    """评估机构书面说明。"""

    label: ClassVar[str] = "评估机构说明"

    def sentence(self) -> str:
        return f"评估机构就{self.subject}书面说明"


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceFixed(Event):
    """参考价确定，十日内启动变价。"""

    label: ClassVar[str] = "参考价确定"
    price_fen: int | None = None
    valid_until: date | None = None

    def sentence(self) -> str:
        return f"{self.subject}参考价确定" + (f"：{yuan(self.price_fen)}元" if self.price_fen is not None else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleStarted(Event):
    """启动拍卖（发布公告）。``round`` 第几次；``online`` 网络司法拍卖。"""

    label: ClassVar[str] = "启动拍卖"
    round: int = 1
    online: bool = True
    start_fen: int | None = None

    def sentence(self) -> str:
        return f"{self.subject}启动第{self.round}次{'网络拍卖' if self.online else '拍卖'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuctionFailed(Event):
    """流拍。``round`` 第几次；``online`` 网络司法拍卖。"""

    label: ClassVar[str] = "流拍"
    round: int = 1
    online: bool = True

    def sentence(self) -> str:
        return f"{self.subject}第{self.round}次拍卖流拍"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sold(Event):
    """竞价成交，等候价款。"""

    label: ClassVar[str] = "成交"
    price_fen: int | None = None
    buyer: str = ""

    def sentence(self) -> str:
        return f"{self.subject}成交" + (f"，{yuan(self.price_fen)}元" if self.price_fen is not None else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceFullyPaid(Event):
    """买受人交清全部价款。"""

    label: ClassVar[str] = "价款全额交付"
    amount_fen: int | None = None

    def sentence(self) -> str:
        return f"{self.subject}价款全额到账"


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleRuled(Event):
    """成交裁定送达买受人，所有权转移。"""

    label: ClassVar[str] = "成交裁定送达"

    def sentence(self) -> str:
        return f"{self.subject}成交裁定送达买受人"


@dataclass(frozen=True, slots=True, kw_only=True)
class OffsetAccepted(Event):
    """债权人接受以物抵债，差价已交清。"""

    label: ClassVar[str] = "接受抵债"
    who: str = ""

    def sentence(self) -> str:
        return f"{self.who or '申请执行人'}接受{self.subject}抵债"


@dataclass(frozen=True, slots=True, kw_only=True)
class DebtOffset(Event):
    """以物抵债裁定送达接受人。``amount_fen`` 是抵偿债务的数额，空为没有写明；债务自送达之日抵充（M:D-06）。"""

    label: ClassVar[str] = "抵债裁定送达"
    amount_fen: int | None = None

    def sentence(self) -> str:
        return f"{self.subject}抵债裁定送达" + (f"，抵债{yuan(self.amount_fen)}元" if self.amount_fen is not None else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class SellOffNoticed(Event):
    """发布网络变卖公告。"""

    label: ClassVar[str] = "变卖公告"

    def sentence(self) -> str:
        return f"{self.subject}发布变卖公告"


@dataclass(frozen=True, slots=True, kw_only=True)
class SellOffStarted(Event):
    """网络变卖期开始。"""

    label: ClassVar[str] = "变卖期开始"

    def sentence(self) -> str:
        return f"{self.subject}变卖期开始"


@dataclass(frozen=True, slots=True, kw_only=True)
class SellOffFailed(Event):
    """变卖期届满无人应买。"""

    label: ClassVar[str] = "变卖不成"

    def sentence(self) -> str:
        return f"{self.subject}变卖不成"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered(Event):
    """标的物移交买受人或接受抵债的人。"""

    label: ClassVar[str] = "移交"

    def sentence(self) -> str:
        return f"{self.subject}移交"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationAssisted(Event):
    """向登记机关送达协助执行通知书。"""

    label: ClassVar[str] = "协助过户"
    office: str = ""

    def sentence(self) -> str:
        return f"{self.subject}协助过户通知书送达{self.office or '登记机关'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferAsked(Event):
    """收到优先债权法院的商请移送执行函。"""

    label: ClassVar[str] = "商请移送执行"
    court: str = ""

    def sentence(self) -> str:
        return f"收到{self.court}商请移送{self.subject}的函"


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferLetterIssued(Event):
    """出具移送执行函。"""

    label: ClassVar[str] = "移送执行函"

    def sentence(self) -> str:
        return f"出具{self.subject}移送执行函"
