"""案件清单下沿的一条：勾选案件，去成批制文、成批交办事务。有权办的人才有，照权限表问，不查库。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from zhixing.casework.cases.queries import Case, visible_to
from zhixing.entrances.web.access import facts_of
from zhixing.entrances.web.cases.filters import Asked, applied
from zhixing.entrances.web.ui import Piece
from zhixing.foundation.history import context
from zhixing.law.rights import CaseFacts, rights
from zhixing.law.states import Act, State

FORM = "batch-form"
MOST = 200
"""一次至多几件。"""
WAYS: Final = ((Act.REQUEST_ITEM, "centre_ask", "交办事务"), (Act.DRAFT_DOCUMENT, "document_bulk", "批量制文"))
"""成批办什么：行为、页面、字；末一个是主按钮。"""


@dataclass(frozen=True, slots=True)
class PickBar(Piece):
    """勾选上面的，或者清单里的全部；``ways`` 是（地址，字）。"""

    template: ClassVar[str] = "cases/pick.html"
    ways: tuple[tuple[str, str], ...]
    back: str
    most: int = 0


def bar(request: HttpRequest, back: str, number: int) -> tuple[PickBar, ...]:
    """有一样可办的人才有；清单空的没有。"""
    ways = tuple((reverse(name), text) for act, name, text in WAYS if does(request, act)) if number else ()
    return (PickBar(ways, back, MOST if number > MOST else 0),) if ways else ()


def does(request: HttpRequest, act: Act) -> bool:
    """有没有哪一种关系的案件，他可以办 ``act``。"""
    facts = facts_of(request)
    ties: tuple[dict[str, Any], ...] = (
        {}, {"handler_id": facts.id}, {"helper_ids": frozenset({facts.id})}, {"team_ids": facts.teams},
    )
    return any(rights(facts, CaseFacts(court_path=facts.court_path, state=State.ENFORCING, **tie)).may(act) for tie in ties)


def picked(request: HttpRequest) -> list[Case]:
    """勾选的案件；``all`` 是清单里的全部（至多 ``MOST`` 件）。"""
    today = context.current().today
    visible = visible_to(request.user, today)
    if request.GET.get("all"):
        found = applied(visible, Asked(QueryDict(request.GET.get("back", "").lstrip("?")), request.user, today))
    else:
        found = visible.filter(pk__in=numbers(request.GET.getlist("pick")))
    return list(found.select_related("court", "handler", "team")[:MOST])


def numbers(texts: Iterable[str]) -> list[int]:
    """勾选框的值里认得的编号。"""
    return [int(text) for text in texts if text.isdecimal() and len(text) < 16][:MOST]
