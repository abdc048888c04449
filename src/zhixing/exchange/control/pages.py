"""反馈表文件 → 各张表的各行：.xlsx、.xls、.csv、其实是网页的 .xls、有文字的 PDF。不懂含义，只管读得准、读不坏。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from zhixing.exchange import workbook
from zhixing.exchange.bank.reading import rows_of, ways
from zhixing.exchange.bank.text import Received, decode
from zhixing.exchange.control.layouts import recognise
from zhixing.foundation.files.pdf import BROKEN, Unreadable, asked
from zhixing.law.articles import cite
from zhixing.law.finding import Refused, refuse

MOST: Final = 50_000
"""一张表至多这么多行。"""
LOOK: Final = 60


def pages(name: str, content: bytes) -> Iterator[tuple[str, Iterator[Received]]]:
    """各张表：表名和各行。读不了的抛出 ``Refused``，说清怎么办。"""
    if not content.strip():
        raise bad("empty", "文件是空的", "请重新下载")
    if len(content) > workbook.MAX_BYTES:
        raise bad("too_big", f"文件 {len(content) / 2**20:.0f} MB，超过 {workbook.MAX_BYTES // 2**20} MB", "请分成几个文件")
    if content.startswith((b"PK", workbook.OLE)):
        yield from ((sheet.name, rows_of(sheet)) for sheet in workbook.read(name, content, MOST) if sheet.rows or any(sheet.header))
    elif name.lower().endswith(".pdf") or content.startswith(b"%PDF-"):
        yield name, _pdf(content)
    else:
        yield name, _text(content)


def _text(content: bytes) -> Iterator[Received]:
    """分得最开的一种分法；超过上限的拒绝。"""
    found = [list(islice(one, MOST + 1)) for one in ways(decode(content).text)]
    best = max(found, key=lambda rows: max((len(row.cells) for row in rows[:LOOK]), default=0), default=[])
    if len(best) > MOST:
        raise bad("rows", f"超过 {MOST} 行", "请分成几个文件")
    return iter(best)


def _pdf(content: bytes) -> Iterator[Received]:
    """PDF 里的各行，格子照上一个表头的横坐标对齐；一格写成几行的，接到上一行。"""
    try:
        lines = asked(content, "cells")["lines"] if content.startswith(b"%PDF-") else None
    except Unreadable as error:
        raise bad("pdf", BROKEN.get(error.code, BROKEN["broken"]), "也可以下载 Excel 格式的") from error
    if lines is None:
        raise bad("pdf", "不是真的 PDF", "请重新下载")
    if not any(lines):
        raise bad("scanned", "PDF 里没有文字，可能是扫描的", "请下载 Excel 格式的，或者按来函登记")
    return _aligned(lines)


def _aligned(lines: Sequence[Sequence[tuple[float, float, str]]]) -> Iterator[Received]:
    header: Sequence[tuple[float, float, str]] = ()
    for number, line in enumerate(lines, 1):
        texts = [cell[2] for cell in line]
        if recognise(texts, ""):
            header = line
        cells = _under(header, line) if header and len(line) > 1 and line is not header else texts
        yield Received(number, cells, "".join(texts))


def _under(header: Sequence[tuple[float, float, str]], line: Sequence[tuple[float, float, str]]) -> list[str]:
    """各格归到横向重叠最多的一栏；不重叠的归最近的一栏。"""
    cells = [""] * len(header)
    for left, right, text in line:
        place = max(range(len(header)), key=lambda at: min(right, header[at][1]) - max(left, header[at][0]))
        cells[place] += text
    return cells


def bad(code: str, text: str, remedy: str) -> Refused:
    """整个文件不收的理由。"""
    return Refused(refuse(f"feedback_sheet.{code}", text, cite("COURT 表格导入"), remedy=remedy))
