"""跟进：在手机上跟几件案件，有新情况的在前；看过了、会商、不再跟，都在这一页。"""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhixing.casework.cases.queries import Case, search, visible_to
from zhixing.casework.centre import queries_following as queries
from zhixing.casework.centre.commands import following
from zhixing.casework.centre.queries_following import Followed
from zhixing.casework.centre.queries_turns import turns_of
from zhixing.entrances.web import remedies
from zhixing.entrances.web.access import facts_of, needs
from zhixing.entrances.web.cases.rows import badges, between
from zhixing.entrances.web.cases.rows import state as case_state
from zhixing.entrances.web.centre import frame
from zhixing.entrances.web.ui import (
    Action,
    Actions,
    Content,
    Empty,
    Filter,
    Filters,
    Item,
    Items,
    Light,
    Moment,
    Page,
    Panel,
    Text,
    Timeline,
    done,
    show,
)
from zhixing.entrances.web.ui.words import full_day, moment
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import Line
from zhixing.law import rights
from zhixing.law.states import Act
from zhixing.law.turn_words import for_court
from zhixing.law.turns import Turn

NAME: Final = "centre_following"
MOST: Final = 10
"""查找时至多列几件。"""


@needs("may_see_centre")
def page(request: HttpRequest) -> HttpResponse:
    """跟着的各件。"""
    today = context.current().today
    found = queries.followed(request.user, today)
    turns = turns_of((one.case for one in found), today)
    fresh = sum(1 for one in found if one.count)
    panels = tuple(_panel(request, one, turns.get(one.case.pk)) for one in found)
    title = f"{fresh} 件有新情况" if fresh else f"跟着 {len(found)} 件，没有新情况" if found else "没有跟着的案件"
    return show(request, Page(
        title=title, pretitle=frame.pretitle(request, "跟进"), top=(frame.tabs(request, NAME),), body=(*_searching(request), *(panels or (_NONE,))),
    ))


_NONE: Final = Panel(body=(Empty("没有跟着的案件", "按案号、当事人找到案件，点“跟进”；有新情况就列在这里。", "star"),))


def _panel(request: HttpRequest, one: Followed, turn: Turn | None) -> Panel:
    """一件：轮到谁办什么，上次看过以后有什么。"""
    case, today = one.case, context.current().today
    handler = f"承办人{case.handler.name}" if case.handler else "还没有承办人"
    told: tuple[Content, ...] = (Text("　".join(text for text in (between(case), handler, one.row.why) if text), "secondary"),)
    next_: tuple[Content, ...] = (Light(turn.light, for_court(turn, today, request.user.pk)),) if turn else ()
    news: tuple[Content, ...] = (Timeline(moments=tuple(_moment(line) for line in one.fresh)),) if one.count else ()
    more = (Text(f"另有 {one.count - len(one.fresh)} 条，在案件页看", "secondary"),) if one.count > len(one.fresh) > 0 else ()
    head = f"{case}　{one.count} 条新情况" if one.count else str(case)
    return Panel(
        title=head, actions=(case_state(case), *badges(case)), tone="blue" if one.count else "",
        body=(*told, *next_, *news, *more, Actions(_acts(request, one))),
    )


def _moment(line: Line) -> Moment:
    entry = line.entry
    note = f"{entry.actor_name}　{moment(entry.recorded_at)}"
    return Moment(text=line.event.sentence(), day=full_day(entry.happened_on), note=note, struck=line.superseded)


def _acts(request: HttpRequest, one: Followed) -> tuple[Action, ...]:
    """打开案件；会商得了的会商；有新情况的标作看过；不再跟。"""
    case = one.case.pk
    confer = Action(text="会商", url=reverse("case_confer", args=[case]), kind="primary", dialog=True, small=True)
    seen = Action(text="看过了", url=reverse("case_follow_seen", args=[case]), method="post", small=True)
    leave = Action(text="不再跟", url=reverse("case_follow_leave", args=[case]), method="post", kind="link", small=True)
    able = rights.ever(facts_of(request), Act.CONFER)
    return (*((confer,) if able else ()), Action(text="打开案件", url=remedies.case_url(case), small=True), *((seen,) if one.count else ()), leave)


# ---- 找一件来跟 ----


def _searching(request: HttpRequest) -> tuple[Content, ...]:
    """查找框；找了的列出来，一点就跟。"""
    text = request.GET.get("q", "").strip()[:60]
    box = Filters(filters=(), search=Filter("q", "找案件来跟", value=text, placeholder="案号、当事人"), clear_url=reverse(NAME))
    if not text:
        return (box,)
    found = search(visible_to(request.user, context.current().today), text)[:MOST]
    items = tuple(
        Item(title=str(case), url=remedies.case_url(case.pk), tags=(case_state(case),), note=between(case), actions=(button(case),)) for case in found
    )
    empty = Empty("没有找到案件", "用完整的案号或者姓名再找。", "search")
    return box, Panel(title="查找的结果", flush=True, body=(Items(items=items, empty=empty),))


def button(case: Case, *, small: bool = True) -> Action:
    """“跟进”按钮。"""
    return Action(text="跟进", url=reverse("case_follow", args=[case.pk]), method="post", icon="star", small=small)


def _case(request: HttpRequest, case_id: int) -> Case:
    return get_object_or_404(visible_to(request.user, context.current().today), pk=case_id)


@require_POST
@needs("may_see_centre")
def follow(request: HttpRequest, case_id: int) -> HttpResponse:
    """跟进这一件。"""
    case = _case(request, case_id)
    following.follow(case=case, actor=request.user, why=request.POST.get("why", ""))
    return done(request, reverse(NAME), f"已跟进{case}，有新情况就列在这里")


@require_POST
@needs("may_see_centre")
def seen(request: HttpRequest, case_id: int) -> HttpResponse:
    """看过了。"""
    case = _case(request, case_id)
    following.look(case=case, actor=request.user)
    return done(request, reverse(NAME), f"{case}看过了")


@require_POST
@needs("may_see_centre")
def leave(request: HttpRequest, case_id: int) -> HttpResponse:
    """不再跟。"""
    case = _case(request, case_id)
    following.leave(case=case, actor=request.user)
    return done(request, reverse(NAME), f"不再跟{case}")
