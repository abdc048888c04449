"""读表格文件：.xlsx、.xls、.csv → 表名和行。不懂含义，只管读得准、读不坏。"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import openpyxl
import xlrd

from zhixing.law.articles import cite
from zhixing.law.finding import Refused, refuse

#: 文件上限（字节）：一万行的两张表约 2 MB。
MAX_BYTES = 20 * 2**20
MAX_UNPACKED = 300 * 2**20
MAX_ROWS = 50_000
MAX_BLANK = 10_000
MAX_COLUMNS = 200
MACRO = "_VBA_PROJECT".encode("utf-16-le")
BROKEN, RESAVE = "文件打不开，可能已损坏或加了密码", "请用表格软件打开后另存为 .xlsx 再试"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class Cell:
    """一格：值和毛病（公式、错误值）。值是文本、整数、小数、日期或空。"""

    value: Any = None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """一张表：名称、表头、数据行（行号从 1 起，含表头在内的原表行号）。"""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]
    merged: bool = False


def read(name: str, content: bytes, most: int = MAX_ROWS) -> list[Sheet]:
    """按文件名和内容读出各表，一张表至多 ``most`` 行。读不了、太大、加密、带宏，抛出 ``Refused``，说清怎么办。"""
    kind = glance(name, content)
    return [_csv(name, content, most)] if kind == "csv" else _xlsx(content, most) if kind == "xlsx" else _xls(content, most)


def glance(name: str, content: bytes) -> str:
    """不细读，先看收不收：``xlsx``、``xls``、``csv``。太大、带宏、认不出，抛出 ``Refused``。"""
    if len(content) > MAX_BYTES:
        raise _bad("too_big", f"文件 {len(content) / 2**20:.0f} MB，超过 {MAX_BYTES // 2**20} MB", "请分成几个文件导入")
    if not content.strip():
        raise _bad("empty", "文件是空的", "请重新选择文件")
    if content.startswith(b"PK"):
        return _glance_zip(content)
    if content.startswith(OLE):
        if MACRO in content:
            raise _bad("macro", "文件带宏", "请另存为不带宏的 .xlsx")
        return "xls"
    if name.lower().endswith((".csv", ".txt")):
        return "csv"
    raise _bad("kind", "认不出的文件，只收 .xlsx、.xls、.csv", "请在表格软件里另存为 .xlsx")


def _glance_zip(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            listed = packed.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise _bad("broken", BROKEN, RESAVE) from error
    if sum(info.file_size for info in listed) > MAX_UNPACKED:
        raise _bad("bomb", "文件展开后过大", "请检查是否有大片空白格式，删掉后另存")
    names = {info.filename.lower() for info in listed}
    if any(name.endswith("vbaproject.bin") for name in names):
        raise _bad("macro", "文件带宏", "请另存为不带宏的 .xlsx")
    if "xl/workbook.xml" not in names:
        raise _bad("kind", "不是表格文件，只收 .xlsx、.xls、.csv", "请在表格软件里另存为 .xlsx")
    return "xlsx"


def _bad(code: str, text: str, remedy: str) -> Refused:
    return Refused(refuse(f"workbook.{code}", text, cite("COURT 表格导入"), remedy=remedy))


def _xlsx(content: bytes, most: int) -> list[Sheet]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            merged = {n for n in packed.namelist() if n.startswith("xl/worksheets/") and _has_merges(packed, n)}
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False)
        return [_xlsx_sheet(sheet, merged, most) for sheet in book.worksheets]
    except Refused:
        raise
    except Exception as error:  # 坏文件能引出各种错误；原因留在 __cause__
        raise _bad("broken", BROKEN, RESAVE) from error


def _xlsx_sheet(sheet: Any, merged: set[str], most: int) -> Sheet:
    sheet.reset_dimensions()  # 不信文件自己写的大小
    rows = (tuple(map(_xlsx_cell, row[:MAX_COLUMNS])) for row in sheet.iter_rows())
    return _sheet(sheet.title, rows, getattr(sheet, "_worksheet_path", "") in merged, most)


def _has_merges(packed: zipfile.ZipFile, name: str) -> bool:
    tail = b""
    with packed.open(name) as part:
        while chunk := part.read(2**18):
            if b"<mergeCell " in tail + chunk:
                return True
            tail = chunk[-16:]
    return False


def _xlsx_cell(cell: Any) -> Cell:
    kind = getattr(cell, "data_type", "n")
    if kind == "f":
        return Cell(fault="是公式，请复制后“选择性粘贴”为数值")
    if kind == "e":
        return Cell(fault=f"是错误值 {cell.value}")
    return Cell(_plain(cell.value))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.date() if value.time() == time(0) else value
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value.strip() if isinstance(value, str) else value


def _xls(content: bytes, most: int) -> list[Sheet]:
    try:
        book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=io.StringIO())  # 要格式才读得到合并的格；牢骚不上屏
    except Exception as error:  # 坏文件能引出各种错误；原因留在 __cause__
        raise _bad("broken", BROKEN, RESAVE) from error
    return [_sheet(sheet.name, _xls_rows(sheet, book.datemode), bool(sheet.merged_cells), most) for sheet in book.sheets()]


def _xls_rows(sheet: Any, datemode: int) -> Iterator[tuple[Cell, ...]]:
    return (tuple(_xls_cell(cell, datemode) for cell in sheet.row(i)) for i in range(sheet.nrows))


def _xls_cell(cell: Any, datemode: int) -> Cell:
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return Cell(fault="是错误值")
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return Cell(_plain(xlrd.xldate_as_datetime(cell.value, datemode)))
        except (ValueError, OverflowError, xlrd.XLDateError):
            return Cell(fault="日期读不出")
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return Cell(bool(cell.value))
    return Cell(_plain(cell.value)) if cell.ctype not in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK) else Cell()


def _csv(name: str, content: bytes, most: int) -> Sheet:
    text = _decode(content)
    head = text.split("\n", 1)[0]
    delimiter = max((",", "\t", ";"), key=head.count)
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        return _sheet("案件", (tuple(_csv_cell(v) for v in row) for row in rows), merged=False, most=most)
    except csv.Error as error:
        raise _bad("broken", f"{name} 读不出：引号或分隔符不成对", RESAVE) from error


def _decode(content: bytes) -> str:
    utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if utf16 else ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _bad("encoding", "文字编码认不出", "请另存为“CSV UTF-8”或 .xlsx")


def _csv_cell(text: str) -> Cell:
    text = text.strip()
    if text.startswith("=") and re.match(r'=\s*"[^"]*"$', text):  # 表格软件为保留长数字写的 ="0123"
        text = text.split('"')[1]
    if text.startswith("="):
        return Cell(fault="是公式，请粘贴为数值")
    return Cell(text.lstrip("\t'") or None)


def _sheet(name: str, rows: Iterator[tuple[Cell, ...]], merged: bool, most: int) -> Sheet:
    header: tuple[str, ...] = ()
    kept: list[tuple[int, tuple[Cell, ...]]] = []
    blank = 0
    for number, row in enumerate(rows, 1):
        if all(c.value in (None, "") and not c.fault for c in row):
            blank += 1
            if blank > MAX_BLANK:
                break
            continue
        blank = 0
        if not header:
            header = tuple(re.sub(r"[\s*＊]+", "", str(c.value or "")) for c in row)
            continue
        kept.append((number, row))
        if len(kept) > most:
            raise _bad("rows", f"“{name}”超过 {most} 行", "请分成几个文件导入")
    return Sheet(name, header, tuple(kept), merged)


def as_date(value: Any) -> date | None:
    """格里的日期：日期型，或 2025-01-18、2025/1/18、2025.1.18、2025年1月18日、20250118。不可能的日期返回空。"""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = re.sub(r"\s+0?0:00(:00)?$", "", str(value).strip())
    found = re.fullmatch(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?", text)
    found = found or re.fullmatch(r"(\d{4})(\d{2})(\d{2})", text)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
