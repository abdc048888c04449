"""页面能不能开：读 ``law.rights``，一次请求只算一遍。"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from zhixing.foundation.history import context
from zhixing.foundation.people.facts import user_facts
from zhixing.law.rights import CourtRights, UserFacts, court_rights

View = Callable[..., HttpResponse]


def facts_of(request: HttpRequest) -> UserFacts:
    """登录人今天的职务、团队、代行。"""
    if not hasattr(request, "_facts"):
        request._facts = user_facts(request.user, context.current().today)  # type: ignore[attr-defined]
    return request._facts  # type: ignore[attr-defined, no-any-return]


def rights_of(request: HttpRequest) -> CourtRights:
    """登录人今天的院级权限；没登录的什么也没有。"""
    if not request.user.is_authenticated:
        return CourtRights()
    if not hasattr(request, "_rights"):
        request._rights = court_rights(facts_of(request))  # type: ignore[attr-defined]
    return request._rights  # type: ignore[attr-defined, no-any-return]


def does_casework(request: HttpRequest) -> bool:
    """办案的人：今天有职务（含代行），而且不是系统、安全、审计管理员；三员不看案件。"""
    facts = facts_of(request)
    return bool(facts.all_posts) and not facts.is_admin


def needs(*wanted: str) -> Callable[[View], View]:
    """页面要有 ``wanted`` 之一的院级权限，否则 403。"""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not any(getattr(rights_of(request), right) for right in wanted):
                raise PermissionDenied("您的职务不能打开这一页。")
            return view(request, *args, **kwargs)

        return guarded

    return guard
