"""一次导入的报告：哪张表第几行、哪件案件、什么事、怎么样了。"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from zhixing.entrances.web.ui import Action, Actions, Column, Empty, Panel, Row, Status, Tab, Table, Tabs
from zhixing.entrances.web.ui.filters import link
from zhixing.entrances.web.ui.paging import paged
from zhixing.entrances.web.ui.piece import Content
from zhixing.entrances.web.ui.words import dates
from zhixing.exchange import flow
from zhixing.exchange.models import FlowImport, FlowPart

KINDS = {
    "": "要看的", "differs": "有出入", "waiting": "还不能登记", "corrected": "更正、撤回", "older": "旧的导出", "unread": "没有读", "added": "新登记",
}
MARKS = {
    "differs": ("有出入", "red"), "waiting": ("还不能登记", "yellow"), "corrected": ("已更正", "green"), "withdrawn": ("已撤回", "green"),
    "older": ("没有用", "plain"), "unread": ("没有读", "red"), "added": ("新登记", "green"),
}
SETTLED = {FlowPart.State.WRITTEN: "已登记", FlowPart.State.MATCHED: "已一致", FlowPart.State.KEPT: "已定：保留本系统的"}
COLUMNS = (Column("位置"), Column("案件"), Column("什么事"), Column("说明"), Column("", "end"))


def panel(request: HttpRequest, run: FlowImport) -> Panel:
    """这一批的报告，默认不列新登记的。"""
    only = request.GET.get("only", "")
    found = [one for one in run.report if _wanted(one["did"], only)]
    shown, pager = paged(request.GET, found)
    parts = flow.parts_of(request.user, shown)
    rows = tuple(_row(one, parts.get((one.get("key", ""), one.get("part", "")))) for one in shown)
    tabs = Tabs(tuple(Tab(text, link(request.GET, only=key, page=None), key == only) for key, text in KINDS.items()), "报告", pills=True)
    note = f"新登记的只列前 {flow.MAX_ADDED:,} 件" if run.added > flow.MAX_ADDED else ""
    return Panel(id="report", title=f"报告 {len(found):,} 条", note=note, actions=(tabs,), flush=True, body=(Table(
        columns=COLUMNS, rows=rows, label="导入报告", empty=Empty("没有要看的", icon="circle-check"), pager=pager,
    ),))


def _wanted(did: str, only: str) -> bool:
    if not only:
        return did != "added"
    return did == only or (only == "corrected" and did == "withdrawn")


def _row(one: Mapping[str, Any], part: FlowPart | None) -> Row:
    where = f"“{one['sheet']}”第 {one['row']} 行" if one["row"] else f"“{one['sheet']}”"
    what = "　".join(text for text in (one.get("what", ""), dates(one.get("on", ""))) if text) or "—"
    buttons = Actions((_button(one, part),)) if part or one.get("case") else ""
    return Row(cells=((where, _mark(one, part)), one["number"] or "—", what, dates(one["text"]) or _told(one["did"]), buttons))


def _mark(one: Mapping[str, Any], part: FlowPart | None) -> Content:
    """此刻的情形：报告之后已经定了的，说现在的。"""
    if part and one["did"] in ("differs", "waiting") and part.state in SETTLED:
        return Status(SETTLED[FlowPart.State(part.state)], "green")
    return Status(*MARKS[one["did"]])


def _told(did: str) -> str:
    return {"differs": "与本系统办理的不同，没有登记", "corrected": "照流程系统后来的内容更正", "withdrawn": "流程系统里没有了，撤回",
            "added": "流程系统已办（导入）"}.get(did, "—")


def _button(one: Mapping[str, Any], part: FlowPart | None) -> Action:
    if part and part.state == FlowPart.State.DIFFERS:
        return Action(text="看两边，决定", url=reverse("flow_difference", args=[part.pk]), kind="primary", small=True, dialog=True)
    return Action(text="看案件", url=reverse("case_page", args=[one["case"]]), small=True)
