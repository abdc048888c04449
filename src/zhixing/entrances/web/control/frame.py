"""查控各页共有的：页签、状态的颜色、案件和被执行人、单位的写法、翻页。"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from zhixing.casework.control.queries_desk import REQUEST_GROUPS, Agency, Request, Wave
from zhixing.entrances.web.access import rights_of
from zhixing.entrances.web.money.frame import Paged, by_number
from zhixing.entrances.web.registers.frame import case_cell
from zhixing.entrances.web.ui import Action, Content, Status, Tab, Tabs
from zhixing.entrances.web.ui.words import moment
from zhixing.foundation.history import context

PRETITLE: Final = "财产查控"
PLACES: Final = {
    "control_desk": ("办理", "may_see_control"), "control_waves": ("查询批次", "may_see_control"),
    "control_findings": ("反馈", "may_see_control"), "control_clues": ("线索", "may_see_control"),
    "control_expiring": ("到期日历", "may_see_control"), "control_incidents": ("补救单", "may_see_control"),
    "control_channels": ("协助单位", ""), "control_officers": ("经办人", ""), "control_sheets": ("导入反馈表", "may_run_waves"),
}
"""页签：页面名 → 字、要有的权限（空的是看查控的、管单位的都能开）。"""
WAVE_TONES: Final = {"draft": "yellow", "running": "blue", "done": "green", "cancelled": "grey"}
GROUP_TONES: Final = {"draft": "plain", "queued": "grey", "sent": "blue", "fed": "green", "failed": "red", "cancelled": "grey"}
REQUEST_TONES: Final = {state: GROUP_TONES[key] for key, states in REQUEST_GROUPS.items() for state in states}
RESULT_TONES: Final = {"full": "green", "none": "grey", "partial": "yellow"}


def guard(request: HttpRequest) -> None:
    """协助单位、经办人：看查控的、管单位的。"""
    rights = rights_of(request)
    if not (rights.may_see_control or rights.may_manage_channels):
        raise PermissionDenied("您的职务不能打开这一页。")


def tabs(request: HttpRequest, here: str) -> Tabs:
    """查控的几处之间；只列能开的。"""
    rights = rights_of(request)
    shown = ((text, name) for name, (text, right) in PLACES.items() if not right or getattr(rights, right))
    return Tabs(tuple(Tab(text, reverse(name), name == here) for text, name in shown), PRETITLE)


def home(request: HttpRequest) -> dict[str, str]:
    """只管单位、不看查控的（系统管理员）从管理进来，回到管理。"""
    return {} if rights_of(request).may_see_control else {"back": reverse("admin_index"), "back_text": "管理"}


def paged(request: HttpRequest, rows: QuerySet[Any], *, newest: bool = True) -> Paged:
    """一页，按编号翻页。"""
    return by_number(request, rows, newest=newest)


# ---- 一格怎么写 ----


def wave_state(row: Wave) -> Status:
    """一批的状态。"""
    return Status(row.get_state_display(), WAVE_TONES[row.state])


def request_state(row: Request) -> tuple[Content, ...]:
    """一次查询的状态；反馈了的写结果，没有办成的写为什么。"""
    if row.state == Request.State.FED and row.result:
        return Status(row.get_result_display(), RESULT_TONES[row.result]), "已反馈"
    return (Status(row.get_state_display(), REQUEST_TONES[row.state]), *([row.error] if row.error else []))


def whose(row: Any) -> tuple[Content, ...]:
    """被执行人（点开他的财产），下面是案件。"""
    name = Action(text=row.party.name, url=reverse("control_ledger", args=[row.party_id]), kind="link")
    return name, *case_cell(row.case)


def agency_name(row: Agency) -> Content:
    """单位，点开它的通道。"""
    return Action(text=row.name, url=reverse("control_agency", args=[row.pk]), kind="link")


def told_at(value: datetime | None, none: str = "—") -> str:
    """什么时候。"""
    return moment(value, context.current().today) if value else none
