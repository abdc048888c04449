"""结案以后再办：恢复执行（另立执恢）、保全转入执行（另立首执）。

新案承接原案仍在进行的控制措施、仍然有效的失信和限制消费：登记照原来的日子抄过去，期限连续计算（JI 168、BQ 17）；
原案各记一笔转出，自此由新案看守。原案已经到位的仍记在原案。先锁原案，再立新案，都在一个事务里。
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction

from zhixing.casework.cases.commands import (
    ClaimDraft,
    Following,
    TitleDraft,
    advance,
    begin,
    check,
    follow,
    possible,
)
from zhixing.casework.cases.queries import Case, Kind, Relation
from zhixing.casework.closing.events import Converted, PoolLeft, Resumed
from zhixing.casework.closing.queries import Taking, conversion_of, revival_of
from zhixing.casework.control.events import MeasureMoved
from zhixing.casework.funds.commands import carry_debt
from zhixing.casework.sanctions.events import RestrictionMoved
from zhixing.foundation.history import commands as history
from zhixing.foundation.history.commands import Item
from zhixing.foundation.history.events import Event
from zhixing.foundation.people.queries import User
from zhixing.law import entries, intake, returning, words
from zhixing.law.articles import cite
from zhixing.law.finding import Finding, Refused, refuse
from zhixing.law.intake import CaseDraft
from zhixing.law.states import Act, after


@transaction.atomic
def revive(
    *, case: Case | int, actor: User, on: date, revision: int | None, ground: str, number: str = "",
    asked_on: date | None = None,
) -> Case:
    """恢复执行立案（LJ 6、JI 517）：``on`` 是立案日，``asked_on`` 是收到申请（提请）之日，返回新的执恢案件。

    ``ground`` 是代码表 resumption 的代码。标的是原案未履行的金额；原案移出终本库，计息依据由新案承接。
    结案方式与事由对不上的、已经恢复过的拒绝。
    """
    old = begin(Act.REVIVE, case=case, actor=actor, revision=revision)
    entries.one_of(ground, words.choices("resumption"), "恢复执行的事由").require()
    received = _days(old, on, asked_on)
    taking = revival_of(old, on, ground)
    taking.finding.require()
    returning.not_backdated(taking.timeline, on).require()
    new = follow(old, Following(
        kind=Kind.RESUMED, sort=Relation.Sort.ORIGINAL, received_on=received, accepted_on=on, number=number,
        claim_fen=taking.unpaid.value, performance=old.performance, finding=taking.unpaid, **_carry(taking),
    ), actor)
    carry_debt(old, new, actor, on)
    left: list[Event] = [PoolLeft(reason="resumed")] if returning.in_pool(taking.timeline) else []
    _hand_over(old, new, taking, [*left, Resumed(number=new.number)], on, actor, taking.finding)
    return new


@transaction.atomic
def convert(
    *, case: Case | int, actor: User, on: date, revision: int | None, title: TitleDraft, claims: Sequence[ClaimDraft],
    number: str = "", asked_on: date | None = None, performance: str = "",
) -> Case:
    """保全转入执行（JI 168）：依生效的 ``title`` 另立首次执行案件，保全措施自动转为执行中的查封、扣押、冻结。

    ``claims`` 是请求各项，金额合计即标的。没有执行依据（或者给的是保全裁定）的、已经转过的拒绝。
    """
    old = begin(Act.CONVERT, case=case, actor=actor, revision=revision)
    received = _days(old, on, asked_on)
    taking = conversion_of(old, on)
    taking.finding.require()
    returning.not_backdated(taking.timeline, on).require()
    checked = _draft(old, title, claims, received, on, performance)
    draft = checked.require()
    new = follow(old, Following(
        kind=Kind.FIRST, sort=Relation.Sort.PRESERVATION, received_on=received, accepted_on=on, number=number,
        claim_fen=draft.claim_fen, performance=draft.performance, titles=draft.titles, claims=draft.claims,
        finding=replace(taking.finding, warnings=checked.warnings), **_carry(taking),
    ), actor)
    _hand_over(old, new, taking, [Converted(number=new.number)], on, actor, taking.finding)
    return new


def _days(old: Case, on: date, asked_on: date | None) -> date:
    """收到申请之日和立案日都要可能；返回前者。"""
    received = asked_on or on
    possible(received, old.closed_on or old.accepted_on, "收到申请之日")
    possible(on, received, "立案日")
    return received


def _carry(taking: Taking) -> dict[str, Any]:
    facts = list({fact.seq: fact for measure in taking.measures for fact in measure.chain}.values())
    facts += [restriction.fact for restriction in taking.restrictions]
    return {
        "facts": sorted(facts, key=lambda fact: (fact.on, fact.identity)),
        "measures": len(taking.measures), "restrictions": len(taking.restrictions),
    }


def _hand_over(
    old: Case, new: Case, taking: Taking, then: Sequence[Event], on: date, actor: User, finding: Finding[Any]
) -> None:
    """原案记下转出了什么、转到哪里；最后一笔是恢复执行或者转入执行。"""
    moved: list[Event] = [
        MeasureMoved(subject=name, to_number=new.number) for name in dict.fromkeys(m.subject for m in taking.measures)
    ]
    moved += [RestrictionMoved(subject=r.person, what=r.what, to_number=new.number) for r in taking.restrictions]
    *before, last = [*moved, *then]
    items = [*(Item(event=event, happened=on) for event in before), Item(event=last, happened=on, finding=finding)]
    for item in items:
        advance(old, after(old.state, item.event.name))
    history.record_all(items, stream=old.stream, court_id=old.court_id, actor=actor)


# ---- 转入执行的依据和请求 ----


def _draft(
    old: Case, title: TitleDraft, claims: Sequence[ClaimDraft], received: date, on: date, performance: str
) -> Finding[CaseDraft]:
    """照收件的规矩核对依据和请求；当事人沿用原案，不再核对。"""
    if not title.number.strip() or title.kind == "preservation":
        raise Refused(refuse(
            "convert.title", "没有写明生效的执行依据；保全裁定不是执行依据。", cite("JI 168"),
            remedy="填写生效判决、调解书等的文号。", subject="titles.0.number",
        ))
    amounts = [claim.amount_fen for claim in claims if claim.amount_fen is not None]
    draft = CaseDraft(
        received_on=received, kind=str(Kind.FIRST), accepted_on=on, cause=old.cause, livelihood=old.livelihood,
        claim_fen=sum(amounts) if amounts else None, performance=performance, titles=(title,), claims=tuple(claims),
        parties=tuple(intake.PartyDraft(role=p.role, name=p.name, nature=p.nature) for p in old.parties.filter(active=True)),
    )
    found = check(old.court, draft)
    reasons = tuple(reason for reason in found.reasons if not reason.subject.startswith("parties"))
    return replace(found, reasons=reasons)
