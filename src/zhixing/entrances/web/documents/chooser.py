"""做哪一种：案件现在该做的在最前，其余按办案的先后分组；这一件不做的不列。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.nodes.queries import Node, of_case, with_light
from zhixing.entrances.web.cases.desk import Desk, desk_for
from zhixing.entrances.web.cases.filling import people
from zhixing.entrances.web.cases.papers import finishing, offered
from zhixing.entrances.web.ui import Action, Item, Items, Page, Panel, Piece, show
from zhixing.entrances.web.ui.words import day
from zhixing.law import papers as law
from zhixing.law.states import Act


@dataclass(frozen=True, slots=True)
class Kinds(Piece):
    """各组的种类：（组名，（名称，网址，依据））。"""

    template: ClassVar[str] = "documents/kinds.html"
    groups: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]


def page(request: HttpRequest, case_id: int) -> HttpResponse:
    """选一种。"""
    desk = desk_for(request, case_id, Act.DRAFT_DOCUMENT)
    found = offered(desk.case)
    wanted = needed(desk)
    return show(request, Page(
        title="制作文书", pretitle=f"{desk.case}　{people(desk)}", back=f"{desk.home}?tab=documents#tabs", back_text="案件页",
        actions=(Action(text="上传线下做好的", url=reverse("case_document_upload", args=[case_id]), icon="upload"),),
        body=(*_now(desk, found, wanted), Kinds(tuple(_groups(desk, found)))),
    ))


def needed(desk: Desk) -> dict[str, Node]:
    """现在该做的：种类 → 等着它的节点，先届满的在前。"""
    found: dict[str, Node] = {}
    for node in with_light(of_case(desk.case.pk), desk.today).filter(state=Node.State.OPEN).order_by("due", "id"):
        for kind in finishing(node.code):
            found.setdefault(kind, node)
    return found


def _now(desk: Desk, found: tuple[law.Paper, ...], wanted: dict[str, Node]) -> tuple[Panel, ...]:
    rows = tuple(_item(desk, one, wanted[one.code]) for one in found if one.code in wanted)
    return (Panel(title="现在该做的", flush=True, body=(Items(items=rows),)),) if rows else ()


def _groups(desk: Desk, found: tuple[law.Paper, ...]) -> Iterator[tuple[str, tuple[tuple[str, str, str], ...]]]:
    for group, name in law.groups().items():
        rows = tuple((one.title, _url(desk, one), "、".join(map(str, one.articles))) for one in found if one.group == group)
        if rows:
            yield name, rows


def _item(desk: Desk, one: law.Paper, node: Node) -> Item:
    due = f"{day(node.due, desk.today)}届满" if node.due else "没有固定期限"
    return Item(title=one.title, url=_url(desk, one), note=f"{node}，{due}", tone=node.light, actions=(  # type: ignore[attr-defined]
        Action(text="制作", url=_url(desk, one), kind="primary", small=True),))


def _url(desk: Desk, one: law.Paper) -> str:
    return reverse("case_document_write", args=[desk.case.pk, one.code])
