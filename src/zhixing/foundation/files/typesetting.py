"""用 Typst 排版共用的：字体只用登记过的，缺字体、缺字形都报错，不印方框。

法院自己的字体目录（``ZHIXING_FONTS``，仿宋_GB2312、方正小标宋等）在前，然后是随依赖安装的思源宋体、思源黑体（后者有生僻字）。
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import typst

REQUIRED: Final = ("Noto Serif SC", "Noto Sans CJK SC")
"""必须有的字体：正文，生僻字。"""
PREFERRED: Final = {
    "body": ("仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong"),
    "title": ("方正小标宋简体", "FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05"),
}
"""法院字体目录里有就先用的。"""
PACKAGES: Final = ("pylopdf_fonts_zh_cn", "manimgx_fonts_cjk")
FONTS_ENV: Final = "ZHIXING_FONTS"


_NO_GLYPH: Final = re.compile(r'the text [`"]+(.+?)[`"]+ could not be displayed')
_ESCAPED: Final = re.compile(r"\\u\{([0-9a-f]+)\}")


class CannotPrint(RuntimeError):
    """印不出来：缺字体、缺字形、模板有错。文字说明是什么、怎么办。"""


class MissingFont(CannotPrint):
    """缺少必须有的字体。"""


def without_glyph(error: typst.TypstError) -> str:
    """排版的错误是因为字体里没有这个字的，是什么字；别的错误为空。"""
    found = _NO_GLYPH.search(str(error))
    return _ESCAPED.sub(lambda code: chr(int(code[1], 16)), found[1]) if found else ""


@cache
def families() -> dict[str, list[str]]:
    """正文、标题各用哪些字体，先后为序。缺少必须有的，抛出 :class:`MissingFont`。"""
    installed = set(fonts().families())
    if missing := [name for name in REQUIRED if name not in installed]:
        raise MissingFont(f"缺少字体：{'、'.join(missing)}。请再运行一次 ./run，它会装齐。")
    return {use: [*(name for name in names if name in installed), *REQUIRED] for use, names in PREFERRED.items()}


@cache
def fonts() -> typst.Fonts:
    """装好的字体。"""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(_folders()))


def _folders() -> Iterator[Path]:
    """字体目录：法院自己的在前。"""
    if own := os.environ.get(FONTS_ENV):
        yield Path(own)
    for package in PACKAGES:
        spec = find_spec(package)
        if spec is None or spec.origin is None:
            raise MissingFont(f"缺少字体包 {package}。请再运行一次 ./run，它会装齐。")
        yield Path(spec.origin).parent
