"""导出凭证给财务软件：一条分录一行，科目照本院设置；.csv 和 .xlsx。金额单位元，写成文字的不会被当成公式。"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from zhixing.casework.funds.queries_reconciling import Account, legs_of
from zhixing.exchange.sheets_out import as_bytes
from zhixing.foundation.people.queries import settings_of
from zhixing.law import settings
from zhixing.law.amounts import money

HEADS: Final = ("日期", "凭证号", "摘要", "科目编号", "科目", "借方", "贷方", "案号", "当事人", "制单", "来源")
_RISKY: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Line:
    """一条分录。``number`` 是凭证在这一月里的序号，照记账先后。"""

    day: date
    number: int
    memo: str
    code: str
    name: str
    fen: int
    case: str
    party: str
    maker: str
    key: str

    @property
    def cells(self) -> tuple[str, ...]:
        """一行的字。"""
        debit, credit = (money(self.fen), "") if self.fen > 0 else ("", money(-self.fen))
        return (
            f"{self.day}", f"记-{self.number}", self.memo, self.code, self.name, debit, credit, self.case, self.party, self.maker, self.key,
        )


def lines(court_id: int, since: date, until: date) -> Iterator[Line]:
    """这一段日子的各条分录，照凭证先后；借方在前。"""
    codes = settings.books(settings_of(court_id))
    number, last = 0, 0
    for leg in legs_of(court_id, since, until).iterator(chunk_size=2000):
        number, last = number + (leg.voucher_id != last), leg.voucher_id
        account, voucher = leg.account, leg.voucher
        yield Line(
            voucher.day, number, voucher.memo or voucher.kind, codes.get(account.purpose, ""), Account.Purpose(account.purpose).label,
            leg.amount_fen, str(account.case) if account.case else "", account.party.name if account.party else "", voucher.made_name, voucher.key,
        )


def as_csv(court_id: int, since: date, until: date) -> bytes:
    """.csv，带标记的 UTF-8，表格软件直接打得开。"""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADS)
    writer.writerows([_plain(cell) for cell in line.cells] for line in lines(court_id, since, until))
    return out.getvalue().encode("utf-8-sig")


def _plain(text: str) -> str:
    """“=”等开头的前面加一撇，不当公式。"""
    return f"'{text}" if text.startswith(_RISKY) else text


def as_xlsx(court_id: int, since: date, until: date) -> bytes:
    """.xlsx；金额是数，其余是文字。"""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(f"{since:%Y-%m}")
    sheet.append([_cell(sheet, text, bold=True) for text in HEADS])
    for line in lines(court_id, since, until):
        sheet.append([_sum(sheet, text) if at in (5, 6) and text else _cell(sheet, text) for at, text in enumerate(line.cells)])
    return as_bytes(book)


def _cell(sheet: object, text: str, *, bold: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value="".join(one for one in text if one.isprintable()))
    cell.data_type, cell.font = "s", Font(bold=bold)
    return cell


def _sum(sheet: object, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=Decimal(text))
    cell.number_format = "#,##0.00"
    return cell
