"""发出控制令：在那家单位登记过的经办人发到待取的地方；单位来取、说收到、退回；超时的由人重发。号从头到尾不换。"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import F, Q

from zhixing.casework.cases.commands import finish
from zhixing.casework.control.commands.circuit import failed
from zhixing.casework.control.commands.orders import held, held_by_job, papered
from zhixing.casework.control.commands.requesting import AGAIN_AFTER, MAX_ATTEMPTS
from zhixing.casework.control.events import OrderFailed, OrderSent
from zhixing.casework.control.models import Agency, Officer, Order, Registration
from zhixing.casework.control.order_facts import Facts, Line, check, outdated
from zhixing.casework.control.queries_orders import TAKING
from zhixing.casework.control.queries_waves import PULLED, circuit_of, entitled
from zhixing.foundation.history import context
from zhixing.foundation.history.context import Actor
from zhixing.foundation.people.queries import User
from zhixing.law.articles import cite
from zhixing.law.finding import Refused, refuse
from zhixing.law.states import ENDED, Act

_S: Final = Order.State
RESENT: Final = (_S.ROLLED_BACK, _S.TIMEOUT, _S.DEAD)
"""由人重发的。"""
ON_SITE: Final = "当面送达"


@transaction.atomic
def send(*, order: Order | int, actor: User, on: date, revision: int | None) -> Order:
    """发出：文书都用印了，再核对一遍，由在那家单位登记过（``on`` 这天有效）的经办人本人发。

    自己来取的单位，放在待取的地方；发函、现场办理的，记下已经送去，结果由人登记。
    """
    case, row = held(Act.SEND_ORDER, order, actor, revision)
    if row.state != _S.READY:
        raise _refused("not_ready", f"{row.number}{row.get_state_display()}，不能发出。", "裁定书、协助执行通知书都用印以后再发。")
    found = check(Facts(case, on), line_of(row), own=row.pk)
    found.require()
    row.officer = _officer(row, actor, on)
    row.guards = [warning.as_data() for warning in found.warnings]
    _out(row, context.current().now)
    row.save(update_fields=["officer", "guards", "state", "queued_at", "sent_at", "due_at", "attempts", "revision"])
    finish(_sent(row, actor), case=case, actor=actor, on=on, finding=found)
    return row


def _sent(row: Order, actor: User) -> OrderSent:
    name = row.agency.name if row.agency else ON_SITE
    officer = row.officer.user.name if row.officer else actor.name
    return OrderSent(subject=row.subject, number=row.number, kind=row.kind, agency=name, officer=officer)


def line_of(order: Order) -> Line:
    """令 → 核对用的各栏。"""
    names = ("party", "asset", "agency", "measure", "decision")
    plain = ("kind", "subject", "property", "account", "amount_fen", "since", "until", "waiting", "ground", "why")
    values: dict[str, Any] = {name: getattr(order, f"{name}_id") for name in names} | {name: getattr(order, name) for name in plain}
    return Line(**values)


def _officer(row: Order, actor: User, on: date) -> Officer | None:
    """在那家单位登记过的经办人；现场办理的不用。"""
    if row.agency_id is None:
        return Officer.objects.filter(user=actor).first()
    found = Officer.objects.filter(user=actor, court=row.court_id, active=True).select_related("user").first()
    if found is None:
        raise _refused("no_officer", "发出的人不是登记的查控经办人。", "由经办人发出，或者先登记经办人。")
    valid = Q(ended_on=None) | Q(ended_on__gt=on)
    if not Registration.objects.filter(valid, officer=found, agency=row.agency_id, since__lte=on, until__gte=on).exists():
        name = row.agency.name if row.agency else ""
        raise _refused("unregistered", f"{found.user.name}没有在{name}登记，或者登记已经期满。", "换登记过的经办人，或者先办登记。")
    return found


def _out(row: Order, now: datetime) -> None:
    """放到待取的地方；靠人的渠道，送出即等结果。"""
    pulled = row.agency is not None and row.agency.channel in PULLED
    hours = row.agency.reply_hours if row.agency else 0
    row.state, row.queued_at, row.attempts = (_S.QUEUED if pulled else _S.SENT), now, 0 if pulled else 1
    row.sent_at = row.sent_at if pulled else now  # 取走过的留着先前取走的时刻
    row.due_at = None if pulled or not hours else now + timedelta(hours=hours)


# ---- 单位来取 ----


@transaction.atomic
def take(agency: Agency | int, limit: int, now: datetime, *, again: bool = False) -> list[Order]:
    """一家单位来取控制令，至多 ``limit`` 道，先排的在前。取走没有说收到的，过一会儿（``again`` 的立即）原号再给，不另算一次。

    渠道停用、暂停的不给；停到时候的先试一道。发出的人的登记这天已经失效的不给，由登记有效的人重发。先取查询再取控制由调用者定。
    """
    found = Agency.objects.get(pk=agency) if isinstance(agency, int) else agency
    limit = _allowed(found, limit, now)
    if not limit:
        return []
    lost = Q(state=_S.SENT) if again else Q(state=_S.SENT, sent_at__lte=now - AGAIN_AFTER)
    rows = Order.objects.filter(Q(state=_S.QUEUED) | lost, entitled(now.date()), agency=found).select_for_update(of=("self",), skip_locked=True)
    related = ("case__court", "case__handler", "party", "officer__user", "agency", "asset", "original__case", "ruling", "notice", "measure")
    taken = [one for one in rows.select_related(*related).order_by("pk")[:limit] if _still(one, now)]
    fresh = [one.pk for one in taken if one.state == _S.QUEUED]
    due = now + timedelta(hours=found.reply_hours)
    Order.objects.filter(pk__in=fresh).update(attempts=F("attempts") + 1, due_at=due)
    Order.objects.filter(pk__in=[one.pk for one in taken]).update(state=_S.SENT, sent_at=now)
    for one in taken:
        one.attempts, one.due_at = (one.attempts + 1, due) if one.pk in fresh else (one.attempts, one.due_at)
        one.state, one.sent_at = _S.SENT, now
    return taken


def _still(row: Order, now: datetime) -> bool:
    """发出以后、来取以前情形变了的（结案了，钱已经到了），头一次给出去以前再核对；不能办了的不给，等人处理。"""
    late = row.kind == Order.Kind.DEDUCT or (row.kind in TAKING and row.case.state in ENDED)
    if row.state != _S.QUEUED or row.sent_at is not None or not late:
        return True
    why = outdated(Facts(row.case, context.current().today), line_of(row))
    if why:
        row.state, row.reason, row.due_at = _S.DEAD, why[:300], None
        row.save(update_fields=["state", "reason", "due_at"])
    return not why


def _allowed(agency: Agency, limit: int, now: datetime) -> int:
    """渠道停了的一道也不给；停到时候的，先试一道。"""
    state = circuit_of(agency, now)
    if state != "half":
        return limit if state == "closed" else 0
    tried = Order.objects.filter(agency=agency, state=_S.SENT, sent_at__gte=agency.paused_until, sent_at__gt=now - AGAIN_AFTER)
    return 0 if tried.exists() else min(1, limit)


def acked(agency: Agency, numbers: Collection[str], now: datetime) -> set[str]:
    """对方说收到了，返回认得的号；已经有结果的不变。须在事务里。"""
    rows = Order.objects.filter(agency=agency, number__in=list(numbers))
    rows.filter(state__in=(_S.QUEUED, _S.SENT)).update(state=_S.ACKED)
    return set(rows.values_list("number", flat=True))


def given_back(agency: Agency, told: Mapping[str, str], *, actor: Actor, on: date, state: str = "rolled_back") -> set[str]:
    """对方退回（``rolled_back``）、拒收（``rejected``）：号 → 原因。返回认得、还没有结果的号。

    一件案件一个事务；拒收的当作没有办成。
    """
    rows = Order.objects.filter(agency=agency, number__in=list(told), state__in=(_S.QUEUED, _S.SENT, _S.ACKED, _S.TIMEOUT, _S.DEAD))
    return {number for pk, number in rows.order_by("pk").values_list("pk", "number") if _back(pk, told[number], actor, on, state)}


@transaction.atomic
def _back(order_id: int, why: str, actor: Actor, on: date, state: str) -> bool:
    case, row = held_by_job(order_id, actor)
    if row.state not in (_S.QUEUED, _S.SENT, _S.ACKED, _S.TIMEOUT, _S.DEAD):
        return False
    row.state, row.reason, row.due_at = (_S.REFUSED if state == "rejected" else _S.ROLLED_BACK), why[:300], None
    row.save(update_fields=["state", "reason", "due_at", "revision"])
    finish(OrderFailed(subject=row.subject, number=row.number, kind=row.kind, state=state, reason=why[:300]), case=case, actor=actor, on=on)
    return True


def timed_out(now: datetime, *, actor: Actor, on: date, limit: int = 200) -> int:
    """到时候没有反馈的：自己来取的排回去再给，给过三次的等人处理；靠人的记超时。返回处理了几道，一道一个事务。"""
    late = Order.objects.filter(state__in=(_S.SENT, _S.ACKED), due_at__lte=now).order_by("pk").values_list("pk", flat=True)
    return sum(_missed(pk, now, actor, on) for pk in list(late[:limit]))


@transaction.atomic
def _missed(order_id: int, now: datetime, actor: Actor, on: date) -> bool:
    case, row = held_by_job(order_id, actor)
    if row.state not in (_S.SENT, _S.ACKED) or row.due_at is None or row.due_at > now:
        return False
    row.due_at = None
    pulled = row.agency is not None and row.agency.channel in PULLED
    row.state = _S.TIMEOUT if not pulled else _S.QUEUED if row.attempts < MAX_ATTEMPTS else _S.DEAD
    row.reason = f"没有反馈（第{row.attempts}次）"
    row.save(update_fields=["state", "due_at", "reason", "revision"])
    if pulled and row.agency_id is not None:
        failed(row.agency_id, 1, now)
    if row.state != _S.QUEUED:
        told = OrderFailed(subject=row.subject, number=row.number, kind=row.kind, state=str(row.state), reason=row.reason)
        finish(told, case=case, actor=actor, on=on)
    return True


@transaction.atomic
def resend(*, order: Order | int, actor: User, on: date, revision: int | None) -> Order:
    """退回、超时、多次失败的，待取而发出的人登记已经失效的，原号再发一次；再核对一遍。"""
    case, row = held(Act.SEND_ORDER, order, actor, revision)
    if row.state not in RESENT and not barred(row, on):
        raise _refused("resend", f"{row.number}{row.get_state_display()}，不用重发。", "只有退回、超时、多次失败，经办人登记失效的才重发。")
    if not papered(row):
        raise _refused("papers", f"{row.number}所附的文书已经作废，或者还没有用印，不能重发。", "作废这一道，连同文书另拟。")
    found = check(Facts(case, on), line_of(row), own=row.pk)
    found.require()
    row.officer, row.reason = _officer(row, actor, on), ""
    _out(row, context.current().now)
    row.save(update_fields=["officer", "state", "queued_at", "sent_at", "due_at", "attempts", "reason", "revision"])
    finish(_sent(row, actor), case=case, actor=actor, on=on, finding=found)
    return row


def barred(order: Order, on: date) -> bool:
    """等着来取，而发出的人在那家单位的登记 ``on`` 这天已经失效，不给出去。"""
    return order.state == _S.QUEUED and Order.objects.filter(~entitled(on), pk=order.pk).exists()


def _refused(code: str, text: str, remedy: str) -> Refused:
    return Refused(refuse(f"order.{code}", text, cite("WC 3"), remedy=remedy, act=Act.SEND_ORDER))
