"""审批单与各步意见。"""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q


@pghistory.track()
class Approval(models.Model):
    """审批单。``act`` 是行为代码（见 ``law.approvals``），``payload`` 是批准后要办的内容。

    ``subject`` 是案内哪一项（``document:编号``）；一条链上同一行为、同一项只有一张在批的。
    """

    class State(models.TextChoices):
        PENDING = "pending", "待审批"
        APPROVED = "approved", "已批准"
        RETURNED = "returned", "已退回"
        WITHDRAWN = "withdrawn", "已撤回"

    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+")
    stream = models.CharField("所属链", max_length=60, db_index=True)
    act = models.CharField("行为", max_length=40)
    subject = models.CharField("哪一项", max_length=40, blank=True, default="")
    title = models.CharField("事由", max_length=200)
    summary = models.TextField("说明", blank=True, default="")
    payload = models.JSONField(default=dict)
    submitted_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    submitted_on = models.DateField("报批日")
    due = models.DateField("审批期限", null=True)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    step = models.PositiveSmallIntegerField("当前步", default=0)
    step_post = models.CharField("当前职务", max_length=20, blank=True, default="")
    step_team = models.ForeignKey("people.Team", models.PROTECT, null=True, related_name="+")
    finished_on = models.DateField(null=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["court", "step_post"], name="approval_desk", condition=Q(state="pending")),
            models.Index(fields=["submitted_by", "-id"], name="approval_mine"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["stream", "act", "subject"], condition=Q(state="pending"), name="approval_one_pending"
            ),
        ]


@pghistory.track()
class Step(models.Model):
    """审批的一步：要哪个职务，谁定的，意见。任此职的只有报批人（或已签过的人）时，本步跳过、转上一级。"""

    class Decision(models.TextChoices):
        WAITING = "waiting", "待定"
        AGREED = "agreed", "同意"
        RETURNED = "returned", "退回"
        SKIPPED = "skipped", "转上一级"

    approval = models.ForeignKey(Approval, models.PROTECT, related_name="steps")
    order = models.PositiveSmallIntegerField()
    post = models.CharField(max_length=20)
    label = models.CharField(max_length=40)
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.WAITING)
    decided_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+")
    on_behalf_of = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+")
    opinion = models.CharField("意见", max_length=500, blank=True, default="")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["approval", "order"], name="step_once"),
            models.UniqueConstraint(
                fields=["approval", "decided_by"], condition=Q(decided_by__isnull=False), name="step_one_person_once"
            ),
        ]
        ordering = ["approval_id", "order"]
