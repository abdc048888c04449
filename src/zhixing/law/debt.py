"""执行依据确定的金钱债务：各项、计息条款、还款、扣除、放弃。都是数据，不计算（M:G-01）。

金额是整数分，利率是精确分数（3% 是 3/100），日期首尾的算法由 :mod:`zhixing.law.switches` 定。
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Final

from zhixing.law.switches import DEFAULTS, Switches

KINDS: Final = {
    "principal": "本金", "price": "价款", "wages": "工资报酬", "compensation": "赔偿款", "penalty": "违约金", "lawyer_fee": "律师费",
    "costs": "诉讼费", "execution_costs": "执行费用", "fixed_interest": "固定数额的利息", "other": "其他款项",
}
CLAUSES: Final = {
    "lpr": "按LPR", "benchmark": "按贷款基准利率，2019-08-20起按LPR", "yearly": "按年利率", "monthly": "按月利率", "daily": "按日利率",
    "unagreed_loan": "民间借贷未约定利率", "unagreed_sale": "买卖合同未约定逾期违约金", "foreign": "外币未约定利率",
}
WAYS: Final = {
    "direct": "直接交付", "transfer": "汇入法院账户", "deducted": "划拨、提取", "sale": "拍卖、变卖", "in_kind": "以物抵债",
    "other_sale": "其他变价",
}
EXCLUDED: Final = {"review": "非因被执行人申请，审查执行依据而中止、暂缓", "retrial": "再审中止执行", "settlement": "执行和解约定的期间"}
ORIGINS: Final = {"judgment": "判决等", "mediation": "调解书", "reversal": "执行回转裁定"}
SETTLED: Final = {"month": "按月", "quarter": "按季", "half_year": "按半年", "year": "按年"}
COUNTED: Final = {"day": "按日", "month": "按月"}
LEVEL: Final = {"costs": "costs", "execution_costs": "costs", "fixed_interest": "interest"}
"""各项属于哪一级抵充；没有列出的是 principal。"""


class BadClaim(ValueError):
    """债务的数据不对或者不明确。文字说明是哪一处、应当怎样。"""


class Unclear(BadClaim):
    """执行依据不明确，缺的要向审判部门征询意见（M:G-01）；不是写错了。"""


@dataclass(frozen=True, slots=True)
class Compound:
    """复利（M:G-10）：本项第几条条款（``of``，从1数）没有付的利息，每到结息日转入基数，次日起计复利。

    ``every`` 见 :data:`SETTLED`，``day`` 是结息日（每月、每季末月、六月和十二月、十二月的几号，没有这一日的取月末）。
    """

    every: str
    day: int
    of: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """外币利率的一行：``since`` 起用的年利率和来源，用到下一行为止。"""

    since: date
    rate: Fraction
    source: str


@dataclass(frozen=True, slots=True)
class Clause:
    """一条计息条款。

    ``start`` 起算日；``end`` 止日，``None`` 是算到清偿；``base`` 基数（分），``None`` 是未付的本项余额；
    ``rate`` 是 ``kind`` 对应的年、月、日利率；``multiple`` 倍数；``fixed_on`` 固定利率取哪一天的LPR，``None`` 是浮动；
    ``basis`` 一年的天数，``None`` 依开关；``article`` 条款自身之外的依据；``compound`` 有值的，基数是转入的未付利息；
    ``quotes`` 是外币各次的利率。
    """

    kind: str
    start: date
    end: date | None
    base: int | None = None
    rate: Fraction = Fraction(0)
    multiple: Fraction = Fraction(1)
    term: str = "1y"
    tier: str = ""
    fixed_on: date | None = None
    basis: int | None = None
    article: str = "LX 1"
    compound: Compound | None = None
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class InterestPaid:
    """诉讼以前已经付的一笔利息（M:G-06）：管哪一段（首尾都算）、付了多少分。超过上限的部分在 ``end`` 当日抵作本金。"""

    start: date
    end: date
    amount: int


@dataclass(frozen=True, slots=True)
class FirstLoan:
    """重新出具借条以前最初的借款（M:G-07）：本金（分）、整个借款期间的首尾日。"""

    amount: int
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Cap:
    """民间借贷利率的上限（M:G-05、G-06）：合同成立日、案件受理日。

    ``paid`` 是诉讼以前已付的利息，``counted`` 是这些利息的上限按日还是按月数；``first`` 是重新出具借条以前的借款。
    """

    contract_on: date
    filed_on: date
    paid: tuple[InterestPaid, ...] = ()
    counted: str = "day"
    first: FirstLoan | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """主文的一项金钱债务。

    ``amount`` 分；``due`` 履行期限届满日；``double`` 是否计入加倍部分的基数：``yes``、``no``、``judge``（由法官定），空的依开关；
    ``secured`` 有财产担保，在担保物变价款里优先受偿；``withheld`` 预先扣除的利息（分），已从 ``amount`` 减去；
    ``since`` 是费用发生之日，此前的还款不抵充这一项；``by_effect`` 是没有写履行期限，``due`` 是执行依据生效之日。
    """

    id: str
    name: str
    kind: str
    amount: int
    due: date | None
    clauses: tuple[Clause, ...] = ()
    double: str = ""
    cap: Cap | None = None
    secured: bool = False
    withheld: int = 0
    since: date | None = None
    by_effect: bool = False

    @property
    def level(self) -> str:
        """属于哪一级抵充。"""
        return LEVEL.get(self.kind, "principal")


@dataclass(frozen=True, slots=True)
class Payment:
    """一次清偿。``day`` 是停止计息的日子（M:D-06）：划拨日、成交或者抵债裁定送达日，不是发放日。"""

    id: str
    day: date
    amount: int
    how: str = "direct"
    to: str = ""
    paid_out_on: date | None = None

    def effective(self, switches: Switches) -> date:
        """停止计息的日子；开关定为发放之日的，拍卖、抵债按发放日。"""
        late = self.how in ("sale", "in_kind") and switches.auction_end == "paid_out" and self.paid_out_on
        return late or self.day


@dataclass(frozen=True, slots=True)
class Exclusion:
    """不计算加倍部分的一段，首尾都在内（M:D-07）。``reason`` 见 :data:`EXCLUDED`。"""

    start: date
    end: date
    reason: str


@dataclass(frozen=True, slots=True)
class Waiver:
    """申请执行人放弃加倍部分：``amount`` 分，``None`` 是全部放弃，以后的也放弃（M:D-17）。"""

    day: date
    amount: int | None
    document: str


@dataclass(frozen=True, slots=True)
class Guarantor:
    """担保额较小的担保人：对加倍部分只以自己的担保额为限（M:D-17）。"""

    name: str
    cap: int


@dataclass(frozen=True, slots=True)
class InYuan:
    """外币债务要求按人民币计算：加倍部分起算日的中间价（M:D-10）。"""

    rate: Fraction
    on: date
    source: str


@dataclass(frozen=True, slots=True)
class Claim:
    """一份执行依据的全部金钱债务和清偿情况。"""

    items: tuple[Item, ...]
    payments: tuple[Payment, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    guarantors: tuple[Guarantor, ...] = ()
    title: str = ""
    origin: str = "judgment"
    currency: str = "CNY"
    in_yuan: InYuan | None = None
    bankruptcy_on: date | None = None
    penalty_borne: bool = False
    switches: Switches = field(default=DEFAULTS)

    def paying(self, day: date, amount: int) -> Claim:
        """假如 ``day`` 再还 ``amount`` 分：多一次清偿的同一债务，原来的不变。"""
        return replace(self, payments=(*self.payments, Payment(f"假定{len(self.payments) + 1}", day, amount)))

    def under(self, switches: Switches) -> Claim:
        """换一套口径的同一债务，用于对比。"""
        return replace(self, switches=switches)
