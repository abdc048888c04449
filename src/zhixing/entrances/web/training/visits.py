"""演示法院里打开过哪些页面：只记十步里要看的那几页，一页记一次，进查阅日志。"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.request import QueryDict
from django.urls import ResolverMatch

from zhixing.entrances.web.access import facts_of
from zhixing.entrances.web.training.programme import Programme, programme_for
from zhixing.foundation.history.commands import log_read
from zhixing.foundation.history.queries import readings

OPENED = "打开页面"


def offered(request: HttpRequest) -> bool:
    """这个人有没有十步可走。"""
    return mine(request) is not None


def mine(request: HttpRequest) -> Programme | None:
    """这个人的十步。"""
    return programme_for(facts_of(request), request.user.court)


def note(request: HttpRequest, response: HttpResponse) -> None:
    """这一页若是十步里的，而且是第一次打开，记下来。"""
    opened = request.method == "GET" and response.status_code == 200 and request.resolver_match
    if not opened or not getattr(request, "user", None) or not request.user.is_authenticated:
        return
    programme = mine(request)
    pages = [page for page in (programme.pages if programme else ()) if matches(page, request.resolver_match, request.GET)]
    for page in pages and set(pages) - visited(request, pages):
        log_read(actor=request.user, court_id=request.user.court_id, what=OPENED, detail=page)


def visited(request: HttpRequest, pages: list[str]) -> set[str]:
    """其中已经打开过的。"""
    rows = readings(request.user.court_id).filter(actor_id=request.user.pk, what=OPENED, detail__in=pages)
    return set(rows.values_list("detail", flat=True))


def matches(page: str, here: ResolverMatch, query: QueryDict) -> bool:
    """打开的是不是 ``page`` 这一页：页面名、行为、参数都对得上。"""
    path, _, wanted = page.partition("?")
    name, _, act = path.partition("/")
    if here.url_name != name or (act and here.kwargs.get("act") != act):
        return False
    return all(_same(value, query.get(key, "")) for key, value in QueryDict(wanted).items())


def _same(wanted: object, given: str) -> bool:
    return bool(given) if wanted == "*" else wanted == given
