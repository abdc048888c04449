"""核对一天：银行存款余额调节表、全部差异、各案当天的账；会计看过签字。差异一处也不藏。"""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhixing.casework.funds.commands.books import reconcile
from zhixing.casework.funds.queries_reconciling import (
    Account,
    BankAccount,
    Day,
    Difference,
    Item,
    Reconciliation,
    Sheet,
    cases_of_day,
    of_day,
    reconciliations,
)
from zhixing.entrances.web.access import needs, rights_of
from zhixing.entrances.web.books import frame
from zhixing.entrances.web.books.overview import result
from zhixing.entrances.web.remedies import case_url
from zhixing.entrances.web.ui import (
    Action,
    Column,
    Columns,
    Empty,
    Facts,
    Fold,
    Money,
    Note,
    Page,
    Panel,
    Row,
    Status,
    Table,
    done,
    show,
)
from zhixing.entrances.web.ui.paging import paged
from zhixing.entrances.web.ui.words import full_day, moment, weekday, yuan
from zhixing.foundation.history import context

SHOWN = 31


@needs("may_see_funds")
def listing(request: HttpRequest, account_id: int) -> HttpResponse:
    """一个账户近来各天。"""
    row, today = frame.account(request, account_id), context.current().today
    first = max(today - timedelta(days=SHOWN - 1), row.live_on or today)
    known = reconciliations(row, first, today)
    days = [today - timedelta(days=n) for n in range((today - first).days + 1)]
    columns = (Column("日子"), Column("银行余额（元）", "end"), Column("总账余额（元）", "end"), Column("结果"), Column("谁核对、谁签字"))
    table = Table(columns=columns, rows=tuple(_day_row(row, day, known.get(day), today) for day in days), label="各天")
    left = sum(1 for day in days if day not in known)
    return show(request, Page(
        title=f"近来 {len(days)} 天，{left} 天没有核对" if left else f"近来 {len(days)} 天都核对过", pretitle=f"账务 · {frame.named(row)}",
        top=frame.tabs("books"), back=reverse("books"), back_text="账务", body=(Panel(flush=True, body=(table,)),),
    ))


def _day_row(row: BankAccount, day: date, known: Reconciliation | None, today: date) -> Row:
    url, named = reverse("books_day", args=[row.pk, f"{day}"]), f"{full_day(day)} {weekday(day)}"
    if known is None:
        return Row(url=url, cells=(named, "—", "—", Status("没有核对", "grey"), "—"))
    who = (f"{known.made_name} {moment(known.made_at, today)}", f"{known.signed_name}签字" if known.signed_name else "没有签字")
    return Row(url=url, cells=(named, Money(known.bank_fen), Money(known.ledger_fen), result(known), who))


@needs("may_see_funds")
def page(request: HttpRequest, account_id: int, day: str) -> HttpResponse:
    """一天：现算，和存下来的最后一次。"""
    row, on = frame.account(request, account_id), frame.day_of(day)
    found, kept = of_day(row, on), reconciliations(row, on, on).get(on)
    return show(request, Page(
        title=f"{full_day(on)}{'相符' if found.ok else f'有 {len(found.differences)} 处差异'}", pretitle=f"账务 · {frame.named(row)}",
        tags=(result(kept),) if kept else (Status("没有核对", "grey"),), top=(*frame.tabs("books"), *_acts(request, row, on, found, kept)),
        back=reverse("books_days", args=[row.pk]), back_text="各天",
        body=(_differences(found), _sheet(found.sheet), _cases(request, row, on)), side=(_purposes(found), _kept(kept)),
    ))


def _acts(request: HttpRequest, row: BankAccount, on: date, found: Day, kept: Reconciliation | None) -> tuple[Note, ...]:
    if not rights_of(request).may_keep_books:
        return ()
    url = reverse("books_day_check", args=[row.pk, f"{on}"])
    check = Action(text="核对，留下结果", url=url, method="post", icon="scale", kind="plain" if found.ok else "primary")
    if not found.ok:
        return (Note("差异查清、改正以前不能签字；先核对留下结果，逐处去查。", "yellow", actions=(check,)),)
    sign = Action(text="核对相符，签字", url=url, method="post", fields={"sign": "1"}, kind="primary", icon="rubber-stamp")
    again = "这天已经签过字；又有凭证的，再核对、签字。" if kept and kept.signed_name else "银行、总账、各案三方相符。"
    return (Note(again, "green", actions=(sign, check)),)


def _differences(found: Day) -> Panel:
    columns = (Column("差异"), Column("差多少（元）", "end"))
    rows = tuple(Row(cells=(one.text, Money(one.fen) if one.fen else "—"), url=_where(one), tone="red") for one in found.differences)
    table = Table(columns=columns, rows=rows, label="差异", empty=Empty("没有差异", "银行、总账、各案、收据、付款都对得上。", "circle-check"))
    return Panel(id="differences", title=f"差异 {len(rows)} 处", flush=True, body=(table,))


