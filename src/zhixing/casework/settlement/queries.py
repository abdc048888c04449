"""读和解登记簿。"""

from __future__ import annotations

from datetime import date

from django.db.models import Prefetch, QuerySet

from zhixing.casework.cases.queries import visible_to
from zhixing.casework.settlement.models import Agreement, Instalment
from zhixing.foundation.people.queries import User, within

__all__ = ["Agreement", "Instalment", "agreements", "instalments", "late", "of_case"]


def agreements(user: User, day: date) -> QuerySet[Agreement]:
    """看得见的案件的和解协议，连同各期；近的在前。"""
    seen = visible_to(user, day).order_by().values("pk")
    rows = Agreement.objects.filter(court__in=within(user.court), case__in=seen)
    return _full(rows).order_by("-agreed_on", "-pk")


def instalments(user: User, day: date) -> QuerySet[Instalment]:
    """还在履行的协议里没有付清的各期；先到期的在前。"""
    seen = visible_to(user, day).order_by().values("pk")
    running = {"agreement__state": Agreement.State.RUNNING, "agreement__court__in": within(user.court)}
    rows = Instalment.objects.filter(paid_on__isnull=True, agreement__case__in=seen, **running)
    return rows.select_related("agreement__case", "agreement__case__handler").order_by("due", "pk")


def late(user: User, day: date) -> QuerySet[Instalment]:
    """``day`` 以前应付而没有付清的。只提醒：恢复执行须由申请执行人申请。"""
    return instalments(user, day).filter(due__lt=day)


def of_case(case_id: int) -> QuerySet[Agreement]:
    """一件案件的，按先后。"""
    return _full(Agreement.objects.filter(case=case_id)).order_by("agreed_on", "pk")


def _full(rows: QuerySet[Agreement]) -> QuerySet[Agreement]:
    rows = rows.select_related("case", "case__handler", "case__team")
    return rows.prefetch_related(Prefetch("instalments", Instalment.objects.order_by("number")))
