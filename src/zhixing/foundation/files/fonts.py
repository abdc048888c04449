"""排版用的字体：只用登记过的，缺了就报错，不印方框。

法院自己的字体目录（``ZHIXING_FONTS``，仿宋_GB2312、方正小标宋等）在前，然后是随依赖安装的思源宋体、思源黑体（后者有生僻字）。
"""

from __future__ import annotations

import os
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


class MissingFont(RuntimeError):
    """缺少必须有的字体。"""


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
