"""本院的各份人员测算。"""

from __future__ import annotations

from django.db.models import QuerySet

from zhixing.casework.centre.models import StaffingPlan as StaffingPlan
from zhixing.foundation.people.queries import User


def plans(user: User) -> QuerySet[StaffingPlan]:
    """本院的各份，新的在前。"""
    return StaffingPlan.objects.filter(court=user.court_id).select_related("made_by").order_by("-pk")


def plan_of(user: User, plan_id: int) -> StaffingPlan:
    """一份；别的法院的当没有（抛出 ``StaffingPlan.DoesNotExist``）。"""
    return plans(user).get(pk=plan_id)
