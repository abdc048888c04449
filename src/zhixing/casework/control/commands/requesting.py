"""查询请求从待取到取走、受理、退回、超时、重发。一个请求一个号，从头到尾不换；对方凭号只办一次。"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F, Q, QuerySet

from zhixing.casework.control.access import require_court
from zhixing.casework.control.commands.channels import changed, refused
from zhixing.casework.control.commands.circuit import failed
from zhixing.casework.control.commands.credentials import officers_for
from zhixing.casework.control.commands.ending import end_waves
from zhixing.casework.control.models import Agency, Request, Wave
from zhixing.casework.control.queries_waves import FAILED, PULLED, circuit_of, entitled, in_flight
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import User
from zhixing.law.states import Act, permits

_S: Final = Request.State
MAX_ATTEMPTS: Final = 3
"""给出去几次都没有反馈的，等人处理。"""
AGAIN_AFTER: Final = timedelta(minutes=10)
"""取走以后多久没有说收到，就再给一次（同一个号）。"""
BATCH: Final = 1000


@transaction.atomic
def take(agency: Agency | int, limit: int, now: datetime, *, again: bool = False) -> list[Request]:
    """一家单位来取：至多 ``limit`` 个，先排的在前，取走即记下。停用的时候一个也不给，试的时候只给一个。

    取走了没有说收到的，十分钟以后（``again`` 的立即）原号再给；不另算一次。经办人的登记这天已经失效的不给（法释〔2013〕20号第三条），
    续上登记、换了登记有效的人（:func:`zhixing.casework.control.commands.agencies.register_with`）再给。
    """
    held = Agency.objects.select_for_update().get(pk=agency if isinstance(agency, int) else agency.pk)
    held.last_seen_at = now
    held.save(update_fields=["last_seen_at"])
    allowed = _allowed(held, limit, now)
    if not allowed:
        return []
    lost = Q(state=_S.SENT) if again else Q(state=_S.SENT, sent_at__lte=now - AGAIN_AFTER)
    rows = Request.objects.filter(Q(state=_S.QUEUED) | lost, entitled(now.date()), agency=held).select_for_update(of=("self",), skip_locked=True)
    rows = rows.select_related("case__court", "case__handler", "party", "officer__user", "wave", "agency__court")
    found = list(rows.order_by("pk")[:allowed])
    _given([one for one in found if one.state == _S.QUEUED], now + timedelta(hours=held.reply_hours))
    Request.objects.filter(pk__in=[one.pk for one in found]).update(state=_S.SENT, sent_at=now)
    for one in found:
        one.state, one.sent_at = _S.SENT, now
    return found


def _allowed(agency: Agency, limit: int, now: datetime) -> int:
    state = circuit_of(agency, now)
    if state == "half":
        return 0 if in_flight(agency, now - AGAIN_AFTER) else min(1, limit)
    return limit if state == "closed" else 0


def _given(fresh: list[Request], due: datetime) -> None:
    """头一次给的：记次数、应当何时反馈。"""
    Request.objects.filter(pk__in=[one.pk for one in fresh]).update(attempts=F("attempts") + 1, due_at=due)
    for one in fresh:
        one.attempts, one.due_at = one.attempts + 1, due


def acked(agency: Agency, numbers: Collection[str], now: datetime) -> set[str]:
    """对方说收到了，返回认得的号；已经受理、已有结果的不变。须在事务里。"""
    rows = Request.objects.filter(agency=agency, number__in=list(numbers))
    rows.filter(state__in=(_S.QUEUED, _S.SENT)).update(state=_S.ACKED, acked_at=now)
    return set(rows.values_list("number", flat=True))


def given_back(agency: Agency, told: Mapping[str, str], now: datetime, *, state: str) -> set[str]:
    """对方退回（``Request.State.ROLLED_BACK``）、拒收（``REJECTED``）：号 → 原因。返回认得、还没有结果的号。须在事务里。"""
    rows = _locked(Request.objects.filter(agency=agency, number__in=list(told), state__in=(_S.QUEUED, _S.SENT, _S.ACKED, _S.TIMEOUT, _S.DEAD)))
    for one in rows:
        one.state, one.error, one.failed_at = state, told[one.number][:300], now
    Request.objects.bulk_update(rows, ["state", "error", "failed_at"], batch_size=BATCH)
    end_waves({one.wave_id for one in rows}, now)
    return {one.number for one in rows}


# ---- 超时 ----


@transaction.atomic
def timed_out(now: datetime, limit: int = BATCH) -> int:
    """到时候没有反馈的：自己来取的排回去再给，给过三次的等人处理；靠人的（反馈表、发函）记超时；批次已经撤销的不再给。

    返回处理了几个。
    """
    rows = _locked(Request.objects.filter(state__in=(_S.SENT, _S.ACKED), due_at__lte=now).select_related("agency", "wave"), limit)
    for one in rows:
        one.state, one.failed_at = _missed(one), now
        one.error = f"{one.agency.reply_hours}小时没有反馈（第{one.attempts}次）"
    Request.objects.bulk_update(rows, ["state", "failed_at", "error"], batch_size=BATCH)
    for agency, count in _per_agency(rows).items():
        failed(agency, count, now)
    end_waves(set(Wave.objects.filter(state=Wave.State.RUNNING).values_list("pk", flat=True)), now)
    return len(rows)


def _missed(request: Request) -> str:
    if request.wave.state == Wave.State.CANCELLED:
        return _S.CANCELLED
    if request.agency.channel not in PULLED:
        return _S.TIMEOUT
    return _S.QUEUED if request.attempts < MAX_ATTEMPTS else _S.DEAD


def _per_agency(rows: Collection[Request]) -> dict[int, int]:
    found: dict[int, int] = {}
    for one in sorted(rows, key=lambda row: row.agency_id):
        if one.agency.channel in PULLED:
            found[one.agency_id] = found.get(one.agency_id, 0) + 1
    return found


def _locked(rows: QuerySet[Request], limit: int | None = None) -> list[Request]:
    return list(rows.select_for_update(of=("self",)).order_by("pk")[:limit])


# ---- 由人重发 ----


@transaction.atomic
def resend(*, requests: Collection[int], actor: User, why: str = "") -> int:
    """没有办成的再排一次，还是原来的号，次数从头算；经办人换成现在登记有效的。返回排了几个。须能管渠道。

    没有可重发的、经办人没有登记的抛出 ``Refused``；撤销了的批次、不能再查的案件、别的状态的不动。
    """
    require_court(actor, actor.court_id, "may_manage_channels", "重发查询")
    rows = _locked(Request.objects.filter(pk__in=list(requests), court=actor.court_id).select_related("agency", "wave", "case"))
    again = [one for one in rows if _resendable(one)]
    if not again:
        raise refused("resend.none", "没有能重发的：只有退回、拒收、超时、多次失败的才重发。", "刷新页面看现在的状态。")
    now = context.current().now
    officers = officers_for({one.agency for one in again}, now.date())
    for one in again:
        one.officer = officers.get(one.agency_id)
        _queued(one, now)
    Request.objects.bulk_update(again, ["officer", "state", "attempts", "queued_at", "sent_at", "due_at", "error"], batch_size=BATCH)
    _reopened(again)
    for agency, count in _names(again).items():
        changed(actor.court_id, actor, agency, f"重发{count}个查询请求" + (f"：{why.strip()[:200]}" if why.strip() else ""))
    return len(again)


def _resendable(request: Request) -> bool:
    alive = request.wave.state != Wave.State.CANCELLED and permits(request.case.state, Act.QUERY, request.case.kind).ok
    return alive and request.state in FAILED


def _queued(request: Request, now: datetime) -> None:
    """排回去；靠人的渠道，发出即等反馈。"""
    pulled = request.agency.channel in PULLED
    request.state, request.attempts, request.queued_at, request.error = _S.QUEUED if pulled else _S.SENT, 0 if pulled else 1, now, ""
    request.sent_at = None if pulled else now
    request.due_at = None if pulled else now + timedelta(hours=request.agency.reply_hours)


def _reopened(rows: Collection[Request]) -> None:
    """办完了的批次又有请求在外面。"""
    Wave.objects.filter(pk__in={one.wave_id for one in rows}, state=Wave.State.DONE).update(state=Wave.State.RUNNING, finished_at=None)


def _names(rows: Collection[Request]) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in rows:
        found[one.agency.name] = found.get(one.agency.name, 0) + 1
    return found
