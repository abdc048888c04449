"""每页都有的：按职务给出的菜单（至多七项）、角标、演示提示。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string

from zhixing.entrances.web import clock, training
from zhixing.entrances.web.access import does_casework, rights_of
from zhixing.entrances.web.ui.words import full_day
from zhixing.entrances.web.workbench import counts
from zhixing.law.rights import CourtRights

MOST = 7


@dataclass(frozen=True, slots=True)
class Place:
    """菜单上的一处：字、页面名、图标，``prefix`` 是它名下的地址（空格分开几个）。

    ``wanted`` 是要有其一的权限，``casework`` 表示办案的人才有，有 ``unless`` 这项权限的不列；多于七项时，``spare`` 大的先不列，改列在姓名下面。
    """

    text: str
    name: str
    icon: str
    prefix: str
    wanted: tuple[str, ...] = ()
    casework: bool = False
    unless: str = ""
    spare: int = 0


FILING = "/filing/ /takeover/ /flow/"
PLACES = (
    Place("工作台", "workbench", "home", "/"),
    Place("执行立案", "case_filing", "folder-plus", FILING, ("may_file",)),
    Place("执行立案", "case_filing", "folder-plus", FILING, ("may_import",), unless="may_file", spare=5),
    Place("案件", "case_list", "folders", "/cases/ /debtors/", casework=True),
    Place("指挥中心", "centre_hall", "users", "/centre/", ("may_run_desks",), casework=True, spare=1),
    Place("指挥中心", "centre_hall", "users", "/centre/", ("may_see_centre",), casework=True, unless="may_run_desks", spare=4),
    Place("节点管控", "node_board", "traffic-lights", "/nodes/", casework=True),
    Place("财产查控", "control_desk", "radar-2", "/control/", ("may_see_control",), casework=True, spare=2),
    Place("文书送达", "document_desk", "file-text", "/documents/ /service/", casework=True),
    Place("案款管理", "money_desk", "building-bank", "/money/", ("may_take_bank_files",), casework=True),
    Place("案款管理", "money_desk", "building-bank", "/money/", ("may_see_funds",), casework=True, unless="may_take_bank_files", spare=3),
    Place("审批", "approval_list", "rubber-stamp", "/approvals/", casework=True),
    Place("惩戒措施", "restriction_list", "ban", "/registers/", casework=True, spare=4),
    Place("终本管理", "pool_list", "hourglass", "/pool/", casework=True, spare=4),
    Place("计算器", "calculator", "calculator", "/calculator/", spare=6),
    Place("核实来电", "money_hotline", "phone-call", "/hotline/", casework=True, spare=7),
    Place("管理", "admin_index", "settings", "/admin/",
          ("may_manage_people", "may_manage_settings", "may_manage_security", "may_view_audit", "may_recalculate")),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """菜单的一项，模板直接显示。"""

    text: str
    url: str
    icon: str
    current: bool
    count: str = ""


def context(request: HttpRequest) -> dict[str, Any]:
    """模板里的 ``chrome``；用到时才算。"""
    return {"chrome": SimpleLazyObject(lambda: _chrome(request))}


def _chrome(request: HttpRequest) -> dict[str, Any]:
    signed_in = hasattr(request, "user") and request.user.is_authenticated
    return {
        "demo": settings.DEMO,
        "demo_day": shifted_day() if settings.DEMO else "",
        "training": signed_in and settings.DEMO and training.offered(request),
        "demo_logins": [] if signed_in or not settings.DEMO else import_string(settings.ZHIXING_DEMO_LOGINS)(),
        "signed_in": signed_in,
        "menu": menu(request) if signed_in else [],
        "more": more(request) if signed_in else [],
        "posts": request.user.post_text if signed_in else "",
    }


def shifted_day() -> str:
    """演示日期（时间拨到了别的日子时）；没有拨则为空。"""
    day = clock.shifted()
    return full_day(day) if day else ""


def menu(request: HttpRequest) -> list[Entry]:
    """这个人的菜单。"""
    numbers = counts.badges(request.user) if does_casework(request) else {}
    return _entries(request, fitted(_places(request)), numbers)


def more(request: HttpRequest) -> list[Entry]:
    """菜单里放不下的，列在姓名下面。"""
    places = _places(request)
    kept = fitted(places)
    return _entries(request, [p for p in places if p not in kept], {})


def _places(request: HttpRequest) -> list[Place]:
    rights, working = rights_of(request), does_casework(request)
    return [p for p in PLACES if _open(p, rights, working)]


def _entries(request: HttpRequest, places: list[Place], numbers: dict[str, str]) -> list[Entry]:
    return [Entry(p.text, reverse(p.name), p.icon, _is_here(request.path, p), numbers.get(p.name, "")) for p in places]


def fitted(places: list[Place]) -> list[Place]:
    """至多七项：多出来的，从别处也进得去的里面去掉。"""
    spare = sorted((p for p in places if p.spare), key=lambda p: -p.spare)
    dropped = spare[: max(len(places) - MOST, 0)]
    return [p for p in places if p not in dropped]


def _open(place: Place, rights: CourtRights, working: bool) -> bool:
    if (place.casework and not working) or (place.unless and getattr(rights, place.unless)):
        return False
    return not place.wanted or any(getattr(rights, right) for right in place.wanted)


def _is_here(path: str, place: Place) -> bool:
    return path == "/" if place.prefix == "/" else path.startswith(tuple(place.prefix.split()))
