"""读卷宗：收在卷里的，附在登记上还没有编目的，缺的，保管到哪天。

编了目的（上传、文书用印、改过目录）存成行；以前登记时附的材料不另存，照登记推出它在哪一目：
改了目录、名称或者移出的，才存下那个决定。
"""

from __future__ import annotations

from zhixing.casework.dossier.models import Hold, Item, Package, Quarantined

__all__ = ["Hold", "Item", "Package", "Quarantined", "of_source"]


def of_source(case_id: int, source: str) -> Item | None:
    """这个来源已经归卷的那一份；没有则为空。"""
    return Item.objects.filter(case=case_id, source=source, removed_at__isnull=True).first() if source else None
