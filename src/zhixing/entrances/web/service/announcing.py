"""公告送达：先列出登记在案的各次失败；还不能公告的，说还差什么、先办什么。"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhixing.casework.documents import serving_facts as facts
from zhixing.casework.documents.commands import announcing
from zhixing.casework.documents.queries_service import Recipient
from zhixing.entrances.web import remedies
from zhixing.entrances.web.cases.desk import Desk
from zhixing.entrances.web.cases.filling import Filling, fill, people
from zhixing.entrances.web.service import looking, places
from zhixing.entrances.web.service.deemed import Look
from zhixing.entrances.web.service.forms import AnnounceForm
from zhixing.entrances.web.service.sending import LOOK
from zhixing.entrances.web.ui import Item, Items, Page, Panel, Refusal, Section, show
from zhixing.entrances.web.ui.words import full_day
from zhixing.law.finding import Finding
from zhixing.law.service_announcement import may_announce
from zhixing.law.service_values import Attempt
from zhixing.law.words import word


def page(request: HttpRequest, case_id: int, recipient_id: int) -> HttpResponse:
    """公告一份。"""
    desk, one = places.recipient(request, case_id, recipient_id)
    found = allowed(desk, one)
    if found.reasons:
        return show(request, _cannot(desk, one, found), status=409 if request.method == "POST" else 200)
    form = AnnounceForm(desk, request.POST or None, request.FILES or None)
    return fill(desk, form, Filling(
        title=f"公告送达{one.name}：《{one.document.title}》", submit="登记公告", what="公告送达", lead=(failures(found),),
        note="从最后一次张贴、刊登之日起算，期满视为送达；期满以前不算送达。",
        sections=(Section("", ("place", "proof", "days")), Section("", ("files",), 1)),
        draft=f"announce:{one.pk}", back=places.back(desk), buttons=False, also=LOOK, after=(_look(desk, one, form),),
        run=lambda values: _run(desk, one, values),
    ))


@require_POST
def look(request: HttpRequest, case_id: int, recipient_id: int) -> HttpResponse:
    """当场看哪天期满；什么也不存。"""
    desk, one = places.recipient(request, case_id, recipient_id)
    form = AnnounceForm(desk, request.POST)
    return show(request, Page(title="公告期满之日", back=places.tab_url(case_id), body=(_look(desk, one, form),)))


def _look(desk: Desk, one: Recipient, form: AnnounceForm) -> Look:
    return looking.announced(one, form, reverse("service_announce_look", args=[desk.case.pk, one.pk]))


def allowed(desk: Desk, one: Recipient) -> Finding[tuple[Attempt, ...]]:
    """今天可不可以公告，据以公告的是哪几次。"""
    to = facts.addressee(one, desk.today)
    return may_announce(facts.paper(one.document), to, desk.today, facts.log_of(one), facts.addresses_of(one.party_id))


def _cannot(desk: Desk, one: Recipient, found: Finding[tuple[Attempt, ...]]) -> Page:
    """不能公告：为什么，已经试过什么。"""
    return Page(
        title=f"暂不能公告送达{one.name}", pretitle=f"{desk.case}　{people(desk)}", back=places.tab_url(desk.case.pk), back_text="送达",
        body=(Refusal.of(found, remedies.nothing, "公告送达"), failures(found)),
    )


def failures(found: Finding[tuple[Attempt, ...]]) -> Panel:
    """登记在案的各次失败，附卷的原因和经过就是这些。"""
    items = tuple(_failure(one) for one in sorted(found.value, key=lambda one: one.ended))
    warned = tuple(Item(title=one.text, note=one.remedy, tone="yellow") for one in found.warnings)
    title = f"登记在案没有送到 {len(items)} 次" if items else "还没有登记过送达失败"
    return Panel(title=title, note="公告送达须在案卷中记明原因和经过" if items else "", flush=True, body=(Items(items=(*items, *warned)),))


def _failure(one: Attempt) -> Item:
    where = f" · {one.address.text}" if one.address and not one.address.electronic else ""
    told = f"{full_day(one.ended)} {word('method', one.method)}送达：{one.result.label}"
    return Item(title=told, note=f"《{one.paper.title}》{where}", tone="grey")


@transaction.atomic
def _run(desk: Desk, one: Recipient, values: dict[str, Any]) -> tuple[str, str]:
    files = places.stored(desk, values["files"])
    announcing.announce(
        recipient=one.pk, actor=desk.user, on=desk.today, days=values["days"], place=values["place"], proof=tuple(values["proof"]),
        files=tuple(files),
    )
    return "已登记公告，期满视为送达。", places.back(desk)
