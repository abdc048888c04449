"""读出的各样怎么说：项的种类、金额的身份、履行期间、利率、计息条款。命令行和网页都用它。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Final

from zhixing.law.judgment.interest import Clause
from zhixing.law.judgment.periods import Period
from zhixing.law.judgment.quotes import Quote
from zhixing.law.judgment.rates import Rate
from zhixing.law.words import yuan

KINDS: Final = {
    "money": "金钱", "delivery": "交付", "act": "行为", "liability": "责任", "recourse": "追偿", "security": "优先受偿", "costs": "诉讼费用",
    "dismissal": "驳回", "review": "撤销或维持", "fine": "罚金、罚款", "confirm": "确认或解除", "conditional": "附条件", "period": "履行期间",
    "notice": "告知", "unclear": "不明确",
}
SORTS: Final = {"principal": "本金", "interest": "利息", "penalty": "违约金", "cost": "费用", "damages": "损失", "": "款项"}
ROLES: Final = {"owed": "应付", "base": "计息基数", "cap": "上限", "part": "其中", "total": "合计", "each": "按期", "mentioned": "提到"}
LIABILITIES: Final = {"joint": "连带", "supplementary": "补充", "several": "按份", "together": "共同", "guarantee": "担保", "recourse": "追偿"}
PARTIES: Final = {
    "plaintiff": "原告", "defendant": "被告", "third": "第三人", "appellant": "上诉人", "appellee": "被上诉人", "applicant": "申请人",
    "respondent": "被申请人", "legal_rep": "法定代表人", "agent": "代理人", "guardian": "法定代理人",
}
PAPERS: Final = {
    "judgment": "判决书", "mediation": "调解书", "ruling": "裁定书", "criminal": "刑事判决书", "admin": "行政决定书", "arbitration": "裁决书",
    "notary": "公证债权文书", "payment_order": "支付令",
}
_RATES: Final = {"lpr": "LPR", "benchmark": "贷款基准利率", "deposit": "存款利率", "agreed": "按约定", "fixed": ""}
_PERS: Final = {"year": "年", "month": "月", "day": "日"}


def names(quotes: Iterable[Quote[str]]) -> str:
    """名字用顿号连起来；没有的说没有读出。"""
    return "、".join(quote.value for quote in quotes) or "（没有读出）"


def period(value: Period) -> str:
    """履行期间的一句话。"""
    if value.by:
        return f"{value.by.isoformat()}以前"
    if value.at_once:
        return "立即"
    start = {"effective": "生效", "served": "送达", "made": "作出", "signed": "签订"}.get(value.start, "")
    unit = {"day": "日", "month": "个月", "year": "年", "working_day": "个工作日"}[value.unit]
    return f"{start}后{value.count}{unit}内"


def rate(value: Rate) -> str:
    """``年利率 15.4%``、``一年期LPR浮动×4``。"""
    times = f"×{_number(value.multiple)}" if value.multiple != 1 else ""
    if value.value is not None:
        return f"{_PERS.get(value.per, '')}利率 {_number(value.value * 100)}%{times}"
    mode = {"floating": "浮动", "fixed": "固定"}.get(value.mode, "") if value.kind == "lpr" else ""
    term = {"1Y": "一年期", "5Y": "五年期"}.get(value.term, "")
    return f"{term}{_RATES[value.kind]}{mode}{times}"


def _number(value: Fraction) -> str:
    return f"{float(value):.12g}"


def base(value: int | str) -> str:
    """基数：金额，或者原文的话。"""
    return yuan(value) if isinstance(value, int) else value


def end(value: date | str) -> str:
    """起止日：日期，或者原文的事件。"""
    return value.isoformat() if isinstance(value, date) else value


def clause(one: Clause) -> str:
    """一段计息的一句话。"""
    told = base(one.base.value) if one.base else "—"
    start, until = (end(quote.value) if quote else "—" for quote in (one.start, one.end))
    return f"基数 {told}，{rate(one.rate.value) if one.rate else '利率 —'}，{start} 至 {until}"
