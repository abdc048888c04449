"""事项委托：本院委托出去的、外院委托我院的、报到我院的；一次委托的来龙去脉，此刻这一边能办的各步。手机上一样用。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import content_disposition_header

from zhixing.casework.cases.queries import visible_to as visible_cases
from zhixing.casework.centre import queries_entrusted as queries
from zhixing.casework.centre.queries_entrusted import Entrustment
from zhixing.entrances.web import remedies
from zhixing.entrances.web.access import needs, rights_of
from zhixing.entrances.web.centre import frame
from zhixing.entrances.web.money.frame import by_number
from zhixing.entrances.web.registers.frame import picked, sizes, strip
from zhixing.entrances.web.ui import (
    Action,
    Column,
    Content,
    Deadline,
    Empty,
    Facts,
    Filter,
    Filters,
    Item,
    Items,
    Moment,
    Page,
    Panel,
    Piece,
    Row,
    Status,
    Tab,
    Table,
    Tabs,
    Text,
    Timeline,
    show,
)
from zhixing.entrances.web.ui.filters import chosen, link
from zhixing.entrances.web.ui.words import day, full_day, left_text
from zhixing.foundation.files import queries as files
from zhixing.foundation.history import context
from zhixing.law import entrusting as law
from zhixing.law.entrusting import Side
from zhixing.law.words import choices, word

NAME: Final = "centre_entrusting"
S: Final = Entrustment.State
TONES: Final = {"draft": "plain", "sent": "blue", "received": "blue", "done": "green", "returned": "yellow", "recalled": "grey"}
SIDES: Final = {"out": "本院委托出去", "in": "外院委托我院", "up": "报到我院"}
SHELVES: Final = {"sent": "待签收", "received": "在办", "back": "拟办、退回", "late": "过了期限", "ended": "了结"}
COLUMNS: Final = (Column("委托什么"), Column("哪家法院"), Column("案件"), Column("期限"), Column("状态"))
EMPTY: Final = {
    "out": Empty("没有委托出去的", "要外地法院办的事，在案件页的“更多”里点“事项委托”。", "send"),
    "in": Empty("没有外院委托来的", "在本系统的法院发来的自动列在这里；来函委托的，点“登记来函”。", "inbox"),
    "up": Empty("没有报到我院的", icon="circle-check"),
}
STEP_NAMES: Final = {
    "amend": "修改", "send": "发出", "receive": "签收", "return": "退回", "done": "办结", "recall": "收回", "rate": "评价", "escalate": "报上级法院",
    "answer": "答复", "letter": "制作委托函",
}
AT_ONCE: Final = {"send": "send", "letter": "file-text"}
"""点了就办、不用再填的：步 → 图标。"""
MOST: Final = 5
"""大厅上至多列几件。"""
FIRST: Final = ("send", "receive", "done", "answer", "rate")
"""下一步合法的，排在最前的一个是主按钮。"""


def rows_of(request: HttpRequest, side: str) -> QuerySet[Entrustment]:
    """这一边看得见的。"""
    user, today = request.user, context.current().today
    return {"out": queries.entrusting, "in": queries.incoming, "up": queries.upper}[side](user, today)


@needs("may_see_centre")
def page(request: HttpRequest) -> HttpResponse:
    """三边的清单，每个数点开就是它的清单。"""
    today, side = context.current().today, picked(request, "side", SIDES, _first_side(request))
    rows = _searched(request, rows_of(request, side))
    where = _shelves(today)
    numbers, here = sizes(rows, where), picked(request, "state", SHELVES)
    found, pager = by_number(request, rows.filter(where[here]) if here else rows)
    shown_rows = tuple(_row(one, today, side, request.user.court_id) for one in found)
    table = Table(id="entrusted", columns=COLUMNS, rows=shown_rows, label=SIDES[side], empty=EMPTY[side], pager=pager)
    figures = strip(request, "state", SHELVES, numbers, here, red=("late",) if side == "in" else ())
    return show(request, Page(
        title=_title(side, numbers), pretitle=frame.pretitle(request, "事项委托"), actions=_page_actions(request, side),
        top=(frame.tabs(request, NAME), _side_tabs(request, side), figures),
        body=(_filters(request, side, here), Panel(flush=True, body=(table,))),
    ))


def _first_side(request: HttpRequest) -> str:
    """办理台先看外院委托来的，其他人先看自己案件委托出去的。"""
    return "in" if rights_of(request).may_run_desks else "out"


def _shelves(today: date) -> dict[str, Q]:
    late = Q(state__in=(S.SENT, S.RECEIVED), due_on__lt=today)
    return {
        "sent": Q(state=S.SENT), "received": Q(state=S.RECEIVED), "back": Q(state__in=(S.DRAFT, S.RETURNED)), "late": late,
        "ended": Q(state__in=(S.DONE, S.RECALLED)),
    }


def _title(side: str, numbers: dict[str, int]) -> str:
    open_ = numbers["sent"] + numbers["received"]
    if not open_:
        return f"{SIDES[side]}的都了结了" if numbers["ended"] else f"没有{SIDES[side]}的事项"
    late = f"，{numbers['late']} 项过了期限" if numbers["late"] else ""
    return f"{SIDES[side]} {open_} 项在办{late}"


def _page_actions(request: HttpRequest, side: str) -> tuple[Action, ...]:
    rights = rights_of(request)
    if side != "in" or not (rights.may_run_desks or rights.may_serve_items):
        return ()
    return (Action(text="登记来函", url=reverse("centre_entrusted_new"), icon="plus", kind="primary", dialog=True),)


def _side_tabs(request: HttpRequest, here: str) -> Tabs:
    shown = [key for key in SIDES if key != "up" or rights_of(request).may_run_desks]
    return Tabs(tuple(Tab(SIDES[key], link(request.GET, side=key, state=None), key == here) for key in shown), "哪一边", pills=True)


def _filters(request: HttpRequest, side: str, here: str) -> Filters:
    spec = Filter("matter", "委托什么", tuple(choices("entrusted").items()))
    search = Filter("q", "查找", value=request.GET.get("q", ""), placeholder="编号、案号、法院、对谁")
    kept = (("side", side), *((("state", here),) if here else ()))
    return Filters(filters=(chosen(request.GET, spec),), search=search, keep=kept, clear_url=f"{reverse(NAME)}?side={side}")


def _searched(request: HttpRequest, rows: QuerySet[Entrustment]) -> QuerySet[Entrustment]:
    text, matter = request.GET.get("q", "").strip()[:60], request.GET.get("matter", "")
    if text:
        named = Q(number__contains=text) | Q(case_number__contains=text) | Q(about__contains=text) | Q(other__contains=text)
        rows = rows.filter(named | Q(court__name__contains=text) | Q(to__name__contains=text))
    return rows.filter(matter=matter) if matter in choices("entrusted") else rows


def _row(row: Entrustment, today: date, side: str, court_id: int) -> Row:
    name = Action(text=row.about, url=reverse("centre_entrusted", args=[row.pk]), kind="link")
    shown = (name, word("entrusted", row.matter))
    return Row(cells=(shown, court_cell(row, side), (row.case_number, row.number), due(row, today, side), state(row, court_id)))


def court_cell(row: Entrustment, side: str) -> Content | tuple[Content, ...]:
    """另一边是哪家法院；报上来的写两家。"""
    ours, theirs = names(row)
    return {"out": theirs, "in": ours}.get(side, (f"{ours}委托", theirs))


def names(row: Entrustment) -> tuple[str, str]:
    """委托法院、受托法院的名称。"""
    return (row.other, row.court.name) if row.incoming else (row.court.name, row.to.name if row.to else row.other)


def state(row: Entrustment, court_id: int) -> tuple[Content, ...]:
    """到哪一步，在等谁；报了上级的写明。"""
    waits = queries.whose_turn(row, court_id)
    raised = "上级已答复" if row.answer else f"{day(row.escalated_on)}已报上级" if row.escalated_on else ""
    told = [text for text in (f"等{waits}" if waits else "", raised, f"评 {row.rating} 分" if row.rating else "") if text]
    return (Status(row.get_state_display(), TONES[row.state]), *told)


def due(row: Entrustment, today: date, side: str) -> Content:
    """期限：等外院的是灰的，过了期限黄；本院受托的过了期限红。"""
    if row.state not in (S.SENT, S.RECEIVED) or row.due_on is None:
        return full_day(row.ended_on) if row.ended_on else "—"
    left, what = (row.due_on - today).days, "签收" if row.state == S.SENT else "办完"
    note = left_text(left)
    return Deadline(text=f"{day(row.due_on, today)}前{what}", tone=str(queries.light(row, today, ours=side != "in")), note=note)


# ---- 一次委托 ----


def own(request: HttpRequest, entrustment_id: int) -> Entrustment:
    """看得见的这一次；别的没有。"""
    return get_object_or_404(queries.visible_to(request.user, context.current().today), pk=entrustment_id)


@needs("may_see_centre")
def one(request: HttpRequest, entrustment_id: int) -> HttpResponse:
    """一次委托。"""
    return shown(request, own(request, entrustment_id))


def shown(request: HttpRequest, row: Entrustment, before: tuple[Content, ...] = (), status: int = 200) -> HttpResponse:
    """这一页；``before`` 是办不成的理由。"""
    today = context.current().today
    side = "in" if request.user.court_id in (row.to_id, row.court_id if row.incoming else None) else "out"
    ours, theirs = names(row)
    tags: tuple[Piece, ...] = (Status(row.get_state_display(), TONES[row.state]),)
    return show(request, Page(
        title=f"{word('entrusted', row.matter)}：{row.about}", pretitle=f"{ours}委托{theirs} · {row.number}", tags=tags, back=reverse(NAME),
        back_text="事项委托", actions=_acts(request, row, today),
        body=(*before, Panel(title="要求", body=(Text(row.demand),)), _papers(row), *_ending(row)),
        side=(_facts(request, row, today, side), _course(row)),
    ), status)


def _acts(request: HttpRequest, row: Entrustment, today: date) -> tuple[Action, ...]:
    """此刻能办的各步，这一边的。"""
    held = queries.sides(row, request.user, today)
    able = {step for side in Side if side in held for step in law.steps(queries.standing(row), side, today)}
    able -= {"letter"} if queries.letter_of(row) else set()
    ordered = [*(step for step in FIRST if step in able), *(step for step in law.STEPS if step in able and step not in FIRST)]
    return tuple(_act(row, step, primary=not index and step in FIRST) for index, step in enumerate(ordered))


def _act(row: Entrustment, step: str, *, primary: bool) -> Action:
    url = reverse("centre_entrusted_step", args=[row.pk, step])
    kind = "primary" if primary else "danger" if step == "recall" else "plain"
    text = _label(row, step)
    if icon := AT_ONCE.get(step):
        return Action(text=text, url=url, method="post", kind=kind, icon=icon, fields={"revision": row.revision})
    return Action(text=text, url=url, kind=kind, dialog=True)


def by_letter(row: Entrustment, step: str) -> bool:
    """对方不在本系统：他们的这一步由本院照来函登记。"""
    return row.to is None and not row.incoming and law.STEPS[step].side is Side.THEIRS


def _label(row: Entrustment, step: str) -> str:
    """按钮上的字；对方、上级不在本系统的，是照来函登记。"""
    if by_letter(row, step):
        return f"登记对方{STEP_NAMES[step]}"
    return "登记上级法院的答复" if step == "answer" and not queries.answers_to(row) else STEP_NAMES[step]


def _facts(request: HttpRequest, row: Entrustment, today: date, side: str) -> Panel:
    """受托法院的人只看到案号，看不到案件。"""
    ours, theirs = names(row)
    mine = row.case_id if row.case_id and visible_cases(request.user, today).filter(pk=row.case_id).exists() else None
    case: Content = Action(text=row.case_number, url=remedies.case_url(mine), kind="link") if mine else row.case_number
    rows: list[tuple[str, Content]] = [("委托法院", ours), ("委托案号", case), ("受托法院", theirs), ("期限", due(row, today, side))]
    rows += [("办的人", who.name)] if side == "in" and (who := queries.doer(row)) else []
    rows += [("现在等", waits)] if (waits := queries.whose_turn(row, request.user.court_id)) else []
    return Panel(title="这一次", body=(Facts(tuple(rows)),))


def _papers(row: Entrustment) -> Panel:
    found = queries.files_of(row)
    needed = law.matter(row.matter).papers
    nothing = f"没有附文书。这种事项要附{'、'.join(needed)}。" if needed else "没有附文书。"
    items = tuple(
        Item(title=file.name, url=reverse("centre_entrusted_file", args=[row.pk, file.pk]),
             note=f"{'回执' if side == Side.THEIRS else '随函'}　{file.size // 1024 + 1:,} KB")
        for file, side in found
    )
    items = (*_letter(row), *items)
    body: tuple[Content, ...] = (Items(items=items),) if items else (Text(nothing, "secondary"),)
    return Panel(title="文书", flush=bool(items), body=body)


def _letter(row: Entrustment) -> tuple[Item, ...]:
    """拟了还没有随函附上的委托函：到案件的文书里签发、用印。"""
    paper = queries.letter_of(row)
    if paper is None or paper.file_id in {one["id"] for one in row.files}:
        return ()
    url = reverse("document_page", args=[paper.case_id, paper.pk])
    return (Item(title=paper.title, url=url, note=f"{paper.get_state_display()}，用印以后随函附上"),)


def _ending(row: Entrustment) -> tuple[Panel, ...]:
    told: list[tuple[str, Content]] = [
        (name, text) for name, text in (("结果", row.result), ("退回、收回的理由", row.why), ("上级法院的意见", row.answer)) if text
    ]
    if row.rating:
        told.append(("评价", f"{row.rating} 分　{row.rating_text}".strip()))
    return (Panel(title="办得怎样", body=(Facts(tuple(told)),)),) if told else ()


def _course(row: Entrustment) -> Panel:
    """经过：各步的日子，新的在上。"""
    raised = f"报{row.escalated_to}" if row.escalated_on else ""
    ended = {S.DONE: "办结", S.RECALLED: "委托法院收回"}.get(S(row.state), "了结")
    steps: Sequence[tuple[date | None, str]] = ((row.ended_on, ended), (row.escalated_on, raised), (row.received_on, "签收"), (row.sent_on, "发出"))
    done = sorted(((on, text) for on, text in steps if on and text), key=lambda pair: pair[0], reverse=True)
    back = (Text(f"被退回过 {row.returns} 次", "secondary"),) if row.returns else ()
    moments = tuple(Moment(text=text, day=full_day(on)) for on, text in done)
    return Panel(title="经过", body=(Timeline(moments=moments, empty="还没有发出"), *back))


# ---- 大厅上的一块 ----


def waiting(request: HttpRequest) -> tuple[Panel, ...]:
    """外院委托来的还没有签收的、过了期限的：管事务的人在大厅上看得到；一件也没有就不摆。"""
    if not rights_of(request).may_run_desks:
        return ()
    today = context.current().today
    found = queries.incoming(request.user, today).filter(Q(state=S.SENT) | Q(state=S.RECEIVED, due_on__lt=today)).order_by("due_on", "pk")
    shown_rows = list(found[: MOST + 1])
    items = tuple(
        Item(title=f"{names(row)[0]}：{word('entrusted', row.matter)}", url=reverse("centre_entrusted", args=[row.pk]), note=row.about,
             extra=(due(row, today, "in"),)) for row in shown_rows[:MOST]
    )
    more = Action(text="全部", url=f"{reverse(NAME)}?side=in", kind="link") if len(shown_rows) > MOST else None
    return (Panel(title="外院委托，等签收、过了期限", flush=True, body=(Items(items=items, more=more),)),) if items else ()


@needs("may_see_centre")
def file(request: HttpRequest, entrustment_id: int, file_id: int) -> HttpResponse:
    """附的一份文书：下载，不在页面里打开。"""
    found = queries.file_of(own(request, entrustment_id), file_id)
    with files.open_(found) as content:
        response = HttpResponse(content.read(), content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, found.name) or ""
    response["Cache-Control"] = "no-store"
    return response

