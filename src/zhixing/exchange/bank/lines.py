"""银行明细的一行、一份对账单。各种文件读出来都是这个样子。

金额都是整数，单位百分之一元（人民币就是分）：收入为正，支出为负。日子、时刻照银行写的，不换时区。
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache
from typing import Final

_SPACE: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """银行明细的一行。

    ``serial`` 是银行流水号，没有给的为空；``batch`` 是它所属的整笔的流水号（批量入账拆开的才有）。
    ``balance`` 是这一行以后的余额；``name`` ``other_account`` ``other_bank`` 是对方；``code`` 是银行的交易码。
    ``references`` 是这一行带的付款编号（端到端编号、客户业务编号……），退汇凭它找原来那一笔。
    ``reversal`` 是银行标明的冲正；``returned`` 是银行写的退回原因。``row`` 是文件里第几行（第几笔），``raw`` 是原文。
    ``nth`` 是同一文件里一模一样的第几行。
    """

    account: str
    booked_on: date
    fen: int
    currency: str = "CNY"
    serial: str = ""
    batch: str = ""
    booked_at: time | None = None
    value_on: date | None = None
    balance: int | None = None
    name: str = ""
    other_account: str = ""
    other_bank: str = ""
    summary: str = ""
    remark: str = ""
    code: str = ""
    references: tuple[str, ...] = ()
    reversal: bool = False
    returned: str = ""
    row: int = 0
    raw: str = ""
    nth: int = 1

    @property
    def essence(self) -> tuple[object, ...]:
        """两行是不是同一笔，只看这些。有流水号的：账号、记账日、币种、金额、流水号、对方账号；没有的：连时刻、余额、对方、摘要一起看。"""
        told = plain(self.account), self.booked_on.toordinal(), self.currency, self.fen
        if self.serial:
            return *told, plain(self.serial), plain(self.other_account)
        moment = self.booked_at.isoformat() if self.booked_at else ""
        return (
            *told, "", plain(self.other_account), moment, "" if self.balance is None else self.balance, plain(self.name), plain(self.other_bank),
            plain(self.summary), plain(self.remark), plain(self.code), *map(plain, self.references), self.reversal,
        )  # fmt: skip

    @property
    def key(self) -> str:
        """一笔一个，同一笔不论在哪个文件、排在第几都一样。``b-`` 开头的凭流水号，``c-`` 开头的凭内容。"""
        told = "\x1f".join(map(str, (*self.essence, self.nth)))
        return ("b-" if self.serial else "c-") + hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:40]


@lru_cache(2**14)
def plain(text: str) -> str:
    """比较用的写法：全角转半角，去掉空白。"""
    return _SPACE.sub("", text if text.isascii() else unicodedata.normalize("NFKC", text))


@dataclass(frozen=True, slots=True)
class Flaw:
    """一处毛病：第几行（整份的为 0）、哪一栏、为什么。"""

    row: int
    column: str
    text: str


@dataclass(frozen=True, slots=True)
class Unread:
    """没有收的一行：原文照留，写明为什么。"""

    row: int
    raw: str
    flaws: tuple[Flaw, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """一个账户的一份对账单（或者明细）。

    ``source`` 是哪种文件、哪家银行的格式；``number`` 是对账单号。``opening`` ``closing`` 没有给的为空。
    ``unread`` 是没有收的各行；``flaws`` 是收了而有毛病的；``notes`` 是整份要知道的话；``cut`` 是文件不完整。
    """

    account: str
    source: str
    currency: str = "CNY"
    number: str = ""
    since: date | None = None
    until: date | None = None
    opening: int | None = None
    closing: int | None = None
    lines: tuple[Line, ...] = ()
    unread: tuple[Unread, ...] = ()
    flaws: tuple[Flaw, ...] = ()
    notes: tuple[str, ...] = ()
    cut: bool = False

    @property
    def gap(self) -> int | None:
        """期初加各行减期末，应当是零；不知道期初或者期末的为空。"""
        if self.opening is None or self.closing is None:
            return None
        return self.opening + sum(line.fen for line in self.lines) - self.closing

    @property
    def sound(self) -> bool:
        """平的，完整的，没有一行没收。不知道期初期末的不算平。"""
        return self.gap == 0 and not self.cut and not self.unread
