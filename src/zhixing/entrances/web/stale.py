"""页面过时：说清之后谁做了什么，填好的内容一样不丢。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.http import HttpRequest

from zhixing.casework.cases.queries import StalePage
from zhixing.entrances.web.errors import Trouble
from zhixing.entrances.web.ui import Moment, Panel, Timeline
from zhixing.entrances.web.ui.piece import Piece
from zhixing.entrances.web.ui.words import day, moment
from zhixing.foundation.history import context, queries

NOT_SHOWN = {"csrfmiddlewaretoken", "revision"}


@dataclass(frozen=True, slots=True)
class Again(Piece):
    """“看过了，照样提交”：原样带着填好的内容，版本号换成最新的。"""

    template: ClassVar[str] = "errors/again.html"
    url: str
    revision: int
    values: tuple[tuple[str, str], ...]
    lost_files: bool = False


def trouble(request: HttpRequest, stale: StalePage) -> Trouble:
    """409：这之后的动态，和带着原内容再交一次的按钮。"""
    today = context.current().today
    moments = tuple(
        Moment(text=line.event.sentence(), day=day(line.entry.happened_on, today),
               note=f"{line.entry.actor_name} · {moment(line.entry.recorded_at, today)}记下")
        for line in reversed(stale.since)
    )
    values = tuple((k, v) for k, vs in request.POST.lists() if k not in NOT_SHOWN for v in vs)
    again = Again(request.get_full_path(), queries.seq(stale.case.stream), values, bool(request.FILES))
    return Trouble(
        status=409, title="您打开这一页之后，案件有了新的变动",
        text="您填的内容没有交上去，也没有丢。请先看看下面的变动，再决定要不要照样提交。",
        pieces=(Panel(title="这期间发生的", body=(Timeline(moments=moments),)), again),
    )
