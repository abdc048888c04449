"""查控桌面：查询中的批次（自己换）、等着签发的、今天的反馈、没有办成的、说法不一的、等着认领的线索，每个数点开就是它的清单。"""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.control import queries_desk as control
from zhixing.casework.control.queries_desk import Wave
from zhixing.entrances.web.access import needs, rights_of
from zhixing.entrances.web.control import frame, pieces, shelves, waves
from zhixing.entrances.web.registers.frame import picked
from zhixing.entrances.web.ui import Action, Figure, Figures, Page, Panel, Table, show
from zhixing.entrances.web.ui.filters import link
from zhixing.entrances.web.ui.progress import over

NAME: Final = "control_desk"
RUNNING: Final = 6
"""桌面上至多列几批正在查的；更多的看批次清单。"""
RED: Final = ("failed", "refused", "unread", "differences")
FIRST: Final = ("differences", "refused", "failed", "unread", "clues", "executable", "ready", "draft", "today")
"""没有指定看哪一格的，先看最要紧的。"""


@needs("may_see_control")
def page(request: HttpRequest) -> HttpResponse:
    """桌面。"""
    live = _live(request)
    if again := over(request, running=live.running):
        return again
    if pieces.asked(request):
        return show(request, Page(title="", body=(live,)))
    sizes = shelves.sizes(request)
    signs = rights_of(request).may_sign_waves
    first = ("draft", *FIRST) if signs else FIRST
    here = picked(request, "state", shelves.SHELVES) or next((key for key in first if sizes[key]), "today")
    shelf = shelves.SHELVES[here]
    table, pager = shelf.rows(request)
    listed = Table(id="control", columns=shelf.columns, rows=table, label=shelf.label, pager=pager, empty=shelf.empty)
    return show(request, Page(
        title=headline(sizes, signs=signs), pretitle=f"{frame.PRETITLE} · {request.user.court.name}", actions=waves.starting(request),
        top=(frame.tabs(request, NAME), _strip(request, sizes, here)),
        body=(*([live] if live.body else []), Panel(title=shelf.label, note=shelf.note, flush=True, body=(listed,))),
    ))


def headline(sizes: dict[str, int], *, signs: bool = False) -> str:
    """最要紧的一句；``signs`` 是能签发查询的人，先说等他签发的。"""
    mine = (("draft", "批查询等您签发"),) if signs else ()
    words = (*mine, ("differences", "处说法不一"), ("refused", "道控制没有办成"), ("failed", "次查询没有办成"), ("clues", "条线索等着认领"))
    told = [f"{sizes[key]:,} {text}" for key, text in words if sizes[key]]
    return "，".join(told[:2]) if told else f"今天收到 {sizes['today']:,} 份反馈，没有要处理的"


def _strip(request: HttpRequest, sizes: dict[str, int], here: str) -> Figures:
    return Figures(strip=True, label="分格", cells=tuple(
        Figure(label=shelf.label, value=f"{sizes[key]:,}", url=link(request.GET, state=key), current=key == here,
               tone="red" if key in RED and sizes[key] else "")
        for key, shelf in shelves.SHELVES.items()
    ))


def _live(request: HttpRequest) -> pieces.Live:
    """正在查的各批；没有的不摆。"""
    rows = list(control.waves(request.user.court_id).filter(state=Wave.State.RUNNING)[: RUNNING + 1])
    if not rows:
        return pieces.Live(body=(), url=reverse(NAME), running=False)
    more = Action(text="全部批次", url=f"{reverse(waves.NAME)}?state=running", kind="link")
    table = Table(columns=waves.COLUMNS, rows=waves.lines(request, rows[:RUNNING]), label="正在查的")
    panel = Panel(title="正在查的", note=f"只列最近 {RUNNING} 批" if len(rows) > RUNNING else "", actions=(more,), flush=True, body=(table,))
    return pieces.Live(body=(panel,), url=reverse(NAME) + link(request.GET), running=True)
