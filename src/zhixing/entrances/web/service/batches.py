"""成批送达的结果、一批批的交邮、交邮清单的导出。"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from zhixing.casework.cases.access import rights_of
from zhixing.casework.documents import queries_desk as service
from zhixing.casework.documents.commands.batches import Result, start_many
from zhixing.casework.documents.queries_service import Attempt, Batch
from zhixing.entrances.web import remedies
from zhixing.entrances.web.admin.paging import sliced
from zhixing.entrances.web.registers import frame
from zhixing.entrances.web.service import desk, standing
from zhixing.entrances.web.ui import Action, Actions, Column, Empty, Note, Page, Panel, Row, Status, Table, show
from zhixing.entrances.web.ui.fields import DayField
from zhixing.entrances.web.ui.words import full_day
from zhixing.exchange import postal
from zhixing.exchange.postal import Parcel
from zhixing.foundation.history import context
from zhixing.foundation.history.commands import log_read
from zhixing.law.states import Act
from zhixing.law.words import word

KEPT = "service_results"
MOST = 200
METHODS = ("mail", "electronic")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """把勾选的成批交邮、成批电子送达；一行一个结果，一行不成不误别行。"""
    frame.guard(request)
    method = request.POST.get("method", "")
    picked = [int(one) for one in request.POST.getlist("pick")[:MOST] if one.isdecimal() and len(one) < 16]
    on = _day(request)
    if method not in METHODS or not picked or on is None:
        messages.warning(request, "先勾选要送的" if not picked else "办理日看不懂" if on is None else "请选怎样送达")
        return HttpResponseRedirect(f"{reverse(desk.NAME)}{_back(request)}")
    made, done = start_many(recipients=picked, method=method, actor=request.user, on=on)
    request.session[KEPT] = {
        "method": method, "back": _back(request), "batch": made.pk if made else 0,
        "results": [{"recipient": one.recipient, "why": _why(one)} for one in done],
    }
    return HttpResponseRedirect(reverse("service_results"))


def _day(request: HttpRequest) -> date | None:
    try:
        found: date = DayField().clean(request.POST.get("on", ""))
    except ValidationError:
        return None
    return found


def _why(one: Result) -> list[list[str]]:
    return [[reason.text, str(reason.article), reason.remedy] for reason in one.reasons]


def _back(request: HttpRequest) -> str:
    """回到哪一份清单：只认网址参数。"""
    given = request.POST.get("back", "")[:500]
    return given if given.startswith("?") else ""


def results(request: HttpRequest) -> HttpResponse:
    """成批送达的结果：没有办成的在前，写明理由和下一步。"""
    frame.guard(request)
    kept: dict[str, Any] = request.session.get(KEPT) or {"method": "", "back": "", "batch": 0, "results": []}
    found = {one.pk: one for one in service.rows(request.user, context.current().today).filter(pk__in=[r["recipient"] for r in kept["results"]])}
    rows = tuple(_result(found.get(one["recipient"]), one["why"]) for one in sorted(kept["results"], key=lambda one: not one["why"]))
    failed = sum(1 for one in kept["results"] if one["why"])
    what = f"{word('method', kept['method'])}送达" if kept["method"] else "成批送达"
    title = f"{what}：办成 {len(rows) - failed} 份" + (f"，{failed} 份没有办成" if failed else "")
    url = reverse("service_batch", args=[kept["batch"]]) if kept["batch"] and kept["method"] == "mail" else ""
    export = (Action(text="去导出交邮清单", url=url, kind="primary", icon="send"),) if url else ()
    columns = (Column("案件"), Column("受送达人"), Column("结果"), Column("理由"))
    table = Table(columns=columns, rows=rows, label="结果", empty=Empty("没有结果", "先在文书送达里勾选。"))
    return show(request, Page(
        title=title, pretitle="文书送达", actions=export, back=f"{reverse(desk.NAME)}{kept['back']}", back_text="文书送达",
        body=(Panel(flush=True, body=(table,)),),
    ))


def _result(one: Any, why: list[list[str]]) -> Row:
    if one is None:
        return Row(cells=("—", "—", Status("没有办成", "red"), "没有这一份，或者看不到。"))
    named = Action(text=str(one.case), url=remedies.case_url(one.case_id), kind="link")
    who = Action(text=f"{one.name}　《{one.document.title}》", url=reverse("service_recipient", args=[one.case_id, one.pk]), kind="link")
    told = tuple(f"{text}{remedy}（{article}）" for text, article, remedy in why)
    return Row(cells=(named, who, Status("没有办成", "red") if why else Status("已办", "green"), told or ""))


# ---- 交邮批次 ----


def listing(request: HttpRequest) -> HttpResponse:
    """近来的各批。"""
    frame.guard(request)
    found, pager = sliced(request, service.batches(request.user))
    rows = tuple(_listed(one) for one in found)
    columns = (Column("批次"), Column("方式"), Column("日期"), Column("件数", "end"), Column("谁办的"))
    return show(request, Page(
        title="交邮批次", pretitle="文书送达", back=reverse(desk.NAME), back_text="文书送达",
        body=(Panel(flush=True, body=(Table(columns=columns, rows=rows, label="批次", pager=pager, empty=NO_BATCH),)),),
    ))


NO_BATCH = Empty("还没有成批送过", "在文书送达里勾选以后成批办理。", "send")


def _listed(one: Batch) -> Row:
    cells = (f"第 {one.pk} 批", word("method", one.kind), full_day(one.made_on), f"{one.count:,}", one.made_name)
    return Row(url=reverse("service_batch", args=[one.pk]), cells=cells)


def batch(request: HttpRequest, batch_id: int) -> HttpResponse:
    """一批：各件到哪一步了，导出交邮清单。"""
    frame.guard(request)
    one, rows = _batch(request, batch_id)
    lacking = sum(1 for row in rows if not row.tracking) if one.kind == "mail" else 0
    export = _exports(one) if one.kind == "mail" and rows else ()
    note = (Note(f"{lacking} 件还没有邮件号：邮政填好以后，把清单或者回执导进来。", "blue"),) if lacking else ()
    columns = (Column("案件"), Column("受送达人"), Column("送到哪里"), Column("邮件号"), Column("结果"))
    table = Table(columns=columns, rows=tuple(_line(row) for row in rows), label="各件", empty=Empty("这一批里没有您看得见的"))
    return show(request, Page(
        title=f"第 {one.pk} 批{word('method', one.kind)}送达 {len(rows)} 件", pretitle=f"{full_day(one.made_on)}　{one.made_name}", actions=export,
        back=reverse("service_batches"), back_text="交邮批次", body=(*note, Panel(flush=True, body=(table,))),
    ))


def _exports(one: Batch) -> tuple[Actions, ...]:
    url = reverse("service_batch_export", args=[one.pk])
    csv = Action(text="交邮清单 .csv", url=f"{url}?form=csv", download=True)
    return (Actions((csv, Action(text="交邮清单 .xlsx", url=url, kind="primary", icon="download", download=True))),)


def _batch(request: HttpRequest, batch_id: int) -> tuple[Batch, list[Attempt]]:
    """一批和其中看得见的各件；随别的文书同寄的不另列。"""
    one = service.batches(request.user).get(pk=batch_id)
    return one, list(service.of_batch(one, request.user, context.current().today))


def _line(row: Attempt) -> Row:
    who = Action(text=row.recipient.name, url=reverse("service_recipient", args=[row.case_id, row.recipient_id]), kind="link")
    return Row(cells=(
        frame.case_cell(row.case), (who, content(row)), row.address.text if row.address else row.place or "—", row.tracking or "—", standing.did(row),
    ))


def content(row: Attempt) -> str:
    """内件：这份文书和随它同寄的。"""
    return "、".join(one.recipient.document.title for one in (row, *row.along))


def export(request: HttpRequest, batch_id: int) -> HttpResponse:
    """交邮清单：有收件人的电话、地址，只给能送达的人，记入查阅日志。"""
    frame.guard(request)
    one, rows = _batch(request, batch_id)
    allowed = [row for row in rows if Act.SERVE in rights_of(request.user, row.case).available]
    if one.kind != "mail" or not allowed:
        raise PermissionDenied("您不能导出这一批的交邮清单。")
    log_read(actor=request.user, court_id=one.court_id, what="导出交邮清单", detail=f"第{one.pk}批，{len(allowed)}件")
    parcels = [parcel(row) for row in allowed]
    csv = request.GET.get("form") == "csv"
    name = f"交邮清单-第{one.pk}批-{one.made_on:%Y%m%d}.{'csv' if csv else 'xlsx'}"
    response = HttpResponse(postal.as_csv(parcels) if csv else postal.xlsx(parcels), content_type="text/csv; charset=utf-8" if csv else XLSX)
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    response["Cache-Control"] = "no-store"
    return response


def parcel(row: Attempt) -> Parcel:
    """一件邮件。"""
    address, party = row.address, row.recipient.party
    return Parcel(
        reference=row.pk, tracking=row.tracking, receiver=(address.receiver if address else "") or row.recipient.name,
        phone=(address.phone if address else "") or (party.phone if party else ""), address=address.text if address else row.place,
        content=content(row), case=str(row.case), court=row.case.court.name, sender=row.made_name, on=row.on,
    )
