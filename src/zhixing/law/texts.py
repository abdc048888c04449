"""文字：收进来之前的整理和检查。

孤立代理项存不进数据库，控制字符会弄乱表格和文书；两样都不收，说出在第几个字。
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from typing import Any, Final

_WIDE: Final = str.maketrans(
    {i: i - 0xFEE0 for i in range(0xFF10, 0xFF1A)}  # ０-９
    | {i: i - 0xFEE0 for i in (*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}  # Ａ-Ｚ ａ-ｚ
    | {0x3000: " ", 0xA0: " ", 0xFF0D: "-", 0xFF0F: "/"}
)
_TURNING: Final = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
"""改变书写方向的：能让“甲”看上去是“乙”，编号倒过来。"""
_INVISIBLE: Final = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD, *_TURNING))
_ALLOWED_CONTROLS: Final = frozenset("\n\r\t")
MOST_DOTS: Final = 200
"""一份 TOML 一行里至多几个点：一层套一层的名字读起来越长越慢。"""


def flaw(text: str) -> str:
    """不能收的地方，一句话；没有问题为空串。

    >>> flaw("张三")
    ''
    >>> flaw("张" + chr(0xD800))
    '第2个字是残缺字符（孤立代理项），请重新输入'
    """
    for place, char in enumerate(text, 1):
        category = unicodedata.category(char)
        if category == "Cs":
            return f"第{place}个字是残缺字符（孤立代理项），请重新输入"
        if (category == "Cc" and char not in _ALLOWED_CONTROLS) or ord(char) in _TURNING:
            return f"第{place}个字是看不见的控制字符（编码{ord(char)}），请删去"
    return ""


def halfwidth(text: str) -> str:
    """全角数字、字母和空格转半角；标点和括号照旧。

    >>> halfwidth("２０２５年Ａ座（东）")
    '2025年A座（东）'
    """
    return text.translate(_WIDE)


def line(text: str) -> str:
    """一行文字：去掉零宽字符、改变书写方向的字符，空白并成一个空格，全角数字字母转半角。"""
    return re.sub(r"\s+", " ", halfwidth(text).translate(_INVISIBLE)).strip()


def block(text: str) -> str:
    """多行文字：行内照 :func:`line` 整理，保留换行，去掉首尾空行。"""
    lines = (line(row) for row in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return "\n".join(lines).strip("\n")


def toml(text: str) -> dict[str, Any]:
    """读人写的 TOML；写法不对的、套得太深的、数太长的抛出 :class:`ValueError`，知道在第几行的带着 ``line``。

    >>> toml("a = 1")
    {'a': 1}
    """
    for number, row in enumerate(text.split("\n"), 1):
        if row.count(".") > MOST_DOTS:
            raise ValueError(f"一行里的点太多 (at line {number})")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ValueError("套得太深") from None
