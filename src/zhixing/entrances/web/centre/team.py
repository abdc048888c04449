"""团队看板：在办各件轮到谁、各人的件数和分量、往后七天、卡住的、等着接收的交接。

名字和清单只给带这个团队的、看全院的；其余的人只看合计和自己的一行。等银行、评估机构的是灰色，不算谁的。
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.centre import queries_load as queries
from zhixing.casework.centre.queries_load import SHELVES, WEEK, Board, Placed
from zhixing.entrances.web import turns
from zhixing.entrances.web.access import facts_of, needs, rights_of
from zhixing.entrances.web.cases import rows
from zhixing.entrances.web.centre import frame
from zhixing.entrances.web.ui import (
    Action,
    Column,
    Columns,
    Empty,
    Figure,
    Figures,
    Item,
    Items,
    Note,
    Page,
    Panel,
    Row,
    Tab,
    Table,
    Tabs,
    show,
)
from zhixing.entrances.web.ui.filters import link
from zhixing.entrances.web.ui.paging import paged
from zhixing.entrances.web.ui.piece import Content
from zhixing.entrances.web.ui.words import day, moment, weekday
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import Team, teams
from zhixing.law.draw_pool import Officer
from zhixing.law.words import word

HERE: Final = "centre_team"
TONES: Final = {"late": "red", "stuck": "yellow"}
CASES: Final = (Column("案号"), Column("当事人"), Column("轮到谁"), Column("承办人"), Column("最近动静"), Column("状态"))
SHOWN: Final = ("court", "late", "stuck", "outside")
PEOPLE: Final = (Column("承办人"), Column("在办", "end"), Column("分量（件）", "end"), *(Column(SHELVES[key][0], "end") for key in SHOWN))


@needs("may_see_centre")
def page(request: HttpRequest) -> HttpResponse:
    """一个团队。"""
    today = context.current().today
    team = _team(request)
    if team is None:
        return show(request, Page(title="本院还没有团队", pretitle=frame.pretitle(request), top=(frame.tabs(request, HERE),),
                                  body=(Panel(body=(Empty("本院还没有团队", "由系统管理员在“管理”里建。", "users"),)),)))
    board, named = queries.team_board(team, today), names_of(request, team)
    return show(request, Page(
        title=headline(team.name, board), pretitle=frame.pretitle(request, team.name),
        top=(frame.tabs(request, HERE), _teams(request, team), strip(request, board, named=named)), body=tuple(_body(request, team, board, named)),
    ))


def headline(name: str, board: Board) -> str:
    """快执团队：在办 212 件，轮到法院办 96 件，等外面 41 件。"""
    numbers = {key: len(board.shelf(key)) for key in ("all", "court", "outside")}
    return f"{name}：在办 {numbers['all']} 件，轮到法院办 {numbers['court']} 件，等外面 {numbers['outside']} 件"


def names_of(request: HttpRequest, team: Team) -> bool:
    """看不看得到这个团队里各人的：带它的、看全院名字的。"""
    return team.pk in facts_of(request).leads or rights_of(request).sees_names_of_overdue == "all"


def _team(request: HttpRequest) -> Team | None:
    """网址里要的，没有写是自己的；别的法院的是 404。"""
    found, asked = list(teams(request.user.court_id)), request.GET.get("team", "")
    if asked:
        chosen = next((one for one in found if str(one.pk) == asked), None)
        if chosen is None:
            raise Http404("本院没有这个团队。")
        return chosen
    mine = facts_of(request).leads or facts_of(request).teams
    return next((one for one in found if one.pk in mine), found[0] if found else None)


def _teams(request: HttpRequest, here: Team) -> Tabs:
    names = tuple(Tab(one.name, f"?team={one.pk}", one.pk == here.pk) for one in teams(request.user.court_id))
    return Tabs(names, "团队", pills=True)


def strip(request: HttpRequest, board: Board, *, named: bool) -> Figures:
    """各格的件数；看得到名字的，点开就是那份清单。"""
    chosen = request.GET.get("shelf", "")
    return Figures(strip=True, label="在办的各格", cells=tuple(
        Figure(label=text, value=str(number), url=link(request.GET, shelf=key, day=None, page=None) if named else "",
               tone=TONES.get(key, "") if number else "", current=chosen == key)
        for key, (text, _) in SHELVES.items() for number in (len(board.shelf(key)),)
    ))


def _body(request: HttpRequest, team: Team, board: Board, named: bool) -> Iterator[Content]:
    if not named:
        yield Note("各件轮到谁、各人手里多少，只有团队长和局领导看得到；自己的见“办案负荷”。", "blue", "只列合计")
        yield _week(request, board, named=False)
        return
    yield from listed(request, board)
    yield Columns((_people(request, team, board),), (_week(request, board, named=True), *_stuck(request, board), *_handovers(request, team)))


# ---- 清单 ----


def listed(request: HttpRequest, board: Board) -> Iterator[Panel]:
    """点开的一格；没有点不列。"""
    shelf, on, officer = request.GET.get("shelf", ""), _day(request), _number_of(request.GET.get("officer", ""))
    if shelf not in SHELVES and on is None and officer is None:
        return
    shelf = shelf if shelf in SHELVES else "all"
    found, title = (board.due(on), day(on, board.on)) if on else (board.shelf(shelf, officer), SHELVES[shelf][0])
    shown, pager = paged(request.GET, found)
    yield Panel(id="cases", title=f"{title} {len(found)} 件", flush=True, body=(Table(
        columns=CASES, rows=tuple(_case(one, board.on) for one in shown), label=title, pager=pager,
        empty=Empty("这一格里没有案件", icon="circle-check"),
    ),))


def _number_of(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 15 else None


def _case(one: Placed, on: date) -> Row:
    case = one.case
    return Row(url=rows.url(case), cells=(
        rows.named(case), rows.people(case), turns.cell(one.turn, on), case.handler.name if case.handler else "未分案", day(one.last_on, on),
        rows.state(case),
    ))


def _day(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return None


# ---- 各人、往后七天、卡住的、交接 ----


def _people(request: HttpRequest, team: Team, board: Board) -> Panel:
    """各承办人：件数、分量、各格；本团队在任的没有案件也列。"""
    officers = {one.id: one for one in queries.officers(team.court_id, board.on)}
    mine = {one.case.handler_id: one.case.handler.name for one in board.rows if one.case.handler}
    mine |= {one.id: one.name for one in officers.values() if team.pk in one.teams}
    lines = tuple(_officer(request, board, pk, name, officers.get(pk)) for pk, name in sorted(mine.items(), key=lambda row: row[1]))
    return Panel(title="各承办人", note="分量按本院定的各类案件算；名字只有团队长和局领导看得到", flush=True, body=(
        Table(columns=PEOPLE, rows=lines, label="各承办人", empty=Empty("本团队还没有承办人", icon="users")),
    ))


def _officer(request: HttpRequest, board: Board, pk: int | None, name: str, officer: Officer | None) -> Row:
    numbers = {key: len(board.shelf(key, pk)) for key in ("all", *SHOWN)}
    away = (name, "今天不在岗") if officer and officer.away else (name,)
    weight = f"{officer.load / 100:.1f}" if officer else "0.0"
    cells = (_number(request, numbers[key], key, pk, TONES.get(key, "")) for key in SHOWN)
    return Row(url=reverse("centre_officer", args=[pk]), cells=(away, _number(request, numbers["all"], "all", pk, ""), weight, *cells))


def _number(request: HttpRequest, number: int, shelf: str, officer: int | None, tone: str) -> Content:
    if not number:
        return "0"
    return Action(text=str(number), url=f"{link(request.GET, shelf=shelf, officer=str(officer), day=None, page=None)}#cases", kind="link", small=True)


def _week(request: HttpRequest, board: Board, *, named: bool) -> Panel:
    """往后七天，法院这一边每天几件到日子。"""
    days = [board.on + timedelta(days=n) for n in range(WEEK)]
    found = tuple(Row(cells=(f"{day(one, board.on)} {weekday(one)}", _on(request, len(board.due(one)), one, named))) for one in days)
    return Panel(title="往后七天", note="轮到法院办的，按要办完的日子", flush=True, body=(
        Table(columns=(Column("日子"), Column("件", "end")), rows=found, label="往后七天"),
    ))


def _on(request: HttpRequest, number: int, on: date, named: bool) -> Content:
    if not number or not named:
        return str(number)
    url = f"{link(request.GET, day=on.isoformat(), shelf=None, officer=None, page=None)}#cases"
    return Action(text=str(number), url=url, kind="link", small=True)


def _stuck(request: HttpRequest, board: Board) -> Iterator[Panel]:
    """卡住最久的几件。"""
    found = sorted(board.shelf("stuck"), key=lambda one: (one.last_on, one.case.pk))
    if not found:
        return
    items = tuple(
        Item(title=str(one.case), url=rows.url(one.case), tone="yellow", note=f"{rows.between(one.case)} · {day(one.last_on, board.on)}以后没有动静",
             extra=turns.cell(one.turn, board.on))
        for one in found[:5]
    )
    more = Action(text=f"全部 {len(found)} 件", url=f"{link(request.GET, shelf='stuck', officer=None, day=None)}#cases", kind="link")
    yield Panel(title="卡住最久的", note=f"{board.quiet} 天没有动静", actions=(more,), flush=True, body=(Items(items=items),))


def _handovers(request: HttpRequest, team: Team) -> Iterator[Panel]:
    """等着接收的交接。"""
    found = list(queries.handovers(team)[:20])
    if not found:
        return
    items = tuple(
        Item(title=str(row.case), url=rows.url(row.case), tone="yellow", note=" · ".join((
            f"交到{word('segment', row.to_segment)}", f"等{(row.to_user or row.to_team).name}接收" if row.to_user or row.to_team else "等接收",
            f"{moment(row.offered_at, context.current().today)}交出", *([f"还缺 {len(row.missing)} 样"] if row.missing else []),
        )))
        for row in found
    )
    yield Panel(title=f"等着接收的交接 {len(found)} 件", flush=True, body=(Items(items=items),))
