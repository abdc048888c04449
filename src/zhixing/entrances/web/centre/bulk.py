"""勾选几张事务单一次办：申领、派给、办结、退回、撤回。一张一个结果，互不影响；多的交给后台。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhixing.casework.centre import queries_items as items
from zhixing.casework.centre.queries_desks import services
from zhixing.entrances.web.access import needs, rights_of
from zhixing.entrances.web.bulk.starting import started, token
from zhixing.entrances.web.centre import cells
from zhixing.entrances.web.ui import Piece
from zhixing.exchange.bulk import Act, Item
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import active_users, available
from zhixing.law.rights import holders

FORM: Final = "batch-form"
MOST: Final = 200
TEXTS: Final = {Act.ITEM_DONE: "办理结果", Act.ITEM_BACK: "退回的理由", Act.ITEM_DROP: "撤回的理由"}
"""要写一句的。"""
WAYS: Final = {
    "queued": (Act.ITEM_CLAIM, Act.ITEM_ALLOT, Act.ITEM_BACK, Act.ITEM_DROP),
    "overdue": (Act.ITEM_CLAIM, Act.ITEM_ALLOT, Act.ITEM_DONE, Act.ITEM_BACK),
    "held": (Act.ITEM_DONE, Act.ITEM_ALLOT, Act.ITEM_BACK, Act.ITEM_DROP), "waiting": (Act.ITEM_DONE, Act.ITEM_ALLOT, Act.ITEM_DROP),
    "returned": (Act.ITEM_DROP,),
}
"""各格能成批办什么；头一个是主按钮。"""
LABELS: Final = {Act.ITEM_CLAIM: "申领", Act.ITEM_ALLOT: "派给", Act.ITEM_DONE: "办结", Act.ITEM_BACK: "退回", Act.ITEM_DROP: "撤回"}
SERVING: Final = frozenset({Act.ITEM_CLAIM, Act.ITEM_DONE, Act.ITEM_BACK})


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar(Piece):
    """贴在屏幕下沿的一条：派给谁、写一句、办什么。"""

    template: ClassVar[str] = "centre/bulk.html"
    url: str
    back: str
    token: str
    people: tuple[tuple[str, str], ...]
    text: str
    acts: tuple[tuple[str, str], ...]


def bar(request: HttpRequest, state: str, back: str) -> tuple[Bar, ...]:
    """这一格、这个人能成批办的；没有的不摆。"""
    rights = rights_of(request)
    acts = [act for act in WAYS.get(state, ()) if (act in SERVING and rights.may_serve_items) or rights.may_run_desks
            or (act is Act.ITEM_DROP and not rights.may_serve_items)]
    if not acts:
        return ()
    told = "、".join(text for act, text in TEXTS.items() if act in acts)
    return (Bar(url=reverse("centre_bulk"), back=back, token=token(), people=_people(request) if Act.ITEM_ALLOT in acts else (),
                text=told, acts=tuple((act.value, LABELS[act]) for act in acts)),)


def _people(request: HttpRequest) -> tuple[tuple[str, str], ...]:
    """今天在岗、办事务的人。"""
    people = available(active_users(request.user.court_id), context.current().today).filter(holdings__post__in=holders("may_serve_items"))
    return tuple((str(one.pk), f"{one.name}（{one.post_text}）") for one in people.distinct())


@require_POST
@needs("may_see_centre")
def start(request: HttpRequest) -> HttpResponse:
    """交上勾选的。"""
    act = request.POST.get("act", "")
    picks = _picks(request.POST.getlist("pick"))
    if told := _lacking(request, act, picks):
        messages.warning(request, told)
        return HttpResponseRedirect(f"{reverse('centre_queue')}{_back(request)}")
    given = {"to": request.POST.get("to", ""), "text": request.POST.get("text", "").strip()[:300], "back": _back(request)}
    return started(request, act, f"{LABELS[Act(act)]}事务", named(request, picks), given)


def _lacking(request: HttpRequest, act: str, picks: dict[int, int]) -> str:
    if act not in LABELS:
        return "没有这种办法"
    if not picks:
        return "先勾选事务"
    if act in TEXTS and not request.POST.get("text", "").strip():
        return f"写明{TEXTS[Act(act)]}"
    return "选派给谁" if act == Act.ITEM_ALLOT and not request.POST.get("to", "").isdecimal() else ""


def named(request: HttpRequest, picks: dict[int, int]) -> Sequence[Item]:
    """勾选的各张，看得见的；看不见的也算一行，办的时候说没有。"""
    rows = {row.pk: row for row in items.visible_to(request.user, context.current().today).filter(pk__in=picks)}
    known = services(request.user.court_id)
    return [
        Item(f"{rows[pk].number} {cells.name_of(rows[pk], known)} {rows[pk].case or ''}".strip() if pk in rows else f"第 {pk} 张",
             {"item": pk, "revision": revision})
        for pk, revision in picks.items()
    ]


def _picks(texts: Sequence[str]) -> dict[int, int]:
    """勾选框的值：编号和版本号。"""
    pairs = (text.partition(":") for text in texts[:MOST])
    return {int(pk): int(revision) for pk, _, revision in pairs if pk.isdecimal() and revision.isdecimal() and len(pk + revision) < 20}


def _back(request: HttpRequest) -> str:
    """回到哪一份清单：只认网址参数。"""
    given = request.POST.get("back", "")[:500]
    return given if given.startswith("?") else ""
