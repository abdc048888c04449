"""查询：协助单位、经办人、查询批次、查询请求、收到的原文。

请求只往前走；收到的原文只追加，读懂读不懂都留着。
"""

from __future__ import annotations

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from zhixing.foundation.history.guarding import changed


@pghistory.track(exclude=["last_seen_at", "last_reply_at", "failures"])
class Agency(models.Model):
    """一家协助单位（一条渠道）。``channel`` 是走哪种报文；``network`` 是总对总还是点对点；``covers`` 是查得到的财产种类。

    单位自己来取、自己来交，法院不连过去；``sheet`` 靠导入反馈表，``letter`` 靠人工发函、附回函。
    """

    class Channel(models.TextChoices):
        BANK = "bank", "银行"
        ESTATE = "estate", "不动产登记"
        REGISTER = "register", "登记机构"
        SHEET = "sheet", "反馈表导入"
        LETTER = "letter", "发函"

    class Network(models.TextChoices):
        NATIONAL = "network", "总对总"
        LOCAL = "local", "点对点"
        ONSITE = "onsite", "线下"

    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    code = models.CharField("代码", max_length=30)
    name = models.CharField("名称", max_length=120)
    channel = models.CharField(max_length=8, choices=Channel)
    network = models.CharField(max_length=8, choices=Network, default=Network.NATIONAL)
    register = models.CharField("登记种类", max_length=20, blank=True, default="", help_text="channel 为 register 时，见 exchange.control.registers")
    covers = ArrayField(models.CharField(max_length=20), default=list)
    reply_hours = models.PositiveIntegerField("多少小时不回算超时", default=72)
    controls = models.BooleanField("办理冻结等措施", default=False)
    enabled = models.BooleanField("启用", default=True)
    columns = models.JSONField("栏目对照", default=list, help_text="反馈表认不出的栏，由人对照一次，见 exchange.control.sheets")
    paused_until = models.DateTimeField("暂停到", null=True)
    paused_why = models.CharField(max_length=200, blank=True, default="")
    last_seen_at = models.DateTimeField("上次来取", null=True)
    last_reply_at = models.DateTimeField("上次反馈", null=True)
    failures = models.PositiveSmallIntegerField("连续失败几次", default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["court", "code"], name="agency_once")]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Officer(models.Model):
    """查控经办人：两证编号和影像。须先在协助单位登记。"""

    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey("people.User", models.PROTECT, related_name="+", unique=True)
    work_card = models.CharField("工作证编号", max_length=40)
    duty_card = models.CharField("执行公务证编号", max_length=40)
    phone = models.CharField("办公电话", max_length=40)
    work_image = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+", db_index=False)
    duty_image = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+", db_index=False)
    active = models.BooleanField("在岗", default=True)

    class Meta:
        indexes = [models.Index(fields=["court"], name="officer_court")]


@pghistory.track()
class Registration(models.Model):
    """经办人在一家单位的登记：自哪天到哪天有效。"""

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="registrations")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="registrations")
    since = models.DateField("自")
    until = models.DateField("至")
    ended_on = models.DateField("注销日", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["officer", "agency", "since"], name="registration_once"),
            models.CheckConstraint(condition=Q(until__gte=models.F("since")), name="registration_until_after"),
        ]


@pghistory.track(exclude=["error", "failed_at"])
class Wave(models.Model):
    """一批查询。``notice`` 是这一批的协助查询通知书（一份通知书可以附多件案件的清单）；签发了还没有的，后台正在印。

    ``error`` 是后台印、放出这一批时为什么没有成，办成了就清掉。
    """

    class Reason(models.TextChoices):
        INITIAL = "initial", "立案后首次查询"
        TRIAGE = "pre_triage", "分流前查询"
        ENDING = "pre_ending", "终本前查询"
        HALF_YEAR = "half_year", "终本后定期查询"
        CLUE = "clue", "核查线索"
        FIRST = "became_first", "轮候转首封后复查"
        MANUAL = "manual", "办案需要"

    class State(models.TextChoices):
        DRAFT = "draft", "待签发"
        RUNNING = "running", "查询中"
        DONE = "done", "已反馈完"
        CANCELLED = "cancelled", "已撤销"

    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    number = models.CharField("编号", max_length=24)
    reason = models.CharField(max_length=16, choices=Reason)
    scope = models.CharField("范围", max_length=8, default="full", help_text="full 已接入的全部项目、part 部分项目")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    cases = models.PositiveIntegerField("案件数", default=0)
    total = models.PositiveIntegerField("请求数", default=0)
    notice = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+", db_index=False)
    notice_number = models.CharField("通知书编号", max_length=60, blank=True, default="")
    token = models.CharField(max_length=64)
    asked_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+", db_index=False)
    asked_name = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    signed_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+", db_index=False)
    signed_name = models.CharField(max_length=60, blank=True, default="")
    signed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    error = models.CharField("为什么没有放成", max_length=300, blank=True, default="")
    failed_at = models.DateTimeField("上次没有放成", null=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["court", "number"], name="wave_number_once"),
            models.UniqueConstraint(fields=["court", "token"], name="wave_once"),
        ]
        indexes = [models.Index(fields=["court", "state", "-id"], name="wave_desk")]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]


