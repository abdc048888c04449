"""计算器各页共同的：五个分栏，复制链接，交上来的内容换成链接。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Final

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse

from zhixing.entrances.web.ui import Note, Page, Panel, Piece, Step, Tab, Tabs, show
from zhixing.law import finding

LONGEST: Final = 6000
"""链接至多这么多个字符；再长的，有的浏览器、代理和聊天软件会截断。"""

PLACES: Final = {
    "calculator": "期限", "calculator_interest": "利息", "calculator_fees": "费用", "calculator_distribution": "分配",
    "calculator_capitals": "大写",
}
TITLES: Final = {name: f"{text}计算器" for name, text in PLACES.items()} | {"calculator_capitals": "金额大写"}
_NOT_INPUT: Final = frozenset({"csrfmiddlewaretoken", "do", "page"})
TOO_LONG: Final = "填的内容多，一条链接放不下，所以没有“复制链接”。换一页、关掉以后要重新填。"
PRIVATE: Final = (
    "填的内容只用来算这一次，不保存，也不进日志；要给本院的人看，把链接发给他，登录后看到同样的结果（本院口径改过的，按新的算）。"
    "结果供核对，不能代替确认过的计息单、作出的分配方案。"
)


@dataclass(frozen=True, slots=True)
class Share(Piece):
    """复制链接：链接里是全部内容。没有脚本时可以自己选中复制。"""

    template: ClassVar[str] = "calculator/share.html"
    url: str


def tabs(name: str) -> Tabs:
    """五个分栏。"""
    return Tabs(tuple(Tab(text, reverse(key), key == name) for key, text in PLACES.items()), "计算器")


def compact(query: QueryDict) -> QueryDict:
    """要放进链接的：填了的各栏。"""
    made = QueryDict(mutable=True)
    for key, values in query.lists():
        if key not in _NOT_INPUT and any(values):
            made.setlist(key, values)
    return made


def link(name: str, query: QueryDict) -> str:
    """这一页带着全部内容的地址；太长的为空。"""
    url = f"{reverse(name)}?{compact(query).urlencode()}"
    return url if len(url) <= LONGEST else ""


def share(request: HttpRequest, name: str, query: QueryDict | None) -> Piece:
    """复制链接；太长的、上传的说明放不下。"""
    url = link(name, query) if query is not None else ""
    return Share(request.build_absolute_uri(url)) if url else Note(TOO_LONG, "yellow")


def steps(found: Iterable[finding.Step], title: str = "怎么算出来的") -> Panel:
    """推算步骤，每步带依据。"""
    return Panel(title=title, body=tuple(Step(f"{n}. {step.text}", str(step.article or "")) for n, step in enumerate(found, 1)))


def asking(request: HttpRequest, name: str, body: Iterable[Piece], *, wrong: bool = False, wide: bool = False) -> HttpResponse:
    """还没有算，或者填得不对。"""
    told = (Note(PRIVATE),)
    found = Page(title=TITLES[name], body=(tabs(name), *body, *(told if wide else ())), side=() if wide else told)
    return show(request, found, status=422 if wrong else 200)


def answered(
    request: HttpRequest, name: str, query: QueryDict | None, title: str, found: Iterable[Piece], form: Piece, *, side: Iterable[Piece] = (),
    wide: bool = False,
) -> HttpResponse:
    """算出来了：``found`` 是结果，``form`` 是填的内容。``query`` 为空的没有链接；``wide`` 的不分左右两栏（表格宽的用）。"""
    shared = share(request, name, query)
    more = (*side, Note(PRIVATE))
    body = (tabs(name), *found, shared, form, *more) if wide else (tabs(name), *found, form)
    page = Page(title=title, pretitle=TITLES[name], body=body, side=() if wide else (shared, *more))
    return show(request, page)
