"""谁在哪里任什么职、在不在岗、法院怎么设置。

其他环节只从这里取人员的类型：``User``、``Court``、``Team``、``Post``。
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from zhixing.foundation.history.rows import Rows, asked
from zhixing.foundation.people.models import Absence, Court, Delegation, Holding, Post, Setting, Team, User
from zhixing.law import settings as catalogue
from zhixing.law.calendar import Calendar, Day, Notice

__all__ = [
    "ADMIN_POSTS", "Absence", "Court", "Delegation", "Holding", "Post", "Setting", "Team", "User", "able", "absences",
    "active_users", "available", "calendar_from", "calendar_of", "courts", "delegated", "delegations", "deputies",
    "effective", "holders", "loaded", "on_duty", "password_expired", "setting", "settings_of", "teams", "within",
]

#: 三权分立的三个管理职务：互不兼任，也不办案。
ADMIN_POSTS = frozenset({Post.SYSTEM_ADMIN, Post.SECURITY_ADMIN, Post.AUDIT_ADMIN})


def effective(day: date, prefix: str = "") -> Q:
    """起止日条件：``day`` 这天有效（起止日都算，没有止日的一直有效）。"""
    since, until = f"{prefix}since__lte", f"{prefix}until"
    return Q(**{since: day}) & (Q(**{f"{until}__isnull": True}) | Q(**{f"{until}__gte": day}))


def courts() -> QuerySet[Court]:
    """全部法院，按层级。"""
    return Court.objects.order_by("path")


def within(court: Court) -> list[int]:
    """这家法院和它的下级法院的编号。

    记在 ``court`` 上：登录用户连同法院每次请求重新取来，一次请求里各处只问一次。
    """
    found: list[int] | None = court.__dict__.get(_WITHIN)
    if found is None:
        found = list(Court.objects.filter(path__startswith=court.path).values_list("pk", flat=True))
        court.__dict__[_WITHIN] = found
    return list(found)


_WITHIN: Final = "_within"


def teams(court_id: int) -> QuerySet[Team]:
    """本院在用的团队。"""
    return Team.objects.filter(court_id=court_id, active=True).order_by("id")


def loaded(user_id: int) -> User | None:
    """登录用户连同法院、任职、代行，一次备好；停用的为空。"""
    held = Prefetch("holdings", Holding.objects.select_related("team"))
    rows = User.objects.select_related("court").prefetch_related(held, "received__principal__holdings")
    return rows.filter(pk=user_id, is_active=True).first()


def active_users(court_id: int) -> QuerySet[User]:
    """本院在用的用户，带任职。"""
    rows = User.objects.filter(court_id=court_id, is_active=True).prefetch_related("holdings__team")
    return rows.order_by("name", "id")


def holders(court_id: int, post: str, day: date, team: Team | int | None = None) -> QuerySet[User]:
    """``day`` 这天任 ``post`` 的在用人员；给了团队就只取该团队的。不含代行人（见 :func:`deputies`）。"""
    held = Holding.objects.filter(effective(day), user=OuterRef("pk"), post=post)
    if team is not None:
        held = held.filter(team=team)
    return User.objects.filter(Exists(held), court_id=court_id, is_active=True).order_by("id")


def deputies(
    court_id: int, post: str, day: date, team: Team | int | None = None, besides: int | None = None
) -> QuerySet[User]:
    """``day`` 这天凭授权代行 ``post`` 的在用人员；委托人须仍在任，``besides`` 委托的不算。"""
    given = delegated(court_id, post, day, team, besides).filter(deputy=OuterRef("pk"))
    return User.objects.filter(Exists(given), court_id=court_id, is_active=True).order_by("id")


def delegated(
    court_id: int, post: str, day: date, team: Team | int | None = None, besides: int | None = None
) -> QuerySet[Delegation]:
    """``day`` 有效的、某职务的代行；``besides`` 委托的不算。"""
    principals = holders(court_id, post, day, team).exclude(pk=besides or 0).values("pk")
    return Delegation.objects.filter(effective(day), post=post, principal__in=principals)


def delegations(court_id: int, day: date) -> QuerySet[Delegation]:
    """本院在 ``day`` 有效的代行。"""
    rows = Delegation.objects.filter(effective(day), principal__court_id=court_id)
    return rows.select_related("principal", "deputy").order_by("id")


def absences(court_id: int, day: date) -> QuerySet[Absence]:
    """本院 ``day`` 这天不在岗的。"""
    rows = Absence.objects.filter(effective(day), user__court_id=court_id)
    return rows.select_related("user").order_by("id")


def available(users: QuerySet[User], day: date) -> QuerySet[User]:
    """其中在用而且 ``day`` 这天在岗的；分案只在这些人里抽。"""
    away = Absence.objects.filter(effective(day), user=OuterRef("pk"))
    return users.filter(~Exists(away), is_active=True)


def on_duty(user: User, day: date) -> bool:
    """``day`` 这天在岗：在用，没有请假。"""
    return bool(asked(_ON_DUTY, user.pk, day, day))


_ON_DUTY: Final = """
    select 1 from people_user present where id = %s and is_active
    and not exists (select 1 from people_absence away where away.user_id = present.id and since <= %s and until >= %s)
