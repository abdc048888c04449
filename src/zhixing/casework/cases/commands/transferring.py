"""许多件一起移交承办人：离岗交接用。要么都办成，要么一件也不动；不能移交的，各说各的理由。"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from zhixing.casework.cases.commands.assignment import ARTICLE, Chosen, chosen
from zhixing.casework.cases.commands.standing import end_acting
from zhixing.casework.cases.models import Assignment, Case
from zhixing.casework.cases.queries import facts_of, ties_of
from zhixing.foundation.history import commands as history
from zhixing.foundation.history import context
from zhixing.foundation.history.commands import Batch, Item, Recorded
from zhixing.foundation.history.queries import hold_many
from zhixing.foundation.history.rows import keep_all
from zhixing.foundation.people.facts import user_facts
from zhixing.foundation.people.queries import Team, User
from zhixing.law import entries
from zhixing.law.finding import Finding, Reason, Refused
from zhixing.law.rights import rights
from zhixing.law.states import Act, permits


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """一件移交给谁、归哪个团队（不写的，取他唯一的团队，再没有取原团队），和交接记录。"""

    case: int
    handler: User
    team: Team | None = None
    handover: str = ""


@transaction.atomic
def transfer_all(*, moves: Sequence[Move], actor: User, on: date, reason: str) -> list[Recorded]:
    """照 ``moves`` 移交承办人；有一件不能移交就抛出 ``Refused``（各件的理由，``subject`` 是案件编号），什么也不改变。

    看不见的抛出 ``Case.DoesNotExist``。查库、写库的次数与件数无关。
    """
    entries.one_of(reason, entries.TRANSFER_REASONS, "移交理由").require()
    hold_many(f"case:{move.case}" for move in moves)
    held = Case.objects.select_related("court", "handler", "team").select_for_update(of=("self",)).in_bulk([move.case for move in moves])
    if missing := [move.case for move in moves if move.case not in held]:
        raise Case.DoesNotExist(f"没有第{missing[0]}号案件")
    given = _Given(actor, on, held)
    if reasons := tuple(reason for move in moves for reason in given.against(move)):
        raise Refused(Finding(None, (ARTICLE,), reasons))
    to = {move.case: given.to(move) for move in moves}
    batches = [_batch(held[move.case], move, to[move.case], on, reason) for move in moves]
    _store(held, to, on)
    return [recorded for rows in history.record_many(batches, actor=actor) for recorded in rows]


def check_all(*, moves: Sequence[Move], actor: User, on: date) -> tuple[Reason, ...]:
    """照 ``moves`` 移交会被哪些理由拦住（``subject`` 是案件编号）；什么也不改变。预演用，与 :func:`transfer_all` 同一份核对。"""
    held = Case.objects.select_related("court", "handler", "team").in_bulk([move.case for move in moves])
    given = _Given(actor, on, held)
    return tuple(reason for move in moves for reason in given.against(move))


class _Given:
    """核对各件：同一个接手的人只查一次。"""

    def __init__(self, actor: User, on: date, held: Mapping[int, Case]) -> None:
        self.actor, self.on, self.held, self.today = actor, on, held, context.current().today
        self.facts = user_facts(actor, self.today)
        self._ties = ties_of(held)
        self._chosen: dict[tuple[int, int | None], Chosen | Refused] = {}

    def against(self, move: Move) -> Iterator[Reason]:
        """这一件为什么不能移交；能移交的没有。"""
        case, ties = self.held[move.case], self._ties[move.case]
        able = rights(self.facts, facts_of(case, ties))
        if not able.may_view:
            raise Case.DoesNotExist(f"看不见第{case.pk}号案件")
        found = [*permits(case.state, Act.TRANSFER, case.kind).reasons]
        if not able.may_transfer:
            found.append(Reason("transfer.right", f"{self.actor.name}没有移交这一件的权限。", ARTICLE, "请团队长或者局长办理。"))
        if move.handler.pk == case.handler_id:
            found.append(Reason("transfer.same", f"{move.handler.name}已经是承办人。", ARTICLE, "请另选。"))
        since = next((row.since for row in ties if row.role == Assignment.Role.HANDLER), case.accepted_on)
        found += entries.happened(self.on, first=since, today=self.today, what="移交日").reasons
        fit = self._fit(move)
        found += fit.finding.reasons if isinstance(fit, Refused) else ()
        for one in found:
            yield replace(one, text=f"{case}：{one.text}", subject=str(case.pk))

    def to(self, move: Move) -> Chosen:
        """核对过的接手人；团队不写、他又不只在一个团队的，仍归原团队。"""
        fit = self._fit(move)
        assert isinstance(fit, Chosen)
        return replace(fit, team=fit.team or self.held[move.case].team)

    def _fit(self, move: Move) -> Chosen | Refused:
        key = move.handler.pk, move.team.pk if move.team else None
        if key not in self._chosen:
            try:
                self._chosen[key] = chosen(self.held[move.case].court, move.handler, move.team, self.on)
            except Refused as error:
                self._chosen[key] = error
        return self._chosen[key]


def _batch(case: Case, move: Move, given: Chosen, on: date, reason: str) -> Batch:
    event = given.transferred(case, reason, move.handover)
    return Batch(stream=case.stream, court_id=case.court_id, items=[Item(event=event, happened=on, finding=Finding(on, (ARTICLE,)))])


def _store(held: Mapping[int, Case], given: Mapping[int, Chosen], on: date) -> None:
    """原来的承办到前一天为止，自 ``on`` 起由新的人办。"""
    old = Assignment.objects.filter(case__in=held, until__isnull=True, role__in=(Assignment.Role.HANDLER, Assignment.Role.TEAM))
    old.update(until=Greatest(F("since"), on - timedelta(days=1)))
    end_acting(held, on)
    Assignment.objects.bulk_create([row for pk, one in given.items() for row in one.rows(held[pk], on)], batch_size=1000)
    for pk, one in given.items():
        held[pk].handler, held[pk].team = one.handler, one.team
    keep_all(list(held.values()), ["handler", "team"])
