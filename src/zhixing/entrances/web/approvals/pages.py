"""审批的页面。"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhixing.casework.cases import queries as cases
from zhixing.entrances.web import remedies
from zhixing.entrances.web.access import does_casework, rights_of
from zhixing.entrances.web.admin.paging import sliced
from zhixing.entrances.web.approvals import content, paper
from zhixing.entrances.web.approvals.pieces import bulk, decide_form, lines, listed, waiting_steps
from zhixing.entrances.web.cases.rows import between
from zhixing.entrances.web.ui import (
    Action,
    Empty,
    Facts,
    Items,
    Note,
    Page,
    Panel,
    Refusal,
    Status,
    Tab,
    Tabs,
    done,
    show,
)
from zhixing.entrances.web.ui.words import full_day
from zhixing.foundation.approvals import commands
from zhixing.foundation.approvals import queries as approvals
from zhixing.foundation.approvals.queries import Approval
from zhixing.foundation.history import context
from zhixing.law.finding import Refused

KINDS = {"waiting": "等我审批", "mine": "我报的", "done": "我经手的"}


def page(request: HttpRequest) -> HttpResponse:
    """审批列表。"""
    if not does_casework(request):
        raise PermissionDenied("您的职务不办审批。")
    today = context.current().today
    kind = request.GET.get("kind") if request.GET.get("kind") in KINDS else "waiting"
    numbers = approvals.counts(request.user, today)
    rows, pager = sliced(request, _rows(request, kind))
    tabs = Tabs(tuple(Tab(text, f"?kind={key}", key == kind, _count(numbers, key)) for key, text in KINDS.items()), "审批")
    waiting = kind == "waiting"
    items = Items(items=tuple(listed(a, today, pick=waiting) for a in rows), picks="bulk-form" if waiting and rows else "",
                  empty=Empty("没有等您审批的" if waiting else "没有审批单", icon="rubber-stamp"))
    turn = tuple(Action(text=text, url=url, small=True) for text, url in (("上一页", pager.before), ("下一页", pager.after)) if url)
    return show(request, Page(
        title=_headline(numbers) if waiting else KINDS[kind], pretitle="审批",
        body=(tabs, Panel(body=(items, *turn), flush=True), *((bulk(),) if waiting and rows else ())),
    ))


def _rows(request: HttpRequest, kind: str) -> Any:
    today = context.current().today
    if kind == "mine":
        return approvals.mine(request.user)
    if kind == "done":
        return approvals.visible_to(request.user, today).filter(steps__decided_by=request.user).distinct()
    return approvals.waiting_for(request.user, today)


def _count(numbers: dict[str, int], key: str) -> str:
    return str(numbers[key]) if numbers.get(key) else ""


def _headline(numbers: dict[str, int]) -> str:
    if not numbers["waiting"]:
        return "没有等您审批的"
    late = f"，其中 {numbers['late']} 张已过审批期限" if numbers["late"] else ""
    return f"{numbers['waiting']} 张等您审批{late}"


def detail(request: HttpRequest, approval_id: int) -> HttpResponse:
    """一张审批单：报什么、为什么、走到哪、怎么定。"""
    row = _get(request, approval_id)
    return _shown(request, row)


def _shown(request: HttpRequest, row: Approval, before: tuple[Any, ...] = (), status: int = 200) -> HttpResponse:
    today = context.current().today
    desk = approvals.waiting_for(request.user, today).filter(pk=row.pk).exists()
    case = _case(request, row)
    about = [("报批人", f"{row.submitted_by.name}，{full_day(row.submitted_on)}"), ("审批期限", full_day(row.due) or "—")]
    if case:
        about.insert(0, ("案件", Action(text=str(case), url=remedies.case_url(case.pk), kind="link")))
        about.insert(1, ("当事人", between(case)))
    more = content.facts(row, case)
    told = () if more else (content.said(row),)
    body: list[Any] = [*before, Panel(title="报批内容", body=(Facts((*about, *more)), *told))]
    body += [*content.content(row, case), *paper.shown(request, row)]
    if desk:
        body.append(decide_form(request, row))
    elif row.state == Approval.State.PENDING:
        body.append(Note(waiting_steps(row)))
    return show(request, Page(
        title=row.title, pretitle="审批", tags=(_state(row),), back=reverse("approval_list"), back_text="审批",
        actions=_recall(request, row), body=tuple(body), side=(Panel(title="审批经过", body=(lines(row),), flush=True),),
    ), status=status)


def document(request: HttpRequest, approval_id: int) -> HttpResponse:
    """所报的文书，PDF。"""
    return paper.served(request, _get(request, approval_id))


def _state(row: Approval) -> Status:
    tones = {"pending": "yellow", "approved": "green", "returned": "red", "withdrawn": "grey"}
    return Status(row.get_state_display(), tones[row.state])


def _recall(request: HttpRequest, row: Approval) -> tuple[Any, ...]:
    if row.state != Approval.State.PENDING or row.submitted_by_id != request.user.pk:
        return ()
    return (Action(text="撤回报批", url=reverse("approval_recall", args=[row.pk]), method="post", kind="danger",
                   fields={"revision": row.revision}, confirm="撤回后要重新报批。撤回吗？"),)


def _get(request: HttpRequest, approval_id: int) -> Approval:
    """看得到的审批单：自己报的、经手的、等自己批的，或者看得到那件案件的。"""
    today = context.current().today
    row = approvals.visible_to(request.user, today).filter(pk=approval_id).first()
    if row is None:
        row = approvals.in_court(request.user.court_id).filter(pk=approval_id).first()
        if row is None or not (rights_of(request).sees_all_cases or _case(request, row)):
            raise Http404
    return row


def _case(request: HttpRequest, row: Approval) -> Any:
    """审批单所属的案件；看不到则为空。"""
    kind, _, number = row.stream.partition(":")
    if kind != "case":
        return None
    return cases.visible_to(request.user, context.current().today).filter(pk=int(number)).first()


@require_POST
def decide(request: HttpRequest, approval_id: int) -> HttpResponse:
    """同意或退回这一步。办不成的说为什么，填的意见都在。"""
    row = _get(request, approval_id)
    agreed, opinion = "agree" in request.POST, request.POST.get("opinion", "").strip()[:500]
    act = commands.agree if agreed else commands.return_
    try:
        act(approval_id=row.pk, actor=request.user, on=context.current().today, opinion=opinion, revision=_revision(request))
    except Refused as error:
        remedy = remedies.for_case(int(row.stream.partition(":")[2])) if row.stream.startswith("case:") else remedies.nothing
        row = _get(request, approval_id)
        return _shown(request, row, (Refusal.of(error.finding, remedy, "同意" if agreed else "退回"),), status=409)
    return done(request, reverse("approval_list"), f"已{'同意' if agreed else '退回'}：{row.title}")


@require_POST
def recall(request: HttpRequest, approval_id: int) -> HttpResponse:
    """撤回自己报的。"""
    row = _get(request, approval_id)
    commands.recall(approval_id=row.pk, actor=request.user, on=context.current().today, revision=_revision(request))
    return done(request, reverse("approval_page", args=[row.pk]), "已撤回")


@require_POST
def many(request: HttpRequest) -> HttpResponse:
    """成批同意；一张一个结果。"""
    picked = [p.partition(":") for p in request.POST.getlist("pick")][:200]
    chosen = [(int(a), int(r)) for a, _, r in picked if a.isdecimal() and r.isdecimal() and max(len(a), len(r)) < 16]
    if not chosen:
        messages.warning(request, "先勾选要同意的审批单")
        return redirect("approval_list")
    today = context.current().today
    names = {a.pk: a.title for a in approvals.waiting_for(request.user, today).filter(pk__in=[a for a, _ in chosen])}
    results = commands.decide_many(chosen, actor=request.user, on=today, agreed=True, opinion=request.POST.get("opinion", "")[:500])
    for result in results:
        name = names.get(result.approval, f"第 {result.approval} 号")
        (messages.success if result.ok else messages.error)(request, f"已同意：{name}" if result.ok else f"没有办成：{name}。{result.reason}")
    return redirect("approval_list")


def _revision(request: HttpRequest) -> int:
    text = request.POST.get("revision", "")
    return int(text) if text.isdecimal() and len(text) < 10 else -1
