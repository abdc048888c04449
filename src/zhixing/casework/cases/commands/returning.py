"""接着原案办的新案：恢复执行、保全转执行。

当事人、标签从原案抄来，依据、请求由调用者给（恢复执行沿用原案的）；新案记明承接了什么，承接的登记保留原来的日子。
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db import IntegrityError, transaction

from zhixing.casework.cases.commands import changing, entering, numbering
from zhixing.casework.cases.commands.filing import take_number
from zhixing.casework.cases.events import Accepted, CarriedOver, Received
from zhixing.casework.cases.models import Case, Claim, Kind, Party, Relation, Tag, Title
from zhixing.foundation.history import commands as history
from zhixing.foundation.history import context
from zhixing.foundation.history.commands import Item, event_types
from zhixing.foundation.history.queries import Source
from zhixing.foundation.people.queries import User
from zhixing.law.finding import Finding
from zhixing.law.intake import ClaimDraft, TitleDraft
from zhixing.law.states import State, fold
from zhixing.law.timeline import Fact

Row = TypeVar("Row", Party, Title, Claim)


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """新案怎么立。``sort`` 是原案对它来说是什么；``claim_fen`` 是标的（分）。

    ``titles``、``claims`` 为空即沿用原案的；``facts`` 是要承接的登记；``finding`` 是未履行金额的算法。
    """

    kind: Kind
    sort: Relation.Sort
    received_on: date
    accepted_on: date
    number: str = ""
    claim_fen: int | None = None
    performance: str = ""
    titles: Sequence[TitleDraft] = ()
    claims: Sequence[ClaimDraft] = ()
    facts: Sequence[Fact] = ()
    measures: int = 0
    restrictions: int = 0
    finding: Finding[Any] | None = None


def follow(old: Case, plan: Following, actor: User) -> Case:
    """立新案：取号、抄当事人、记收件和立案、承接。原案须已锁住，在同一事务里。

    号已经用过、读不出或者类型不对，抛出 ``Refused``。
    """
    try:
        with transaction.atomic():
            return _save(old, plan, actor)
    except IntegrityError as error:
        if "case_number_once" in str(error) or "case_serial_once" in str(error):
            numbering.taken(plan.number).require()
        raise


def _save(old: Case, plan: Following, actor: User) -> Case:
    case = _row(old, plan)
    take_number(case, plan.number, plan.accepted_on)
    items = [*_filed(case, plan), _carried_over(old, plan), *(_carried(old, fact) for fact in plan.facts)]
    case.state = fold(item.event.name for item in items)
    case.save(force_insert=True)
    _copy(old, case, plan)
    history.record_all(items, stream=case.stream, court_id=case.court_id, actor=actor)
    return case


def _row(old: Case, plan: Following) -> Case:
    case = Case(
        court=old.court, kind=plan.kind, state=State.RECEIVED, number_as_given=plan.number, cause=old.cause,
        livelihood=old.livelihood, claim_fen=plan.claim_fen, performance=plan.performance,
        non_litigation=old.non_litigation, received_on=plan.received_on, accepted_on=plan.accepted_on,
        applicant_text=old.applicant_text, respondent_text=old.respondent_text, created_at=context.current().now,
    )
    changing.small(case)
    return case


def _filed(case: Case, plan: Following) -> tuple[Item, Item]:
    """收件和立案。"""
    shared: dict[str, Any] = {"kind": case.kind, "claim_fen": case.claim_fen, "livelihood": case.livelihood}
    accepted = Accepted(number=case.number, cause=case.cause, **shared)
    return Item(event=Received(**shared), happened=plan.received_on), Item(event=accepted, happened=plan.accepted_on)


def _carried_over(old: Case, plan: Following) -> Item:
    event = CarriedOver(
        from_number=old.number, from_case=old.pk, unpaid_fen=plan.claim_fen if plan.kind == Kind.RESUMED else None,
        measures=plan.measures, restrictions=plan.restrictions,
    )
    return Item(event=event, happened=plan.accepted_on, finding=plan.finding)


def _carried(old: Case, fact: Fact) -> Item:
    """承接的一条登记：内容、日子照旧，写明来自原案哪一条。"""
    event = event_types()[fact.type].from_data(dict(fact.data))
    why = f"承接{old.number}第{fact.seq}条登记"
    return Item(event=event, happened=fact.on, at=fact.at, source=Source.CARRIED, reason=why)


def _copy(old: Case, case: Case, plan: Following) -> None:
    _parties(old, case)
    Tag.objects.bulk_create([Tag(case=case, name=tag.name) for tag in Tag.objects.filter(case=old).order_by("pk")])
    Relation.objects.create(case=case, other=old, other_number=old.number[:60], sort=plan.sort)
    titles = [entering.title(case, draft) for draft in plan.titles]
    claims = [entering.claim(case, draft) for draft in plan.claims]
    Title.objects.bulk_create(titles or _moved(Title.objects.filter(case=old).order_by("pk"), case))
    Claim.objects.bulk_create(claims or _moved(Claim.objects.filter(case=old).order_by("pk"), case))


def _parties(old: Case, case: Case) -> None:
    """在案的当事人和代理人，连同确认过的收款账户；代理谁的关系照旧。"""
    given = list(Party.objects.filter(case=old, active=True).order_by("pk"))
    represents = {row.pk: row.represents_id for row in given}
    before = [row.pk for row in given]
    for row in given:
        row.represents = None
    made = dict(zip(before, Party.objects.bulk_create(_moved(given, case)), strict=True))
    for pk, principal in represents.items():
        made[pk].represents = made.get(principal) if principal else None
    Party.objects.bulk_update([made[pk] for pk, principal in represents.items() if principal], ["represents"])


def _moved(rows: Iterable[Row], case: Case) -> list[Row]:
    """原案的行改写成新案的，未存。"""
    moved = list(rows)
    for row in moved:
        row.pk, row.case = None, case
    return moved
