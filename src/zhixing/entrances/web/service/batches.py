"""成批送达、一批批的交邮、交邮清单的导出。"""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from zhixing.casework.cases.access import rights_of
from zhixing.casework.documents import queries_desk as service
from zhixing.casework.documents.queries_service import Attempt, Batch, Recipient
from zhixing.entrances.web.admin.paging import sliced
from zhixing.entrances.web.bulk.starting import started
from zhixing.entrances.web.registers import frame
from zhixing.entrances.web.service import desk, standing
from zhixing.entrances.web.ui import Action, Actions, Column, Empty, Note, Page, Panel, Row, Table, show
from zhixing.entrances.web.ui.fields import DayField
from zhixing.entrances.web.ui.words import full_day
from zhixing.exchange import postal
from zhixing.exchange.bulk import Act, Item
from zhixing.exchange.postal import Parcel
from zhixing.foundation.history import context
from zhixing.foundation.history.commands import log_read
from zhixing.law.states import Act as Right
from zhixing.law.words import word

MOST = 200
METHODS = ("mail", "electronic")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """把勾选的成批交邮、成批电子送达；一份一个结果，一份不成不误别的。多的后台办，看得见进度。"""
    frame.guard(request)
    method = request.POST.get("method", "")
    picked = [int(one) for one in request.POST.getlist("pick")[:MOST] if one.isdecimal() and len(one) < 16]
    on = _day(request)
    if method not in METHODS or not picked or on is None:
        messages.warning(request, "先勾选要送的" if not picked else "办理日看不懂" if on is None else "请选怎样送达")
        return HttpResponseRedirect(f"{reverse(desk.NAME)}{_back(request)}")
    known = {one.pk: one for one in service.rows(request.user, context.current().today).filter(pk__in=picked)}
    items = [_item(pk, known.get(pk)) for pk in sorted(dict.fromkeys(picked), key=lambda pk: (pk not in known, pk))]
    given = {"method": method, "on": on.isoformat(), "back": _back(request)}
    return started(request, Act.SERVE, f"{word('method', method)}送达", items, given)


def _item(pk: int, row: Recipient | None) -> Item:
    """勾选的一份；看得见的写上名称。"""
    if row is None:
        return Item(f"第{pk}号待送达", {"recipient": pk})
    return Item(f"{row.case} {row.name}《{row.document.title}》", {"recipient": pk, "case": row.case_id})


def _day(request: HttpRequest) -> date | None:
    try:
        found: date = DayField().clean(request.POST.get("on", ""))
    except ValidationError:
        return None
    return found


def _back(request: HttpRequest) -> str:
    """回到哪一份清单：只认网址参数。"""
    given = request.POST.get("back", "")[:500]
    return given if given.startswith("?") else ""


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
    allowed = [row for row in rows if Right.SERVE in rights_of(request.user, row.case).available]
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
