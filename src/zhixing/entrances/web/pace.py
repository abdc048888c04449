"""页面用了多久，告诉后台成批的活（``exchange.control.pacing``）。网页进程（``zhixing serve``）启动时开，测试和命令行不记。"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from zhixing.exchange.control.pacing import Meter, meter

log = logging.getLogger(__name__)


class PaceMiddleware:
    """整页打开的才记：人等着的是它。"""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """办完这次请求，记下用了多久。"""
        mine = meter()
        if mine is None:
            return self.get_response(request)
        began = time.perf_counter()
        response = self.get_response(request)
        if opened(request, response):
            note(mine, (time.perf_counter() - began) * 1000)
        return response


def opened(request: HttpRequest, response: HttpResponse) -> bool:
    """人打开的一个整页。"""
    page = response.get("Content-Type", "").startswith("text/html")
    return request.method == "GET" and response.status_code == 200 and page and not request.headers.get("HX-Request")


def note(mine: Meter, took_ms: float) -> None:
    """记一个；数据库断了不耽误页面。"""
    try:
        mine.note(took_ms, time.monotonic())
    except (OperationalError, InterfaceError) as error:
        log.warning("页面用时没有记下：%s", error)
