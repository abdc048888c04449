"""待回填：自己承办的案件里，在本系统办了、还没有填进流程系统的。"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from zhixing.casework.cases.queries import Case, visible_to
from zhixing.entrances.web.admin.paging import sliced
from zhixing.entrances.web.cases.rows import between, state
from zhixing.entrances.web.registers import frame
from zhixing.entrances.web.ui import Action, Column, Empty, Page, Panel, Row, Table, show
from zhixing.exchange.backfill import pending
from zhixing.foundation.history import context

COLUMNS = (Column("案件"), Column("当事人"), Column("状态"), Column("", "end"))


def page(request: HttpRequest) -> HttpResponse:
    """待回填的案件，一件一张回填单。"""
    frame.guard(request)
    today = context.current().today
    left = pending(request.user, today)
    numbers, pager = sliced(request, left.cases)
    cases = visible_to(request.user, today).filter(pk__in=numbers).order_by("-received_on", "-pk")
    table = Table(columns=COLUMNS, rows=tuple(_row(case) for case in cases), label="待回填", pager=pager,
                  empty=Empty("没有要回填的", "本系统里办的事都已经填进流程系统，或者由接口送去了。", "circle-check"))
    title = f"{len(left.cases):,} 件案件有 {left.entries:,} 笔待回填" if left.cases else "没有待回填的"
    return show(request, Page(title=title, pretitle="回填单 · 我承办的", back="/", back_text="工作台", body=(Panel(flush=True, body=(table,)),)))


def count(request: HttpRequest) -> HttpResponse:
    """工作台上随后到的那个数。"""
    frame.guard(request)
    found = pending(request.user, context.current().today)
    return render(request, "workbench/later.html", {"it": {"url": reverse("backfill_list"), "text": "待回填", "number": f"{len(found.cases):,}"}})


def _row(case: Case) -> Row:
    sheet = Action(text="回填单", url=reverse("case_backfill", args=[case.pk]), small=True)
    return Row(url=reverse("case_backfill", args=[case.pk]), cells=(str(case), between(case), state(case), sheet))
