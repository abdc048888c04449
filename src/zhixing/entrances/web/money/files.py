"""银行文件：收下的各份，一份里每一笔入了什么账。"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from zhixing.casework.funds import queries_desk as money
from zhixing.casework.funds.queries_desk import BankFile, BankLine, Receipt
from zhixing.entrances.web.access import needs, rights_of
from zhixing.entrances.web.money import frame, linking, uploading
from zhixing.entrances.web.registers.frame import picked
from zhixing.entrances.web.ui import (
    Action,
    Column,
    Content,
    Empty,
    Facts,
    Figure,
    Figures,
    Note,
    Page,
    Pager,
    Panel,
    Piece,
    Row,
    Status,
    Table,
    show,
)
from zhixing.entrances.web.ui.filters import link
from zhixing.entrances.web.ui.progress import Progress, over
from zhixing.entrances.web.ui.words import full_day, moment, yuan
from zhixing.exchange.bank.kinds import NAMES
from zhixing.foundation.history import context

State = BankFile.State
RUNNING: Final = (State.QUEUED, State.TAKING)
TONES: Final = {State.QUEUED: "grey", State.TAKING: "blue", State.DONE: "green", State.FAILED: "red"}
LIST: Final = (
    Column("文件"), Column("账户"), Column("从哪天到哪天"), Column("新收", "end"), Column("已有", "end"), Column("对到案件", "end"),
    Column("没有收", "end"), Column("状态"),
)
LINES: Final = (Column("第几行"), Column("记账"), Column("对方"), Column("金额（元）", "end"), Column("是什么"), Column("入了什么账"))
NOT_TAKEN: Final = (Column("第几行"), Column("为什么没有收"), Column("原文", wide=True))
WHERE: Final = {
    "bounce": "退汇，回到原来那笔付款", "interest": "账户利息", "charge": "手续费", "payment": "付款", "correction": "冲正",
}
"""不成为到账的各种，入在哪里。"""
NOTES: Final = 20
"""要知道的话至多列几条。"""


@needs("may_see_funds")
def listing(request: HttpRequest) -> HttpResponse:
    """收下的各份，新的在前；能收的人在这里上传。"""
    before: tuple[Piece, ...] = ()
    status = 200
    if rights_of(request).may_take_bank_files:
        answer = uploading.received(request)
        if isinstance(answer, HttpResponse):
            return answer
        before, status = answer
    found, pager = frame.by_number(request, money.bank_files(request.user.court_id))
    table = Table(columns=LIST, rows=tuple(map(_file, found)), label="银行文件", pager=pager,
                  empty=Empty("还没有收过银行文件", "从网上银行导出明细，传上来就行：重复、交叠的都不要紧。", "file-spreadsheet"))
    return show(request, Page(
        title="银行文件", pretitle="案款管理", actions=linking.fetching() if before else (), top=(frame.tabs("money_files"),),
        body=(*before, Panel(title="收下的", flush=True, body=(table,))),
        side=(uploading.how(),),
    ), status)


def _file(row: BankFile) -> Row:
    today = context.current().today
    who = (row.name, f"{row.taken_by.name}　{moment(row.taken_at, today)}")
    span = f"{full_day(row.since)}至{full_day(row.until)}" if row.since and row.until else "—"
    source = (frame.account_name(row.bank_account), *([row.source] if row.source else []))
    left = Status(f"{len(row.unread):,}", "red") if row.unread else "—"
    return Row(url=reverse("money_file", args=[row.pk]), cells=(
        who, source, span, f"{row.fresh:,}", f"{row.known:,}" if row.known else "—", f"{row.matched:,}", left, state(row),
    ))


def state(row: BankFile) -> Status:
    """一份走到哪了。"""
    return Status(row.get_state_display(), TONES[State(row.state)])


# ---- 一份 ----


@needs("may_see_funds")
def page(request: HttpRequest, file_id: int) -> HttpResponse:
    """一份：进度，收完了每一笔的结果。"""
    row = get_object_or_404(money.bank_files(request.user.court_id), pk=file_id)
    running = row.state in RUNNING
    if again := over(request, running=running):
        return again
    bar = (Progress(url=reverse("money_file", args=[row.pk]), text="一批一批地入账", done=row.done, total=row.total),) if running else ()
    return show(request, Page(
        title=headline(row), pretitle=f"银行文件　{row.name}", tags=(state(row),), back=reverse("money_files"), back_text="银行文件",
        top=(*bar, *_notes(row)), body=() if row.state == State.FAILED else _body(request, row), side=(_facts(row),),
    ))


def headline(row: BankFile) -> str:
    """一句话。"""
    if row.state in RUNNING:
        return f"正在入账，已办 {row.done:,} 行" if row.done else "排队入账"
    if row.state == State.FAILED:
        return "这一份没有收"
    unread = f"，{len(row.unread):,} 行没有收" if row.unread else ""
    return f"新收 {row.fresh:,} 笔，对到案件 {row.matched:,} 笔{unread}" if row.fresh else f"没有新的，{row.known:,} 笔以前收过{unread}"


def _notes(row: BankFile) -> tuple[Note, ...]:
    failed = row.state == State.FAILED
    found = [Note(row.message, "red" if failed else "blue", actions=uploading.mapper(row) if failed else ())] if row.message else []
    found += [Note("文件不完整，像是没有下载完：读到的都收了，请重新下载一份再传，不会重复入账。", "yellow")] if row.cut else []
    told = tuple(dict.fromkeys(str(text) for text in row.notes))
    return (*found, *([Note("\n".join(told[:NOTES]), "blue")] if told else []))


def _facts(row: BankFile) -> Panel:
    gap = _gap(row)
    rows: tuple[tuple[str, Content], ...] = (
        ("账户", frame.account_name(row.bank_account)), ("格式", row.source or "—"),
        ("从", full_day(row.since) or "—"), ("到", full_day(row.until) or "—"),
        ("期初", yuan(row.opening_fen)), ("期末", yuan(row.closing_fen)), ("行数", f"{row.total:,}"), ("新收", f"{row.fresh:,}"),
        ("以前收过", f"{row.known:,}"), ("谁收的", f"{row.taken_by.name}　{moment(row.taken_at)}"),
    )
    return Panel(title="这一份", body=(Facts(rows), *gap))


def _gap(row: BankFile) -> tuple[Note, ...]:
    if row.opening_fen is None or row.closing_fen is None:
        return (Note("文件没有写期初、期末余额，这一份平不平，看当天的对账。", "blue"),)
    return ()


SHELVES: Final = {"": "新收的", "receipt": "到账", "waiting": "待认领、待确认", "other": "不是到账的", "unread": "没有收的"}


def _body(request: HttpRequest, row: BankFile) -> tuple[Piece, ...]:
    """各种结果几笔，点开是哪几笔。"""
    here = picked(request, "only", SHELVES)
    rows = money.file_lines(row)
    mine = Receipt.objects.filter(line__taken_from=row)
    waiting = mine.filter(state__in=[Receipt.State.SUSPENSE, Receipt.State.PROPOSED])
    kept = {
        "": rows, "receipt": rows.filter(pk__in=mine.values("line")), "waiting": rows.filter(pk__in=waiting.values("line")),
        "other": rows.exclude(pk__in=mine.values("line")),
    }
    sizes = {key: found.count() for key, found in kept.items()} | {"unread": len(row.unread)}
    strip = Figures(strip=True, label="结果", cells=tuple(
        Figure(label=text, value=f"{sizes[key]:,}", url=link(request.GET, only=key or None), current=key == here,
               tone="red" if key == "unread" and sizes[key] else "")
        for key, text in SHELVES.items()
    ))
    table = _unread(request, row) if here == "unread" else _lines(request, kept[here])
    return (Panel(id="lines", flush=True, body=(strip, table)),)


def _lines(request: HttpRequest, rows: Any) -> Table:
    found, pager = frame.by_number(request, rows, newest=False)
    receipts = money.receipts_of_lines(found)
    return Table(columns=LINES, rows=tuple(_line(one, receipts) for one in found), label="各笔", pager=pager, empty=Empty("没有"))


def _line(row: BankLine, receipts: Mapping[int, Receipt]) -> Row:
    at = f" {row.booked_at:%H:%M}" if row.booked_at else ""
    other = (row.name or "没有写", *(text for text in (row.other_account, row.remark or row.summary) if text))
    what = (Status(NAMES.get(row.kind, row.kind), "plain"), row.why)
    return Row(cells=(
        f"{row.row}", f"{full_day(row.booked_on)}{at}", other, frame.sum_of(row.amount_fen), what, _booked(row, receipts.get(row.pk)),
    ))


def _booked(row: BankLine, receipt: Receipt | None) -> tuple[Content, ...]:
    if receipt is None:
        return (WHERE.get(row.kind, "支出，待查" if row.amount_fen < 0 else "收入"),)
    name = Action(text=receipt.number, url=reverse("money_receipt", args=[receipt.pk]), kind="link")
    return name, frame.state_of(receipt), *([str(receipt.case)] if receipt.case else [])


def _unread(request: HttpRequest, row: BankFile) -> Table:
    """没有收的各行：原文照留，写明为什么。"""
    start = request.GET.get("from", "")
    since = int(start) if start.isdecimal() and len(start) < 9 else 0
    shown = row.unread[since : since + frame.SIZE]
    after = link(request.GET, **{"from": str(since + frame.SIZE)}) if len(row.unread) > since + frame.SIZE else ""
    pager = Pager(before=link(request.GET, **{"from": None}) if since else "", after=after)
    rows = tuple(Row(cells=(f"{one['row']}", _why(one), str(one.get("raw", ""))[:300])) for one in shown)
    return Table(columns=NOT_TAKEN, rows=rows, label="没有收的", pager=pager, empty=Empty("每一行都收了", icon="circle-check"))


def _why(one: Mapping[str, Any]) -> str:
    return "；".join(one.get("why", ())) or "看不懂"
