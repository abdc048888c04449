"""随机分案：锁住、核对、抽、写下承办人，一次办完；抽不出的（没有人可抽）留着，写明为什么。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, Final

from django.db import transaction

from zhixing.casework.cases import commands as cases
from zhixing.casework.cases.access import Forbidden
from zhixing.casework.cases.queries import Case
from zhixing.casework.centre.commands.seeding import hold_seed
from zhixing.casework.centre.draw_facts import Prepared, prepared
from zhixing.casework.centre.events import Drawn
from zhixing.casework.centre.models import Draw, Lot, Seed
from zhixing.casework.centre.queries_draws import chain, waiting
from zhixing.casework.control.access import court_rights_of
from zhixing.foundation.history import commands as history
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import Team, User
from zhixing.law.draw_proof import ARTICLE, record_digest, recorded
from zhixing.law.finding import Finding, Reason, Refused, refuse

LINKED: Final = "linked"
CHUNK: Final = 2000


@transaction.atomic
def draw_cases(*, cases: Iterable[int] | None, actor: User, on: date, token: str) -> Draw:
    """随机分案（立案后七日内分案，QX 2）。``cases`` 为空是本院待分的全部。

    ``token`` 是页面的凭号：同一次提交交两遍，得到的是同一次抽签。不能抽的各件留在记录的 ``left`` 里，写明为什么；一件也抽不出的拒绝。
    看不见的抛出 ``Case.DoesNotExist``；没有权限的抛出 ``Forbidden``；今天没有提前公布的种子的抛出 ``Refused``。
    """
    require_draw(actor)
    if known := Draw.objects.filter(court=actor.court_id, token=token).first():
        return known
    _today(on)
    seed = hold_seed(actor.court, on)
    if known := Draw.objects.filter(court=actor.court_id, token=token).first():
        return known
    fit, unfit = _open(cases, actor, on)
    ready = prepared(actor.court, fit, on, turn=seed.used + 1, seed=seed.digest)
    return _carried_out(seed, ready, fit, unfit, actor, on, token)


def require_draw(actor: User) -> None:
    """须能随机分案。"""
    if not court_rights_of(actor).may_draw:
        raise Forbidden(actor, "随机分案")


def _today(on: date) -> None:
    """种子是哪天的，就在哪天抽。"""
    if on != context.current().today:
        raise Refused(refuse("draw.day", f"随机分案只能在当天抽，不能倒填为{on}。", ARTICLE, remedy="日期按今天。", subject="on"))


def _open(wanted: Iterable[int] | None, actor: User, on: date) -> tuple[list[Case], dict[int, Finding[Any]]]:
    chosen = list(waiting(actor, on).values_list("pk", flat=True)) if wanted is None else list(wanted)
    if not chosen:
        raise Refused(refuse("draw.none", "没有待分的案件。", ARTICLE, remedy="立案以后、还没有承办人的案件才分。"))
    return cases.open_for_draw(chosen, actor, on)


def _carried_out(
    seed: Seed, ready: Prepared, fit: Sequence[Case], unfit: dict[int, Finding[Any]], actor: User, on: date, token: str,
) -> Draw:
    if not ready.inputs.cases:
        raise Refused(_nothing([*unfit.values(), *ready.left.values()]))
    record = recorded(ready.inputs, seed.secret)
    record["out"] = [asdict(one) for one in ready.out]
    record["left"] = [_left(pk, found) for pk, found in {**unfit, **ready.left}.items()]
    row = Draw.objects.create(
        court=actor.court, seed=seed, turn=seed.used + 1, drawn_at=context.current().now, drawn_by=actor, cases=len(record["lots"]), record=record,
        digest=record_digest(record), token=token,
    )
    Seed.objects.filter(pk=seed.pk).update(used=row.turn)
    _assign(row, {case.pk: case for case in fit}, ready, actor, on)
    event = Drawn(draw=row.pk, turn=row.turn, cases=row.cases, digest=row.digest)
    history.record(event, stream=chain(row.court_id), court_id=row.court_id, actor=actor, happened=on)
    return row


def _left(pk: int, found: Finding[Any]) -> dict[str, Any]:
    return {"id": pk, "why": [reason.text for reason in found.reasons]}


def _nothing(found: Iterable[Finding[Any]]) -> Finding[None]:
    """一件也抽不出：各件的理由，同样的只说一遍。"""
    reasons: dict[str, Reason] = {reason.text: reason for one in found for reason in one.reasons}
    return Finding(None, (ARTICLE,), reasons=tuple(reasons.values()))


def _assign(row: Draw, fit: Mapping[int, Case], ready: Prepared, actor: User, on: date) -> None:
    """写下各件抽到了谁，案件上的承办人照改。"""
    lots: list[dict[str, Any]] = row.record["lots"]
    people = User.objects.in_bulk({lot["judge"] for lot in lots})
    teams = Team.objects.in_bulk({lot["team"] for lot in lots if lot["team"]})
    whys = {one.id: one.why for one in ready.inputs.cases}
    Lot.objects.bulk_create([_lot(row, lot) for lot in lots], batch_size=CHUNK)
    cases.assign_drawn(actor=actor, on=on, drawn=[
        cases.Drawn(fit[lot["case"]], cases.Chosen(people[lot["judge"]], teams.get(lot["team"])), _why(lot, whys[lot["case"]])) for lot in lots
    ])


def _lot(row: Draw, lot: dict[str, Any]) -> Lot:
    given = {name: lot[name] for name in ("turn", "weight", "chance", "pool", "way")}
    return Lot(draw=row, case_id=lot["case"], judge_id=lot["judge"], team_id=lot["team"], **given)


def _why(lot: Mapping[str, Any], why: str) -> str:
    """随关联案件的说明；抽的没有。"""
    return (why or "与同一批里的关联案件一并承办") if lot["way"] == LINKED else ""
