"""导入的批次、成批办理：文件、进度、每行的结果。"""

from __future__ import annotations

import pghistory
from django.db import models


class Batch(models.Model):
    """一批导入：谁、哪个文件、走到哪、为什么没有办成。各种的 ``State`` 不同，都有 ``failed``。"""

    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    started_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    message = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        abstract = True


class ImportRun(Batch):
    """一次表格导入。先试导（``checked``），再导入（``done``）。``report`` 是每行的毛病和提醒。"""

    class State(models.TextChoices):
        QUEUED = "queued", "排队"
        CHECKING = "checking", "检查中"
        CHECKED = "checked", "已检查"
        FILING = "filing", "导入中"
        DONE = "done", "已导入"
        FAILED = "failed", "未导入"

    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    good = models.PositiveIntegerField(default=0)
    bad = models.PositiveIntegerField(default=0)
    filed = models.PositiveIntegerField(default=0)
    keep_good = models.BooleanField(default=False)
    report = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["court", "-id"], name="import_recent")]


class Takeover(Batch):
    """一次存量接管：一个工作簿，先核对，再对账、由执行局长签字，然后接管；第一件实事办下之前可以整批撤回。"""

    class State(models.TextChoices):
        QUEUED = "queued", "排队"
        CHECKING = "checking", "核对中"
        CHECKED = "checked", "已核对，待签字"
        SIGNED = "signed", "已签字"
        MOVING = "moving", "接管中"
        DONE = "done", "已接管"
        REVERSING = "reversing", "撤回中"
        REVERSED = "reversed", "已撤回"
        FAILED = "failed", "未接管"
        DECLINED = "declined", "已退回"

    live_on = models.DateField("上线日")
    signed_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    reversed_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    keep_good = models.BooleanField(default=False)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    good = models.PositiveIntegerField(default=0)
    bad = models.PositiveIntegerField(default=0)
    faults = models.JSONField("逐行的毛病", default=list)
    figures = models.JSONField("对账", default=dict)

    class Meta:
        indexes = [models.Index(fields=["court", "-id"], name="takeover_recent")]


class FlowImport(Batch):
    """一次流程系统导出表的导入。``report`` 是每行的结果：新登记、更正、有出入、读不出……"""

    class State(models.TextChoices):
        QUEUED = "queued", "排队"
        RUNNING = "running", "导入中"
        DONE = "done", "已导入"
        FAILED = "failed", "未导入"

    exported_at = models.DateTimeField("导出时间", null=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    total = models.PositiveIntegerField("行数", default=0)
    done = models.PositiveIntegerField("办到第几行", default=0)
    added = models.PositiveIntegerField("新登记", default=0)
    same = models.PositiveIntegerField("已有，一致", default=0)
    corrected = models.PositiveIntegerField("更正", default=0)
    differing = models.PositiveIntegerField("有出入", default=0)
    waiting = models.PositiveIntegerField("还不能登记", default=0)
    older = models.PositiveIntegerField("旧的导出", default=0)
    unread = models.PositiveIntegerField("读不出、没有这件案件", default=0)
    report = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["court", "-id"], name="flow_import_recent")]


class BulkRun(models.Model):
    """一次成批办理：谁、办什么、勾选了哪些。一件一个 :class:`BulkItem`，各有各的结果；都有了结果才算办完。

    ``given`` 是整批共有的（哪一种文书、怎样送达、办理日……）；``token`` 认同一次提交：按两下只开一批。
    """

    class Act(models.TextChoices):
        MAKE = "make", "制作文书"
        SIGN = "sign", "签发"
        SEAL = "seal", "用印"
        SERVE = "serve", "送达"
        RECEIPTS = "receipts", "邮政回执"
        FEEDBACK = "feedback", "查控反馈表"
        ITEM_ASK = "item_ask", "交办事务"
        ITEM_CLAIM = "item_claim", "申领事务"
        ITEM_ALLOT = "item_allot", "派办事务"
        ITEM_DONE = "item_done", "办结事务"
        ITEM_BACK = "item_back", "退回事务"
        ITEM_DROP = "item_drop", "撤回事务"

    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+")
    started_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    act = models.CharField(max_length=10, choices=Act)
    title = models.CharField(max_length=100)
    given = models.JSONField(default=dict)
    token = models.CharField(max_length=64)
    total = models.PositiveIntegerField("件数", default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["started_by", "token"], name="bulk_run_once")]
        indexes = [models.Index(fields=["started_by", "-id"], name="bulk_run_recent")]


