"""计息依据、款项、计息单。

款项是随事件记的薄账，只记计息要的；计息单生成以后一个字也不能改，只能确认一次、作废一次，由数据库守住。
"""

from __future__ import annotations

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q

from zhixing.foundation.history.guarding import changed


@pghistory.track()
class Debt(models.Model):
    """一件案件的计息依据。``data`` 是 CLAIM.json（docs/schema），不含还款；``unclear`` 是还不明确的各处，说清以前不能确认计息单。"""

    case = models.OneToOneField("cases.Case", models.PROTECT, related_name="+", primary_key=True)
    data = models.JSONField(default=dict)
    unclear = models.JSONField("不明确的各处", default=list)
    version = models.PositiveIntegerField("版次", default=1)
    carried_from = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="+", db_index=False)
    stated_on = models.DateField("录入、修改日")


class Payment(models.Model):
    """一笔清偿，随登记记。``day`` 是停止计息的日子（M:D-06）；``omitted`` 非空的不计入，并写在计息单上。金额以分计。"""

    class Omitted(models.TextChoices):
        NO = "", "计入"
        UNCLAIMED = "unclaimed", "还没有认领"
        UNRECEIVED = "unreceived", "发放没有对应的到账登记"
        INSTALMENT = "instalment", "和解分期，没有登记当事人直接履行"
        UNPRICED = "unpriced", "抵债没有登记金额"

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", db_index=False)
    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    day = models.DateField("停止计息日")
    amount_fen = models.BigIntegerField("金额（分）")
    how = models.CharField("方式", max_length=12)
    subject = models.CharField("哪一笔", max_length=200, blank=True, default="")
    payer = models.CharField("付款人", max_length=200, blank=True, default="")
    to_item = models.CharField("指定清偿", max_length=500, blank=True, default="")
    omitted = models.CharField("不计入的原因", max_length=12, choices=Omitted, blank=True, default="")
    lump = models.BooleanField("接管时的合计", default=False)
    seq = models.PositiveIntegerField("环号")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "seq"], name="payment_once"),
            models.CheckConstraint(condition=Q(amount_fen__gte=0), name="payment_not_negative"),
        ]
        indexes = [models.Index(fields=["court", "-day", "-id"], name="payment_court")]


_SIGNED = ("signed_by_id", "signed_name", "signed_at")
_VOIDED = ("voided_by_id", "voided_name", "voided_at", "void_reason")


class Sheet(models.Model):
    """计息单的一版。金额以分计。

    ``inputs`` 是当时的 CLAIM.json 全文（含款项和口径），``inputs_hash`` 是它的摘要（不含算到哪天）；
    ``result`` 是 ``law.interest_sheet.Sheet.as_data()``；``notes`` 是没有计入的、要当心的；``code_version`` 是程序版本和计息代码、利率表的摘要。
    """

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", db_index=False)
    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveIntegerField("版次")
    debt_version = models.PositiveIntegerField("计息依据的版次")
    as_of = models.DateField("算到")
    inputs = models.JSONField(default=dict)
    inputs_hash = models.CharField(max_length=64)
    result = models.JSONField(default=dict)
    notes = models.JSONField("没有计入的、要当心的", default=list)
    total_fen = models.BigIntegerField("合计（分）")
    costs_fen = models.BigIntegerField("费用（分）")
    interest_fen = models.BigIntegerField("一般债务利息（分）")
    principal_fen = models.BigIntegerField("本金等（分）")
    double_fen = models.BigIntegerField("加倍部分（分）")
    code_version = models.CharField("程序版本", max_length=60)
    made_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", db_index=False)
    made_name = models.CharField(max_length=60)
    made_at = models.DateTimeField("生成时刻")
    signed_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+", db_index=False)
    signed_name = models.CharField(max_length=60, blank=True, default="")
    signed_at = models.DateTimeField("确认时刻", null=True)
    voided_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+", db_index=False)
    voided_name = models.CharField(max_length=60, blank=True, default="")
    voided_at = models.DateTimeField("作废时刻", null=True)
    void_reason = models.TextField("作废理由", blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="sheet_number_once"),
            models.CheckConstraint(
                condition=Q(total_fen=F("costs_fen") + F("interest_fen") + F("principal_fen") + F("double_fen")), name="sheet_adds_up"
            ),
            models.CheckConstraint(condition=Q(signed_at__isnull=True) | ~Q(signed_name=""), name="sheet_signed_by_somebody"),
            models.CheckConstraint(condition=Q(voided_at__isnull=True) | ~Q(void_reason=""), name="sheet_voided_with_reason"),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="unchanged", exclude=[name.removesuffix("_id") for name in (*_SIGNED, *_VOIDED)]),
            pgtrigger.Protect(
                name="signed_once", operation=pgtrigger.Update,
                condition=pgtrigger.Condition(f"((OLD.signed_at IS NOT NULL OR OLD.voided_at IS NOT NULL) AND {changed(_SIGNED)})"),
            ),
            pgtrigger.Protect(
                name="voided_once", operation=pgtrigger.Update,
                condition=pgtrigger.Condition(f"OLD.voided_at IS NOT NULL AND {changed(_VOIDED)}"),
            ),
        ]

    def __str__(self) -> str:
        return f"第{self.number}版"
