"""报结、撤回报结、结案、归档。

结案只随报结的批准发生：最后一步同意的当天就是结案日（文书送达环节建成之后，改以裁定送达之日为准，SX 10）。
结案时列出随后要办的解除、删除（``law.closing.aftermath``），不在报结以前要求。
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from django.db import transaction

from zhixing.casework.cases.commands import advance, begin, finish
from zhixing.casework.cases.facts import timeline_of
from zhixing.casework.cases.queries import Case
from zhixing.casework.closing.events import Archived, Closed, ProposalEnded, Proposed
from zhixing.casework.closing.queries import gate_of
from zhixing.casework.control.events import ReleaseOrdered
from zhixing.casework.dossier.facts import missing
from zhixing.casework.sanctions.events import LiftOrdered
from zhixing.foundation.approvals import commands as approvals
from zhixing.foundation.approvals.events import Approved, Recalled, Returned
from zhixing.foundation.approvals.queries import Approval, of_stream
from zhixing.foundation.history import commands as history
from zhixing.foundation.history import context
from zhixing.foundation.history.commands import Item, Recorded
from zhixing.foundation.history.events import Event
from zhixing.foundation.people.queries import User
from zhixing.law import closing as law
from zhixing.law import entries, returning
from zhixing.law.articles import cite
from zhixing.law.finding import Finding, Refused, refuse
from zhixing.law.states import Act, after, permits

PREFIX: Final = "close_"
"""报结的审批行为都以此开头，如 ``close_finished``。"""


@transaction.atomic
def propose(  # noqa: PLR0913
    *, case: Case | int, actor: User, on: date, revision: int | None, mode: str, ground: str = "",
    applicant_confirmed: bool = False, payload: Mapping[str, Any] | None = None, to_court: str = "", to_number: str = "",
    overrides: Mapping[str, str] | None = None,
) -> Approval:
    """报结：过闸门，报批，案件转为报结审批中。差一项就拒绝，理由逐条带依据，什么也不改变。

    ``applicant_confirmed`` 是申请执行人已签字确认（终本，JI 517）；``payload`` 是随审批单带的其他内容；
    ``to_court``、``to_number`` 是提级、指定、全案委托的销案里接着执行的法院和它的案号。
    ``overrides`` 是终本里报请院长放行的各项（项目编号 → 理由）；有一项，就不管签字确认没有，一律经合议庭、执行局长报院长。
    """
    case = begin(Act.PROPOSE, case=case, actor=actor, revision=revision)
    entries.happened(on, first=case.accepted_on, today=context.current().today, what="报结日").require()
    asked = {code: entries.text(why, f"{code} 放行的理由", limit=500).require() for code, why in (overrides or {}).items()}
    finding = gate_of(case, mode, on, ground, confirmed=applicant_confirmed, overrides=asked)
    finding.require()
    handed = _handed(ground, to_court, to_number)
    chosen = law.mode(mode)
    event = Proposed(
        mode=mode, mode_text=chosen.label, ground=ground, applicant_confirmed=applicant_confirmed, overrides=asked
    )
    finish(event, case=case, actor=actor, on=on, finding=finding)
    content = {**(payload or {}), **handed, **({"overrides": asked} if asked else {}), "case": case.pk, "mode": mode, "ground": ground}
    return approvals.submit(
        court_id=case.court_id, stream=case.stream, act=chosen.approval, title=f"{case} 报结：{chosen.label}",
        summary=_summary(chosen, ground, handed, finding),
        payload={**content, "applicant_confirmed": applicant_confirmed and not asked},
        actor=actor, on=on, team_id=case.team_id, finding=finding,
    )


def _handed(ground: str, court: str, number: str) -> dict[str, str]:
    """接着执行的法院和案号；不是移给别的法院的为空。"""
    returning.handed_to(ground, court, number).require()
    if ground not in returning.HANDED:
        return {}
    told = {"to_court": entries.text(court, "执行法院", limit=100), "to_number": entries.text(number, "案号", limit=100)}
    return {name: found.require() for name, found in told.items()}


def _summary(mode: law.Mode, ground: str, handed: Mapping[str, str], finding: Finding[bool]) -> str:
    """审批人先看到的：事由，接着执行的法院，报院长放行的，已核对的，要承办人自己核对的。"""
    to = f"由{handed['to_court']}执行，案号{handed['to_number'] or '待定'}。" if handed else ""
    lines = [f"事由：{mode.grounds[ground]}" if ground else "", to, *(step.text for step in finding.steps)]
    return "\n".join(line for line in [*lines, *(warning.text for warning in finding.warnings)] if line)


@transaction.atomic
def recall(*, case: Case | int, actor: User, on: date, revision: int | None) -> Approval:
    """撤回还没批完的报结，案件回到执行中。只有报结的人可以。"""
    case = begin(Act.RECALL_PROPOSAL, case=case, actor=actor, revision=revision)
    waiting = of_stream(case.stream).filter(state=Approval.State.PENDING, act__startswith=PREFIX).first()
    if waiting is None:
        nothing = refuse("closing.no_proposal", "没有正在审批的报结。", cite("COURT 审批规则"), remedy="刷新页面。")
        raise Refused(nothing)
    return approvals.recall(approval_id=waiting.pk, actor=actor, on=on)


def close(recorded: Recorded) -> None:
    """报结批准之后：结案，批准之日为结案日。不是报结的批准不管；案件已不在报结中的拒绝，批准也不成立。"""
    event = recorded.event
    if not isinstance(event, Approved) or not event.act.startswith(PREFIX):
        return
    told, on = event.payload, recorded.entry.happened_on
    case, chosen = _locked(told["case"]), law.mode(told["mode"])
    finding = permits(case.state, Act.CLOSE, case.kind)
    finding.require()
    case.closed_on, case.closing_mode, case.closing_ground = on, chosen.code, told.get("ground", "")
    made = Closed(
        mode=chosen.code, mode_text=chosen.label, document=chosen.document, ground=case.closing_ground,
        to_court=told.get("to_court", ""), to_number=told.get("to_number", ""),
    )
    advance(case, after(case.state, made.name), ["closed_on", "closing_mode", "closing_ground"])
    items = [Item(event=made, happened=on, finding=finding), *_orders(case, on)]
    history.record_all(items, stream=case.stream, court_id=case.court_id, actor=recorded.actor)


def _orders(case: Case, on: date) -> list[Item]:
    """结案之后要办的：解除控制措施、解除限制消费、删除失信，各记一笔待办。"""
    todo = law.aftermath(case.closing_mode, case.closing_ground, timeline_of(case), on)
    events: list[Event] = [ReleaseOrdered(subject=subject, ground=ground) for subject, ground in todo.releases]
    events += [LiftOrdered(subject=person, what="consumption", ground=case.closing_mode) for person in todo.lifts]
    events += [LiftOrdered(subject=person, what="listing", ground=case.closing_mode) for person in todo.delists]
    return [Item(event=event, happened=on) for event in events]


def end_proposal(recorded: Recorded) -> None:
    """报结被退回或撤回：案件回到执行中。"""
    event = recorded.event
    if not isinstance(event, Returned | Recalled) or not event.act.startswith(PREFIX):
        return
    case = _locked(int(recorded.entry.stream.removeprefix("case:")))
    why = f"退回，{event.opinion}" if isinstance(event, Returned) else "报结人撤回"
    finish(ProposalEnded(why=why), case=case, actor=recorded.actor, on=recorded.entry.happened_on)


@transaction.atomic
def archive(*, case: Case | int, actor: User, on: date, revision: int | None, catalogue: str = "") -> Recorded:
    """归档；``catalogue`` 是卷宗目录或档号。卷里还缺材料的照归，缺什么随这一笔记下。"""
    case = begin(Act.ARCHIVE, case=case, actor=actor, revision=revision)
    finding = entries.happened(on, first=case.closed_on, today=context.current().today, what="归档日")
    finding.require()
    event = Archived(catalogue=entries.text(catalogue, "档号", limit=120).require())
    finding = replace(finding, warnings=(*finding.warnings, *missing(case).warnings))
    case.archived_on = on
    return finish(event, case=case, actor=actor, on=on, changed=["archived_on"], finding=finding)


def _locked(case_id: int) -> Case:
    return Case.objects.select_for_update(of=("self",)).select_related("court", "handler", "team").get(pk=case_id)
