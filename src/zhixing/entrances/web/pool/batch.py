"""成批登记查询、成批入库：一件一个事务，一件一个结果；没办成的写明理由，别的照办。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhixing.casework.cases.access import Forbidden
from zhixing.casework.cases.commands import register
from zhixing.casework.cases.queries import Case, StalePage, visible_to
from zhixing.casework.closing.commands import enter_pool
from zhixing.entrances.web import remedies
from zhixing.entrances.web.pool.forms import EnterForm, QueryForm
from zhixing.entrances.web.registers import frame
from zhixing.entrances.web.ui import Action, Column, Empty, Page, Panel, Row, Status, Table, show
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import User
from zhixing.law.finding import Refused

KEPT = "pool_results"
MOST = 200
Run = Callable[[int, int], object]


@require_POST
def query(request: HttpRequest) -> HttpResponse:
    """给勾选的案件登记本次查询，连同反馈。"""
    frame.guard(request)
    form = QueryForm(request.POST)
    if not form.is_valid():
        return _again(request, "；".join(f"{form.fields[name].label}：{errors[0]}" for name, errors in form.errors.items()))
    on, found = form.cleaned_data["on"], form.found
    return _each(request, "登记本次查询", lambda case, revision: asked(case, request.user, on, revision, found))


@transaction.atomic
def asked(case: int, actor: User, on: date, revision: int | None, found: list[str] | None) -> None:
    """一件：登记查询；``found`` 是反馈查到的财产，空的是没有查到，``None`` 是反馈还没有回来。"""
    register(case=case, actor=actor, on=on, revision=revision, matter="query", values={"channel": "network", "scope": "full"})
    if found is not None:
        register(case=case, actor=actor, on=on, revision=None, matter="feedback", values={"found": found})


@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """把勾选的案件录入终本库。"""
    frame.guard(request)
    form = EnterForm(request.POST)
    if not form.is_valid():
        return _again(request, form.errors["on"][0])
    on = form.cleaned_data["on"]
    return _each(request, "录入终本库", lambda case, revision: enter_pool(case=case, actor=request.user, on=on, revision=revision))


def _each(request: HttpRequest, what: str, run: Run) -> HttpResponse:
    picked = [pair for pair in map(_pair, request.POST.getlist("pick")[:MOST]) if pair]
    if not picked:
        return _again(request, "先勾选案件")
    results = [{"case": case, "why": outcome(run, case, revision)} for case, revision in picked]
    request.session[KEPT] = {"what": what, "back": _back(request), "results": results}
    return HttpResponseRedirect(reverse("pool_results"))


def outcome(run: Run, case: int, revision: int) -> list[list[str]]:
    """办这一件；办成为空，否则是各条理由（话、依据、怎么补）。"""
    try:
        run(case, revision)
    except Refused as error:
        return [[reason.text, str(reason.article), reason.remedy] for reason in error.finding.reasons]
    except StalePage as error:
        return [[f"页面打开以后又有变动：{error}", "", "看过以后再办。"]]
    except Forbidden as error:
        return [[f"{error}。", "", ""]]
    except Case.DoesNotExist:
        return [["没有这一件，或者您看不到。", "", ""]]
    return []


def results(request: HttpRequest) -> HttpResponse:
    """上一次成批办理的结果。"""
    frame.guard(request)
    kept: dict[str, Any] = request.session.get(KEPT) or {"what": "成批办理", "back": "", "results": []}
    wanted = [one["case"] for one in kept["results"]]
    cases = {case.pk: case for case in visible_to(request.user, context.current().today).filter(pk__in=wanted)}
    rows = tuple(_row(cases.get(one["case"]), one["why"]) for one in sorted(kept["results"], key=lambda one: not one["why"]))
    failed = sum(1 for one in kept["results"] if one["why"])
    title = f"{kept['what']}：办成 {len(rows) - failed} 件" + (f"，{failed} 件没有办成" if failed else "")
    table = Table(columns=(Column("案件"), Column("结果"), Column("理由")), rows=rows, label="结果", empty=Empty("没有结果", "先在终本库勾选案件。"))
    return show(request, Page(
        title=title, pretitle="终本管理", back=f"{reverse('pool_list')}{kept['back']}", back_text="终本库", body=(Panel(flush=True, body=(table,)),),
    ))


def _row(case: Case | None, why: list[list[str]]) -> Row:
    named: Any = Action(text=str(case), url=remedies.case_url(case.pk), kind="link") if case else "—"
    told = tuple(f"{text}{f'（{article}）' if article else ''}{remedy}" for text, article, remedy in why)
    return Row(cells=(named, Status("没有办成", "red") if why else Status("已办", "green"), told or ""))


def _pair(text: str) -> tuple[int, int] | None:
    case, _, revision = text.partition(":")
    fine = case.isdecimal() and revision.isdecimal() and max(len(case), len(revision)) < 16
    return (int(case), int(revision)) if fine else None


def _back(request: HttpRequest) -> str:
    """回到哪一份清单：只认网址参数。"""
    given = request.POST.get("back", "")[:500]
    return given if given.startswith("?") else ""


def _again(request: HttpRequest, text: str) -> HttpResponse:
    messages.warning(request, text)
    return HttpResponseRedirect(f"{reverse('pool_list')}{_back(request)}")
