"""网页入口的此刻：法院所在时区。"""

from __future__ import annotations

from django.http import HttpRequest

from zhixing.entrances.clock import now, shifted
from zhixing.foundation.history.context import Context

__all__ = ["context_of", "now", "shifted"]


def context_of(request: HttpRequest) -> Context:
    """这次请求的入口环境。"""
    return Context(now=now(), entrance="web", address=request.META.get("REMOTE_ADDR", "")[:60])
