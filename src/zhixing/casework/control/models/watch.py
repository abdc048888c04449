"""零漏期：每次预警、每次失效。"""

from __future__ import annotations

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q


class Warning(models.Model):  # noqa: A001 法院的说法就是预警
    """一次预警：哪一项措施、还有几天、告诉了谁。``step`` 是第几天那一档（60、30、15、7、3、1）；``late`` 是错过了补的。只追加。

    同一档换了人（移交、请假代行），再告诉接手的人；没有人可告诉的 ``user`` 空着。
    """

    append_only = True

    class To(models.TextChoices):
        OWNER = "owner", "负责人"
        TEAM = "team", "团队长"
        DIRECTOR = "director", "局长"

    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", db_index=False)
    seq = models.PositiveIntegerField("措施的环号")
    subject = models.CharField(max_length=200)
    until = models.DateField("届满日")
    step = models.PositiveSmallIntegerField("档")
    to = models.CharField(max_length=8, choices=To)
    user = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+")
    name = models.CharField("告诉了谁", max_length=60, blank=True, default="")
    given_on = models.DateField()
    given_at = models.DateTimeField()
    last_day = models.DateField("最后一个能办的工作日")
    late = models.BooleanField("补的", default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "seq", "until", "step", "to", "user"], nulls_distinct=False, name="warning_once"),
        ]
        indexes = [
            models.Index(fields=["court", "-given_on", "-id"], name="warning_recent"),
            models.Index(fields=["user", "until"], name="warning_mine"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


@pghistory.track()
class Incident(models.Model):
    """一次失效：哪一项、哪天、先前怎样预警过、现在怎样补救。"""

    class State(models.TextChoices):
        OPEN = "open", "待补救"
        REMEDIED = "remedied", "已补救"
        NO_NEED = "no_need", "不必补救"

    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", db_index=False)
    number = models.CharField("补救单编号", max_length=24)
    seq = models.PositiveIntegerField("措施的环号")
    subject = models.CharField(max_length=200)
    property = models.CharField(max_length=12)
    lapsed_on = models.DateField("失效日")
    owner = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+")
    owner_name = models.CharField(max_length=60, blank=True, default="")
    warned = models.JSONField("预警经过", default=list)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    cause = models.CharField("为什么失效", max_length=500, blank=True, default="")
    remedy = models.CharField("怎样补救", max_length=500, blank=True, default="")
    order = models.ForeignKey("control.Order", models.PROTECT, null=True, related_name="+", verbose_name="重新采取的令")
    opened_at = models.DateTimeField()
    closed_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+", db_index=False)
    closed_name = models.CharField(max_length=60, blank=True, default="")
    closed_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "seq", "lapsed_on"], name="incident_once"),
            models.UniqueConstraint(fields=["court", "number"], name="incident_number_once"),
        ]
        indexes = [models.Index(fields=["court", "-id"], name="incident_open", condition=Q(state="open"))]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]
