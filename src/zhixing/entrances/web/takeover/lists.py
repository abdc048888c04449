"""接管页上的数点开是什么：措施、还缺的案件；和可以下载的表格。"""

from __future__ import annotations

from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.entrances.web.access import needs, rights_of
from zhixing.entrances.web.admin.paging import sliced
from zhixing.entrances.web.cases.imports import XLSX
from zhixing.entrances.web.deadlines import told
from zhixing.entrances.web.remedies import case_url
from zhixing.entrances.web.ui import Column, Empty, Page, Panel, Row, Tab, Table, Tabs, show
from zhixing.entrances.web.ui.filters import link
from zhixing.entrances.web.ui.words import full_day
from zhixing.exchange import takeover, takeover_result
from zhixing.exchange.takeover_result import WITHIN
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import calendar_of

SEES = ("may_take_over", "may_sign_takeover")


@needs(*SEES)
def measures(request: HttpRequest, run_id: int) -> HttpResponse:
    """这一批看守的措施；名字只给可以看的人。"""
    run = takeover.get(request.user, run_id)
    today, within = context.current().today, request.GET.get("within", "all")
    within = within if within in WITHIN else "all"
    names, owner = rights_of(request).sees_names_of_overdue == "all", request.GET.get("owner", "")
    chosen = int(owner) if names and owner.isdecimal() and len(owner) < 12 else None
    found, pager = sliced(request, takeover_result.measures(run, within, today, chosen))
    calendar = calendar_of(request.user.court_id)
    rows = tuple(
        Row(url=case_url(node.case_id), tone="red" if node.due and node.due < today else "", cells=(
            str(node.case), node.subject, (full_day(node.due), told(node, today, calendar)[1]) if node.due else "—",
            (node.owner.name if node.owner else "指挥中心") if names else "—",
        ))
        for node in found
    )
    tabs = Tabs(tuple(Tab(text, link(request.GET, within=key, page=None), key == within) for key, text in WITHIN.items()), "届满", pills=True)
    columns = (Column("案号"), Column("措施"), Column("届满日"), Column("承办人"))
    table = Table(columns=columns, rows=rows, label="措施", pager=pager, empty=Empty("没有这样的措施", icon="circle-check"))
    return show(request, Page(
        title=f"接管的控制措施：{WITHIN[within]}", back=reverse("takeover_run", args=[run_id]), back_text="存量接管",
        body=(Panel(title="按届满日", actions=(tabs,), flush=True, body=(table,)),),
    ))


@needs(*SEES)
def gap(request: HttpRequest, run_id: int, key: str) -> HttpResponse:
    """还缺某一样的案件。"""
    run = takeover.get(request.user, run_id)
    found = next((gap for gap in takeover_result.gaps(run) if gap.key == key), None)
    if found is None:
        raise Http404
    cases, pager = sliced(request, found.rows.select_related("handler"))
    rows = tuple(
        Row(url=case_url(case.pk), cells=(str(case), case.applicant_text, case.respondent_text, case.handler.name if case.handler else "—"))
        for case in cases
    )
    columns = (Column("案号"), Column("申请执行人"), Column("被执行人"), Column("承办人"))
    return show(request, Page(
        title=f"{found.text}的案件", pretitle=found.remedy, back=reverse("takeover_run", args=[run_id]), back_text="存量接管",
        body=(Panel(flush=True, body=(Table(columns=columns, rows=rows, label=found.text, pager=pager),)),),
    ))


# ---- 下载 ----


@needs("may_take_over")
def template(request: HttpRequest) -> HttpResponse:
    """空白模板。"""
    return _xlsx("接管模板.xlsx", takeover.template())


@needs(*SEES)
def marked(request: HttpRequest, run_id: int) -> HttpResponse:
    """不接管的各件，标好毛病；改好可以再上传。"""
    return _xlsx(f"要改的行-{run_id}.xlsx", takeover.marked_workbook(takeover.get(request.user, run_id)))


@needs(*SEES)
def reconciliation(request: HttpRequest, run_id: int) -> HttpResponse:
    """对账表。"""
    return _xlsx(f"对账-{run_id}.xlsx", takeover.reconciliation(takeover.get(request.user, run_id)))


def _xlsx(name: str, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
