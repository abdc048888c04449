"""材料表。内容按哈希存盘，同一内容只存一份。"""

from __future__ import annotations

from typing import Final

import pgtrigger
from django.db import models

PUBLIC: Final = "公众网上提交"


class StoredFile(models.Model):
    """一份材料。只追加。``pages`` 只有数得出页数的（PDF、图片）才有；``uploaded_by`` 为空的，是公众从公开网页交来的。"""

    append_only = True

    court = models.ForeignKey("people.Court", models.PROTECT, related_name="+")
    stream = models.CharField(max_length=60, blank=True, default="", db_index=True)
    name = models.CharField("文件名", max_length=200)
    media_type = models.CharField("类型", max_length=100)
    size = models.PositiveBigIntegerField("大小（字节）")
    pages = models.PositiveIntegerField("页数", null=True)
    sha256 = models.CharField(max_length=64, db_index=True)
    uploaded_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField()
    keep_until = models.DateField("保管至", null=True)

    class Meta:
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.name

    @property
    def uploader(self) -> str:
        """谁交来的，给人看。"""
        return self.uploaded_by.name if self.uploaded_by else PUBLIC
