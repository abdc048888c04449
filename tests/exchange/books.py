"""测试用的表格：由几行字典做成 .xlsx、.csv。"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any

import drafts
import openpyxl

Rows = Iterable[Mapping[str, Any]]


def case_row(key: int = 1, **more: Any) -> dict[str, Any]:
    """一行合格的案件：已立案、未分案、当事人就写在行里。"""
    made = {
        "序号": str(key), "案号": f"（2026）内0221执{1000 + key}号", "收到材料日期": "2026-10-20", "立案日期": "2026-10-22",
        "立案案由": "民间借贷纠纷", "执行依据类型": "民事判决", "执行依据文书文号": f"（2026）内0221民初{500 + key}号",
        "作出执行依据单位": "土默特右旗人民法院",
        "执行依据文书生效日期": "2026-06-20", "应执行标的金额": "36000", "申请执行人": "王秀兰",
        "申请执行人证件号码": drafts.citizen(), "被执行人": "单晓岚", "被执行人证件号码": drafts.citizen(),
    }
    return made | more


def party_row(key: int, role: str, name: str, **more: Any) -> dict[str, Any]:
    """一行当事人。"""
    return {"序号": str(key), "当事人法律地位": role, "名称": name} | more


def book(cases: Rows, parties: Rows = (), **sheets: Rows) -> openpyxl.Workbook:
    """表头是各行出现过的栏目。"""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in {"案件": cases, "当事人": parties, **sheets}.items():
        if rows := list(rows):
            _fill(made.create_sheet(title), rows)
    return made


def _fill(sheet: Any, rows: list[Mapping[str, Any]]) -> None:
    header = list(dict.fromkeys(name for row in rows for name in row))
    sheet.append(header)
    for row in rows:
        sheet.append([row.get(name) for name in header])


def packed(made: openpyxl.Workbook) -> bytes:
    """工作簿的字节。"""
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def xlsx(cases: Rows, parties: Rows = (), **sheets: Rows) -> bytes:
    """同 :func:`book`，成字节。"""
    return packed(book(cases, parties, **sheets))


def csv_text(rows: Rows) -> str:
    """一张表的 CSV。"""
    rows = list(rows)
    header = list(rows[0])
    return "\r\n".join(",".join(str(row.get(name, "")) for name in header) for row in [dict(zip(header, header, strict=True)), *rows])


def with_part(content: bytes, name: str, data: bytes) -> bytes:
    """往压缩包里加一个部件。"""
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr(name, data)
    return out.getvalue()


def rewritten(content: bytes, name: str, before: str, after: str) -> bytes:
    """改一个部件的原文（表格软件自己写不出的东西）。"""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.namelist():
            text = old.read(item)
            new.writestr(item, text.decode().replace(before, after).encode() if item == name else text)
    return out.getvalue()
