"""测试用的流程系统导出表。"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl

from zhixing.exchange import flow
from zhixing.exchange.models import FlowImport
from zhixing.foundation.people.queries import User

BEIJING = ZoneInfo("Asia/Shanghai")
Rows = Iterable[Mapping[str, Any]]


def book(**sheets: Rows) -> bytes:
    """一张表一个工作表，表头是各行出现过的栏目。"""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        rows, sheet = list(rows), made.create_sheet(title)
        header = list(dict.fromkeys(name for row in rows for name in row))
        sheet.append(header)
        for row in rows:
            sheet.append([row.get(name) for name in header])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def at(day: int, hour: int = 8) -> datetime:
    """2026 年 11 月某日某时导出。"""
    return datetime(2026, 11, day, hour, tzinfo=BEIJING)


def bring(user: User, content: bytes, exported: datetime | None = None, name: str = "导出.xlsx") -> FlowImport:
    """导入一份。"""
    run = flow.start(court=user.court, user=user, name=name, content=content, exported_at=exported, queue=False)
    return flow.carry_out(run.pk)
