"""入口：设好时间和署名环境，看登录、看口令、看两步验证；把拒绝、无权、过时、没有变成页面。"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pghistory
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from zhixing.casework.cases.access import Forbidden
from zhixing.casework.cases.queries import StalePage
from zhixing.entrances.web import clock, errors, login, remedies, stale, training
from zhixing.entrances.web.centre import served
from zhixing.entrances.web.errors import Trouble, respond
from zhixing.entrances.web.ui.refusal import Refusal
from zhixing.foundation.history import context
from zhixing.law.finding import Refused


class EntranceMiddleware:
    """每个网页请求都从这里进。"""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """在入口环境里办完这次请求。"""
        here = clock.context_of(request)
        with context.use(here), pghistory.context(user=request.session.get("_auth_user_id"), address=here.address, url=request.path):
            response = self.get_response(request)
            if settings.DEMO:
                training.note(request, response)
            return kept_out_of_caches(request, response)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """网址里有空字符的不认；没登录的去登录；口令到期的先改口令；须两步验证的先设好。"""
        if unreadable(request):
            return respond(request, errors.BAD)
        if not getattr(view, "login_required", True):
            return None
        if not request.user.is_authenticated:
            return to_login(request)
        wanted = login.first_thing(request)
        if wanted is None or request.path.startswith("/accounts/"):
            return None
        messages.warning(request, wanted.text)
        return _go(request, reverse(wanted.url_name))

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """已知的几种，用人话回答；其余交给 500。"""
        found = trouble(request, error)
        return respond(request, found) if found else None


def kept_out_of_caches(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """登录以后的页面，浏览器和中间的缓存都不留；页面自己说过怎么留的，照它的。"""
    if request.session.get("_auth_user_id") and not response.has_header("Cache-Control"):
        response["Cache-Control"] = "no-store, private"
    return response


def unreadable(request: HttpRequest) -> bool:
    """网址里有数据库存不了的空字符：不是页面给出的，也不是人打得出的。"""
    return "\x00" in request.path or any("\x00" in value for _, values in request.GET.lists() for value in values)


def to_login(request: HttpRequest) -> HttpResponse:
    """去登录，登录后回到这里（交上去的表单回到表单所在的页）。"""
    opened = request.method == "GET" and not request.headers.get("HX-Request")
    if not opened:
        messages.info(request, "登录已过期，请重新登录。填好的内容会为您填回。")
    back = request.get_full_path() if opened else errors.came_from(request)
    return _go(request, f"{reverse('account_login')}?{urlencode({'next': back})}")


def trouble(request: HttpRequest, error: Exception) -> Trouble | None:
    """错误 → 页面；不认识的返回空。"""
    if isinstance(error, Refused):
        return refused(request, error)
    if isinstance(error, StalePage):
        return stale.trouble(request, error)
    if isinstance(error, Forbidden | PermissionDenied):
        text = f"{error}。什么也没有改变。" if isinstance(error, Forbidden) else f"{error} 什么也没有改变。"
        return Trouble(status=403, title=errors.FORBIDDEN.title, text=text if str(error) else errors.FORBIDDEN.text)
    if isinstance(error, Http404 | ObjectDoesNotExist):
        return served.trouble(request) or errors.MISSING
    return None


def refused(request: HttpRequest, error: Refused) -> Trouble:
    """409：全部理由，每条带依据；在案件里的配上按钮。"""
    case_id = request.resolver_match.kwargs.get("case_id") if request.resolver_match else None
    remedy = remedies.for_case(case_id) if case_id else remedies.nothing
    return Trouble(
        status=409, title="暂不能办理", text="什么也没有改变。下面每一条都写明了依据和怎么补上。",
        pieces=(Refusal.of(error.finding, remedy),),
    )


def _go(request: HttpRequest, url: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)
