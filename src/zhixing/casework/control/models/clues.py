"""财产报告、线索、调查令、审计、悬赏。"""

from __future__ import annotations

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q


@pghistory.track()
class Clue(models.Model):
    """一条线索。``case`` 空着的：还没有认到案件。举报人的姓名、电话只给有权的人看（``hidden``）。

    ``number`` 是受理回执号；``subject`` 与事件 ``ClueReceived`` 的一致，期限由节点看守（七日，紧急三日）。
    """

    class State(models.TextChoices):
        NEW = "new", "待认领"
        CHECKING = "checking", "核查中"
        TRUE = "true", "属实"
        FALSE = "false", "不属实"
        DISMISSED = "dismissed", "不是线索"

    class Giver(models.TextChoices):
        APPLICANT = "applicant", "申请执行人"
        PUBLIC = "public", "群众"
        PARTNER = "partner", "村社、网格、公安等"
        COURT = "court", "本院"

    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="+", db_index=False)
    number = models.CharField("回执号", max_length=24)
    subject = models.CharField(max_length=120, blank=True, default="")
    about = models.CharField("关于谁", max_length=200)
    text = models.TextField("内容", blank=True, default="")
    place = models.CharField("地点", max_length=300, blank=True, default="")
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    giver = models.CharField(max_length=10, choices=Giver)
    giver_name = models.CharField(max_length=60, blank=True, default="")
    giver_phone = models.CharField(max_length=40, blank=True, default="")
    hidden = models.BooleanField("身份保密", default=False)
    urgent = models.BooleanField("情况紧急", default=False)
    received_on = models.DateField()
    received_at = models.DateTimeField()
    code_digest = models.CharField("查询口令摘要", max_length=128, blank=True, default="")
    state = models.CharField(max_length=10, choices=State, default=State.NEW)
    answer = models.CharField("答复", max_length=500, blank=True, default="")
    answered_on = models.DateField(null=True)
    answered_name = models.CharField(max_length=60, blank=True, default="")
    token = models.CharField(max_length=64)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["court", "number"], name="clue_number_once"),
            models.UniqueConstraint(fields=["court", "token"], name="clue_once"),
        ]
        indexes = [
            models.Index(fields=["court", "state", "-id"], name="clue_desk"),
            models.Index(fields=["case", "-id"], name="clue_case", condition=Q(case__isnull=False)),
        ]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]


class ClueFile(models.Model):
    """线索的附件：照片、录音、材料。"""

    clue = models.ForeignKey(Clue, models.PROTECT, related_name="files")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+", db_index=False)
    sort = models.CharField(max_length=8, help_text="photo、voice、paper")


@pghistory.track()
class Declaration(models.Model):
    """被执行人的一次财产报告。``items`` 是各项（种类、内容、金额分、取得和变动日）；``found`` 是与反馈对照看出的矛盾。"""

    class Sort(models.TextChoices):
        FIRST = "first", "首次报告"
        SUPPLEMENT = "supplement", "补充报告"

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", db_index=False)
    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    party = models.ForeignKey("cases.Party", models.PROTECT, related_name="+", db_index=False)
    sort = models.CharField(max_length=10, choices=Sort)
    given_on = models.DateField("报告日")
    changed_on = models.DateField("财产变动日", null=True)
    since = models.DateField("报告期间自", null=True)
    items = models.JSONField(default=list)
    nothing = models.BooleanField("报告没有财产", default=False)
    refused = models.BooleanField("拒绝报告", default=False)
    found = models.JSONField("与反馈的矛盾", default=list)
    checked_on = models.DateField("核实日", null=True)
    result = models.CharField("核实结果", max_length=10, blank=True, default="", help_text="checked、late、false、refused")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+", db_index=False)
    taken_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+", db_index=False)
    taken_name = models.CharField(max_length=60, blank=True, default="")
    token = models.CharField(max_length=64)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "token"], name="declaration_once")]
        indexes = [models.Index(fields=["case", "-id"], name="declaration_case")]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]


@pghistory.track()
class Investigation(models.Model):
    """律师调查令、审计、悬赏：申请、决定、期限、结果。"""

    class Sort(models.TextChoices):
        ORDER = "order", "律师调查令"
        AUDIT = "audit", "审计调查"
        REWARD = "reward", "悬赏公告"

    class State(models.TextChoices):
        ASKED = "asked", "待决定"
        ALLOWED = "allowed", "准许，进行中"
        DENIED = "denied", "不准许"
        DONE = "done", "已有结果"
        EXPIRED = "expired", "过期收回"

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", db_index=False)
    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    sort = models.CharField(max_length=8, choices=Sort)
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    number = models.CharField("编号", max_length=24)
    subject = models.CharField(max_length=120)
    asked_by = models.CharField("申请人", max_length=200)
    asked_on = models.DateField()
    lawyer = models.CharField(max_length=60, blank=True, default="")
    licence = models.CharField("执业证号", max_length=40, blank=True, default="")
    unit = models.CharField("向谁调查、委托谁", max_length=200, blank=True, default="")
    items = models.TextField("调查什么", blank=True, default="")
    reward = models.CharField("悬赏金怎样算", max_length=300, blank=True, default="")
    decided_on = models.DateField(null=True)
    decided_name = models.CharField(max_length=60, blank=True, default="")
    why = models.CharField(max_length=500, blank=True, default="")
    until = models.DateField("有效到", null=True)
    document = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+")
    result = models.CharField(max_length=500, blank=True, default="")
    result_on = models.DateField(null=True)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+", db_index=False)
    token = models.CharField(max_length=64)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["court", "number"], name="investigation_number_once"),
            models.UniqueConstraint(fields=["case", "token"], name="investigation_once"),
        ]
        indexes = [models.Index(fields=["case", "-id"], name="investigation_case")]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]
