"""指挥中心各页共有的：页签。

页签分两层：上面是几处，下面是这一处的几页。新的页在 :data:`PLACES` 加一行，再列进 :data:`SECTIONS` 的一处。
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from django.http import HttpRequest
from django.urls import reverse

from zhixing.entrances.web.access import rights_of
from zhixing.entrances.web.ui import Piece, Tab, Tabs
from zhixing.entrances.web.ui.filters import link

PRETITLE: Final = "指挥中心"
PLACES: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "centre_hall": ("大厅", ()),
    "centre_queue": ("集约事务", ()),
    "centre_mine": ("我的事务", ()),
    "centre_desks": ("事务目录", ()),
    "centre_tracks": ("办理轨道", ()),
    "centre_rules": ("分流规则", ()),
    "centre_draws": ("随机分案", ("may_draw", "may_recuse")),
    "centre_recusals": ("回避、系数", ("may_recuse",)),
    "centre_handing": ("交接", ()),
    "centre_standing": ("代办", ()),
    "centre_leaving": ("离岗交接", ("may_hand_over_officers",)),
    "centre_team": ("团队看板", ()),
    "centre_load": ("办案负荷", ()),
    "centre_fast": ("快执计时", ()),
    "centre_conferences": ("会商", ()),
    "centre_following": ("跟进", ()),
    "centre_entrusting": ("事项委托", ()),
    "centre_staffing": ("人员测算", ("may_plan_staffing",)),
}
"""页面名 → 字、要有其一的权限（空的是看指挥中心的都能开）。"""
SECTIONS: Final = {
    "事务": ("centre_hall", "centre_queue", "centre_mine", "centre_desks"),
    "分流分案": ("centre_tracks", "centre_rules", "centre_draws", "centre_recusals"),
    "交接": ("centre_handing", "centre_standing", "centre_leaving"),
    "团队": ("centre_team", "centre_load", "centre_fast"),
    "会商跟进": ("centre_following", "centre_conferences"),
    "委托": ("centre_entrusting",),
    "测算": ("centre_staffing",),
}
"""几处：字 → 这一处的各页。"""


def shelves(request: HttpRequest, *, ended: bool) -> Tabs:
    """有效的、已经结束的两份清单之间。"""
    choices = (("有效的", None, not ended), ("已结束的", "1", ended))
    return Tabs(tuple(Tab(text, link(request.GET, ended=value), here) for text, value, here in choices), "有效没有", pills=True)


@dataclass(frozen=True, slots=True)
class Places(Piece):
    """两层页签。"""

    template: ClassVar[str] = "centre/places.html"
    sections: Tabs
    pages: Tabs | None


def tabs(request: HttpRequest, here: str) -> Places:
    """指挥中心的几处之间、这一处的几页之间；只列能开的。"""
    able = {section: [name for name in names if _open(request, name)] for section, names in SECTIONS.items()}
    now = next(section for section, names in SECTIONS.items() if here in names)
    upper = Tabs(tuple(Tab(section, reverse(names[0]), section == now) for section, names in able.items() if names), PRETITLE)
    lower = Tabs(tuple(Tab(PLACES[name][0], reverse(name), name == here) for name in able[now]), now, pills=True)
    return Places(upper, lower if len(lower.tabs) > 1 else None)


def _open(request: HttpRequest, name: str) -> bool:
    rights, wanted = rights_of(request), PLACES[name][1]
    return not wanted or any(getattr(rights, one) for one in wanted)


def pretitle(request: HttpRequest, *more: str) -> str:
    """题目上面的小字。"""
    return " · ".join([PRETITLE, *more, str(request.user.court.name)])
