"""事件链、日根、查阅日志。没有外键：链要比它所记的东西活得久。"""

from __future__ import annotations

import pgtrigger
from django.db import models


class Source(models.TextChoices):
    """事件的来源。"""

    OWN = "own", "本系统办理"
    IMPORTED = "imported", "流程系统已办（导入）"
    CARRIED = "carried", "承接原案"


class Stream(models.Model):
    """一条链的末端。``name`` 如 ``case:123``；追加时锁住这一行，``seq`` 就是页面上的版本号。"""

    name = models.CharField(max_length=60, primary_key=True)
    court_id = models.BigIntegerField(db_index=True)
    seq = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, default="")

    class Meta:
        indexes = [models.Index(fields=["court_id", "name"], name="stream_court")]


class Entry(models.Model):
    """链上的一环：一个事件。只追加，不改不删。

    ``happened_on`` 是法律上的日子，``recorded_at`` 是记下的时刻；法律规则只看前者。
    ``corrects`` 指向被本条更正或撤回的一环（同链的 ``seq``）。
    """

    append_only = True

    stream = models.CharField(max_length=60)
    seq = models.PositiveIntegerField()
    court_id = models.BigIntegerField()
    type = models.CharField("事件", max_length=60)
    subject = models.CharField("事项", max_length=200, blank=True, default="")
    happened_on = models.DateField("发生日")
    happened_at = models.DateTimeField("发生时刻", null=True)
    recorded_at = models.DateTimeField("记录时刻")
    source = models.CharField("来源", max_length=10, choices=Source, default=Source.OWN)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=60)
    actor_post = models.CharField(max_length=120, blank=True, default="")
    behalf_id = models.BigIntegerField(null=True)
    behalf_name = models.CharField(max_length=60, blank=True, default="")
    entrance = models.CharField(max_length=20, blank=True, default="")
    simulated = models.BooleanField("演示时间", default=False)
    payload = models.JSONField(default=dict)
    finding = models.JSONField(default=dict)
    reason = models.TextField("理由", blank=True, default="")
    corrects = models.PositiveIntegerField("更正第几环", null=True)
    code_version = models.CharField(max_length=40)
    previous = models.CharField(max_length=64, blank=True, default="")
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stream", "seq"], name="entry_once"),
            models.CheckConstraint(condition=~models.Q(actor_name=""), name="entry_has_actor"),
        ]
        indexes = [
            models.Index(fields=["court_id", "type", "happened_on"], name="entry_court_type_day"),
            models.Index(fields=["court_id", "-recorded_at"], name="entry_court_recent"),
            models.Index(fields=["stream", "corrects"], name="entry_corrections", condition=models.Q(corrects__isnull=False)),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class DailyRoot(models.Model):
    """一家法院一天的日根：前一日根与当日有变化的各链末端一起求哈希。只追加。"""

    append_only = True

    court_id = models.BigIntegerField()
    day = models.DateField()
    streams = models.PositiveIntegerField("当日有变化的链数")
    total = models.PositiveIntegerField("全院链数")
    previous = models.CharField(max_length=64, blank=True, default="")
    root = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["court_id", "day"], name="root_once")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class SealedHead(models.Model):
    """封入某日根的一条链的末端。只追加。"""

    append_only = True

    root = models.ForeignKey(DailyRoot, on_delete=models.PROTECT, related_name="heads")
    stream = models.CharField(max_length=60)
    seq = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["root", "stream"], name="sealed_once")]
        indexes = [models.Index(fields=["stream", "-seq"], name="sealed_stream")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class ReadLog(models.Model):
    """敏感信息的查阅：谁在何时看了什么（完整身份证号、联系方式、导出）。只追加。"""

    append_only = True

    court_id = models.BigIntegerField()
    actor_id = models.BigIntegerField()
    actor_name = models.CharField(max_length=60)
    what = models.CharField(max_length=60)
    stream = models.CharField(max_length=60, blank=True, default="")
    detail = models.CharField(max_length=300, blank=True, default="")
    at = models.DateTimeField()
    address = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["court_id", "-at"], name="readlog_recent")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]
