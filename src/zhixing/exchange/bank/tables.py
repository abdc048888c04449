"""网银导出的明细表 → 对账单。表头以前的抬头、表头以后的合计和说明都认；一行的毛病不牵连别的行。"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from itertools import pairwise
from typing import Any, Final, TypeVar

from zhixing.exchange.bank.layouts import Header, Layout, recognise
from zhixing.exchange.bank.lines import Flaw, Line, Statement, Unread
from zhixing.exchange.bank.text import LOST, Received
from zhixing.exchange.bank.values import NOTHING, amount, clock, currency, moment
from zhixing.exchange.workbook import Cell
from zhixing.law.amounts import money

T = TypeVar("T")
LOOK: Final = 80
"""表头应当在前这么多行里。"""
_ACCOUNT: Final = re.compile(r"(?:账|帐|卡)\s*号\s*(?:\[[^\]]*\])?\s*[:：]?\s*([0-9][0-9*xX \-]{4,34}[0-9])")
_OPENING: Final = re.compile(r"(?:期初|上期|上日|昨日|承前|上月)(?:账户)?(?:余额|结余|页)\s*[:：]?\s*(-?[\d,，]+\.?\d*)?")
_CLOSING: Final = re.compile(r"(?:期末|本期|本日)(?:账户)?(?:余额|结余)\s*[:：]?\s*(-?[\d,，]+\.?\d*)?")
_TOTAL: Final = re.compile(r"(?:合|总|累|小)\s*计|本页|本月|汇总|总额")
_GRAND: Final = re.compile(r"(?:合|总)\s*计")
_IN: Final = re.compile(r"贷|收|入|来账|cr|^c$|^\+$", re.IGNORECASE)
_OUT: Final = re.compile(r"借|支|付|出|往账|dr|^d$|^-$", re.IGNORECASE)
_BOOKISH: Final = re.compile(r"借|贷|[cd]r?$", re.IGNORECASE)
_YES: Final = re.compile(r"是|冲|红|^[1YyTt]")
_SIDES: Final = (
    ("name", "payer_name", "payee_name"), ("other_account", "payer_account", "payee_account"), ("other_bank", "payer_bank", "payee_bank"),
)  # fmt: skip
_MOST_NOTES: Final = 20


class Row:
    """表里的一行，按栏取值；取不出的记毛病。"""

    def __init__(self, header: Header, received: Received) -> None:
        self.header, self.received, self.cells = header, received, received.cells
        self.flaws: list[Flaw] = []

    def flaw(self, key: str, text: str) -> None:
        """记一处毛病。"""
        place = self.header.places.get(key)
        self.flaws.append(Flaw(self.received.number, self.header.titles[place] if place is not None else "", text))

    def raw(self, key: str) -> Any:
        """格里的值；公式、错误值记毛病。"""
        place = self.header.places.get(key)
        value = self.cells[place] if place is not None and place < len(self.cells) else None
        if isinstance(value, Cell):
            self.flaw(key, value.fault)
            return None
        return value

    def take(self, key: str, reader: Callable[[Any], T], empty: T) -> T:
        """用 ``reader`` 看这一格；看不懂的记毛病，当作空。"""
        try:
            return reader(self.raw(key))
        except ValueError as error:
            self.flaw(key, str(error))
            return empty

    def text(self, key: str) -> str:
        """文字。存成数字而丢了末几位的号码，照原样留着，记毛病。"""
        value = self.raw(key)
        if isinstance(value, int | float) and abs(value) >= 10**15:
            self.flaw(key, "号码存成了数字，末几位已经丢失")
        return "" if value is None or (text := str(value)) in NOTHING else text

    def serial(self) -> str:
        """流水号；丢了末几位的不能用，当作没有。"""
        before = len(self.flaws)
        text = self.text("serial")
        return text if len(self.flaws) == before else ""

    def several(self, key: str) -> list[str]:
        """可以几列的栏，空的、重复的不要。"""
        places = self.header.several.get(key, ())
        values = [self.cells[place] for place in places if place < len(self.cells)]
        return list(dict.fromkeys(str(one) for one in values if one is not None and not isinstance(one, Cell) and str(one) not in NOTHING))

    @property
    def dated(self) -> bool:
        """写着日子。"""
        for key in ("booked", "traded", "time"):
            try:
                if moment(self.raw(key))[0]:
                    return True
            except ValueError:
                continue
        return False

    @property
    def valued(self) -> bool:
        """写着金额；看不懂的也算写了。"""
        return any(str("" if self.raw(key) is None else self.raw(key)) not in NOTHING for key in ("credit", "debit", "amount"))

    @property
    def filled(self) -> list[str]:
        """有字的各格。"""
        return [str(one.fault if isinstance(one, Cell) else one) for one in self.cells if one not in (None, "")]


def fen(row: Row) -> tuple[int | None, bool]:
    """这一行的金额（收入为正）和是不是红字；定不下来的为空，记毛病。"""
    flip = -1 if row.header.layout.reversed_view else 1
    credit, debit = row.take("credit", amount, None), row.take("debit", amount, None)
    if row.flaws:
        return None, False
    if credit and debit:
        row.flaw("debit", "借贷两栏都有数")
        return None, False
    if credit is not None or debit is not None:
        return flip * ((credit or 0) - (debit or 0)), (credit or debit or 0) < 0
    whole = row.take("amount", amount, None)
    if whole is None:
        if not row.flaws:
            row.flaw("amount", "没有金额，这一行可能不完整")
        return None, False
    return _directed(row, whole, flip)


def _directed(row: Row, whole: int, flip: int) -> tuple[int | None, bool]:
    """只有一列金额的，看借贷标志。"""
    word, layout = row.text("sign"), row.header.layout
    if "sign" not in row.header.places or layout.signed:
        return flip * whole, False
    comes, goes = _IN.search(word), _OUT.search(word)
    if bool(comes) == bool(goes):
        row.flaw("sign", f"“{word[:20]}”看不出是收入还是支出")
        return None, False
    way = flip if comes else -flip
    if whole >= 0 or layout.red:
        return way * whole, whole < 0
    if _BOOKISH.search(word):
        row.flaw("amount", "写着借贷而金额是负数，看不出是不是红字，请在栏目对照里指定")
        return None, False
    return (way * whole, True) if comes else (-flip * abs(whole), False)


def when(row: Row) -> tuple[date | None, time | None]:
    """记账的日子和时刻。日子先看记账日，再看交易日、交易时间；写了而看不懂的不拿别的代。"""
    nothing: tuple[date | None, time | None] = (None, None)
    booked, traded = row.take("booked", moment, nothing), row.take("traded", moment, nothing)
    at = booked[1] or traded[1]
    if row.flaws:
        return None, at
    if "time" in row.header.places:
        stamp = row.take("time", _stamp, nothing)
        return booked[0] or traded[0] or stamp[0], stamp[1] or at
    return booked[0] or traded[0], at


def _day(value: Any) -> date | None:
    return moment(value)[0]


def _stamp(value: Any) -> tuple[date | None, time | None]:
    """“时间”栏：有的连日子，有的只有时刻。"""
    try:
        return None, clock(value)
    except ValueError:
        return moment(value)


def line(row: Row, account: str, money_of: str) -> Line | None:
    """一行明细；没有日子、金额的为空，毛病在 ``row.flaws``。``account`` ``money_of`` 是抬头里写的账号、币种。"""
    worth, red = fen(row)
    booked, at = when(row)
    if booked is None and not row.flaws:
        row.flaw("booked", "没有日期")
    if worth is None or booked is None:
        return None
    name, other_account, other_bank = (_other(row, worth, *keys) for keys in _SIDES)
    if LOST in row.received.raw:
        row.flaw("", "有认不出的字")
    return Line(
        account=_own(row.text("account"), account), booked_on=booked, booked_at=at, fen=worth, currency=currency(row.text("currency") or money_of),
        value_on=row.take("value", _day, None), balance=row.take("balance", amount, None), serial=row.serial(),
        name=name, other_account=other_account, other_bank=other_bank, summary=" ".join(row.several("summary")),
        remark=" ".join(row.several("remark")), code=row.text("code"), references=tuple(row.several("references")),
        reversal=red or bool(_YES.search(row.text("reversal"))), row=row.received.number, raw=row.received.raw,
    )  # fmt: skip


def _own(told: str, account: str) -> str:
    """本户账号：行里写着的；没有写、写成星号的，用抬头里的或者给的。"""
    return account if account and (not told or "*" in told) else told


def _other(row: Row, worth: int, key: str, payer: str, payee: str) -> str:
    """对方：有“对方”栏的照它；分付款人、收款人两栏的，收入看付款人，支出看收款人。"""
    return row.text(key) or row.text(payer if worth >= 0 else payee)


@dataclass(slots=True)
class _Page:
    """读到这里知道的：抬头里的账号、币种、期初期末，收了的、没收的、说明。"""

    account: str = ""
    currency: str = ""
    ends: dict[str, int] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    flaws: list[Flaw] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    totals: list[Row] = field(default_factory=list)
    cut: bool = False


def statements(rows: Iterable[Received], own: Sequence[Layout] = (), account: str = "") -> list[Statement]:
    """各账户的对账单；认不出表头的为空。``account`` 是文件里没有写账号时用的。"""
    reader = _Reader(own, account)
    for row in rows:
        reader.take(row)
        if reader.header is None and reader.before >= LOOK:
            return []
    return reader.done()


class _Reader:
    """一行一行地读。表头可以再出现（换页、换账户）。"""

    def __init__(self, own: Sequence[Layout], account: str) -> None:
        self.own, self.given = own, account
        self.header: Header | None = None
        self.names: Sequence[Any] = ()
        self.before = 0
        self.page = _Page()
        self.pages = [self.page]
        self.widths: list[int] = []

    def take(self, received: Received) -> None:
        """收一行。"""
        if self.header is None:
            self._preamble(received)
        elif received.cells == self.names:
            return
        else:
            self._body(Row(self.header, received))

    def _preamble(self, received: Received) -> None:
        self.header = recognise(received.cells, self.own)
        self.names, self.before = received.cells, self.before + 1
        if self.header is None:
            self._told("\t".join(str(one) for one in received.cells if one not in (None, "") and not isinstance(one, Cell)))

    def _told(self, text: str) -> None:
        """抬头、说明里写的账号、币种、期初、期末。"""
        if (found := _ACCOUNT.search(text)) and (number := re.sub(r"[ \-]", "", found[1])) != self.page.account:
            if self.page.lines:
                self.page = _Page(currency=self.page.currency)
                self.pages.append(self.page)
            self.page.account = number
        if found := re.search(r"币\s*种\s*[:：]?\s*(\w{2,4})", text):
            self.page.currency = found[1]
        for end, pattern in (("opening", _OPENING), ("closing", _CLOSING)):
            if (found := pattern.search(text)) and found[1]:
                self.page.ends[end] = amount(found[1]) or 0

    def _body(self, row: Row) -> None:
        valued, dated = row.valued, row.dated
        row.flaws.clear()
        if valued and not dated and _TOTAL.search("".join(row.filled[:2])):
            self.page.totals.append(row)
        elif valued or dated or len(row.filled) > 2:
            self._line(row, valued=valued)
        else:
            self._note(row)

    def _line(self, row: Row, *, valued: bool) -> None:
        if not valued and (end := _end(row.received.raw)) and (left := row.take("balance", amount, None)) is not None:
            self.page.ends[end] = left
            return
        found = line(row, self.given or self.page.account, self.page.currency)
        if found is None:
            self.page.unread.append(Unread(row.received.number, row.received.raw, tuple(row.flaws)))
            return
        self.page.lines.append(found)
        self.page.flaws += row.flaws
        self.widths.append(len(row.cells))

    def _note(self, row: Row) -> None:
        text = " ".join(row.filled)
        self._told(text)
        if len(self.page.notes) < _MOST_NOTES:
            self.page.notes.append(f"第{row.received.number}行没有当作明细：{text[:60]}")

    def done(self) -> list[Statement]:
        """读完了，按账户分开。"""
        if self.header is None:
            return []
        self._last()
        return [made for page in self.pages for made in self._by_account(page, self.header)]

    def _last(self) -> None:
        """末行比别的行都少几栏的，文件多半断在这里。半行的流水号不全，收了会和完整的文件算成两笔，所以不收。"""
        if self.page.lines and self.widths[-1] < min(self.widths[:-1], default=len(self.names)):
            half = self.page.lines.pop()
            flaw = Flaw(half.row, "", "比别的行少几栏，文件可能断在这里")
            self.page.unread.append(Unread(half.row, half.raw, (flaw,)))
            self.page.cut = True

    def _by_account(self, page: _Page, header: Header) -> Iterator[Statement]:
        accounts: dict[tuple[str, str], list[Line]] = defaultdict(list)
        for one in page.lines:
            accounts[one.account, one.currency].append(one)
        blank = (self.given or page.account, currency(page.currency))
        for place, ((number, coin), lines) in enumerate(accounts.items() or [(blank, [])]):
            yield _statement(page, header, number, coin, lines, alone=len(accounts) < 2, first=place == 0)


def _end(text: str) -> str:
    return "opening" if _OPENING.search(text) else "closing" if _CLOSING.search(text) else ""


def _statement(page: _Page, header: Header, number: str, coin: str, lines: list[Line], *, alone: bool, first: bool) -> Statement:
    """一个账户的。期初期末没有写的，由余额栏推；没收的行、说明放在第一份。"""
    ordered, breaks = _chain(lines)
    ends = dict(page.ends) if alone else {}
    if ordered and len(balanced := [one for one in ordered if one.balance is not None]) == len(ordered):
        ends.setdefault("opening", (balanced[0].balance or 0) - balanced[0].fen)
        ends.setdefault("closing", balanced[-1].balance or 0)
    days = [one.booked_on for one in lines]
    mine = {one.row for one in lines}
    flaws = [flaw for flaw in page.flaws if flaw.row in mine] + breaks + (_totals(page, lines) if alone else [])
    return Statement(
        account=number, source=header.layout.name, currency=coin, since=min(days, default=None), until=max(days, default=None),
        opening=ends.get("opening"), closing=ends.get("closing"), lines=tuple(lines), unread=tuple(page.unread) if first else (),
        flaws=tuple(flaws), notes=tuple(_unused(header) + page.notes) if first else (), cut=page.cut,
    )  # fmt: skip


def _unused(header: Header) -> list[str]:
    return [f"没有用到的栏：{'、'.join(header.unused)}"] if header.unused else []


def _chain(lines: list[Line]) -> tuple[list[Line], list[Flaw]]:
    """按先后排好的各行，和余额与上一行接不上的地方。文件从早到晚、从晚到早都有，接得上的多的为准。"""
    if not (down := _breaks(lines)):
        return lines, []
    backward = lines[::-1]
    up = _breaks(backward)
    return (lines, down) if len(down) <= len(up) else (backward, up)


def _breaks(lines: list[Line]) -> list[Flaw]:
    return [
        Flaw(b.row, "余额", f"余额{money(b.balance)}与上一笔的{money(a.balance)}接不上，差{money(b.balance - a.balance - b.fen)}元")
        for a, b in pairwise(lines)
        if a.balance is not None and b.balance is not None and a.balance + b.fen != b.balance
    ]


def _totals(page: _Page, lines: list[Line]) -> list[Flaw]:
    """末尾的合计和各行相加不一样的。有红字的不比：有的银行轧差，有的不轧。"""
    if not page.totals or any(one.reversal for one in lines):
        return []
    found: list[Flaw] = []
    sides = ("debit", "credit") if page.totals[0].header.layout.reversed_view else ("credit", "debit")
    sums = sum(one.fen for one in lines if one.fen > 0), -sum(one.fen for one in lines if one.fen < 0)
    for row in page.totals:
        for key, sum_ in zip(sides, sums, strict=True):
            said = row.take(key, amount, None)
            if said is not None and said != sum_ and _GRAND.search(row.received.raw):
                found.append(Flaw(row.received.number, "合计", f"合计写{money(said)}，各行相加{money(sum_)}"))
    return found