"""


def able(
    court_id: int, post: str, day: date, team: int | None = None, besides: int | None = None, without: Iterable[int] = ()
) -> set[int]:
    """能以 ``post`` 办事的人的编号：:func:`holders` 和 :func:`deputies`，除去 ``without``；只查一次。"""
    found = asked(_ABLE, court_id, post, day, day, team, team, court_id, post, day, day, besides or 0)
    return {user for user, in found} - set(without)


_ABLE: Final = """
    with holder as (
        select held.user_id from people_holding held join people_user bearer on bearer.id = held.user_id
        where bearer.court_id = %s and bearer.is_active and held.post = %s and held.since <= %s
        and (held.until is null or held.until >= %s) and (%s::bigint is null or held.team_id = %s)
    )
    select user_id from holder
    union
    select given.deputy_id from people_delegation given join people_user deputy on deputy.id = given.deputy_id
    where deputy.court_id = %s and deputy.is_active and given.post = %s and given.since <= %s and given.until >= %s
    and given.principal_id in (select user_id from holder where user_id <> %s)
"""


_OWN: Final = Rows(Setting, "court_id = %s")
_ONE: Final = Rows(Setting, "court_id = %s and key = %s")


def settings_of(court_id: int) -> dict[str, Any]:
    """本院自己设过的各项。"""
    return {row.key: row.value for row in _OWN.all(court_id)}


def setting(court_id: int, key: str) -> Any:
    """一项设置：本院设过的，或者默认值。没有这一项则抛出 ``KeyError``。"""
    found = _ONE.first(court_id, key)
    return catalogue.default(key) if found is None else found.value


def calendar_of(court_id: int) -> Calendar:
    """本院的日历：全国的，加上本院粘贴的年份和本地节假日。"""
    return calendar_from(settings_of(court_id))


def calendar_from(own: Mapping[str, Any]) -> Calendar:
    """同上，由已经取来的设置（:func:`settings_of`）得出。"""
    return _calendar(_text(own.get("calendar_years") or {}), _text(own.get("local_holidays") or {}))


def password_expired(user: User, now: datetime) -> bool:
    """口令到期或须改；``password_days`` 为 0 表示不限。"""
    if user.must_change_password or user.password_changed_at is None:
        return True
    days = int(setting(user.court_id, "password_days"))
    return days > 0 and now >= user.password_changed_at + timedelta(days=days)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


@lru_cache(maxsize=64)
def _calendar(years: str, local: str) -> Calendar:
    calendar = Calendar.national()
    for year, plan in json.loads(years).items():
        notices = [Notice(**plan["notice"])] if plan.get("notice") else []
        calendar = calendar.with_year(int(year), _days(plan["days"]), notices)
    return calendar.with_local({date.fromisoformat(day): name for day, name in json.loads(local).items()})


def _days(rows: list[Mapping[str, Any]]) -> list[Day]:
    return [Day(date.fromisoformat(row["date"]), bool(row["off"]), row.get("name", "")) for row in rows]