class BulkItem(models.Model):
    """成批办理里的一件：``given`` 是勾选的编号、版本号，``ok`` 空着是还没有办，``result`` 是办成了什么、没有办成为什么。"""

    run = models.ForeignKey(BulkRun, models.PROTECT, related_name="items")
    number = models.PositiveIntegerField("第几件")
    name = models.CharField(max_length=300)
    given = models.JSONField(default=dict)
    ok = models.BooleanField("办成了", null=True)
    result = models.JSONField(default=dict)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="bulk_item_once")]
        indexes = [models.Index(fields=["run", "number"], name="bulk_item_open", condition=models.Q(ok=None))]


class FlowRow(models.Model):
    """流程系统导出的一行，本院各次导出里最新的一份。

    ``key`` 由表名、案号和该行在流程系统里的标识组成；``digest`` 是内容指纹；``content`` 是照原样收下的各栏。
    """

    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    content = models.JSONField(default=dict)
    exported_at = models.DateTimeField("导出时间", null=True)
    run = models.ForeignKey(FlowImport, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["court", "key"], name="flow_row_once")]
        indexes = [models.Index(fields=["case"], name="flow_row_case")]


@pghistory.track()
class FlowPart(models.Model):
    """一行里说的一件事（查封一行有查封、解除两件）对应本系统的哪一笔。

    ``seq`` 是登记所在的环号（本系统另有登记而一致的，是那一笔）；``against`` 是有出入的那一笔；
    ``digest`` 是这件事内容的指纹，内容没有变就不再动。
    """

    class State(models.TextChoices):
        WRITTEN = "written", "已登记"
        MATCHED = "matched", "与本系统一致"
        DIFFERS = "differs", "有出入"
        WAITING = "waiting", "还不能登记"
        KEPT = "kept", "保留本系统的"
        GONE = "gone", "流程系统已撤回"

    row = models.ForeignKey(FlowRow, models.PROTECT, related_name="parts")
    part = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=State)
    digest = models.CharField(max_length=64, blank=True, default="")
    seq = models.PositiveIntegerField("环号", null=True)
    against = models.PositiveIntegerField("有出入的一笔", null=True)
    apart = models.BooleanField("认定是两件事", default=False)
    note = models.CharField(max_length=300, blank=True, default="")
    decided_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["row", "part"], name="flow_part_once")]
        indexes = [
            models.Index(fields=["state"], name="flow_part_open", condition=models.Q(state__in=["differs", "waiting"]))
        ]


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Backfill(models.Model):
    """回填单上的一栏已经填进流程系统。``seq`` 是那笔登记的环号，``field`` 是字典栏目。撤销勾选即删去，行历史里留着。"""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    seq = models.PositiveIntegerField("环号")
    field = models.CharField(max_length=40)
    ticked_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    ticked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "seq", "field"], name="backfill_once")]


class Pace(models.Model):
    """各进程一行：网页进程最近的页面多慢、没有成批的活时多慢（毫秒，p95）；成批干活的进程只写 ``at``，见 ``exchange.control.pacing``。"""

    process = models.CharField(max_length=80, unique=True)
    at = models.DateTimeField()
    recent_ms = models.FloatField(null=True)
    quiet_ms = models.FloatField(null=True)
