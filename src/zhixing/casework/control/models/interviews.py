"""约谈登记簿：随事件记的薄账。"""

from __future__ import annotations

from django.db import models


class Interview(models.Model):
    """一次约谈。"""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+")
    held_on = models.DateField("约谈日")
    person = models.CharField("约谈何人", max_length=200)
    agrees = models.BooleanField("同意终本", default=False)
    clue_given = models.BooleanField("提供了线索", default=False)
    text = models.TextField("意见", blank=True, default="")
    seq = models.PositiveIntegerField("环号")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="interview_once")]
        indexes = [models.Index(fields=["court", "-held_on", "-id"], name="interview_court")]
