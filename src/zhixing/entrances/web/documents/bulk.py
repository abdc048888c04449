"""成批制文：在案件清单里勾选，到这里看哪些现在就该做、哪些缺什么；该做又不缺的都先勾好。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from zhixing.casework.centre.drafting import Ready
from zhixing.casework.documents import papers
from zhixing.entrances.web.access import does_casework
from zhixing.entrances.web.bulk.starting import token
from zhixing.entrances.web.cases.picking import MOST, picked
from zhixing.entrances.web.cases.rows import people, url
from zhixing.entrances.web.documents.batch import BEFORE, DO, IDLE, LACK, NEVER, ORDER, Batch, pick_of
from zhixing.entrances.web.ui import (
    Action,
    Column,
    Content,
    Empty,
    Fold,
    Note,
    Page,
    Panel,
    Piece,
    Row,
    Status,
    Tab,
    Table,
    Tabs,
    show,
)
from zhixing.law import papers as law

SHOWN: Final = 3
COLUMNS: Final = (Column("案件"), Column("给谁"), Column("能不能做"))
ACTS: Final = {"sign": "制作并签发", "refer": "制作并送签", "save": "只存稿"}
WHY: Final = {BEFORE: "做过了", IDLE: "没有节点等着"}
RANK: Final = (DO, LACK, IDLE, BEFORE, NEVER)


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeBar(Piece):
    """贴在屏幕下沿的一条：随同制作哪些，怎么办。"""

    template: ClassVar[str] = "documents/make.html"
    url: str
    kind: str
    along: tuple[tuple[str, str], ...]
    acts: tuple[tuple[str, str], ...]
    token: str


def page(request: HttpRequest) -> HttpResponse:
    """看一批案件哪些能做。"""
    if not does_casework(request):
        raise PermissionDenied("您的职务不看案件。")
    batch = Batch(picked(request), request.user, request.GET.get("kind", ""))
    back = f"{reverse('case_list')}{back_of(request.GET)}"
    if not batch.cases:
        messages.warning(request, "先勾选案件")
        return HttpResponseRedirect(back)
    rows = sorted(batch.rows, key=lambda one: RANK.index(batch.standing(one)))
    table = Table(columns=COLUMNS, rows=tuple(_row(batch, one) for one in rows), label="各件", picks="make-form", empty=Empty("没有案件"))
    return show(request, Page(
        title=headline(batch), pretitle=f"成批制文　{len(batch.cases)} 件案件", back=back, back_text="案件",
        top=(*_kinds(request.GET, batch), *_most(batch)), body=(Panel(flush=True, body=(table,)), _bar(batch)),
    ))


def back_of(query: QueryDict) -> str:
    """回到哪一份清单：只认网址参数。"""
    given = query.get("back", "")[:800]
    return given if given.startswith("?") else ""


def headline(batch: Batch) -> str:
    """该做几份，几份要先补，其余做过了或者不用做。"""
    do, lack, rest = batch.count(DO), batch.count(LACK), batch.count(BEFORE, IDLE, NEVER)
    told = [f"{do} 份该做，都能做"] if do and not lack else [f"{do} 份现在就能做", f"{lack} 份要先补"] if lack else ["没有该做的"]
    return f"{law.paper(batch.kind).title}：" + "，".join(told + ([f"其余 {rest} 份做过了或者不用做"] if rest else []))


def _most(batch: Batch) -> Iterator[Note]:
    if len(batch.cases) == MOST:
        yield Note(f"一次至多 {MOST} 件，多出的请分几次做。", "yellow")


def _kinds(query: QueryDict, batch: Batch) -> tuple[Piece, ...]:
    """换一种：现在该做的摆出来，注明几件等着；其余收着，按办案的先后。"""
    now = list(dict.fromkeys([*(code for code, _ in batch.wanted.most_common()), batch.kind]))
    rest = [code for code in ORDER if code not in now]

    def tab(code: str) -> Tab:
        return Tab(law.paper(code).title, _with(query, code), code == batch.kind, str(batch.wanted[code] or ""))

    others = Fold("做别的文书", (Tabs(tuple(map(tab, rest)), "别的文书", pills=True),))
    return Tabs(tuple(map(tab, now)), "做哪一种", pills=True), Panel(flush=True, body=(others,))


def _with(query: QueryDict, kind: str) -> str:
    changed = query.copy()
    changed["kind"] = kind
    return f"?{changed.urlencode()}"


def _row(batch: Batch, one: Ready) -> Row:
    standing = batch.standing(one)
    fine = one.filled.complete and standing != NEVER
    cells = ((str(one.case), *people(one.case)), "、".join(one.to) or "照文书表", _told(batch, one, standing))
    return Row(url=url(one.case), cells=cells, pick=pick_of(one) if fine else "", picked=standing == DO)


def _told(batch: Batch, one: Ready, standing: str) -> tuple[Content, ...]:
    if standing == NEVER:
        found = law.suits(law.paper(batch.kind), one.case.kind, one.case.closing_mode, one.case.state)
        return Status("不能做", "grey"), found.reasons[0].text
    if one.filled.complete:
        return (Status("可以做", "green"),) if standing == DO else (Status(WHY[standing], "plain"), "要再做的，自己勾上。")
    lacking = [missing.told() for missing in one.filled.blocking]
    fix = f"{reverse('case_document_write', args=[one.case.pk, batch.kind])}?{urlencode([('to', name) for name in one.to])}"
    link = Action(text=f"还差 {len(lacking)} 处，去填", url=fix, kind="link", small=True)
    more = (f"另有 {len(lacking) - SHOWN} 处",) if len(lacking) > SHOWN else ()
    return (*((Status(WHY[standing], "plain"),) if standing in WHY else ()), link, *lacking[:SHOWN], *more)


def _bar(batch: Batch) -> MakeBar:
    paper = law.paper(batch.kind)
    along = tuple((code, law.paper(code).title) for code in paper.companions if code in papers.TEMPLATES)
    own = paper.route == law.OWN and all(case.handler_id == batch.user.pk for case in batch.cases)
    acts = tuple((act, text) for act, text in ACTS.items() if own or act != "sign")
    return MakeBar(url=reverse("document_make"), kind=batch.kind, along=along, acts=acts, token=token())
