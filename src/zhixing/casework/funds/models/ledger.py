"""案款总账：账户、凭证、分录。

复式记账：一张凭证几条分录，借为正、贷为负，合计为零；只增不改，错了用红字冲回。这些都由数据库守住（迁移 0004、0005）：
合计在提交时查；凭证提交以后不能再加分录；余额只由分录改，要守的账户余额不为负；同一笔来源只记一次。
"""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q


class Account(models.Model):
    """总账的一个账户。同一用途、同一案件、同一人只有一个。

    应用角色不能改这张表：余额只由分录的触发器改。``sign``：1 是资产（余额在借方），-1 是负债（余额在贷方）。
    ``guarded``：余额记在这一行，由数据库守住不为负；存款这样谁都要记的账户不守，余额由分录合计（一行大家抢着改，快不了）。
    """

    append_only = True

    class Purpose(models.TextChoices):
        BANK = "bank", "执行款专户存款"
        CASH = "cash", "待缴存现金"
        TRANSIT = "transit", "在途"
        SUSPENSE = "suspense", "待认领"
        HELD = "held", "在案款"
        FEE = "fee", "执行费"
        COST = "cost", "执行费用"
        FINE = "fine", "罚款"
        CREDITOR = "creditor", "应付债权人"
        RESERVE = "reserve", "预留"
        DEPOSIT = "deposit", "提存"
        REFUND = "refund", "应退"
        INTEREST = "interest", "账户利息"
        CHARGE = "charge", "手续费"
        QUERIED = "queried", "待查支出"

    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    purpose = models.CharField("用途", max_length=10, choices=Purpose)
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="+", db_index=False)
    party = models.ForeignKey("cases.Party", models.PROTECT, null=True, related_name="+", db_index=False)
    bank = models.ForeignKey("funds.BankAccount", models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="哪个银行账户")
    sign = models.SmallIntegerField("余额方向", default=-1)
    guarded = models.BooleanField("守住余额", default=True)
    balance_fen = models.BigIntegerField("余额（分，借为正）", default=0)
    opened_on = models.DateField("开户日")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["court", "purpose", "case", "party", "bank"], name="account_once", nulls_distinct=False),
            models.CheckConstraint(condition=Q(guarded=False) | Q(balance_fen=0) | Q(balance_fen__gt=0, sign=1) | Q(balance_fen__lt=0, sign=-1),
                                   name="account_not_negative"),
            models.CheckConstraint(condition=Q(sign__in=[1, -1]), name="account_sign"),
        ]
        indexes = [models.Index(fields=["case"], name="account_case", condition=Q(case__isnull=False))]


class Voucher(models.Model):
    """一张凭证。``key`` 是来源（银行流水、发放单……），同一法院不重复；``reverses`` 是冲回哪一张。

    数据库里另有一栏 ``xid``，是记它的事务：别的事务不能再加分录。
    """

    append_only = True

    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    day = models.DateField("记账日")
    kind = models.CharField("种类", max_length=20)
    key = models.CharField("来源", max_length=120)
    memo = models.CharField("摘要", max_length=300, blank=True, default="")
    source = models.JSONField("依据", default=dict)
    digest = models.CharField("分录的摘要", max_length=64)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    made_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+", db_index=False)
    made_name = models.CharField(max_length=60)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["court", "key"], name="voucher_key_once")]
        indexes = [models.Index(fields=["court", "day", "id"], name="voucher_day")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class Leg(models.Model):
    """一条分录：借为正，贷为负，以分计。"""

    append_only = True

    voucher = models.ForeignKey(Voucher, models.PROTECT, related_name="legs")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    amount_fen = models.BigIntegerField("金额（分）")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(amount_fen=0), name="leg_not_zero")]
        indexes = [models.Index(fields=["account", "id"], name="leg_account", include=["amount_fen"])]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]
