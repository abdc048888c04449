"""各入口的此刻：法院所在时区。

演示法院从快照恢复时，快照截止那天就是“今天”：钟往回拨整整若干天（``ZHIXING_DEMO_SHIFT``），此后照常走。
真实的法院从不拨钟。登录、会话、限速用的是真的时间。
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings


def now() -> datetime:
    """此刻。"""
    return datetime.now(ZoneInfo(settings.TIME_ZONE)) - timedelta(days=settings.DEMO_SHIFT)


def shifted() -> date | None:
    """拨了钟的演示法院，今天是哪天；没有拨钟的为空。"""
    return now().date() if settings.DEMO_SHIFT else None
