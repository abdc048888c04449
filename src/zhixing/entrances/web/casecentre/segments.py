"""环节和交接：现在在哪一段、归谁、走过哪些段各用了几天；等着接收的交接缺什么；历次交接。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from django.urls import reverse

from zhixing.casework.centre import queries_handing as handing
from zhixing.casework.centre.queries_handing import Handover, Stay
from zhixing.entrances.web import remedies
from zhixing.entrances.web.cases.view import View
from zhixing.entrances.web.centre.handed import lacking, to_whom, way
from zhixing.entrances.web.ui import Action, Column, Content, Empty, Fold, Note, Panel, Rail, Row, Status, Stop, Table
from zhixing.entrances.web.ui.words import day, moment
from zhixing.law import segments as law
from zhixing.law.states import Act
from zhixing.law.words import word

STAYS: Final = (Column("环节"), Column("到"), Column("接手"), Column("离开"), Column("用了", "end"), Column("谁负责"))
HANDS: Final = (Column("从哪里到哪里"), Column("谁提出"), Column("交给"), Column("结果"), Column("还缺"))
TONES: Final = {"offered": "yellow", "taken": "green", "refused": "orange", "recalled": "grey"}


def panel(view: View) -> Panel:
    """环节一块。"""
    stays = list(handing.stays_of(view.case.pk))
    hands = list(handing.handovers_of(view.case.pk))
    main = [one for one in stays if not one.side]
    if not stays:
        empty = Empty("还没有环节", "立案以后一段一段地走，走到哪里记到哪里。", "arrows-split-2")
        return Panel(id="segments", title="环节", actions=_actions(view), flush=True, body=(empty,))
    return Panel(id="segments", title=_title(stays), actions=_actions(view), body=(
        *((Rail(tuple(_stops(view, main))),) if main else ()), *_waiting(view, hands), *_walked(view, stays), *_handed(view, hands),
    ))


def _title(stays: Sequence[Stay]) -> str:
    """现在在集中查控；并行的旁支也写。"""
    now = [word("segment", one.segment) for one in sorted(stays, key=lambda one: one.side) if one.left_at is None]
    return f"环节：{'，并行'.join(now)}" if now else "环节：都走完了"


def _actions(view: View) -> tuple[Action, ...]:
    if Act.HAND_ON not in view.desk.rights.available:
        return ()
    return (Action(text=Act.HAND_ON.label, url=remedies.act_url(view.case.pk, Act.HAND_ON), small=True, dialog=True),)


# ---- 走到哪里 ----


def _stops(view: View, main: Sequence[Stay]) -> Iterator[Stop]:
    """走过的各段，和后面要走的；同一段又回来的只列末一次。"""
    last = {one.segment: one for one in main}
    for one in last.values():
        days = lasted(one, view.desk.today)
        yield Stop(word("segment", one.segment), "now" if one.left_at is None else "done", f"{day(one.came_on, view.desk.today)}到，{days}")
    open_now = [one.segment for one in main if one.left_at is None]
    if open_now:
        yield from (Stop(one.name, "todo") for one in ahead(view.case.kind, open_now[-1]) if one.code not in last)


def ahead(kind: str, here: str) -> list[law.Segment]:
    """这类案件主线上，这一段之后还有哪几段；只在某一轨道上才走的不猜。"""
    known = list(law.segments().values())
    after = known[next((n for n, one in enumerate(known) if one.code == here), len(known)) + 1:]
    return [one for one in after if not one.side and one.concerns(kind) and not one.track]


def spent(one: Stay, today: date) -> int:
    """在这一段几天。"""
    return ((one.left_on or today) - one.came_on).days


def lasted(one: Stay, today: date) -> str:
    """在这一段几天，怎么写：不到一天的是当天。"""
    days = spent(one, today)
    return f"{days} 天" if days else "当天"


def _walked(view: View, stays: Sequence[Stay]) -> tuple[Fold, ...]:
    rows = tuple(
        Row(cells=(
            (word("segment", one.segment), *((Status("并行", "cyan"),) if one.side else ())), day(one.came_on, view.desk.today),
            moment(one.taken_at, view.desk.today) or "没有人接手", day(one.left_on, view.desk.today) if one.left_on else Status("现在", "blue"),
            lasted(one, view.desk.today), whose(one),
        ))
        for one in reversed(stays)
    )
    return (Fold(f"走过 {len(rows)} 段", (Table(columns=STAYS, rows=rows, label="走过的环节"),), "接手到交出之间，由那一段负责"),)


def whose(one: Stay) -> str:
    """这一段归谁。"""
    return one.user.name if one.user else one.team.name if one.team else "—"


# ---- 交接 ----


def _waiting(view: View, hands: Sequence[Handover]) -> tuple[Note, ...]:
    """等着接收的：交给谁、还缺什么。"""
    one = next((row for row in hands if row.state == Handover.State.OFFERED), None)
    if one is None:
        return ()
    lacks = f"还缺：{'、'.join(lacking(one))}。" if one.missing else "要有的都有了。"
    told = "".join(text for text in (lacks, one.note and f"说明：{one.note}") if text)
    answer = Action(text="去接收、退回", url=reverse("centre_handing"), small=True)
    title = f"{moment(one.offered_at, view.desk.today)}提出交接到{word('segment', one.to_segment)}，等{to_whom(one)}接收"
    return (Note(told, "yellow", title, (answer,)),)


def _handed(view: View, hands: Sequence[Handover]) -> tuple[Fold, ...]:
    rows = tuple(
        Row(cells=(
            way(one),
            (one.from_user.name if one.from_user else "系统", moment(one.offered_at, view.desk.today)), to_whom(one), _result(view, one),
            "、".join(lacking(one)) or "不缺",
        ))
        for one in hands
    )
    return (Fold(f"交接 {len(rows)} 次", (Table(columns=HANDS, rows=rows, label="交接"),)),) if rows else ()


def _result(view: View, one: Handover) -> tuple[Content, ...]:
    who = f"{one.answered_by.name if one.answered_by else ''} {moment(one.answered_at, view.desk.today)}".strip()
    return (Status(one.get_state_display(), TONES[one.state]), *(text for text in (who, one.why) if text))
