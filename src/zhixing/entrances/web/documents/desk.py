"""文书签发：要我签发的、要我用印的、我在拟的；勾选了一次签发、一次用印，一份一个结果。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhixing.casework.documents import queries
from zhixing.casework.documents.queries import Document
from zhixing.entrances.web.access import does_casework
from zhixing.entrances.web.bulk.starting import started, token
from zhixing.entrances.web.cases.rows import between
from zhixing.entrances.web.documents import reading, states
from zhixing.entrances.web.ui import (
    Action,
    Column,
    Content,
    Empty,
    Page,
    Pager,
    Panel,
    Piece,
    Row,
    Status,
    Tab,
    Table,
    Tabs,
    show,
)
from zhixing.entrances.web.ui.filters import link
from zhixing.entrances.web.ui.words import count, day
from zhixing.exchange.bulk import Item
from zhixing.foundation.history import context

SHELVES: Final = {"sign": "待我签发", "seal": "待用印", "draft": "我的稿"}
EMPTY: Final = {"sign": "没有等您签发的", "seal": "没有等用印的", "draft": "没有在拟的文书"}
COLUMNS: Final = (Column("文书"), Column("案件"), Column("拟稿"), Column("状态"), Column("", "end"))
SIZE: Final = 100
MOST: Final = 200
NAMED: Final = 3
ACTS: Final = {"sign": "签发", "seal": "用印"}


@dataclass(frozen=True, slots=True)
class Bulk(Piece):
    """勾选上面的，一次办。"""

    template: ClassVar[str] = "documents/bulk.html"
    url: str
    act: str
    text: str
    token: str


def page(request: HttpRequest) -> HttpResponse:
    """一格一格的文书。"""
    _guard(request)
    today = context.current().today
    numbers = queries.desk_counts(request.user, today)
    sizes = {"sign": numbers.sign, "seal": numbers.seal, "draft": numbers.drafts}
    asked = request.GET.get("shelf", "")
    here = asked if asked in SHELVES else next((key for key in SHELVES if sizes[key]), "sign")
    rows, pager = _paged(request, _of(request, here))
    tabs = Tabs(tuple(Tab(text, f"?shelf={key}", key == here, count(sizes[key]) if sizes[key] else "") for key, text in SHELVES.items()), "文书")
    back = reading.sent_back(rows)
    picks = "bulk-form" if here in ACTS and rows else ""
    table = Table(columns=COLUMNS, rows=tuple(_row(one, here, back.get(one.pk, "")) for one in rows), label=SHELVES[here], picks=picks, pager=pager,
                  empty=Empty(EMPTY[here], icon="file-text"))
    bulk = (Bulk(reverse("document_many"), here, f"{ACTS[here]}勾选的", token()),) if picks else ()
    others = (Action(text="近来成批办的", url=reverse("bulk_list"), icon="list-check"), Action(text="送达", url=reverse("service_desk"), icon="send"))
    body = (Panel(flush=True, body=(table,)), *bulk)
    return show(request, Page(title=headline(sizes), pretitle="文书送达 · 签发", actions=others, top=(tabs,), body=body))


def headline(sizes: dict[str, int]) -> str:
    """一句话。"""
    told = [f"{sizes[key]:,} 份{text}" for key, text in (("sign", "等您签发"), ("seal", "等用印")) if sizes[key]]
    return "，".join(told) if told else "没有等您签发、用印的文书"


def _guard(request: HttpRequest) -> None:
    if not does_casework(request):
        raise PermissionDenied("您的职务不办文书。")


def _of(request: HttpRequest, shelf: str) -> QuerySet[Document]:
    today = context.current().today
    if shelf == "sign":
        return queries.to_sign(request.user, today)
    return queries.to_seal(request.user, today) if shelf == "seal" else queries.drafts(request.user)


def _paged(request: HttpRequest, rows: QuerySet[Document]) -> tuple[Sequence[Document], Pager | None]:
    text = request.GET.get("page", "")
    number = int(text) if text.isdecimal() and len(text) < 5 else 0
    found = list(rows.prefetch_related("recipients")[number * SIZE:(number + 1) * SIZE + 1])
    if not number and len(found) <= SIZE:
        return found, None
    before = link(request.GET, page=str(number - 1)) if number else ""
    after = link(request.GET, page=str(number + 1)) if len(found) > SIZE else ""
    return found[:SIZE], Pager(before=before, after=after, count=f"第 {number + 1} 页")


def _row(row: Document, shelf: str, back: str) -> Row:
    today = context.current().today
    look = Action(text="看", url=reading.url(row), small=True, dialog=True)
    edit = Action(text="接着改", url=reverse("document_edit", args=[row.case_id, row.pk]), small=True)
    who: tuple[Content, ...] = (row.drafted_name, day(row.drafted_on, today))
    state: Content = Status("退回修改", "orange") if back else states.status(row)
    more = (f"{row.signed_name}签发",) if row.signed_at else (back,) if back else ()
    return Row(url=reading.url(row), pick=f"{row.pk}:{row.revision}", cells=(
        (row.title, *([row.number] if row.number else []), *_to(row)), (str(row.case), between(row.case)), who, (state, *more),
        edit if shelf == "draft" else look,
    ))


def _to(row: Document) -> tuple[str, ...]:
    """送给谁：前几人。"""
    names = [one.name for one in row.recipients.all()]
    return (f"送 {'、'.join(names[:NAMED])}" + (f"等 {len(names)} 人" if len(names) > NAMED else ""),) if names else ()


@require_POST
def many(request: HttpRequest) -> HttpResponse:
    """一次签发、一次用印：一份一个结果；多的后台办，看得见进度。"""
    _guard(request)
    act = request.POST.get("act", "")
    picked = [pair for pair in map(_pair, request.POST.getlist("pick")[:MOST]) if pair]
    if act not in ACTS or not picked:
        messages.warning(request, "先勾选文书")
        return HttpResponseRedirect(f"{reverse('document_desk')}?shelf={act}" if act in ACTS else reverse("document_desk"))
    known = {one.pk: one for one in _of(request, act).filter(pk__in=[pk for pk, _ in picked])}
    items = [_item(pk, revision, known.get(pk)) for pk, revision in dict(picked).items()]
    return started(request, act, ACTS[act], items, {})


def _item(pk: int, revision: int, row: Document | None) -> Item:
    """勾选的一份；看得见的写上名称。"""
    given = {"document": pk, "revision": revision}
    return Item(f"{row.case} {row.title}", {**given, "case": row.case_id}) if row else Item(f"第{pk}号文书", given)


def _pair(text: str) -> tuple[int, int] | None:
    one, _, revision = text.partition(":")
    fine = one.isdecimal() and revision.isdecimal() and max(len(one), len(revision)) < 16
    return (int(one), int(revision)) if fine else None
