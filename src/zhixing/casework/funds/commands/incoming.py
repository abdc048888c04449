"""要收的一笔银行明细，和它的凭证、它的行。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Final

from zhixing.casework.funds.commands.ledger import Draft
from zhixing.casework.funds.models import BankAccount, BankFile, BankLine

_SIZES: Final = {
    "serial": 120, "name": 200, "other_account": 60, "other_bank": 200, "sub_account": 60, "summary": 500, "remark": 500, "code": 60, "why": 200,
}
"""各栏至多多少字。"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """要收的一笔：银行明细的各栏（``exchange.bank.lines.Line``），和它是什么（``kind``）、凭什么（``why``）、所指的编号（``refers``）。"""

    key: str
    booked_on: date
    fen: int
    kind: str
    why: str = ""
    refers: tuple[str, ...] = ()
    booked_at: time | None = None
    value_on: date | None = None
    balance: int | None = None
    serial: str = ""
    name: str = ""
    other_account: str = ""
    other_bank: str = ""
    sub_account: str = ""
    summary: str = ""
    remark: str = ""
    code: str = ""
    references: tuple[str, ...] = ()
    row: int = 0
    raw: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """可能写着我们的编号的各处。"""
        return (*self.refers, *self.references, self.summary, self.remark)

    @property
    def memo(self) -> str:
        """凭证的摘要。"""
        return " ".join(filter(None, (self.name, self.summary, self.remark)))[:300]

    @property
    def note(self) -> str:
        """收据上的附言。"""
        return " ".join(filter(None, (self.summary, self.remark)))[:1000]


def draft(line: Incoming, legs: tuple[tuple[int, int], ...], day: date, reverses: int | None = None) -> Draft:
    """一笔明细的凭证；冲回的写明冲回哪一张。"""
    return Draft(f"bank:{line.key}", line.kind, day, legs, line.memo, {"serial": line.serial, "row": line.row}, reverses)


def bank_line(line: Incoming, account: BankAccount, file: BankFile | None, voucher: int) -> BankLine:
    """银行明细的行，未存；过长的截短，原文另存。"""
    sized = {name: getattr(line, name)[:most] for name, most in _SIZES.items()}
    return BankLine(
        court_id=account.court_id, bank_account=account, taken_from=file, voucher_id=voucher, key=line.key, booked_on=line.booked_on,
        booked_at=line.booked_at, value_on=line.value_on, amount_fen=line.fen, balance_fen=line.balance, references=list(line.references),
        kind=line.kind, row=line.row, raw=line.raw, **sized,
    )
