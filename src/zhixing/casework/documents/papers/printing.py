"""用 Typst 印成 PDF/A-2b。同样的数据印出同样的字节。

字体见 :mod:`zhixing.foundation.files.typesetting`。缺字体、缺字形都报错，不印方框。

排版程序有自己的线程：印过以后再 fork 出的子进程会停住，多进程要用 spawn，或者 fork 以后才印。
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Final

import typst

from zhixing.casework.documents.papers.marks import Mark, pay_mark
from zhixing.foundation.files.typesetting import CannotPrint, families, fonts, without_glyph

LAYOUTS: Final = Path(__file__).parent / "typ"


class MissingGlyph(CannotPrint):
    """有一个字，登记的字体里都没有。``text`` 是这个字，``places`` 是它所在的栏。"""

    def __init__(self, text: str, places: Sequence[str] = ()) -> None:
        where = f"（在{'、'.join(places[:3])}）" if places else ""
        super().__init__(
            f"字体里没有“{text}”（编码 {' '.join(f'U+{ord(char):04X}' for char in text[:4])}）这个字{where}。"
            "请核对这个字；确实要用的，请系统管理员装上有这个字的字体（见运维说明）。"
        )
        self.text = text
        self.places = tuple(places)


@dataclass(frozen=True, slots=True)
class Extras:
    """正文以外的：核验码；是不是稿子（印浅色的“稿”字）；本院自己的模板（空的用自带的）。"""

    mark: Mark | None = None
    draft: bool = False
    source: str | None = None


def printed(layout: str, data: Mapping[str, Any], *, on: date, extras: Extras = Extras()) -> bytes:
    """按版面 ``layout`` 印成 PDF/A-2b。``on`` 是文书的成文日期，写进文件的时间。

    缺字形抛出 :class:`MissingGlyph`，缺字体抛出 ``MissingFont``，模板有错抛出 :class:`CannotPrint`。
    """
    about = {"draft": extras.draft} | (extras.mark.values() if extras.mark else {}) | pay_mark(data.get("account"))
    stamp = int(datetime.combine(on, time(), UTC).timestamp())
    values = {"d": data, "f": families(), "m": about}
    return _compiled(layout, extras.source, values, format="pdf", pdf_standards="a-2b", timestamp=stamp)


def outline(layout: str, data: Mapping[str, Any], *, source: str | None = None) -> str:
    """不排页，只写出段落和表格（HTML），给能改的 Word 文件用。抛出的错误同 :func:`printed`。"""
    values = {"d": data, "f": families(), "m": {}, "t": "docx"}
    return _compiled(layout, source, values, format="html").decode()


_HTML_IS_NEW: Final = "html export is under active development"


def _compiled(layout: str, source: str | None, values: Mapping[str, Any], **form: Any) -> bytes:
    given = {key: json.dumps(value, ensure_ascii=False) for key, value in values.items()}
    try:
        made, warnings = _compiler().compile_with_warnings(_layout(layout, source), sys_inputs=given, **form)
    except typst.TypstError as error:
        raise _explained(error) from None
    if said := [str(warning.message) for warning in warnings if _HTML_IS_NEW not in str(warning.message)]:
        raise CannotPrint(f"模板 {layout} 有警告：{'；'.join(said)}。")
    if not isinstance(made, bytes):
        raise CannotPrint(f"模板 {layout} 没有印出内容。")
    return made


def _layout(layout: str, source: str | None) -> bytes:
    """自带的版面，或者本院自己的；后者不许读别的文件。"""
    if source is None:
        return (LAYOUTS / f"{layout}.typ").read_bytes()
    if found := forbidden(source):
        raise CannotPrint(f"模板里不能用“{found}”：只能引入 base.typ，不读别的文件。")
    return source.encode()


BASE: Final = re.compile(r'^#import "base\.typ": *\*\s*$', re.MULTILINE)
_OUTSIDE: Final = re.compile(
    r"\b(import|include|read|plugin|eval|image|bibliography|csv|cbor|json|toml|xml|yaml|std|dictionary|sys|datetime|raw)\b"
)


def forbidden(source: str) -> str:
    """本院的模板里不许有的写法：引入、读文件、取下载的包、看时钟；没有则为空。"""
    found = _OUTSIDE.search(BASE.sub("", source))
    return found[1] if found else ""


_LOCAL: Final = threading.local()


def _compiler() -> typst.Compiler:
    """每个线程各有一个：同一个编译器不能两个线程同时用。"""
    mine: dict[str, typst.Compiler] = _LOCAL.__dict__
    if "compiler" not in mine:
        mine["compiler"] = typst.Compiler(root=LAYOUTS, font_paths=fonts(), ignore_system_fonts=True)
    return mine["compiler"]


def _explained(error: typst.TypstError) -> CannotPrint:
    missing = without_glyph(error)
    return MissingGlyph(missing) if missing else CannotPrint(f"模板有错：{error}")
