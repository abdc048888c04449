"""打印送达回证、送达地址确认书：填好案号、当事人，拿去签名；签了名的拍照传回来。"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from zhixing.casework.cases.queries import Party
from zhixing.casework.documents import papers
from zhixing.casework.documents import queries_desk as service
from zhixing.casework.documents.papers import BadData, CannotPrint
from zhixing.entrances.web.cases.desk import Desk
from zhixing.entrances.web.cases.details import role_text
from zhixing.entrances.web.service import places, ways
from zhixing.entrances.web.ui import Note, Page, show
from zhixing.foundation.history.commands import log_read
from zhixing.law.words import word

PDF = "application/pdf"
NO_CAUSE = "执行"
"""没有登记案由的。"""


def receipt(request: HttpRequest, case_id: int, recipient_id: int) -> HttpResponse:
    """送达回证：这份文书和随它同时发出的，一张。"""
    desk, one = places.recipient(request, case_id, recipient_id)
    way = ways.chosen(request.GET, service.suggested(one, desk.today))
    where = next(iter(service.usable(one, desk.today)), None)
    data = _head(desk) | {
        "to": one.name, "place": where.text if where else "　", "method": f"{word('method', way.method)}送达",
        "papers": [{"name": each.document.title, "number": each.document.number} for each in (one, *service.along(one))], "server": desk.user.name,
    }
    return _printed(desk, "service_receipt", data, f"送达回证 {one.name}")


def address(request: HttpRequest, case_id: int, party_id: int) -> HttpResponse:
    """送达地址确认书。有证件号码，记入查阅日志。"""
    desk = places.serving(request, case_id)
    one = places.party(desk, party_id)
    data = _head(desk) | {"person": one.name, "role": role_text(desk.case.kind, one.role), **_identity(desk, one)}
    return _printed(desk, "service_address", data, f"送达地址确认书 {one.name}")


def _head(desk: Desk) -> dict[str, Any]:
    case = desk.case
    return {"court": case.court.name, "number": str(case), "on": desk.today.isoformat(), "cause": case.cause or NO_CAUSE}


def _identity(desk: Desk, one: Party) -> dict[str, str]:
    if not (desk.rights.may_see_identity and one.paper_number):
        return {}
    log_read(actor=desk.user, court_id=desk.case.court_id, what="查看完整号码", stream=desk.case.stream, detail=f"打印{one.name}的送达地址确认书")
    return {"identity": one.paper_number}


def _printed(desk: Desk, kind: str, data: dict[str, Any], name: str) -> HttpResponse:
    try:
        content = papers.render(kind, data)
    except (BadData, CannotPrint) as error:
        note = Note(str(error), "red", "打印不了")
        return show(desk.request, Page(title=name, back=places.tab_url(desk.case.pk), back_text="送达", body=(note,)), status=409)
    response = HttpResponse(content, content_type=PDF)
    response["Content-Disposition"] = content_disposition_header(False, f"{name}.pdf") or ""
    response["Cache-Control"] = "no-store"
    return response
