"""分流规则：现在用的一版，一条一句话；本院的各版；拟一版（改原文、逐条改、上移下移）。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from zhixing.casework.centre import queries_tracks as tracks
from zhixing.casework.centre.commands import draft_rules
from zhixing.casework.centre.queries_tracks import RuleSet
from zhixing.entrances.web.access import needs, rights_of
from zhixing.entrances.web.bulk.starting import token, token_of
from zhixing.entrances.web.centre import frame, rules_form
from zhixing.entrances.web.ui import (
    Action,
    Column,
    Empty,
    Item,
    Items,
    Note,
    Page,
    Panel,
    Piece,
    Row,
    Status,
    Table,
    show,
)
from zhixing.entrances.web.ui.words import full_day
from zhixing.foundation.history import context
from zhixing.law.finding import Finding, Reason, Refused
from zhixing.law.triage_rules import parse, read
from zhixing.law.triage_values import Rule, Rules

NAME: Final = "centre_rules"
VERSIONS: Final = (Column("版次"), Column("为什么改"), Column("自哪天起用"), Column("谁拟的"), Column("状态"))
TONES: Final = {"draft": "plain", "set": "green", "dropped": "grey"}


@needs("may_see_centre")
def page(request: HttpRequest) -> HttpResponse:
    """现在用的规则和各版。"""
    court, today = request.user.court_id, context.current().today
    held, rules = tracks.in_force(court, today), tracks.rules_of(court, today)
    name = f"本院第 {held.version} 版，{full_day(held.effective_on)}起用" if held else "随系统带的一版"
    acts = (Action(text="另拟一版", url=reverse("centre_rules_new"), kind="primary", icon="plus"),) if rights_of(request).may_set_triage else ()
    return show(request, Page(
        title="繁简分流规则", pretitle=frame.pretitle(request, name), actions=acts, top=(frame.tabs(request, NAME),),
        body=(
            Note("自上而下，先中的算。查询反馈、冻结、到账、和解、异议以后，各案自动重新分一遍；人工改过轨道的不动。"),
            sentences(rules), _versions(list(tracks.rule_sets(court)[:50])),
        ),
    ))


def sentences(rules: Rules) -> Panel:
    """一条规则一句话。"""
    every = [*rules.rules, *([rules.convert] if rules.convert else [])]
    return Panel(title=f"规则 {len(rules.rules)} 条", flush=True, body=(Items(items=tuple(_sentence(rule) for rule in every)),))


def _sentence(rule: Rule) -> Item:
    number = f"第 {rule.number} 条　" if rule.number else ""
    note = f"{_told(rule)} → {rule.leads}" + ("；有了要处置的财产也不转普执" if rule.keeps else "")
    return Item(title=f"{number}{rule.name}", note=note)


def _told(rule: Rule) -> str:
    over = "快执的超过目标天数" if rule.over else ""
    return "；或者".join(filter(None, (over, rule.told if rule.any or not over else ""))) if rule.number == 0 else rule.told


def _versions(rows: list[RuleSet]) -> Panel:
    empty = Empty("本院还没有自己定的规则", "用的是随系统带的一版；要改的，另拟一版，先试算，再定下来。", "history")
    table = Table(id="versions", columns=VERSIONS, rows=tuple(_version(row) for row in rows), label="各版", empty=empty)
    return Panel(title="本院的各版", flush=True, body=(table,))


def _version(row: RuleSet) -> Row:
    state: Piece = Status(row.get_state_display(), TONES[row.state])
    name = Action(text=f"第 {row.version} 版", url=reverse("centre_rules_one", args=[row.pk]), kind="link")
    return Row(cells=(name, row.why, full_day(row.effective_on) or "—", f"{row.made_by.name}", state))


# ---- 拟一版 ----


@dataclass(frozen=True, slots=True)
class Card:
    """编辑页上的一条：``which`` 是第几条（转普执的是 convert），``errors`` 是它的毛病。"""

    which: str
    name: str
    told: str
    errors: tuple[Reason, ...] = ()
    last: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Editor(Piece):
    """拟规则的表单：原文、各条、正在改的一条。"""

    template: ClassVar[str] = "centre/rules.html"
    text: str
    why: str
    token: str
    cards: tuple[Card, ...]
    errors: tuple[Reason, ...]
    editing: str = ""
    row: dict[str, Any] | None = None
    lines: tuple[rules_form.Line, ...] = ()
    cancel: str = ""
    checked: bool = False

    @property
    def faults(self) -> list[tuple[Reason, str]]:
        """各处不对，和原文的那一行。"""
        rows = self.text.splitlines()
        at = (int(one.subject) if one.subject.isdecimal() else 0 for one in self.errors)
        return [(one, rows[n - 1].strip()[:80] if 0 < n <= len(rows) else "") for one, n in zip(self.errors, at, strict=True)]

    @property
    def fields(self) -> list[tuple[str, str]]:
        """可以写的栏。"""
        return rules_form.field_choices()

    @property
    def ops(self) -> list[tuple[str, str]]:
        """各种比法。"""
        return list(rules_form.OP_NAMES.items())

    @property
    def tracks(self) -> tuple[tuple[str, str], ...]:
        """轨道。"""
        return rules_form.TRACK_CHOICES

    @property
    def teams(self) -> tuple[tuple[str, str], ...]:
        """团队类别。"""
        return rules_form.TEAM_CHOICES

    @property
    def hints(self) -> list[tuple[str, str]]:
        """各栏的值怎样写。"""
        return rules_form.hints()


@needs("may_set_triage")
def new(request: HttpRequest) -> HttpResponse:
    """拟一版：不存下来的改动都在这一页上，按“存下来试算”才成为一版。"""
    if request.method != "POST":
        return _shown(request, _start(request), "", "")
    text, did = request.POST.get("text", "").replace("\r\n", "\n")[:60_000], request.POST.get("do", "")
    verb, _, which = did.partition("-")
    if verb == "save":
        return _save(request, text)
    if verb == "apply":
        text = rules_form.changed(text, which, request.POST)
    elif verb in ("up", "down", "drop", "add"):
        text = rules_form.moved(text, did)
    return _shown(request, text, request.POST.get("why", ""), which if verb == "edit" else "", checked=verb == "check")


def _start(request: HttpRequest) -> str:
    """从哪一版改起：网址里指明的，没有指明的是现在用的。"""
    court = request.user.court_id
    given = request.GET.get("from", "")
    if given.isdecimal() and len(given) < 10:
        return get_object_or_404(RuleSet, pk=int(given), court=court).text
    return tracks.text_in_force(court, context.current().today)


def _save(request: HttpRequest, text: str) -> HttpResponse:
    user = request.user
    try:
        held = draft_rules(court=user.court, text=text, why=request.POST.get("why", ""), actor=user, token=token_of(request))
    except Refused as error:
        return _shown(request, text, request.POST.get("why", ""), "", error.finding, status=409)
    return redirect("centre_rules_one", held.pk)


def _shown(
    request: HttpRequest, text: str, why: str, editing: str, found: Finding[Any] | None = None, status: int = 200, *, checked: bool = False,
) -> HttpResponse:
    known = tracks.thresholds(request.user.court_id)
    found = found or parse(text, known)
    editor = Editor(
        text=text, why=why, token=token_of(request) if request.method == "POST" else token(), cards=tuple(_cards(text, known, found.reasons)),
        errors=found.reasons, editing=editing, cancel=reverse(NAME), checked=checked and not found.reasons, **_edited(text, editing),
    )
    title = "拟一版分流规则" if not found.reasons else f"拟一版分流规则：还有 {len(found.reasons)} 处不对"
    return show(request, Page(title=title, pretitle=frame.pretitle(request), back=reverse(NAME), back_text="分流规则", body=(editor,)), status)


def _edited(text: str, editing: str) -> dict[str, Any]:
    data = rules_form.data_of(text) or {}
    rows = data.get("rule", [])
    if editing == rules_form.CONVERT:
        row = data.get(rules_form.CONVERT, {})
    elif editing.isdecimal() and 0 < int(editing[:4]) <= len(rows):
        row = rows[int(editing) - 1]
    else:
        return {"editing": ""} if editing else {}
    return {"row": row, "lines": tuple(rules_form.lines_of(row))}


def _cards(text: str, known: dict[str, int], errors: tuple[Reason, ...]) -> list[Card]:
    """各条的卡片，毛病摆在它自己的卡片上；读不出来的只有名称。"""
    data = rules_form.data_of(text)
    if data is None:
        return []
    rules = read(text, known).value
    rows = [*data.get("rule", []), *([data[rules_form.CONVERT]] if rules_form.CONVERT in data else [])]
    starts = _starts(text)
    made = []
    for n, row in enumerate(rows, 1):
        convert = n > len(data.get("rule", []))
        rule = None if rules is None else rules.convert if convert else rules.rules[n - 1]
        low, high = starts[n - 1] if n <= len(starts) else 0, starts[n] if n < len(starts) else 10**6
        own = tuple(one for one in errors if one.subject.isdecimal() and low <= int(one.subject) < high)
        told = f"{_told(rule)} → {rule.leads}" if rule else ""
        made.append(Card(rules_form.CONVERT if convert else str(n), str(row.get("name", "")), told, own, last=n == len(data.get("rule", []))))
    return made


def _starts(text: str) -> list[int]:
    """各条（最后是转普执）从第几行起，照原文的次序。"""
    return [number for number, row in enumerate(text.splitlines(), 1) if row.strip().startswith("[")]
