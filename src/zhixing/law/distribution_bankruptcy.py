"""企业法人资不抵债：移送破产审查走到哪一步，执行里还能不能分（规则手册 M:P-09）。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from zhixing.law.articles import cite
from zhixing.law.calendar import Calendar
from zhixing.law.finding import Finding, Reason, Step
from zhixing.law.terms import Period, compute

THIRTY_DAYS: Final = "30d"


@dataclass(frozen=True, slots=True)
class Move:
    """移送破产审查的经过，没有的为空：``consented`` 申请执行人之一或者被执行人同意，``received`` 破产法院收到材料，

    ``accepted`` 裁定受理，``refused`` 裁定不受理或者没有人同意，``declared`` 宣告破产。
    """

    consented: date | None = None
    received: date | None = None
    accepted: date | None = None
    refused: date | None = None
    declared: date | None = None


@dataclass(frozen=True, slots=True)
class Stand:
    """走到哪一步：``code``、``label``；``due`` 是破产法院告知的末日；``payable`` 表示执行里还可以分配、发放、裁定抵债。"""

    code: str
    label: str
    payable: bool
    due: date | None = None


def stand(move: Move, on: date, calendar: Calendar | None = None) -> Finding[Stand]:
    """``on`` 那天走到哪一步，``ask`` 征询同意；``send`` 裁定中止、移送材料；``waiting`` 等破产法院答复；``late`` 到期没有答复；

    ``stopped`` 已受理，解除保全、停止发放；``ended`` 宣告破产，裁定终结执行；``seal_order`` 按查封先后清偿。
    不可以分配的带理由。
    """
    found = _stand(move, on, calendar or Calendar.national())
    article = cite(_BASIS[found.code])
    tail = f"，{found.due}以前答复" if found.due else ""
    reasons = () if found.payable else (Reason(found.code, f"{found.label}，不能分配、发放、裁定抵债。", article, _NEXT[found.code]),)
    return Finding(found, (article,), reasons=reasons, steps=(Step(f"{found.label}{tail}。", article),))


_BASIS: Final = {
    "ask": "JI 511", "send": "JI 511", "waiting": "JI 512", "late": "JI 512", "stopped": "BK 19", "ended": "JI 513", "seal_order": "JI 514",
}
_NEXT: Final = {
    "ask": "征询申请执行人、被执行人是否同意移送破产审查。", "send": "裁定中止执行，把材料移送被执行人住所地法院。", "waiting": "等破产法院答复。",
    "late": "催问破产法院。", "stopped": "解除保全，财产和未发放的款项移交管理人。", "ended": "裁定终结执行。",
}


def _stand(move: Move, on: date, calendar: Calendar) -> Stand:
    if _came(move.declared, on):
        return Stand("ended", "已宣告破产", payable=False)
    if _came(move.accepted, on):
        return Stand("stopped", "破产申请已受理", payable=False)
    if _came(move.refused, on):
        return Stand("seal_order", "不同意移送或者不予受理，扣除费用、清偿优先债权后按查封、扣押、冻结先后清偿", payable=True)
    if not _came(move.consented, on):
        return Stand("ask", "企业法人资不抵债，还没有征询移送破产审查", payable=False)
    if move.received is None or move.received > on:
        return Stand("send", "已同意移送破产审查", payable=False)
    due = compute(move.received, Period.parse(THIRTY_DAYS), "A", calendar).value.due
    assert due is not None  # 没有扣除的期间，末日总是定的
    return Stand("waiting" if on <= due else "late", "已移送破产审查" if on <= due else "破产法院到期没有答复", payable=False, due=due)


def _came(day: date | None, on: date) -> bool:
    return day is not None and day <= on
