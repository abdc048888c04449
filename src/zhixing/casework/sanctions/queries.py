"""读失信、限制消费登记簿。"""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from zhixing.casework.cases.queries import visible_to
from zhixing.casework.sanctions.models import Restriction
from zhixing.foundation.people.queries import User, within

__all__ = ["Restriction", "of_case", "restrictions", "to_lift"]


def restrictions(user: User, day: date) -> QuerySet[Restriction]:
    """看得见的案件上的失信、限制消费，连同已经解除、转出的；近的在前。"""
    seen = visible_to(user, day).order_by().values("pk")
    rows = Restriction.objects.filter(court__in=within(user.court), case__in=seen)
    return rows.select_related("case", "case__handler", "case__team", "party").order_by("-since", "-pk")


def to_lift(user: User, day: date) -> QuerySet[Restriction]:
    """应当解除（删除）而还没有办的；先到期的在前。"""
    rows = restrictions(user, day).filter(ordered_on__isnull=False, ended_on__isnull=True)
    return rows.order_by("lift_by", "pk")


def of_case(case_id: int) -> QuerySet[Restriction]:
    """一件案件的，按先后。"""
    return Restriction.objects.filter(case=case_id).select_related("party").order_by("since", "pk")
