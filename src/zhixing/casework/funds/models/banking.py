"""银行：本院的账户、子账户、收下的银行文件、银行明细、取号。

银行明细照银行给的收下，一笔一行，只增不改；同一笔（``key``）在一家法院只有一行，所以文件重复、交叉都无害。
"""

from __future__ import annotations

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q


@pghistory.track()
class BankAccount(models.Model):
    """本院的一个执行款账户。``prefix`` 是银行给的子账户号段，空着就没有子账户。``published`` 是对外公布、让人核实的。"""

    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    holder = models.CharField("户名", max_length=120)
    bank = models.CharField("开户银行", max_length=120)
    number = models.CharField("账号", max_length=40)
    prefix = models.CharField("子账户号段", max_length=24, blank=True, default="")
    published = models.BooleanField("对外公布", default=True)
    opened_on = models.DateField("启用日")
    closed_on = models.DateField("停用日", null=True)
    live_on = models.DateField("总账启用日（期初日）", null=True)
    columns = models.JSONField("栏目对照", default=list, help_text="exchange.bank.layouts.Layout.of 的写法，一种文件一份")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["court", "number"], name="bank_account_once")]

    def __str__(self) -> str:
        return f"{self.bank} {self.number}"


class SubAccount(models.Model):
    """一案一人一个子账户（虚拟账号）：``number`` 末两位是校验码（``law.sub_accounts``）。不改不删。"""

    append_only = True

    bank_account = models.ForeignKey(BankAccount, models.PROTECT, related_name="sub_accounts", db_index=False)
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", db_index=False)
    party = models.ForeignKey("cases.Party", models.PROTECT, null=True, related_name="+", db_index=False)
    serial = models.PositiveIntegerField("第几个")
    number = models.CharField("子账号", max_length=40, unique=True)
    opened_on = models.DateField("开户日")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bank_account", "case", "party"], name="sub_account_once", nulls_distinct=False),
            models.UniqueConstraint(fields=["bank_account", "serial"], name="sub_account_serial"),
        ]
        indexes = [models.Index(fields=["case"], name="sub_account_case")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


@pghistory.track()
class BankFile(models.Model):
    """收下的一个银行文件（一个账户的一份）。``notes`` ``unread`` 照读的人说的留下：没有收的行和原因，一行不丢。"""

    class State(models.TextChoices):
        QUEUED = "queued", "排队"
        TAKING = "taking", "入账中"
        DONE = "done", "已入账"
        FAILED = "failed", "没有收"

    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    bank_account = models.ForeignKey(BankAccount, models.PROTECT, null=True, related_name="+", db_index=False)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+", db_index=False)
    name = models.CharField("文件名", max_length=200)
    source = models.CharField("格式", max_length=80, blank=True, default="")
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    opening_fen = models.BigIntegerField("期初（分）", null=True)
    closing_fen = models.BigIntegerField("期末（分）", null=True)
    total = models.PositiveIntegerField("行数", default=0)
    done = models.PositiveIntegerField("办到第几行", default=0)
    fresh = models.PositiveIntegerField("新收", default=0)
    known = models.PositiveIntegerField("已有", default=0)
    matched = models.PositiveIntegerField("已对到案件", default=0)
    unread = models.JSONField("没有收的行", default=list)
    notes = models.JSONField("要知道的", default=list)
    cut = models.BooleanField("文件不完整", default=False)
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    message = models.CharField(max_length=300, blank=True, default="")
    taken_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", db_index=False)
    taken_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["court", "-id"], name="bank_file_recent")]


class BankLine(models.Model):
    """银行明细的一笔，照 ``exchange.bank.lines.Line`` 收下；``kind`` 是种类代码，``why`` 是凭什么。收入为正，支出为负，以分计。

    ``voucher`` 是它记的凭证：一笔一张，没有不记账的银行明细。
    """

    append_only = True

    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    bank_account = models.ForeignKey(BankAccount, models.PROTECT, related_name="+", db_index=False)
    taken_from = models.ForeignKey(BankFile, models.PROTECT, null=True, related_name="lines", db_index=False)
    voucher = models.OneToOneField("funds.Voucher", models.PROTECT, related_name="+")
    key = models.CharField("同一笔的键", max_length=48)
    booked_on = models.DateField("记账日")
    booked_at = models.TimeField(null=True)
    value_on = models.DateField(null=True)
    amount_fen = models.BigIntegerField("金额（分）")
    balance_fen = models.BigIntegerField("余额（分）", null=True)
    serial = models.CharField("流水号", max_length=120, blank=True, default="")
    name = models.CharField("对方户名", max_length=200, blank=True, default="")
    other_account = models.CharField("对方账号", max_length=60, blank=True, default="")
    other_bank = models.CharField("对方银行", max_length=200, blank=True, default="")
    sub_account = models.CharField("子账号", max_length=60, blank=True, default="")
    summary = models.CharField("摘要", max_length=500, blank=True, default="")
    remark = models.CharField("附言", max_length=500, blank=True, default="")
    code = models.CharField("交易码", max_length=60, blank=True, default="")
    references = models.JSONField("付款编号", default=list)
    kind = models.CharField("种类", max_length=16)
    why = models.CharField("凭什么", max_length=200, blank=True, default="")
    row = models.PositiveIntegerField("文件里第几行", default=0)
    raw = models.TextField("原文", blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["court", "key"], name="bank_line_once"),
            models.CheckConstraint(condition=~Q(amount_fen=0), name="bank_line_not_zero"),
        ]
        indexes = [models.Index(fields=["bank_account", "booked_on", "id"], name="bank_line_day")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class Serial(models.Model):
    """连续编号：某院某年某种已用到第几号。锁住这一行再取，断电退回，不断号、不重号。"""

    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["court", "kind", "year"], name="serial_once")]
