"""读约谈登记簿。"""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from zhixing.casework.cases.queries import visible_to
from zhixing.casework.control.models import Interview
from zhixing.foundation.people.queries import User, within

__all__ = ["Interview", "interviews", "of_case"]


def interviews(user: User, day: date) -> QuerySet[Interview]:
    """看得见的案件的约谈；近的在前。"""
    seen = visible_to(user, day).order_by().values("pk")
    rows = Interview.objects.filter(court__in=within(user.court), case__in=seen)
    return rows.select_related("case", "case__handler", "case__team").order_by("-held_on", "-pk")


def of_case(case_id: int) -> QuerySet[Interview]:
    """一件案件的，按先后。"""
    return Interview.objects.filter(case=case_id).order_by("held_on", "pk")
