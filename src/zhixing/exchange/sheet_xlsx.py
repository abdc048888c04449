"""计息单写成表格：计息单、推算过程、依据和口径三张表。金额是数，用户写的文字一律按文字写，“=”开头的也不是公式。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from zhixing.exchange.sheets_out import HEAD, as_bytes, plain
from zhixing.law.debt import EXCLUDED, KINDS, WAYS
from zhixing.law.debt_changes import changes
from zhixing.law.switches import LEVEL_NAMES, LEVELS

Data = Mapping[str, Any]
MONEY: Final = "#,##0.00"
WRAP: Final = Alignment(wrap_text=True, vertical="top")
_DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Heading:
    """表头：法院、案号、当事人、依据、第几版、谁确认、程序版本、没有计入的和要当心的。"""

    court: str
    case: str
    parties: str
    title: str
    version: str
    signed: str
    code: str
    notes: tuple[str, ...] = ()


def workbook(head: Heading, result: Data, inputs: Data) -> bytes:
    """三张表的字节。``result`` 是 ``Sheet.as_data()`` 的样子，``inputs`` 是 CLAIM.json。"""
    book = Workbook()
    _sheet(book.active, head, result)
    _steps(book.create_sheet("推算过程"), result)
    _inputs(book.create_sheet("依据和口径"), head, result, inputs)
    return as_bytes(book)


def _sheet(sheet: Worksheet, head: Heading, result: Data) -> None:
    """计息单：表头、四级、各项、逐事。"""
    sheet.title = "计息单"
    _write(sheet, [f"{head.court}计息单"])
    sheet["A1"].font = Font(bold=True, size=14)
    for name, value in (
        ("案号", head.case), ("当事人", head.parties), ("执行依据", head.title), ("算到", _day(result["as_of"])), ("版次", head.version),
        ("确认", head.signed), ("币种", result["currency"]),
    ):
        _write(sheet, [name, value])
    _titled(sheet, "尚欠", ["级次", "金额"])
    for level in LEVELS:
        _write(sheet, [LEVEL_NAMES[level], _sum(result[level])])
    _write(sheet, ["合计", _sum(result["total"])])
    _bold(sheet)
    _titled(sheet, "各项债务", ["名称", "种类", "金额", "履行期限届满", "本项未还", "利息未还", "加倍未还", "计入加倍基数"])
    for row in result["items"]:
        _write(sheet, [
            row["name"] or row["id"], KINDS.get(row["kind"], row["kind"]), _sum(row["amount"]), _day(row["due"]), _sum(row["left"]),
            _sum(row["general_left"]), _sum(row["double_left"]), "是" if row["in_double_base"] else "否",
        ])
    _lines(sheet, result["lines"])
    _widths(sheet, (14, 26, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 12, 12))


def _lines(sheet: Worksheet, rows: Iterable[Data]) -> None:
    _titled(sheet, "逐事计算", [
        "日期", "事项", "利息日数", "一般债务利息", "加倍日数", "加倍部分", "还款", *(f"抵充{LEVEL_NAMES[level]}" for level in LEVELS),
        "放弃", "多出应退", "尾差", *(f"还欠{LEVEL_NAMES[level]}" for level in LEVELS),
    ])
    for row in rows:
        _write(sheet, [
            _day(row["date"]), row["what"], row["general_days"], _sum(row["general"]), row["delay_days"], _sum(row["double"]), _sum(row["paid"]),
            *(_sum(row[f"to_{level}"]) for level in LEVELS), _sum(row["waived"]), _sum(row["surplus"]), _sum(row["tail"]),
            *(_sum(row[f"left_{level}"]) for level in LEVELS),
        ])


def _steps(sheet: Worksheet, result: Data) -> None:
    """推算过程：逐段的基数、利率、日数、结果、依据，一段一行。"""
    kinds = {"general": "一般债务利息", "double": "加倍部分", "old": "旧规定的迟延利息"}
    _head(sheet, ["债务", "哪一种", "自", "至", "日数", "基数", "乘", "得（元，四舍五入到分）", "精确值（分）", "依据", "说明"])
    for row in result["segments"]:
        _write(sheet, [
            row["item"], kinds.get(row["kind"], row["kind"]), _day(row["from"]), _day(row["to"]), row["days"], _sum(row["base"]), row["formula"],
            _sum(row["amount"]), str(row["exact_fen"]), row["article"], row["flag"],
        ])
    sheet.freeze_panes = "A2"
    _widths(sheet, (18, 16, 12, 12, 8, 16, 30, 20, 24, 48, 40))


def _inputs(sheet: Worksheet, head: Heading, result: Data, inputs: Data) -> None:
    """算的时候用的：依据逐处、款项、口径、提醒、程序版本。"""
    _head(sheet, ["哪一处", "内容", "", "", ""])
    bare = {key: value for key, value in inputs.items() if key not in ("payments", "switches")}
    for text in changes({}, bare):
        place, _, value = text.partition("：")
        _write(sheet, [place, value.removeprefix("（无） → ")])
    _titled(sheet, "款项", ["停止计息日", "怎样清偿", "金额", "指定清偿"])
    for row in inputs.get("payments") or ():
        _write(sheet, [_day(row.get("served_on") or row.get("on")), WAYS.get(str(row.get("how")), ""), _sum(row["amount"]), row.get("to", "")])
    _titled(sheet, "不计加倍部分的期间", ["自", "至", "事由"])
    for row in inputs.get("exclusions") or ():
        _write(sheet, [_day(row["from"]), _day(row["to"]), EXCLUDED.get(str(row["reason"]), "")])
    _titled(sheet, "与默认不同的口径", ["口径", "本单用的", "默认", "谁改的", "为什么"])
    for row in result["switches"]:
        _write(sheet, [row["title"], row["shown"], row["default"], row["by"], row["why"]])
    _titled(sheet, "请注意", [])
    for text in dict.fromkeys((*result["warnings"], *head.notes)):
        _write(sheet, [text])
    _titled(sheet, "程序版本", [head.code])
    _widths(sheet, (34, 40, 18, 24, 40))


def _titled(sheet: Worksheet, title: str, heads: Sequence[str]) -> None:
    """空一行，小题目，栏目。"""
    line = sheet.max_row + 2
    sheet.cell(line, 1, title).font = Font(bold=True, size=12)
    for column, text in enumerate(heads, 1):
        cell = sheet.cell(line + 1, column, text)
        cell.font, cell.fill = Font(bold=True), HEAD


def _head(sheet: Worksheet, titles: Sequence[str]) -> None:
    _write(sheet, titles)
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), HEAD


def _write(sheet: Worksheet, values: Sequence[Any]) -> None:
    """写一行；金额、日期有格式，文字折行。"""
    plain(sheet, [_safe(value) if isinstance(value, str) else value for value in values])
    for cell in sheet[sheet.max_row]:
        if isinstance(cell.value, Decimal | float):
            cell.number_format = MONEY
        elif isinstance(cell.value, date):
            cell.number_format = "yyyy-mm-dd"
        elif isinstance(cell.value, str) and len(cell.value) > 20:
            cell.alignment = WRAP


def _safe(text: str) -> str:
    """“= + - @”开头的文字前面加一撇：另存成 csv 再打开，也不会变成公式。"""
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def _bold(sheet: Worksheet) -> None:
    for cell in sheet[sheet.max_row]:
        cell.font = Font(bold=True)


def _widths(sheet: Worksheet, widths: Sequence[int]) -> None:
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width


def _sum(text: Any) -> Decimal:
    return Decimal(str(text))


def _day(text: Any) -> date | str:
    return date.fromisoformat(str(text)) if text else ""
