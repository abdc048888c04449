"""人员测算。"""

from __future__ import annotations

import pgtrigger
from django.db import models


class StaffingPlan(models.Model):
    """一次测算：``text`` 是方案（TOML，见 ``centre.staffing``），``result`` 是算出的队长、天数和各次的散布。"""

    class State(models.TextChoices):
        WAITING = "waiting", "待算"
        RUNNING = "running", "在算"
        DONE = "done", "算完"
        FAILED = "failed", "没有算成"

    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    name = models.CharField("名称", max_length=80)
    text = models.TextField("方案")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    progress = models.PositiveSmallIntegerField(default=0)
    result = models.JSONField(default=dict)
    why = models.CharField(max_length=300, blank=True, default="")
    made_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    token = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["court", "token"], name="staffing_once")]
        indexes = [models.Index(fields=["court", "-id"], name="staffing_recent")]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]
