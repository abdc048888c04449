"""中止、恢复、暂缓、延长、扣除、豁免节点。

要审批的（中止、暂缓、延长、扣除、豁免）先报批，批准时由 :func:`carry_out` 去办；恢复、结束暂缓、结束扣除直接办。
中止、暂缓、延长、豁免自批准之日起；扣除自它实际开始的那一天起（公告之日、委托鉴定之日），批准后才入账。
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from django.db import transaction

from zhixing.casework.cases.commands import begin, finish
from zhixing.casework.cases.facts import timeline_of
from zhixing.casework.cases.queries import Case
from zhixing.casework.nodes import facts
from zhixing.casework.nodes.events import (
    Excluded,
    ExclusionEnded,
    Extended,
    Resumed,
    Stayed,
    StayEnded,
    Suspended,
    Waived,
)
from zhixing.casework.nodes.queries import Node
from zhixing.foundation.approvals import commands as approvals
from zhixing.foundation.approvals.events import Approved
from zhixing.foundation.approvals.queries import Approval
from zhixing.foundation.history import context
from zhixing.foundation.history.commands import Recorded
from zhixing.foundation.history.events import Event
from zhixing.foundation.people.queries import User
from zhixing.law import entries, spans
from zhixing.law.articles import cite
from zhixing.law.finding import Finding, refuse
from zhixing.law.states import Act, permits

TERM: Final = "N-31"
STAYS: Final = ("X5", "X6")
NOT_EXCLUDED: Final = ("X4", *STAYS)


# ---- 要审批的：报批 ----


def propose_suspend(
    *, case: Case | int, actor: User, on: date, revision: int | None, ground: str, document: str
) -> Approval:
    """报请中止执行（民诉法第267条）；``document`` 是裁定文号。"""
    return _propose(Act.SUSPEND, case, actor, on, revision, {"ground": ground, "document": document})


def propose_stay(
    *, case: Case | int, actor: User, on: date, revision: int | None, code: str, until: date, ground: str, document: str
) -> Approval:
    """报请暂缓执行至 ``until``；``code`` 是 X5（和解、担保后决定）或 X6（上级法院通知）。"""
    payload = {"code": code, "until": until.isoformat(), "ground": ground, "document": document}
    return _propose(Act.STAY, case, actor, on, revision, payload)


def propose_extend(
    *, case: Case | int, actor: User, on: date, revision: int | None, months: int, ground: str, document: str = ""
) -> Approval:
    """报请延长执行期限 ``months`` 个月（一至三），届满前提出。"""
    payload = {"months": months, "ground": ground, "document": document, "asked_on": on.isoformat()}
    return _propose(Act.EXTEND, case, actor, on, revision, payload)


def propose_exclude(
    *, case: Case | int, actor: User, on: date, revision: int | None, code: str, document: str, since: date,
    ground: str = "", subject: str = "",
) -> Approval:
    """报请扣除期间：自 ``since`` 起，``code`` 是 X1–X3、X7–X9，须有文书。"""
    payload = {"code": code, "document": document, "since": since.isoformat(), "ground": ground, "subject": subject}
    return _propose(Act.EXCLUDE, case, actor, on, revision, payload)


def propose_waive(
    *, case: Case | int, actor: User, on: date, revision: int | None, node: str, ground: str
) -> Approval:
    """报请本案不再要求某节点；``node`` 是节点键。"""
    return _propose(Act.WAIVE, case, actor, on, revision, {"node": node, "ground": ground})


@transaction.atomic
def _propose(
    act: Act, case: Case | int, actor: User, on: date, revision: int | None, payload: Mapping[str, Any]
) -> Approval:
    """查权限、查状态、照批准时的规则先核对一遍，然后报批；报批本身不改期限。"""
    case = begin(act, case=case, actor=actor, revision=revision)
    made = _CARRY[act](case, payload, on, "")
    made.finding.require()
    return approvals.submit(
        court_id=case.court_id, stream=case.stream, act=str(act), title=f"{case} {act.label}",
        summary=made.event.sentence(), payload={**payload, "case": case.pk}, actor=actor, on=on, team_id=case.team_id,
        finding=made.finding,
    )


# ---- 批准之后 ----


@dataclass(frozen=True, slots=True)
class Made:
    """要记的事件、它发生的日子、核对的结论。"""

    event: Event
    on: date
    finding: Finding[Any]


def carry_out(recorded: Recorded) -> None:
    """批准之后办所批的事；不归这里的批准不管。此刻已不能办的（如案件已结），抛出 ``Refused``，批准也不成立。"""
    event = recorded.event
    if not isinstance(event, Approved) or event.act not in _CARRY:
        return
    case = Case.objects.select_for_update().get(pk=event.payload["case"])
    permits(case.state, event.act, case.kind).require()
    made = _CARRY[Act(event.act)](case, event.payload, recorded.entry.happened_on, recorded.entry.actor_name)
    made.finding.require()
    finish(made.event, case=case, actor=recorded.actor, on=made.on, finding=made.finding)


def _suspend(case: Case, payload: Mapping[str, Any], on: date, approver: str) -> Made:
    event = Suspended(ground=_ground(payload), document=payload["document"])
    return Made(event, on, _begin(case, "X4", on, event.document))


def _stay(case: Case, payload: Mapping[str, Any], on: date, approver: str) -> Made:
    code, until = payload["code"], date.fromisoformat(payload["until"])
    if code not in STAYS:
        return Made(Stayed(code=code, until=until, ground=""), on, _only(f"暂缓只有 {'、'.join(STAYS)} 两种情形"))
    event = Stayed(code=code, until=until, ground=_ground(payload), document=payload["document"])
    begun, term = _begin(case, code, on, event.document), spans.stay_until(code, on, until)
    return Made(event, on, _joined(begun, term))


def _extend(case: Case, payload: Mapping[str, Any], on: date, approver: str) -> Made:
    event = Extended(
        months=payload["months"], ground=_ground(payload), document=payload.get("document", ""), approver=approver
    )
    term = Node.objects.filter(case=case, code=TERM).order_by("-id").first()
    times = len(list(timeline_of(case).of(Extended.name)))
    asked = date.fromisoformat(payload["asked_on"])
    return Made(event, on, spans.extend(event.months, asked, term.due if term else None, times))


def _exclude(case: Case, payload: Mapping[str, Any], on: date, approver: str) -> Made:
    code, since = payload["code"], date.fromisoformat(payload["since"])
    event = Excluded(
        code=code, document=payload["document"], ground=payload.get("ground", ""), subject=payload.get("subject", "")
    )
    if code in NOT_EXCLUDED:
        return Made(event, since, _only("中止、暂缓请用“中止”“暂缓”办理，期限随之扣除"))
    return Made(event, since, _begin(case, code, since, event.document))


def _waive(case: Case, payload: Mapping[str, Any], on: date, approver: str) -> Made:
    node = Node.objects.filter(case=case, key=payload["node"]).first()
    if node is None:
        return Made(Waived(node="", ground=""), on, _only("本案没有这个节点"))
    event = Waived(subject=node.key, node=str(node), ground=payload["ground"], approver=approver)
    return Made(event, on, spans.waive(node.cls, node.state, event.ground))


Carry = Callable[[Case, Mapping[str, Any], date, str], Made]
_CARRY: Final[dict[Act, Carry]] = {
    Act.SUSPEND: _suspend, Act.STAY: _stay, Act.EXTEND: _extend, Act.EXCLUDE: _exclude, Act.WAIVE: _waive,
}


# ---- 直接办的 ----


@transaction.atomic
def resume(*, case: Case | int, actor: User, on: date, revision: int | None, document: str = "") -> Recorded:
    """恢复执行，沿用原案号；中止自这一天停止扣除。"""
    case = begin(Act.RESUME, case=case, actor=actor, revision=revision)
    finding = _end(case, "X4", on)
    return finish(Resumed(document=document), case=case, actor=actor, on=on, finding=finding)


@transaction.atomic
def end_stay(*, case: Case | int, actor: User, on: date, revision: int | None, ground: str = "") -> Recorded:
    """结束暂缓执行，继续执行。"""
    case = begin(Act.END_STAY, case=case, actor=actor, revision=revision)
    code = next((s.code for s in facts.spans_of(case) if s.code in STAYS and s.end is None), STAYS[0])
    return finish(StayEnded(ground=ground), case=case, actor=actor, on=on, finding=_end(case, code, on))


@transaction.atomic
def end_exclusion(
    *, case: Case | int, actor: User, on: date, revision: int | None, code: str, document: str = "", subject: str = ""
) -> Recorded:
    """结束扣除期间；期限自这一天继续计算。"""
    case = begin(Act.END_EXCLUSION, case=case, actor=actor, revision=revision)
    event = ExclusionEnded(code=code, document=document, subject=subject)
    return finish(event, case=case, actor=actor, on=on, finding=_end(case, code, on))


# ---- 核对 ----


def _begin(case: Case, code: str, on: date, document: str) -> Finding[Any]:
    today = context.current().today
    return spans.begin(code, on, document, facts.spans_of(case), first=case.received_on, today=today)


def _end(case: Case, code: str, on: date) -> Finding[Any]:
    finding = spans.end(code, on, facts.spans_of(case), today=context.current().today)
    finding.require()
    return finding


def _ground(payload: Mapping[str, Any]) -> str:
    return entries.text(payload["ground"], "理由", limit=200, required=True).require()


def _only(text: str) -> Finding[Any]:
    return refuse("span_kind", text, cite("SX 9"), remedy="请重新选择。")


def _joined(first: Finding[Any], second: Finding[Any]) -> Finding[Any]:
    return replace(
        first, articles=(*first.articles, *second.articles), reasons=(*first.reasons, *second.reasons),
        warnings=(*first.warnings, *second.warnings),
    )
