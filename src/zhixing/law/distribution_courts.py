"""几家法院之间：谁主持分配，优先债权法院什么时候可以要求移送财产（规则手册 M:P-12、P-13）。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, NamedTuple

from zhixing.law.articles import cite
from zhixing.law.calendar import Calendar
from zhixing.law.finding import Finding, Reason, Step
from zhixing.law.terms import Period, compute

CALL_IN_DAYS: Final = 60
HAND_OVER: Final = "15d"


class Seal(NamedTuple):
    """一家法院的一次查封、扣押、冻结：``on`` 生效日，``released`` 解除或者失效日。轮候的不生效，不写。"""

    court: str
    on: date
    released: date | None = None


def leading(seals: Sequence[Seal], on: date) -> Finding[str]:
    """``on`` 这天由哪家法院主持分配：首先查封、扣押、冻结的（M:P-13）。同一天有几家的，商请共同的上级法院指定。"""
    article = cite("EW 56")
    standing = sorted((seal for seal in seals if seal.on <= on and (seal.released is None or seal.released > on)), key=lambda seal: seal.on)
    if not standing:
        return _nobody("none", f"{on}没有生效的查封、扣押、冻结。", "先采取控制措施。")
    first = [seal for seal in standing if seal.on == standing[0].on]
    if len({seal.court for seal in first}) > 1:
        courts = "、".join(seal.court for seal in first)
        return _nobody("same_day", f"{courts}同在{first[0].on}查封，分不出先后。", "核对送达回执上的时刻；仍分不清的，报请共同的上级法院指定。")
    step = Step(f"{first[0].court}在{first[0].on}首先查封，由它主持分配。", article)
    return Finding(first[0].court, (article,), steps=(step,))


def _nobody(code: str, text: str, remedy: str) -> Finding[str]:
    article = cite("EW 56")
    return Finding("", (article,), reasons=(Reason(code, text, article, remedy),))


@dataclass(frozen=True, slots=True)
class CallIn:
    """可以要求移送的：``since`` 起可以要求；``hand_over`` 是首封法院出具移送执行函的末日，还没有商请的为空。"""

    since: date
    hand_over: date | None


def call_in(first_seal: date, notice: date | None, on: date, asked: date | None = None, calendar: Calendar | None = None) -> Finding[CallIn]:
    """优先债权执行法院能不能要求首封法院移送财产（M:P-12）。

    ``notice`` 首封法院发布拍卖公告、进入变卖程序的日子，没有为空；``asked`` 首封法院收到商请移送执行函的日子。
    首封之日起超过六十日（第六十一日起）还没有公告的才可以。首封债权还没有执行依据的，份额留存（债权的 ``hold`` 写 no_title）。
    """
    since, article = first_seal + timedelta(days=CALL_IN_DAYS + 1), cite("PF 1")
    day = on if asked is None else asked
    reasons = []
    if notice is not None and notice <= day:
        reasons.append(Reason("notice", f"首封法院已在{notice}发布拍卖公告或者进入变卖程序。", article, "申请从变价款里优先受偿。"))
    if day < since:
        reasons.append(Reason("early", f"自首封之日{first_seal}起还没有超过六十日。", article, f"{since}起可以商请移送。"))
    due = None if asked is None else compute(asked, Period.parse(HAND_OVER), "A", calendar or Calendar.national()).value.due
    steps = [Step(f"首封之日{first_seal}，{since}起可以商请移送。", article)]
    if due is not None:
        steps.append(Step(f"{asked}收到商请移送执行函，{due}以前出具移送执行函。", cite("PF 2")))
    found = CallIn(since, due if isinstance(due, date) else None)
    return Finding(found, (article, cite("PF 2"), cite("PF 3")), reasons=tuple(reasons), steps=tuple(steps))
