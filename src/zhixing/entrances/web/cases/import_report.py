"""导入报告：哪张表、第几行、哪一栏、为什么、怎么改。不合格的在前，一页五十条。"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from zhixing.entrances.web.ui import Column, Empty, Panel, Row, Status, Tab, Table, Tabs
from zhixing.entrances.web.ui.filters import link
from zhixing.entrances.web.ui.table import Pager
from zhixing.exchange.importing import MAX_FAULTS, ImportRun

SIZE = 50
COLUMNS = (Column("位置"), Column("栏目"), Column("为什么"), Column("怎么改"))
KINDS = {"": "全部", "bad": "要改", "warning": "提醒"}


def report(request: HttpRequest, run: ImportRun) -> Panel:
    """这一批的报告。"""
    kind = request.GET.get("only", "")
    found = [f for f in run.report if not kind or f["warning"] == (kind == "warning")]
    page = _page(request, len(found))
    rows = tuple(_row(fault) for fault in found[page * SIZE:(page + 1) * SIZE])
    tabs = Tabs(tuple(Tab(text, link(request.GET, only=key, page=None), key == kind) for key, text in KINDS.items()), "报告", pills=True)
    note = f"只列前 {MAX_FAULTS:,} 条，其余见标好毛病的表格" if len(run.report) >= MAX_FAULTS else ""
    return Panel(id="report", title=f"报告 {len(found):,} 条", note=note, actions=(tabs,), flush=True, body=(Table(
        columns=COLUMNS, rows=rows, label="导入报告", empty=Empty("没有毛病", icon="circle-check"),
        pager=Pager(
            before=link(request.GET, page=str(page - 1)) if page else "", count=f"第 {page + 1} 页",
            after=link(request.GET, page=str(page + 1)) if (page + 1) * SIZE < len(found) else "",
        ) if len(found) > SIZE else None,
    ),))


def _page(request: HttpRequest, size: int) -> int:
    text = request.GET.get("page", "")
    return min(int(text), max(size - 1, 0) // SIZE) if text.isdecimal() and len(text) < 6 else 0


def _row(fault: dict[str, Any]) -> Row:
    mark = Status("提醒", "yellow") if fault["warning"] else Status("要改", "red")
    basis = (fault["basis"],) if fault.get("basis") else ()
    return Row(cells=((f"“{fault['sheet']}”第 {fault['row']} 行", mark), fault["column"], (fault["text"], *basis), fault["remedy"] or "—"))
