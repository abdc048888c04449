"""提供财产线索的公开网页：照片、录音、地点、文字都行，不用登录；交了给回执号和口令，凭它查答复。

不读会话，不设 Cookie，不留提供人的网址；姓名、电话可以不写，写了也只给有权的人看。口令只在交的时候给一次，库里没有。
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import pghistory
from django.contrib.auth.decorators import login_not_required
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from zhixing.casework.control import queries_clues
from zhixing.casework.control.commands import clues
from zhixing.casework.control.commands.clues import Given, Taken, Upload
from zhixing.casework.control.queries_clues import Clue
from zhixing.entrances.portal.limits import Limit
from zhixing.entrances.portal.notices import Notice, closed
from zhixing.law.finding import Refused

GIVEN: Final = Limit("clue", 10, 600)
LOOKED: Final = Limit("clue_answer", 30, 600)
LARGEST: Final = 60 * 2**20
"""一次交的全部文件。"""
SMALL: Final = 2**14
"""查答复的表单至多多大。"""
DAY: Final = 86400
FIELDS: Final = ("court", "about", "text", "place", "latitude", "longitude", "giver", "name", "phone", "hidden", "urgent")
GIVERS: Final = {Clue.Giver.PUBLIC: "知情的人", Clue.Giver.APPLICANT: "申请执行人（或者代理人）"}
_SIGNER: Final = TimestampSigner(salt="zhixing.portal.clue")

TOO_OFTEN: Final = Notice("yellow", "交得太频繁了", ("请过十分钟再试；急的，打法院的执行值班电话。",))
TOO_BIG: Final = Notice("yellow", f"文件太大，一次至多 {LARGEST // 2**20} MB", ("挑最说明问题的几张，其余的再交一次。",))
EXPIRED: Final = Notice("yellow", "页面放得太久了", ("内容还在下面，文件请重新选，再交一次。",))
UNKNOWN: Final = Notice("yellow", "没有这个回执，或者口令不对", (
    "回执号如“线2026-000012”，口令是八个字母和数字，交的时候给的。", "口令丢了的，打电话问法院。",
))
STATES: Final = {
    Clue.State.NEW: "已经收到，等着分给承办的法官", Clue.State.CHECKING: "正在核查", Clue.State.TRUE: "已经核查，等着答复",
    Clue.State.FALSE: "已经核查，等着答复", Clue.State.DISMISSED: "已经看过",
}
ANSWERED: Final = {Clue.State.TRUE: "属实", Clue.State.FALSE: "不属实", Clue.State.DISMISSED: "不作为线索"}


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """``/clue/``：交一条。表单不靠会话，凭签过名的凭号，同一张交两次是同一条。"""
    if request.method != "POST":
        return _shown(request)
    if _size(request) > LARGEST:  # 先看多大，再去读
        return _shown(request, notice=TOO_BIG, status=413)
    if GIVEN.exceeded(request):
        return _shown(request, notice=TOO_OFTEN, values=_values(request), status=429)
    token = _token(request)
    if token is None:
        return _shown(request, notice=EXPIRED, values=_values(request), status=409)
    try:
        with pghistory.context(address=""):  # 不留提供人的网址
            return _thanked(request, _handed(request, token))
    except Refused as error:
        return _shown(request, notice=_why(error), values=_values(request), status=422)


@csrf_exempt
@login_not_required
@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """``/clue/answer/``：凭回执号和口令查答复。"""
    if _size(request) > SMALL or LOOKED.exceeded(request):
        return _shown(request, notice=TOO_OFTEN, status=429)
    number, code = request.POST.get("number", "").strip()[:24], request.POST.get("code", "").strip()[:40]
    found = queries_clues.by_receipt(number, clues.digest(number, code))
    if found is None:
        return _shown(request, looked=UNKNOWN, number=number, status=404)
    return _shown(request, looked=_answer(found), number=number)


# ---- 交 ----


def _size(request: HttpRequest) -> int:
    """请求说自己有多大；没有说的当作太大。"""
    told = request.META.get("CONTENT_LENGTH") or ""
    return int(told[:19]) if told.isdecimal() else LARGEST + 1


def _token(request: HttpRequest) -> str | None:
    """表单的凭号；不是本站签的、过了一天的为空。"""
    try:
        return _SIGNER.unsign(request.POST.get("token", ""), max_age=DAY)[:64]
    except BadSignature:
        return None


def _handed(request: HttpRequest, token: str) -> Taken:
    values = _values(request)
    giver = values["giver"] if values["giver"] in GIVERS else Clue.Giver.PUBLIC
    given = Given(
        about=values["about"], text=values["text"], place=values["place"], giver=giver, name=values["name"], phone=values["phone"],
        latitude=_degrees(values["latitude"]), longitude=_degrees(values["longitude"]), hidden=bool(values["hidden"]), urgent=bool(values["urgent"]),
    )
    uploads = [Upload(file.name or "", file.read()) for file in request.FILES.getlist("files")[: clues.MOST_FILES + 1] if file]
    return clues.submit(court_id=_court(values["court"]), given=given, token=token, uploads=uploads)


def _court(chosen: str) -> int:
    """交给哪一家；没有选、选的没有，是第一家。"""
    ids = [court.pk for court in queries_clues.receiving_courts()]
    return next((one for one in ids if str(one) == chosen), ids[0])


def _degrees(text: str) -> Decimal | None:
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return round(found, 6) if found.is_finite() and abs(found) <= 180 else None


def _values(request: HttpRequest) -> dict[str, str]:
    """填过的，原样放回表单。"""
    return {name: request.POST.get(name, "") for name in FIELDS}


def _why(error: Refused) -> Notice:
    told = [f"{reason.text}{reason.remedy}" for reason in error.finding.reasons]
    files = ("刚才选的文件要重新选。",)
    return Notice("yellow", "没有收下", (*told, *files))


def _thanked(request: HttpRequest, taken: Taken) -> HttpResponse:
    """收下了：回执号、口令、最迟哪天核查。"""
    due = queries_clues.due(taken.clue).value
    rows = (("法院", taken.clue.court.name), ("回执号", taken.clue.number), ("口令", taken.code), ("最迟核查", f"{due:%Y年%m月%d日}"))
    return closed(render(request, "portal/clue_taken.html", {"rows": rows, "hidden": taken.clue.hidden}))


def _answer(row: Clue) -> Notice:
    """走到哪一步了；答复了的，答复的话。"""
    if row.answered_on:
        return Notice("green", f"{row.court.name} {row.answered_on:%Y-%m-%d} 答复：{ANSWERED[Clue.State(row.state)]}", (row.answer,))
    lines = (f"最迟 {queries_clues.due(row).value:%Y-%m-%d} 核查完。",) if row.state in (Clue.State.NEW, Clue.State.CHECKING) else ()
    return Notice("yellow", f"{row.number}：{STATES[Clue.State(row.state)]}", lines)


def _shown(request: HttpRequest, *, status: int = 200, values: Mapping[str, str] | None = None, **shown: Any) -> HttpResponse:
    token = _SIGNER.sign(secrets.token_hex(16))
    held = {
        "courts": queries_clues.receiving_courts(), "givers": list(GIVERS.items()), "token": token, "most": clues.MOST_FILES, "values": values or {},
    }
    return closed(render(request, "portal/clue.html", {**held, **shown}, status=status))
