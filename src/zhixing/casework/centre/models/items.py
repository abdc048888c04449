"""集约事务：各办理台、事务单和它的经过。"""

from __future__ import annotations

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q


@pghistory.track()
class Desk(models.Model):
    """本院对一种事务的设置；没有设置的用目录的默认（``law.duties``）。

    ``code`` 是目录里的代码，或者本院自设的（``own`` 为真）；``team`` 是哪个团队的人办，空着的由目录写的职务办。``hours`` 是几个工作小时内办完。
    """

    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    code = models.CharField("代码", max_length=40)
    name = models.CharField("名称", max_length=60)
    group = models.CharField("组", max_length=10)
    team = models.ForeignKey("people.Team", models.PROTECT, null=True, related_name="+", db_index=False)
    hours = models.PositiveSmallIntegerField("时限（工作小时）")
    own = models.BooleanField("本院自设", default=False)
    enabled = models.BooleanField("在办", default=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["court", "code"], name="desk_once"),
            models.CheckConstraint(condition=Q(hours__gte=1), name="desk_hours"),
        ]


@pghistory.track()
class WorkItem(models.Model):
    """一张事务单：谁交办、哪个台办、谁在办、几时要办完、办得怎样。

    ``subject`` 是案内哪一项（哪份文书、哪项措施）；``closes`` 是哪一种事件来了就算办完（空着的由办的人写结果）。
    ``due_at`` 按工作时间算；等外面回复（``waiting``）的不计。``rework`` 是退回重办过几次；``done_by`` 为空而已办的，是别处办了自动办结（``auto``）。
    """

    class State(models.TextChoices):
        QUEUED = "queued", "待领"
        CLAIMED = "claimed", "已领"
        DOING = "doing", "在办"
        WAITING = "waiting", "等回复"
        DONE = "done", "已办"
        RETURNED = "returned", "退回"
        CANCELLED = "cancelled", "已撤"

    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    number = models.CharField("编号", max_length=24)
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="+", db_index=False)
    duty = models.CharField("事务", max_length=40)
    desk_team = models.ForeignKey("people.Team", models.PROTECT, null=True, related_name="+", db_index=False)
    segment = models.CharField("环节", max_length=20, blank=True, default="")
    subject = models.CharField("哪一项", max_length=200, blank=True, default="")
    demand = models.CharField("要求", max_length=500, blank=True, default="")
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    urgent = models.BooleanField("急", default=False)
    priority = models.PositiveSmallIntegerField("先后", default=5)
    closes = models.CharField("由什么办结", max_length=60, blank=True, default="")
    asked_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+", db_index=False)
    asked_name = models.CharField(max_length=60, blank=True, default="")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    assignee = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+", db_index=False)
    claimed_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    waiting_since = models.DateTimeField(null=True)
    waiting_for = models.CharField("等谁", max_length=100, blank=True, default="")
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+", db_index=False)
    auto = models.BooleanField("自动办结", default=False)
    result = models.CharField("结果", max_length=500, blank=True, default="")
    returned_why = models.CharField("退回理由", max_length=300, blank=True, default="")
    rework = models.PositiveSmallIntegerField("返工", default=0)
    batch = models.CharField("批次", max_length=64, blank=True, default="")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)
    token = models.CharField(max_length=64)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["court", "number"], name="item_number_once"),
            models.UniqueConstraint(fields=["court", "token"], name="item_once"),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "returned", "cancelled", "done"]) | Q(assignee__isnull=False), name="item_somebody"
            ),
            models.CheckConstraint(condition=Q(done_at__isnull=True) | Q(done_at__gte=F("asked_at")), name="item_order"),
        ]
        indexes = [
            models.Index(fields=["court", "duty", "priority", "due_at", "id"], name="work_item_queue", condition=Q(state="queued")),
            models.Index(fields=["court", "priority", "due_at", "id"], name="work_item_hall",
                         condition=Q(state__in=["queued", "claimed", "doing", "waiting", "returned"])),
            models.Index(fields=["assignee", "state", "due_at"], name="work_item_mine", condition=Q(state__in=["claimed", "doing", "waiting"])),
            models.Index(fields=["case", "-id"], name="work_item_case", condition=Q(case__isnull=False)),
            models.Index(fields=["court", "-done_at"], name="work_item_done", condition=Q(state="done")),
            models.Index(fields=["court", "batch"], name="work_item_batch", condition=~Q(batch="")),
        ]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]


class ItemMove(models.Model):
    """事务单的一步：谁、几时、从什么到什么、为什么。只增。"""

    item = models.ForeignKey(WorkItem, models.PROTECT, related_name="steps", db_index=False)
    at = models.DateTimeField()
    by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+", db_index=False)
    by_name = models.CharField(max_length=60)
    before = models.CharField(max_length=10, blank=True, default="")
    after = models.CharField(max_length=10)
    text = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["item", "id"], name="work_item_steps")]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete | pgtrigger.Update)]
