"""公开页面的限速：一个地址在一段时间里至多几次。数在缓存里，和登录的限速一样，每个网页进程各数各的。"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import cache
from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Limit:
    """``name`` 这件事，每个地址 ``seconds`` 秒里至多 ``times`` 次。"""

    name: str
    times: int
    seconds: int

    def exceeded(self, request: HttpRequest) -> bool:
        """又来了一次；超过了没有。"""
        key = f"limit:{self.name}:{request.META.get('REMOTE_ADDR', '')}"
        if cache.add(key, 1, self.seconds):
            return False
        try:
            return int(cache.incr(key)) > self.times
        except ValueError:
            return False  # 恰好到期
