"""指挥中心各页共有的：页签、谁能开、翻页。

别的页要进页签的，在 :data:`PLACES` 加一行：页面名 → 字、要有的权限之一（空的是看指挥中心的都能开）。
"""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest
from django.urls import reverse

from zhixing.entrances.web.access import rights_of
from zhixing.entrances.web.ui import Tab, Tabs

PRETITLE: Final = "指挥中心"
PLACES: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "centre_hall": ("大厅", ()),
    "centre_queue": ("集约事务", ()),
    "centre_mine": ("我的事务", ()),
    "centre_desks": ("事务目录", ()),
    "centre_team": ("团队看板", ()),
    "centre_load": ("办案负荷", ()),
    "centre_fast": ("快执计时", ()),
    "centre_tracks": ("办理轨道", ()),
    "centre_rules": ("分流规则", ()),
    "centre_draws": ("随机分案", ("may_draw", "may_recuse")),
    "centre_recusals": ("回避、系数", ("may_recuse",)),
    "centre_handing": ("交接", ()),
    "centre_standing": ("代办", ()),
    "centre_leaving": ("离岗交接", ("may_hand_over_officers",)),
    "centre_entrusting": ("事项委托", ()),
    "centre_conferences": ("会商", ()),
    "centre_following": ("跟进", ()),
    "centre_staffing": ("人员测算", ("may_plan_staffing",)),
}
"""页签：页面名 → 字、要有其一的权限。"""


def tabs(request: HttpRequest, here: str) -> Tabs:
    """指挥中心的几处之间；只列能开的。"""
    rights = rights_of(request)
    shown = ((text, name) for name, (text, wanted) in PLACES.items() if not wanted or any(getattr(rights, one) for one in wanted))
    return Tabs(tuple(Tab(text, reverse(name), name == here) for text, name in shown), PRETITLE)


def pretitle(request: HttpRequest, *more: str) -> str:
    """题目上面的小字。"""
    return " · ".join([PRETITLE, *more, str(request.user.court.name)])
