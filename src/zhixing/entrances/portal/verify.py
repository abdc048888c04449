"""公开核验：任何人不用登录，上传收到的文书，或者用文书上的核验码、二维码，看是不是真的、现在有没有效。

只说文书的名称、编号、日期、有没有效，姓名遮盖；没有文件的人看不到内容。不读会话，不设 Cookie，上传的文件核验完就丢掉。
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from zhixing.casework.control.queries_clues import Investigation, investigation_of
from zhixing.casework.documents import verify as checking
from zhixing.casework.documents.sealing import apart, codes, read_code
from zhixing.casework.documents.verify import Checked, Standing
from zhixing.entrances import clock
from zhixing.entrances.portal.limits import Limit
from zhixing.entrances.portal.notices import Notice, closed
from zhixing.law.identity import mask, mask_name

LARGEST: Final = 50 * 2**20
ROOM: Final = 2**16
"""表单自己占的。"""
UPLOADS: Final = Limit("verify", 20, 600)
LOOKUPS: Final = Limit("code", 60, 600)
TONES: Final = {"in_force": "green", "replaced": "red", "voided": "red", "unsealed": "yellow", "altered": "red"}
STATES: Final = {"in_force": "现在有效", "replaced": "已经作废，另有新的", "voided": "已经作废", "unsealed": "还没有用印", "altered": "不能采信"}
TOO_OFTEN: Final = "核验得太频繁了，请过十分钟再试。"
TOO_BIG: Final = "文件超过50 MB，没有收。法院的文书没有这么大，请核对是不是选错了文件。"
NO_FILE: Final = "没有选文件。请选收到的 PDF 文书，再点“核验”。"
NOT_A_CODE: Final = "这不是核验码。核验码印在文书最后一页，16 个字母和数字，如 K7QD-2M9X-4T8P-HB6R；也可以扫旁边的二维码。"
UNKNOWN: Final = "没有这个核验码。请对照文书最后一页核对；没有打错的，这份文书不是本站出的，请打电话向文书上的法院核对，电话从官方渠道查。"
ELSEWHERE: Final = (
    "这个二维码是“{host}”的，不是本站的。请核对它是不是那家法院的官方网址：是的，到那里核验；不认识的，不要打开，"
    "打电话向文书上的法院核对，电话从官方渠道查。"
)


@dataclass(frozen=True, slots=True)
class Paper:
    """公开页面上的一份文书。"""

    notice: Notice
    rows: tuple[tuple[str, str], ...]


@csrf_exempt
@login_not_required
def page(request: HttpRequest) -> HttpResponse:
    """``/verify/``：上传文件，或者打核验码。表单不靠会话，谁都可以交，所以不用表单口令。"""
    if request.method == "POST":
        return _uploaded(request)
    code = request.GET.get("code", "")
    return _code(request, code) if code.strip() else _shown(request)


@require_safe
@login_not_required
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """``/v/核验码/``：二维码打开的页面。"""
    if LOOKUPS.exceeded(request):
        return _told(request, TOO_OFTEN, 429)
    found = checking.of_code(read_code(code))
    if found is None:
        return _told(request, UNKNOWN if read_code(code) else NOT_A_CODE, 404)
    return _shown(request, paper=_paper(found))


# ---- 上传 ----


def _uploaded(request: HttpRequest) -> HttpResponse:
    if UPLOADS.exceeded(request):
        return _told(request, TOO_OFTEN, 429)
    if _size(request) > LARGEST + ROOM:
        return _told(request, TOO_BIG, 413)
    file = request.FILES.get("file")
    if file is None:
        return _told(request, NO_FILE, 422)
    if file.size is None or file.size > LARGEST:
        return _told(request, TOO_BIG, 413)
    try:
        found = checking.checked(file.read(), at=clock.now(), look=apart.verify)
    except apart.Busy:
        return _told(request, "同时核验的人太多，请过一会儿再试。", 503)
    return _shown(request, result=_result(found), paper=_paper(found.standing) if found.standing else None)


def _size(request: HttpRequest) -> int:
    """请求说自己有多大；没有说的当作太大。"""
    told = request.META.get("CONTENT_LENGTH") or ""
    return int(told) if told.isdecimal() else LARGEST * 2


def _result(found: Checked) -> Notice:
    if found.ok:
        sure = "是真的，现在有效" if found.verdict.ok else "与法院登记的一字不差，现在有效"
        return Notice("green", sure if found.standing else "印章是真的，盖章以后没有改动", found.lines)
    if found.standing:
        return Notice("red", STATES[found.standing.code], found.lines)
    certain = found.verdict.code in ("broken", "changed", "stranger", "revoked")
    return Notice("red" if certain else "yellow", "不能采信" if certain else "核验不了", found.lines)


# ---- 核验码 ----


def _code(request: HttpRequest, given: str) -> HttpResponse:
    """打进来的核验码；也可能是二维码里的整个网址。"""
    host = _host(given.strip())
    if host and host not in _own_hosts(request):
        return _told(request, ELSEWHERE.format(host=host[:80]), 404)
    code = read_code(given)
    return HttpResponseRedirect(reverse("portal_paper", args=[code])) if code else _told(request, NOT_A_CODE, 422)


def _own_hosts(request: HttpRequest) -> set[str]:
    return {_host(codes.base()), _host(f"//{request.get_host()}")}


def _host(address: str) -> str:
    """网址里的主机名，小写；没有的、写错的为空。"""
    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""


def _paper(standing: Standing) -> Paper:
    row = standing.document
    people = "、".join(mask_name(each.name, unit=each.nature == "unit") for each in row.recipients.order_by("id")[:20])
    dated = f"{row.dated.year}年{row.dated.month}月{row.dated.day}日" if row.dated else ""
    rows: tuple[tuple[str, str], ...] = (
        ("法院", row.court.name), ("文书", row.title), ("编号", row.number), ("成文日期", dated),
        ("核验码", row.code), ("送给", people),
    )
    notice = Notice(TONES[standing.code], STATES[standing.code], (standing.text,))
    order = investigation_of(row.pk) if standing.code == "in_force" else None
    if order is not None:
        notice, rows = _order(order, notice), (*rows, *_bearer(order))
    return Paper(notice, tuple(pair for pair in rows if pair[1]))


def _order(order: Investigation, notice: Notice) -> Notice:
    """律师调查令：文书是真的，还要看过期、交回没有。"""
    if order.state == Investigation.State.ALLOWED and order.until and clock.now().date() <= order.until:
        return notice
    return Notice("red", "已经失效，不要凭它提供材料", ("文书是真的，但是已经过了有效期，或者已经交回法院。",))


def _bearer(order: Investigation) -> tuple[tuple[str, str], ...]:
    """谁持令、到哪天；姓名、证号遮盖，与律师证对照。"""
    until = f"{order.until.year}年{order.until.month}月{order.until.day}日" if order.until else ""
    return ("持令律师", mask_name(order.lawyer)), ("执业证号", mask(order.licence)), ("有效期至", until)


# ---- 出页面 ----


def _told(request: HttpRequest, text: str, status: int) -> HttpResponse:
    return _shown(request, notice=Notice("yellow", text), status=status)


def _shown(request: HttpRequest, *, status: int = 200, **shown: Any) -> HttpResponse:
    return closed(render(request, "portal/verify.html", shown, status=status))
