"""一件案件的各版分配方案；看得见的案件里正在办的各版。"""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.funds import queries_plans as read
from zhixing.casework.funds.queries_plans import Plan
from zhixing.entrances.web.access import does_casework
from zhixing.entrances.web.admin.paging import sliced
from zhixing.entrances.web.cases.desk import open_desk
from zhixing.entrances.web.cases.filling import people
from zhixing.entrances.web.distribution.opened import may, state
from zhixing.entrances.web.ui import Action, Column, Empty, Money, Page, Panel, Row, Table, show
from zhixing.entrances.web.ui.words import day
from zhixing.foundation.history import context

COLUMNS = (Column("版次"), Column("可分配", "end"), Column("债权", "end"), Column("分出", "end"), Column("起草"), Column("状态"))


def of_case(request: HttpRequest, case_id: int) -> HttpResponse:
    """一件的各版。"""
    desk = open_desk(request, case_id)
    plans = list(read.plans(case_id))
    new = Action(text="做分配方案", url=reverse("case_plan_new", args=[case_id]), kind="primary", icon="plus")
    open_ = any(plan.state in read.OPEN for plan in plans)
    empty = Empty("还没有分配方案", "多个债权人的，导入债权表，按清偿顺序分到分；定稿、送达、异议期满以后发放。", "chart-pie")
    table = Table(columns=COLUMNS, rows=tuple(_row(plan, f"第{plan.number}版", plan.title) for plan in plans), label="各版", empty=empty)
    return show(request, Page(
        title=f"分配方案 {len(plans)} 版" if plans else "分配方案", pretitle=f"{desk.case}　{people(desk)}", back=desk.home, back_text="案件页",
        actions=(new,) if may(desk) and not open_ else (), body=(Panel(flush=True, body=(table,)),),
    ))


def journal(request: HttpRequest) -> HttpResponse:
    """看得见的案件里，作数的各版。"""
    if not does_casework(request):
        raise PermissionDenied("您的职务不看案件。")
    rows, pager = sliced(request, read.journal(request.user, context.current().today))
    table = Table(columns=COLUMNS, rows=tuple(_listed(rows)), label="分配方案", pager=pager, empty=Empty("没有分配方案", "在案件的“案款”里做。"))
    return show(request, Page(title="分配方案", pretitle="您看得见的案件里，起草、送达、可以发放的各版", body=(Panel(flush=True, body=(table,)),)))


def _listed(plans: Iterable[Plan]) -> Iterable[Row]:
    return (_row(plan, str(plan.case), f"第{plan.number}版　{plan.title}") for plan in plans)


def _row(plan: Plan, first: str, second: str) -> Row:
    today = context.current().today
    return Row(url=reverse("case_plan", args=[plan.case_id, plan.number]), cells=(
        (first, second), Money(plan.pot_fen), f"{plan.count:,} 笔", Money(plan.given_fen), (plan.made_name, day(plan.made_on, today)), state(plan),
    ))
