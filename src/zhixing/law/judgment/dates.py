"""文书里的日期：``2019年8月20日``、``二零一九年六月十三日``；连同“起诉之日”这样的事件。"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from zhixing.law.judgment import numerals

DATE: Final = r"[0-9０-９一二三四五六七八九〇零○]{4}\s*年\s*[0-9０-９一二三四五六七八九十]{1,3}\s*月\s*[0-9０-９一二三四五六七八九十]{1,3}\s*[日曰号]"
_PARTS: Final = re.compile(r"(.+?)年(.+?)月(.+?)[日曰号]?")


def read(text: str) -> date | None:
    """读一个日期，漏写“日”字的也读；没有这一天（2 月 30 日）为 None。"""
    match = _PARTS.fullmatch("".join(text.split()))
    if match is None:
        return None
    year, month, day = (numerals.either(part) for part in match.groups())
    try:
        return date(year or 0, month or 0, day or 0)
    except ValueError:
        return None
