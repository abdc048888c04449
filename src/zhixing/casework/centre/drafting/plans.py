"""财产分配方案的各栏：从做好的一版来，定了稿的、还在起草的都可以；没有做的请拟稿人写。金额是分。"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from django.db.models import Count, Sum

from zhixing.casework.centre.drafting import sums
from zhixing.casework.centre.drafting.answers import Answer, Known, Unknown
from zhixing.casework.centre.drafting.desk import Desk
from zhixing.casework.funds.queries_plans import Plan, Share
from zhixing.law.distribution_claims import levels

Tell = Callable[[Desk], Answer]
WHERE: Final = "案款，分配方案"
COSTS: Final = "costs"
MOST: Final = 200
"""逐笔写的至多这么多；再多的一个顺位写一行，明细另附。"""


def amount(desk: Desk) -> Answer:
    """可供分配的金额。"""
    plan = _plan(desk)
    return Known(plan.pot_fen, _source(plan)) if plan else sums.held(desk)


def costs(desk: Desk) -> Answer:
    """先行扣除的执行费用。"""
    plan = _plan(desk)
    if plan is None:
        return _none("写明执行费用")
    return Known(Share.objects.filter(plan=plan, level=COSTS).aggregate(fen=Sum("share_fen"))["fen"] or 0, _source(plan))


def rows(desk: Desk) -> Answer:
    """分配明细：一笔一行；人数众多的，一个顺位一行。"""
    plan = _plan(desk)
    if plan is None:
        return _none("写明各债权人的债权额和分配额")
    found = list(_each(plan) if plan.count <= MOST else _grouped(plan))
    return Known(found, _source(plan)) if found else _none("写明各债权人的债权额和分配额")


def reasons(otherwise: Tell) -> Tell:
    """分配的理由；没有做方案的照 ``otherwise``。"""
    def told(desk: Desk) -> Answer:
        plan = _plan(desk)
        return Known([str(step["text"]) for step in plan.steps], _source(plan)) if plan else otherwise(desk)

    return told


def _plan(desk: Desk) -> Plan | None:
    return desk.book.shelf.plans.get(desk.book.case.pk)


def _source(plan: Plan) -> str:
    return f"分配方案第{plan.number}版"


def _none(why: str) -> Unknown:
    return Unknown(why, WHERE)


def _each(plan: Plan) -> Iterator[dict[str, Any]]:
    names = levels(plan.method["ladder"])
    for one in Share.objects.filter(plan=plan).exclude(level=COSTS).order_by("number"):
        title = str(one.data.get("title") or one.key)
        yield {"creditor": one.name, "number": title[:60], "rank": names[one.level], "claim": one.claim_fen, "share": one.share_fen}


def _grouped(plan: Plan) -> Iterator[dict[str, Any]]:
    names = levels(plan.method["ladder"])
    found = Share.objects.filter(plan=plan).exclude(level=COSTS).order_by().values_list("level")
    told = {level: row for level, *row in found.annotate(count=Count("pk"), claim=Sum("claim_fen"), share=Sum("share_fen"))}
    for level in (code for code in names if code in told):
        count, claim, share = told[level]
        yield {"creditor": f"{count:,}名债权人（明细另附）", "number": "见明细", "rank": names[level], "claim": claim, "share": share}
