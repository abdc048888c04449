"""看事务单：谁看得见、待领的队、大厅的数字、我的、案件上的、指标；每个数字都有它的清单。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.fields import BooleanField

from zhixing.casework.cases.queries import Assignment, Party, acting_on
from zhixing.casework.cases.queries import visible_to as cases_visible_to
from zhixing.casework.centre.models import ItemMove, WorkItem
from zhixing.casework.centre.queries_desks import Service, services
from zhixing.casework.control.queries_orders import measures_of
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import effective, entries
from zhixing.foundation.history.rows import asked
from zhixing.foundation.people.facts import user_facts
from zhixing.foundation.people.queries import User
from zhixing.law import duties
from zhixing.law.item_states import HELD, OPEN, light
from zhixing.law.lights import Light
from zhixing.law.rights import UserFacts, court_rights
from zhixing.law.working_hours import BEIJING

__all__ = [
    "Counter", "ItemMove", "Page", "Row", "WorkItem", "acting_cases", "acts_recorded", "choices", "counted", "counters", "due_light",
    "hall", "held_by", "listed", "mine", "of_batch", "of_case", "one", "open_of", "page_after", "queue", "returned_to", "serving", "steps",
    "visible_to",
]

_PAGE: Final = 50
_S: Final = WorkItem.State


# ---- 看得见的 ----


def visible_to(user: User, day: date) -> QuerySet[WorkItem]:
    """这个人在 ``day`` 看得见的事务单；与 ``law.item_rights`` 的 ``may_see`` 一致。"""
    facts = user_facts(user, day)
    rights = court_rights(facts)
    if not rights.may_see_centre or facts.is_admin:
        return WorkItem.objects.none()
    rows = _full(WorkItem.objects.filter(court=user.court_id))
    if rights.may_run_desks:
        return rows
    own = Q(asked_by=user) | Q(assignee=user) | Q(done_by=user) | Q(case__handler=user) | _able(user, facts)
    return rows.filter(own | Q(case__in=cases_visible_to(user, day).filter(court=user.court_id).order_by().values("pk")))


def _full(rows: QuerySet[WorkItem]) -> QuerySet[WorkItem]:
    return rows.select_related("court", "case", "case__court", "assignee", "desk_team")


def _able(user: User, facts: UserFacts) -> Q:
    """归这个人办的：定了团队的看团队，没有定的看职务。"""
    if not court_rights(facts).may_serve_items:
        return Q(pk__in=[])
    codes = [one.code for one in services(user.court_id).values() if facts.all_posts & one.duty.posts]
    return Q(desk_team__in=facts.teams) | Q(desk_team__isnull=True, duty__in=codes)


def one(item_id: int, user: User, day: date) -> WorkItem:
    """一张；看不见的抛出 ``WorkItem.DoesNotExist``。"""
    return visible_to(user, day).get(pk=item_id)


def steps(item: WorkItem) -> QuerySet[ItemMove]:
    """它的经过，按先后。"""
    return ItemMove.objects.filter(item=item).order_by("id")


# ---- 待领的队 ----


@dataclass(frozen=True, slots=True)
class Page:
    """一页；``after`` 是下一页的位置，没有则为空。"""

    rows: list[WorkItem]
    after: str


def serving(user: User, day: date) -> QuerySet[WorkItem]:
    """这个人能领的待领的：管台的看全院的，其余看归自己办的。在先的在前。"""
    facts = user_facts(user, day)
    rows = WorkItem.objects.filter(court=user.court_id, state=_S.QUEUED)
    if not court_rights(facts).may_run_desks:
        rows = rows.filter(_able(user, facts))
    return _full(rows).order_by("priority", "due_at", "id")


def queue(user: User, day: date, duty: str = "", after: str = "", size: int = _PAGE) -> Page:
    """待领的一页（``duty`` 空为各种）：急的、涉民生的在先，再按时限；深页与首页一样快。位置不对则从头。"""
    rows = serving(user, day)
    return page_after(rows.filter(duty=duty) if duty else rows, after, size)


def page_after(rows: QuerySet[WorkItem], after: str = "", size: int = _PAGE) -> Page:
    """按（先后、时限、编号）排好的清单，``after`` 之后的一页。先照索引的次序取编号，再取这一页的各栏：连着别的表一起排要全排一遍。"""
    if place := _place(after):
        rows = rows.filter(beyond(place))
    order = ("priority", "due_at", "id")
    keys = list(rows.select_related(None).order_by(*order).values_list("pk", flat=True)[: size + 1])
    found = list(_full(WorkItem.objects.filter(pk__in=keys[:size])).order_by(*order))
    last = found[-1] if len(keys) > size else None
    return Page(found, f"{last.priority}~{last.due_at.isoformat()}~{last.pk}" if last else "")


def beyond(place: tuple[int, datetime, int]) -> RawSQL:
    """排在 ``place`` 之后的：一行一行地比，用得上队的索引。"""
    return RawSQL(_BEYOND, place, output_field=BooleanField())  # noqa: S611 — 语句是写死的，值用占位


_BEYOND: Final = '("centre_workitem"."priority", "centre_workitem"."due_at", "centre_workitem"."id") > (%s, %s, %s)'


def _place(key: str) -> tuple[int, datetime, int] | None:
    parts = key.split("~")
    if len(parts) != 3 or not (parts[0].isdecimal() and parts[2].isdecimal()):
        return None
    try:
        found = datetime.fromisoformat(parts[1])
    except ValueError:
        return None
    whole = int(parts[0]), found, int(parts[2])
    return whole if found.tzinfo and whole[0] < 2**15 and whole[2] < 2**63 else None


def due_light(item: WorkItem, now: datetime) -> Light:
    """灯色：等回复、退回的灰，过了时限红，三小时内到期黄。"""
    return light(item.state, item.due_at, now)


# ---- 我的、案件上的 ----


def mine(user: User) -> QuerySet[WorkItem]:
    """在我手里的：已领、在办、等回复，先到期的在前。"""
    return _full(WorkItem.objects.filter(assignee=user, state__in=HELD)).order_by("due_at", "id")


def held_by(user_id: int) -> QuerySet[WorkItem]:
    """在这个人手里的（离岗交接的预演要列出）。"""
    return _full(WorkItem.objects.filter(assignee=user_id, state__in=HELD)).order_by("due_at", "id")


def returned_to(user: User) -> QuerySet[WorkItem]:
    """退回给我的：我交办的，我承办、代办的案件上的，等我补充或者撤回。"""
    mine = Q(asked_by=user) | Q(case__handler=user) | Q(case__in=acting_cases(user, context.current().today))
    return _full(WorkItem.objects.filter(mine, court=user.court_id, state=_S.RETURNED)).order_by("priority", "due_at", "id")


def acting_cases(user: User, day: date) -> frozenset[int]:
    """``day`` 这天他替承办人代办的案件。"""
    return frozenset(Assignment.objects.filter(acting_on(day), user=user.pk).values_list("case", flat=True))


def of_case(case_id: int) -> QuerySet[WorkItem]:
    """一件案件上的，新的在前。看不看得见由案件定。"""
    return _full(WorkItem.objects.filter(case=case_id)).order_by("-id")


def open_of(cases: Iterable[int]) -> dict[int, list[WorkItem]]:
    """这些案件上还没有了结的，各案按先后；一次查完。"""
    found: dict[int, list[WorkItem]] = {}
    rows = WorkItem.objects.filter(case__in=list(cases), state__in=OPEN).select_related("assignee", "desk_team")
    for row in rows.order_by("case_id", "priority", "due_at", "id"):
        found.setdefault(row.case_id or 0, []).append(row)
    return found


def of_batch(court_id: int, batch: str) -> QuerySet[WorkItem]:
    """一次成批交办的，按编号。"""
    return _full(WorkItem.objects.filter(court=court_id, batch=batch).exclude(batch="")).order_by("id")


def acts_recorded(item: WorkItem) -> bool:
    """交办（退回重办的，从退回）以后，本案有没有登记过能办结它的那种事，不论哪一项；撤回了的不算。"""
    duty = duties.find(item.duty)
    if item.case_id is None or duty is None:
        return False
    again = steps(item).filter(before=_S.DONE).order_by("-id").values_list("at", flat=True).first() if item.rework else None
    since = Q(recorded_at__gt=again) if again else Q(recorded_at__gte=item.asked_at)
    types = Q(type__in=item.closes.split(",")) & since
    rows = effective(entries(f"case:{item.case_id}").filter(types | Q(corrects__isnull=False)))
    return any(duty.met(row.entry.type, row.entry.payload, "") for row in rows)


def choices(case_id: int, about: str) -> list[str]:
    """交办时“哪一项”可选的：当事人的名字、在控制中的措施；选了的，那一项办了才自动办结。"""
    if about == "measure":
        live = measures_of(case_id).filter(state__in=("active", "waiting"))
        return list(dict.fromkeys(live.order_by("until", "id").values_list("subject", flat=True)))
    roles = {"respondent": ["respondent"], "applicant": ["applicant"], "party": ["applicant", "respondent"]}.get(about)
    if roles is None:
        return []
    rows = Party.objects.filter(case=case_id, role__in=roles, active=True).order_by("pk")
    return list(dict.fromkeys(rows.values_list("name", flat=True)))


# ---- 大厅 ----


@dataclass(frozen=True, slots=True)
class Row:
    """大厅的一行：一种事务的待领、在办、等回复、退回、超期、最早的一张、今天办结、今天办结里返过工的。"""

    service: Service
    queued: int = 0
    held: int = 0
    waiting: int = 0
    returned: int = 0
    overdue: int = 0
    oldest: datetime | None = None
    done: int = 0
    rework: int = 0


_OPEN_NOW: Final = """
    select duty, count(*) filter (where state = 'queued'), count(*) filter (where state in ('claimed', 'doing')),
        count(*) filter (where state = 'waiting'), count(*) filter (where state = 'returned'),
        count(*) filter (where state in ('queued', 'claimed', 'doing') and due_at < %s),
        min(asked_at) filter (where state = 'queued')
    from centre_workitem where court_id = %s and state in ('queued', 'claimed', 'doing', 'waiting', 'returned') group by duty
