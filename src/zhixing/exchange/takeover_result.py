"""接管以后先要知道的：各承办人的措施几时届满，哪些节点上线前不计，还缺什么。每个数都是一份清单的长度。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Count, F, Q, QuerySet

from zhixing.casework.cases.queries import Case, Role
from zhixing.casework.nodes.queries import MEASURE, Node
from zhixing.exchange.models import Takeover
from zhixing.law.states import ENDED

SOON, NEAR = 7, 30
WITHIN: Final = {"past": "已经届满", "soon": f"{SOON} 天内", "near": f"{NEAR} 天内", "all": "全部"}
BEFORE: Final = "before"


def measures(run: Takeover, within: str, today: date, owner: int | None = None) -> QuerySet[Node]:
    """这一批正在看守的措施：``within`` 是 :data:`WITHIN` 里的一格；先届满的在前。"""
    rows = Node.objects.filter(MEASURE, case__takeover=run.pk, court=run.court_id, state=Node.State.OPEN)
    rows = rows.filter(_within(within, today))
    rows = rows.filter(owner=owner) if owner else rows
    return rows.select_related("case", "owner").order_by("due", "id")


def _within(key: str, today: date) -> Q:
    """``soon``、``near`` 不含已经届满的；``near`` 含 ``soon``。"""
    days = {"soon": SOON, "near": NEAR}
    if key in days:
        return Q(due__gte=today, due__lte=today + timedelta(days[key]))
    return Q(due__lt=today) if key == "past" else Q()


@dataclass(frozen=True, slots=True)
class Watch:
    """一名承办人名下的措施：编号、姓名、各格的件数。"""

    owner: int | None
    name: str
    counts: Mapping[str, int]


def watches(run: Takeover, today: date) -> list[Watch]:
    """逐个承办人的措施，急的在前；没有承办人的归指挥中心。"""
    counted = {key: Count("pk", filter=_within(key, today)) for key in WITHIN}
    rows = measures(run, "all", today).order_by().values("owner_id", who=F("owner__name")).annotate(**counted)
    made = [Watch(row["owner_id"], row["who"] or "指挥中心（待分案）", {key: row[key] for key in WITHIN}) for row in rows]
    return sorted(made, key=lambda w: (-w.counts["past"], -w.counts["soon"], -w.counts["near"], w.name))


def not_counted(run: Takeover) -> int:
    """上线前不计的节点有几个。"""
    return Node.objects.filter(case__takeover=run.pk, court=run.court_id, state=BEFORE).count()


@dataclass(frozen=True, slots=True)
class Gap:
    """接管以后还缺的一样：叫什么、哪些案件、怎么补。"""

    key: str
    text: str
    remedy: str
    rows: QuerySet[Case]


def gaps(run: Takeover) -> list[Gap]:
    """还缺什么，只列有的。"""
    live = Case.objects.filter(court=run.court_id, takeover=run.pk).exclude(state__in=ENDED).order_by("-received_on", "-id")
    parties = Q(parties__role=Role.RESPONDENT, parties__active=True, parties__paper_number="")
    watched = Node.objects.filter(MEASURE, case__takeover=run.pk, state__in=[Node.State.OPEN, Node.State.LAPSED])
    queried = Node.objects.filter(case__takeover=run.pk, stop="query", state=Node.State.DONE)
    found = [
        Gap("unassigned", "没有承办人", "请分案", live.filter(handler__isnull=True)),
        Gap("lapsed", "有已经失效的措施", "需要控制的，重新采取", live.filter(pk__in=watched.filter(state=Node.State.LAPSED).values("case"))),
        Gap("papers", "被执行人没有证件号码", "补齐后才能网络查询", live.filter(parties).distinct()),
        Gap("queries", "没有查询记录", "上线后发起一次网络查询", live.exclude(pk__in=queried.values("case"))),
    ]
    return [gap for gap in found if gap.rows.exists()]
