"""办完了一张事务单、看不到那件案件了：不是“没有这一页”，说清楚为什么，到哪里接着办。"""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from zhixing.casework.cases.queries import once_served
from zhixing.casework.centre import queries_items as items
from zhixing.entrances.web.errors import Trouble
from zhixing.entrances.web.ui import Action, Actions
from zhixing.foundation.history import context


def trouble(request: HttpRequest) -> Trouble | None:
    """要的是这个人办过事务、现在看不到的案件；别的为空。"""
    given = request.resolver_match.kwargs.get("case_id") if request.resolver_match else None
    number = once_served(request.user, given) if given and request.user.is_authenticated else ""
    if not number:
        return None
    text = f"您办的事务（{number}）已经不在手里：办结、放回、退回以后，就看不到这件案件了。还要办的，待领的可以再申领，别的请交办的人再交办。"
    return Trouble(status=404, title="看不到这件案件了", text=text, pieces=(Actions(tuple(_ways(request, number))),))


def _ways(request: HttpRequest, number: str) -> list[Action]:
    """看那一张；接着办别的。"""
    row = items.visible_to(request.user, context.current().today).filter(number=number).first()
    mine = Action(text="我的事务", url=reverse("centre_mine"))
    return [Action(text="看事务单", url=reverse("centre_item", args=[row.pk]), kind="primary"), mine] if row else [mine]
