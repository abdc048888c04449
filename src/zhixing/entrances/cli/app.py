"""网页应用：Django 以 WSGI 跑在线程里，外面是 uvicorn。带数据库的页面这样比 ASGI 快三四成（stack §5）。"""

from __future__ import annotations

import os
from typing import Any

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhixing.config.settings")
THREADS = 6

_django: Any = get_wsgi_application()
_pages = WSGIMiddleware(_django, workers=THREADS)


async def application(scope: Any, receive: Any, send: Any) -> None:
    """只答 HTTP；别的协议（WebSocket 等）直接关闭。"""
    if scope["type"] == "http":
        await _pages(scope, receive, send)
    elif scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1000})
