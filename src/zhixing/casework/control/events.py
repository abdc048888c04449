"""财产查控的事件。同一项措施、同一条线索、同一次调查，各事件的 ``subject`` 写同一个名称。"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from zhixing.foundation.history.events import Event
from zhixing.law.words import word, yuan


@dataclass(frozen=True, slots=True, kw_only=True)
class QuerySent(Event):
    """发起财产查询。

    ``channel``：network 总对总、local 点对点、onsite 上门；``scope``：full 全部项目、part 部分项目。
    """

    label: ClassVar[str] = "发起查询"
    channel: str
    scope: str = "full"
    person: str = ""
    wave: str = ""
    requests: int | None = None

    def sentence(self) -> str:
        whom = f"（{self.person}）" if self.person else ""
        return f"发起{word('channel', self.channel)}查询，{word('scope', self.scope)}{whom}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackReceived(Event):
    """收到查询反馈。``found`` 是查到的可供执行的财产种类（deposit、movable、real_estate、other_right），空表示没有查到。

    ``accounts`` 开户数、``balance_fen`` 余额合计、``vehicles`` 车辆、``houses`` 房产、``mortgaged`` 其中有抵押的、
    ``failed`` 没有反馈的单位数；空为反馈里没有写明。
    """

    label: ClassVar[str] = "查询反馈"
    found: list[str] = field(default_factory=list)
    accounts: int | None = None
    balance_fen: int | None = None
    vehicles: int | None = None
    houses: int | None = None
    mortgaged: int | None = None
    failed: int | None = None
    text: str = ""

    def sentence(self) -> str:
        kinds = "、".join(word("property", kind) for kind in self.found)
        return "，".join(p for p in (f"查询反馈：查到{kinds}" if kinds else "查询反馈：没有查到财产", self.text) if p)


@dataclass(frozen=True, slots=True, kw_only=True)
class InquiryAsked(Event):
    """申请执行人书面申请调查财产。"""

    label: ClassVar[str] = "申请调查"
    text: str = ""

    def sentence(self) -> str:
        return f"申请执行人申请调查{self.subject}"


@dataclass(frozen=True, slots=True, kw_only=True)
class InquiryStarted(Event):
    """启动传统调查（上门、发函、询问）。"""

    label: ClassVar[str] = "启动传统调查"
    text: str = ""

    def sentence(self) -> str:
        return f"启动传统调查：{self.subject or self.text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class InquiryFinished(Event):
    """传统调查完成。``found``：是否查到财产。"""

    label: ClassVar[str] = "完成传统调查"
    found: bool = False
    text: str = ""

    def sentence(self) -> str:
        return f"完成传统调查{f'：{self.subject}' if self.subject else ''}，{'查到' if self.found else '没有查到'}财产"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClueReceived(Event):
    """收到明确具体的财产线索。情况紧急的须在三日内核实。``clue`` 是线索的编号，登记来的没有。"""

    label: ClassVar[str] = "登记线索"
    urgent: bool = False
    giver: str = ""
    text: str = ""
    clue: int | None = None

    def sentence(self) -> str:
        return f"收到财产线索{'（情况紧急）' if self.urgent else ''}：{self.subject or self.text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClueVerified(Event):
    """线索调查核实完毕。``found``：是否属实、有可供执行的财产。"""

    label: ClassVar[str] = "核查线索"
    found: bool = False
    text: str = ""
    clue: int | None = None

    def sentence(self) -> str:
        result = "核查属实" if self.found else "核查不属实"
        return f"线索{self.subject}{result}" + (f"：{self.text}" if self.text else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Interviewed(Event):
    """终本约谈申请执行人：告知进展、措施、调查结果、依据和后果，听取意见。

    ``agrees``：是否同意终本；``clue_given``：约谈中是否提供了线索。
    """

    label: ClassVar[str] = "终本约谈"
    person: str
    agrees: bool = False
    clue_given: bool = False
    text: str = ""

    def sentence(self) -> str:
        clue = "，提供了线索" if self.clue_given else ""
        return f"约谈{self.person}，{'同意' if self.agrees else '不同意'}终本{clue}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared(Event):
    """收到被执行人的财产报告，还没有核实。``subject`` 是报告人；``sort``：first 首次、supplement 补充；``items`` 报了几项。"""

    label: ClassVar[str] = "收到财产报告"
    sort: str = "first"
    items: int = 0
    declaration: int | None = None

    def sentence(self) -> str:
        told = f"{self.items}项财产" if self.items else "没有财产"
        return f"收到{self.subject}的{'补充' if self.sort == 'supplement' else ''}财产报告：{told}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportReceived(Event):
    """财产报告：收到没有，核实得怎样。``subject`` 是报告人；``result`` 见 words 的 report（checked、late、false、refused）。

    ``declaration`` 是系统里的那份报告，登记来的没有。
    """

    label: ClassVar[str] = "财产报告"
    result: str = "checked"
    text: str = ""
    declaration: int | None = None

    def sentence(self) -> str:
        told = f"{self.subject}的财产报告：{word('report', self.result)}"
        return f"{told}，{self.text}" if self.text else told


@dataclass(frozen=True, slots=True, kw_only=True)
class DebtorSearched(Event):
    """查找下落不明的被执行人。``subject`` 是被查找的人；``found``：找到没有。"""

    label: ClassVar[str] = "查找被执行人"
    found: bool = False
    text: str = ""

    def sentence(self) -> str:
        told = f"查找{self.subject}，{'已找到' if self.found else '仍下落不明'}"
        return f"{told}：{self.text}" if self.text else told


@dataclass(frozen=True, slots=True, kw_only=True)
class NotDisposable(Event):
    """查到或者控制的财产不能处置，写明原因。``subject`` 是哪一项；``reason`` 见 words 的 not_disposable。"""

    label: ClassVar[str] = "财产不能处置"
    reason: str
    property: str = ""
    text: str = ""

    def sentence(self) -> str:
        told = f"{self.subject}不能处置：{word('not_disposable', self.reason)}"
        return f"{told}，{self.text}" if self.text else told


@dataclass(frozen=True, slots=True, kw_only=True)
class SuitFiled(Event):
    """诉前保全的申请人已经起诉（申请仲裁）。``number`` 是受理的案号。"""

    label: ClassVar[str] = "申请人起诉"
    number: str = ""

    def sentence(self) -> str:
        return "申请人已起诉（申请仲裁）" + (f"，案号{self.number}" if self.number else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureTaken(Event):
    """查封、扣押、冻结生效。生效日是发生日。

    ``measure``：seize 查封、distrain 扣押、freeze 冻结；``property``：deposit、movable、real_estate、other_right；
    ``what`` 是哪一项财产；``until`` 是文书载明的届满日，空则按法定最长期限；``told_until`` 是回执载明的届满日，两者以早的为准；
    ``rank``：first 首封、waiting 轮候；``position`` 是轮候第几位；``no_sale``：不需要拍卖、变卖；``amount_fen`` 是限额，``actual_fen`` 是实际控制数；
    ``order``、``asset`` 是控制令和财产台账的编号（登记来的没有）。
    """

    label: ClassVar[str] = "采取控制措施"
    measure: str
    property: str
    what: str = ""
    amount_fen: int | None = None
    until: date | None = None
    rank: str = "first"
    no_sale: bool = False
    document: str = ""
    told_until: date | None = None
    order: int | None = None
    asset: int | None = None
    actual_fen: int | None = None
    position: int | None = None

    def sentence(self) -> str:
        rank = "轮候" if self.rank == "waiting" else ""
        amount = f"，{yuan(self.amount_fen)}元" if self.amount_fen is not None else ""
        until = f"，至{self.until:%Y-%m-%d}" if self.until else ""
        return f"{rank}{word('measure', self.measure)}{self.what or self.subject}{amount}{until}"


@dataclass(frozen=True, slots=True, kw_only=True)
class BecameFirst(Event):
    """轮候转为首封，自即日起计算期限。"""

    label: ClassVar[str] = "轮候生效"
    until: date | None = None

    def sentence(self) -> str:
        return f"{self.subject}轮候生效，转为首封"


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewalAsked(Event):
    """申请人申请续行查封、扣押、冻结。"""

    label: ClassVar[str] = "申请续行"

    def sentence(self) -> str:
        return f"申请人申请续行{self.subject}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewed(Event):
    """续封续冻，手续在届满前办妥。``until`` 是文书载明的新的届满日。"""

    label: ClassVar[str] = "续封续冻"
    until: date | None = None
    document: str = ""
    told_until: date | None = None
    order: int | None = None

    def sentence(self) -> str:
        return f"续行{self.subject}" + (f"，至{self.until:%Y-%m-%d}" if self.until else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deducted(Event):
    """扣划存款。``rest``：扣划后账户仍在冻结。"""

    label: ClassVar[str] = "扣划"
    amount_fen: int
    rest: bool = False
    order: int | None = None

    def sentence(self) -> str:
        return f"扣划{self.subject}，{yuan(self.amount_fen)}元" + ("，账户继续冻结" if self.rest else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Released(Event):
    """解除查封、扣押、冻结。"""

    label: ClassVar[str] = "解除"
    ground: str = ""
    document: str = ""
    order: int | None = None

    def sentence(self) -> str:
        return f"解除{self.subject}的控制措施" + (f"：{word('release', self.ground)}" if self.ground else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reduced(Event):
    """部分解除：这一项减少 ``amount_fen`` 分，其余照旧冻结，期限、顺位不变。"""

    label: ClassVar[str] = "部分解除"
    amount_fen: int
    ground: str = ""
    document: str = ""
    order: int | None = None

    def sentence(self) -> str:
        why = f"：{word('release', self.ground)}" if self.ground else ""
        return f"部分解除{self.subject}，减少{yuan(self.amount_fen)}元{why}"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureMoved(Event):
    """控制措施转由另一案承接（恢复执行、保全转执行）：期限连续计算，本案不再看守。"""

    label: ClassVar[str] = "措施转出"
    to_number: str

    def sentence(self) -> str:
        return f"{self.subject}转由{self.to_number}承接，期限连续计算"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseOrdered(Event):
    """应当解除的控制措施（执行完毕、撤回申请终结等），列出待办。``ground`` 同解除的理由；``amount_fen`` 是只解除多少，空为整项。"""

    label: ClassVar[str] = "待解除"
    ground: str = ""
    amount_fen: int | None = None

    def sentence(self) -> str:
        part = f"{yuan(self.amount_fen)}元" if self.amount_fen is not None else ""
        return f"{self.subject}应当解除{part}" + (f"：{word('release', self.ground)}" if self.ground else "")


# ---- 控制令 ----


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered(Event):
    """拟了一道控制令。``subject`` 是哪一项财产；``kind`` 见 words 的 control_order。"""

    label: ClassVar[str] = "拟控制令"
    number: str
    kind: str
    amount_fen: int | None = None
    until: date | None = None

    def sentence(self) -> str:
        amount = f"，{yuan(self.amount_fen)}元" if self.amount_fen is not None else ""
        until = f"，至{self.until:%Y-%m-%d}" if self.until else ""
        return f"拟{word('control_order', self.kind)}{self.subject}{amount}{until}（{self.number}）"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSent(Event):
    """控制令发出：经办人把它放到协助单位来取的地方（或者当面送达）。"""

    label: ClassVar[str] = "发出控制令"
    number: str
    kind: str
    agency: str
    officer: str = ""

    def sentence(self) -> str:
        where = self.agency if self.agency == "当面送达" else f"向{self.agency}发出"
        return f"{where}{word('control_order', self.kind)}{self.subject}的令（{self.number}）"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFailed(Event):
    """没有办成：对方说不能办、退回、拒收、超时、作废。``state`` 见 words 的 order_failed。"""

    label: ClassVar[str] = "控制没有办成"
    number: str
    kind: str
    state: str
    reason: str = ""

    def sentence(self) -> str:
        why = f"：{self.reason}" if self.reason else ""
        return f"{word('control_order', self.kind)}{self.subject}（{self.number}）{word('order_failed', self.state)}{why}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceRaised(Event):
    """反馈、回执、令上写的不一样。"""

    label: ClassVar[str] = "反馈不一致"
    number: str
    field: str
    ours: str
    theirs: str

    def sentence(self) -> str:
        return f"{self.subject}（{self.number}）的{self.field}不一致：{self.ours}／{self.theirs}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceSettled(Event):
    """不一致的，看过并写明怎样处理。"""

    label: ClassVar[str] = "不一致已处理"
    number: str
    field: str
    answer: str

    def sentence(self) -> str:
        return f"{self.subject}（{self.number}）的{self.field}不一致，处理：{self.answer}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsiderFlagged(Event):
    """财产登记在案外人名下，或者与案外人共有：控制以前须审查，案外人可以提出异议。"""

    label: ClassVar[str] = "涉及案外人"
    outsider: str
    text: str = ""

    def sentence(self) -> str:
        return f"{self.subject}涉及案外人{self.outsider}" + (f"：{self.text}" if self.text else "")


# ---- 零漏期 ----


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapsed(Event):
    """一项措施届满失效。``warned`` 是先前预警了几次。"""

    label: ClassVar[str] = "措施失效"
    number: str
    lapsed_on: date
    warned: int

    def sentence(self) -> str:
        return f"{self.subject}于{self.lapsed_on:%Y-%m-%d}届满，没有续行，已失效；先前预警{self.warned}次，补救单{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LapseRemedied(Event):
    """失效以后怎样补救。"""

    label: ClassVar[str] = "失效补救"
    number: str
    remedy: str

    def sentence(self) -> str:
        return f"补救单{self.number}（{self.subject}）：{self.remedy}"


# ---- 线索、报告、调查 ----


@dataclass(frozen=True, slots=True, kw_only=True)
class ClueAnswered(Event):
    """线索核查的结果已经答复提供的人。"""

    label: ClassVar[str] = "答复线索"
    number: str
    answer: str

    def sentence(self) -> str:
        return f"线索{self.number}已答复：{self.answer}"


@dataclass(frozen=True, slots=True, kw_only=True)
class InvestigationAsked(Event):
    """申请律师调查令、审计、悬赏：十日内决定。``sort`` 见 words 的 investigation。"""

    label: ClassVar[str] = "申请调查措施"
    number: str
    sort: str
    asked_by: str

    def sentence(self) -> str:
        return f"{self.asked_by}申请{word('investigation', self.sort)}（{self.number}）"


@dataclass(frozen=True, slots=True, kw_only=True)
class InvestigationDecided(Event):
    """准许或者不准许。"""

    label: ClassVar[str] = "决定调查措施"
    number: str
    sort: str
    allowed: bool
    why: str = ""
    until: date | None = None

    def sentence(self) -> str:
        told = f"{'准许' if self.allowed else '不准许'}{word('investigation', self.sort)}（{self.number}）"
        until = f"，有效到{self.until:%Y-%m-%d}" if self.until else ""
        return told + until + (f"：{self.why}" if self.why else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class InvestigationEnded(Event):
    """调查令交回、审计有了报告、悬赏有了结果，或者过期收回。"""

    label: ClassVar[str] = "调查措施结果"
    number: str
    sort: str
    result: str

    def sentence(self) -> str:
        return f"{word('investigation', self.sort)}（{self.number}）：{self.result}"


# ---- 院级 ----


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveChanged(Event):
    """一批查询：提出、签发、撤销、反馈完。``did`` 见 words 的 wave。"""

    label: ClassVar[str] = "查询批次"
    number: str
    did: str
    cases: int = 0
    requests: int = 0

    def sentence(self) -> str:
        return f"查询批次{self.number}{word('wave', self.did)}：{self.cases}件案件，{self.requests}个请求"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelChanged(Event):
    """协助单位、经办人、登记的改动；渠道停用、恢复；请求由人重发。"""

    label: ClassVar[str] = "查控渠道"
    whom: str
    text: str

    def sentence(self) -> str:
        return f"{self.whom}：{self.text}"
