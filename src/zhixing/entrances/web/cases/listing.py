"""案件清单：题目是一句话，筛选在网址里，按键翻页，数到一千为止。"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.cases.queries import Case, capped_count, lists_of, page_after, visible_to
from zhixing.casework.centre.queries_turns import turns_of
from zhixing.casework.nodes.queries import with_next_due
from zhixing.entrances.web.access import does_casework, rights_of
from zhixing.entrances.web.cases import rows, summary
from zhixing.entrances.web.cases.filters import SHELVES, Asked, applied, options, overdue
from zhixing.entrances.web.cases.picking import FORM, bar
from zhixing.entrances.web.ui import Action, Empty, Filter, Filters, Page, Panel, Piece, Tab, Table, Tabs, show
from zhixing.entrances.web.ui.filters import link
from zhixing.entrances.web.ui.table import Pager
from zhixing.entrances.web.ui.words import count
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import calendar_from, settings_of

PAGE = "cases"
SIZE = 30


def asked(request: HttpRequest) -> Asked:
    """网址里要的。不办案的人没有案件清单。"""
    if not does_casework(request):
        raise PermissionDenied("您的职务不看案件。")
    return Asked(request.GET, request.user, context.current().today)


def page(request: HttpRequest) -> HttpResponse:
    """案件清单。"""
    wanted = asked(request)
    visible = visible_to(wanted.user, wanted.today)
    found = applied(visible, wanted)
    number, exact = counted(found, wanted)
    bulk = bar(request, link(wanted.query), number)
    return show(request, Page(
        title=title(found, wanted, number, exact),
        actions=_actions(request, wanted),
        top=(_shelves(wanted),),
        body=(_filters(wanted), summary.later(wanted), table(found, wanted, number, exact, picks=FORM if bulk else ""), *bulk),
    ))


def summed(request: HttpRequest) -> HttpResponse:
    """收结小结。"""
    wanted = asked(request)
    line = summary.line(visible_to(wanted.user, wanted.today), wanted)
    return show(request, Page(title="收结小结", back=reverse("case_list"), back_text="案件", body=(line,)))


def counted(found: QuerySet[Case], wanted: Asked) -> tuple[int, bool]:
    """件数，是否数清了。没要求数清时，数到一千为止。"""
    if wanted.value("count"):
        return found.order_by().count(), True
    number = capped_count(found)
    return number, number <= 1000


def title(found: QuerySet[Case], wanted: Asked, number: int, exact: bool) -> str:
    """“在办 212 件，3 件有超期节点”。"""
    shown = f"{number:,}" if exact else count(number)
    if wanted.narrowed:
        return f"符合条件的 {shown} 件" if number else "没有符合条件的案件"
    told = f"{SHELVES[wanted.shelf]} {shown} 件" if wanted.shelf != "all" else f"全部 {shown} 件"
    if wanted.shelf not in ("open", "mine", "filing") or not number:
        return told
    late = capped_count(overdue(found, wanted))
    return f"{told}，{count(late)} 件有超期节点" if late else f"{told}，没有超期"


def _actions(request: HttpRequest, wanted: Asked) -> tuple[Piece, ...]:
    rights = rights_of(request)
    export = Action(text="导出", url=f"{reverse('case_export')}{link(wanted.query)}", icon="download", download=True)
    file = Action(text="收件立案", url=reverse("case_filing_new"), kind="primary", icon="plus")
    load = Action(text="导入", url=reverse("import_list"), icon="upload")
    return (export, *([load] if rights.may_import else []), *([file] if rights.may_file else []))


def _shelves(wanted: Asked) -> Tabs:
    keep = wanted.query.copy()
    for name in ("mine", "figure", "since", "until", "count"):
        keep.pop(name, None)
    tabs = tuple(Tab(text, link(keep, shelf=key), key == wanted.shelf) for key, text in SHELVES.items())
    return Tabs(tabs, label="案件分格")


def _filters(wanted: Asked) -> Filters:
    here = wanted.query.copy()
    here.pop("after", None)
    saved = tuple(
        Tab(s.name, f"?{s.query}", s.query == here.urlencode()) for s in lists_of(wanted.user, PAGE)
    )
    keep = tuple((name, wanted.value(name)) for name in ("shelf", "mine", "figure", "since", "until") if wanted.value(name))
    return Filters(
        filters=options(wanted),
        search=Filter("q", "查找案件", value=wanted.text, placeholder="案号、当事人、拼音首字母、证件号码、依据文号"),
        saved=saved, save_url=f"{reverse('case_list_save')}?{here.urlencode()}", keep=keep,
        clear_url=link(wanted.query.__class__(mutable=True), shelf=wanted.value("shelf") or None),
    )


def table(found: QuerySet[Case], wanted: Asked, number: int, exact: bool, *, picks: str = "") -> Panel:
    """一页案件；``picks`` 是勾选归到的表单。"""
    page = page_after(with_next_due(found, wanted.today), wanted.value("after"), SIZE)
    pager = Pager(
        before=link(wanted.query) if wanted.value("after") else "",
        after=link(wanted.query, after=page.after) if page.after else "",
        count=f"共 {number:,} 件" if exact else f"{count(number)} 件", count_url="" if exact else link(wanted.query, count="1"),
    )
    own = settings_of(wanted.user.court_id)
    calendar, turns = calendar_from(own), turns_of(page.rows, wanted.today, {wanted.user.court_id: own})
    return Panel(flush=True, body=(Table(
        id="cases", columns=rows.COLUMNS, rows=tuple(rows.row(case, wanted.today, calendar, turns.get(case.pk)) for case in page.rows),
        label="案件", pager=pager, empty=_empty(wanted), picks=picks,
    ),))


def _empty(wanted: Asked) -> Empty:
    if wanted.text:
        return Empty(f"没有找到“{wanted.text}”", "可以用案号的序号、两个字的姓名、拼音首字母、完整的证件号码或依据文号再试。", "search")
    if wanted.narrowed:
        return Empty("没有符合条件的案件", "减少几项筛选再看。", "filter")
    return Empty("这一格里没有案件", "看看别的分格，或者查找。")