class Request(models.Model):
    """一次查询请求：一个被执行人、一家单位。``number`` 是请求单号，凭它只办一次；重发仍是这个号。"""

    class State(models.TextChoices):
        DRAFT = "draft", "拟稿"
        QUEUED = "queued", "待取"
        SENT = "sent", "已取走"
        ACKED = "acked", "已受理"
        FED = "fed_back", "已反馈"
        ROLLED_BACK = "rolled_back", "对方退回"
        REJECTED = "rejected", "对方拒收"
        TIMEOUT = "timeout", "超时未反馈"
        DEAD = "dead", "多次失败，等人处理"
        CANCELLED = "cancelled", "已撤销"

    class Result(models.TextChoices):
        FULL = "full", "有结果"
        NONE = "none", "没有查到"
        PARTIAL = "partial", "部分反馈"

    wave = models.ForeignKey(Wave, models.PROTECT, related_name="requests", db_index=False)
    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", db_index=False)
    party = models.ForeignKey("cases.Party", models.PROTECT, related_name="+", db_index=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", db_index=False)
    officer = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", db_index=False)
    number = models.CharField("请求单号", max_length=40, unique=True)
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    result = models.CharField(max_length=8, choices=Result, blank=True, default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    acked_at = models.DateTimeField(null=True)
    fed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField("应在此前反馈", null=True)
    failed_at = models.DateTimeField("上次没有办成", null=True)
    error = models.CharField("为什么没有办成", max_length=300, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["wave", "case", "party", "agency"], name="request_once")]
        indexes = [
            models.Index(fields=["agency", "id"], name="request_queue", condition=Q(state__in=["queued", "sent"])),
            models.Index(fields=["due_at"], name="request_due", condition=Q(state__in=["sent", "acked"])),
            models.Index(fields=["court", "state", "-id"], name="request_desk"),
            models.Index(fields=["wave", "state"], name="request_wave"),
            models.Index(fields=["case", "-id"], name="request_case"),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="belongs", operation=pgtrigger.Update,
                condition=pgtrigger.Condition(f"({changed(['wave_id', 'case_id', 'party_id', 'agency_id', 'number'])})"),
            ),
        ]


class Reply(models.Model):
    """收到的一份原文。照收到的字节存着；``faults`` 是读的时候看出的毛病。同一份再来不另存。"""

    class Sort(models.TextChoices):
        ACK = "ack", "受理回执"
        FEEDBACK = "feedback", "查询反馈"
        CONTROL = "control", "控制反馈"
        RECEIPT = "receipt", "回执文书"
        ROLLBACK = "rollback", "退回"
        REJECT = "reject", "拒收"

    class State(models.TextChoices):
        WAITING = "waiting", "待处理"
        TAKEN = "taken", "已处理"
        AGAIN = "again", "重复"
        LATE = "late", "来迟了"
        UNMATCHED = "unmatched", "对不上请求"
        REFUSED = "refused", "读不懂"

    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", db_index=False)
    request = models.ForeignKey(Request, models.PROTECT, null=True, related_name="replies")
    order = models.ForeignKey("control.Order", models.PROTECT, null=True, related_name="replies")
    sort = models.CharField(max_length=10, choices=Sort)
    number = models.CharField("所称请求单号", max_length=60, blank=True, default="")
    raw = models.BinaryField("原文", null=True)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+", db_index=False)
    row = models.PositiveIntegerField("文件第几行", null=True)
    sha256 = models.CharField(max_length=64)
    charset = models.CharField(max_length=20, blank=True, default="")
    size = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    faults = models.JSONField(default=list)
    received_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "sort", "sha256"], name="reply_once")]
        indexes = [
            models.Index(fields=["id"], name="reply_waiting", condition=Q(state="waiting")),
            models.Index(fields=["court", "state", "-id"], name="reply_desk"),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="as_received", operation=pgtrigger.Update,
                condition=pgtrigger.Condition(f"({changed(['agency_id', 'sort', 'raw', 'file_id', 'sha256', 'received_at'])})"),
            ),
        ]
