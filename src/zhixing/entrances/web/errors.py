"""出错的页面：说清发生了什么、什么没有变、接着怎么办。"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import DisallowedHost
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from zhixing.entrances.web.ui.piece import Content


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """一次出错：状态码、题目、说明、零件。"""

    status: int
    title: str
    text: str = ""
    pieces: tuple[Content, ...] = ()


def respond(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """整页，或者（htmx）只给通知栏里的一块，表单里已填的内容不动。"""
    if request.headers.get("HX-Request"):
        return noticed(request, render(request, "errors/partial.html", {"trouble": trouble}, status=trouble.status))
    return render(request, "errors/page.html", {"trouble": trouble, "back": came_from(request)}, status=trouble.status)


def noticed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """htmx 的答复换到通知栏里；在抽屉里交的，换到抽屉的通知栏。"""
    drawer = request.headers.get("HX-Target") == "drawer-body" and request.method == "POST"
    response["HX-Retarget"] = "#drawer-notice" if drawer else "#notice"
    response["HX-Reswap"] = "innerHTML show:top"
    return response


def came_from(request: HttpRequest) -> str:
    """回到来的那一页（只认本站）；没有，或者主机名就不对，回工作台。"""
    came = request.headers.get("Referer", "")
    try:
        here = f"{request.scheme}://{request.get_host()}/"
    except DisallowedHost:
        return "/"
    return came if came.startswith(here) else "/"


BAD = Trouble(status=400, title="这个请求看不懂", text="可能是地址不完整，或者表单太旧。什么也没有改变，请返回重试。")
FORBIDDEN = Trouble(status=403, title="您没有这项权限", text="什么也没有改变。需要办理的，请找有权限的同事，或请系统管理员核对您的职务。")
MISSING = Trouble(status=404, title="没有这一页", text="可能地址有误，也可能这一件不在您能看的范围之内。")
BROKEN = Trouble(status=500, title="系统出错了", text="刚才的操作没有完成，什么也没有改变。请稍后重试；反复出现请告诉系统管理员。")
UNREACHABLE = Trouble(
    status=503, title="暂时连不上数据库", text="数据库可能正在重启。这一页没有打开，请过一会儿再试；一直打不开请告诉系统管理员。",
)
UNCONFIRMED = Trouble(
    status=503, title="暂时连不上数据库",
    text="刚才的操作可能没有保存，也可能已经保存，现在还不能确认。请过一会儿打开案件核对后再办，免得重办；一直打不开请告诉系统管理员。",
)
LARGEST_BODY = 512 * 2**20
TOO_BIG = Trouble(
    status=413, title="交的文件太大，没有收",
    text=f"每份不超过 50 MB，一次合计不超过 {LARGEST_BODY // 2**20} MB。请分几次上传；录音录像压缩或者剪成几段再传。什么也没有改变。",
)
UNMEASURED = Trouble(status=411, title="没有写明多大，没有收", text="上传的程序没有写明文件多大。请换一个浏览器再试。什么也没有改变。")
RETRY_SECONDS = 10
LOST = ("08", "57P", "53300")  # 连接异常；数据库正在停、正在起；连接数满了（PostgreSQL 错误代码的开头）
EXPIRED = Trouble(status=403, title="页面放得太久了", text="为了安全，这张表单要重新打开。刚才填的内容还在：返回后会自动填回。")


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """表单口令对不上：多半是登录过期或开着旧页面。"""
    return respond(request, EXPIRED)


@login_not_required
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400。"""
    return respond(request, BAD)


@login_not_required
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403。"""
    return respond(request, FORBIDDEN)


@login_not_required
def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404。"""
    return respond(request, MISSING)


@login_not_required
def closed(request: HttpRequest, *args: str) -> HttpResponse:
    """不开放的页面。"""
    return respond(request, MISSING)


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    """500；连不上数据库的 503。模板不用请求里的东西，一次也不查库，库坏了也能显示。"""
    if not disconnected(sys.exception()):
        return bare(request, BROKEN)
    response = bare(request, UNREACHABLE if request.method in ("GET", "HEAD") else UNCONFIRMED)
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def bare(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """不查库的页面，或者（htmx）通知栏里的一块。"""
    partial = request.headers.get("HX-Request")
    text = render_to_string("errors/partial.html" if partial else "errors/bare.html", {"trouble": trouble, "back": "/"})
    response = HttpResponse(text, status=trouble.status)
    return noticed(request, response) if partial else response


def disconnected(error: BaseException | None) -> bool:
    """是不是连不上数据库：没有连上、等不到空闲的连接、中途断了；死锁、超时之类不算（那些确实没有改变什么）。"""
    return any(_lost(one) for one in causes(error))


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """这个错误和引起它的，从外到里。"""
    while error is not None:
        yield error
        error = error.__cause__


def _lost(error: BaseException) -> bool:
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    code: str | None = getattr(error.__cause__, "sqlstate", None)
    return code is None or code.startswith(LOST)
