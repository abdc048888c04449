"""控制：控制令、措施台账、说法不一。"""

from __future__ import annotations

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q

from zhixing.foundation.history.guarding import changed

_ORDERED = ("case_id", "party_id", "asset_id", "kind", "number", "original_id", "measure_id")
_SENT = ("amount_fen", "since", "until", "account", "agency_id", "ruling_id", "notice_id", "decision_id")


@pghistory.track()
class Order(models.Model):
    """一道控制令：对哪一项财产、办什么、多少、到哪天。

    ``measure`` 是续行、解除、扣划所针对的措施，``original`` 是当初那道令（续冻、解冻须带原请求单号）；
    ``ruling``、``notice`` 是裁定书和协助执行通知书；``decision`` 是动用受保护财产的合议决定。
    发出以后金额、期限不再变；``actual_fen`` 是反馈的实际控制数，``over_fen`` 是超过余额的额度冻结数。
    """

    class Kind(models.TextChoices):
        FREEZE = "freeze", "冻结"
        SEAL = "seize", "查封"
        DISTRAIN = "distrain", "扣押"
        RENEW = "renew", "续行"
        RELEASE = "release", "解除"
        DEDUCT = "deduct", "扣划"

    class State(models.TextChoices):
        DRAFT = "draft", "拟稿"
        READY = "ready", "已用印，待发出"
        QUEUED = "queued", "待取"
        SENT = "sent", "已取走"
        ACKED = "acked", "已受理"
        DONE = "done", "已办"
        PARTIAL = "partial", "部分办成"
        REFUSED = "refused", "没有办成"
        ROLLED_BACK = "rolled_back", "对方退回"
        TIMEOUT = "timeout", "超时未反馈"
        DEAD = "dead", "多次失败，等人处理"
        VOID = "void", "已作废"

    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", db_index=False)
    party = models.ForeignKey("cases.Party", models.PROTECT, related_name="+", db_index=False)
    asset = models.ForeignKey("control.Asset", models.PROTECT, null=True, related_name="+")
    agency = models.ForeignKey("control.Agency", models.PROTECT, null=True, related_name="+", db_index=False)
    officer = models.ForeignKey("control.Officer", models.PROTECT, null=True, related_name="+", db_index=False)
    number = models.CharField("请求单号", max_length=40, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    property = models.CharField("财产大类", max_length=12)
    subject = models.CharField("哪一项财产", max_length=120)
    account = models.CharField("账号、单元号等", max_length=120, blank=True, default="")
    amount_fen = models.BigIntegerField("金额（分）", null=True)
    since = models.DateField("自", null=True)
    until = models.DateField("至", null=True)
    waiting = models.BooleanField("轮候", default=False)
    measure = models.ForeignKey("control.Measure", models.PROTECT, null=True, related_name="+")
    original = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    ruling = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+")
    notice = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+")
    decision = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+", db_index=False)
    ground = models.CharField("理由", max_length=30, blank=True, default="")
    why = models.CharField(max_length=500, blank=True, default="")
    guards = models.JSONField("发出前核对的结果", default=list)
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    attempts = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    fed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    actual_fen = models.BigIntegerField("实际控制（分）", null=True)
    over_fen = models.BigIntegerField("额度冻结（分）", null=True)
    told_since = models.DateField(null=True)
    told_until = models.DateField(null=True)
    business_number = models.CharField("对方业务号", max_length=60, blank=True, default="")
    reason = models.CharField("没有办成的原因", max_length=300, blank=True, default="")
    receipt = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="回执")
    token = models.CharField(max_length=64)
    drafted_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", db_index=False)
    drafted_name = models.CharField(max_length=60)
    drafted_on = models.DateField()
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["drafted_by", "token"], name="order_once"),
            models.CheckConstraint(condition=~Q(kind__in=["renew", "release"]) | Q(measure__isnull=False), name="order_of_measure"),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(since__isnull=True) | Q(until__gte=F("since")), name="order_until_after"),
            models.CheckConstraint(condition=Q(amount_fen__isnull=True) | Q(amount_fen__gte=0), name="order_amount_not_negative"),
        ]
        indexes = [
            models.Index(fields=["case", "-id"], name="control_order_case"),
            models.Index(fields=["court", "state", "-id"], name="control_order_desk"),
            models.Index(fields=["agency", "id"], name="control_order_queue", condition=Q(state="queued")),
            models.Index(fields=["due_at"], name="control_order_due", condition=Q(state__in=["sent", "acked"])),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(name="ordered", operation=pgtrigger.Update, condition=pgtrigger.Condition(f"({changed(_ORDERED)})")),
            pgtrigger.Protect(
                name="sent_once", operation=pgtrigger.Update,
                condition=pgtrigger.Condition(f"(OLD.state NOT IN ('draft', 'ready') AND {changed(_SENT)})"),
            ),
        ]


class Measure(models.Model):
    """一项措施：随事件记的台账，一行一次“采取”（``seq`` 是那一环）。内容都能从事件链重新得出。

    ``until`` 是届满日，即 ``until_ordered``（文书）、``until_told``（回执）、``until_law``（最长期限）中最早的；轮候的都空着。
    """

    class State(models.TextChoices):
        ACTIVE = "active", "在生效"
        WAITING = "waiting", "轮候"
        RELEASED = "released", "已解除"
        LAPSED = "lapsed", "已失效"
        MOVED = "moved", "已转出"
        ENDED = "ended", "已变价、扣划"

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", db_index=False)
    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    party = models.ForeignKey("cases.Party", models.PROTECT, null=True, related_name="+", db_index=False)
    asset = models.ForeignKey("control.Asset", models.PROTECT, null=True, related_name="measures")
    order = models.ForeignKey(Order, models.PROTECT, null=True, related_name="+")
    seq = models.PositiveIntegerField("环号")
    subject = models.CharField("哪一项财产", max_length=200)
    measure = models.CharField(max_length=10)
    property = models.CharField(max_length=12)
    rank = models.PositiveSmallIntegerField("顺位（首封为零）", default=0)
    state = models.CharField(max_length=10, choices=State)
    since = models.DateField()
    until = models.DateField("届满日", null=True)
    until_ordered = models.DateField(null=True)
    until_told = models.DateField(null=True)
    until_law = models.DateField(null=True)
    cap_fen = models.BigIntegerField("限额（分）", null=True)
    actual_fen = models.BigIntegerField("实际控制（分）", null=True)
    ended_on = models.DateField(null=True)
    release_ground = models.CharField("应当解除的理由", max_length=30, blank=True, default="")
    renewals = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="measure_once")]
        indexes = [
            models.Index(fields=["court", "until", "id"], name="measure_expiry", condition=Q(state="active")),
            models.Index(fields=["case"], name="measure_case"),
            models.Index(fields=["court", "subject"], name="measure_queue", condition=Q(state="waiting")),
        ]


class Difference(models.Model):
    """反馈和回执、和令上写的不一样：两边各说什么，谁看过、怎样处理。"""

    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", db_index=False)
    order = models.ForeignKey(Order, models.PROTECT, related_name="differences")
    field = models.CharField("哪一栏", max_length=40)
    ours = models.CharField("一边", max_length=300)
    theirs = models.CharField("另一边", max_length=300)
    raised_at = models.DateTimeField()
    settled_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+", db_index=False)
    settled_at = models.DateTimeField(null=True)
    answer = models.CharField("处理", max_length=300, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "field", "theirs"], name="difference_once")]
        indexes = [models.Index(fields=["court", "-id"], name="difference_open", condition=Q(settled_at__isnull=True))]
