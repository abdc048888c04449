"""把模板写出的段落和表格（HTML）读成一块一块：段落、表格、另起一页。"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

Run = tuple[str, bool]
"""一段同样的字：文字（换行是 ``\\n``）、是不是加粗。"""


@dataclass(slots=True)
class Paragraph:
    """一段。``kind`` 是样子：court 法院名称、title 标题、annex 附件标题、right 靠右、center 居中、flush 顶格、small 小字、
    last 正文最后一段（与落款在同一页）、text 正文。
    """

    kind: str = "text"
    runs: list[Run] = field(default_factory=list)

    @property
    def text(self) -> str:
        """这一段的文字。"""
        return "".join(text for text, _ in self.runs)


@dataclass(slots=True)
class Row:
    """表的一行。``head`` 是表头，每一页重复。"""

    head: bool
    cells: list[list[Paragraph]] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """一张表。``columns`` 是各栏的宽（``7em``、``1fr``、``auto``），``size`` 是字号（磅）。"""

    columns: list[str]
    size: float
    rows: list[Row] = field(default_factory=list)


class NewPage:
    """另起一页。"""


Block = Paragraph | Table | NewPage
_HEADINGS: Final = {"h1": "court", "h2": "title", "h3": "annex"}


def blocks(html: str) -> list[Block]:
    """读成一块一块，先后不变。"""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Block] = []
        self.table: Table | None = None
        self.open: Paragraph | None = None
        self.bold = self.head = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag in ("p", *_HEADINGS):
            self.open = self._begin(given.get("class") or _HEADINGS.get(tag, "text"))
        elif tag == "br":
            self._write("\n")
        elif tag == "hr":
            self.found.append(NewPage())
        elif tag == "strong":
            self.bold = True
        else:
            self._table_tag(tag, given)

    def _table_tag(self, tag: str, given: dict[str, str]) -> None:
        if tag == "div" and "data-columns" in given:
            self.table = Table(given["data-columns"].split(), float(given["data-size"]))
            self.found.append(self.table)
        elif self.table is not None and tag == "tr":
            self.table.rows.append(Row(self.head))
        elif self.table is not None and tag in ("td", "th"):
            self.table.rows[-1].cells.append([])
            self.open = None
        self.head = self.head or tag == "thead"

    def handle_endtag(self, tag: str) -> None:
        if tag in ("p", "td", "th", "div", *_HEADINGS):
            self.open = None
        if tag == "strong":
            self.bold = False
        elif tag == "thead":
            self.head = False
        elif tag == "table":
            self.table = None

    def handle_data(self, data: str) -> None:
        if data.strip(" \n"):
            self._write(data)

    def _write(self, text: str) -> None:
        if self.open is None:
            self.open = self._begin("text")
        self.open.runs.append((text, self.bold))

    def _begin(self, kind: str) -> Paragraph:
        made = Paragraph(kind)
        if self.table is None:
            self.found.append(made)
        else:
            self.table.rows[-1].cells[-1].append(made)
        return made
