"""事务单：交办、申领、派给、办、等回复、办结、退回、重办、撤回；成批交办；一个人手里的全部改派。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.db import transaction

from zhixing.casework.cases.access import Forbidden
from zhixing.casework.cases.commands import begin
from zhixing.casework.cases.queries import Case
from zhixing.casework.centre.commands.item_holding import (
    Held,
    fresh_due,
    hold,
    locked,
    record,
    refused,
    stream_of,
    told,
    trace,
    waited,
)
from zhixing.casework.centre.events import ItemAsked, ItemCancelled, ItemDone, ItemReturned
from zhixing.casework.centre.facts_items import apart, fit
from zhixing.casework.centre.models import WorkItem
from zhixing.casework.centre.queries_desks import Service, duty_name, service
from zhixing.casework.centre.queries_items import acts_recorded, held_by, serving
from zhixing.casework.control.access import court_rights_of, require_court
from zhixing.casework.control.commands.numbering import next_numbers
from zhixing.foundation.files.queries import StoredFile
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import hold as hold_chain
from zhixing.foundation.people.facts import user_facts
from zhixing.foundation.people.queries import User, on_duty
from zhixing.law import duties, entries
from zhixing.law.item_states import HELD, OPEN, TABLE, Move
from zhixing.law.states import Act

KIND: Final = "事"
TOKEN: Final = 64
AGAIN: Final = "在案件的“流转”里看那一张；要改的，撤回后另行交办。"
"""已经交办了还没有办完的，怎么办。"""
_TRIES: Final = 20
"""申领下一张时，最多看在先的几张。"""


# ---- 交办 ----


@transaction.atomic
def ask(  # noqa: PLR0913
    *, case: Case | int | None, duty: str, actor: User, token: str, subject: str = "", demand: str = "", urgent: bool = False,
    revision: int | None = None, batch: str = "", parent: WorkItem | None = None,
) -> WorkItem:
    """交办一项事务；``case`` 为空的是不属于哪一件案件的（委托来的、舆情等）。时限从现在起按工作小时算。

    ``token`` 是这张表单的记号：连点两下、断了重来，返回先前交办的那张。同一件案件上同一种、同一项还没有办完的，不再交办。
    """
    if not 0 < len(token) <= TOKEN:
        raise ValueError("表单记号应当是 1 至 64 个字")
    held = _begun(case, actor, None)
    if before := WorkItem.objects.filter(court=actor.court_id, token=token).first():
        return _same(before, held, duty, actor)
    if revision is not None:
        held = _begun(case, actor, revision)
    desk = open_desk(actor.court_id, duty)
    posts = user_facts(actor, context.current().today).all_posts
    asked = duties.asked(desk.duty, subject=subject, demand=demand, in_case=held is not None, posts=posts).require()
    if held is not None:
        once(held.pk, desk, asked.subject)
    due = fresh_due(actor.court_id, desk.duty.hours)
    item = made(actor, desk, asked, held, due.value, urgent=urgent, token=token, batch=batch)
    item.parent = parent
    [item.number] = next_numbers(actor.court_id, KIND, context.current().today.year)
    item.save(force_insert=True)
    trace(item, "", actor, asked.demand).save(force_insert=True)
    record(item, held, asked_event(item, desk), actor, due)
    return item


def _begun(case: Case | int | None, actor: User, revision: int | None) -> Case | None:
    if case is not None:
        return begin(Act.REQUEST_ITEM, case=case, actor=actor, revision=revision)
    require_court(actor, actor.court_id, "may_see_centre", "交办事务")
    hold_chain(stream_of(None, actor.court_id))
    return None


def _same(before: WorkItem, case: Case | None, duty: str, actor: User) -> WorkItem:
    """同一张表单先前交办的那张；别人的、别的案件的、别种事务的表单不算。"""
    if (before.asked_by_id, before.case_id, before.duty) != (actor.pk, case.pk if case else None, duty):
        raise refused("token", "这张表单已经用来交办过别的事务。", "刷新页面，重新填写。")
    return before


def open_desk(court_id: int, code: str) -> Service:
    """在办的一种事务；没有、停办的抛出 ``Refused``。"""
    found = service(court_id, code)
    if found is None:
        raise refused("duty", f"没有“{code[:40]}”这种事务。", "从事务目录里选一种。")
    if not found.enabled:
        raise refused("stopped", f"本院停办“{found.name}”。", "选别的一种，或者请局领导在事务目录里恢复。")
    return found


def once(case_id: int, desk: Service, subject: str) -> None:
    """同一件案件上同一种、同一项的还没有办完，就不再交办。"""
    rows = WorkItem.objects.filter(case=case_id, duty=desk.code, subject=subject, state__in=OPEN)
    if before := rows.values_list("number", flat=True).first():
        raise refused("twice", f"“{desk.name}”已经交办，还没有办完（{before}）。", AGAIN)


def made(
    actor: User, desk: Service, asked: duties.Asked, case: Case | None, due_at: Any, *, urgent: bool, token: str, batch: str = "",
) -> WorkItem:
    """一张新的，未存、未编号。"""
    hurry = urgent or bool(case and case.urgent)
    return WorkItem(
        court_id=actor.court_id, case=case, duty=desk.code, desk_team_id=desk.team, segment=desk.duty.segment, subject=asked.subject,
        demand=asked.demand, urgent=hurry, priority=duties.priority(urgent=hurry, livelihood=bool(case and case.livelihood)),
        closes=desk.duty.events if case else "", asked_by=actor, asked_name=actor.name, asked_at=context.current().now, due_at=due_at,
        token=token, batch=batch,
    )


def asked_event(item: WorkItem, desk: Service) -> ItemAsked:
    """交办的事件。"""
    return ItemAsked(subject=item.subject, number=item.number, duty=item.duty, duty_name=desk.name, demand=item.demand)


@transaction.atomic
def ask_again(*, item: WorkItem | int, actor: User, revision: int | None, demand: str = "") -> WorkItem:
    """退回的，补充要求后再交办；时限从现在重新起算。"""
    held = hold(Move.AGAIN, item, actor, revision)
    desk = open_desk(actor.court_id, held.item.duty)
    asked = duties.asked(desk.duty, subject=held.item.subject, demand=demand or held.item.demand, in_case=held.case is not None,
                         posts=desk.duty.asks or user_facts(actor, context.current().today).all_posts).require()
    due = fresh_due(held.item.court_id, desk.duty.hours)
    done = held.step(actor, asked.demand, demand=asked.demand, due_at=due.value, returned_why="", desk_team_id=desk.team)
    held.record(asked_event(done, desk), actor, due)
    return done


# ---- 申领、派给 ----


@transaction.atomic
def claim(*, item: WorkItem | int, actor: User, revision: int | None = None) -> WorkItem:
    """申领待领的一张。不在岗的、不是办这种事务的、违反分离的（督察、本案的承办人、作过决定的人）不能领。"""
    held = hold(Move.CLAIM, item, actor, revision)
    fit(held.item, actor).require()
    return held.step(actor, assignee=actor, claimed_at=context.current().now)


def claim_next(*, actor: User, duty: str = "") -> WorkItem | None:
    """申领下一张：归自己办的里面在先的；别人正在领的跳过，不等。没有可领的为空。"""
    require_court(actor, actor.court_id, "may_serve_items", "申领事务")
    if not on_duty(actor, context.current().today):
        raise refused("away", "您今天不在岗，不能申领。", "销假以后再申领。")
    rows = serving(actor, context.current().today).order_by("priority", "due_at", "id")
    for pk in (rows.filter(duty=duty) if duty else rows).values_list("pk", flat=True)[:_TRIES]:
        if taken := _taken(pk, actor):
            return taken
    return None


@transaction.atomic
def _taken(pk: int, actor: User) -> WorkItem | None:
    free = WorkItem.objects.select_for_update(skip_locked=True).filter(pk=pk, state=WorkItem.State.QUEUED).first()
    if free is None:
        return None
    item = locked(pk)
    if not fit(item, actor).ok:
        return None
    held = Held(item, None, str(item.state), TABLE[Move.CLAIM].after)
    return held.step(actor, assignee=actor, claimed_at=context.current().now)


@transaction.atomic
def assign_item(*, item: WorkItem | int, to: User, actor: User, revision: int | None = None, why: str = "") -> WorkItem:
    """派给一个人，或者改派。他不在岗、不办这种事务、违反分离的，不能派。"""
    held = hold(Move.ASSIGN, item, actor, revision)
    fit(held.item, to).require()
    text = f"派给{to.name}" + (f"：{why}" if why else "")
    return held.step(actor, text, assignee=to, claimed_at=context.current().now, started_at=None, **waited(held.item))


@transaction.atomic
def put_back(*, item: WorkItem | int, actor: User, revision: int | None, why: str = "") -> WorkItem:
    """放回待领，理由可以不写；时限照旧。"""
    held = hold(Move.PUT_BACK, item, actor, revision)
    text = entries.text(why, "放回的理由", limit=300).require()
    return held.step(actor, text, assignee=None, claimed_at=None, started_at=None, **waited(held.item))


# ---- 办 ----


@transaction.atomic
def start(*, item: WorkItem | int, actor: User, revision: int | None = None) -> WorkItem:
    """开始办。"""
    return hold(Move.START, item, actor, revision).step(actor, started_at=context.current().now)


@transaction.atomic
def wait(*, item: WorkItem | int, actor: User, revision: int | None, whom: str) -> WorkItem:
    """等外面（银行、评估机构、当事人、上级法院）回复：写明等谁，其间不计时限。"""
    held = hold(Move.WAIT, item, actor, revision)
    now = context.current().now
    values = {"waiting_since": now, "waiting_for": told(whom, "等谁回复", 100), "started_at": held.item.started_at or now}
    return held.step(actor, f"等{values['waiting_for']}回复", **values)


@transaction.atomic
def resume(*, item: WorkItem | int, actor: User, revision: int | None = None) -> WorkItem:
    """收到回复，接着办；时限往后推等了的工作时间。"""
    held = hold(Move.RESUME, item, actor, revision)
    return held.step(actor, **waited(held.item))


@transaction.atomic
def done(*, item: WorkItem | int, actor: User, revision: int | None, result: str, files: Sequence[int] = ()) -> WorkItem:
    """办结，结果交回案件。

    另有行为可办的（续封、送达……），要那个行为已经登记；登记了的多半已自动办结，“哪一项”写得不一样的在这里办结。
    ``files`` 是本案（本院）的材料。
    """
    held = hold(Move.DONE, item, actor, revision)
    found = held.item
    apart(found, actor).require()
    text = told(result, "办理结果", 500)
    _acted(found)
    given = _files(found, files)
    now = context.current().now
    finished = held.step(actor, text, result=text, done_at=now, done_by=actor, started_at=found.started_at or now, **waited(found))
    name = duty_name(found.court_id, found.duty)
    held.record(ItemDone(subject=found.subject, files=given, number=found.number, duty=found.duty, duty_name=name, result=text), actor)
    return finished


def _acted(item: WorkItem) -> None:
    if item.closes and item.case_id and not acts_recorded(item):
        name = duty_name(item.court_id, item.duty)
        remedy = "先在案件上办（流程系统已办的，登记事项），登记后自动办结；办不了的退回。"
        raise refused("not_done", f"案件上还没有登记“{name}”，不能只写结果。", remedy)


def _files(item: WorkItem, files: Sequence[int]) -> list[int]:
    wanted = list(dict.fromkeys(files))
    stream = stream_of(item.case_id, item.court_id)
    known = set(StoredFile.objects.filter(pk__in=wanted, court=item.court_id, stream=stream).values_list("pk", flat=True))
    if len(known) < len(wanted):
        raise refused("file", "附的材料不是这件案件的。", "重新上传。")
    return wanted


# ---- 退回、重办、撤回 ----


@transaction.atomic
def give_back(*, item: WorkItem | int, actor: User, revision: int | None, why: str) -> WorkItem:
    """退给交办的人，写明理由；由他补充后再交办，或者撤回。"""
    held = hold(Move.GIVE_BACK, item, actor, revision)
    text = told(why, "退回的理由")
    back = held.step(actor, text, returned_why=text, assignee=None, claimed_at=None, started_at=None, **waited(held.item))
    held.record(_returned(back, text), actor)
    return back


@transaction.atomic
def reject(*, item: WorkItem | int, actor: User, revision: int | None, why: str) -> WorkItem:
    """交办的人不收结果，退回重办：记一次返工，时限从现在重新起算。办的人自己不能退自己的。"""
    held = hold(Move.REJECT, item, actor, revision)
    desk = service(held.item.court_id, held.item.duty)
    text = told(why, "退回重办的理由")
    due = fresh_due(held.item.court_id, desk.duty.hours if desk else 1)
    back = held.step(
        actor, text, returned_why=text, rework=held.item.rework + 1, due_at=due.value, done_at=None, done_by=None, auto=False, result="",
        assignee=None, claimed_at=None, started_at=None,
    )
    held.record(_returned(back, text, rework=True), actor, due)
    return back


def _returned(item: WorkItem, why: str, *, rework: bool = False) -> ItemReturned:
    name = duty_name(item.court_id, item.duty)
    return ItemReturned(subject=item.subject, number=item.number, duty=item.duty, duty_name=name, why=why, rework=rework)


@transaction.atomic
def cancel(*, item: WorkItem | int, actor: User, revision: int | None, why: str) -> WorkItem:
    """撤回交办，写明理由。"""
    held = hold(Move.CANCEL, item, actor, revision)
    text = told(why, "撤回的理由")
    gone = held.step(actor, text, waiting_since=None, waiting_for="")
    name = duty_name(gone.court_id, gone.duty)
    held.record(ItemCancelled(subject=gone.subject, number=gone.number, duty=gone.duty, duty_name=name, why=text), actor)
    return gone


# ---- 离岗：手里的全部改派 ----


@transaction.atomic
def reassign_all(*, giver: User, taker: User | None, actor: User, why: str) -> list[WorkItem]:
    """``giver`` 手里的全部交给 ``taker``；没有给人的，或者他不能办的，放回待领。返回各张改动以后的样子，一张不少。"""
    rights = court_rights_of(actor)
    if actor.court_id != giver.court_id or not (rights.may_run_desks or rights.may_hand_over_officers):
        raise Forbidden(actor, "改派事务")
    text = told(why, "改派的理由")
    items = [locked(pk) for pk in held_by(giver.pk).order_by("pk").values_list("pk", flat=True)]
    return [_moved(item, taker, actor, text) for item in items if item.assignee_id == giver.pk and item.state in HELD]


def _moved(item: WorkItem, taker: User | None, actor: User, why: str) -> WorkItem:
    held = Held(item, None, str(item.state), "")
    blank: dict[str, Any] = {"started_at": None, **waited(item)}
    if taker is not None and fit(item, taker).ok:
        held.after = TABLE[Move.ASSIGN].after
        return held.step(actor, f"{why}，派给{taker.name}", assignee=taker, claimed_at=context.current().now, **blank)
    held.after = TABLE[Move.PUT_BACK].after
    return held.step(actor, f"{why}，放回待领", assignee=None, claimed_at=None, **blank)
