"""环节与交接：案件现在在哪一段、归谁；交接记录；离岗交接；代办。"""

from __future__ import annotations

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q


class Stay(models.Model):
    """案件在一段里的一次停留。``side`` 为真是旁支（保全、委托、异议、终本库、首接）；主线上一件同时只在一段。

    ``team``、``user`` 是这一段归谁；接手（``taken_at``）到交出（``left_at``）之间由他负责。
    各行由事件链得出（``centre.commands.walk``），登记撤回、更正以后重新得出，多出来的去掉。
    """

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", db_index=False)
    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    segment = models.CharField("环节", max_length=20)
    side = models.BooleanField(default=False)
    team = models.ForeignKey("people.Team", models.PROTECT, null=True, related_name="+", db_index=False)
    user = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+", db_index=False)
    came_on = models.DateField("到")
    came_at = models.DateTimeField()
    taken_at = models.DateTimeField("接手", null=True)
    left_on = models.DateField("离开", null=True)
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(side=False, left_at__isnull=True), name="one_segment_at_a_time"),
            models.UniqueConstraint(fields=["case", "segment"], condition=Q(left_at__isnull=True), name="segment_once"),
            models.CheckConstraint(condition=Q(left_at__isnull=True) | Q(left_at__gte=F("came_at")), name="stay_order"),
        ]
        indexes = [
            models.Index(fields=["court", "segment", "came_at"], name="stay_open", condition=Q(left_at__isnull=True)),
            models.Index(fields=["case", "id"], name="stay_case"),
            models.Index(fields=["court", "segment", "-left_at"], name="stay_ended", condition=Q(left_at__isnull=False)),
        ]


@pghistory.track()
class Handover(models.Model):
    """一次交接：从哪一段、谁，到哪一段、谁；``missing`` 是还缺什么（代码、名称）；接收或者退回，写明理由。"""

    class State(models.TextChoices):
        OFFERED = "offered", "待接收"
        TAKEN = "taken", "已接收"
        REFUSED = "refused", "退回"
        RECALLED = "recalled", "收回"

    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", db_index=False)
    from_segment = models.CharField(max_length=20, blank=True, default="")
    to_segment = models.CharField(max_length=20)
    from_user = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+", db_index=False)
    to_team = models.ForeignKey("people.Team", models.PROTECT, null=True, related_name="+", db_index=False)
    to_user = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+", db_index=False)
    state = models.CharField(max_length=10, choices=State, default=State.OFFERED)
    offered_at = models.DateTimeField()
    offered_on = models.DateField()
    note = models.CharField("说明", max_length=500, blank=True, default="")
    missing = models.JSONField("还缺", default=list)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+", db_index=False)
    why = models.CharField("退回理由", max_length=300, blank=True, default="")
    token = models.CharField(max_length=64)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(state="offered"), name="one_handover_at_a_time"),
            models.UniqueConstraint(fields=["court", "token"], name="handover_once"),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(why=""), name="handover_reasoned"),
        ]
        indexes = [
            models.Index(fields=["court", "offered_at"], name="handover_open", condition=Q(state="offered")),
            models.Index(fields=["case", "-id"], name="handover_case"),
        ]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]


@pghistory.track()
class Departure(models.Model):
    """一个人请假、调离、离职时的一次交接：``plan`` 是预演（案件、事务单、审批、登记在他名下的各项，各交给谁），核对以后一次办完。"""

    class Sort(models.TextChoices):
        LEAVE = "leave", "请假"
        TRANSFER = "transfer", "调整岗位"
        DEPARTURE = "departure", "调离、离职"

    class State(models.TextChoices):
        PLANNED = "planned", "预演"
        DONE = "done", "已交接"
        DROPPED = "dropped", "不办了"

    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    sort = models.CharField(max_length=10, choices=Sort)
    since = models.DateField("自")
    until = models.DateField("至", null=True)
    state = models.CharField(max_length=8, choices=State, default=State.PLANNED)
    plan = models.JSONField(default=dict)
    done = models.JSONField("结果", default=dict)
    why = models.CharField(max_length=200, blank=True, default="")
    made_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    token = models.CharField(max_length=64)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["court", "token"], name="departure_once"),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="departure_order"),
        ]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]


@pghistory.track()
class StandIn(models.Model):
    """代办：承办人不在的日子里，谁替他办他的案件（案件不移交，承办人不变）。"""

    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    deputy = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    since = models.DateField("自")
    until = models.DateField("至")
    departure = models.ForeignKey(Departure, models.PROTECT, null=True, related_name="stand_ins")
    ended_on = models.DateField("提前结束", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="stand_in_order"),
            models.CheckConstraint(condition=~Q(user=F("deputy")), name="stand_in_other"),
        ]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]
