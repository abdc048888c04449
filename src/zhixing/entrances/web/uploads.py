"""交文件的三处（导入案件、每日导入、存量接管）共用的：收下、逐行毛病的报告。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.entrances.web.remedies import nothing
from zhixing.entrances.web.ui import Column, Empty, Panel, Piece, Refusal, Row, Status, Tab, Table, Tabs, done
from zhixing.entrances.web.ui.filters import link
from zhixing.entrances.web.ui.paging import paged
from zhixing.entrances.web.ui.words import dates
from zhixing.exchange.models import Batch
from zhixing.law.finding import Refused

COLUMNS = (Column("位置"), Column("栏目"), Column("为什么"), Column("怎么改"))
KINDS = {"": "全部", "bad": "要改", "warning": "提醒"}


class Start(Protocol):
    """收下一个文件，开一批；收不下抛出 ``Refused``。"""

    def __call__(self, **given: Any) -> Batch: ...


def received(request: HttpRequest, form: Form, start: Start, page: str, what: str) -> HttpResponse | tuple[Piece, ...]:
    """交上来的文件：收下了去 ``page``（这一批的页名），收不下说为什么；没有交、没有填对的什么也没有。"""
    if request.method != "POST" or not form.is_valid():
        return ()
    given = dict(form.cleaned_data)
    file = given.pop("file")
    try:
        run = start(court=request.user.court, user=request.user, name=file.name, content=file.read(), **given)
    except Refused as error:
        return (Refusal.of(error.finding, nothing, what),)
    return done(request, reverse(page, args=[run.pk]))


def status(request: HttpRequest, refused: tuple[Piece, ...]) -> int:
    """留在原页的应答：看看的 200，收不下的 409，没有填对的 422。"""
    return 200 if request.method != "POST" else 409 if refused else 422


def report(request: HttpRequest, faults: Sequence[Mapping[str, Any]], title: str, note: str = "") -> Panel:
    """逐行的毛病：哪张表、第几行、哪一栏、为什么、怎么改；一页五十条。"""
    kind = request.GET.get("only", "")
    found = [fault for fault in faults if not kind or fault["warning"] == (kind == "warning")]
    shown, pager = paged(request.GET, found)
    tabs = Tabs(tuple(Tab(text, link(request.GET, only=key, page=None), key == kind) for key, text in KINDS.items()), "报告", pills=True)
    table = Table(columns=COLUMNS, rows=tuple(_row(fault) for fault in shown), label=title, empty=Empty("没有毛病", icon="circle-check"), pager=pager)
    return Panel(id="report", title=f"{title} {len(found):,} 条", note=note, actions=(tabs,), flush=True, body=(table,))


def _row(fault: Mapping[str, Any]) -> Row:
    mark = Status("提醒", "yellow") if fault["warning"] else Status("要改", "red")
    basis = (fault["basis"],) if fault.get("basis") else ()
    where = f"“{fault['sheet']}”第 {fault['row']} 行"
    return Row(cells=((where, mark), fault["column"], (dates(fault["text"]), *basis), fault["remedy"] or "—"))