"""
_DONE_TODAY: Final = """
    select duty, count(*), count(*) filter (where rework > 0) from centre_workitem
    where court_id = %s and state = 'done' and done_at >= %s and done_at < %s group by duty
"""


def hall(court_id: int, now: datetime) -> list[Row]:
    """本院各种事务此刻的情形，按目录的次序；停办了又没有一张的不列。"""
    start, end = _day(now)
    open_now = {code: tuple(rest) for code, *rest in asked(_OPEN_NOW, now, court_id)}
    done = {code: tuple(rest) for code, *rest in asked(_DONE_TODAY, court_id, start, end)}
    known = services(court_id)
    shown = [one for one in known.values() if one.enabled or one.code in open_now]
    return [Row(one, *open_now.get(one.code, (0, 0, 0, 0, 0, None)), *done.get(one.code, (0, 0))) for one in shown]


def _day(now: datetime) -> tuple[datetime, datetime]:
    start = now.astimezone(BEIJING).replace(hour=0, minute=0, second=0, microsecond=0)
    return start, start + timedelta(days=1)


def listed(court_id: int, what: str, now: datetime, duty: str = "") -> QuerySet[WorkItem]:
    """大厅每个数字的清单：``what`` 是 :class:`Row` 的一栏；不认识的为空。谁看得见另取交集。"""
    start, end = _day(now)
    today = Q(state=_S.DONE, done_at__gte=start, done_at__lt=end)
    found = {
        "queued": Q(state=_S.QUEUED), "held": Q(state__in=[_S.CLAIMED, _S.DOING]), "waiting": Q(state=_S.WAITING),
        "returned": Q(state=_S.RETURNED), "overdue": Q(state__in=[_S.QUEUED, _S.CLAIMED, _S.DOING], due_at__lt=now),
        "done": today, "rework": today & Q(rework__gt=0),
    }.get(what, Q(pk__in=[]))
    rows = WorkItem.objects.filter(found, court=court_id)
    return _full(rows.filter(duty=duty) if duty else rows).order_by("priority", "due_at", "id")


# ---- 指标 ----


@dataclass(frozen=True, slots=True)
class Counter:
    """集约事务的一项指标：分子、分母和各自的清单。``median_wait`` 只在候领的一项，是交办到申领的中位数。"""

    code: str
    name: str
    part: int
    whole: int
    median_wait: timedelta | None = None


def counters(court_id: int, since: date, until: date, duty: str = "") -> list[Counter]:
    """``since`` 至 ``until``（含）办结的：候领时间的中位数、返工率、时限内办结率；清单见 :func:`counted`。"""
    rows = counted(court_id, "done", since, until, duty)
    waits = sorted(rows.filter(claimed_at__isnull=False).values_list(F("claimed_at") - F("asked_at"), flat=True))
    whole = rows.count()
    sized = {code: counted(court_id, code, since, until, duty).count() for code in ("rework", "in_time")}
    return [
        Counter("wait", "申领候时", len(waits), whole, _median(waits)),
        Counter("rework", "返工率", sized["rework"], whole), Counter("in_time", "时限内办结率", sized["in_time"], whole),
    ]


def _median(waits: list[Any]) -> timedelta | None:
    """中位数；一共偶数个的取中间两个的平均。"""
    if not waits:
        return None
    low, high = waits[(len(waits) - 1) // 2], waits[len(waits) // 2]
    return timedelta(seconds=((low + high) / 2).total_seconds())


def counted(court_id: int, what: str, since: date, until: date, duty: str = "") -> QuerySet[WorkItem]:
    """指标的清单：``done`` 分母；``wait`` 有人申领过的、``rework`` 返过工的、``in_time`` 时限内办结的。"""
    start = datetime.combine(since, datetime.min.time(), BEIJING)
    end = datetime.combine(until, datetime.min.time(), BEIJING) + timedelta(days=1)
    rows = WorkItem.objects.filter(court=court_id, state=_S.DONE, done_at__gte=start, done_at__lt=end)
    narrowed = {"wait": Q(claimed_at__isnull=False), "rework": Q(rework__gt=0), "in_time": Q(done_at__lte=F("due_at"))}.get(what, Q())
    rows = rows.filter(narrowed, **({"duty": duty} if duty else {}))
    return _full(rows).order_by("-done_at", "-id")
