"""要收的一笔银行明细，和它的凭证、它的行。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Final

from zhixing.casework.funds.commands.ledger import Draft
from zhixing.casework.funds.models import BankAccount, BankFile, BankLine
from zhixing.foundation.history.rows import asked

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


_KNOWN: Final = "select key from funds_bankline where court_id = %s and key = any(%s)"
_ALIKE: Final = """
    select serial, booked_on, amount_fen, other_account = '' from funds_bankline
    where bank_account_id = %s and booked_on = any(%s) and serial = any(%s)
"""


def fresh(lines: Sequence[Incoming], account: BankAccount) -> list[Incoming]:
    """还没有收过的：``key`` 没有见过，流水号、日子、金额也没有见过。

    有的格式（MT940）不写对方账号，``key`` 和别的格式的不一样；流水号、日子、金额相同，而有一边没有对方账号的，是同一笔。
    """
    known = {key for key, in asked(_KNOWN, account.court_id, [one.key for one in lines])}
    left = [one for one in lines if one.key not in known]
    named = [one for one in left if one.serial]
    if not named:
        return left
    alike: dict[tuple[str, date, int], set[bool]] = defaultdict(set)
    for serial, day, fen, bare in asked(_ALIKE, account.pk, list({one.booked_on for one in named}), [one.serial for one in named]):
        alike[serial, day, fen].add(bare)
    return [one for one in left if not _seen(one, alike.get((one.serial, one.booked_on, one.fen), set()))]


def _seen(line: Incoming, bare: set[bool]) -> bool:
    return bool(line.serial) and (True in bare or (bool(bare) and not line.other_account))
