"""查控的编号：用到第几号。"""

from __future__ import annotations

from django.db import models


class Serial(models.Model):
    """某院某年某种编号已用到第几号。锁住这一行再取，断电退回，不断号、不重号。"""

    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=4)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["court", "kind", "year"], name="control_serial_once")]
