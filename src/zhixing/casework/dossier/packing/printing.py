"""用 Typst 印封面、目录、备考表，把图片印成一页（PDF/A-2b）。同样的内容印出同样的字节。"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Final

import typst

from zhixing.foundation.files.typesetting import CannotPrint, families, fonts, without_glyph

LAYOUTS: Final = Path(__file__).parent / "typ"
GETA: Final = "〓"
"""字体里没有的字（文件名里的表情等），照排印的老办法印作〓；清单里是原样。"""
MOST_MISSING: Final = 40


def front(values: Mapping[str, Any], on: date) -> bytes:
    """封面、目录、备考表。"""
    text = json.dumps(values, ensure_ascii=False)
    for _ in range(MOST_MISSING):
        try:
            return _printed("front", LAYOUTS, {"d": text, "f": json.dumps(families(), ensure_ascii=False)}, on)
        except typst.TypstError as error:
            text = _without(text, error)
    raise CannotPrint("目录里有太多字体里没有的字。请改材料的名称。")


def _without(text: str, error: typst.TypstError) -> str:
    """缺的字换成〓；不是缺字的错误照抛。"""
    missing = without_glyph(error)
    if not missing:
        raise CannotPrint(f"封面、目录印不出：{error}") from None
    for char in set(missing) - {GETA}:
        text = text.replace(char, GETA)
    return text


def picture(path: Path, title: str, on: date) -> bytes | None:
    """一张图片一页；印不了的（坏了、格式特别）为 ``None``，原件照样在包里。"""
    layout = path.with_name("picture.typ")
    layout.write_bytes((LAYOUTS / "picture.typ").read_bytes())
    try:
        return _printed("picture", path.parent, {"p": path.name, "t": title}, on)
    except typst.TypstError:
        return None


def _printed(layout: str, root: Path, values: dict[str, str], on: date) -> bytes:
    stamp = int(datetime.combine(on, time(), UTC).timestamp())
    compiler = typst.Compiler(root=root, font_paths=fonts(), ignore_system_fonts=True)
    made = compiler.compile((root / f"{layout}.typ").read_bytes(), sys_inputs=values, format="pdf", pdf_standards="a-2b", timestamp=stamp)
    if not isinstance(made, bytes):
        raise CannotPrint(f"版面 {layout} 没有印出内容。")
    return made
