"""到一件案件的送达各页去：谁能办，找哪一份、哪一次，办完回哪里。"""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.urls import reverse

from zhixing.casework.cases.queries import Party
from zhixing.casework.documents import queries_desk as service
from zhixing.casework.documents.queries_service import Attempt, Recipient
from zhixing.entrances.web.cases.desk import Desk, desk_for, open_desk
from zhixing.foundation.files.commands import store
from zhixing.law.states import Act

DESK = "/service/"


def tab_url(case_id: int) -> str:
    """案件页的送达一栏。"""
    return f"{reverse('case_page', args=[case_id])}?tab=service#tabs"


def back(desk: Desk) -> str:
    """办成之后：从服务台、回执页来的回那里，否则回案件的送达一栏。"""
    asked = desk.request.GET.get("back", "")
    return asked if asked.startswith(DESK) and not asked.startswith("//") else tab_url(desk.case.pk)


def serving(request: HttpRequest, case_id: int) -> Desk:
    """能在这一件送达的人才能进；此刻不能送达的说为什么。"""
    return desk_for(request, case_id, Act.SERVE)


def recipient(request: HttpRequest, case_id: int, recipient_id: int) -> tuple[Desk, Recipient]:
    """要办的一份。别的案件的、没有的，404。"""
    desk = serving(request, case_id)
    return desk, of(desk, recipient_id)


def reading(request: HttpRequest, case_id: int, recipient_id: int) -> tuple[Desk, Recipient]:
    """只看的一份。"""
    desk = open_desk(request, case_id)
    return desk, of(desk, recipient_id)


def of(desk: Desk, recipient_id: int) -> Recipient:
    """本案的一份。"""
    found = service.recipients(desk.case.pk).filter(pk=recipient_id).first()
    if found is None:
        raise Http404
    return found


def attempt(request: HttpRequest, case_id: int, attempt_id: int) -> tuple[Desk, Attempt]:
    """本案的一次送达。"""
    desk = serving(request, case_id)
    found = service.attempts(desk.case.pk).filter(pk=attempt_id).first()
    if found is None:
        raise Http404
    return desk, found


def party(desk: Desk, party_id: int) -> Party:
    """本案的一名当事人。"""
    found = next((one for one in desk.case.parties.all() if one.pk == party_id and one.active), None)
    if found is None:
        raise Http404
    return found


def stored(desk: Desk, given: list[object]) -> list[int]:
    """收下各份证明，得到编号。"""
    return [
        store(court_id=desk.case.court_id, name=one.name, content=one.read(), actor=desk.user, stream=desk.case.stream).pk  # type: ignore[attr-defined]
        for one in given
    ]
