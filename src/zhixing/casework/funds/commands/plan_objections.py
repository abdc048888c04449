"""分配方案的异议：提出、通知其他人、有人反对、告知起诉、起诉、了结。三个十五日由规则算（JI 509、510）。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import transaction

from zhixing.casework.cases.commands import finish, possible
from zhixing.casework.cases.queries import Case, Party
from zhixing.casework.funds import queries_plans as read
from zhixing.casework.funds.commands.plan_holding import hold, refused, subject
from zhixing.casework.funds.commands.plan_reserving import rebalance
from zhixing.casework.funds.events import PlanObjected
from zhixing.casework.funds.models import Objection, Plan, Share
from zhixing.foundation.people.queries import User, calendar_of
from zhixing.law import distribution_rules as rules
from zhixing.law import entries
from zhixing.law.finding import Finding
from zhixing.law.words import yuan


@transaction.atomic
def object_to(
    *, plan: Plan | int, actor: User, on: date, revision: int | None, ground: str, own: int | None = None, party: int | None = None,
    share: int | None = None, disputed_fen: int | None = None,
) -> Objection:
    """``on`` 那天有人提出异议：``own`` 异议人自己的一笔，或者 ``party`` 被执行人；``share`` 是对谁的份额有异议，空的是说自己少分了。

    ``disputed_fen`` 是争议多少，对别人的份额没有写的是全部。逾期的拒绝（JI 509），没有收到方案的也可以提。
    """
    case, held = hold(plan, actor, revision, Plan.State.SERVED)
    possible(on, held.published_on, "提出异议之日").require()
    mine, against = _share(held, own), _share(held, share)
    person = mine.name if mine else _party(case, party).name
    told = read.told_on(held, share=mine, party=party)
    finding = rules.timely(told or on, on, calendar_of(held.court_id))
    finding.require()
    row = Objection.objects.create(
        plan=held, share=against, own=mine, person=person, received_on=told, filed_on=on, disputed_fen=_disputed(held, against, disputed_fen),
        ground=entries.text(ground, "异议", limit=1000, required=True).require(),
    )
    held.save(update_fields=["revision"])
    _tell(case, row, "filed", actor, on, finding)
    return row


def _share(plan: Plan, share: int | None) -> Share | None:
    if share is None:
        return None
    row = Share.objects.filter(pk=share, plan=plan).first()
    if row is None:
        raise refused("share", "方案里没有这一笔。", "照方案里的编号填写。", field="against")
    return row


def _party(case: Case, party: int | None) -> Party:
    found = Party.objects.filter(pk=party, case=case).first() if party else None
    if found is None:
        raise refused("objector", "没有写明是谁的异议。", "选异议人：方案里的债权人，或者被执行人。", field="who")
    return found


def _disputed(plan: Plan, against: Share | None, fen: int | None) -> int:
    most = against.share_fen if against else plan.given_fen
    if not most:
        raise refused("disputed", "这一笔这次没有分到钱，没有份额可以争议。", "说自己少分了的，不写对谁的份额，写明争议多少。", field="against")
    if fen is None and against is None:
        raise refused("disputed", "没有写明争议多少。", "写明异议人认为少分了多少；不能确定的，写可能的最高数。", field="disputed_fen")
    if fen is not None and not 0 < fen <= most:
        raise refused("disputed", f"争议的金额应大于零，不超过{yuan(most)}元。", "核对金额。", field="disputed_fen")
    return most if fen is None else fen


@dataclass(frozen=True, slots=True)
class _Step:
    """一步：走到哪一步才能办，写哪一栏，事件里的叫法；``late`` 逾期的怎样说。"""

    stages: tuple[str, ...]
    column: str
    told: str
    late: str = ""


_STEPS: Final[Mapping[str, _Step]] = {
    "relay": _Step(("relay",), "relayed_on", "relayed"),
    "oppose": _Step(("opposing",), "opposed_on", "opposed", "反对意见逾期，应当按异议修正"),
    "tell": _Step(("notify",), "told_on", "told"),
    "sue": _Step(("suing",), "suit_on", "sued", "起诉逾期，按原方案发放"),
}


@transaction.atomic
def step(*, objection: Objection | int, act: str, actor: User, on: date, revision: int | None, by: str = "", number: str = "") -> Objection:
    """异议走下一步：``relay`` 通知送到其他人，``oppose`` 有人反对（``by`` 是谁），``tell`` 告知异议人，``sue`` 起诉（``number`` 案号）。

    次序不对、逾期的抛出 ``Refused``。
    """
    case, held, row = _hold(objection, actor, revision, Plan.State.SERVED)
    one = _STEPS[act]
    possible(on, _latest(row), "发生日").require()
    at = read.stage_of(row, on, held.court_id)
    if at.code not in one.stages:
        raise refused("order", f"{row.person}的异议现在是：{at.label}。", one.late or "照先后一步一步登记。", field="on")
    setattr(row, one.column, on)
    row.opposed_by = entries.text(by, "反对的人", limit=200, required=act == "oppose").require() or row.opposed_by
    row.suit_number = entries.text(number, "案号", limit=60).require() or row.suit_number
    row.save()
    held.save(update_fields=["revision"])
    finding = Finding(at.code, (), inputs={"stage": at.code, "due": at.due.isoformat() if at.due else ""})
    _tell(case, row, one.told, actor, on, finding)
    return row


@transaction.atomic
def end_objection(*, objection: Objection | int, actor: User, on: date, revision: int | None, result: str) -> Objection:
    """异议了结：``withdrawn`` 撤回、撤诉，``rejected``、``upheld`` 判决。定了案的，预留的钱随之转回；支持异议的，照判决另做一版。"""
    case, held, row = _hold(objection, actor, revision, Plan.State.SERVED, Plan.State.SETTLED)
    possible(on, _latest(row), "了结之日").require()
    if result not in ("withdrawn", "rejected", "upheld"):
        entries.one_of(result, read.RESULTS, "结果").require()
    if result != "withdrawn" and row.suit_on is None:
        raise refused("no_suit", f"{row.person}没有起诉，没有判决。", "起诉了的先登记起诉；撤回异议的选撤回。", field="result")
    row.ended_on, row.result = on, result
    row.save(update_fields=["ended_on", "result"])
    held.save(update_fields=["revision"])
    if held.state == Plan.State.SETTLED:
        rebalance(held, actor, on)
    _tell(case, row, "settled", actor, on)
    return row


def end_all(case: Case, plan: Plan, actor: User, on: date, result: str) -> None:
    """这一版不用了（有了新版 ``corrected``、作废 ``void``），没有了结的异议随之了结。案件、方案须已锁住。"""
    for row in Objection.objects.select_for_update().filter(plan=plan, ended_on=None).order_by("pk"):
        row.ended_on, row.result = on, result
        row.save(update_fields=["ended_on", "result"])
        row.plan = plan
        _tell(case, row, "settled", actor, on)


def _hold(objection: Objection | int, actor: User, revision: int | None, *states: str) -> tuple[Case, Plan, Objection]:
    given = Objection.objects.get(pk=objection if isinstance(objection, int) else objection.pk)
    case, held = hold(given.plan_id, actor, revision, *states)
    row = Objection.objects.select_for_update().get(pk=given.pk)
    if row.ended_on is not None:
        raise refused("ended", f"{row.person}的异议已经了结。", "刷新页面看结果。")
    return case, held, row


def _latest(row: Objection) -> date:
    """已经登记到哪一天：下一步不在它之前。"""
    return max(day for day in (row.filed_on, row.relayed_on, row.opposed_on, row.told_on, row.suit_on) if day)


def _tell(case: Case, row: Objection, told: str, actor: User, on: date, finding: Finding[Any] | None = None) -> None:
    name = f"{subject(row.plan)}：{row.person}的异议{row.pk}"
    event = PlanObjected(subject=name, number=row.plan.number, person=row.person, step=told, disputed_fen=row.disputed_fen if told == "filed" else 0)
    finish(event, case=case, actor=actor, on=on, finding=finding)
