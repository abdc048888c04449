"""接管用的表格：空白模板、标好毛病的行、对账表。"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from zhixing.exchange.case_sheets import Fault
from zhixing.exchange.sheets_out import BAD, as_bytes, blank, copy_rows, head, plain
from zhixing.exchange.takeover_columns import SHEETS
from zhixing.exchange.takeover_figures import Control, Figures, Line
from zhixing.exchange.takeover_sheets import MAX_ROWS, Book
from zhixing.exchange.workbook import read

HEAD = ["承办人", "表", "项目", "来源", "不接管", "应写", "已写", "是否一致"]


def template() -> bytes:
    """空白模板：七张表和“合计”，栏目说明、示例各一行。"""
    return blank({name: spec.columns for name, spec in SHEETS.items()})


def marked(name: str, content: bytes, book: Book) -> bytes:
    """不接管的各件连同跟着它的各行，原样退回，标好毛病；改好后可以再上传。"""
    faults: dict[tuple[str, int], list[Fault]] = {}
    for fault in book.faults():
        faults.setdefault((fault.sheet, fault.row), []).append(fault)
    wanted = {(fault.sheet, fault.row) for fault in book.loose} | {place for file in book.bad for place in _places(file)}
    out = Workbook()
    out.remove(out.active)
    for sheet in read(name, content, MAX_ROWS):
        title = sheet.name.strip()
        kind = next((kind for kind, spec in SHEETS.items() if title == kind or title in spec.also), "")
        if kind in ("", "合计"):
            continue
        own = kind if kind in ("案件", "当事人") else title
        rows = {n for where, n in wanted if where == own}
        copy_rows(out.create_sheet(own), SHEETS[kind].columns, sheet, rows, {n: faults[own, n] for n in rows if (own, n) in faults})
    return as_bytes(out)


def _places(file: Any) -> Iterable[tuple[str, int]]:
    yield "案件", file.row.row
    yield from (("当事人", n) for n in file.row.party_rows)
    yield from (line.place for line in file.lines)


def reconciliation(figures: Figures) -> bytes:
    """对账表：全院合计、逐个承办人、与流程系统的总数，不一致的涂红。"""
    book = Workbook()
    book.remove(book.active)
    _table(book.create_sheet("全院"), figures.sums())
    _table(book.create_sheet("承办人"), figures.lines)
    _controls(book.create_sheet("流程系统总数"), figures.controls)
    return as_bytes(book)


def _table(sheet: Any, lines: Iterable[Line]) -> None:
    head(sheet, HEAD)
    for line in lines:
        cells = (line.source, line.left, line.planned, line.written)
        told = (_told(n, line.money) for n in cells)
        plain(sheet, [line.judge, line.sheet, line.what, *told, "一致" if line.agrees else "不一致"])
        _paint(sheet, line.agrees)
    for index, width in enumerate((16, 12, 10, 18, 14, 18, 18, 10), 1):
        sheet.column_dimensions[get_column_letter(index)].width = width


def _controls(sheet: Any, controls: Iterable[Control]) -> None:
    head(sheet, ["表", "承办人", "项目", "流程系统", "表里", "是否一致"])
    for one in controls:
        money = one.what not in ("件", "条", "人")
        told = "一致" if one.agrees else "不一致"
        plain(sheet, [one.sheet, one.judge or "全院", one.what, _told(one.given, money), _told(one.counted, money), told])
        _paint(sheet, one.agrees)


def _told(number: int | None, money: bool) -> Any:
    """条数照写，分写成元。"""
    return number if number is None or not money else Decimal(number) / 100


def _paint(sheet: Any, agrees: bool) -> None:
    for cell in sheet[sheet.max_row]:
        if isinstance(cell.value, Decimal):
            cell.number_format = "#,##0.00"
        if not agrees:
            cell.fill = BAD
