"""几个钟：执行期限、申请执行人六个月、终本三个月（保全是保全期限、诉前三十日），点开是怎么算出来的。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from zhixing.entrances.web.cases.view import View
from zhixing.entrances.web.ui import Deadline, Piece, Step
from zhixing.entrances.web.ui.words import day
from zhixing.law.clocks import Clock, three


@dataclass(frozen=True, slots=True, kw_only=True)
class Face(Piece):
    """一个钟面。"""

    template: ClassVar[str] = "cases/clock.html"
    name: str
    deadline: Deadline


@dataclass(frozen=True, slots=True)
class Clocks(Piece):
    """并排的几个钟；还没有一个起算的不显示。"""

    template: ClassVar[str] = "cases/clocks.html"
    faces: tuple[Face, ...]


def clocks(view: View) -> Clocks:
    """本案的钟。"""
    return Clocks(tuple(_face(view, clock) for clock in three(view.timeline, view.nodes, view.desk.today, view.calendar)))


def _face(view: View, clock: Clock) -> Face:
    """届满日在上，那句话在下；话里已经写着日子的，不再写第二遍。"""
    text, _, note = clock.text.partition("，")
    due = day(clock.due, view.desk.today)
    shown, said = (text, note) if not due or "日" in text else (due, clock.text)
    steps = tuple(Step(s["text"], s.get("article") or "") for s in clock.steps)
    return Face(name=clock.name, deadline=Deadline(text=shown, tone=clock.light, note=said, steps=steps))
