"""分配方案：一版一版，送达债权人以后不再变；各人的份额、异议、提存的争议份额。"""

from __future__ import annotations

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q

from zhixing.foundation.history.guarding import changed


@pghistory.track()
class Plan(models.Model):
    """一版分配方案。``method`` 是 ``law.distribution_claims.Method`` 的内容；``tiers`` 是各顺序的合计和比例（精确分数写成文字）。

    ``source`` 是债权从哪里来：照哪一版改（``from``、``edits``）、又分一笔（``round``），空的是导入的表；
    ``published_on`` 定稿，自此不变；``document`` 是据以送达的文书；``stopped`` 是导入没有办完的缘由。
    """

    class State(models.TextChoices):
        LOADING = "loading", "导入中"
        DRAFT = "draft", "起草"
        SERVED = "served", "已送达，异议期内"
        SETTLED = "settled", "可以发放"
        REPLACED = "replaced", "已有新版"
        VOID = "void", "已作废"

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", db_index=False)
    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveIntegerField("版次")
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    title = models.CharField("名称", max_length=120, blank=True, default="")
    pot_fen = models.BigIntegerField("可分配（分）", default=0)
    total_fen = models.BigIntegerField("债权总额（分）", default=0)
    given_fen = models.BigIntegerField("分出（分）", default=0)
    left_fen = models.BigIntegerField("余款（分）", default=0)
    count = models.PositiveIntegerField("债权笔数", default=0)
    cutoff = models.DateField("债权截止日", null=True)
    method = models.JSONField(default=dict)
    tiers = models.JSONField(default=list)
    steps = models.JSONField("理由", default=list)
    digest = models.CharField("各人份额的摘要", max_length=64, blank=True, default="")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="导入的表")
    done = models.PositiveIntegerField("导入到第几行", default=0)
    faults = models.JSONField("逐行的毛病", default=list)
    source = models.JSONField("从哪里来", default=dict)
    stopped = models.CharField("没有导完的缘由", max_length=300, blank=True, default="")
    made_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", db_index=False)
    made_name = models.CharField(max_length=60)
    made_on = models.DateField()
    published_on = models.DateField("定稿", null=True)
    document = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+", db_index=False)
    served_on = models.DateField("送达之日（最后一人）", null=True)
    settled_on = models.DateField(null=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="plan_number_once")]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="served_once", operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "(OLD.state NOT IN ('loading', 'draft') AND ("
                    + changed(["case_id", "number", "pot_fen", "total_fen", "given_fen", "left_fen", "count", "method", "tiers", "digest",
                               "source", "published_on"])
                    + " OR NEW.state IN ('loading', 'draft')))"
                ),
            ),
        ]


@pghistory.track(pghistory.UpdateEvent())
class Share(models.Model):
    """分配方案里的一笔债权和它的份额（分）。方案定稿以后不改，由数据库守住（迁移 0007）；收款账户可以后来补、改。"""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="shares")
    number = models.PositiveIntegerField("第几笔")
    key = models.CharField("债权的编号", max_length=60)
    party = models.ForeignKey("cases.Party", models.PROTECT, null=True, related_name="+", db_index=False)
    name = models.CharField("债权人", max_length=200)
    identity = models.CharField("证件号", max_length=40, blank=True, default="")
    level = models.CharField("顺序", max_length=20)
    claim_fen = models.BigIntegerField("债权（分）")
    paid_fen = models.BigIntegerField("已受偿（分）", default=0)
    share_fen = models.BigIntegerField("这次分得（分）", default=0)
    account = models.CharField("收款账号", max_length=60, blank=True, default="")
    bank = models.CharField("开户银行", max_length=200, blank=True, default="")
    holder = models.CharField("户名", max_length=200, blank=True, default="")
    data = models.JSONField("其余各栏", default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="share_once"),
            models.CheckConstraint(condition=Q(share_fen__gte=0), name="share_not_negative"),
        ]


@pghistory.track()
class PlanService(models.Model):
    """方案送达的一次记录：``party`` 某一当事人，``share`` 某一债权人；都空着的，是公告等一次送达没有单独记录的全部债权人。

    当事人的送达以文书送达为准，文书另行送达（线下）的才记在这里。``withdrawn`` 是记错了，不作数。
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="services")
    party = models.ForeignKey("cases.Party", models.PROTECT, null=True, related_name="+", db_index=False)
    share = models.ForeignKey(Share, models.PROTECT, null=True, related_name="+", db_index=False)
    method = models.CharField("方式", max_length=12)
    deemed_on = models.DateField("送达之日")
    note = models.CharField("说明", max_length=300, blank=True, default="")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+", db_index=False, verbose_name="送达的证明")
    made_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", db_index=False)
    made_name = models.CharField(max_length=60)
    made_on = models.DateField()
    withdrawn = models.BooleanField("记错了，不作数", default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "party", "share"], condition=Q(withdrawn=False), name="plan_service_once", nulls_distinct=False,
            ),
            models.CheckConstraint(condition=Q(party__isnull=True) | Q(share__isnull=True), name="plan_service_one_person"),
        ]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]


@pghistory.track()
class Objection(models.Model):
    """一个人对分配方案的异议，走到哪一步（``law.distribution_rules.stage``）。``disputed_fen`` 是有争议、先预留的份额。

    ``share`` 是对谁的份额有异议，争议的从这一份里预留；空着的是说自己少分了，从其余各份里按比例预留。
    ``received_on`` 是异议人收到方案之日；``released_on`` 是了结以后预留的钱转回之日。
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="objections")
    share = models.ForeignKey(Share, models.PROTECT, null=True, related_name="+", db_index=False)
    person = models.CharField("异议人", max_length=200)
    own = models.ForeignKey(Share, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="异议人自己的一笔")
    received_on = models.DateField("异议人收到方案", null=True)
    filed_on = models.DateField("提出异议")
    ground = models.CharField("异议", max_length=1000)
    disputed_fen = models.BigIntegerField("有争议（分）", default=0)
    relayed_on = models.DateField("通知其他人", null=True)
    opposed_on = models.DateField("有人反对", null=True)
    opposed_by = models.CharField(max_length=200, blank=True, default="")
    told_on = models.DateField("告知异议人起诉", null=True)
    suit_on = models.DateField("起诉", null=True)
    suit_number = models.CharField("案号", max_length=60, blank=True, default="")
    ended_on = models.DateField(null=True)
    result = models.CharField("结果", max_length=12, blank=True, default="")
    released_on = models.DateField("预留转回", null=True)

    class Meta:
        indexes = [models.Index(fields=["plan"], name="objection_open", condition=Q(ended_on=None))]
