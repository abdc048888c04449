"""跟进：谁在手机上跟哪几件。"""

from __future__ import annotations

from django.db import models


class Following(models.Model):
    """某人跟进某件。``seen_seq`` 是上次看到案件链的第几环，此后的就是“有新情况”。只是自己的书签，不进事件链。"""

    user = models.ForeignKey("people.User", models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", db_index=False)
    since = models.DateField("自")
    seen_at = models.DateTimeField()
    seen_seq = models.PositiveIntegerField()
    why = models.CharField("为什么跟", max_length=100, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "case"], name="following_once")]
