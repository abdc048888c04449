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

from zhixing.exchange.sheets_out import HEAD, as_bytes
from zhixing.law.debt import EXCLUDED, KINDS, WAYS
from zhixing.law.debt_changes import changes
from zhixing.law.switches import LEVEL_NAMES, LEVELS

Data = Mapping[str, Any]
MONEY: Final = "#,##0.00"
DAY: Final = "yyyy-mm-dd"
LONG: Final = 20
BOLD: Final = Font(bold=True)
TITLE: Final = Font(bold=True, size=12)
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
    book.remove(book.active)
    _sheet(Page(book.create_sheet("计息单")), head, result)
    _steps(Page(book.create_sheet("推算过程")), result)
    _inputs(Page(book.create_sheet("依据和口径")), head, result, inputs)
    return as_bytes(book)


class Page:
    """一张表，从上往下写；几千行也不回头数。"""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet, self.line = sheet, 0

    def write(self, values: Sequence[Any], font: Font | None = None) -> None:
        """写一行；金额、日期有格式，文字折行，文字一律存成文字。"""
        self.line += 1
        for column, value in enumerate(values, 1):
            _put(self.sheet.cell(self.line, column), value)
            if font is not None:
                self.sheet.cell(self.line, column).font = font

    def heads(self, titles: Sequence[str]) -> None:
        """栏目：加粗、涂色。"""
        self.write(titles, BOLD)
        for column in range(1, len(titles) + 1):
            self.sheet.cell(self.line, column).fill = HEAD

    def part(self, title: str, heads: Sequence[str]) -> None:
        """空一行，小题目，栏目。"""
        self.line += 1
        self.write([title], TITLE)
        if heads:
            self.heads(heads)

    def widths(self, widths: Sequence[int]) -> None:
        """各列的宽。"""
        for column, width in enumerate(widths, 1):
            self.sheet.column_dimensions[get_column_letter(column)].width = width


def _sheet(page: Page, head: Heading, result: Data) -> None:
    """计息单：表头、四级、各项、逐事。"""
    page.write([f"{head.court}计息单"], Font(bold=True, size=14))
    for name, value in (
        ("案号", head.case), ("当事人", head.parties), ("执行依据", head.title), ("算到", _day(result["as_of"])), ("版次", head.version),
        ("确认", head.signed), ("币种", result["currency"]),
    ):
        page.write([name, value])
    page.part("尚欠", ["级次", "金额"])
    for level in LEVELS:
        page.write([LEVEL_NAMES[level], _sum(result[level])])
    page.write(["合计", _sum(result["total"])], BOLD)
    page.part("各项债务", ["名称", "种类", "金额", "履行期限届满", "本项未还", "利息未还", "加倍未还", "计入加倍基数"])
    for row in result["items"]:
        page.write([
            row["name"] or row["id"], KINDS.get(row["kind"], row["kind"]), _sum(row["amount"]), _day(row["due"]), _sum(row["left"]),
            _sum(row["general_left"]), _sum(row["double_left"]), "是" if row["in_double_base"] else "否",
        ])
    _lines(page, result["lines"])
    page.widths((14, 26, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 12, 12))


def _lines(page: Page, rows: Iterable[Data]) -> None:
    page.part("逐事计算", [
        "日期", "事项", "利息日数", "一般债务利息", "加倍日数", "加倍部分", "还款", *(f"抵充{LEVEL_NAMES[level]}" for level in LEVELS),
        "放弃", "多出应退", "尾差", *(f"还欠{LEVEL_NAMES[level]}" for level in LEVELS),
    ])
    for row in rows:
        page.write([
            _day(row["date"]), row["what"], row["general_days"], _sum(row["general"]), row["delay_days"], _sum(row["double"]), _sum(row["paid"]),
            *(_sum(row[f"to_{level}"]) for level in LEVELS), _sum(row["waived"]), _sum(row["surplus"]), _sum(row["tail"]),
            *(_sum(row[f"left_{level}"]) for level in LEVELS),
        ])


def _steps(page: Page, result: Data) -> None:
    """推算过程：逐段的基数、利率、日数、结果、依据，一段一行。"""
    kinds = {"general": "一般债务利息", "double": "加倍部分", "old": "旧规定的迟延利息"}
    page.heads(["债务", "哪一种", "自", "至", "日数", "基数", "乘", "得（元，四舍五入到分）", "精确值（分）", "依据", "说明"])
    for row in result["segments"]:
        page.write([
            row["item"], kinds.get(row["kind"], row["kind"]), _day(row["from"]), _day(row["to"]), row["days"], _sum(row["base"]), row["formula"],
            _sum(row["amount"]), str(row["exact_fen"]), row["article"], row["flag"],
        ])
    page.sheet.freeze_panes = "A2"
    page.widths((18, 16, 12, 12, 8, 16, 30, 20, 24, 48, 40))


def _inputs(page: Page, head: Heading, result: Data, inputs: Data) -> None:
    """算的时候用的：依据逐处、款项、口径、提醒、程序版本。"""
    page.heads(["哪一处", "内容", "", "", ""])
    bare = {key: value for key, value in inputs.items() if key not in ("payments", "switches")}
    for text in changes({}, bare):
        place, _, value = text.partition("：")
        page.write([place, value.removeprefix("（无） → ")])
    page.part("款项", ["停止计息日", "怎样清偿", "金额", "指定清偿"])
    for row in inputs.get("payments") or ():
        page.write([_day(row.get("served_on") or row.get("on")), WAYS.get(str(row.get("how")), ""), _sum(row["amount"]), row.get("to", "")])
    page.part("不计加倍部分的期间", ["自", "至", "事由"])
    for row in inputs.get("exclusions") or ():
        page.write([_day(row["from"]), _day(row["to"]), EXCLUDED.get(str(row["reason"]), "")])
    page.part("与默认不同的口径", ["口径", "本单用的", "默认", "谁改的", "为什么"])
    for row in result["switches"]:
        page.write([row["title"], row["shown"], row["default"], row["by"], row["why"]])
    page.part("请注意", [])
    for text in dict.fromkeys((*result["warnings"], *head.notes)):
        page.write([text])
    page.part("程序版本", [head.code])
    page.widths((34, 40, 18, 24, 40))


def _put(cell: Any, value: Any) -> None:
    """一格：文字存成文字，长的折行；金额、日期有格式。"""
    if isinstance(value, str):
        cell.value, cell.data_type = _safe(value), "s"
        if len(value) > LONG:
            cell.alignment = WRAP
        return
    cell.value = value
    if isinstance(value, Decimal | date):
        cell.number_format = MONEY if isinstance(value, Decimal) else DAY


def _safe(text: str) -> str:
    """“= + - @”开头的文字前面加一撇：另存成 csv 再打开，也不会变成公式；存不进去的字符换掉。"""
    kept = "".join(c if c.isprintable() or c == "\n" else "�" for c in text)
    return f"'{kept}" if text.startswith(_DANGEROUS) else kept


def _sum(text: Any) -> Decimal:
    return Decimal(str(text))


def _day(text: Any) -> date | str:
    return date.fromisoformat(str(text)) if text else ""
