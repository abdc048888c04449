"""一件案件的案款写成表格：对账单、来龙去脉两张表。金额是数，文字一律按文字写，“=”开头的也不是公式。"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Font

from zhixing.casework.funds.queries_books import Balance, Row
from zhixing.casework.funds.queries_case import Part, Receipt, Trace
from zhixing.exchange.sheet_xlsx import BOLD, Page
from zhixing.exchange.sheets_out import as_bytes
from zhixing.law.payout_kinds import WHATS

HEADS: Final = ("记账日", "事项", "摘要", "户", "进", "出", "结存", "凭证", "记账人")
TRACED: Final = (
    "到账日", "收据号", "到账金额", "付款人", "银行账户", "银行流水号", "银行文件", "第几行", "去处", "收款人", "收款账号", "金额", "发放审批表",
    "付款编号", "付款文件", "状态", "付款日", "银行扣款流水号",
)


@dataclass(frozen=True, slots=True)
class Heading:
    """表头：法院、案号、当事人、截至哪天、谁导出的。"""

    court: str
    case: str
    parties: str
    until: date
    by: str


def workbook(head: Heading, rows: Sequence[Row], balance: Balance, traces: Sequence[Trace]) -> bytes:
    """两张表的字节。"""
    book = Workbook()
    book.remove(book.active)
    _statement(Page(book.create_sheet("对账单")), head, rows, balance)
    _traces(Page(book.create_sheet("来龙去脉")), traces)
    return as_bytes(book)


def _statement(page: Page, head: Heading, rows: Sequence[Row], balance: Balance) -> None:
    """表头、结存、逐笔。"""
    page.write([f"{head.court}案款对账单"], Font(bold=True, size=14))
    for name, value in (("案号", head.case), ("当事人", head.parties), ("截至", head.until), ("导出", head.by)):
        page.write([name, value])
    page.part("结存", ["在哪里", "金额"])
    for label, fen in balance.lines:
        page.write([label, yuan(fen)])
    page.write(["合计", yuan(balance.total_fen)], BOLD)
    page.write(["另有已交银行、银行没有回的", yuan(balance.instructed_fen)])
    page.part("逐笔", HEADS)
    for row in rows:
        for cells in _moves(row):
            page.write(cells)
    page.widths((14, 14, 40, 30, 16, 16, 16, 12, 14))


def _moves(row: Row) -> Iterator[list[object]]:
    """一张凭证几个户的，一户一行，结存写在最后一行。"""
    for number, move in enumerate(row.moves, 1):
        into, out = (yuan(move.fen), "") if move.fen > 0 else ("", yuan(-move.fen))
        left = yuan(row.balance_fen) if number == len(row.moves) else ""
        yield [row.day, row.label, row.memo, move.name, into, out, left, row.voucher_id, row.made_name]


def _traces(page: Page, traces: Iterable[Trace]) -> None:
    """每一分从银行的哪一笔来、到了谁手里。"""
    page.heads(TRACED)
    for one in traces:
        came = _came(one.receipt)
        for part in one.parts:
            page.write([*came, *_went(part)])
        if one.left_fen:
            page.write([*came, "在案，没有付", "", "", yuan(one.left_fen)])
    page.sheet.freeze_panes = "C2"
    page.widths((12, 18, 14, 24, 24, 24, 24, 8, 14, 24, 24, 14, 18, 22, 22, 12, 12, 24))


def _came(row: Receipt) -> list[object]:
    line, told = row.line, [row.day, row.number, yuan(row.amount_fen), row.payer]
    if line is None:
        return [*told, row.get_sort_display(), "", "", ""]
    return [*told, str(line.bank_account), line.serial, line.taken_from.name if line.taken_from else "", line.row or ""]


def _went(part: Part) -> list[object]:
    line = part.line
    return [
        WHATS[line.what].label, line.payee, line.account, yuan(part.amount_fen), line.payout.number, line.reference or "",
        line.file.message_id if line.file else "", line.get_state_display(), line.paid_on or line.bounced_on or "",
        line.line.serial if line.line else "",
    ]


def yuan(fen: int) -> Decimal:
    """分 → 元，给表格的数。"""
    return Decimal(fen) / 100
