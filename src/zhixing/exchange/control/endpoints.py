"""协助单位来取、来交的地址（``/in/agency/代码/…``），写法见 docs/areas/channels.md 第 1 节。

每次请求都签名；交来的照字节存下就回答，读懂读不懂以后再说（:mod:`zhixing.exchange.control.receiving`）。
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from zhixing.casework.control.commands import keeping, requesting, sending
from zhixing.casework.control.queries_orders import Order
from zhixing.casework.control.queries_waves import PULLED, Agency, Request
from zhixing.exchange.bank_link import signature
from zhixing.exchange.channel import stamp as now_stamp
from zhixing.exchange.control import offering
from zhixing.exchange.control.envelope import MAX_BYTES, several, write
from zhixing.foundation.history import context

KEYS: Final = "ZHIXING_AGENCY_KEYS"
FRESH_SECONDS: Final = 300
MOST: Final = 500
PIECE: Final = 2**16
SORTS: Final = ("ack", "feedback", "control", "receipt", "rollback", "reject")
View = Callable[..., HttpResponse]


class _Answer(Exception):
    """不往下办，就这样回答。"""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status, self.text = status, text


def _open(view: View) -> View:
    """不登录、不用表单的令牌：凭签名。"""

    def answered(request: HttpRequest, **given: str) -> HttpResponse:
        try:
            return view(request, **given)
        except _Answer as answer:
            return JsonResponse({"text": answer.text}, status=answer.status, json_dumps_params={"ensure_ascii": False})

    return csrf_exempt(login_not_required(answered))


# ---- 来取 ----


@_open
def requests(request: HttpRequest, code: str) -> HttpResponse:
    """取待办的：控制令在前，查询请求在后。"""
    return _xml(taken(_pulling(request, code), _limit(request), again=request.GET.get("again") == "1"))


@_open
def documents(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """取一个请求的文书。"""
    return _xml(documents_of(_pulling(request, code), number))


@_open
def cards(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """取经办人的两证。"""
    return _xml(cards_of(_pulling(request, code), number))


def taken(agency: Agency, limit: int, *, again: bool = False) -> bytes:
    """一家单位取走至多 ``limit`` 个的报文；``again`` 是先前取走而没有说收到的也再给。"""
    now = context.current().now
    orders = sending.take(agency, limit, now, again=again)
    queries = requesting.take(agency, limit - len(orders), now, again=again) if limit > len(orders) else []
    made = [*map(offering.order, orders), *map(offering.query, queries)]
    return several(made, court=agency.court.daizi, more=len(made) >= limit)


def documents_of(agency: Agency, number: str) -> bytes:
    """一个请求的文书的报文。"""
    row = _given(agency, number)
    papers = offering.papers_of_order(row) if isinstance(row, Order) else offering.papers_of_request(row)
    return write(offering.documents(number, agency, papers))


def cards_of(agency: Agency, number: str) -> bytes:
    """一个请求的经办人两证的报文。"""
    officer = _given(agency, number).officer
    if officer is None:
        raise _Answer(404, "这个请求没有写明经办人。")
    return write(offering.cards(number, agency, officer))


def _pulling(request: HttpRequest, code: str) -> Agency:
    if request.method != "GET":
        raise _Answer(405, "只收 GET。")
    agency = _agency(code)
    _genuine(request, code, b"")
    return agency


def _limit(request: HttpRequest) -> int:
    told = request.GET.get("limit", "100")
    return min(max(int(told), 1), MOST) if told.isascii() and told.isdecimal() and len(told) < 5 else 100


def _given(agency: Agency, number: str) -> Request | Order:
    """给过它的那个请求、那道令；还没有发出的、别家的都当作没有。"""
    cards = ("officer__user", "officer__work_image", "officer__duty_image")
    requests = Request.objects.filter(agency=agency, number=number).exclude(state__in=(Request.State.DRAFT, Request.State.CANCELLED))
    orders = Order.objects.filter(agency=agency, number=number).exclude(state__in=(Order.State.DRAFT, Order.State.READY))
    found = requests.select_related("wave__notice", *cards).first() or orders.select_related("ruling__file", "notice__file", *cards).first()
    if found is None:
        raise _Answer(404, "没有这个请求。")
    return found


# ---- 来交 ----


@_open
def take_in(request: HttpRequest, code: str, sort: str) -> HttpResponse:
    """收一份，照字节存下。"""
    if request.method != "POST":
        raise _Answer(405, "只收 POST。")
    agency = _agency(code)
    if sort not in SORTS:
        raise _Answer(404, "没有这个地址。")
    content = _body(request, agency, sort)
    _genuine(request, code, content)
    if not content.strip():
        raise _Answer(400, "是空的。")
    reply, new = keeping.stored(agency=agency, sort=sort, raw=content, now=context.current().now)
    return JsonResponse({"reply": reply.pk, "again": not new})


def _body(request: HttpRequest, agency: Agency, sort: str) -> bytes:
    """一段一段地读；超过上限的，读到那里为止，记一次，不收。"""
    told = request.META.get("CONTENT_LENGTH") or "0"
    if told.isdecimal() and int(told[:19]) > MAX_BYTES:
        raise _too_large(agency, sort, int(told[:19]))
    pieces: list[bytes] = []
    size = 0
    while piece := request.read(PIECE):
        size += len(piece)
        if size > MAX_BYTES:
            raise _too_large(agency, sort, size)
        pieces.append(piece)
    return b"".join(pieces)


def _too_large(agency: Agency, sort: str, size: int) -> _Answer:
    keeping.oversized(agency=agency, sort=sort, size=size, now=context.current().now)
    return _Answer(413, f"超过 {MAX_BYTES // 2**20} MB，没有收。请分成几份。")


# ---- 是谁 ----


def _agency(code: str) -> Agency:
    found = list(Agency.objects.filter(code=code, enabled=True, channel__in=PULLED).select_related("court")[:2])
    if len(found) != 1:
        raise _Answer(404, "没有这家单位，或者几家法院用了同一个代码。")
    return found[0]


def _genuine(request: HttpRequest, code: str, content: bytes) -> None:
    """签名对、时间近；没有配置密钥的当作没有接入。"""
    folder = os.environ.get(KEYS, "")
    file = Path(folder) / f"{code}.key"
    if not folder or not file.is_file():
        raise _Answer(404, "没有接入。")
    given = request.headers.get("X-Signature", "")
    stamp = given.partition(".")[0]
    if not (stamp.isascii() and stamp.isdecimal() and len(stamp) <= 12) or abs(now_stamp() - int(stamp)) > FRESH_SECONDS:
        raise _Answer(403, "没有签名，或者过时。")
    right = signature(file.read_bytes().strip(), int(stamp), request.method or "", request.get_full_path(), content)
    if not hmac.compare_digest(right.encode(), given.encode()):
        raise _Answer(403, "签名不对。")


def _xml(content: bytes) -> HttpResponse:
    return HttpResponse(content, content_type="application/xml; charset=utf-8")
