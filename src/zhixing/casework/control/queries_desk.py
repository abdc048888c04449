"""查控桌面要的：查询批次走到哪了、今天的反馈、没有办成的、说法不一的。带案件的都只取看得见的案件。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Count, Exists, Model, OuterRef, Q, QuerySet

from zhixing.casework.cases.queries import visible_to
from zhixing.casework.control import queries_orders
from zhixing.casework.control.models import (
    Agency,
    Asset,
    AssetKind,
    Difference,
    Finding,
    Officer,
    Order,
    Registration,
    Reply,
    Request,
    Wave,
)
from zhixing.foundation.people.queries import User, within

__all__ = [
    "FAILED", "REQUEST_GROUPS", "Agency", "Asset", "AssetKind", "Difference", "Finding", "Officer", "Order", "Registration", "Reply",
    "Request", "Wave", "cases_of", "differences", "findings", "floor", "latest_of", "of_agencies", "officers", "orders_failed",
    "orders_ready", "raw_of", "registrations", "replies", "requests", "requests_failed", "tallies", "unread", "unregistered", "until_by",
    "valid_on", "waves",
]

_R: Final = Request.State
FAILED: Final = (_R.ROLLED_BACK, _R.REJECTED, _R.TIMEOUT, _R.DEAD)
"""没有办成的查询。"""
REQUEST_GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "draft": (_R.DRAFT,), "queued": (_R.QUEUED,), "sent": (_R.SENT, _R.ACKED), "fed": (_R.FED,), "failed": FAILED, "cancelled": (_R.CANCELLED,),
}
"""一批里的查询分几格看。"""
_UNREAD: Final = (Reply.State.UNMATCHED, Reply.State.REFUSED)


def waves(court_id: int) -> QuerySet[Wave]:
    """本院的各批查询，新的在前。"""
    return Wave.objects.filter(court=court_id).order_by("-pk")


def requests(user: User, day: date) -> QuerySet[Request]:
    """看得见的案件的各次查询。"""
    rows = Request.objects.filter(court__in=within(user.court), case__in=_seen(user, day))
    return rows.select_related("case", "case__handler", "party", "agency", "wave")


def tallies(rows: QuerySet[Request], by: str = "wave") -> dict[int, Counter[str]]:
    """各批（或者各单位）的查询各有几次：编号 → 格（``REQUEST_GROUPS``）→ 几次。"""
    group = {state: key for key, states in REQUEST_GROUPS.items() for state in states}
    found: dict[int, Counter[str]] = {}
    for one in rows.order_by().values(by, "state").annotate(n=Count("pk")):
        found.setdefault(one[by], Counter())[group[one["state"]]] += one["n"]
    return found


def cases_of(rows: QuerySet[Request]) -> dict[int, int]:
    """这些查询各批涉及几件案件：批 → 几件。"""
    return dict(rows.order_by().values_list("wave").annotate(n=Count("case", distinct=True)))


def of_agencies(court_id: int) -> QuerySet[Agency]:
    """本院的各家协助单位。"""
    return Agency.objects.filter(court=court_id).order_by("-enabled", "channel", "name")


def officers(court_id: int) -> QuerySet[Officer]:
    """在岗的查控经办人，连同各自的登记。"""
    return Officer.objects.filter(court=court_id, active=True).select_related("user").prefetch_related("registrations").order_by("pk")


def registrations(court_id: int) -> QuerySet[Registration]:
    """在各家单位的登记，新记的在前。"""
    return Registration.objects.filter(agency__court=court_id).select_related("agency", "officer", "officer__user").order_by("-pk")


def valid_on(day: date) -> Q:
    """``day`` 有效的登记。"""
    return Q(ended_on=None, since__lte=day, until__gte=day)


def until_by(day: date) -> Q:
    """至迟 ``day`` 到期的登记。"""
    return Q(until__lte=day)


def unregistered(court_id: int, day: date) -> QuerySet[Agency]:
    """启用着、要凭登记发送（不是反馈表、发函）、却没有一个有效登记的单位。"""
    valid = Registration.objects.filter(valid_on(day), agency=OuterRef("pk"), officer__active=True)
    online = of_agencies(court_id).filter(enabled=True).exclude(channel__in=[Agency.Channel.SHEET, Agency.Channel.LETTER])
    return online.filter(~Exists(valid))


def requests_failed(user: User, day: date) -> QuerySet[Request]:
    """没有办成、以后也没有再向这一家查过的各次查询。"""
    again = Request.objects.filter(case=OuterRef("case"), party=OuterRef("party"), agency=OuterRef("agency"), pk__gt=OuterRef("pk"))
    return requests(user, day).filter(~Exists(again.exclude(state=_R.CANCELLED)), state__in=FAILED)


# ---- 控制 ----


def orders_failed(user: User, day: date) -> QuerySet[Order]:
    """没有办成、以后也没有就同一项财产再办的各道令。"""
    again = Order.objects.filter(case=OuterRef("case"), asset=OuterRef("asset"), kind=OuterRef("kind"), pk__gt=OuterRef("pk"))
    rows = queries_orders.orders(user, day).select_related("case__handler")
    return rows.filter(Q(asset=None) | ~Exists(again.exclude(state=Order.State.VOID)), state__in=queries_orders.FAILED)


def orders_ready(user: User, day: date) -> QuerySet[Order]:
    """已经用印、等经办人发出的各道令。"""
    return queries_orders.orders(user, day).select_related("case__handler").filter(state=Order.State.READY)


def differences(user: User, day: date) -> QuerySet[Difference]:
    """还没有处理的各处说法不一。"""
    rows = Difference.objects.filter(court__in=within(user.court), case__in=_seen(user, day), settled_at=None)
    return rows.select_related("case", "case__handler", "order", "order__agency", "order__party")


# ---- 反馈 ----


def findings(user: User, day: date) -> QuerySet[Finding]:
    """看得见的案件查到的各条，新的在前。"""
    rows = Finding.objects.filter(court__in=within(user.court), case__in=_seen(user, day)).order_by("-pk")
    return rows.select_related("case", "case__handler", "party", "request", "request__agency", "asset")


def latest_of(assets: Sequence[Asset], user: User, day: date) -> dict[int, Finding]:
    """各项财产在看得见的案件里最近的一条反馈。"""
    rows = Finding.objects.filter(asset__in=[one.pk for one in assets], case__in=_seen(user, day)).order_by("asset", "-told_on", "-pk")
    found = rows.distinct("asset").select_related("case", "case__handler", "party")
    return {row.asset_id: row for row in found if row.asset_id}


def replies(user: User, day: date) -> QuerySet[Reply]:
    """看得见的案件收到的各份原文，新的在前；对得上查询、控制的才算。"""
    seen = _seen(user, day)
    rows = _replies(user).filter(Q(request__case__in=seen) | Q(order__case__in=seen))
    return rows.select_related("agency", "request", "request__case", "request__party", "order", "order__case", "order__party")


def unread(user: User) -> QuerySet[Reply]:
    """本院读不懂、对不上的各份原文，新的在前。"""
    return _replies(user).filter(state__in=_UNREAD).select_related("agency")


def _replies(user: User) -> QuerySet[Reply]:
    return Reply.objects.filter(court__in=within(user.court)).defer("raw").order_by("-pk")


def raw_of(reply: Reply) -> bytes:
    """原文；没有另存原文的（反馈表里的一行）为空。"""
    return bytes(Reply.objects.values_list("raw", flat=True).get(pk=reply.pk) or b"")


def floor(rows: QuerySet[Any], column: str, since: datetime) -> QuerySet[Any]:
    """``since`` 以后的：编号跟着时间走，所以从新的往旧的找到第一条旧的为止，与历年有多少无关。"""
    model: type[Model] = rows.model
    old = model._default_manager.filter(**{f"{column}__lt": since}).order_by("-pk").values_list("pk", flat=True).first()
    return rows.filter(pk__gt=old) if old else rows


def _seen(user: User, day: date) -> QuerySet[Any]:
    return visible_to(user, day).order_by().values("pk")

