"""一条线索：说的是什么、附件；认到案件、不作为线索。核查、答复在案件里办。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from zhixing.casework.cases.queries import Case, search, visible_to
from zhixing.casework.control import queries_clues as clues
from zhixing.casework.control.commands import clues as commands
from zhixing.casework.control.queries_clues import Clue, ClueFile
from zhixing.entrances.web import remedies
from zhixing.entrances.web.access import needs, rights_of
from zhixing.entrances.web.admin.handle import Filling, fill
from zhixing.entrances.web.cases.rows import between
from zhixing.entrances.web.cases.rows import state as case_state
from zhixing.entrances.web.control.clues import NAME, TONES, case_of, due_of
from zhixing.entrances.web.remedies import nothing
from zhixing.entrances.web.ui import (
    Action,
    Content,
    Empty,
    Facts,
    Filter,
    Filters,
    Item,
    Items,
    Note,
    Page,
    Panel,
    Piece,
    Refusal,
    Status,
    Text,
    TextField,
    done,
    show,
)
from zhixing.entrances.web.ui.words import full_day
from zhixing.foundation.files import queries as files
from zhixing.foundation.history import context
from zhixing.law.finding import Refused

S: Final = Clue.State
MOST: Final = 10
"""至多列几件可能的案件。"""
SORTS: Final = {"photo": "照片", "voice": "录音", "paper": "材料"}


def own(request: HttpRequest, clue_id: int) -> Clue:
    """看得见的这一条；别的没有。"""
    return get_object_or_404(clues.seen(request.user, context.current().today), pk=clue_id)


@needs("may_see_control")
def page(request: HttpRequest, clue_id: int) -> HttpResponse:
    """一条线索。"""
    return shown(request, own(request, clue_id))


def shown(request: HttpRequest, row: Clue, before: tuple[Content, ...] = (), status: int = 200) -> HttpResponse:
    """这一页；``before`` 是办不成的理由。"""
    tags: tuple[Piece, ...] = (Status(row.get_state_display(), TONES[row.state]), *((Status("紧急", "red"),) if row.urgent else ()))
    told = Panel(title="说的是什么", body=(Text(row.text or "没有写文字。"), *_files(row)))
    return show(request, Page(
        title=f"关于{row.about}的线索", pretitle=f"线索 · {row.number}", tags=tags, back=reverse(NAME), back_text="线索",
        actions=_actions(request, row),
        body=(*before, told, *(_claiming(request, row) if row.state == S.NEW else _answer(row))), side=(_facts(request, row),),
    ), status)


def _actions(request: HttpRequest, row: Clue) -> tuple[Action, ...]:
    drop = Action(text="不作为线索", url=reverse("control_clue_dismiss", args=[row.pk]), dialog=True)
    case = Action(text="到案件里核查、答复", url=f"{remedies.case_url(row.case_id)}?tab=assets#clues", kind="primary") if row.case_id else None
    return (*([drop] if row.state == S.NEW and rights_of(request).may_run_waves else []), *([case] if case else []))


def _files(row: Clue) -> tuple[Piece, ...]:
    found: Sequence[ClueFile] = row.files.select_related("file").order_by("pk")
    items = tuple(
        Item(title=one.file.name, url=reverse("control_clue_file", args=[one.pk]),
             note=f"{SORTS.get(one.sort, '材料')}　{one.file.size // 1024 + 1:,} KB")
        for one in found
    )
    return (Items(items=items),) if items else ()


def _facts(request: HttpRequest, row: Clue) -> Panel:
    today = context.current().today
    giver = clues.giver(row, request.user, today)
    who: Content = Action(text=f"{giver.shown}（看姓名、电话）", url=reverse("control_clue_giver", args=[row.pk]), dialog=True, kind="link",
                          title="会记入查阅日志") if giver.open else giver.shown
    rows: list[tuple[str, Content]] = [
        ("回执号", row.number), ("谁提供的", who), ("收到", full_day(row.received_on)), ("地点", row.place or "没有写"),
        ("案件", case_of(row)[0]),
    ]
    if row.latitude is not None and row.longitude is not None:
        rows.append(("位置", f"北纬 {row.latitude}，东经 {row.longitude}"))
    rows += [("核实期限", due_of(row, today))] if row.state in (S.NEW, S.CHECKING) else []
    return Panel(title="这一条", body=(Facts(tuple(rows)),))


def _answer(row: Clue) -> tuple[Panel, ...]:
    if not row.answered_on:
        return ()
    return (Panel(title="答复", note=f"{row.answered_name}　{full_day(row.answered_on)}", body=(Text(row.answer),)),)


# ---- 认领 ----


def _claiming(request: HttpRequest, row: Clue) -> tuple[Content, ...]:
    """可能的案件，点一下就认领；不是的另找。"""
    today, text = context.current().today, request.GET.get("q", "").strip()[:60]
    seen = visible_to(request.user, today).filter(court=row.court_id)
    found = list((search(seen, text) if text else clues.likely(row, request.user, today))[:MOST])
    asked = Filter("q", "查找案件", value=text, placeholder="案号、被执行人")
    box = Filters(filters=(), search=asked, clear_url=reverse("control_clue", args=[row.pk]))
    empty = Empty("没有找到案件" if text else "没有叫这个名字的被执行人", "用案号、姓名再找；不是本院案件的，写明理由不作为线索。", "search")
    items = Items(items=tuple(_case(one, row) for one in found), empty=empty)
    note = "查找的结果" if text else "被执行人正叫这个名字的，写了案号的"
    return box, Panel(title="认到哪一件案件", note=note, flush=True, body=(items,))


def _case(case: Case, row: Clue) -> Item:
    claim = Action(text="认领到这一件", url=reverse("control_clue_claim", args=[row.pk]), method="post", kind="primary", small=True,
                   fields={"case": case.pk, "revision": row.revision})
    handler = f"承办人 {case.handler.name}" if case.handler else "未分案"
    return Item(title=str(case), url=remedies.case_url(case.pk), tags=(case_state(case),), note=f"{between(case)}　{handler}", actions=(claim,))


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 16 else None


@require_POST
@needs("may_see_control")
def claim(request: HttpRequest, clue_id: int) -> HttpResponse:
    """认领；须有那一件的线索权限，由命令核对。"""
    row, today = own(request, clue_id), context.current().today
    case = get_object_or_404(visible_to(request.user, today).filter(court=row.court_id), pk=_number(request.POST.get("case", "")) or 0)
    try:
        commands.claim(clue=row.pk, case=case.pk, actor=request.user, on=today, revision=_number(request.POST.get("revision", "")))
    except Refused as error:
        return shown(request, own(request, clue_id), (Refusal.of(error.finding, nothing, "认领"),), 409)
    return done(request, reverse("control_clue", args=[row.pk]), f"已认领到{case}，核实期限从收到那天起算")


class WhyForm(forms.Form):
    """为什么不是线索。"""

    why = TextField(label="理由", max_length=500, lines=3, help_text="提供人凭回执号看得到这段话")


@needs("may_run_waves")
def dismiss(request: HttpRequest, clue_id: int) -> HttpResponse:
    """不作为线索。"""
    row, back = own(request, clue_id), reverse("control_clue", args=[clue_id])

    def act(values: dict[str, Any]) -> HttpResponse:
        commands.dismiss(clue=row.pk, actor=request.user, on=context.current().today, revision=_number(request.POST.get("revision", "")), **values)
        return done(request, back, f"{row.number}不作为线索，理由已写在回执上")

    filling = Filling(title=f"{row.number}不作为线索", submit="不作为线索", cancel=back, act=act, hidden={"revision": row.revision})
    return fill(request, WhyForm(request.POST or None), filling)


@needs("may_see_control")
def giver(request: HttpRequest, clue_id: int) -> HttpResponse:
    """提供人的姓名、电话：看一次记一次；要保密的，没有权限的看不到。"""
    row = own(request, clue_id)
    name, phone = commands.reveal(clue=row, actor=request.user)
    rows: tuple[tuple[str, Content], ...] = (("姓名", name or "没有写"), ("电话", phone or "没有写"), ("身份", row.get_giver_display()))
    notes = (Note("提供人要求身份保密：不写进文书，不告诉当事人。", "yellow"),) if row.hidden else ()
    answer = show(request, Page(title="谁提供的", pretitle=f"{row.number}　本次查阅已记入日志", back=reverse("control_clue", args=[row.pk]),
                                back_text="线索", body=(*notes, Panel(body=(Facts(rows),)))))
    answer["Cache-Control"] = "no-store"
    return answer


@needs("may_see_control")
def file(request: HttpRequest, file_id: int) -> HttpResponse:
    """附件：下载，不在页面里打开。"""
    row = clues.file_of(file_id, request.user, context.current().today)
    with files.open_(row.file) as content:
        response = HttpResponse(content.read(), content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, row.file.name) or ""
    response["Cache-Control"] = "no-store"
    return response


