"""收到的原文：今天反馈的、读不懂和对不上的；一份怎样来的、看出什么毛病、原样是什么。"""

from __future__ import annotations

from typing import Any, Final

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import content_disposition_header

from zhixing.casework.control import queries_desk as control
from zhixing.casework.control.queries_desk import Reply
from zhixing.entrances.web.access import needs, rights_of
from zhixing.entrances.web.control import faults, frame
from zhixing.entrances.web.ui import (
    Action,
    Column,
    Content,
    Empty,
    Facts,
    Note,
    Page,
    Panel,
    Row,
    Status,
    Table,
    Text,
    show,
)
from zhixing.foundation.history import context
from zhixing.foundation.history.commands import log_read

TONES: Final = {"waiting": "blue", "taken": "green", "again": "grey", "late": "yellow", "unmatched": "red", "refused": "red"}
COLUMNS: Final = (Column("收到"), Column("协助单位"), Column("谁的"), Column("说的是"), Column("处理"))
SHOWN: Final = 20_000
"""页面上至多显示多少字节；全文下载。"""


def table(request: HttpRequest, rows: QuerySet[Reply], empty: Empty | None = None) -> Table:
    """各份原文，新的在前。"""
    found, pager = frame.paged(request, rows)
    return Table(id="replies", columns=COLUMNS, rows=tuple(map(row_of, found)), label="收到的原文", pager=pager,
                 empty=empty or Empty("没有要看的原文", icon="circle-check"))


def row_of(row: Reply) -> Row:
    """一份原文的行。"""
    size = f"{row.size:,} 字节" if row.size else ""
    return Row(cells=(
        (Action(text=frame.told_at(row.received_at), url=reverse("control_reply", args=[row.pk]), kind="link"), size),
        (row.agency.name, row.number or "没有写请求单号"), _whose(row), told(row), state(row),
    ))


def _whose(row: Reply) -> tuple[Content, ...]:
    of: Any = row.request or row.order
    return frame.whose(of) if of else ("对不上",)


def told(row: Reply) -> tuple[Content, ...]:
    """是哪一种；查询反馈的写结果。"""
    result = row.request.get_result_display() if row.request_id and row.request and row.request.result else ""
    return (row.get_sort_display(), *([result] if result and row.sort == Reply.Sort.FEEDBACK else []))


def state(row: Reply) -> tuple[Content, ...]:
    """处理了没有；看出的毛病列在下面。"""
    return Status(row.get_state_display(), TONES[row.state]), *faults.told(row.faults)[:2]


def own(request: HttpRequest, reply_id: int) -> Reply:
    """看得见的案件收到的；对不上案件的，只给成批查询、管单位的人看。"""
    found = control.replies(request.user, context.current().today).filter(pk=reply_id).first()
    rights = rights_of(request)
    if found is None and (rights.may_run_waves or rights.may_manage_channels):
        return get_object_or_404(control.unread(request.user), pk=reply_id)
    if found is None:
        raise Http404
    return found


@needs("may_see_control")
def page(request: HttpRequest, reply_id: int) -> HttpResponse:
    """一份原文。"""
    row = own(request, reply_id)
    log_read(actor=request.user, court_id=row.court_id, what="查看反馈原文", detail=f"{row.agency}，{row.number or row.sha256[:12]}")
    wrong = faults.told(row.faults)
    save = Action(text="下载原文", url=reverse("control_reply_raw", args=[row.pk]), icon="download", download=True)
    return show(request, Page(
        title=f"{row.agency}的{row.get_sort_display()}", pretitle="收到的原文　本次查阅已记入日志",
        tags=(Status(row.get_state_display(), TONES[row.state]),), back=reverse("control_desk"), back_text=frame.PRETITLE, actions=(save,),
        body=(*([Note("\n".join(wrong), "yellow", "看出的毛病")] if wrong else []), Panel(title="原文", body=(Text(_shown(row)),))),
        side=(_facts(row),),
    ))


def _shown(row: Reply) -> str:
    """原文的前一段；不是文字的不显示。"""
    raw = control.raw_of(row)
    if not raw:
        return "这一份是导入的反馈表里的一行，原文在那一份文件里。" if row.row else "没有内容"
    text = raw[:SHOWN].decode(row.charset or "utf-8", "replace")
    return text + ("\n……（后面的下载了看）" if len(raw) > SHOWN else "")


def _facts(row: Reply) -> Panel:
    of: Any = row.request or row.order
    rows: list[tuple[str, Content]] = [
        ("协助单位", frame.agency_name(row.agency)), ("收到", frame.told_at(row.received_at)), ("处理", frame.told_at(row.handled_at)),
        ("所称请求单号", row.number or "没有写"), ("编码", row.charset or "没有写"), ("大小", f"{row.size:,} 字节"), ("摘要", f"{row.sha256[:16]}…"),
    ]
    rows += [("被执行人", frame.whose(of)[0]), ("案件", frame.whose(of)[1])] if of else []
    rows += [("文件第几行", f"{row.row}")] if row.row else []
    return Panel(title="这一份", body=(Facts(tuple(rows)),))


@needs("may_see_control")
def raw(request: HttpRequest, reply_id: int) -> HttpResponse:
    """下载原文：一个字节不改。"""
    row = own(request, reply_id)
    log_read(actor=request.user, court_id=row.court_id, what="下载反馈原文", detail=f"{row.agency}，{row.number or row.sha256[:12]}")
    response = HttpResponse(control.raw_of(row), content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, f"{row.number or row.sha256[:12]}.xml") or ""
    response["Cache-Control"] = "no-store"
    return response
