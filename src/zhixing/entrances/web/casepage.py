"""案件页：一眼看到走到哪一站、几件事要到期、下一步办什么。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.cases.queries import Case, Kind, Livelihood, full, visible_to
from zhixing.entrances.web.casecentre import tab as flow
from zhixing.entrances.web.casecontrol import tab as control
from zhixing.entrances.web.casemoney import tab as money
from zhixing.entrances.web.cases import buttons, details, moves, record, sides
from zhixing.entrances.web.cases.banners import banners
from zhixing.entrances.web.cases.clocks import Clocks, clocks
from zhixing.entrances.web.cases.desk import desk_of
from zhixing.entrances.web.cases.nearing import nearing
from zhixing.entrances.web.cases.rows import badges
from zhixing.entrances.web.cases.turning import strip
from zhixing.entrances.web.cases.view import View
from zhixing.entrances.web.documents import tab as documents
from zhixing.entrances.web.dossier import tab as dossier
from zhixing.entrances.web.funds import tab
from zhixing.entrances.web.funds.reckoning import Reckoning
from zhixing.entrances.web.service import tab as service
from zhixing.entrances.web.ui import Grid, Page, Panel, Piece, Rail, Status, Stop, Tab, Tabs, show
from zhixing.entrances.web.ui.words import count
from zhixing.foundation.history import context
from zhixing.law.rails import rail
from zhixing.law.states import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Body(Piece):
    """版面：左边数字、几个钟和分栏，右边到期节点、离报结还差什么和案情；手机上到期节点提到分栏之前。"""

    template: ClassVar[str] = "cases/body.html"
    figures: Grid
    tabs: Panel
    due: Panel
    facts: Panel
    clocks: Clocks
    nearing: tuple[Panel, ...]


def page(request: HttpRequest, case_id: int) -> HttpResponse:
    """案件页。"""
    case = full(visible_to(request.user, context.current().today)).get(pk=case_id)
    view = View(desk_of(request, case))
    found = Reckoning(view.desk)
    return show(request, Page(
        title=str(case), pretitle=pretitle(case), tags=tags(view), actions=(buttons.bar(view),),
        top=(*strip(view), Panel(body=(_rail(view),)), *banners(view)),
        body=(Body(
            figures=sides.figures(view, tab.owed(view, found)), clocks=clocks(view), tabs=_tabbed(view, found), due=sides.due(view),
            nearing=nearing(view), facts=sides.facts(view),
        ),),
    ))


def pretitle(case: Case) -> str:
    """首次执行 · 涉民生（追索劳动报酬） · 简案快执一组 · 承办人斯某。"""
    parts = [Kind(case.kind).label]
    parts += [f"涉民生（{Livelihood(case.livelihood).label}）"] if case.livelihood else []
    parts += [case.team.name] if case.team else []
    parts.append(f"承办人 {case.handler.name}" if case.handler else "还没有承办人")
    return " · ".join(parts)


def tags(view: View) -> tuple[Piece, ...]:
    """状态、第几天、几个节点超期或临期、民生等。"""
    case, state = view.case, State(view.case.state)
    days = (view.desk.today - case.accepted_on).days + 1 if case.accepted_on and state.open else 0
    found: list[Piece] = [Status(f"{state.label} 第 {days} 天" if days else state.label, state.tone)]
    for light, word, tone in (("red", "个节点超期", "red"), ("yellow", "个节点临期", "yellow")):
        number = sum(node.light == light for node in view.open)  # type: ignore[attr-defined]
        found += [Status(f"{number} {word}", tone)] if number else []
    return (*found, *badges(case), *(Status(tag.get_name_display(), "plain", "tag") for tag in case.tags.all()))


def _rail(view: View) -> Rail:
    stops = rail(view.case.kind, view.timeline, view.nodes, view.desk.today, view.calendar)
    return Rail(tuple(Stop(s.name, s.status, s.text) for s in stops))


TABS = {
    "moves": ("办案动态", moves.tab), "flow": (flow.NAME, flow.tab), "parties": ("当事人", details.parties), "debt": (tab.NAME, details.titles),
    "assets": (control.NAME, control.tab), "money": (money.NAME, money.tab),
    "documents": (documents.NAME, documents.tab), "service": ("送达", service.tab),
    "nodes": ("节点", record.nodes), "approvals": ("审批", record.approvals), "dossier": (dossier.NAME, dossier.tab),
    "links": ("关联案件", details.links), "changes": ("变更记录", moves.changes),
}
"""各栏：名字，怎么画。``debt`` 这一栏，计息的案件由 :func:`~zhixing.entrances.web.funds.tab.tab` 画。"""
ONLY = {"money": money.applies, "assets": control.applies}
"""有的案件种类才有的栏。"""
OLD = {"titles": "debt", "files": "dossier"}
"""以前的网址。"""


def _tabbed(view: View, found: Reckoning) -> Panel:
    asked = view.desk.request.GET.get("tab", "")
    kept = {key: one for key, one in TABS.items() if key not in ONLY or ONLY[key](view.case.kind)}
    chosen = OLD.get(asked, asked) if OLD.get(asked, asked) in kept else "moves"
    sizes = {"nodes": len(view.nodes), "parties": len(view.case.parties.all()), "links": len(view.case.relations.all())}
    home = reverse("case_page", args=[view.case.pk])
    names = {key: text for key, (text, _) in kept.items()} | {"debt": tab.name(view)}
    tabs = tuple(
        Tab(text, f"{home}?tab={key}#tabs" if key != "moves" else f"{home}#tabs", key == chosen, count(sizes[key]) if sizes.get(key) else "")
        for key, text in names.items()
    )
    inner = tab.tab(view, found) if chosen == "debt" else TABS[chosen][1](view)
    return Panel(id="tabs", flush=True, body=(Tabs(tabs, label="案件分栏"), inner))
