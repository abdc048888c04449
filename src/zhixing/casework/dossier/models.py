"""卷宗里的一份材料、隔离的材料、保全不得销毁的命令。"""

from __future__ import annotations

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q


@pghistory.track()
class Item(models.Model):
    """卷宗里的一份材料。``section`` 是目录（``parameters/dossier.toml``），``order`` 是目录内的次序；移出的写理由，不删。"""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+", db_index=False)
    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+", db_index=False)
    section = models.CharField("目录", max_length=40)
    order = models.PositiveIntegerField("次序")
    title = models.CharField("名称", max_length=200)
    made_on = models.DateField("形成日期", null=True)
    maker = models.CharField("责任者", max_length=200, blank=True, default="")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    pages = models.PositiveIntegerField("页数", null=True)
    source = models.CharField("哪里来的", max_length=60, blank=True, default="", help_text="document:编号、attempt:编号、entry:环号；空为上传")
    original = models.BooleanField("原件", default=False)
    added_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+", db_index=False)
    added_name = models.CharField(max_length=60)
    added_at = models.DateTimeField()
    removed_name = models.CharField(max_length=60, blank=True, default="")
    removed_at = models.DateTimeField(null=True)
    remove_reason = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "source"], condition=~Q(source="") & Q(removed_at__isnull=True), name="item_source_once"),
            models.CheckConstraint(condition=Q(removed_at__isnull=True) | ~Q(remove_reason=""), name="item_removed_with_reason"),
        ]
        indexes = [models.Index(fields=["case", "section", "order"], name="item_case")]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]


@pghistory.track()
class Hold(models.Model):
    """暂停销毁：为什么，谁定的，到哪天（空为另行通知）。"""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    reason = models.CharField("理由", max_length=300)
    since = models.DateField()
    until = models.DateField(null=True)
    made_name = models.CharField(max_length=60)
    ended_name = models.CharField(max_length=60, blank=True, default="")


class Package(models.Model):
    """做好的归档包：清单的摘要、保管期限。只追加。"""

    append_only = True

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    manifest_hash = models.CharField(max_length=64)
    items = models.PositiveIntegerField("几份")
    pages = models.PositiveIntegerField("几页")
    keep_until = models.DateField("保管至", null=True)
    made_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", db_index=False)
    made_name = models.CharField(max_length=60)
    made_at = models.DateTimeField()

    class Meta:
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class Quarantined(models.Model):
    """没有收下、隔离起来的材料：谁交的、叫什么、为什么。内容不进材料库。"""

    append_only = True

    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="+")
    name = models.CharField("文件名", max_length=200)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True, default="")
    why = models.CharField("为什么", max_length=300)
    by = models.ForeignKey("people.User", models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["court", "-id"], name="quarantined_court")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]
