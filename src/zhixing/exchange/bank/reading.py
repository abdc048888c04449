"""读一个银行文件：看内容定种类，读成对账单。文件名只用来说话，不用来认。"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from zhixing.exchange import workbook
from zhixing.exchange.bank import camt, mt, tables
from zhixing.exchange.bank.keys import numbered
from zhixing.exchange.bank.layouts import Header, Layout, recognise, title
from zhixing.exchange.bank.lines import Statement
from zhixing.exchange.bank.text import MAX_BYTES, Decoded, Received, bad, decode, from_html, split

MOST: Final = 300_000
"""一张工作表至多这么多行。"""
_DELIMITERS: Final = (",", "\t", ";", "|")
_HTML: Final = ("<html", "<table", "<!doctype html", "<meta")
_SAMPLE: Final = 10


def read(name: str, content: bytes, own: Sequence[Layout] = (), account: str = "") -> list[Statement]:
    """各账户的对账单。

    ``own`` 是这个法院对照过的栏目，先认它；``account`` 是本账户，文件里没有写、写得不全的用它。
    文件读不了（空的、太大、加了密码、认不出表头、XML 带实体），抛出 ``Refused``，说清怎么办；一行一笔的毛病都在对账单里。
    """
    if len(content) > MAX_BYTES:
        raise bad("too_big", f"文件 {len(content) / 2**20:.0f} MB，超过 {MAX_BYTES // 2**20} MB", "请按日期分成几个文件")
    if not content.strip():
        raise bad("empty", "文件是空的", "请重新下载")
    found = _statements(name, content, own, account)
    return numbered(_owned(one, account) for one in found)


def _owned(one: Statement, account: str) -> Statement:
    """文件里没有写账号的，用给的。"""
    if one.account or not account:
        return one
    return replace(one, account=account, lines=tuple(replace(line, account=account) for line in one.lines))


def _statements(name: str, content: bytes, own: Sequence[Layout], account: str) -> list[Statement]:
    if content.startswith((b"PK", workbook.OLE)):
        return _workbook(name, content, own, account)
    start = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith((b"<?xml", b"<Document", b"<ns")) and b"<html" not in start.lower():
        return camt.statements(content.lstrip(b"\xef\xbb\xbf \t\r\n"))
    if start.startswith((b":20:", b"{1:")) or b"\n:20:" in start:
        return mt.statements(content)
    return _text(decode(content), own, account)


def _text(found: Decoded, own: Sequence[Layout], account: str) -> list[Statement]:
    """逗号、制表符、分号、竖线分格的，和其实是网页的。"""
    for rows in ways(found.text):
        if made := tables.statements(rows, own, account):
            extra = (found.note,) if found.note else ()
            return [*made[:-1], replace(made[-1], cut=found.cut or made[-1].cut, notes=made[-1].notes + extra)]
    raise _unknown()


def ways(text: str) -> Iterator[Iterator[Received]]:
    """一段文字可以怎样分格：网页里的表，逗号、制表符、分号、竖线。"""
    if text.lstrip()[:200].lower().startswith(_HTML):
        yield from_html(text)
    yield from (split(text, delimiter) for delimiter in _DELIMITERS if delimiter in text)


def _unknown() -> Exception:
    return bad("columns", "认不出表头：没有找到日期和金额的栏", "请核对是不是银行明细；是的，在“栏目对照”里指定各栏")


def _workbook(name: str, content: bytes, own: Sequence[Layout], account: str) -> list[Statement]:
    made: list[Statement] = []
    skipped: list[str] = []
    for sheet in workbook.read(name, content, MOST):
        found = tables.statements(rows_of(sheet), own, account)
        made += found
        if not found and sheet.rows:
            skipped.append(f"工作表“{sheet.name}”没有认出表头，没有读")
    if not made:
        raise _unknown()
    return [*made[:-1], replace(made[-1], notes=(*made[-1].notes, *skipped))]


def rows_of(sheet: workbook.Sheet) -> Iterator[Received]:
    """工作表的各行，连同表头。"""
    if any(sheet.header):
        yield Received(1, sheet.header, "\t".join(sheet.header))
    width = max((len(cells) for _, cells in sheet.rows), default=0)
    width = max(width, len(sheet.header))  # 末尾的空格文件里不写，补齐
    for number, cells in sheet.rows:
        values = [cell if cell.fault else cell.value for cell in cells] + [None] * (width - len(cells))
        yield Received(number, values, "\t".join("" if one is None else one.fault if isinstance(one, workbook.Cell) else str(one) for one in values))


# —— 栏目对照 ————————————————————————————————————————————————————————————


@dataclass(frozen=True, slots=True)
class Survey:
    """给人对照用的：可能是表头的一行在第几行、栏名、下面几行的样子，和现在认成什么（认不出的为空）。"""

    row: int
    titles: tuple[str, ...]
    sample: tuple[tuple[str, ...], ...]
    header: Header | None = None


def survey(name: str, content: bytes, own: Sequence[Layout] = ()) -> Survey:
    """表格文件的样子。取认得出的那一行，认不出的取格子最多的一行。读不了的抛出 ``Refused``。"""
    rows = [list(islice(one, tables.LOOK + _SAMPLE)) for one in _every(name, content)]
    best = max(((row, place, page) for page in rows for place, row in enumerate(page)), key=lambda one: _likeness(one[0], own), default=None)
    if best is None:
        raise _unknown()
    row, place, page = best
    sample = tuple(tuple("" if cell is None else str(cell) for cell in one.cells) for one in page[place + 1 : place + 1 + _SAMPLE])
    return Survey(row.number, tuple(title(str(cell or "")) for cell in row.cells), sample, recognise(row.cells, own))


def _every(name: str, content: bytes) -> Iterable[Iterator[Received]]:
    if content.startswith((b"PK", workbook.OLE)):
        return [rows_of(sheet) for sheet in workbook.read(name, content, MOST)]
    return ways(decode(content).text)


def _likeness(row: Received, own: Sequence[Layout]) -> tuple[bool, int]:
    """像不像表头：认得出的最像，其次看有几格是文字。"""
    words = {cell for cell in row.cells if isinstance(cell, str) and cell and not any(char.isdigit() for char in cell)}
    return recognise(row.cells, own) is not None, len(words)
