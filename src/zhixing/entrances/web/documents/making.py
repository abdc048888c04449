"""成批制作勾选的：一份一个事务、一个结果，互不牵连；随同的跟着第一份一起做。"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhixing.casework.centre import drafting
from zhixing.casework.centre.drafting import Ready
from zhixing.casework.documents import commands, papers
from zhixing.entrances.web.access import does_casework
from zhixing.entrances.web.cases.picking import MOST
from zhixing.entrances.web.cases.rows import url
from zhixing.entrances.web.documents import reading
from zhixing.entrances.web.documents.batch import cases_of, pick_of
from zhixing.entrances.web.documents.bulk import ACTS
from zhixing.entrances.web.documents.results import Outcome, attempted, kept
from zhixing.foundation.history import context
from zhixing.law import papers as law


@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """做勾选的。"""
    if not does_casework(request):
        raise PermissionDenied("您的职务不看案件。")
    kind, act = request.POST.get("kind", ""), request.POST.get("do", "refer")
    picks = set(request.POST.getlist("pick")[: MOST * 4])
    cases = cases_of(request.user, sorted(picks)) if kind in papers.TEMPLATES and act in ACTS else []
    if not cases:
        messages.warning(request, "先勾选案件")
        return HttpResponseRedirect(reverse("case_list"))
    today = context.current().today
    rows = [one for one in drafting.ready(cases, kind, on=today, actor=request.user) if pick_of(one) in picks]
    along = [code for code in request.POST.getlist("along") if code in law.paper(kind).companions and code in papers.TEMPLATES]
    beside = {code: _keyed(drafting.ready(cases, code, on=today, actor=request.user)) for code in along}
    found = [_outcome(request, one, kind, act, {code: known.get(pick_of(one)) for code, known in beside.items()}) for one in rows]
    return kept(request, f"{law.paper(kind).title}：{ACTS[act]}", reverse("document_desk"), found)


def _keyed(rows: Iterable[Ready]) -> dict[str, Ready]:
    return {pick_of(one): one for one in rows}


def _outcome(request: HttpRequest, one: Ready, kind: str, act: str, beside: dict[str, Ready | None]) -> Outcome:
    """做这一份，连同随同的；缺东西的随同文书只存稿。"""
    made: list[Any] = []

    @transaction.atomic
    def run() -> None:
        made.append(_make(request, one, kind, act, None))
        for code, other in beside.items():
            if other is not None:
                _make(request, other, code, act if other.filled.complete else "save", made[0])

    why = attempted(run)
    address = reading.url(made[0]) if made and not why else url(one.case)
    return Outcome("、".join((str(one.case), *one.to)), address, why)


def _make(request: HttpRequest, one: Ready, kind: str, act: str, first: Any) -> Any:
    today = context.current().today
    made = commands.draft(case=one.case.pk, actor=request.user, on=today, revision=None, kind=kind, data=one.filled.data, with_document=first)
    if act == "save":
        return made
    run = commands.sign if act == "sign" else commands.refer
    return run(document=made, actor=request.user, on=today, revision=made.revision)
