"""案件清单下沿的一条：勾选案件，去成批制文。制文书的人才有，照权限表问，不查库。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.http import HttpRequest
from django.urls import reverse

from zhixing.entrances.web.access import facts_of
from zhixing.entrances.web.ui import Piece
from zhixing.law.rights import CaseFacts, rights
from zhixing.law.states import Act, State

FORM = "batch-form"
MOST = 200
"""一次至多几件。"""


@dataclass(frozen=True, slots=True)
class PickBar(Piece):
    """勾选上面的，或者清单里的全部。"""

    template: ClassVar[str] = "documents/pick.html"
    url: str
    back: str
    most: int = 0


def bar(request: HttpRequest, back: str, number: int) -> tuple[PickBar, ...]:
    """制文书的人才有；清单空的没有。"""
    if not number or not drafts(request):
        return ()
    return (PickBar(reverse("document_bulk"), back, MOST if number > MOST else 0),)


def drafts(request: HttpRequest) -> bool:
    """有没有哪一种关系的案件，他可以拟稿。"""
    facts = facts_of(request)
    ties: tuple[dict[str, Any], ...] = (
        {}, {"handler_id": facts.id}, {"helper_ids": frozenset({facts.id})}, {"team_ids": facts.teams},
    )
    return any(rights(facts, CaseFacts(court_path=facts.court_path, state=State.ENFORCING, **tie)).may(Act.DRAFT_DOCUMENT) for tie in ties)
