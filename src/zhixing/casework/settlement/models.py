"""和解协议和各期：随事件记的薄账。"""

from __future__ import annotations

from django.db import models


class Agreement(models.Model):
    """一份和解协议。"""

    class State(models.TextChoices):
        RUNNING = "running", "履行中"
        PERFORMED = "performed", "已履行完毕"
        BREACHED = "breached", "违约"
        REPLACED = "replaced", "另行达成协议"
        RESUMED = "resumed", "已恢复执行"

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+")
    agreed_on = models.DateField("达成日")
    until = models.DateField("最后履行日", null=True)
    long = models.BooleanField("长期履行", default=False)
    text = models.TextField("内容", blank=True, default="")
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    ended_on = models.DateField(null=True)
    seq = models.PositiveIntegerField("环号")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="agreement_once")]
        indexes = [models.Index(fields=["court", "state", "-agreed_on", "-id"], name="agreement_court")]


class Instalment(models.Model):
    """和解的一期。金额以分计。"""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="instalments")
    number = models.PositiveSmallIntegerField("第几期")
    due = models.DateField("应付日")
    amount_fen = models.BigIntegerField("金额（分）")
    paid_fen = models.BigIntegerField("已付（分）", default=0)
    paid_on = models.DateField("付清日", null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agreement", "number"], name="instalment_once")]
        indexes = [models.Index(fields=["due"], name="instalment_due", condition=models.Q(paid_on__isnull=True))]
