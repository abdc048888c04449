"""办理轨道：现在走哪一条、目标哪天、中了哪一条规则；试过的每条规则和为什么；转过几次。都从案件链上读。"""

from __future__ import annotations

from typing import Any, Final

from django.urls import reverse

from zhixing.casework.centre.events import TrackChosen, Triaged
from zhixing.entrances.web import remedies
from zhixing.entrances.web.cases.view import View
from zhixing.entrances.web.ui import Action, Empty, Facts, Fold, Item, Items, Moment, Panel, Status, Timeline
from zhixing.entrances.web.ui.piece import Content
from zhixing.entrances.web.ui.words import dates, day, full_day
from zhixing.foundation.history.queries import Line
from zhixing.law.states import Act
from zhixing.law.words import word

TONES: Final = {"fast": "green", "normal": "blue", "preservation": "cyan", "final": "grey", "review": "indigo"}
"""轨道的颜色。"""
NONE: Final = Empty("还没有分流", "立案以后按本院的规则定轨道。", "arrows-split-2")


def panel(view: View) -> Panel:
    """轨道一块。"""
    sorted_ = [line for line in view.lines if isinstance(line.event, Triaged) and not line.superseded]
    moves = [line for line in view.lines if isinstance(line.event, Triaged | TrackChosen) and not line.superseded]
    if not moves:
        return Panel(id="track", title="办理轨道", flush=True, actions=_actions(view), body=(NONE,))
    return Panel(id="track", title=_title(moves[-1]), actions=_actions(view), body=(
        *_facts(moves[-1], sorted_), *_tried(sorted_), *_moves(view, moves),
    ))


def _title(last: Line) -> str:
    event: Any = last.event
    by_hand = "（人工改的）" if isinstance(event, TrackChosen) and not event.ended else ""
    return f"办理轨道：{word('track', event.track)}{by_hand}"


def _actions(view: View) -> tuple[Action, ...]:
    if Act.PLACE not in view.desk.rights.available:
        return ()
    return (Action(text=Act.PLACE.label, url=remedies.act_url(view.case.pk, Act.PLACE), small=True, dialog=True),)


def _facts(last: Line, sorted_: list[Line]) -> tuple[Facts, ...]:
    """中了哪一条、目标哪天；人工改的写理由。"""
    rows: list[tuple[str, Content]] = []
    if isinstance(last.event, TrackChosen) and not last.event.ended:
        rows.append(("理由", last.event.why))
    if sorted_:
        found: Any = sorted_[-1].event
        rows += [("按规则", (word("track", found.track) + (f"（{found.rule_name}）" if found.rule_name else "")))]
        rows += [("目标办结", full_day(found.goal))] if found.goal else []
        rows += [("规则版次", f"本院第 {found.rules} 版" if found.rules else "随系统带的一版")]
        rows += [("可能终本", Status("查完没有财产", "yellow"))] if found.ending else []
    return (Facts(tuple(rows)),) if rows else ()


def _tried(sorted_: list[Line]) -> tuple[Fold, ...]:
    """末一次分流试过的每条规则，为什么中、为什么没有中。"""
    steps = sorted_[-1].entry.finding.get("steps", []) if sorted_ else []
    items = tuple(Item(title=dates(one["text"]), note=f"依据：{one['article']}" if one.get("article") else "") for one in steps)
    return (Fold(f"试过的规则 {len(items)} 条", (Items(items=items),), "一条一条往下试，中了就停"),) if items else ()


def _moves(view: View, moves: list[Line]) -> tuple[Timeline, ...]:
    """转过的，近的在前；只定过一次的不列。"""
    if len(moves) < 2:
        return ()
    return (Timeline(moments=tuple(_moment(view, line) for line in reversed(moves))),)


def _moment(view: View, line: Line) -> Moment:
    entry = line.entry
    why = reverse("case_entry", args=[view.case.pk, entry.seq]) if entry.finding.get("articles") else ""
    return Moment(text=line.event.sentence(), day=day(entry.happened_on, view.desk.today), note=entry.actor_name, why_url=why)
