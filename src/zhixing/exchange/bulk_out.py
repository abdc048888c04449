"""成批办理的结果写成表格：一件一行，办成没有，没有办成为什么。"""

from __future__ import annotations

from typing import Final

from openpyxl import Workbook

from zhixing.exchange.bulk import BulkItem, BulkRun
from zhixing.exchange.sheets_out import as_bytes, head, plain

HEADS: Final = ("序号", "哪一件", "结果", "说明")
_WIDTHS: Final = (8, 48, 12, 80)
RESULTS: Final = {None: "还没有办", True: "已办", False: "没有办成"}


def table(run: BulkRun) -> bytes:
    """一批的结果，表格；文字一律按文字写，“=”开头的也不是公式。"""
    book = Workbook()
    sheet = book.active
    sheet.title = "结果"
    head(sheet, list(HEADS))
    for item in run.items.order_by("number"):
        plain(sheet, (item.number, item.name, RESULTS[item.ok], "；".join(said(item))))
    for letter, width in zip("ABCD", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    return as_bytes(book)


def said(item: BulkItem) -> tuple[str, ...]:
    """办成了说的一句，没有办成的各条理由。"""
    return tuple(item.result.get("why", ())) or (item.result.get("told", ""),)
