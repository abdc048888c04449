"""办案负荷：自己的；团队长看本团队的，局领导看全院的，其余的人只看合计。一个人的分量怎么算出来的，一类一行。"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.centre import draw_facts, queries_items
from zhixing.casework.centre import queries_load as queries
from zhixing.casework.centre.queries_load import Board
from zhixing.entrances.web.access import facts_of, needs, rights_of
from zhixing.entrances.web.centre import frame, team
from zhixing.entrances.web.ui import (
    Action,
    Column,
    Columns,
    Empty,
    Facts,
    Figure,
    Figures,
    Page,
    Panel,
    Row,
    Table,
    show,
)
from zhixing.entrances.web.ui.piece import Content
from zhixing.entrances.web.ui.words import full_day
from zhixing.foundation.approvals import queries as approvals
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import User, active_users, settings_of, teams
from zhixing.law.draw_pool import Officer
from zhixing.law.draw_weights import weights_from
from zhixing.law.states import State
from zhixing.law.words import word

HERE: Final = "centre_load"
PEOPLE: Final = (Column("承办人"), Column("团队"), Column("分量（件）", "end"), Column("分案系数", "end"), Column("在岗"))
CLASSES: Final = (Column("哪一类"), Column("件", "end"), Column("一件算", "end"), Column("合计", "end"))


@needs("may_see_centre")
def page(request: HttpRequest) -> HttpResponse:
    """全院的合计；看得到名字的，各人一行。"""
    today, court = context.current().today, request.user.court
    officers = queries.officers(court.pk, today)
    seen = [one for one in officers if may_see(request, one)]
    total = sum(one.load for one in officers)
    return show(request, Page(
        title=f"{len(officers)} 人承办，手头共 {_pieces(total)} 件的分量", pretitle=frame.pretitle(request),
        top=(frame.tabs(request, HERE), _totals(officers)),
        body=(_people(seen, {one.pk: one.name for one in teams(court.pk)}, all_of=len(seen) == len(officers)),),
    ))


def _pieces(hundredths: int) -> str:
    return f"{hundredths / 100:,.1f}"


def _totals(officers: list[Officer]) -> Figures:
    """合计：人人都看得到。"""
    loads = sorted(one.load for one in officers)
    cells = [("承办人", str(len(officers))), ("其中今天不在岗", str(sum(one.away for one in officers)))]
    if loads:
        cells += [("平均一人", _pieces(sum(loads) // len(loads))), ("最少", _pieces(loads[0])), ("居中", _pieces(loads[len(loads) // 2])),
                  ("最多", _pieces(loads[-1]))]
    return Figures(tuple(Figure(label=label, value=value) for label, value in cells), label="全院合计")


def _people(seen: Iterable[Officer], names: Mapping[int, str], *, all_of: bool) -> Panel:
    note = "" if all_of else "只列您看得到的：自己，和您带的团队；别人的只计在合计里"
    found = sorted(seen, key=lambda one: (-one.load, one.id))
    return Panel(title="各承办人", note=note, flush=True, body=(Table(
        columns=PEOPLE, rows=tuple(_row(one, names) for one in found), label="各承办人", empty=Empty("没有您看得到的承办人", "合计在上面。", "users"),
    ),))


def _row(one: Officer, names: Mapping[int, str]) -> Row:
    share = "照默认" if one.set_share is None else f"{one.set_share}%" if one.set_share else "暂停分案"
    return Row(url=reverse("centre_officer", args=[one.id]), cells=(
        one.name, "、".join(names[team] for team in one.teams if team in names), _pieces(one.load), share, "不在岗" if one.away else "在岗",
    ))


def may_see(request: HttpRequest, one: Officer) -> bool:
    """自己、本团队的团队长、看全院名字的。"""
    facts = facts_of(request)
    return one.id == facts.id or bool(facts.leads & set(one.teams)) or rights_of(request).sees_names_of_overdue == "all"


# ---- 一个人 ----


@needs("may_see_centre")
def officer(request: HttpRequest, user_id: int) -> HttpResponse:
    """一个人的：别的法院的 404，不该看的 403。"""
    today, person = context.current().today, _person(request, user_id)
    board = queries.officer_board(person, today)
    return show(request, Page(
        title=f"{person.name}：在办 {len(board.rows)} 件，轮到法院办 {len(board.shelf('court'))} 件", pretitle=frame.pretitle(request, "办案负荷"),
        back=reverse(HERE), back_text="办案负荷", top=(team.strip(request, board, named=True),),
        body=(*team.listed(request, board), Columns((_classes(person),), (_in_hand(request, person, board),))),
    ))


def _person(request: HttpRequest, user_id: int) -> User:
    person = active_users(request.user.court_id).filter(pk=user_id).first()
    if person is None:
        raise Http404("本院没有这个人。")
    today = context.current().today
    held = frozenset(row.team_id for row in person.holdings.all() if row.covers(today) and row.team_id)
    facts = facts_of(request)
    if person.pk != facts.id and not facts.leads & held and rights_of(request).sees_names_of_overdue != "all":
        raise PermissionDenied("别人的办案负荷，只有团队长和局领导看得到。")
    return person


def _classes(person: User) -> Panel:
    """分量怎么算出来的：一类一行，加起来就是分案时看的分量。"""
    weights = weights_from(settings_of(person.court_id))
    found = [row for row in draw_facts.held_of(person.court_id) if row.handler == person.pk]
    lines = tuple(_class(row, row.weight(weights)) for row in sorted(found, key=lambda row: (row.kind, row.state, row.track or "", row.heavy)))
    total = sum(row.number * row.weight(weights) for row in found)
    return Panel(title=f"分量 {_pieces(total)} 件", note="随机分案就看这个数；各类一件算多少由本院定", flush=True, body=(
        Table(columns=CLASSES, rows=lines, label="分量", empty=Empty("手头没有案件", icon="circle-check")),
    ))


def _class(row: draw_facts.Held, weight: int) -> Row:
    parts = (row.kind, word("track", row.track) if row.track else "未分流", State(row.state).label, *(["重点、涉众、大标的"] if row.heavy else []))
    return Row(cells=(" · ".join(parts), str(row.number), f"{weight / 100:.2f}", f"{row.number * weight / 100:.1f}"))


def _in_hand(request: HttpRequest, person: User, board: Board) -> Panel:
    """手里别的：事务单、等他批的；最早的一件是哪天。"""
    items, waiting = queries_items.held_by(person.pk).count(), approvals.waiting_for(person, board.on).order_by().count()
    first = next(iter(board.shelf("court")), None)
    rows: list[tuple[str, Content]] = [("手里的事务单", f"{items} 张"), ("等他审批", f"{waiting} 件")]
    rows += [("最早要办的", (f"{full_day(first.turn.due)} {first.turn.what}"))] if first else []
    return Panel(title="手里还有", body=(Facts(tuple(rows)),), actions=tuple(_own(request, person)))


def _own(request: HttpRequest, person: User) -> Iterator[Action]:
    if person.pk == request.user.pk:
        yield Action(text="我的案件", url=f"{reverse('case_list')}?shelf=mine", kind="link")


