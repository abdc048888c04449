"""结案之后：未履行多少、能不能恢复执行、保全能不能转入执行、能不能撤销报结、移给别的法院时要写明什么。

来源：规则手册 T:§6.2（C-02）、§6.3（C-13）、§10、H-07（恢复执行扣除已经履行的）；法明传〔2018〕335号（指定、提级、全案委托作销案）。
以哪种方式结案、因什么事由可以恢复执行，见 :func:`zhixing.law.revival.check`。
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from zhixing.law import measures, restrictions, revival
from zhixing.law.articles import cite
from zhixing.law.debt_payments import off_debt
from zhixing.law.finding import Finding, Reason, Step
from zhixing.law.timeline import Fact, Timeline
from zhixing.law.words import yuan

_RESUMED: Final = "closing.Resumed"
_CONVERTED: Final = "closing.Converted"
_SETTLING: Final = ("funds.Paid", "funds.DirectPaid", "settlement.Performed")

HANDED: Final = frozenset({"raised", "designated", "entrusted"})
"""把案件移给别的法院执行的销案事由：提级、指定、全案委托。"""


def moved_to(timeline: Timeline, event: str, subject: str) -> str:
    """这一条登记所说的措施、惩戒已由哪一案承接（案号）；没有转出的为空。"""
    if event not in (*measures.CHAIN, measures.RELEASED):
        return restrictions.moved_to(timeline, event, subject)
    to = measures.moved_to(timeline, subject)
    return "" if to is None else to or "另一案"


# —— 未履行多少 ————————————————————————————————————————————————————————


def unpaid(timeline: Timeline, *, settled: bool = True) -> Finding[int | None]:
    """还没有履行的金额（分），不小于零；没有金额标的的为 ``None``。

    到位 = 到账与净发放（发放减退汇）两数中较大的一个，加上直接履行与和解分期已付两数中较大的一个：
    同一笔钱常常两处都登，不能算两次。登记了全部到位（履行）的，未履行为零；
    ``settled`` 为假（和解受欺诈、胁迫）时不认这个说法，只扣实际付了的。
    """
    articles = (cite("HJ 17"), cite("EW 64"))
    claim = timeline.claim_fen
    if claim is None:
        return Finding(None, articles, steps=(Step("没有金额标的。"),))
    paid, steps = _paid(timeline)
    if settled and any(fact.data.get("settles") for fact in timeline.of(*_SETTLING)):
        paid, steps = max(paid, claim), (Step("已登记全部到位或者全部履行。"),)
    left = max(claim - paid, 0)
    told = Step(f"申请执行{yuan(claim)}元，未履行{yuan(left)}元。", articles[0])
    nothing = Reason("returning.nothing_left", "已经全部到位，没有未履行的金额。", articles[0], "请核对到账、发放和直接履行的登记。")
    return Finding(
        left, articles, warnings=() if left else (nothing,), steps=(*steps, told),
        inputs={"claim_fen": claim, "paid_fen": paid},
    )


def _paid(timeline: Timeline) -> tuple[int, tuple[Step, ...]]:
    off = sum(off_debt(timeline.ordered).values())
    arrived = _sum(timeline.of("funds.Received")) - off
    out = _sum(timeline.of("funds.Paid")) - _sum(timeline.of("funds.Bounced")) - off
    direct, parts = _sum(timeline.of("funds.DirectPaid")), _sum(timeline.of("settlement.InstalmentPaid"))
    told = f"到账{yuan(arrived)}元，净发放{yuan(out)}元，取较大；直接履行{yuan(direct)}元，分期已付{yuan(parts)}元，取较大。"
    return max(arrived, out) + max(direct, parts), (Step(told),)


def _sum(facts: Iterable[Fact]) -> int:
    """各笔合计；没有写金额的按零。"""
    return sum(int(fact.data.get("amount_fen") or 0) for fact in facts)


# —— 恢复执行、转入执行 ————————————————————————————————————————————————


def revivable(timeline: Timeline, ground: str) -> Finding[bool]:
    """可否恢复执行立案（T:C-02）：结案方式和事由对得上，而且还没有恢复执行过。

    ``ground`` 是代码表 resumption 的代码；空的只核对有没有恢复执行过、这种结案方式能不能恢复。
    """
    end = timeline.closed
    if end is None:
        return _no("not_ended", "案件没有结案，不另立恢复执行案件。", "LJ 6", "中止、暂缓的，恢复后仍用原案号。")
    if again := _since(timeline, _RESUMED, end):
        return _again("resumed", "恢复执行立案", str(again.data.get("number", "")), "LJ 6")
    mode = str(end.data.get("mode", ""))
    if ground:
        return revival.check(mode, str(end.data.get("mode_text") or mode), ground)
    if revival.revivable(mode):
        return Finding(True, (cite("LJ 6"),), inputs={"mode": mode})
    told = str(end.data.get("mode_text") or mode)
    return _no("mode", f"以“{told}”结案的，不恢复执行。", "LJ 6", "结案有错误的，撤销报结；另有请求的，另行申请立案。")


def convertible(timeline: Timeline) -> Finding[bool]:
    """保全案件可否转入执行（JI 168）：还没有转过。"""
    if again := timeline.last(_CONVERTED):
        return _again("converted", "转入执行", str(again.data.get("number", "")), "JI 168")
    return Finding(True, (cite("JI 168"), cite("BQ 17")))


def _since(timeline: Timeline, event: str, end: Fact) -> Fact | None:
    """结案以后登记的最近一件；按登记的先后，日子更正过也不变。"""
    last = timeline.last(event)
    return last if last is not None and last.identity > end.identity else None


def not_backdated(timeline: Timeline, on: date) -> Finding[bool]:
    """新案的立案日不早于原案最近一次措施、惩戒的登记：倒填就会把已经解除的抄过去，把后来生效的漏掉。"""
    last = timeline.last(*measures.CHAIN, *measures.ENDINGS, *restrictions.BEGINS, *restrictions.ENDS)
    if last is None or last.on <= on:
        return Finding(True, (cite("JI 168"),))
    text = f"立案日{on}早于本案{last.on}对“{last.subject}”的登记，承接不准。"
    return _no("backdated", text, "JI 168", f"立案日填{last.on}或者以后；那一条日子有误的，先更正。", "accepted_on")


_FOLLOWING: Final = (
    "closing.PoolEntered", "closing.PoolLeft", "closing.ResumptionAsked", _RESUMED, _CONVERTED,
)


def orderly(timeline: Timeline) -> Finding[bool]:
    """更正日子以后，结案仍在随它而来的事以前：录入终本库、申请恢复、恢复执行立案、转入执行。"""
    end = timeline.closed
    if end is None:
        return Finding(True, (cite("LJ 23"),))
    early = next((fact for fact in timeline.of(*_FOLLOWING) if fact.identity > end.identity and fact.on < end.on), None)
    if early is None:
        return Finding(True, (cite("LJ 23"),))
    return _no("order", f"结案日{end.on}晚于随后的事（{early.on}）。", "LJ 23", "请核对日期。", "on")


def _order(fact: Fact) -> tuple[date, int]:
    return fact.on, fact.identity


def _again(code: str, what: str, number: str, article: str) -> Finding[bool]:
    return _no(code, f"已经{what}，案号{number or '未登记'}。", article, "请打开那一件办理。")


# —— 撤销报结 ——————————————————————————————————————————————————————————


def withdrawable(timeline: Timeline) -> Finding[bool]:
    """可否撤销报结：结案有效，而且还没有恢复执行、转入执行。"""
    end = timeline.closed
    if end is None:
        return _no("not_ended", "案件没有结案，不必撤销报结。", "LJ 23", "刷新页面。")
    for event, what in ((_RESUMED, "恢复执行立案"), (_CONVERTED, "转入执行")):
        if again := _since(timeline, event, end):
            text = f"结案后已经{what}，案号{again.data.get('number') or '未登记'}，不能再撤销报结。"
            return _no("followed", text, "LJ 23", "在那一件里继续办理。")
    return Finding(True, (cite("LJ 23"),))


# —— 终本库 ——————————————————————————————————————————————————————————————


def enters_pool(timeline: Timeline) -> Finding[bool]:
    """可否录入终本库：以终本结案，结案后还没有录入（或者已经移出）。"""
    end = timeline.closed
    if end is None or end.data.get("mode") != "terminated_round":
        return _no("not_round", "案件没有以终结本次执行程序结案。", "ZB 12", "终本裁定后再录入。")
    if _in_pool(timeline, end):
        return _no("in_pool", "已经录入终本库。", "ZB 12", "刷新页面。")
    return Finding(True, (cite("ZB 12"),))


def leaves_pool(timeline: Timeline) -> Finding[bool]:
    """可否移出终本库：还在库里。"""
    end = timeline.closed
    if end is None or not _in_pool(timeline, end):
        return _no("not_in_pool", "案件不在终本库里。", "ZB 18", "刷新页面。")
    return Finding(True, (cite("ZB 18"),))


def in_pool(timeline: Timeline) -> bool:
    """结案有效，录入了终本库，还没有移出。"""
    end = timeline.closed
    return end is not None and _in_pool(timeline, end)


def _in_pool(timeline: Timeline, end: Fact) -> bool:
    last = timeline.last("closing.PoolEntered", "closing.PoolLeft")
    return last is not None and last.type == "closing.PoolEntered" and _order(last) > _order(end)


# —— 移给别的法院 ——————————————————————————————————————————————————————


def handed_to(ground: str, court: str, number: str) -> Finding[bool]:
    """提级、指定、全案委托的销案要写明哪家法院执行；全案委托的须对方已经立案（WT 2），写明案号。"""
    article = "WT 2" if ground == "entrusted" else "LJ 18"
    if ground in HANDED and not court.strip():
        return _no("court", "没有写明由哪家法院执行。", article, "填写接收案件的法院。", "to_court")
    if ground == "entrusted" and not number.strip():
        return _no("number", "没有写明受托法院的案号。", article, "收到受托法院的立案通知后填写案号，再报结。", "to_number")
    return Finding(True, (cite(article),), inputs={"ground": ground, "court": court, "number": number})


def _no(code: str, text: str, article: str, remedy: str, subject: str = "") -> Finding[bool]:
    reason = Reason(f"returning.{code}", text, cite(article), remedy, subject=subject)
    return Finding(False, (cite(article),), reasons=(reason,))
