"""电子送达的网页：凭短信、邮件里的网址和口令查收文书，不用账号。

没有输对口令，只说是哪家法院的，不说文书、案件和姓名。看过文书就是已阅，由系统记下时刻。不读会话，不设 Cookie：
输对口令以后半小时内有效的凭据写在网址里。
"""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote

from django.contrib.auth.decorators import login_not_required
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from zhixing.casework.cases.queries import Case, Party, Role
from zhixing.casework.centre.queries_turns import turn_of
from zhixing.casework.documents import queries, queries_service
from zhixing.casework.documents.commands import delivering
from zhixing.casework.documents.queries_service import Delivery
from zhixing.entrances.portal.limits import Limit
from zhixing.entrances.portal.notices import Notice, closed
from zhixing.foundation.files.storage import Damaged
from zhixing.foundation.history import context
from zhixing.law.states import ENDED
from zhixing.law.turn_words import for_party

PINS: Final = Limit("pin", 30, 600)
LOOKS: Final = Limit("delivery", 120, 600)
TOKEN_SECONDS: Final = 1800
KEPT_DAYS: Final = 365
_SIGNER: Final = TimestampSigner(salt="zhixing.portal.delivery")

UNKNOWN: Final = Notice("yellow", "没有这次送达", (
    "请核对网址是不是短信、邮件里的那一个，有没有少字。", "法院已经撤回的送达也打不开。有疑问的，打电话向法院核对，电话从官方渠道查。",
))
OVER: Final = Notice("yellow", "已经过了查收的时间", ("请到法院领取，或者打电话请法院重新发送。",))
LOCKED: Final = Notice("red", "口令错得太多，已经锁住", ("请打电话请法院重新发送，或者到法院领取。",))
WRONG: Final = Notice("yellow", "口令不对", ("口令是短信、邮件里的六位数字，请再核对。",))
TOO_OFTEN: Final = Notice("yellow", "打开得太频繁了", ("请过十分钟再试。",))
EXPIRED: Final = Notice("yellow", "页面放得太久了", ("请再输一次口令。",))
DAMAGED: Final = Notice("red", "文件暂时打不开", ("请打电话告诉法院，由法院核对后重新发送。",))


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, code: str) -> HttpResponse:
    """``/d/码/``：先输口令；对了，列出送来的文书。表单不靠会话，凭口令，所以不用表单口令。"""
    if LOOKS.exceeded(request):
        return _told(request, TOO_OFTEN, 429)
    found = _found(code)
    if isinstance(found, Notice):
        return _told(request, found, 404 if found is UNKNOWN else 410)
    if request.method == "POST":
        return _entered(request, found, code)
    token = request.GET.get("t", "")
    if token and not _holds(token, found):
        return _asked(request, found, EXPIRED, 403)
    return _listed(request, found, code, token) if token else _asked(request, found)


@require_safe
@login_not_required
def paper(request: HttpRequest, code: str, attempt_id: int) -> HttpResponse:
    """``/d/码/编号/``：看其中一份。打开了就是已阅。"""
    found = _found(code)
    if isinstance(found, Notice) or LOOKS.exceeded(request):
        return _told(request, found if isinstance(found, Notice) else TOO_OFTEN, 404 if isinstance(found, Notice) else 429)
    if not _holds(request.GET.get("t", ""), found):
        return _asked(request, found, EXPIRED, 403)
    row = next((one for one in queries_service.enclosed(found.attempt) if one.pk == attempt_id), None)
    if row is None:
        return _told(request, UNKNOWN, 404)
    document = row.recipient.document
    try:
        content = queries.pdf(document)
    except Damaged:
        return _told(request, DAMAGED, 503)
    if request.method == "GET":
        delivering.read(found.pk)
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(document.title + document.number)}.pdf"
    return closed(answer)


def _found(code: str) -> Delivery | Notice:
    """哪一次投递；没有、撤回了、过期了的，是一块说明。"""
    found = queries_service.by_code(delivering.digest(code.strip().upper()))
    if found is None:
        return UNKNOWN
    sent = found.sent_at
    return OVER if sent is not None and (context.current().now - sent).days > KEPT_DAYS else found


def _entered(request: HttpRequest, found: Delivery, code: str) -> HttpResponse:
    if PINS.exceeded(request):
        return _told(request, TOO_OFTEN, 429)
    if not delivering.enter_pin(found.pk, request.POST.get("pin", "").strip()[:20]):
        found.refresh_from_db(fields=["tries"])
        return _told(request, LOCKED, 403) if found.tries >= delivering.TRIES else _asked(request, found, WRONG, 403)
    delivering.opened(found.pk)
    return closed(HttpResponseRedirect(f"{reverse('portal_delivery', args=[code])}?t={quote(_SIGNER.sign(str(found.pk)))}"))


def _holds(token: str, found: Delivery) -> bool:
    """半小时内输对过这一次的口令。"""
    try:
        return _SIGNER.unsign(token, max_age=TOKEN_SECONDS) == str(found.pk)
    except BadSignature:
        return False


def _listed(request: HttpRequest, found: Delivery, code: str, token: str) -> HttpResponse:
    attempt = found.attempt
    rows = [
        (row.recipient.document, f"{reverse('portal_delivery_paper', args=[code, row.pk])}?t={quote(token)}")
        for row in queries_service.enclosed(attempt)
    ]
    seen = Notice("green", f"{found.read_at.astimezone(context.current().now.tzinfo):%Y-%m-%d %H:%M}已阅") if found.read_at else None
    told = standing(attempt.case, attempt.recipient.party)
    return _shown(request, notice=seen, name=attempt.recipient.name, court=attempt.court.name, case=attempt.case, rows=rows, told=told)


def standing(case: Case, party: Party | None) -> str:
    """案件办到哪里、等谁、到哪一天：只给申请执行人、被执行人看，说法照他的地位；了结了的、别人的为空。"""
    if party is None or party.role not in (Role.APPLICANT, Role.RESPONDENT) or case.state in ENDED:
        return ""
    today = context.current().today
    turn = turn_of(case, today).value
    return for_party(turn, today, party.role) if turn else ""


def _asked(request: HttpRequest, found: Delivery, notice: Notice | None = None, status: int = 200) -> HttpResponse:
    return _shown(request, asking=True, court=found.attempt.court.name, notice=notice, status=status)


def _told(request: HttpRequest, notice: Notice, status: int) -> HttpResponse:
    return _shown(request, notice=notice, status=status)


def _shown(request: HttpRequest, *, status: int = 200, **shown: Any) -> HttpResponse:
    return closed(render(request, "portal/delivery.html", shown, status=status))
