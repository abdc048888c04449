"""文本文件：认编码，分行分格。半个文件、引号不成对、夹着坏字都读得下去，坏在哪里说出来。"""

from __future__ import annotations

import csv
import html.parser
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from zhixing.law.articles import cite
from zhixing.law.finding import Refused, refuse

#: 文本文件的上限（字节）：十万行明细约 20 MB，camt 约 200 MB。
MAX_BYTES: Final = 256 * 2**20
LOST: Final = "\N{REPLACEMENT CHARACTER}"
_TALLEST: Final = 6
"""一格里至多这么多行；引号到这里还不成对的，不当引号。"""


@dataclass(frozen=True, slots=True)
class Received:
    """文件里的一行：第几行、各格、原文。格是文字、数、日子，或者有毛病的 ``workbook.Cell``。"""

    number: int
    cells: Sequence[Any]
    raw: str


@dataclass(frozen=True, slots=True)
class Decoded:
    """文字；``cut`` 是末尾断在半个字上；``note`` 是编码上要知道的话。"""

    text: str
    cut: bool = False
    note: str = ""


def bad(code: str, text: str, remedy: str) -> Refused:
    """整个文件不收的理由。"""
    return Refused(refuse(f"bank.{code}", text, cite("COURT 表格导入"), remedy=remedy))


def decode(content: bytes) -> Decoded:
    """UTF-8（带不带 BOM）、GB18030（含 GBK）、带 BOM 的 UTF-16。夹着坏字的，换成 � 读下去。"""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _shown(Decoded(content.decode("utf-16", "replace")))
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return _shown(Decoded(content.decode(encoding)))
        except UnicodeDecodeError as error:
            if error.reason in ("unexpected end of data", "incomplete multibyte sequence") and error.end >= len(content) - 3:
                return _shown(Decoded(content[: error.start].decode(encoding), cut=True))
    text = min((content.decode(encoding, "replace") for encoding in ("utf-8-sig", "gb18030")), key=lambda one: one.count(LOST))
    return _shown(Decoded(text, note=f"有{text.count(LOST)}个字认不出，所在的行另有标明"))


def _shown(found: Decoded) -> Decoded:
    """空字符存不进数据库，换成 �。"""
    return Decoded(found.text.replace("\0", LOST), found.cut, found.note) if "\0" in found.text else found


def split(text: str, delimiter: str) -> Iterator[Received]:
    """按分隔符分格，空行不要。引号成对才算引号。"""
    lines = io.StringIO(text, newline=None).read().split("\n")
    place = 0
    while place < len(lines):
        tall = _height(lines, place)
        raw = "\n".join(lines[place : place + tall])
        if raw.strip():
            yield Received(place + 1, _cells(raw, delimiter, closed=raw.count('"') % 2 == 0), raw)
        place += tall


def _height(lines: list[str], place: int) -> int:
    """从这里起，到引号成对为止有几行；一直不成对的算一行。"""
    quotes = 0
    for tall, line in enumerate(lines[place : place + _TALLEST], 1):
        quotes += line.count('"')
        if quotes % 2 == 0:
            return tall
    return 1


def _cells(raw: str, delimiter: str, *, closed: bool) -> list[str]:
    if '"' not in raw or not closed:
        return [_cell(one) for one in raw.replace('"', "").split(delimiter)]
    try:
        return [_cell(one) for one in next(csv.reader([raw], delimiter=delimiter))]
    except (csv.Error, StopIteration):
        return [_cell(one) for one in raw.replace('"', "").split(delimiter)]


def _cell(text: str) -> str:
    text = text.strip().lstrip("'")
    return text[2:-1] if text.startswith('="') and text.endswith('"') else text


class _Tables(html.parser.HTMLParser):
    """网页里的表格，一个 tr 一行。"""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self.rows[-1].append("")
        self.inside = tag in ("td", "th") or (self.inside and tag != "tr")

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag not in ("td", "th", "tr")

    def handle_data(self, data: str) -> None:
        if self.inside and self.rows and self.rows[-1]:
            self.rows[-1][-1] += data


def from_html(text: str) -> Iterator[Received]:
    """有的网银导出的 ``.xls`` 其实是网页。"""
    tables = _Tables()
    tables.feed(text)
    for number, cells in enumerate(tables.rows, 1):
        tidy = [_cell(cell) for cell in cells]
        if any(tidy):
            yield Received(number, tidy, "\t".join(tidy))