def _where(one: Difference) -> str:
    return case_url(one.case_id) if one.case_id else ""


# ---- 调节表 ----


def _sheet(found: Sheet) -> Panel:
    """左边单位账面，右边银行；调节以后应当相等。"""
    bank_note = "没有银行的数" if found.bank_on is None else "" if found.bank_on == found.day else f"银行这天没有动，是{full_day(found.bank_on)}的数"
    late_in, late_out = (sum(one.fen for one in found.unbooked if (one.fen > 0) == side) for side in (True, False))
    unpaid = sum(one.fen for one in found.unpaid)
    book = Facts((
        ("账面余额", Money(found.book_fen, "总账存款减已交银行，加待缴存")), ("加：银行已收，账上没有记", Money(late_in)),
        ("减：银行已付，账上没有记", Money(-late_out)), ("调节以后的账面", Money(found.adjusted_book)),
    ))
    bank = Facts((
        ("银行余额", Money(found.bank_fen, bank_note)), ("加：账上已收，银行没有收", Money(found.undeposited_fen, "待缴存现金")),
        ("减：账上已付，银行没有付", Money(-unpaid, "已交银行")), ("调节以后的银行", Money(found.adjusted_bank)),
    ))
    items = (*_items("已交银行、银行没有付的", found.unpaid), *_items("银行已收付、账上后记的", found.unbooked))
    return Panel(title="银行存款余额调节表", note=f"总账存款 {yuan(found.ledger_fen)} 元", body=(Columns((book,), (bank,)), *items))


def _items(title: str, items: tuple[Item, ...]) -> tuple[Fold, ...]:
    if not items:
        return ()
    columns = (Column("日子"), Column("对方"), Column("编号", wide=True), Column("金额（元）", "end"))
    rows = tuple(Row(cells=(full_day(one.day), one.who or "—", one.reference or "—", Money(one.fen))) for one in items[:200])
    more = f"，只列前 200 笔，共 {len(items):,} 笔" if len(items) > 200 else ""
    return (Fold(f"{title} {len(items):,} 笔{more}", (Table(columns=columns, rows=rows, label=title),)),)


# ---- 各案、各用途 ----


def _cases(request: HttpRequest, row: BankAccount, on: date) -> Panel:
    shown, pager = paged(request.GET, cases_of_day(row.court_id, on))
    columns = (Column("案件"), Column("以前结存", "end"), Column("这天进", "end"), Column("这天出", "end"), Column("结存", "end"))
    rows = tuple(
        Row(url=case_url(one.case_id), cells=(one.number, Money(one.before), Money(one.came), Money(one.went), Money(one.after))) for one in shown
    )
    table = Table(id="cases", columns=columns, rows=rows, label="各案", pager=pager, empty=Empty("这天没有案件收付", icon="folder"))
    return Panel(title="各案这天的账（元）", note="全院各账户合并", flush=True, body=(table,))


def _purposes(found: Day) -> Panel:
    columns = (Column("用途"), Column("结存（元）", "end"))
    rows = tuple(Row(cells=(Account.Purpose(purpose).label, frame.balance(fen))) for purpose, fen in found.purposes.items())
    table = Table(columns=columns, rows=rows, label="各用途", empty=Empty("没有凭证", icon="book"))
    return Panel(title="总账各用途", note=f"各案、应付合计 {yuan(found.cases_fen)} 元", flush=True, body=(table,))


def _kept(kept: Reconciliation | None) -> Panel:
    if kept is None:
        return Panel(title="核对记录", body=(Note("这天还没有核对过。"),))
    told = f"{kept.made_name}核对" + (f"，{kept.signed_name}签字" if kept.signed_name else "，没有签字")
    lines = tuple(Note(one["text"], "red") for one in kept.differences[:20])
    return Panel(title="最后一次核对", note=moment(kept.made_at, context.current().today), body=(Note(told, "blue"), *lines))


@require_POST
@needs("may_keep_books")
def check(request: HttpRequest, account_id: int, day: str) -> HttpResponse:
    """核对；带 ``sign`` 的签字。"""
    row, on = frame.account(request, account_id), frame.day_of(day)
    made = reconcile(bank_account=row, day=on, actor=request.user, sign=bool(request.POST.get("sign")))
    told = f"{full_day(on)}已签字" if made.signed_name else f"已核对：{len(made.differences)} 处差异" if made.differences else "已核对，全部相符"
    return done(request, reverse("books_day", args=[row.pk, day]), told)
