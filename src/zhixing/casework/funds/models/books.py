"""账务：期初、逐日核对、月结。"""

from __future__ import annotations

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q


@pghistory.track()
class Opening(models.Model):
    """期初：启用总账那天，各案的结存、来历不明的款，合计须与银行余额相等；会计和执行局长各签一次，才记账。"""

    class State(models.TextChoices):
        DRAFT = "draft", "核对中"
        SIGNED = "signed", "已记账"
        VOID = "void", "已作废"

    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    bank_account = models.ForeignKey("funds.BankAccount", models.PROTECT, related_name="+", db_index=False)
    day = models.DateField("期初日")
    bank_fen = models.BigIntegerField("银行余额（分）")
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+", db_index=False)
    proof = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="银行对账单、余额证明")
    made_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", db_index=False)
    made_name = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    accountant = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+", db_index=False)
    accountant_name = models.CharField(max_length=60, blank=True, default="")
    accountant_at = models.DateTimeField(null=True)
    director = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+", db_index=False)
    director_name = models.CharField(max_length=60, blank=True, default="")
    director_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bank_account"], condition=~Q(state="void"), name="opening_once"),
        ]


class OpeningLine(models.Model):
    """期初的一行：一件案件一个被执行人的结存，或者一笔来历不明的款（``case`` 空着）。"""

    opening = models.ForeignKey(Opening, models.PROTECT, related_name="lines")
    row = models.PositiveIntegerField("第几行")
    case_number = models.CharField("案号", max_length=80, blank=True, default="")
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="+", db_index=False)
    party = models.ForeignKey("cases.Party", models.PROTECT, null=True, related_name="+", db_index=False)
    payer = models.CharField("付款人", max_length=200, blank=True, default="")
    arrived_on = models.DateField("到账日", null=True)
    amount_fen = models.BigIntegerField("结存（分）")
    note = models.CharField("说明", max_length=300, blank=True, default="")
    fault = models.CharField("毛病", max_length=300, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["opening", "row"], name="opening_line_once")]


class Reconciliation(models.Model):
    """一天的核对：银行、总账、子账户三方，差在哪里。只增不改；重新核对另成一行，以最后一行为准。"""

    append_only = True

    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    bank_account = models.ForeignKey("funds.BankAccount", models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    bank_fen = models.BigIntegerField("银行余额（分）", null=True)
    ledger_fen = models.BigIntegerField("总账银行存款（分）")
    cases_fen = models.BigIntegerField("各案、各账户合计（分）")
    differences = models.JSONField("各项差异", default=list)
    made_name = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    signed_name = models.CharField("签字", max_length=60, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["bank_account", "-day", "-id"], name="reconciliation_day")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class MonthClose(models.Model):
    """月结：这一月结了，记账日在这一月的凭证数据库不再收。只增不改。"""

    append_only = True

    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    month = models.DateField("哪一月（一日）")
    figures = models.JSONField("各用途的期初、借、贷、期末", default=list)
    voucher_count = models.PositiveIntegerField("凭证张数")
    closed_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", db_index=False)
    closed_name = models.CharField(max_length=60)
    closed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["court", "month"], name="month_close_once")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]
