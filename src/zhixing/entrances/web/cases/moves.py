"""办案动态和变更记录。每一条：一句话、谁、哪天的事、何时记下、从哪里来；更正和撤回的划去，旧的还看得见。"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.urls import reverse

from zhixing.entrances.web.cases.desk import Desk
from zhixing.entrances.web.cases.view import View
from zhixing.entrances.web.ui import Action, Column, Empty, Moment, Panel, Row, Status, Table, Timeline
from zhixing.entrances.web.ui.words import COURT_TIME, day, moment
from zhixing.foundation.history import chain
from zhixing.foundation.history.queries import WITHDRAWN, Entry, Line, Source
from zhixing.foundation.people.facts import user_facts
from zhixing.law import entries as rules
from zhixing.law import returning
from zhixing.law.states import Act

LEADERS = frozenset({"director", "vice_director"})
CHANGED = "cases.DetailsChanged"
SOURCES = {Source.OWN: "quiet", Source.IMPORTED: "grey", Source.CARRIED: "blue"}


def tab(view: View) -> Panel:
    """办案动态，新的在上。"""
    ends = {line.entry.corrects: line for line in view.lines if line.entry.corrects}
    shown = tuple(_moment(view, line, ends) for line in reversed(view.lines))
    rows = [line.entry for line in view.lines]
    whole = Status("记录完整，未被改动", "green", "link") if intact(rows) else Status("记录对不上，请报告审计管理员", "red", "link")
    return Panel(body=(Timeline(moments=shown),), actions=(whole,), title=f"{len(shown)} 条动态")


def intact(rows: list[Entry]) -> bool:
    """本案的链一环接一环，内容与哈希相符。"""
    heads = ["", *(row.hash for row in rows)]
    return all(
        row.seq == n and row.previous == head and chain.digest(row) == row.hash
        for n, (row, head) in enumerate(zip(rows, heads, strict=False), 1)
    )


def _moment(view: View, line: Line, ends: Mapping[int | None, Line]) -> Moment:
    desk, entry, end = view.desk, line.entry, ends.get(line.entry.seq)
    moved_to = returning.moved_to(view.timeline, entry.type, entry.subject)
    return Moment(
        text=line.event.sentence(), day=day(entry.happened_on, desk.today), note=_note(desk, line, end), struck=line.superseded,
        struck_text="已撤回" if end and end.entry.type == WITHDRAWN else "已更正", tags=tuple(_tags(entry, moved_to)),
        actions=tuple(_actions(desk, line, moved_to)), why_url=_why(desk, entry),
    )


def _note(desk: Desk, line: Line, end: Line | None) -> str:
    """谁、何时记下（与发生日不同时）、理由。"""
    entry = line.entry
    who = f"{entry.actor_name}（代{entry.behalf_name}）" if entry.behalf_name else entry.actor_name
    late = entry.recorded_at.astimezone(COURT_TIME).date() != entry.happened_on
    parts = [who, f"{moment(entry.recorded_at, desk.today)}记下" if late else f"{entry.recorded_at.astimezone(COURT_TIME):%H:%M}"]
    parts += [f"理由：{entry.reason}"] if entry.reason else []
    parts += [f"{end.entry.actor_name}{day(end.entry.recorded_at.astimezone(COURT_TIME).date(), desk.today)}改：{end.entry.reason}"] if end else []
    return " · ".join(parts)


def _tags(entry: Entry, moved_to: str) -> Iterator[Status]:
    yield Status(Source(entry.source).label, SOURCES[Source(entry.source)], title="来源")
    if moved_to:
        yield Status(f"已由{moved_to}承接，到那一件里更正", "grey")
    if entry.corrects:
        yield Status(f"顶替第 {entry.corrects} 条" if entry.type != WITHDRAWN else f"撤回第 {entry.corrects} 条", "plain")
    if entry.simulated:
        yield Status("演示时间", "plain")


def _why(desk: Desk, entry: Entry) -> str:
    return reverse("case_entry", args=[desk.case.pk, entry.seq]) if entry.finding.get("articles") else ""


def _actions(desk: Desk, line: Line, moved_to: str) -> Iterator[Action]:
    """更正、撤回：有权、这一条又许可的才有按钮。"""
    entry, available = line.entry, desk.rights.available
    query = f"seq={entry.seq}"
    document = rules.document_of(entry.type, entry.payload)
    able = rules.correct(entry.type, superseded=line.superseded, values={}, reason="-", moved_to=moved_to, document=document).ok
    if Act.CORRECT_ENTRY in available and able:
        yield desk.action(Act.CORRECT_ENTRY, "更正", query, kind="link", small=True)
    if Act.WITHDRAW_ENTRY in available and _may_withdraw(desk, line, moved_to):
        yield desk.action(Act.WITHDRAW_ENTRY, "撤回", query, kind="link", small=True)


def _may_withdraw(desk: Desk, line: Line, moved_to: str) -> bool:
    facts = user_facts(desk.user, desk.today)
    leads = bool(facts.all_posts & LEADERS) or desk.case.team_id in facts.leads
    recorded: date = line.entry.recorded_at.astimezone(COURT_TIME).date()
    return rules.withdraw(
        line.entry.type, superseded=line.superseded, own=line.entry.actor_id == desk.user.pk,
        same_day=recorded == desk.today, leads=leads, reason="-",
        carried=line.entry.source == Source.CARRIED, moved_to=moved_to, document=rules.document_of(line.entry.type, line.entry.payload),
    ).ok


# ---- 变更记录 ----


def changes(view: View) -> Table:
    """案件和当事人信息改过什么：原值、新值、谁、为什么。"""
    columns = (Column("时间"), Column("谁"), Column("改了什么"), Column("原值"), Column("新值"), Column("理由"))
    rows = tuple(row for line in reversed(view.lines) if line.entry.type == CHANGED for row in _changed(view, line))
    return Table(columns=columns, rows=rows, label="变更记录", empty=Empty("没有更正过", "案件、当事人信息每次更正都会记在这里。", "history"))


def _changed(view: View, line: Line) -> Iterator[Row]:
    entry = line.entry
    for name, (before, after) in entry.payload.get("changes", {}).items():
        yield Row(cells=(
            moment(entry.recorded_at, view.desk.today), entry.actor_name, f"{entry.payload.get('about', '')}：{name}",
            shown(before), shown(after), entry.reason or "—",
        ))


def shown(value: Any) -> str:
    """改前改后的值。"""
    if isinstance(value, bool):
        return "是" if value else "否"
    return "—" if value in (None, "") else str(value)
