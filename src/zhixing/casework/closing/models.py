"""终本库：本院终本案件的五年看守，随事件记的薄账。"""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class PoolCase(models.Model):
    """终本库里的一件。``next_query`` 是下一次半年查询的最迟日，满五年为空；``left_on`` 非空即已移出（屏蔽）。"""

    case = models.OneToOneField("cases.Case", models.PROTECT, related_name="+", primary_key=True)
    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+")
    closed_on = models.DateField("终本日")
    entered_on = models.DateField("入库日", null=True)
    watch_until = models.DateField("查询至")
    queries = models.PositiveSmallIntegerField("已查次数", default=0)
    last_query = models.DateField("最近查询", null=True)
    next_query = models.DateField("下次查询", null=True)
    found_on = models.DateField("查到财产", null=True)
    unpaid_fen = models.BigIntegerField("未履行（分）", null=True)
    left_on = models.DateField("移出日", null=True)
    left_why = models.CharField("移出原因", max_length=12, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["court", "next_query", "case"], name="pool_due", condition=Q(left_on__isnull=True)),
            models.Index(fields=["court", "-closed_on", "-case"], name="pool_recent"),
        ]
