"""事项委托与会商。"""

from __future__ import annotations

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q


@pghistory.track()
class Entrustment(models.Model):
    """一次事项委托（法发〔2017〕27号）：委托法院、受托法院、什么事、几时收、几时要办完、办得怎样、评价、报共同上级。

    两院都在本系统的，一行两边看；对方不在本系统的只有 ``other``（名称），来往靠函件。``case`` 是委托方的案件，受托方看到的是交过去的内容。
    """

    class State(models.TextChoices):
        DRAFT = "draft", "拟办"
        SENT = "sent", "已发，待签收"
        RECEIVED = "received", "已签收"
        DONE = "done", "已办结"
        RETURNED = "returned", "退回"
        RECALLED = "recalled", "收回"

    number = models.CharField("编号", max_length=40)
    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False, verbose_name="委托法院")
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="+", db_index=False)
    case_number = models.CharField("委托案号", max_length=60, blank=True, default="")
    to = models.ForeignKey("people.Court", models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="受托法院")
    other = models.CharField("对方（不在本系统）", max_length=100, blank=True, default="")
    incoming = models.BooleanField("外院来的", default=False, help_text="对方不在本系统，由本院登记")
    matter = models.CharField("事项", max_length=20)
    about = models.CharField("对谁、对什么", max_length=300)
    demand = models.TextField("要求")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    sent_on = models.DateField(null=True)
    received_on = models.DateField(null=True)
    due_on = models.DateField("办理期限", null=True)
    ended_on = models.DateField(null=True)
    assignee = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+", db_index=False)
    result = models.CharField("结果", max_length=500, blank=True, default="")
    why = models.CharField("退回理由", max_length=300, blank=True, default="")
    returns = models.PositiveSmallIntegerField("退回过几次", default=0)
    rating = models.PositiveSmallIntegerField("评价", null=True)
    rating_text = models.CharField(max_length=300, blank=True, default="")
    escalated_on = models.DateField("报上级", null=True)
    escalated_to = models.CharField(max_length=100, blank=True, default="")
    answer = models.CharField("上级的意见", max_length=300, blank=True, default="")
    document = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+", db_index=False)
    files = models.JSONField(default=list)
    item = models.ForeignKey("centre.WorkItem", models.PROTECT, null=True, related_name="+", db_index=False)
    token = models.CharField(max_length=64)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["court", "number"], name="entrustment_number_once"),
            models.UniqueConstraint(fields=["court", "token"], name="entrustment_once"),
            models.CheckConstraint(condition=Q(to__isnull=False) | ~Q(other=""), name="entrustment_to_somebody"),
            models.CheckConstraint(condition=~Q(state="returned") | ~Q(why=""), name="entrustment_reasoned"),
            models.CheckConstraint(condition=Q(rating__isnull=True) | Q(rating__gte=1, rating__lte=5), name="entrustment_rating"),
        ]
        indexes = [
            models.Index(fields=["court", "state", "due_on"], name="entrustment_out"),
            models.Index(fields=["to", "state", "due_on"], name="entrustment_in", condition=Q(to__isnull=False)),
            models.Index(fields=["case", "-id"], name="entrustment_case", condition=Q(case__isnull=False)),
        ]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]


class Conference(models.Model):
    """会商记录（S1：局长在手机上跟一件案件，和团队商量，当场定措施）。只增；更正另写一条。"""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", db_index=False)
    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    on = models.DateField("日期")
    at = models.DateTimeField()
    called_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", db_index=False)
    called_name = models.CharField(max_length=60)
    people = models.JSONField("参加人", default=list)
    way = models.CharField("方式", max_length=10, help_text="phone 电话、video 视频、meeting 当面")
    talked = models.TextField("议了什么")
    decided = models.CharField("定了什么", max_length=500, blank=True, default="")
    act = models.CharField("定的措施", max_length=40, blank=True, default="")
    by = models.CharField("谁去办", max_length=60, blank=True, default="")
    due_on = models.DateField("几时办", null=True)
    item = models.ForeignKey("centre.WorkItem", models.PROTECT, null=True, related_name="+", db_index=False)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)
    token = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "token"], name="conference_once")]
        indexes = [models.Index(fields=["case", "-id"], name="conference_case"), models.Index(fields=["court", "-id"], name="conference_recent")]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete | pgtrigger.Update)]
