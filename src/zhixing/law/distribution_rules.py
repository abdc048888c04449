"""参与分配的程序：谁可以参加，船舶优先权还在不在，分配方案的异议走到哪一步（规则手册 M:P-01、P-05、P-08）。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from zhixing.law import distribution
from zhixing.law.articles import cite
from zhixing.law.calendar import Calendar
from zhixing.law.finding import Finding, Reason, Step
from zhixing.law.terms import Period, add_months, compute

FIFTEEN_DAYS: Final = "15d"


@dataclass(frozen=True, slots=True)
class Applicant:
    """申请参加分配的人：``titled`` 已取得执行依据，``priority`` 有优先权、担保物权，``before_end`` 在财产执行终结以前申请。"""

    name: str
    titled: bool
    priority: bool
    before_end: bool


def may_join(applicant: Applicant, *, debtor_is_company: bool, assets_short: bool) -> Finding[bool]:
    """能不能参与分配（M:P-01）。优先权、担保物权人不要执行依据；企业法人不适用，走执转破或者按查封先后（P-09）。"""
    found = []
    if debtor_is_company:
        text = "被执行人是企业法人，不适用参与分配。"
        found.append(Reason("company", text, cite("JI 511"), "征得一方当事人同意移送破产审查；不移送、不受理的按查封先后清偿。"))
    if not assets_short:
        found.append(Reason("enough", "财产足以清偿全部债权，不需要参与分配。", cite("JI 506"), "按各案查封先后执行。"))
    if not applicant.titled and not applicant.priority:
        found.append(Reason("title", f"{applicant.name}没有取得执行依据，也没有优先权。", cite("JI 506"), "取得执行依据以后再申请。"))
    if not applicant.before_end:
        found.append(Reason("late", f"{applicant.name}申请时，财产已经执行终结。", cite("JI 507")))
    return Finding(not found, (cite("JI 506"), cite("JI 507")), reasons=tuple(found))


def ship_privilege(arisen: date, exercised: date | None, on: date) -> Finding[bool]:
    """船舶优先权 ``on`` 那天还在不在（M:P-05）：自产生之日起满一年没有行使（申请扣押船舶）的消灭。

    一年不中止、不中断；船舶经法院强制出售、公告期满没有行使的，也消灭，由承办人另行核对。
    """
    last, article = add_months(arisen, 12), cite("MAR 28")
    used = exercised is not None and exercised <= last
    if used or (exercised is None and on <= last):
        told = f"{exercised}行使" if used else f"{last}以前应当行使"
        return Finding(True, (article,), steps=(Step(f"船舶优先权{arisen}产生，{told}。", article),))
    text = f"船舶优先权{arisen}产生，到{last}满一年没有行使，已经消灭。"
    return Finding(False, (article,), reasons=(Reason("expired", text, article, "改列普通债权。"),))


@dataclass(frozen=True, slots=True)
class Objection:
    """对方案的一份异议，日期没有的为空：``told`` 收到方案之日，``objected`` 提出异议，``relayed`` 异议通知送到其他人，

    ``opposed`` 其他人提出反对意见，``notified`` 反对意见通知送到异议人，``sued`` 提起异议之诉，``decided`` 诉讼终结。
    """

    told: date
    objected: date | None = None
    relayed: date | None = None
    opposed: date | None = None
    notified: date | None = None
    sued: date | None = None
    decided: date | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """走到哪一步：``code``、``label``；``due`` 是这一步的期限末日。"""

    code: str
    label: str
    due: date | None = None


def stage(objection: Objection, on: date, calendar: Calendar | None = None) -> Finding[Stage]:
    """这份异议在 ``on`` 那天走到哪一步（M:P-08），三个十五日都从收到的次日起算，末日遇休息日顺延。

    ``waiting`` 等异议；``pay`` 按方案发放；``relay`` 该通知其他人；``opposing`` 等反对意见；``correct`` 按异议修正后发放；
    ``notify`` 该通知异议人；``suing`` 等起诉；``deposit`` 诉讼中，提存争议份额，其余发放；``follow`` 按判决办。
    """
    known = calendar or Calendar.national()
    found = _plan_stage(objection, on, known)
    article = cite("JI 509" if found.code in ("waiting", "relay") else "JI 510")
    tail = f"，期限到{found.due}" if found.due else ""
    return Finding(found, (article,), steps=(Step(f"{found.label}{tail}。", article),))


def open_until(last: date, calendar: Calendar | None = None) -> Finding[date]:
    """最后一人 ``last`` 那天收到方案，异议期到哪一天（JI 509）。各人的异议期仍从各人收到的次日起算。"""
    due, article = _due(last, calendar or Calendar.national()), cite("JI 509")
    return Finding(due, (article,), steps=(Step(f"最后一人{last}收到方案，次日起十五日，异议期到{due}。", article),))


def timely(told: date, objected: date, calendar: Calendar | None = None) -> Finding[bool]:
    """``told`` 那天收到方案的人，``objected`` 那天提出异议，是不是在十五日以内。没有收到就提出的，算在期内。"""
    due, article = _due(told, calendar or Calendar.national()), cite("JI 509")
    step = Step(f"{told}收到方案，次日起十五日，到{due}；{objected}提出异议。", article)
    if objected <= due:
        return Finding(True, (article,), steps=(step,))
    text, remedy = f"{told}收到方案，异议期到{due}，{objected}提出已经逾期。", "逾期的不停止发放；另有事由的，告知另行主张。"
    return Finding(False, (article,), reasons=(Reason("plan.late", text, article, remedy, subject="filed_on"),))


@dataclass(frozen=True, slots=True)
class Standing:
    """方案此刻的情况，问能不能定案。``last`` 最后一人收到之日（没有送达完的为空），``stages`` 各份异议走到哪一步（异议人，哪一步）；

    ``direct``：照没有人反对的异议、照判决修正的一版，不必再等异议期；``newer`` 是又在起草的版次。
    """

    last: date | None
    stages: tuple[tuple[str, Stage], ...] = ()
    direct: bool = False
    newer: int | None = None


_NOT_YET: Final = {
    "relay": ("{0}的异议还没有通知其他人", "通知其他债权人、被执行人，登记送到的日子。"),
    "opposing": ("{0}的异议在等其他人的反对意见，到{1}", "有人反对的，登记反对意见；没有的，期满以后按异议修正。"),
    "correct": ("{0}的异议没有人反对，应当按异议修正方案", "按异议另做一版。"),
    "notify": ("对{0}的异议有反对意见，还没有通知异议人", "通知异议人可以起诉，登记送到的日子。"),
    "suing": ("{0}可以起诉，到{1}", "期满没有起诉的，按原方案发放。"),
    "follow": ("{0}的异议之诉已经审结", "登记判决的结果；支持异议的，照判决另做一版。"),
}


def settleable(given: Standing, on: date, calendar: Calendar | None = None) -> Finding[bool]:
    """方案 ``on`` 那天能不能定案、开始发放（M:P-08）：都送达了、异议期满了，各份异议有了着落；诉讼中的预留，不拦其余的。"""
    article = cite("JI 509")
    found = []
    if given.newer is not None:
        found.append(Reason("plan.newer", f"第{given.newer}版正在起草。", article, "用新的一版，或者先作废它。"))
    if not given.direct:
        found += _period(given.last, on, calendar)
    for person, at in given.stages:
        if at.code in _NOT_YET:
            text, remedy = _NOT_YET[at.code]
            found.append(Reason(f"plan.{at.code}", f"{text.format(person, at.due)}。", cite("JI 510"), remedy))
    waiting = [person for person, at in given.stages if at.code == "deposit"]
    steps = tuple(Step(f"{person}的异议之诉未结，争议份额预留，其余发放。", cite("JI 510")) for person in waiting)
    return Finding(not found, (article, cite("JI 510")), reasons=tuple(found), steps=steps)


def _period(last: date | None, on: date, calendar: Calendar | None) -> list[Reason]:
    article = cite("JI 509")
    if last is None:
        return [Reason("plan.unserved", "方案还没有送达全部债权人和被执行人。", article, "送达，登记各人收到的日子。")]
    due = open_until(last, calendar).value
    return [Reason("plan.waiting", f"异议期到{due}，还没有届满。", article, "期满以后再定案。")] if on <= due else []


def hold_back(disputed: int, shares: Sequence[int]) -> list[int]:
    """有争议的钱从这几份里按比例预留，分毫不差；一份也不超过它自己，合计不超过 ``disputed``。

    >>> hold_back(100, [300, 300, 0])
    [50, 50, 0]
    """
    return distribution.pro_rata(disputed, shares)


def _plan_stage(given: Objection, on: date, calendar: Calendar) -> Stage:
    due = _due(given.told, calendar)
    if given.objected is None or given.objected > due:
        return Stage("waiting", "等待异议", due) if given.objected is None and on <= due else Stage("pay", "没有按期异议，按方案发放")
    if given.relayed is None:
        return Stage("relay", "有异议，通知其他债权人、被执行人")
    return _opposed_stage(given, on, calendar, given.relayed)


def _opposed_stage(given: Objection, on: date, calendar: Calendar, relayed: date) -> Stage:
    due = _due(relayed, calendar)
    if given.opposed is None or given.opposed > due:
        waiting = given.opposed is None and on <= due
        return Stage("opposing", "等待反对意见", due) if waiting else Stage("correct", "没有按期反对，按异议修正方案后发放")
    if given.notified is None:
        return Stage("notify", "有反对意见，通知异议人")
    return _suit_stage(given, on, _due(given.notified, calendar))


def _suit_stage(given: Objection, on: date, due: date) -> Stage:
    if given.sued is None or given.sued > due:
        waiting = given.sued is None and on <= due
        return Stage("suing", "等待异议人起诉", due) if waiting else Stage("pay", "没有按期起诉，按原方案发放")
    if given.decided is None:
        return Stage("deposit", "诉讼期间提存争议份额，其余发放")
    return Stage("follow", "诉讼终结，按判决办")


def _due(since: date, calendar: Calendar) -> date:
    due = compute(since, Period.parse(FIFTEEN_DAYS), "A", calendar).value.due
    assert due is not None  # 没有扣除的期间，末日总是定的
    return due
