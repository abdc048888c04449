"""写表格：下载的模板、退回的有问题的行。"""

from __future__ import annotations

import io
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from zhixing.exchange.case_sheets import CaseRow, Fault
from zhixing.exchange.columns import CASE_COLUMNS, PARTY_COLUMNS, Column, match
from zhixing.exchange.workbook import Cell, Sheet, read

HEAD, BAD, SOFT = (PatternFill("solid", fgColor=colour) for colour in ("DCE6F2", "FFC7CE", "FFEB9C"))
PROBLEM = "问题"


def template() -> bytes:
    """空白模板：两张表、栏目说明、一行示例。"""
    return blank({"案件": CASE_COLUMNS, "当事人": PARTY_COLUMNS})


def blank(sheets: Mapping[str, tuple[Column, ...]]) -> bytes:
    """空白表格：各表的栏目、说明、一行示例。"""
    book = Workbook()
    book.remove(book.active)
    for name, columns in sheets.items():
        sheet = book.create_sheet(name)
        head(sheet, [c.title + ("*" if c.required else "") for c in columns])
        sheet.append([c.sample for c in columns])
        for index, column in enumerate(columns, 1):
            _explain(sheet, index, column)
    return as_bytes(book)


def _explain(sheet: Worksheet, index: int, column: Column) -> None:
    letter = get_column_letter(index)
    sheet.column_dimensions[letter].width = max(12, len(column.title) * 2 + 4)
    sheet.column_dimensions[letter].number_format = "@"
    sheet.cell(2, index).number_format = "@"
    if column.hint:
        sheet.cell(1, index).comment = Comment(column.hint, "执行指挥中心")


def marked(name: str, content: bytes, rows: Iterable[CaseRow]) -> bytes:
    """把不合格的行原样退回：最后加一栏“问题”，有毛病的格涂色。改好后可以直接再导入。"""
    faults: dict[tuple[str, int], list[Fault]] = {}
    wanted: set[tuple[str, int]] = set()
    for row in (row for row in rows if row.bad):
        wanted |= {("案件", row.row)} | {("当事人", n) for n in row.party_rows}
        for fault in row.faults:
            faults.setdefault((fault.sheet, fault.row), []).append(fault)
    book = Workbook()
    book.remove(book.active)
    sheets = read(name, content)
    for sheet in sheets:
        title = sheet.name.strip() if len(sheets) > 1 else "案件"
        if title in ("案件", "当事人"):
            columns = CASE_COLUMNS if title == "案件" else PARTY_COLUMNS
            copy_rows(book.create_sheet(title), columns, sheet, *_of(title, wanted, faults))
    return as_bytes(book)


def _of(
    title: str, wanted: set[tuple[str, int]], faults: Mapping[tuple[str, int], list[Fault]]
) -> tuple[set[int], dict[int, list[Fault]]]:
    """一张表的：要哪些行，各行的毛病。"""
    return {n for name, n in wanted if name == title}, {n: found for (name, n), found in faults.items() if name == title}


def copy_rows(
    target: Worksheet, columns: tuple[Column, ...], sheet: Sheet, wanted: Collection[int], faults: Mapping[int, list[Fault]],
) -> None:
    """照抄一张表里 ``wanted`` 的各行，最后加一栏“问题”，有毛病的格涂色。"""
    header = [h for h in sheet.header if h != PROBLEM]
    found, _ = match(tuple(header), columns)
    places = {column.title: found[column.key] for column in columns if column.key in found}
    kept = [i for i, h in enumerate(sheet.header) if h != PROBLEM]
    head(target, [*header, PROBLEM])
    for number, cells in sheet.rows:
        if number in wanted:
            _line(target, [cells[i] if i < len(cells) else Cell() for i in kept], places, faults.get(number, []))
    target.column_dimensions[get_column_letter(len(header) + 1)].width = 60


def _line(target: Worksheet, cells: list[Cell], places: dict[str, int], found: list[Fault]) -> None:
    line = target.max_row + 1
    for index, cell in enumerate(cells, 1):
        _put(target, line, index, cell)
    text = "；".join(f"{f.column}：{f.text}" + (f"（{f.remedy}）" if f.remedy else "") for f in found)
    _put(target, line, len(cells) + 1, Cell(text)).alignment = Alignment(wrap_text=True, vertical="top")
    for fault in found:
        if fault.column in places:
            target.cell(line, places[fault.column] + 1).fill = SOFT if fault.warning else BAD


def _put(target: Worksheet, line: int, column: int, cell: Cell) -> Any:
    """照抄一格；文字一律存成文字（公式也不再是公式），存不进去的字符换掉。"""
    placed = target.cell(line, column)
    if isinstance(cell.value, str) and cell.value:
        placed.value = "".join(c if c.isprintable() or c in "\n\t" else "�" for c in cell.value)
        placed.data_type, placed.number_format = "s", "@"
    else:
        placed.value = cell.value
    return placed


def head(sheet: Worksheet, titles: list[str]) -> None:
    """表头一行：加粗、涂色、冻结。"""
    plain(sheet, titles)
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), HEAD
    sheet.freeze_panes = "A2"


def plain(sheet: Worksheet, values: Iterable[Any]) -> None:
    """写一行；文字一律存成文字，“=”开头的也不是公式。"""
    line = 1 if sheet.max_row == 1 and sheet.cell(1, 1).value is None else sheet.max_row + 1
    for index, value in enumerate(values, 1):
        if isinstance(value, str):
            _put(sheet, line, index, Cell(value))
        else:
            sheet.cell(line, index, value)


def as_bytes(book: Workbook) -> bytes:
    """工作簿的字节。"""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
