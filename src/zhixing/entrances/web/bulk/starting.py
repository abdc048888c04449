"""交上勾选的：十件以内当场办完，更多的交给后台；都到这一批的页面看结果。"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from zhixing.exchange import bulk, bulk_acts
from zhixing.exchange.bulk import BulkRun, Item


def token() -> str:
    """页面上一次提交的记号：同一页按两下，只开一批。"""
    return uuid.uuid4().hex


def token_of(request: HttpRequest) -> str:
    """交上来的记号；没有的另起一个。"""
    return request.POST.get("token", "")[:64] or token()


def started(request: HttpRequest, act: str, title: str, items: Sequence[Item], given: Mapping[str, Any]) -> HttpResponse:
    """开一批，到它的页面。"""
    run, new = bulk.start(user=request.user, act=act, title=title, items=items, given=given, token=token_of(request))
    if not new:
        messages.info(request, "这一页同样的勾选已经交过，没有再办一遍。要再办的，回到清单重新勾选。")
    small(run)
    return HttpResponseRedirect(reverse("bulk_run", args=[run.pk]))


def small(run: BulkRun) -> None:
    """件数少的当场办完。"""
    while run.total <= bulk.AT_ONCE and bulk_acts.step(run.pk):
        pass
