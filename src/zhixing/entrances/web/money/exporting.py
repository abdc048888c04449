"""导出付款文件：勾选的，或者列着的全部；导出一次，以后下载都是同样的字节。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from django.contrib import messages
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhixing.casework.funds import queries_desk as money
from zhixing.entrances.web.access import needs
from zhixing.entrances.web.money import frame, waiting
from zhixing.entrances.web.ui import Piece, done
from zhixing.entrances.web.ui.words import yuan
from zhixing.exchange import payments as exchange
from zhixing.foundation.history import context

FORMATS: Final = (("pain.001.09", "pain.001.001.09"), ("pain.001.03", "pain.001.001.03"), ("csv", "网银批量 .csv"))
MOST: Final = 1000
"""一页一页勾选，一次交上来的至多这么多；更多的按“全部”。"""


@dataclass(frozen=True, slots=True)
class Export(Piece):
    """导出：勾选的，或者这里列着的全部；从哪个账户付、哪种格式。"""

    template: ClassVar[str] = "money/export.html"
    url: str
    accounts: tuple[tuple[int, str], ...]
    formats: tuple[tuple[str, str], ...]
    payout: str
    count: int
    fen: int

    @property
    def total(self) -> str:
        """全部的合计。"""
        return yuan(self.fen)


def panel(request: HttpRequest) -> Export:
    """导出的一条。"""
    rows = waiting.ready(request).filter(waiting.PAYABLE).order_by()
    fen = rows.aggregate(fen=Sum("amount_fen"))["fen"] or 0
    accounts = tuple((one.pk, frame.account_name(one)) for one in money.accounts(request.user.court_id) if one.closed_on is None)
    return Export(reverse("money_export"), accounts, FORMATS, request.GET.get("payout", ""), rows.count(), fen)


@require_POST
@needs("may_export_payments")
def export(request: HttpRequest) -> HttpResponse:
    """导出；同样的几笔刚导出过的（按了两下），打开那一个文件。"""
    account = request.POST.get("account", "")
    picked = _all(request) if request.POST.get("all") else _picked(request)
    if not picked or not account.isdecimal() or len(account) > 15:
        messages.warning(request, "先勾选要付的" if not picked else "选从哪个账户付")
        return HttpResponseRedirect(reverse(waiting.NAME))
    if known := _known(request, picked):
        return done(request, reverse("money_payment", args=[known]), "这几笔刚导出过，就是这一个文件")
    made = exchange.export(bank_account=int(account), lines=picked, actor=request.user, on=context.current().today,
                           format=request.POST.get("format", ""))
    return done(request, reverse("money_payment", args=[made.pk]), f"已导出 {made.count:,} 笔，下载以后交银行")


def _picked(request: HttpRequest) -> list[int]:
    return [int(one) for one in request.POST.getlist("pick")[:MOST] if one.isdecimal() and len(one) < 16]


def _all(request: HttpRequest) -> list[int]:
    """列着的全部；与页面上说的笔数、合计不一样了的，先请他看过。"""
    rows = dict(waiting.ready(request).filter(waiting.PAYABLE).order_by("pk").values_list("pk", "amount_fen"))
    if [str(len(rows)), str(sum(rows.values()))] != [request.POST.get("count", ""), request.POST.get("fen", "")]:
        messages.warning(request, "打开这一页以后待付款的有变动，请看过新的再导出")
        return []
    return list(rows)


def _known(request: HttpRequest, picked: list[int]) -> int | None:
    """这几笔已经全在自己导出的一个文件里。"""
    found = set(money.lines(request.user.court_id).filter(pk__in=picked, file__exported_by=request.user.pk).values_list("pk", "file"))
    files = {file for _, file in found}
    return files.pop() if len(found) == len(picked) and len(files) == 1 else None
