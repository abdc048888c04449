"""导入的批次：文件、进度、每行的结果。"""

from __future__ import annotations

from django.db import models


class ImportRun(models.Model):
    """一次表格导入。先试导（``checked``），再导入（``done``）。``report`` 是每行的毛病和提醒。"""

    class State(models.TextChoices):
        QUEUED = "queued", "排队"
        CHECKING = "checking", "检查中"
        CHECKED = "checked", "已检查"
        FILING = "filing", "导入中"
        DONE = "done", "已导入"
        FAILED = "failed", "未导入"

    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    started_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    good = models.PositiveIntegerField(default=0)
    bad = models.PositiveIntegerField(default=0)
    filed = models.PositiveIntegerField(default=0)
    keep_good = models.BooleanField(default=False)
    report = models.JSONField(default=list)
    message = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["court", "-id"], name="import_recent")]
