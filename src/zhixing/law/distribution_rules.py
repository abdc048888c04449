"""参与分配的程序：谁可以参加，船舶优先权还在不在，分配方案的异议走到哪一步（规则手册 M:P-01、P-05、P-08）。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

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
