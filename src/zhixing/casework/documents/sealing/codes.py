"""核验码：印在文书末页，写进二维码；凭它在公开页面查这份文书。

随机取，猜不出来：16 个字母数字（去掉容易看错的），80 位。网址的开头是 ``ZHIXING_PUBLIC_URL``（如 https://zhixing.example.cn）。
"""

from __future__ import annotations

import os
import re
import secrets
from typing import Final

LETTERS: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH: Final = 16
PUBLIC_URL: Final = "ZHIXING_PUBLIC_URL"
_FOUND: Final = re.compile(f"[{LETTERS}]{{{LENGTH}}}")


def new_code() -> str:
    """新的核验码，四个一组，如 ``K7QD-2M9X-4T8P-HB6R``。"""
    letters = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    return "-".join(letters[start : start + 4] for start in range(0, LENGTH, 4))


def base() -> str:
    """公开网页的网址的开头，末尾没有斜杠；没有配置 ``ZHIXING_PUBLIC_URL`` 的为空。"""
    return os.environ.get(PUBLIC_URL, "").rstrip("/")


def address(code: str) -> str:
    """二维码里写的网址；没有配置 ``ZHIXING_PUBLIC_URL`` 的，只写路径。"""
    return f"{base()}/v/{code}/"


def read_code(text: str) -> str:
    """人打的、扫出来的核验码，写成标准的样子；大小写、空格、短横、整个网址都认。不是核验码的为空。"""
    last = re.split(r"[?#]", text.strip())[0].rstrip("/").rpartition("/")[2]
    letters = re.sub(r"[\s—–－-]", "", last).upper()
    if not _FOUND.fullmatch(letters):
        return ""
    return "-".join(letters[start : start + 4] for start in range(0, LENGTH, 4))
