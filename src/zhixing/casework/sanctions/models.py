"""失信、限制消费登记簿：随事件记的薄账，全部内容都能从事件链重新得出。"""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Restriction(models.Model):
    """对一个人的一项限制。``ordered_on`` 非空表示应当解除（删除）而还没有办，``lift_by`` 是最迟哪天。"""

    class What(models.TextChoices):
        CONSUMPTION = "consumption", "限制消费"
        LISTING = "listing", "失信被执行人"

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+")
    party = models.ForeignKey("cases.Party", models.PROTECT, null=True, related_name="+")
    person = models.CharField("被限制的人", max_length=200)
    what = models.CharField("种类", max_length=12, choices=What)
    since = models.DateField("自")
    until = models.DateField("届满日", null=True)
    ground = models.CharField("理由", max_length=30, blank=True, default="")
    ordered_on = models.DateField("应解除自", null=True)
    lift_by = models.DateField("最迟解除", null=True)
    ended_on = models.DateField("解除日", null=True)
    moved_to = models.CharField("转入案号", max_length=60, blank=True, default="")
    source = models.CharField(max_length=10, default="own")
    seq = models.PositiveIntegerField("环号")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="restriction_once")]
        indexes = [
            models.Index(fields=["court", "what", "-since", "-id"], name="restriction_court"),
            models.Index(fields=["case"], name="restriction_active", condition=Q(ended_on__isnull=True)),
            models.Index(fields=["court", "lift_by"], name="restriction_due", condition=Q(ended_on__isnull=True, ordered_on__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_what_display()}"
