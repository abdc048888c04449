"""电子送达的发送：发件箱里的 ``delivery.sms``、``delivery.email``，和短信网关推来的回执。

短信收下只是发出，等回执说到了手机才是到达；邮件由对方的服务器收下，就是到达。说送不到的、试了几次都不成的、没有接入的，
记为没有发成，案件上接着换别的方式。发出以后抹去发件箱里的码和口令。
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from zhixing.casework.documents.commands import delivering
from zhixing.casework.documents.sealing import codes
from zhixing.exchange import mailing, sms
from zhixing.exchange.channel import NotConfigured, TryAgain, Undeliverable, stamp
from zhixing.foundation.history import context
from zhixing.foundation.outbox.commands import MAX_ATTEMPTS, Handler
from zhixing.foundation.outbox.queries import Message

SECRETS: Final = ("code", "pin")
REF: Final = "delivery-"
NOTICES: Final = "notice-"
"""领款通知的回执（``exchange.notifying``）：收下就行，不是送达。"""
Sending = Callable[[Mapping[str, Any], str], str]


def by_sms(message: Message) -> Mapping[str, Any]:
    """发一条短信；收下了记发出，等回执。"""
    return _through(message, _short, arrives=False)


def by_email(message: Message) -> Mapping[str, Any]:
    """发一封邮件；对方的服务器收下了，就是到达。"""
    return _through(message, _letter, arrives=True)


HANDLERS: Final[dict[str, Handler]] = {f"{delivering.KIND}sms": by_sms, f"{delivering.KIND}email": by_email}


def _through(message: Message, sending: Sending, *, arrives: bool) -> Mapping[str, Any]:
    """发一件。过一会儿能成的抛出 ``TryAgain`` 让发件箱再办，最后一次也不成的记为没有发成。"""
    attempt = int(message.payload["attempt"])
    try:
        number = sending(message.payload, f"{REF}{attempt}")
    except (Undeliverable, NotConfigured, TryAgain) as error:
        if isinstance(error, TryAgain) and message.attempts < MAX_ATTEMPTS:
            raise
        delivering.failed(attempt, str(error))
        _forget(message)
        return {"failed": str(error)}
    delivering.sent(attempt)
    if arrives:
        delivering.arrived(attempt)
    _forget(message)
    return {"number": number}


def _forget(message: Message) -> None:
    """码和口令发出去以后，库里只留摘要。"""
    message.payload = {key: value for key, value in message.payload.items() if key not in SECRETS}


def _short(payload: Mapping[str, Any], ref: str) -> str:
    text = (
        f"{payload['name']}：您有一份文书《{payload['title']}》，案号{payload['case']}。请打开 {_link(payload)} 查收，口令 {payload['pin']}。"
        "法院不会要求您向个人账户转款。"
    )
    return sms.send(payload["target"], text, sign=payload["court"], ref=ref, stamp=stamp())


def _letter(payload: Mapping[str, Any], ref: str) -> str:
    text = (
        f"{payload['name']}：\n\n您有一份文书《{payload['title']}》，案号{payload['case']}。\n\n"
        f"请打开下面的网址，输入口令查收：\n{_link(payload)}\n口令：{payload['pin']}\n\n"
        f"法院不会要求您向个人账户转款。对这封邮件有疑问的，请致电{payload['court']}核实。\n"
    )
    return mailing.send(payload["target"], f"{payload['court']}：文书送达通知", text, sign=payload["court"], ref=ref)


def _link(payload: Mapping[str, Any]) -> str:
    if not codes.base():
        raise NotConfigured(f"没有配置公开网页的网址。请系统管理员配置 {codes.PUBLIC_URL}。")
    return f"{codes.base()}/d/{payload['code']}/"


# ---- 回执 ----


@csrf_exempt
@login_not_required
def receipts(request: HttpRequest) -> HttpResponse:
    """短信网关推来的一条回执：签名对、时间近的才收；重复的无妨。"""
    if request.method != "POST":
        return _said(405, "只收 POST。")
    try:
        key = sms.gateway().key
    except NotConfigured:
        return _said(404, "没有接入短信网关。")
    if int(request.headers.get("Content-Length") or 0) > sms.LARGEST:
        return _said(413, "太大。")
    if not sms.genuine(key, request.headers.get("X-Signature", ""), request.body, stamp()):
        return _said(403, "签名不对，或者过时。")
    try:
        told = sms.receipt(request.body)
        if told.ref.startswith(NOTICES):
            return _said(200, "收到。")
        attempt = int(told.ref.removeprefix(REF))
    except ValueError as error:
        return _said(400, str(error))
    return _noted(attempt, told, context.current().now)


def _noted(attempt: int, told: sms.Receipt, now: datetime) -> HttpResponse:
    try:
        if told.delivered:
            delivering.arrived(attempt, _moment(told.at, now))
        else:
            delivering.failed(attempt, told.reason or "没有到达")
    except ObjectDoesNotExist:
        return _said(404, "没有这一件。")
    return _said(200, "收到。")


def _moment(text: str, now: datetime) -> datetime | None:
    """回执上的时刻；读不懂的、没有时区的、比现在还晚的，以收到回执的时刻为准。"""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo is not None and at <= now else None


def _said(status: int, text: str) -> HttpResponse:
    return JsonResponse({"text": text}, status=status, json_dumps_params={"ensure_ascii": False})
