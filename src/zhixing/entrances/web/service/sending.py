"""送一份：先选怎么送、结果怎样，再填几栏；存以前先看哪天算送达。交邮、委托等还没有结果的，登记为已发出。"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhixing.casework.documents import queries_desk as service
from zhixing.casework.documents import serving_facts as facts
from zhixing.casework.documents.commands import serving
from zhixing.casework.documents.queries_service import Recipient
from zhixing.entrances.web.cases.desk import Desk
from zhixing.entrances.web.cases.filling import Filling, fill
from zhixing.entrances.web.service import looking, places, ways
from zhixing.entrances.web.service.deemed import Look
from zhixing.entrances.web.service.forms import AttemptForm, Choices, outcome_values
from zhixing.entrances.web.service.ways import Way
from zhixing.entrances.web.ui import Page, Section, show
from zhixing.entrances.web.ui.piece import Content
from zhixing.law.service_addresses import source

LOOK = (("look", "看看哪天算送达"),)
ALIASES = {"attempt": "on", "document": "on"}


def page(request: HttpRequest, case_id: int, recipient_id: int) -> HttpResponse:
    """送一份。"""
    desk, one = places.recipient(request, case_id, recipient_id)
    way = chosen(desk, one)
    form = _form(desk, one, way)
    return fill(desk, form, Filling(
        title=f"送达{one.name}：《{one.document.title}》", submit="登记已发出" if way.rule.pending else "登记",
        lead=_lead(desk, one, way), after=(_look(desk, one, way, form),), also=LOOK, aliases=ALIASES, what="这样送达",
        sections=(Section("", tuple(name for name in form.fields if name != "files")), Section("", ("files",), 1)),
        draft=f"serve:{one.pk}:{way.method}:{way.rule.code}", back=places.back(desk), buttons=False, run=lambda values: _run(desk, one, way, form),
    ))


@require_POST
def look(request: HttpRequest, case_id: int, recipient_id: int) -> HttpResponse:
    """当场看哪天算送达；什么也不存。"""
    desk, one = places.recipient(request, case_id, recipient_id)
    way = chosen(desk, one)
    return show(request, Page(title="送达之日", back=places.tab_url(case_id), body=(_look(desk, one, way, _form(desk, one, way)),)))


def chosen(desk: Desk, one: Recipient) -> Way:
    """网址里选的方式；没有选的取建议的。"""
    return ways.chosen(desk.request.GET, service.suggested(one, desk.today))


def _form(desk: Desk, one: Recipient, way: Way) -> AttemptForm:
    data, files = (desk.request.POST, desk.request.FILES) if desk.request.method == "POST" else (None, None)
    abroad = facts.addressee(one, desk.today).place == "abroad"
    return AttemptForm(desk, way, data, files, nature=one.nature, places=addresses(desk, one, way), abroad=abroad)


def addresses(desk: Desk, one: Recipient, way: Way) -> Choices:
    """可以选的地址，按使用的次序；没有试过的在前。"""
    if one.party_id is None or way.method not in ("direct", "left", "mail", "electronic"):
        return []
    rows = service.usable(one, desk.today, electronic=way.method == "electronic")
    return [(str(row.pk), f"{source(row.source)['label']}：{row.text}") for row in rows]


def _lead(desk: Desk, one: Recipient, way: Way) -> tuple[Content, ...]:
    warded = bool(facts.addressee(one, desk.today).keeper)
    query = desk.request.GET
    return ways.methods(query, way, warded=warded), ways.results(query, way, fresh=True)


def _look(desk: Desk, one: Recipient, way: Way, form: AttemptForm) -> Look:
    url = f"{reverse('service_send_look', args=[desk.case.pk, one.pk])}?method={way.method}&outcome={way.rule.code}"
    return looking.fresh(one, way, form, url)


@transaction.atomic
def _run(desk: Desk, one: Recipient, way: Way, form: AttemptForm) -> tuple[str, str]:
    """登记：还没有结果的只登记发出，有结果的连结果一起。"""
    given = form.cleaned_data
    where = given.get("address")
    begun: dict[str, Any] = {
        "recipient": one.pk, "actor": desk.user, "on": given["on"], "method": way.method, "place": given.get("place", ""),
        "address": int(where) if where else None, "tracking": given.get("tracking", ""), "again": one.state == facts.SERVED,
    }
    if way.rule.pending:
        serving.start(**begun)
        return f"已登记：{way.rule.label}。", places.back(desk)
    files = places.stored(desk, given.get("files") or [])
    serving.serve_at_once(**begun, outcome=way.rule.code, files=tuple(files), **outcome_values(given))
    return f"已登记：{way.title}。", places.back(desk)
