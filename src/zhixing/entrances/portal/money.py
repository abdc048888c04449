"""公开核实案款：任何人不用登录，问一个核验码、一个电话、一个账号，或者把收到的整条短信贴进来，看是不是法院的。

只照法院公布的、登记的回答，姓名、金额、账号都遮盖；认不出的一律不说是真的。不读会话，不设 Cookie，贴进来的文字不保存。
"""

from __future__ import annotations

from typing import Any, Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from zhixing.casework.documents.sealing.codes import read_code
from zhixing.casework.funds import queries_inquiry
from zhixing.casework.funds.commands.inquiries import WEB, inquire
from zhixing.entrances.portal.limits import Limit
from zhixing.entrances.portal.notices import Notice, closed
from zhixing.law import inquiry
from zhixing.law.inquiry import Verdict, masked_amount

ASKS: Final = Limit("pay", 30, 600)
TOO_OFTEN: Final = Notice("yellow", "问得太频繁了", ("请过十分钟再试；急的，打下面公布的电话。",))
NOTHING: Final = Notice("yellow", "没有写要核实什么", ("写核验码、电话号码、账号，或者把短信整条贴进来。",))
NEVER: Final = "法院发放案款，不会要您先交钱，不会要您把钱转到没有公布的账户，不会问您要验证码、密码。"
TITLES: Final = {"genuine": "是法院的", "false": "不是法院的，不要照着做", "unsure": "核实不了"}
TONES: Final = {"genuine": "green", "false": "red", "unsure": "yellow"}
NEXT: Final = {
    "genuine": (NEVER,),
    "false": ("不要转钱，不要点网址，不要告诉对方验证码、密码。", "自己拨下面公布的电话问法院；已经转了钱的，马上打 110。"),
    "unsure": ("请把核验码、电话、账号写全，或者把短信整条贴进来；也可以拨下面公布的电话问。", NEVER),
}


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """``/pay/``：问一样。表单不靠会话，所以不用表单口令；问的内容在请求正文里，不进网址和日志。"""
    if request.method == "POST":
        return _asked(request, request.POST.get("text", ""))
    return _shown(request)


@require_safe
@login_not_required
def notice(request: HttpRequest, code: str) -> HttpResponse:
    """``/pay/核验码/``：发放通知上的二维码、短信里的网址打开的页面。"""
    return _asked(request, code[:40])


def _asked(request: HttpRequest, text: str) -> HttpResponse:
    """回答；问的是文书的核验码（十六位）的，转到文书核验。"""
    if ASKS.exceeded(request):
        return _shown(request, notice=TOO_OFTEN, status=429)
    if not text.strip():
        return _shown(request, notice=NOTHING, status=422)
    if paper := read_code(text):
        return closed(HttpResponseRedirect(reverse("portal_paper", args=[paper])))
    found = inquire(text, way=WEB, hosts=inquiry.read(f"//{request.get_host()}/").hosts)
    return _shown(request, notice=_told(found), rows=_rows(found), text=text[: inquiry.LONGEST])


def _told(found: Verdict) -> Notice:
    return Notice(TONES[found.code], TITLES[found.code], (*found.lines, *NEXT[found.code]))


def _rows(found: Verdict) -> list[tuple[tuple[str, str], ...]]:
    """认出来的通知；姓名、金额、账号遮盖。"""
    if found.code != "genuine":
        return []
    return [
        (("法院", one.court), ("收款人", one.payee), ("金额", f"{masked_amount(one.amount_fen)} 元"), ("收款账号", f"尾号 {one.tail}"),
         ("状态", one.standing))
        for one in found.notices
    ]


def _shown(request: HttpRequest, *, status: int = 200, **shown: Any) -> HttpResponse:
    faces = queries_inquiry.published()
    return closed(render(request, "portal/money.html", {"faces": faces, "never": NEVER, "longest": inquiry.LONGEST, **shown}, status=status))
