"""把日子、钱、数量说成人话。全部返回文字。"""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

COURT_TIME = ZoneInfo("Asia/Shanghai")
WEEKDAYS = "一二三四五六日"
ISO = re.compile(r"(?<![\d-])(\d{4})-(\d{2})-(\d{2})(?![\d-])")


def day(value: date | None, today: date | None = None) -> str:
    """10月31日；与今天不同年份时带年。没有日子则为空。"""
    if value is None:
        return ""
    same_year = today is not None and value.year == today.year
    return f"{value.month}月{value.day}日" if same_year else full_day(value)


def full_day(value: date | None) -> str:
    """2026年10月31日。"""
    return f"{value.year}年{value.month}月{value.day}日" if value else ""


def dates(text: str) -> str:
    """话里的 2026-11-22 → 2026年11月22日；规则里写的是标准写法，给人看时换过来。"""
    return ISO.sub(lambda found: f"{found[1]}年{int(found[2])}月{int(found[3])}日", text)


def weekday(value: date) -> str:
    """星期二。"""
    return f"星期{WEEKDAYS[value.weekday()]}"


def moment(value: datetime | None, today: date | None = None) -> str:
    """10月31日 16:02，法院所在时区。"""
    if value is None:
        return ""
    local = value.astimezone(COURT_TIME)
    return f"{day(local.date(), today)} {local:%H:%M}"


def yuan(fen: int | None) -> str:
    """分 → 86,420.00。没有则为“—”。"""
    if fen is None:
        return "—"
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def count(number: int, cap: int = 1000) -> str:
    """数量；超过上限显示 1000+。"""
    return f"{cap}+" if number > cap else f"{number:,}"


def left_text(days: int) -> str:
    """离期限还有几天，过了的是负数。

    >>> left_text(0), left_text(-2)
    ('今天最后一天', '已过 2 天')
    """
    return f"已过 {-days} 天" if days < 0 else f"还有 {days} 天" if days else "今天最后一天"
