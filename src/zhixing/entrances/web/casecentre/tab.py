"""案件页的“流转”一栏：走哪条轨道、到了哪个环节、交办了哪些事务、会商过什么、委托了哪里。"""

from __future__ import annotations

from zhixing.entrances.web.casecentre import conferences, entrusted, items, segments, track
from zhixing.entrances.web.cases.view import View
from zhixing.entrances.web.ui import Panel

NAME = "流转"


def tab(view: View) -> Panel:
    """一栏。"""
    return Panel(flush=True, body=(
        items.panel(view), segments.panel(view), track.panel(view), *conferences.panel(view), *entrusted.panel(view),
    ))
