"""节点管控板：先看数，再看清单。每个数点开就是它的清单；名字只给可以看的人。"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.nodes import queries as nodes
from zhixing.casework.nodes.queries import BoardFilter, Node
from zhixing.entrances.web import remedies
from zhixing.entrances.web.access import facts_of, rights_of
from zhixing.entrances.web.admin.paging import sliced
from zhixing.entrances.web.cases.rows import between
from zhixing.entrances.web.nodes.cells import due_cell, who
from zhixing.entrances.web.ui import (
    Action,
    Actions,
    Column,
    Empty,
    Figure,
    Figures,
    Filter,
    Filters,
    Page,
    Panel,
    Row,
    Table,
    show,
)
from zhixing.entrances.web.ui.fields import DayField
from zhixing.entrances.web.ui.filters import chosen, link
from zhixing.entrances.web.ui.words import count
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import active_users, calendar_of, teams
from zhixing.law.lights import Light
from zhixing.law.node_table import rules

WHOSE = tuple((str(v), str(t)) for v, t in Node.Whose.choices)
TONES = {Light.RED: "red", Light.YELLOW: "yellow", Light.GREEN: "green", Light.GREY: ""}


def page(request: HttpRequest) -> HttpResponse:
    """节点管控。"""
    today = context.current().today
    picked = _picked(request)
    codes = nodes.counts(nodes.board(request.user, today, replace(picked, light="")), today)
    lights = {light: sum(getattr(row, light.value) for row in codes) for light in Light}
    if not request.GET and lights[Light.RED]:
        picked = replace(picked, light=Light.RED.value)  # 打开先看超期的；“全部”另点
    found, pager = sliced(request, nodes.board(request.user, today, picked))
    calendar = calendar_of(request.user.court_id)
    lines = tuple(_row(node, today, calendar) for node in found)
    return show(request, Page(
        title=_headline(lights, ahead=picked.ahead), pretitle=f"节点管控 · {_scope(request)}", actions=(_reports(request),),
        top=(_strip(request, lights, picked.light),),
        body=(_filters(request), Panel(title="待办节点", flush=True, id="nodes", body=(Table(
            columns=(Column("节点"), Column("案件"), Column("期限"), Column("责任"), Column("")), rows=lines,
            label="待办节点", pager=pager, empty=Empty("没有符合条件的节点", icon="circle-check"),
        ),))),
        side=(_by_code(request, [only(row, picked.light) for row in codes]),),
    ))


def _picked(request: HttpRequest) -> BoardFilter:
    get = request.GET.get
    yes = {"1": True, "0": False}
    return BoardFilter(
        code=get("code", "")[:12], light=get("light", "") if get("light") in set(Light) else "", team=_number(get("team")),
        owner=_number(get("owner")), whose=get("whose", "") if get("whose") in Node.Whose.values else "",
        livelihood=yes.get(get("livelihood", "")), hard=yes.get(get("hard", "")), since=_day(get("since")), until=_day(get("until")),
        ahead=get("counted") == "0",
    )


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 15 else None


def _day(text: str | None) -> Any:
    try:
        return DayField(required=False).clean(text)
    except ValidationError:
        return None


def _headline(lights: dict[Light, int], *, ahead: bool) -> str:
    if ahead:
        return f"上线前不计的节点 {sum(lights.values()):,} 个"
    red, yellow = lights[Light.RED], lights[Light.YELLOW]
    if red:
        return f"{red:,} 个节点超期，{yellow:,} 个临期"
    return f"没有超期的节点，{yellow:,} 个临期" if yellow else "没有超期和临期的节点"


def _scope(request: HttpRequest) -> str:
    if rights_of(request).sees_all_cases:
        return request.user.court.name
    return "本团队" if facts_of(request).leads else "我经办的"


def _strip(request: HttpRequest, lights: dict[Light, int], here: str) -> Figures:
    whole = Figure(label="全部", value=count(sum(lights.values()), 100000), url=link(request.GET, light="all", page=None), current=not here)
    return Figures(strip=True, label="按灯色", cells=(whole, *(
        Figure(label=light.label, value=count(number, 100000), url=link(request.GET, light=light.value, page=None),
               tone=TONES[light] if number else "", current=here == light.value)
        for light, number in lights.items()
    )))


def _filters(request: HttpRequest) -> Filters:
    specs = [
        Filter("code", "节点", tuple((r.code, r.name) for r in _known())),
        Filter("whose", "该谁办", WHOSE), Filter("livelihood", "涉民生", (("1", "涉民生"), ("0", "其他"))),
        Filter("hard", "期限性质", (("1", "法定期限"), ("0", "院内要求"))), Filter("counted", "计不计", (("0", "上线前不计"),)),
        Filter("team", "团队", tuple((str(t.pk), t.name) for t in teams(request.user.court_id))),
        Filter("since", "到期自", kind="day"), Filter("until", "到期至", kind="day"),
    ]
    if rights_of(request).sees_names_of_overdue == "all":
        people = active_users(request.user.court_id)
        specs.insert(5, Filter("owner", "责任人", tuple((str(u.pk), u.name) for u in people)))
    keep = (("light", request.GET.get("light", "")),) if request.GET.get("light") else ()
    return Filters(filters=tuple(chosen(request.GET, spec) for spec in specs), keep=keep, clear_url=reverse("node_board"))


def _known() -> list[Any]:
    """节点表，一个代码一行。"""
    return list({rule.code: rule for rule in rules(context.current().today)}.values())


def _row(node: Any, today: Any, calendar: Any) -> Row:
    case = node.case
    action = remedies.button(case.pk, node.act, node.key, primary=node.light in {"red", "yellow"})
    return Row(cells=(
        str(node), (Action(text=str(case), url=remedies.case_url(case.pk), kind="link"), between(case)),
        due_cell(node, today, calendar), who(node), action or "",
    ))


def only(row: nodes.CodeCount, light: str) -> nodes.CodeCount:
    """只留选中的那一种灯的数；没选的原样。"""
    return replace(row, **{one.value: 0 for one in Light if one != light}) if light else row


def _by_code(request: HttpRequest, codes: list[nodes.CodeCount]) -> Panel:
    rows = sorted((row for row in codes if row.total), key=lambda c: (-c.red, -c.yellow, c.code))[:20]
    lines = tuple(
        Row(cells=(Action(text=row.name, url=link(request.GET, code=row.code, page=None), kind="link"),
                   _cell(request, row, Light.RED), _cell(request, row, Light.YELLOW), str(row.total)))
        for row in rows
    )
    columns = (Column("节点"), Column("超期", "end"), Column("临期", "end"), Column("合计", "end"))
    return Panel(title="按节点", note="只数件数，不列人名", flush=True, body=(
        Table(columns=columns, rows=lines, label="按节点", empty=Empty("没有待办的节点", icon="circle-check")),))


def _cell(request: HttpRequest, row: nodes.CodeCount, light: Light) -> Action | str:
    number = getattr(row, light.value)
    url = link(request.GET, code=row.code, light=light.value, page=None)
    return Action(text=str(number), url=url, kind="link") if number else "0"


def _reports(request: HttpRequest) -> Actions:
    return Actions((Action(text="重算报告", url=reverse("node_replans"), icon="history"),
                    Action(text="期限计算器", url=reverse("calculator"), icon="calculator")))
