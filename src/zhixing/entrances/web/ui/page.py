"""一页：题目是用户要的那句话，下面是零件。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, is_dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from zhixing.entrances.web.ui.piece import Content, Piece


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """一页。``title`` 是一句话；``tags`` 跟在题目后面；``actions`` 在右上，只有一个 primary。

    ``body`` 依次摆放；给了 ``side`` 就分左右两栏（手机上 ``side`` 在后）。``top`` 横贯全宽，在两栏之上。
    """

    title: str
    pretitle: str = ""
    tags: tuple[Piece, ...] = ()
    actions: tuple[Piece, ...] = ()
    top: tuple[Content, ...] = ()
    body: tuple[Content, ...] = ()
    side: tuple[Content, ...] = ()
    back: str = ""
    back_text: str = "返回"
    scripts: tuple[str, ...] = ()
    refresh_url: str = ""


def show(request: HttpRequest, page: Page, status: int = 200) -> HttpResponse:
    """显示一页。htmx 只要某一块（按目标 id）就只给那一块；目标是抽屉就给抽屉里的样子。"""
    target = request.headers.get("HX-Target", "") if request.headers.get("HX-Request") else ""
    if target == "drawer-body":
        return render(request, "ui/drawer.html", {"page": page, "in_drawer": True}, status=status)
    found = _find(target, (*page.top, *page.body, *page.side)) if target else None
    if found is not None:
        return render(request, "ui/fragment.html", {"piece": found}, status=status)
    return render(request, "ui/page.html", {"page": page}, status=status)


def done(request: HttpRequest, url: str, message: str = "") -> HttpResponse:
    """办成了：说一句，回到 ``url``。htmx 请求由浏览器整页转过去。"""
    if message:
        messages.success(request, message)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


def _find(target: str, pieces: Iterable[object]) -> Piece | None:
    for piece in pieces:
        if isinstance(piece, Piece) and getattr(piece, "id", "") == target:
            return piece
        found = _find(target, _inner(piece))
        if found is not None:
            return found
    return None


def _inner(piece: object) -> list[object]:
    if not (isinstance(piece, Piece) and is_dataclass(piece)):
        return []
    values = [getattr(piece, f.name) for f in fields(piece)]
    return [v for value in values for v in (value if isinstance(value, tuple) else (value,)) if isinstance(v, Piece)]
