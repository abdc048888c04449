"""对外发送的共同约定：发出了没有、到了没有、为什么没有发成；签名用的时刻。"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings

from zhixing.foundation.history import context


class NotConfigured(RuntimeError):
    """没有接入这种渠道。文字说明差什么配置。"""


class Undeliverable(RuntimeError):
    """对方明确说送不到（空号、没有这个信箱）：不用再发。"""


class TryAgain(RuntimeError):
    """这次没有发成，过一会儿再发（连不上、对方忙）。"""


def stamp() -> int:
    """真的此刻，秒数，签名用；演示法院的钟往回拨过，签名不跟着拨。"""
    return int((context.current().now + timedelta(days=settings.DEMO_SHIFT)).timestamp())
