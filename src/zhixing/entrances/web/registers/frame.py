"""登记簿各页共有的：谁能看、分页签、筛选、翻页、案件那一格。"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from zhixing.casework.cases.commands import HANDLERS
from zhixing.casework.cases.queries import Case, slice_after
from zhixing.entrances.web import remedies
from zhixing.entrances.web.access import does_casework, facts_of, rights_of
from zhixing.entrances.web.admin.paging import sliced
from zhixing.entrances.web.cases.rows import between
from zhixing.entrances.web.ui import Action, Content, Figure, Figures, Filter, Filters, Pager, Tab, Tabs
from zhixing.entrances.web.ui.filters import chosen, link
from zhixing.entrances.web.ui.words import count
from zhixing.foundation.people.queries import active_users

SIZE = 30
MOST = 100_000
PLACES = {"restriction_list": "失信、限制消费", "interview_list": "约谈", "settlement_list": "和解", "control_expiring": "到期日历"}


def guard(request: HttpRequest) -> None:
    """办案的人才看登记簿；看得到哪些案件，由案件的权限定。"""
    if not does_casework(request):
        raise PermissionDenied("您的职务不看案件。")


def scope(request: HttpRequest) -> str:
    """题目上面的小字：看的是哪个范围。"""
    if request.GET.get("mine"):
        return "我承办的"
    if rights_of(request).sees_all_cases:
        return str(request.user.court.name)
    return "本团队" if facts_of(request).leads else "我经办的"


def tabs(here: str) -> Tabs:
    """几本登记簿之间。"""
    return Tabs(tuple(Tab(text, reverse(name), name == here) for name, text in PLACES.items()), "登记簿")


def picked(request: HttpRequest, name: str, known: Any, default: str = "") -> str:
    """网址里选的一项；不认识的当没选。"""
    given = request.GET.get(name, "")
    return given if given in known else default


def narrowed(request: HttpRequest, rows: QuerySet[Any], person: str = "", case: str = "case") -> QuerySet[Any]:
    """按查找的文字（人名、案号）、承办人、案件缩小。``person`` 是行上写人名的那一栏，``case`` 是到案件的路径。"""
    text, handler, number = (request.GET.get(name, "").strip()[:60] for name in ("q", "handler", "case"))
    if text:
        named = {f"{case}__respondent_text__contains": text} if not person else {f"{person}__contains": text}
        rows = rows.filter(Q(**named) | Q(**{f"{case}__number__contains": text}))
    if request.GET.get("mine"):
        rows = rows.filter(**{f"{case}__handler": request.user.pk})
    elif handler.isdecimal() and len(handler) < 15:
        rows = rows.filter(**{f"{case}__handler": int(handler)})
    return rows.filter(**{case: int(number)}) if number.isdecimal() and len(number) < 15 else rows


def filters(request: HttpRequest, name: str, *more: Filter, keep: tuple[str, ...] = ()) -> Filters:
    """查找框和筛选。承办人只给看全院的人选。"""
    specs = [*more, Filter("mine", "只看我承办的", kind="check")]
    if rights_of(request).sees_all_cases:
        specs.insert(len(more), Filter("handler", "承办人", _handlers(request)))
    search = Filter("q", "查找", value=request.GET.get("q", ""), placeholder="姓名或名称、案号")
    kept = tuple((key, request.GET[key]) for key in (*keep, "case") if request.GET.get(key))
    return Filters(filters=tuple(chosen(request.GET, spec) for spec in specs), search=search, keep=kept, clear_url=reverse(name))


def _handlers(request: HttpRequest) -> tuple[tuple[str, str], ...]:
    people = active_users(request.user.court_id).prefetch_related(None).filter(holdings__post__in=HANDLERS).distinct()
    return tuple((str(pk), name) for pk, name in people.values_list("pk", "name"))


def sizes(rows: QuerySet[Any], shelves: Mapping[str, Q]) -> dict[str, int]:
    """各格的件数，一次查完。"""
    counted = rows.order_by().aggregate(**{f"n_{key}": Count("pk", filter=where) for key, where in shelves.items()})
    return {key: counted[f"n_{key}"] for key in shelves}


def strip(request: HttpRequest, name: str, labels: dict[str, str], found: dict[str, int], here: str, red: tuple[str, ...] = ()) -> Figures:
    """一排数，每个数点开就是它的清单；``name`` 是网址里的参数，``red`` 里的不为零就红。"""
    return Figures(strip=True, label="分格", cells=tuple(
        Figure(label=text, value=count(found[key], MOST), url=link(request.GET, **{name: key, "page": None}), current=key == here,
               tone="red" if key in red and found[key] else "")
        for key, text in labels.items()
    ))


def paged(request: HttpRequest, rows: QuerySet[Any], column: str, *, soonest: bool = False) -> tuple[list[Any], Pager]:
    """一页：新的在前，按键翻页；``soonest`` 是快到期的在前（这样的清单不长），按页码翻。"""
    if soonest:
        return sliced(request, rows.order_by(column, "pk"))
    found = slice_after(rows, column, request.GET.get("after", ""), SIZE)
    before = link(request.GET) if request.GET.get("after") else ""
    return found.rows, Pager(before=before, after=link(request.GET, after=found.after) if found.after else "")


def case_cell(case: Case) -> tuple[Content, ...]:
    """案号（点开案件），下面是谁申请执行谁。"""
    return Action(text=str(case), url=remedies.case_url(case.pk), kind="link"), between(case)


def handler_cell(case: Case) -> str:
    """承办人。"""
    return case.handler.name if case.handler else "未分案"
