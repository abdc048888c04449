"""成批办理事务单：交办、申领、派给、办结、退回、撤回，一项怎么办。"""

from __future__ import annotations

from typing import Any

from zhixing.casework.centre.commands import items
from zhixing.exchange.bulk import BulkItem, BulkRun, Told
from zhixing.foundation.people.queries import User, active_users


def ask(run: BulkRun, item: BulkItem, actor: User) -> Told:
    """在一件案件上交办一项；批次记在事务单上。"""
    given = run.given
    made = items.ask(
        case=item.given["case"], duty=given["duty"], actor=actor, token=f"bulk-{run.pk}-{item.number}", demand=given["demand"],
        urgent=given["urgent"], batch=str(run.pk),
    )
    return Told(True, {"item": made.pk, "told": made.number})


def claim(run: BulkRun, item: BulkItem, actor: User) -> Told:
    """申领一张。"""
    return _told(items.claim(**_held(item), actor=actor))


def allot(run: BulkRun, item: BulkItem, actor: User) -> Told:
    """派给一张；派给的人须是本院的。"""
    to = active_users(actor.court_id).get(pk=int(run.given["to"]))
    return _told(items.assign_item(**_held(item), to=to, actor=actor), f"派给{to.name}")


def done(run: BulkRun, item: BulkItem, actor: User) -> Told:
    """办结一张，结果各张一样。"""
    return _told(items.done(**_held(item), actor=actor, result=run.given["text"]))


def give_back(run: BulkRun, item: BulkItem, actor: User) -> Told:
    """退回一张。"""
    return _told(items.give_back(**_held(item), actor=actor, why=run.given["text"]))


def drop(run: BulkRun, item: BulkItem, actor: User) -> Told:
    """撤回一张。"""
    return _told(items.cancel(**_held(item), actor=actor, why=run.given["text"]))


def _held(item: BulkItem) -> dict[str, Any]:
    return {"item": item.given["item"], "revision": item.given["revision"]}


def _told(row: Any, text: str = "") -> Told:
    return Told(True, {"item": row.pk, "told": text or row.get_state_display()})
