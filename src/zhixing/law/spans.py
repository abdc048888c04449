"""中止、暂缓、扣除、延长、豁免：起止怎样才算写对（规则手册 T:§1.2、T-05、T-06）。

扣除必须有法定情形和文书；日子不早于收到材料、不晚于当天；同一情形不重叠；没有开始的不能结束；
延长要在届满前报批；措施的效力期间不因任何审批而不计。
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from zhixing.law import entries
from zhixing.law.articles import cite
from zhixing.law.finding import Finding, Reason
from zhixing.law.terms import EXCLUSIONS, Span, add_months
from zhixing.law.timeline import Fact, Timeline

OPENS: Final = {"nodes.Suspended": "X4", "nodes.Stayed": "", "nodes.Excluded": ""}
"""开始扣除的事件 → 情形；空的，情形写在载荷里。"""

CLOSES: Final[dict[str, tuple[str, ...]]] = {
    "nodes.Resumed": ("X4",), "nodes.StayEnded": ("X5", "X6"), "nodes.ExclusionEnded": (),
}
"""恢复计算的事件 → 情形；空的，情形写在载荷里。"""

MAX_EXTENSION = 3
STAY_DAYS = 92
STAY_MONTHS = 12
_SPAN = "SX 9"
_RECORD = "COURT 期间登记"
_EXTENSION = "SX 5"
_STAY = "EW 77"
_SECURED = "DB 10"
_EFFECT = "COURT 效力期间不顺延"


def begin(code: str, on: date, document: str, spans: Iterable[Span], *, first: date, today: date) -> Finding[Span]:
    """自 ``on`` 起开始一段扣除（``code`` 是 X1–X9）。``first`` 是收到材料日，``today`` 是登记当天。"""
    if code not in EXCLUSIONS:
        return _no(Span(code, on), _reason("span_unknown", f"没有“{code}”这种扣除情形", _SPAN, "请选择 X1 至 X9"))
    name, article = EXCLUSIONS[code].name, EXCLUSIONS[code].article
    reasons = [*_sane(on, first, today)]
    if not document.strip():
        reasons.append(Reason("span_no_document", f"{name}没有写明文书", article, "请填写裁定、决定或委托书的文号"))
    if any(s.code == code and (s.end is None or on < s.end) for s in spans):
        reasons.append(Reason("span_overlap", f"{name}已有一段与{on}重叠", article, "请先结束前一段，或更正它的日期"))
    return Finding(Span(code, on, None, document), (article,), reasons=tuple(reasons))


def end(code: str, on: date, spans: Iterable[Span], *, today: date) -> Finding[Span]:
    """自 ``on`` 起期限继续计算，结束尚未结束的那一段。"""
    article = EXCLUSIONS[code].article if code in EXCLUSIONS else cite(_SPAN)
    opened = next((s for s in spans if s.code == code and s.end is None), None)
    if opened is None:
        name = EXCLUSIONS[code].name if code in EXCLUSIONS else code
        reason = Reason("span_not_open", f"没有尚未结束的“{name}”", article, "请核对期限计算中的扣除记录")
        return _no(Span(code, on), reason)
    reasons = [*_sane(on, opened.start, today)]
    value = opened if reasons else Span(code, opened.start, on, opened.document)
    return Finding(value, (article,), reasons=tuple(reasons))


def stay_until(code: str, on: date, until: date | None) -> Finding[date | None]:
    """暂缓的届满日：必须写明，晚于开始；执行担保的不超过一年；上级法院通知的一般不超过三个月，超过的提醒。"""
    article = cite(_STAY if code == "X6" else _SECURED)
    if until is None or until <= on:
        reason = Reason("stay_until", "暂缓执行应写明晚于开始日的届满日", article, "请填写暂缓至哪一天")
        return Finding(until, (article,), reasons=(reason,))
    if code == "X5" and until > (latest := add_months(on, STAY_MONTHS)):
        text = f"执行担保的暂缓执行不超过一年，最迟至{latest}"
        return Finding(until, (article,), reasons=(Reason("stay_year", text, article, "请核对担保书"),))
    long = code == "X6" and until > on + timedelta(days=STAY_DAYS)
    warning = Reason("stay_long", "暂缓执行一般不超过三个月", article, "请核对上级法院的通知")
    return Finding(until, (article,), warnings=(warning,) if long else ())


def orderly(timeline: Timeline) -> Finding[None]:
    """更正日期之后，同一情形的开始、结束仍要依登记的先后。倒过来的会把停算的时间算错。"""
    last: dict[str, Fact] = {}
    for fact in sorted(timeline.facts, key=lambda one: one.identity):
        for code in _codes(fact):
            if code in last and fact.on < last[code].on:
                text = f"改成这一天，{EXCLUSIONS[code].name}的开始和结束就颠倒或者重叠了（{last[code].on}、{fact.on}）"
                reason = _reason("span_order", text, _RECORD, "请核对前后各次的日期")
                return Finding(None, (cite(_RECORD),), reasons=(reason,))
            last[code] = fact
    return Finding(None, (cite(_RECORD),))


def _codes(fact: Fact) -> tuple[str, ...]:
    """这一事件开始或结束哪些情形。"""
    named = OPENS.get(fact.type)
    listed = CLOSES.get(fact.type, ()) if named is None else (named,) if named else ()
    given = str(fact.data.get("code", "")) if fact.type in OPENS or fact.type in CLOSES else ""
    return listed or ((given,) if given in EXCLUSIONS else ())


def extend(months: int, on: date, due: date | None, times: int) -> Finding[int]:
    """执行期限延长 ``months`` 个月：届满前提出，一次不超过三个月。``due`` 是现在的届满日，``times`` 是已延长次数。"""
    article, reasons = cite(_EXTENSION), []
    if due is None:
        reasons.append(Reason("extend_no_term", "本案没有正在计算的执行期限", article, "请核对节点"))
    elif on > due:
        text = f"执行期限已于{due}届满，不能补报延长"
        reasons.append(Reason("extend_late", text, article, "延长须在届满前提出"))
    if not 1 <= months <= MAX_EXTENSION:
        reasons.append(Reason("extend_months", f"一次延长不超过{MAX_EXTENSION}个月", article, "请改为一至三个月"))
    again = Reason("extend_again", "本案已延长过，再次延长须层报高级人民法院备案", article, "请附备案材料")
    return Finding(months, (article,), reasons=tuple(reasons), warnings=(again,) if times else ())


def waive(cls: str, state: str, ground: str) -> Finding[bool]:
    """本案不再要求某节点：待办的才需要，效力期间不能豁免，理由必填。"""
    article, reasons = cite(_RECORD), []
    if state != "open":
        reasons.append(Reason("waive_not_open", "这个节点已经办结或不再要求", article, "请刷新页面核对"))
    if cls == "C":
        reasons.append(Reason("waive_effect", "措施的效力期间不能豁免", cite(_EFFECT), "请续封续冻或解除", "register"))
    if not ground.strip():
        reasons.append(Reason("waive_no_ground", "没有写明理由", article, "请写明为什么本案不再要求"))
    return Finding(not reasons, (article,), reasons=tuple(reasons))


def _sane(on: date, first: date, today: date) -> tuple[Reason, ...]:
    return entries.happened(on, first=first, today=today, what="这一天").reasons


def _reason(code: str, text: str, article: str, remedy: str) -> Reason:
    return Reason(code, text, cite(article), remedy)


def _no(span: Span, reason: Reason) -> Finding[Span]:
    return Finding(span, (reason.article,), reasons=(reason,))
