"""交上来的东西有多大：看一眼写明的大小，太大的一个字节也不读就回绝；没有写明的不收。"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from zhixing.entrances.web import errors


class BodyLimitMiddleware:
    """放在读表单的各层之前。"""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """放行，或者一句话回绝。"""
        length = request.META.get("CONTENT_LENGTH") or ""
        if "chunked" in request.headers.get("Transfer-Encoding", "").lower() and not length:
            return errors.bare(request, errors.UNMEASURED)
        if length.isdecimal() and int(length[:19]) > errors.LARGEST_BODY:
            return errors.bare(request, errors.TOO_BIG)
        return self.get_response(request)
