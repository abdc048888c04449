"""发件箱的行。"""

from __future__ import annotations

from django.db import models


class Message(models.Model):
    """一件待办的外发或后续。``key`` 保证同一件只做一次；失败可见、可重试。"""

    class State(models.TextChoices):
        WAITING = "waiting", "待办"
        DONE = "done", "已办"
        FAILED = "failed", "失败待重试"
        DEAD = "dead", "多次失败"

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200, unique=True)
    court_id = models.BigIntegerField()
    stream = models.CharField(max_length=60, blank=True, default="")
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    receipt = models.JSONField(default=dict)
    error = models.TextField(blank=True, default="")

    class Meta:
        indexes = [
            models.Index(
                fields=["not_before", "id"], name="outbox_due", condition=models.Q(state__in=["waiting", "failed"])
            ),
            models.Index(fields=["court_id", "state"], name="outbox_court"),
        ]
