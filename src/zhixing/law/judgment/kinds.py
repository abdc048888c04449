"""主文一项的种类：金钱、交付、行为、责任、驳回……，看开头和关键的字。"""

from __future__ import annotations

import re
from typing import Final

from zhixing.law.judgment import periods, sides

_COSTS: Final = re.compile(
    r"(?:本案|一审|二审|原审|再审|本诉|反诉)*(?:的)?(?:案件|诉讼|仲裁|一审案件|二审案件|财产|诉前|申请|反诉|"
    r"一、二审)*(?:受理费|诉讼费用?|保全费|保全申请费|仲裁费|公告费|申请费|处理费|鉴定费)"
)
_NOTICE: Final = re.compile(r"(?:如果?|若)[^；;。]{0,60}(?:未|不|逾期)[^；;。]{0,120}(?:加倍支付|迟延履行期间的债务利息|迟延履行金)")
_FINAL: Final = re.compile(
    r"本(?:判决|裁定|裁决|调解书)(?:书)?(?:为终审|为终局|自|一式)|"
    r"(?:各|双|三)方(?:当事人)?[^，,；;。]{0,12}再?无(?:其他|任何|其它)"
)
_WAIVED: Final = re.compile(r"^[^，,；;。]{2,60}(?:不需要?|无需|无须|不必)(?:再)?(?:向[^，,；;。]{2,40})?(?:支付|给付|承担|返还|赔偿)")
_IF: Final = re.compile(r"(?:如果?|若|倘若|如若)(?!下)[^，,；;。]{2,60}[，,]")
_BRACKETS: Final = re.compile(r"[（(][^（）()]*[）)]")
_FINE: Final = re.compile(r"(?:判处|并处|单处|处以?|科处|决定)[^；;。]{0,40}(?:罚金|罚款|没收)|没收[^；;。]{0,20}(?:财产|违法所得)")
_DISMISSAL: Final = re.compile(r"^(?:仍|改判)?驳回|不予支持|不予受理|不承担(?:[^，,。；;]{0,10})?责任$|^对[^；;。]*不予支持")
_REVOKE: Final = re.compile(r"^(?:判决|裁定)?(?:撤销|维持)(?!权)")
_CONFIRM: Final = re.compile(
    r"^(?:[^，,；;。]{2,14}[，,])?(?:(?:各|双|三)方(?:一致)?|经[^，,；;。]{2,30}一致)?(?:确认|解除|终止|准予|准许|不准|认定|宣告|指定|"
    r"[^，,；;。]{0,60}(?:协议|合同|行为|关系|条款|决议|决定)[^，,；;。]{0,20}(?:有效|无效|解除|终止|成立|合法)$|[^；;。]{0,60}存在[^，,；;。]{0,8}关系$|[^，,；;。]{2,40}离婚$)"
)
_DEBT: Final = re.compile(r"(?:承担|负)[^；;。]{0,40}(?:责任|义务|债务)|以其[^，,；;。]{0,14}财产[^，,；;。]{0,6}(?:清偿|偿还|承担)")
_RECOURSE: Final = re.compile(r"追偿")
PERIOD_ONLY: Final = re.compile(
    r"(?:此|该|上述|以上|前述|前款)(?P<which>[^，,；;。于在限自]{0,24})(?:限|应|均|限于|应于)?[^；;。]{0,40}(?:付清|付至|支付|履行|给付|支付完毕|履行完毕|"
    r"执行清)[^；;。]{0,30}$"
)
_SECURITY: Final = re.compile(r"优先受偿|优先偿还|享有[^；;。]{0,20}(?:抵押权|质权|优先权)|(?:行使|实现)(?:抵押权|质权)")
_ACT: Final = re.compile(
    r"停止|不得(?:强制)?执行|禁止|重新|补植|补种|查阅|"
    r"赔礼道歉|消除影响|刊登|恢复原状|拆除|协助|办理|配合|继续履行|履行|排除妨害|排除妨碍|修复|删除|变更登记|销毁|公开|"
    r"登记|登报|出具|开具|交接|注销|搬离|迁出|搬出|腾空|退出|抚养|探望|道歉|提供|更换|清理"
)
_DELIVERY: Final = re.compile(r"交付|移交|腾退|腾空|过户|交还|搬出|搬离|迁出|返还|归还|退还|归[^，,；;。]{1,30}所有")
_MONEY_WORD: Final = re.compile(r"款|金(?!属|融)|费|利息|损失|元|本息|工资|报酬")
_PAPERS: Final = re.compile(r"(?:交付|给付|提供|开具|出具)[^，,；;。]{0,40}元(?:的|整)?[^，,；;。]{0,12}(?:发票|收据)")
_AFTER_DUTY: Final = re.compile(r"[^，,；;。]{0,60}(?:承担|履行|清偿|偿还)[^，,；;。]{0,20}(?:责任|义务|债务)?后[，,]")
_GIVES: Final = re.compile(r"将[^，,；;。]{2,80}(?:返还|过户|交付|归还|退还|移交|腾|交还)")
_FIRST: Final = (("costs", _COSTS), ("notice", _NOTICE), ("notice", _FINAL), ("dismissal", _WAIVED), ("conditional", _IF))
_THEN: Final = (("review", _REVOKE), ("fine", _FINE), ("confirm", _CONFIRM))


def of(text: str, start: int, end: int, has_money: bool) -> str:
    """这一项是哪一种（见 :class:`~zhixing.law.judgment.reading.Item`）；``has_money`` 为写了金额。"""
    part = text[start:end]
    for kind, pattern in _FIRST:
        if pattern.match(part):
            return kind
    return _told(text, start, end, has_money)


def _told(text: str, start: int, end: int, has_money: bool) -> str:
    part = text[start:end]
    if _DISMISSAL.search(_BRACKETS.sub("", part)):
        return "dismissal"
    for kind, pattern in _THEN:
        if pattern.search(part):
            return kind
    if not has_money and PERIOD_ONLY.match(part) and periods.find(text, start, end):
        return "period"
    return _duty_kind(part, has_money, sides.verb(text, start, end, None))


def _pays_first(part: str, debt: re.Match[str]) -> bool:
    """先说支付多少、后说承担责任的，是金钱；“对……债务承担责任”的，是责任。"""
    at = re.search(sides.VERB + r"(?![责义之])", part[:debt.start()])
    return bool(at) and not re.search(r"对|在[^，,内]{0,40}(?:范围|限额)|就", part[:at.start()] if at else "")


def _duty_kind(part: str, has_money: bool, pays: re.Match[str] | None) -> str:
    if _RECOURSE.search(part) and not _DEBT.search(_AFTER_DUTY.sub("", part)):
        return "recourse"
    debt = _DEBT.search(part)
    if debt and not (pays and has_money and _pays_first(part, debt)):
        return "liability"
    if _SECURITY.search(part) and not (pays and has_money and part.find(pays[0]) < 40 and "优先" not in part[:part.find(pays[0])]):
        return "security"
    if (not has_money and _GIVES.search(part)) or _PAPERS.search(part):
        return "delivery"
    if has_money and sides.owes(part):
        return "money"
    if pays and (has_money or _MONEY_WORD.search(part[pays.end() - pays.pos:])):
        return "money"
    if _DELIVERY.search(part):
        return "delivery"
    return "act" if _ACT.search(part) else "unclear"
