"""成批制文：在案件清单里勾选，到这里看哪些现在就能做、哪些缺什么，一次做好送签；一份一个结果，互不牵连。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from zhixing.casework.cases.queries import Case, visible_to
from zhixing.casework.centre import drafting
from zhixing.casework.centre.drafting import Ready
from zhixing.casework.documents import commands, papers
from zhixing.casework.nodes.queries import Node
from zhixing.entrances.web.access import does_casework
from zhixing.entrances.web.cases.filters import Asked, applied
from zhixing.entrances.web.cases.picking import MOST
from zhixing.entrances.web.cases.rows import people, url
from zhixing.entrances.web.documents.chooser import finishing
from zhixing.entrances.web.documents.results import Outcome, attempted, kept
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
from zhixing.foundation.history import context
from zhixing.law import papers as law

SHOWN: Final = 3
DEFAULT: Final = "enforcement_notice"
COLUMNS: Final = (Column("案件"), Column("给谁"), Column("能不能做"))
ORDER: Final = [one.code for one in law.papers()]
"""文书表的次序：一样多案件等着的，先受理、通知的。"""
ACTS: Final = {"refer": "制作并送签", "sign": "制作并签发", "save": "只存稿"}


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeBar(Piece):
    """贴在屏幕下沿的一条：随同制作哪些，怎么办。"""

    template: ClassVar[str] = "documents/make.html"
    url: str
    kind: str
    cases: tuple[int, ...]
    along: tuple[tuple[str, str], ...]
    acts: tuple[tuple[str, str], ...]
    ready: int


def page(request: HttpRequest) -> HttpResponse:
    """看一批案件哪些能做。"""
    if not does_casework(request):
        raise PermissionDenied("您的职务不看案件。")
    cases = picked(request)
    if not cases:
        messages.warning(request, "先勾选案件")
        return HttpResponseRedirect(f"{reverse('case_list')}{back_of(request.GET)}")
    wanted = needed(cases)
    kind = chosen(request.GET, wanted)
    rows = drafting.ready(cases, kind, on=context.current().today, actor=request.user)
    return show(request, _page(request, cases, kind, wanted, rows))


def picked(request: HttpRequest) -> list[Case]:
    """勾选的案件；``all`` 是清单里的全部（至多这么多件）。"""
    today, visible = context.current().today, visible_to(request.user, context.current().today)
    if request.GET.get("all"):
        found = applied(visible, Asked(QueryDict(request.GET.get("back", "").lstrip("?")), request.user, today))
    else:
        wanted = [int(pk) for pk in request.GET.getlist("pick")[:MOST] if pk.isdecimal() and len(pk) < 16]
        found = visible.filter(pk__in=wanted)
    return list(found.select_related("court", "handler", "team")[:MOST])


def needed(cases: Iterable[Case]) -> Counter[str]:
    """这些案件现在该做什么：种类 → 几件。"""
    rows = Node.objects.filter(case__in=[case.pk for case in cases], state=Node.State.OPEN).values_list("case_id", "code").distinct()
    pairs = {(case, kind) for case, code in rows for kind in finishing(code) if kind in papers.TEMPLATES}
    return Counter(sorted((kind for _, kind in pairs), key=ORDER.index))


def chosen(query: QueryDict, wanted: Counter[str]) -> str:
    """做哪一种：网址里写的，没有写的是最多案件等着的。"""
    asked = query.get("kind", "")
    return asked if asked in papers.TEMPLATES else next((kind for kind, _ in wanted.most_common(1)), DEFAULT)


def back_of(query: QueryDict) -> str:
    """回到哪一份清单：只认网址参数。"""
    given = query.get("back", "")[:800]
    return given if given.startswith("?") else ""


# ---- 画 ----


def _page(request: HttpRequest, cases: list[Case], kind: str, wanted: Counter[str], rows: tuple[Ready, ...]) -> Page:
    paper = law.paper(kind)
    able = {case.pk: law.suits(paper, case.kind, case.closing_mode) for case in cases}
    ready = sum(one.filled.complete and able[one.case.pk].ok for one in rows)
    drawn = tuple(_row(one, kind, able[one.case.pk]) for one in rows)
    table = Table(columns=COLUMNS, rows=drawn, label="各件", picks="make-form", empty=Empty("没有案件"))
    return Page(
        title=f"{paper.title}：{ready} 份现在就能做" + (f"，{len(rows) - ready} 份要先补" if len(rows) > ready else ""),
        pretitle=f"成批制文　{len(cases)} 件案件", back=f"{reverse('case_list')}{back_of(request.GET)}", back_text="案件",
        top=(*_kinds(request.GET, kind, wanted), *_most(cases)),
        body=(Panel(flush=True, body=(table,)), _bar(request, cases, kind, ready)),
    )


def _most(cases: list[Case]) -> Iterator[Note]:
    if len(cases) == MOST:
        yield Note(f"一次至多 {MOST} 件，多出的请分几次做。", "yellow")


def _kinds(query: QueryDict, kind: str, wanted: Counter[str]) -> tuple[Piece, ...]:
    """换一种：现在该做的摆出来，注明几件等着；其余收着，按办案的先后。"""
    now = list(dict.fromkeys([kind, *(code for code, _ in wanted.most_common())]))
    rest = [code for code in ORDER if code in papers.TEMPLATES and code not in now]

    def tab(code: str) -> Tab:
        return Tab(law.paper(code).title, _with(query, code), code == kind, str(wanted[code]) if wanted[code] else "")

    others = Fold("做别的文书", (Tabs(tuple(map(tab, rest)), "别的文书", pills=True),))
    return Tabs(tuple(map(tab, now)), "做哪一种", pills=True), Panel(flush=True, body=(others,))


def _with(query: QueryDict, kind: str) -> str:
    changed = query.copy()
    changed["kind"] = kind
    return f"?{changed.urlencode()}"


def _row(one: Ready, kind: str, able: Any) -> Row:
    ok = one.filled.complete and able.ok
    fix = f"{reverse('case_document_write', args=[one.case.pk, kind])}?{urlencode([('to', name) for name in one.to])}"
    told: tuple[Content, ...] = (Status("可以做", "green"),)
    if not able.ok:
        told = (Status("不能做", "red"), able.reasons[0].text)
    elif not ok:
        lacking = [missing.told() for missing in one.filled.blocking]
        more = (f"另有 {len(lacking) - SHOWN} 处",) if len(lacking) > SHOWN else ()
        told = (Action(text=f"还差 {len(lacking)} 处，去填", url=fix, kind="link", small=True), *lacking[:SHOWN], *more)
    return Row(url=url(one.case), cells=((str(one.case), *people(one.case)), "、".join(one.to) or "照文书表", told),
               pick=pick_of(one) if ok else "", picked=ok)


def pick_of(one: Ready) -> str:
    """勾选框的值：哪一件，给谁。"""
    return f"{one.case.pk}|{'|'.join(one.to)}"


def _bar(request: HttpRequest, cases: list[Case], kind: str, ready: int) -> MakeBar:
    along = tuple((code, law.paper(code).title) for code in law.paper(kind).companions if code in papers.TEMPLATES)
    own = all(case.handler_id == request.user.pk for case in cases)
    acts = ("sign", "refer", "save") if own and law.paper(kind).route == law.OWN else ("refer", "save")
    return MakeBar(url=reverse("document_make"), kind=kind, cases=tuple(case.pk for case in cases), along=along,
                   acts=tuple((act, ACTS[act]) for act in acts), ready=ready)


# ---- 办 ----


@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """做勾选的；一份一个结果。"""
    if not does_casework(request):
        raise PermissionDenied("您的职务不看案件。")
    kind, act, today = request.POST.get("kind", ""), request.POST.get("do", "refer"), context.current().today
    picks = set(request.POST.getlist("pick")[: MOST * 4])
    wanted = {int(pick.partition("|")[0]) for pick in picks if pick.partition("|")[0].isdecimal() and len(pick) < 400}
    if kind not in papers.TEMPLATES or not wanted or act not in ACTS:
        messages.warning(request, "先勾选案件")
        return HttpResponseRedirect(reverse("case_list"))
    cases = list(visible_to(request.user, today).filter(pk__in=wanted).select_related("court", "handler", "team")[:MOST])
    along = [code for code in request.POST.getlist("along") if code in law.paper(kind).companions]
    rows = [one for one in drafting.ready(cases, kind, on=today, actor=request.user) if pick_of(one) in picks]
    beside = {code: _filled(drafting.ready(cases, code, on=today, actor=request.user)) for code in along}
    found = [_outcome(request, one, kind, act, {code: known.get(pick_of(one)) for code, known in beside.items()}) for one in rows]
    return kept(request, f"{law.paper(kind).title}：{ACTS[act]}", reverse("document_desk"), found)


def _filled(rows: Iterable[Ready]) -> dict[str, Ready]:
    return {pick_of(one): one for one in rows}


def _outcome(request: HttpRequest, one: Ready, kind: str, act: str, beside: dict[str, Ready | None]) -> Outcome:
    """做这一份，连同随同的。"""
    made: list[Any] = []

    @transaction.atomic
    def run() -> None:
        first = _make(request, one, kind, act, None)
        made.append(first)
        for code, other in beside.items():
            if other is not None:
                _make(request, other, code, act if other.filled.complete else "save", first)

    why = attempted(run)
    name = "、".join((str(one.case), *one.to))
    return Outcome(name, url(one.case) if why or not made else reverse("document_page", args=[one.case.pk, made[0].pk]), why)


def _make(request: HttpRequest, one: Ready, kind: str, act: str, first: Any) -> Any:
    today = context.current().today
    made = commands.draft(
        case=one.case.pk, actor=request.user, on=today, revision=None, kind=kind, data=one.filled.data, with_document=first,
    )
    if act == "save":
        return made
    run = commands.sign if act == "sign" else commands.refer
    return run(document=made, actor=request.user, on=today, revision=made.revision)
