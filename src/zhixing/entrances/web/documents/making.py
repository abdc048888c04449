"""成批制作勾选的：一份一个结果，互不牵连；随同的跟着第一份一起做。多的后台做，看得见进度。"""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhixing.casework.centre import drafting
from zhixing.casework.centre.drafting import Ready
from zhixing.casework.documents import papers
from zhixing.entrances.web.access import does_casework
from zhixing.entrances.web.bulk.starting import started
from zhixing.entrances.web.cases.picking import MOST
from zhixing.entrances.web.documents.batch import cases_of, pick_of
from zhixing.entrances.web.documents.bulk import ACTS
from zhixing.exchange.bulk import Act, Item
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
    along = [code for code in request.POST.getlist("along") if code in law.paper(kind).companions and code in papers.TEMPLATES]
    items = [_item(one) for one in drafting.ready(cases, kind, on=context.current().today, actor=request.user) if pick_of(one) in picks]
    return started(request, Act.MAKE, f"{law.paper(kind).title}：{ACTS[act]}", items, {"kind": kind, "do": act, "along": along})


def _item(one: Ready) -> Item:
    return Item("、".join((str(one.case), *one.to)), {"case": one.case.pk, "to": list(one.to)})
