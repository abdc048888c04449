"""大厅：各种事务此刻几张待领、在办、等回复、超期，最早的等了多久；在岗的人。一分钟自己换一次。

数的是全院的；管台的人点开就是那份清单，别的人从“集约事务”看自己看得见的。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from zhixing.casework.centre import queries_items as items
from zhixing.casework.centre.queries_desks import served_by
from zhixing.casework.centre.queries_items import Row as Line
from zhixing.entrances.web.access import facts_of, needs, rights_of
from zhixing.entrances.web.centre import entrusting, frame
from zhixing.entrances.web.centre.live import Live
from zhixing.entrances.web.ui import (
    Action,
    Actions,
    Column,
    Content,
    Empty,
    Figure,
    Figures,
    Fold,
    Item,
    Items,
    Light,
    Page,
    Panel,
    Row,
    Status,
    Table,
    show,
)
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import User, absences, active_users, teams
from zhixing.law import duties
from zhixing.law.rights import holders

NAME: Final = "centre_hall"
SHELVES: Final = {
    "queued": "待领", "held": "在办", "waiting": "等回复", "returned": "退回", "overdue": "超期", "done": "今日办结", "rework": "今日返工",
}
"""数字和清单的各格。"""
TONES: Final = {"overdue": "red", "waiting": "grey", "returned": "yellow"}
"""不为零时的颜色：等外面回复的是灰的。"""
LIGHTS: Final = {"overdue": Light("red", "超期"), "waiting": Light("grey", "不计时限")}
COLUMNS: Final = (
    Column("事务"), Column("待领", "end"), Column("最早的等了", "end"), Column("在办", "end"), Column("等回复", "end"), Column("超期", "end"),
    Column("退回", "end", wide=True), Column("今日办结", "end", wide=True), Column("", "end"),
)
POSTS: Final = holders("may_serve_items")
"""办事务的职务。"""


@needs("may_see_centre")
def page(request: HttpRequest) -> HttpResponse:
    """大厅。"""
    lines = items.hall(request.user.court_id, context.current().now)
    return show(request, Page(
        title=headline(lines), pretitle=frame.pretitle(request), actions=_actions(request), top=(frame.tabs(request, NAME),),
        body=(Live(body=(_strip(request, lines), *_listed(request, lines)), url=reverse(NAME)),),
        side=(*entrusting.waiting(request), _people(request)),
    ))


def headline(lines: Sequence[Line]) -> str:
    """12 项待领，3 项超期。"""
    queued, overdue, held = (sum(getattr(line, name) for line in lines) for name in ("queued", "overdue", "held"))
    told = [f"{queued:,} 项待领"] if queued else [f"没有待领的，在办 {held:,} 项"] if held else ["没有要办的事务"]
    return "，".join(told + ([f"{overdue:,} 项超期"] if overdue else []))


def _actions(request: HttpRequest) -> tuple[Actions, ...]:
    rights = rights_of(request)
    ask = Action(text="交办事务", url=reverse("centre_ask_one"), icon="plus", dialog=True)
    take = Action(text="申领下一项", url=reverse("centre_claim"), kind="primary", icon="inbox", method="post")
    return (Actions((ask, *((take,) if rights.may_serve_items else ()))),)


# ---- 数字 ----


def _strip(request: HttpRequest, lines: Sequence[Line]) -> Figures:
    return Figures(strip=True, label="全院的事务", cells=tuple(
        Figure(label=text, value=f"{(number := sum(getattr(line, key) for line in lines)):,}", url=_url(request, key),
               tone=TONES.get(key, "") if number else "")
        for key, text in SHELVES.items()
    ))


def _url(request: HttpRequest, key: str, duty: str = "") -> str:
    """清单的地址；看不到全部的人没有。"""
    if not rights_of(request).may_run_desks:
        return ""
    return f"{reverse('centre_queue')}?{urlencode({'state': key, **({'duty': duty} if duty else {})})}"


def _listed(request: HttpRequest, lines: Sequence[Line]) -> Iterator[Content]:
    """有事的按组排；没有事的收在一处。"""
    codes = frozenset(one.code for one in served_by(request.user, facts_of(request)))
    busy = sorted((line for line in lines if busy_of(line)), key=lambda line: list(duties.groups()).index(line.service.duty.group))
    empty = Empty("没有要办的事务", "在案件页、案件清单上按“交办事务”，就到这里。", "inbox")
    rows = tuple(_row(request, line, codes) for line in busy)
    yield Panel(flush=True, body=(Table(id="hall", columns=COLUMNS, label="各种事务", rows=rows, empty=empty),))
    if idle := [line.service.name for line in lines if not busy_of(line)]:
        yield Panel(flush=True, body=(Fold(f"此刻没有的 {len(idle)} 种", ("、".join(idle),)),))


def busy_of(line: Line) -> bool:
    """这种事务此刻有没有。"""
    return any(getattr(line, key) for key in SHELVES)


def _row(request: HttpRequest, line: Line, codes: frozenset[str]) -> Row:
    one = line.service
    stopped = (Status("停办", "grey"),) if not one.enabled else ()
    take = Action(text="申领", url=reverse("centre_claim"), method="post", fields={"duty": one.code}, small=True, kind="primary")
    told = f"{duties.groups()[one.duty.group]} · {one.duty.hours} 个工作小时"
    queued, held, waiting, overdue, returned, done = (
        _number(request, line, key) for key in ("queued", "held", "waiting", "overdue", "returned", "done")
    )
    return Row(cells=(
        (one.name, told, *stopped), queued, _age(line.oldest), held, waiting, overdue, returned, done,
        take if line.queued and one.code in codes else "",
    ))


def _number(request: HttpRequest, line: Line, key: str) -> Content | tuple[Content, ...]:
    """一个数，点开是清单；超期的红灯，等外面的灰灯。"""
    number, url = getattr(line, key), _url(request, key, line.service.code)
    if not number:
        return "0"
    shown: Content = Action(text=f"{number:,}", url=url, kind="link", small=True) if url else f"{number:,}"
    return (shown, LIGHTS[key]) if key in LIGHTS else shown


def _age(oldest: datetime | None) -> str:
    """最早的一张等了多久。"""
    if oldest is None:
        return "—"
    minutes = max(int((context.current().now - oldest).total_seconds() // 60), 0)
    days, hours = minutes // 1440, minutes // 60
    return f"{days} 天" if days else f"{hours} 小时" if hours else f"{minutes} 分钟" if minutes else "刚刚"


# ---- 在岗的人 ----


def _people(request: HttpRequest) -> Panel:
    """办事务的人，按团队；今天不在岗的写明。不写各人办了多少。"""
    today, court = context.current().today, request.user.court_id
    away = {row.user_id: row.reason for row in absences(court, today)}
    people = [one for one in active_users(court).filter(holdings__post__in=POSTS).distinct() if _now(one, today)]
    names = {team.pk: team.name for team in teams(court)}
    groups: dict[str, list[User]] = defaultdict(list)
    for one in sorted(people, key=lambda one: one.name):
        groups[_place(one, today, names)].append(one)
    shown = tuple(_group(name, groups[name], away) for name in sorted(groups))
    return Panel(title=f"在岗 {sum(one.pk not in away for one in people)} 人", note="办集约事务的人", flush=True,
                 body=(Items(items=shown, empty=Empty("没有办事务的人", "在“管理”里给人员任命职务。", "users")),))


def _group(name: str, people: Sequence[User], away: Mapping[int, str]) -> Item:
    """一个团队、一个部门一行：在岗的姓名，不在岗的写明为什么。"""
    here = [one.name for one in people if one.pk not in away]
    gone = tuple(Status(f"{one.name}不在岗：{away[one.pk]}", "grey") for one in people if one.pk in away)
    return Item(title=f"{name} {len(here)} 人", note="、".join(here), tone="green" if here else "grey", tags=gone)


def _now(one: User, today: date) -> bool:
    return any(held.post in POSTS and held.covers(today) for held in one.holdings.all())


def _place(one: User, today: date, names: Mapping[int, str]) -> str:
    """在哪个团队；不在团队的是职务。"""
    held = [row for row in one.holdings.all() if row.post in POSTS and row.covers(today)]
    return next((names[row.team_id] for row in held if row.team_id in names), held[0].get_post_display())
