"""网页入口的此刻：法院所在时区。"""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone

from zhixing.entrances.web.ui.words import COURT_TIME
from zhixing.foundation.history.context import Context


def now() -> datetime:
    """此刻。"""
    return timezone.now().astimezone(COURT_TIME)


def context_of(request: HttpRequest) -> Context:
    """这次请求的入口环境。"""
    return Context(now=now(), entrance="web", address=request.META.get("REMOTE_ADDR", "")[:60])
