"""读节点：某案的、某人的、全院的。灯色在库里算，与 ``law.nodes.light`` 一致（由测试对照）。"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from django.db.models import (
    BooleanField,
    CharField,
    Count,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models import Case as SqlCase
from django.db.models.functions import JSONObject

from zhixing.casework.cases import queries as cases
from zhixing.casework.cases.queries import Case
from zhixing.casework.nodes.models import Move, Node, Replan
from zhixing.foundation.history.rows import Counting, counted, counting
from zhixing.foundation.people.facts import user_facts
from zhixing.foundation.people.queries import Holding, User, effective, within
from zhixing.law.nodes import Light
from zhixing.law.rights import UserFacts, court_rights
from zhixing.law.states import ENDED

__all__ = [
    "MEASURE", "RENEW", "BoardFilter", "Bucket", "CodeCount", "Move", "Node", "Replan", "board", "buckets", "counts", "due_count", "due_now",
    "latest_replans", "light_on", "moves_of", "named", "of_case", "of_court", "open_for", "orphans", "overdue_on", "sizes", "with_light",
    "with_next_due",
]

LAPSE_DAYS = 30
OPEN = Q(state=Node.State.OPEN)
AHEAD = Q(state=Node.State.BEFORE)
APPROVAL = Q(act="approvals")
"""报批以后等领导审批的：报的人只是等；轮到谁批，看他的“等我审批”。"""
OURS = Q(whose=Node.Whose.COURT, paused=False) & ~APPROVAL
WAITING = ~OURS & ~Q(cls="B")
"""等别人的和停算的；门槛（B 类）不是在等谁，不算。"""
TO_DO = OURS & ~Q(cls="B")
RENEW = "register:renew"
MEASURE = Q(cls="C", act=RENEW)
"""查封、扣押、冻结的到期看守。公告、变卖、暂缓的届满也是效力期间，不是措施。"""
BY_DUE = (F("due").asc(nulls_last=True), F("id").asc())


def overdue_on(day: date) -> Q:
    """待办、没有停算的节点里，``day`` 这天亮红灯的。"""
    court = Q(whose=Node.Whose.COURT) & ~Q(cls="B")
    return court & (Q(due__lt=day) | Q(cls="C", last_working_day__lte=day))


def _last_chance(day: date) -> Q:
    """效力期间还没有届满，但今天是（或者已经过了）届满前最后一个工作日。"""
    return Q(cls="C", last_working_day__lte=day, due__gte=day)


def light_on(day: date) -> SqlCase:
    """灯色的 SQL，与 ``law.lights.light`` 逐句对应。"""
    return SqlCase(
        When(~OPEN | Q(paused=True) | Q(due__isnull=True) | Q(whose=Node.Whose.OUTSIDE), then=Value(Light.GREY.value)),
        When(overdue_on(day), then=Value(Light.RED.value)),
        When(warn_on__lte=day, then=Value(Light.YELLOW.value)),
        default=Value(Light.GREEN.value),
        output_field=CharField(),
    )


def with_light(rows: QuerySet[Node], day: date) -> QuerySet[Node]:
    """加一列 ``light``。"""
    return rows.annotate(light=light_on(day))


def of_case(case_id: int) -> QuerySet[Node]:
    """本案全部节点：先待办的，按届满日。"""
    ended = SqlCase(When(OPEN, then=Value(0)), default=Value(1))
    return Node.objects.filter(case_id=case_id).select_related("owner").order_by(ended, *BY_DUE)


# ---- 工作台 ----


def open_for(user: User, day: date) -> QuerySet[Node]:
    """这个人的应办事项：自己名下的、今天替人代办的，加上他（含代行）的职务名下、还没有落到人的；团队长只看自己团队的。"""
    return _open_for(user.pk, user.court_id, user_facts(user, day), day)


def _open_for(user: int, court: int, facts: UserFacts, day: date) -> QuerySet[Node]:
    mine = Q(owner=user) | Q(_acted(user, day)) | Q(owner__isnull=True, court=court, owner_post__in=sorted(facts.all_posts - {"team_leader"}))
    if facts.leads:
        mine |= Q(owner__isnull=True, court=court, owner_post="team_leader", case__team__in=sorted(facts.leads))
    rows = with_light(Node.objects.filter(OPEN, mine), day)
    return rows.select_related("case", "case__handler").order_by(*BY_DUE)


def _acted(user: int, day: date) -> Func:
    """归他今天替着代办的承办人的。写成一组编号，走负责人的索引，不多查一次。"""
    principals = Subquery(cases.principals(user, day))
    return Func(F("owner"), principals, template="(%(expressions)s))", arg_joiner=" = any(array", output_field=BooleanField())


@dataclass(frozen=True, slots=True)
class Bucket:
    """工作台的一格；``rows`` 就是点开的清单，``condition`` 是它的条件。``since``、``until`` 含当天，空为不限。"""

    key: str
    label: str
    rows: QuerySet[Node]
    condition: Q
    since: date | None = None
    until: date | None = None


def buckets(rows: QuerySet[Node], day: date) -> list[Bucket]:
    """分格：已超期、今天、本周余下各天、下周、三十天内失效的措施、等候中。各格互不重叠。

    措施平时只在“失效的措施”一格；到了最后一个工作日，过了今天续行办不成，列进“今天”。
    """
    tomorrow, lapse = day + timedelta(days=1), day + timedelta(days=LAPSE_DAYS)
    later = TO_DO & ~_last_chance(day)
    now = {"overdue": TO_DO & Q(due__lt=day), "today": TO_DO & (Q(due=day) | _last_chance(day))}
    found: list[tuple[str, str, Q, date | None, date | None]]
    found = [(key, label, now.get(key, later & ~MEASURE & _between(since, until)), since, until) for key, label, since, until in _days(day)]
    found += [("lapsing", f"{LAPSE_DAYS}天内失效的措施", later & MEASURE & _between(tomorrow, lapse), None, lapse)]
    found += [("waiting", "等候中", WAITING, None, None)]
    return [Bucket(key, label, rows.filter(where), where, since, until) for key, label, where, since, until in found]


def sizes(rows: QuerySet[Node], found: Iterable[Bucket]) -> dict[str, int]:
    """各格的件数，一次查完。``rows`` 是 :func:`buckets` 所用的那些。"""
    keys = {f"n{i}": bucket for i, bucket in enumerate(found)}
    counted = rows.order_by().aggregate(**{name: Count("pk", filter=b.condition) for name, b in keys.items()})
    return {bucket.key: counted[name] for name, bucket in keys.items()}


def due_now(rows: QuerySet[Node], day: date, cap: int) -> int:
    """今天要做的（含已超期）有几件，数到 ``cap + 1`` 为止。"""
    return counted(counting(_due(rows, day, cap)))


def due_count(user: User, day: date, cap: int) -> int:
    """这个人今天要做的（含已超期）有几件：:func:`open_for` 的 :func:`due_now`。每一页的角标都要，语句一人一天只编一次。"""
    return counted(_counting_due(user.pk, user.court_id, user_facts(user, day), day, cap))


@lru_cache(maxsize=2000)
def _counting_due(user: int, court: int, facts: UserFacts, day: date, cap: int) -> Counting:
    return counting(_due(_open_for(user, court, facts, day), day, cap))


def _due(rows: QuerySet[Node], day: date, cap: int) -> QuerySet[Node]:
    return rows.filter(TO_DO, Q(due__lte=day) | _last_chance(day)).order_by()[: cap + 1]


def _days(day: date) -> Iterator[tuple[str, str, date | None, date]]:
    """按届满日分的各格：键、名称、自、至。"""
    one, sunday = timedelta(days=1), day + timedelta(days=6 - day.weekday())
    yield "overdue", "已超期", None, day - one
    yield "today", "今天", day, day
    for n in range(1, (sunday - day).days + 1):
        ahead = day + n * one
        yield ahead.isoformat(), f"周{'一二三四五六日'[ahead.weekday()]}（{ahead.month}月{ahead.day}日）", ahead, ahead
    yield "next_week", "下周", sunday + one, sunday + 7 * one


def _between(since: date | None, until: date) -> Q:
    return Q(due__lte=until, due__gte=since) if since else Q(due__lte=until)


# ---- 节点管控 ----


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardFilter:
    """节点管控的筛选；空的不限。``owner`` 只在可以看名字的范围内有效；``ahead`` 为真的不看待办，看上线前不计的。"""

    code: str = ""
    light: str = ""
    team: int | None = None
    owner: int | None = None
    whose: str = ""
    livelihood: bool | None = None
    hard: bool | None = None
    since: date | None = None
    until: date | None = None
    ahead: bool = False


def board(user: User, day: date, chosen: BoardFilter = BoardFilter()) -> QuerySet[Node]:
    """看得见的案件里待办的（或者上线前不计的）节点，带 ``light`` 和 ``named``（这一行的负责人可不可以显示给这个人）。"""
    facts = user_facts(user, day)
    rows = with_light(_visible(user, facts, day, AHEAD if chosen.ahead else OPEN), day).annotate(named=named(facts))
    rows = rows.select_related("case", "case__team", "owner").order_by(*BY_DUE)
    for condition in _conditions(chosen):
        rows = rows.filter(condition)
    return rows.filter(owner=chosen.owner, named=True) if chosen.owner else rows


def _visible(user: User, facts: UserFacts, day: date, wanted: Q) -> QuerySet[Node]:
    """都按法院取，走“法院＋届满日”的索引；不看全院的，再限于看得见的案件。"""
    rows = Node.objects.filter(wanted, court__in=within(user.court))
    if court_rights(facts).sees_all_cases:
        return rows
    return rows.filter(case__in=cases.visible_to(user, day).order_by().values("pk"))


def _conditions(chosen: BoardFilter) -> Iterable[Q]:
    plain = {"code": chosen.code, "light": chosen.light, "whose": chosen.whose, "case__team": chosen.team}
    yield Q(**{name: value for name, value in plain.items() if value})
    if chosen.hard is not None:
        yield Q(hard=chosen.hard)
    if chosen.livelihood is not None:
        yield ~Q(case__livelihood="") if chosen.livelihood else Q(case__livelihood="")
    if chosen.since:
        yield Q(due__gte=chosen.since)
    if chosen.until:
        yield Q(due__lte=chosen.until)


def named(facts: UserFacts) -> SqlCase:
    """超期的名字谁能看：自己看自己的，团队长看本团队的，局长、院长看全院的，其余只看合计。"""
    scope = court_rights(facts).sees_names_of_overdue
    mine = Q(owner=facts.id) | (Q(case__team__in=facts.leads) if scope == "team" else Q(pk__in=[]))
    return SqlCase(When(Q(pk__isnull=False) if scope == "all" else mine, then=Value(True)), default=Value(False))


@dataclass(frozen=True, slots=True)
class CodeCount:
    """一种节点各灯的件数；每个数就是加上这个 ``code`` 和灯色后的清单长度。"""

    code: str
    name: str
    red: int
    yellow: int
    green: int
    grey: int

    @property
    def total(self) -> int:
        """合计。"""
        return self.red + self.yellow + self.green + self.grey


def counts(rows: QuerySet[Node], day: date) -> list[CodeCount]:
    """按节点代码数各灯；先红灯多的。``rows`` 给什么范围就数什么范围（如 :func:`board`、:func:`of_court`）。"""
    lit = rows.order_by().annotate(lamp=light_on(day)).values("code", "name")
    found = lit.annotate(**{light.value: Count("pk", filter=Q(lamp=light.value)) for light in Light})
    return sorted((CodeCount(**row) for row in found), key=lambda c: (-c.red, -c.yellow, c.code))


def of_court(court_id: int) -> QuerySet[Node]:
    """全院待办的节点，只供合计：不分是谁的，不带名字。"""
    return Node.objects.filter(OPEN, court=court_id)


# ---- 给案件列表 ----


def with_next_due(rows: QuerySet[Case], day: date) -> QuerySet[Case]:
    """给案件加上最近一个法院这边的待办节点：``next_due``（届满日）和 ``next_node``（名称、代码、灯色等）。"""
    ours = Node.objects.filter(OPEN, case=OuterRef("pk"), whose=Node.Whose.COURT, paused=False, due__isnull=False)
    first = with_light(ours, day).order_by("due", "id")
    shown = first.values(data=JSONObject(
        code="code", name="name", subject="subject", act="act", light="light", sort="cls",
    ))
    return rows.annotate(next_due=Subquery(first.values("due")[:1]), next_node=Subquery(shown[:1]))


# ---- 核对 ----


def orphans(day: date) -> QuerySet[Case]:
    """没有了结、却没有一个“有人负责的待办节点”的案件；应当总是空的，每夜核对。

    有人负责：落到在用的人名下，或者所归的职务在本院有人任。
    """
    held = Holding.objects.filter(
        effective(day), user__court=OuterRef("court"), user__is_active=True, post=OuterRef("owner_post")
    )
    owned = Q(owner__is_active=True) | Q(Exists(held), owner__isnull=True)
    return Case.objects.exclude(state__in=ENDED).filter(~Exists(Node.objects.filter(OPEN, owned, case=OuterRef("pk"))))


# ---- 重算 ----


def latest_replans(court_id: int) -> QuerySet[Replan]:
    """本院的历次重算，近的在前。"""
    return Replan.objects.filter(court=court_id).order_by("-id")


def moves_of(replan_id: int) -> QuerySet[Move]:
    """一次重算移动了的节点。"""
    return Move.objects.filter(replan=replan_id).select_related("case").order_by("case_id", "code", "id")
