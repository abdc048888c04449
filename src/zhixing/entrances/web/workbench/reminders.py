"""工作台上“要留意的”：等着签发、用印的文书，应当解除的限制、逾期的分期、快届满的措施、应查而未查的终本案件、没有回填的案件；立案的看恢复执行的申请。

每个数点开就是它的清单：承办人只数自己承办的，带团队的、看全院的数看得见的。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from zhixing.casework.cases.commands import HANDLERS
from zhixing.casework.closing import queries as closing
from zhixing.casework.closing.queries import Asked
from zhixing.casework.control import queries_watch as watch
from zhixing.casework.documents import queries as documents
from zhixing.casework.sanctions import queries as sanctions
from zhixing.casework.settlement import queries as settlement
from zhixing.entrances.web import remedies
from zhixing.entrances.web.access import facts_of, rights_of
from zhixing.entrances.web.cases.rows import between
from zhixing.entrances.web.control import expiring
from zhixing.entrances.web.ui import Action, Figure, Figures, Item, Items, Panel, Piece
from zhixing.entrances.web.ui.words import count, day
from zhixing.exchange import takeover
from zhixing.law.states import Act
from zhixing.law.words import word

ASKED = 20
MOST = 1000


@dataclass(frozen=True, slots=True)
class Later(Piece):
    """数起来慢的一个数：页面先开，数随后到；没有脚本就只是一个链接。"""

    template: ClassVar[str] = "workbench/later.html"
    count_url: str
    url: str
    text: str


def panel(request: HttpRequest, today: date, *, mine: bool) -> Iterator[Panel]:
    """要留意的；一样也没有就不摆。``mine`` 为真只数自己承办的。"""
    cells = tuple(cell for cell in _cells(request, today, mine) if cell.value != "0")
    handles = mine and not facts_of(request).all_posts.isdisjoint(HANDLERS)
    later = (Later(reverse("backfill_count"), reverse("backfill_list"), "待回填"),) if handles else ()
    body = ((Figures(cells),) if cells else ()) + later
    if body:
        yield Panel(title="要留意的", note="我承办的" if mine else "", body=body)


def _cells(request: HttpRequest, today: date, mine: bool) -> Iterator[Figure]:
    user = request.user
    for label, rows, shelf in (("等我签发的文书", documents.to_sign, "sign"), ("待用印的文书", documents.to_seal, "seal")):
        number = rows(user, today).order_by().values("pk")[: MOST + 1].count()
        yield Figure(label=label, value=count(number, MOST), url=f"{reverse('document_desk')}?shelf={shelf}")
    lapsing = watch.expiring(user, today).filter(expiring.shelf("month", today))
    yield _cell("待解除惩戒", sanctions.to_lift(user, today), "case", "restriction_list", {"state": "due"}, request, mine)
    yield _cell("和解分期逾期", settlement.late(user, today), "agreement__case", "settlement_list", {"state": "late"}, request, mine)
    yield _cell("临期措施", lapsing, "case", expiring.NAME, {"state": "month"}, request, mine)
    unasked = closing.pool_due(user, today, today - timedelta(days=1))
    yield _cell("终本应查未查", unasked, "case", "pool_list", {"shelf": "late"}, request, mine)
    if rights_of(request).may_sign_takeover:
        yield Figure(label="接管待签字", value=count(takeover.waiting(user).count(), MOST), url=reverse("takeover_list"))


def _cell(label: str, rows: QuerySet, case: str, name: str, query: dict[str, str], request: HttpRequest, mine: bool) -> Figure:  # type: ignore[type-arg]
    if mine:
        rows, query = rows.filter(**{f"{case}__handler": request.user.pk}), {**query, "mine": "1"}
    number = rows.order_by().values("pk")[: MOST + 1].count()
    return Figure(label=label, value=count(number, MOST), url=f"{reverse(name)}?{urlencode(query)}")


def asked(request: HttpRequest, today: date) -> Iterator[Panel]:
    """等着立案审查的恢复执行申请。"""
    found = closing.asked(request.user, today)
    if found:
        items = tuple(_asked(one, today) for one in found[:ASKED])
        more = f"只列出前 {ASKED} 件" if len(found) > ASKED else ""
        yield Panel(title=f"恢复执行申请 {len(found)} 件", note=more, flush=True, body=(Items(items=items, id="asked"),))


def _asked(one: Asked, today: date) -> Item:
    note = " · ".join(part for part in (between(one.case), f"{day(one.on, today)}{word('resumption_by', one.by)}", one.text) if part)
    go = Action(text=Act.REVIVE.label, url=remedies.act_url(one.case.pk, Act.REVIVE), kind="primary", small=True, dialog=True)
    return Item(title=f"{one.case}：{word('resumption', one.ground)}", url=remedies.case_url(one.case.pk), note=note, actions=(go,))
