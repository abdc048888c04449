"""测试用的导入表格。"""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl
from drafts import citizen

HEADS = (
    "案号", "收到材料日期", "立案日期", "立案案由", "执行依据文书文号", "执行依据文书生效日期", "应执行标的金额", "承办人", "分案日期",
    "申请执行人", "申请执行人证件号码", "被执行人", "被执行人证件号码",
)


def row(number: str, received: date, **changed: Any) -> dict[str, Any]:
    """一件合格的案件；``changed`` 按栏名改。"""
    filled: dict[str, Any] = dict(zip(HEADS, (
        number, received, received, "民间借贷纠纷", f"（2026）内0221民初{abs(hash(number)) % 9000 + 100}号", date(2026, 6, 20), 36000, "", None,
        "王秀兰", citizen(), "单晓岚", citizen(),
    ), strict=True))
    return filled | changed


def book(*rows: dict[str, Any]) -> bytes:
    """一张“案件”表。"""
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "案件"
    sheet.append(HEADS)
    for one in rows:
        sheet.append([one.get(head) for head in HEADS])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()
