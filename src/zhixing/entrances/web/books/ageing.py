"""账龄：还在账上的各笔到账有多久了；到账、到位、发放三个数分开。"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse

from zhixing.casework.funds.queries_ageing import BUCKETS, Bucket, aged, ageing, totals, unpaid
from zhixing.entrances.web.access import needs
from zhixing.entrances.web.books import frame
from zhixing.entrances.web.money import frame as money
from zhixing.entrances.web.registers.frame import picked
from zhixing.entrances.web.ui import Column, Empty, Figure, Figures, Money, Page, Panel, Row, Table, show
from zhixing.entrances.web.ui.filters import link
from zhixing.entrances.web.ui.words import full_day, yuan
from zhixing.foundation.history import context

COLUMNS = (
    Column("到账"), Column("付款人、附言"), Column("案件"), Column("到账（元）", "end"), Column("还在账上（元）", "end"), Column("多久", "end"),
)
RED = ("y1", "y3", "old")


@needs("may_see_funds")
def page(request: HttpRequest) -> HttpResponse:
    """各档的数，点开是那一档的清单。"""
    court, today = request.user.court_id, context.current().today
    here, buckets = picked(request, "bucket", [code for code, *_ in BUCKETS]), ageing(court, today)
    rows = unpaid(court)
    found, pager = money.paged(request, aged(rows, today, here) if here else rows, "day", oldest=True)
    table = Table(id="ageing", columns=COLUMNS, rows=tuple(_row(row, today) for row in found), label="账龄", pager=pager,
                  empty=Empty("没有这样的到账", icon="circle-check"))
    fen, number = sum(one.fen for one in buckets), sum(one.count for one in buckets)
    chosen = next((one.label for one in buckets if one.code == here), "全部")
    return show(request, Page(
        title=f"还在账上 {number:,} 笔，{yuan(fen)} 元", pretitle="案款管理 · 账务",
        top=(*frame.tabs("books_ageing"), _strip(request, buckets, here)),
        body=(Panel(title=chosen, note="早到的在前；提存的在内，已交银行的不在内", flush=True, body=(table,)), _totals(court, today)),
    ))


def _strip(request: HttpRequest, buckets: tuple[Bucket, ...], here: str) -> Figures:
    return Figures(strip=True, label="账龄", cells=tuple(
        Figure(label=one.label, value=yuan(one.fen), note=f"{one.count:,} 笔", url=link(request.GET, bucket=one.code, after=None),
               current=one.code == here, tone="red" if one.code in RED and one.count else "")
        for one in buckets
    ))


def _row(row: Any, today: date) -> Row:
    case = money.case_of(row.case) if row.case else row.get_state_display()
    return Row(cells=(money.arrived(row), money.payer(row), case, Money(row.amount_fen), Money(row.left), f"{(today - row.day).days:,} 日"))


def _totals(court: int, today: date) -> Panel:
    """本月、本年到账的各笔：三个数分开。"""
    columns = (Column("到账的日子"), Column("到账", "end"), Column("其中待认领", "end"), Column("到位", "end"), Column("发放", "end"))
    spans = (("本月", today.replace(day=1)), ("本年", today.replace(month=1, day=1)))
    rows = []
    for name, since in spans:
        sums = totals(court, since, today)
        rows.append(Row(cells=((name, f"{full_day(since)}起"), *(Money(n) for n in (sums.arrived, sums.unclaimed, sums.realised, sums.paid_out)))))
    note = "到账是进法院账户的全部；到位不含执行费、退款，含直接履行和抵债；发放是银行付了、没有退回的。"
    return Panel(title="到账、到位、发放（元）", note=note, flush=True, body=(Table(columns=columns, rows=tuple(rows), label="三个数"),))
