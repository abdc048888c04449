"""回填单：照流程系统的表和栏目次序列好，抄一栏勾一栏；也可以打印出来照着填。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.urls import reverse

from zhixing.entrances.web.cases.desk import Desk, open_desk
from zhixing.entrances.web.ui import Action, Empty, Note, Page, Panel, Piece, done, show
from zhixing.entrances.web.ui.words import full_day
from zhixing.exchange import backfill, flow_tables
from zhixing.exchange.backfill import Done, Section


@dataclass(frozen=True, slots=True)
class Entry:
    """一笔：题目、整行复制的文字。"""

    done: Done
    day: str

    @property
    def line(self) -> str:
        """整行，各栏用制表符隔开，可以贴进表格。"""
        return "\t".join(field.value for field in self.done.fields)

    @property
    def left(self) -> int:
        """还有几栏没有勾；待补的不算。"""
        return sum(field.copyable and not field.ticked for field in self.done.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetSection(Piece):
    """一张表要填的各笔。``may`` 能不能勾。"""

    template: ClassVar[str] = "flow/section.html"
    id: str
    url: str
    section: Section
    may: bool

    @property
    def entries(self) -> list[Entry]:
        """各笔，没有填完的在前。"""
        return [Entry(row, full_day(row.on)) for row in sorted(self.section.rows, key=lambda row: row.ticked)]


def page(request: HttpRequest, case_id: int) -> HttpResponse:
    """回填单；POST 是勾选。"""
    desk = open_desk(request, case_id)
    if request.method == "POST":
        return _tick(request, desk)
    found = backfill.sheet(desk.case)
    if request.GET.get("print"):
        pieces = [_piece(desk, section, may=False) for section in found]
        return render(request, "flow/print.html", {"case": desk.case, "sections": pieces, "back": _here(desk)})
    return show(request, _page(desk, found))


def _here(desk: Desk) -> str:
    return reverse("case_backfill", args=[desk.case.pk])


def _page(desk: Desk, found: tuple[Section, ...]) -> Page:
    left = sum(section.left for section in found)
    told = f"还有 {left} 件要填进流程系统" if left else "都填进流程系统了" if found else "没有要填进流程系统的"
    body: tuple[Piece, ...] = tuple(_piece(desk, section, may=desk.rights.may_register) for section in found)
    empty = Panel(body=(Empty("没有要填的", "本系统办了、流程系统的导出里还没有的，会列在这里。", icon="circle-check"),))
    button = Action(text="打印", url=f"{_here(desk)}?print=1", icon="printer") if found else None
    basis = Note(f"栏目和次序依据：{flow_tables.source()}。与您的流程系统页面不同的，以页面为准。", "yellow")
    return Page(
        title=told, pretitle=f"回填单　{desk.case}", back=desk.home, back_text="案件页", actions=(button,) if button else (),
        top=(basis,) if found else (), body=body or (empty,),
    )


def _piece(desk: Desk, section: Section, *, may: bool) -> SheetSection:
    return SheetSection(id=f"sheet-{section.table or 'other'}", url=_here(desk), section=section, may=may)


def _tick(request: HttpRequest, desk: Desk) -> HttpResponse:
    """按钮的值：``all|表|1`` 整张表，``环号|栏目|1`` 一栏，``环号||1`` 一笔；末位 0 是去掉。"""
    parts = request.POST.get("tick", "").split("|")
    if len(parts) != 3 or parts[2] not in "01" or not (parts[0] == "all" or (parts[0].isdecimal() and len(parts[0]) < 9)):
        return HttpResponseBadRequest()
    first, second, on = parts
    if first == "all":
        backfill.tick_section(case=desk.case, user=desk.user, table=second, ticked=on == "1")
    else:
        backfill.tick(case=desk.case, user=desk.user, seq=int(first), column=second, ticked=on == "1")
    target = request.headers.get("HX-Target", "")
    if request.headers.get("HX-Request") and target.startswith("sheet-"):
        found = next((one for one in backfill.sheet(desk.case) if f"sheet-{one.table or 'other'}" == target), None)
        if found:
            return render(request, "ui/fragment.html", {"piece": _piece(desk, found, may=True)})
    return done(request, f"{_here(desk)}#sheet-{second if first == 'all' else request.POST.get('table', '')}")
