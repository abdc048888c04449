"""到账：每一笔收到的钱、它对到哪件案件、凭什么、谁认领谁确认。"""

from __future__ import annotations

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q

from zhixing.foundation.history.guarding import changed

_BELONGS = ("court_id", "bank_account_id", "sort", "number", "day", "amount_fen", "payer")


@pghistory.track()
class Receipt(models.Model):
    """一笔到账。``number`` 是收据号；案件事件里这笔款的名称是 ``subject``（就是收据号，启用总账以前登记过的照原来的名称）。金额以分计，入账以后不改。

    ``way`` 取 ``law.debt.WAYS``；``proposals`` 是机器对案件的看法（案件、把握、理由），把握够的已经认领；
    ``line`` 空着的：期初；现金缴存以前（缴存以后是存进去的那一笔）。``received_seq`` ``claimed_seq`` 是案件链上的环号。
    """

    class State(models.TextChoices):
        SUSPENSE = "suspense", "待认领"
        PROPOSED = "proposed", "待确认"
        CLAIMED = "claimed", "已认领"
        RETURNED = "returned", "已退回"
        CANCELLED = "cancelled", "已冲回"

    class Sort(models.TextChoices):
        BANK = "bank", "银行到账"
        CASH = "cash", "现金"
        OPENING = "opening", "期初"
        FORFEITED = "forfeited", "没收的保证金"

    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    bank_account = models.ForeignKey("funds.BankAccount", models.PROTECT, null=True, related_name="+", db_index=False)
    line = models.OneToOneField("funds.BankLine", models.PROTECT, null=True, related_name="+")
    sort = models.CharField("来源", max_length=10, choices=Sort)
    number = models.CharField("收据号", max_length=24)
    known_as = models.CharField("启用总账以前登记的名称", max_length=200, blank=True, default="")
    day = models.DateField("到账日")
    amount_fen = models.BigIntegerField("金额（分）")
    payer = models.CharField("付款人", max_length=200, blank=True, default="")
    payer_account = models.CharField("付款账号", max_length=60, blank=True, default="")
    note = models.CharField("附言", max_length=1000, blank=True, default="")
    kind = models.CharField("银行明细的种类", max_length=16, blank=True, default="")
    way = models.CharField("方式", max_length=12, default="transfer")
    stopped_on = models.DateField("停止计息日", null=True)
    state = models.CharField(max_length=10, choices=State, default=State.SUSPENSE)
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="+", db_index=False)
    party = models.ForeignKey("cases.Party", models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="哪个被执行人")
    matched = models.CharField("怎样对上", max_length=12, blank=True, default="")
    confidence = models.PositiveSmallIntegerField("把握（百分）", default=0)
    reasons = models.JSONField("理由", default=list)
    proposals = models.JSONField("机器的看法", default=list)
    claimed_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+", db_index=False)
    claimed_name = models.CharField(max_length=60, blank=True, default="")
    claimed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+", db_index=False)
    confirmed_name = models.CharField(max_length=60, blank=True, default="")
    confirmed_at = models.DateTimeField(null=True)
    officers = models.JSONField("收现金的两人", default=list)
    received_seq = models.PositiveIntegerField("到账的环号", null=True)
    claimed_seq = models.PositiveIntegerField("认领的环号", null=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["court", "number"], name="receipt_number_once"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="receipt_positive"),
            models.CheckConstraint(condition=~Q(state="claimed") | Q(case__isnull=False), name="receipt_claimed_has_case"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | Q(claimed_by__isnull=True) | ~Q(confirmed_by=F("claimed_by")), name="receipt_two_people",
            ),
        ]
        indexes = [
            models.Index(fields=["court", "state", "day", "id"], name="receipt_desk"),
            models.Index(fields=["case", "day", "id"], name="receipt_case", condition=Q(case__isnull=False)),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="belongs", operation=pgtrigger.Update,
                condition=pgtrigger.Condition(f"({changed(_BELONGS)} OR (OLD.line_id IS NOT NULL AND {changed(['line_id'])}))"),
            ),
        ]

    @property
    def subject(self) -> str:
        """案件事件里这笔款的名称。"""
        return self.known_as or self.number


@pghistory.track()
class Delay(models.Model):
    """延缓发放：有法定事由、有批准、有止期。``receipt`` 空着是全案。"""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", db_index=False)
    receipt = models.ForeignKey(Receipt, models.PROTECT, null=True, related_name="delays")
    ground = models.CharField("事由", max_length=16)
    why = models.CharField("说明", max_length=500, blank=True, default="")
    until = models.DateField("延到哪天")
    approval = models.ForeignKey("approvals.Approval", models.PROTECT, related_name="+", db_index=False)
    since = models.DateField("批准日", null=True)
    ended_on = models.DateField("事由消失日", null=True)

    class Meta:
        indexes = [models.Index(fields=["case"], name="delay_open", condition=Q(ended_on=None))]


class Expected(models.Model):
    """等着入账的一笔扣划：协助单位说已经划出，``mark`` 是控制令的请求单号，附言里写着它的就是这一笔。"""

    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", db_index=False)
    party = models.ForeignKey("cases.Party", models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="哪个被执行人")
    mark = models.CharField("请求单号", max_length=40)
    amount_fen = models.BigIntegerField("金额（分）")
    since = models.DateField("划出之日")
    arrived_on = models.DateField("到账日", null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["court", "mark"], name="expected_once")]
        indexes = [models.Index(fields=["case"], name="expected_case")]
