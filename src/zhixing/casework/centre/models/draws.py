"""随机分案：种子、一次抽签、每件抽到谁；回避、分案系数。"""

from __future__ import annotations

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q


class Seed(models.Model):
    """一天的种子。前一天生成，``digest`` 当时就记在法院链上（``centre.SeedCommitted``）；用过以后公开 ``secret``，人人可以核对。"""

    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    day = models.DateField("哪天用")
    secret = models.CharField("种子", max_length=64)
    digest = models.CharField("种子摘要", max_length=64)
    committed_at = models.DateTimeField()
    shown_at = models.DateTimeField("公开", null=True)
    used = models.PositiveIntegerField("已抽几次", default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["court", "day"], name="seed_once")]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="fixed", operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__secret__df=pgtrigger.F("new__secret")) | pgtrigger.Q(old__digest__df=pgtrigger.F("new__digest")),
            ),
        ]


class Draw(models.Model):
    """一次抽签：种子的第几次、全部输入（待分的案件和分量、各法官的分量和系数、谁为什么不在内）、结果。``record`` 就是公开的记录，第三方凭它核对。"""

    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    seed = models.ForeignKey(Seed, models.PROTECT, related_name="draws")
    turn = models.PositiveIntegerField("当天第几次")
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+", db_index=False)
    cases = models.PositiveIntegerField("件数")
    record = models.JSONField("公开记录", default=dict)
    digest = models.CharField("记录摘要", max_length=64)
    token = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seed", "turn"], name="draw_turn_once"),
            models.UniqueConstraint(fields=["court", "token"], name="draw_once"),
        ]
        indexes = [models.Index(fields=["court", "-id"], name="draw_recent")]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete | pgtrigger.Update)]


class Lot(models.Model):
    """一件抽到了谁。``chance`` 是抽到这一位的机会（百万分之几），``weight`` 是案件的分量（百分之几件）。"""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="lots", db_index=False)
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", db_index=False)
    turn = models.PositiveIntegerField("第几件")
    judge = models.ForeignKey("people.User", models.PROTECT, related_name="+", db_index=False)
    team = models.ForeignKey("people.Team", models.PROTECT, null=True, related_name="+", db_index=False)
    weight = models.PositiveIntegerField()
    chance = models.PositiveIntegerField()
    pool = models.PositiveSmallIntegerField("几人中抽")
    way = models.CharField(max_length=12, default="drawn", help_text="drawn 抽的；linked 随关联案件")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draw", "turn"], name="lot_turn_once")]
        indexes = [models.Index(fields=["case", "-id"], name="lot_case"), models.Index(fields=["judge", "-id"], name="lot_judge")]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete | pgtrigger.Update)]


@pghistory.track()
class Recusal(models.Model):
    """回避：某位法官不办某件，或者不办与某人有关的案件。"""

    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="+", db_index=False)
    name = models.CharField("与谁有关", max_length=200, blank=True, default="")
    holder_key = models.CharField(max_length=64, blank=True, default="", help_text="law.holders.holder_key")
    why = models.CharField("理由", max_length=200)
    since = models.DateField()
    until = models.DateField(null=True)
    made_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", db_index=False)
    token = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["court", "token"], name="recusal_once"),
            models.CheckConstraint(condition=Q(case__isnull=False) | ~Q(name=""), name="recusal_something"),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="recusal_order"),
        ]


@pghistory.track()
class Workforce(models.Model):
    """分案系数：某人在某段时间分多少，百分之几；没有写的按 100，新到岗的按本院的递增办法。0 是暂停分案，须写理由。"""

    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    share = models.PositiveSmallIntegerField("系数（%）")
    why = models.CharField("理由", max_length=200)
    since = models.DateField()
    until = models.DateField(null=True)
    made_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(share__lte=200), name="share_most"),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="share_order"),
        ]
