"""办理轨道：各轨道多少件、转过的、分错的，每个数点开就是它的清单；在案件上改轨道。"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.cases.queries import Case, visible_to
from zhixing.casework.centre import commands
from zhixing.casework.centre import queries_tracks as tracks
from zhixing.casework.centre.queries_tracks import Placement, WrongTrack
from zhixing.entrances.web import remedies
from zhixing.entrances.web.access import needs
from zhixing.entrances.web.cases.act_forms import DeskForm
from zhixing.entrances.web.cases.desk import Desk, desk_for
from zhixing.entrances.web.cases.filling import Filling, fill
from zhixing.entrances.web.centre import frame
from zhixing.entrances.web.ui import (
    Action,
    Column,
    Content,
    Empty,
    Figure,
    Figures,
    Light,
    Page,
    Pager,
    Panel,
    Row,
    Status,
    Table,
    TextField,
    show,
)
from zhixing.entrances.web.ui.filters import link
from zhixing.entrances.web.ui.words import day, full_day
from zhixing.foundation.history import context
from zhixing.law.states import Act
from zhixing.law.triage_facts import TEAMS, TRACKS, tracks_of

NAME: Final = "centre_tracks"
SIZE: Final = 50
SINCE: Final = timedelta(days=365)
QUEUE: Final = (Column("案件"), Column("规则"), Column("目标日"), Column("承办人"), Column("团队"))
CASES: Final = (Column("案件"), Column("立案"), Column("结案"), Column("承办人"))
RATES: Final = (Column("比率"), Column("分子", "end"), Column("分母", "end"), Column("百分比", "end"))
DAYS: Final = (Column("轨道"), Column("结案件数", "end"), Column("天数中位数", "end"))
PICKS: Final = {"manual": "人工改的", "ending": "可能终本", "late": "过了目标日"}


@needs("may_see_centre")
def page(request: HttpRequest) -> HttpResponse:
    """各轨道和一条轨道的清单；``rate`` 是一项比率的分子、分母。"""
    court, today = request.user.court_id, context.current().today
    counted = tracks.counts(court)
    here = request.GET.get("track", "") if request.GET.get("track", "") in TRACKS else "fast"
    wrong = tracks.wrong_track(court, today - SINCE)
    rate = request.GET.get("rate", "")
    listed = _rate_list(request, wrong, rate) if rate else _queue(request, court, here, today)
    rules = Action(text="分流规则", url=reverse("centre_rules"), icon="clipboard-list")
    return show(request, Page(
        title=f"各轨道在办 {sum(counted.values()):,} 件", pretitle=frame.pretitle(request, "办理轨道"), actions=(rules,),
        top=(frame.tabs(request, NAME), _figures(counted, "" if rate else here)), body=(listed, _rates(wrong), _days(wrong)),
    ))


def _figures(counted: dict[str, int], here: str) -> Figures:
    cells = tuple(
        Figure(label=name, value=f"{counted[code]:,}", url=f"{reverse(NAME)}?track={code}", current=code == here) for code, name in TRACKS.items()
    )
    return Figures(cells, label="各轨道")


# ---- 一条轨道 ----


def _queue(request: HttpRequest, court: int, track: str, today: date) -> Panel:
    rows = tracks.in_track(court, track)
    pick = request.GET.get("pick", "")
    rows = {"manual": rows.filter(manual=True), "ending": rows.filter(ending=True), "late": rows.filter(goal__lt=today)}.get(pick, rows)
    found, pager = _page(request, rows)
    seen = set(visible_to(request.user, today).filter(pk__in=[one.case_id for one in found]).values_list("pk", flat=True))
    table = Table(id="track", columns=QUEUE, rows=tuple(_row(one, seen, today) for one in found), label=TRACKS[track], pager=pager,
                  empty=Empty(f"{TRACKS[track]}没有在办的案件", icon="circle-check"))
    acts = tuple(Action(text=name, url=link(request.GET, pick=None if pick == key else key, page=None), small=True,
                        kind="primary" if pick == key else "plain") for key, name in PICKS.items())
    return Panel(title=f"{TRACKS[track]}：先涉民生，再看目标日", flush=True, actions=acts, body=(table,))


def _page(request: HttpRequest, rows: Any) -> tuple[list[Any], Pager | None]:
    """网址里要的一页。"""
    text = request.GET.get("page", "")
    number = int(text) if text.isdecimal() and len(text) < 5 else 0
    found = list(rows[number * SIZE:(number + 1) * SIZE + 1])
    before = link(request.GET, page=str(number - 1)) if number else ""
    after = link(request.GET, page=str(number + 1)) if len(found) > SIZE else ""
    return found[:SIZE], Pager(before=before, after=after, count=f"第 {number + 1} 页") if before or after else None


def _row(one: Placement, seen: set[int], today: date) -> Row:
    """看不见的案件只写轨道，不写是哪一件、谁在办。"""
    goal: Content = Light("red" if one.goal < today else "green", day(one.goal, today)) if one.goal else "—"
    marks = [Status("涉民生", "pink")] if one.priority == 1 else []
    marks += [Status("可能终本", "yellow")] if one.ending else []
    how = (one.rule_name, *([Status(f"人工改的：{one.why[:30]}", "blue")] if one.manual else []))
    if one.case_id not in seen:
        return Row(cells=("本院另案", how, goal, "—", "—"))
    name = (Action(text=str(one.case), url=remedies.case_url(one.case_id), kind="link"), *marks)
    return Row(cells=(name, how, goal, one.case.handler.name if one.case.handler else "待分案", _team(one)))


def _team(one: Placement) -> str:
    if one.case.team:
        return str(one.case.team)
    return f"{TEAMS[one.team_kind]}团队" if one.team_kind else "—"


# ---- 比率 ----


def _rates(wrong: WrongTrack) -> Panel:
    rows = []
    for n, rate in enumerate(wrong.rates):
        part, whole = rate.figures
        links = [Action(text=f"{value:,}", url=f"{reverse(NAME)}?rate={n}-{side}", kind="link") for side, value in (("part", part), ("whole", whole))]
        rows.append(Row(cells=((rate.name, rate.told), *links, f"{part / whole:.1%}" if whole else "—")))
    table = Table(id="rates", columns=RATES, rows=tuple(rows), label="转轨道、分错轨道")
    return Panel(title="近一年：转轨道、分错轨道", flush=True, body=(table,), note="快执和普执分开看，不比快慢。")


def _days(wrong: WrongTrack) -> Panel:
    rows = tuple(Row(cells=(TRACKS[track], f"{n:,}", f"{median:g} 日")) for track, (median, n) in wrong.days.items())
    table = Table(id="track-days", columns=DAYS, rows=rows, label="各轨道的天数", empty=Empty("分过流的还没有结案的", icon="calendar"))
    return Panel(title="近一年：从立案到结案", flush=True, body=(table,))


def _rate_list(request: HttpRequest, wrong: WrongTrack, asked: str) -> Panel:
    """一项比率的分子或者分母；看不见的案件不列，另说几件。"""
    number, _, side = asked.partition("-")
    if not (number.isdecimal() and int(number[:3]) < len(wrong.rates) and side in ("part", "whole")):
        return Panel(body=(Empty("没有这份清单", "从上面的数字点开。", "clipboard-list"),))
    rate = wrong.rates[int(number)]
    rows = rate.part if side == "part" else rate.whole
    mine = visible_to(request.user, context.current().today).filter(pk__in=rows.order_by().values("pk")).order_by("-accepted_on", "-pk")
    found, pager = _page(request, mine)
    hidden = rows.count() - mine.count()
    rows_shown = tuple(_case(one) for one in found)
    table = Table(id="rate", columns=CASES, rows=rows_shown, label=rate.name, pager=pager, empty=Empty("一件也没有", icon="circle-check"))
    note = f"另有 {hidden} 件您看不到。" if hidden else ""
    return Panel(title=f"{rate.name}：{rate.told}" if side == "part" else f"{rate.name}的分母", flush=True, body=(table,), note=note)


def _case(one: Case) -> Row:
    name = Action(text=str(one), url=remedies.case_url(one.pk), kind="link")
    return Row(cells=(name, full_day(one.accepted_on), full_day(one.closed_on) or "—", one.handler.name if one.handler else "—"))


# ---- 改轨道 ----


class PlaceForm(DeskForm):
    """改到哪一条，为什么。"""

    track = forms.ChoiceField(label="改到")
    why = TextField(label="理由", lines=2, max_length=300, help_text="写明为什么不按规则；人工改的另列一份清单。")

    def prepare(self, desk: Desk) -> None:
        """现在的轨道不在里面；人工改过的，可以恢复按规则。"""
        held = tracks.placement_of(desk.case.pk)
        now = held.track if held else ""
        choices = [(code, TRACKS[code]) for code in tracks_of(desk.case.kind) if code != now]
        if held is not None and held.manual:
            choices.insert(0, ("", f"恢复按规则：{TRACKS[held.rule_track]}（{held.rule_name}）"))
            self.fields["track"].required = self.fields["why"].required = False
        self.fields["track"].choices = choices  # type: ignore[attr-defined]


def place(request: HttpRequest, case_id: int) -> HttpResponse:
    """改办理轨道。"""
    desk = desk_for(request, case_id, Act.PLACE)
    held = tracks.placement_of(case_id)
    now = f"现在在{TRACKS[held.track]}（{'人工改的：' + held.why if held.manual else held.rule_name}）。" if held else "还没有分流。"
    return fill(desk, PlaceForm(desk, request.POST or None), Filling(
        title=Act.PLACE.label, submit="改轨道", what="改轨道", run=lambda values: _chosen(desk, values), columns=1,
        note=f"{now}改了以后，新的情况照样按规则算、另记着，轨道不变，直到恢复按规则。期限仍从立案算起。",
    ))


def _chosen(desk: Desk, values: dict[str, Any]) -> str:
    given = {"case": desk.case, "actor": desk.user, "on": desk.today, "revision": desk.sent, "why": values["why"]}
    if not values["track"]:
        commands.end_choice(**given)
        return "已恢复按规则分流"
    commands.choose_track(**given, track=values["track"])
    return f"已改到{TRACKS[values['track']]}"
