"""SWIFT 的 MT940（日终）和 MT942（日间）。

不用现成的 mt-940：它一行不对就整份不读，不留原文，贷方冲销（RC）的方向默认是反的（它自己的选项说明里写着）。
这里逐个标签读，一行的毛病只在那一行。``:61:`` 一行一笔，跟着的 ``:86:`` 是附言；``RC`` ``RD`` 是冲销：``RC`` 减，``RD`` 加。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from zhixing.exchange.bank.lines import Flaw, Line, Statement, Unread
from zhixing.exchange.bank.text import LOST, bad, decode
from zhixing.exchange.bank.values import amount
from zhixing.law.amounts import money

_TAG: Final = re.compile(r"^:(\d{2}[A-Z]?|NS):", re.MULTILINE)
_BLOCK: Final = re.compile(r"^(?=:20:)", re.MULTILINE)
_END: Final = re.compile(r"^(?:-\}?\s*(?:\{5:.*)?|\{[1-5]:.*)$", re.MULTILINE)
_BALANCE: Final = re.compile(r"([CD])(\d{6})([A-Z]{3})([\d,.]{1,18})")
_ENTRY: Final = re.compile(
    r"(?P<value>\d{6})(?P<booked>\d{4})?\s*(?P<mark>[RE]?[CD])(?P<funds>[A-Z])?\s?(?P<amount>\d[\d,.]{0,16})"
    r"(?P<code>[A-Z][A-Z0-9 ]{3})?(?P<customer>(?:(?!//)[^\n])*)(?://(?P<bank>[^\n]*))?(?:\n(?P<extra>.*))?",
    re.DOTALL | re.IGNORECASE,
)
_SUM: Final = re.compile(r"(\d*)([A-Z]{3})([\d,.]{1,18})")
_STRUCTURED: Final = re.compile(r"\?(\d{2})")
_BLANK: Final = frozenset(("", "NONREF", "NOTPROVIDED", "KREF+", "EREF"))


@dataclass(slots=True)
class _Record:
    """正在读的一份。"""

    account: str = ""
    currency: str = ""
    number: str = ""
    source: str = "MT940"
    opening: int | None = None
    closing: int | None = None
    days: list[date] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    flaws: list[Flaw] = field(default_factory=list)
    sums: list[tuple[str, int, int]] = field(default_factory=list)
    count: int = 0


def statements(content: bytes) -> list[Statement]:
    """各份对账单；一份从 ``:20:`` 起。一份也没有的抛出 ``Refused``。"""
    found = decode(content)
    text = found.text.replace("\r\n", "\n").replace("\r", "\n")
    blocks = [block for block in _BLOCK.split(text) if block.startswith(":20:")]
    if not blocks:
        raise bad("kind", "没有 :20:，不是 MT940、MT942", "请选择银行对账单文件")
    last = len(blocks) - 1
    return [_statement(block, last=place == last) for place, block in enumerate(blocks)]


def _tags(block: str) -> Iterator[tuple[str, str]]:
    """标签和内容。结束符、报头的行去掉；结束符以后还有明细的照读，余额会对不上，不会悄悄丢掉。"""
    pieces = _TAG.split(_END.sub("", block))
    yield from ((tag, content.strip("\n")) for tag, content in zip(pieces[1::2], pieces[2::2], strict=True))


def _statement(block: str, *, last: bool) -> Statement:
    record = _Record()
    entry = ""
    tags = [*_tags(block), ("", "")]
    for tag, content in tags:
        if entry and tag != "61":
            _entry(record, entry, content if tag == "86" else "")
            entry = ""
        elif entry:
            _entry(record, entry, "")
        entry = content if tag == "61" else entry
        if tag not in ("61", "86", ""):
            _told(record, tag, content)
    cut = last and tags[-2][0] in ("61", "86") and record.closing is None and not _END.search(block)
    if cut:
        _drop_half(record)
    return _made(record, cut=cut)


def _drop_half(record: _Record) -> None:
    """没有期末余额、没有结束符，断在一笔上：这一笔可能只有一半，收了会和完整的文件算成两笔，所以不收。"""
    if record.lines and record.lines[-1].row == record.count:
        half = record.lines.pop()
        record.unread.append(Unread(half.row, half.raw, (Flaw(half.row, ":61:", "文件断在这一笔，可能不完整"),)))


def _told(record: _Record, tag: str, content: str) -> None:
    """一行说明以外的；看不懂的记毛病。"""
    try:
        _head(record, tag, content)
    except ValueError as error:
        record.flaws.append(Flaw(0, f":{tag}:", str(error)))


def _head(record: _Record, tag: str, content: str) -> None:
    """账号、编号、余额、合计。"""
    if tag == "25":
        number = content.strip()
        record.account, record.currency = (number[:-3], number[-3:]) if re.fullmatch(r".*\d[A-Z]{3}", number) else (number, record.currency)
    elif tag in ("28", "28C"):
        record.number = content.strip()
    elif tag in ("34F", "13D", "13"):
        record.source = "MT942"
        record.currency = record.currency or (content[:3] if tag == "34F" else "")
    elif tag[:2] in ("60", "62"):
        _end(record, tag, content)
    elif tag in ("90C", "90D") and (found := _SUM.match(content)):
        record.sums.append((tag[-1], int(found[1] or 0), _fen(found[3])))
        record.currency = record.currency or found[2]


def _end(record: _Record, tag: str, content: str) -> None:
    """期初取头一个，期末取末一个。"""
    found = _BALANCE.match(content)
    if found is None:
        raise ValueError(f"余额“{content[:30]}”读不出")
    fen = _fen(found[4]) * (1 if found[1] == "C" else -1)
    record.currency = found[3]
    if (day := _day(found[2])) is not None:
        record.days.append(day)
    if tag[:2] == "62":
        record.closing = fen
    elif record.opening is None:
        record.opening = fen


def _fen(text: str) -> int:
    """``380115,`` ``0,5`` ``12.30`` → 百分之一元。"""
    whole, _, cents = text.replace(".", ",").partition(",")
    return amount(f"{whole.lstrip('0') or 0}.{cents}") or 0


def _day(text: str) -> date | None:
    """``YYMMDD``；不可能的日子为空。"""
    try:
        return date(2000 + int(text[:2]), int(text[2:4]), int(text[4:6]))
    except ValueError:
        return None


def _booked(value: str, month_day: str | None) -> date | None:
    """记账日只写月日，年份跟着起息日，跨年的取近的一年。"""
    if not month_day:
        return _day(value)
    near = [_day(f"{(int(value[:2]) + step) % 100:02d}{month_day}") for step in (0, -1, 1)]
    start = _day(value)
    days = [day for day in near if day is not None]
    return days[0] if days and start is None else min(days, key=lambda day: abs((day - (start or day)).days), default=None)


def _entry(record: _Record, content: str, told: str) -> None:
    """一笔。"""
    record.count += 1
    raw = f":61:{content}" + (f"\n:86:{told}" if told else "")
    try:
        record.lines.append(_line(record, content, told, raw))
    except ValueError as error:
        record.unread.append(Unread(record.count, raw, (Flaw(record.count, ":61:", str(error)),)))


def _line(record: _Record, content: str, told: str, raw: str) -> Line:
    found = _ENTRY.fullmatch(content)
    if found is None:
        raise ValueError(f"“{content[:40]}”读不出")
    value, booked = _day(found["value"]), _booked(found["value"], found["booked"])
    if (booked := booked or value) is None:
        raise ValueError(f"“{found['value']}{found['booked'] or ''}”不是可能的日期")
    if value is None:
        record.flaws.append(Flaw(record.count, ":61:", f"起息日“{found['value']}”不是可能的日期"))
    if LOST in raw:
        record.flaws.append(Flaw(record.count, "", "有认不出的字"))
    mark = found["mark"].upper()
    customer, bank, extra = ((found[name] or "").strip() for name in ("customer", "bank", "extra"))
    customer, _, holder = customer.partition("  ")  # 有的银行在编号后面隔几个空格写对方户名
    parts = _parts(told)
    return Line(
        account=record.account, booked_on=booked, value_on=value, fen=_fen(found["amount"]) * (1 if mark in ("C", "RD", "EC") else -1),
        currency=record.currency or "CNY", serial="" if bank in _BLANK else bank, summary=parts.get("00", extra), code=found["code"] or "",
        remark=parts.get("remark", ""), name=parts.get("name") or holder.strip(), other_account=parts.get("31", ""), other_bank=parts.get("30", ""),
        references=() if customer in _BLANK else (customer,), reversal=mark.startswith("R"), row=record.count, raw=raw,
    )  # fmt: skip


def _parts(told: str) -> dict[str, str]:
    """``:86:`` 的附言。有 ``?20`` 一类分段的分开放，没有的整段是附言。"""
    pieces = _STRUCTURED.split(told.replace("\n", "")) if _STRUCTURED.search(told) else []
    if not pieces:
        return {"remark": " ".join(told.split())}
    found = {number: text.strip() for number, text in zip(pieces[1::2], pieces[2::2], strict=True)}
    raw = list(zip(pieces[1::2], pieces[2::2], strict=True))
    remark = "".join(text for number, text in raw if "20" <= number <= "29" or "60" <= number <= "63")
    return {**found, "remark": remark.strip(), "name": "".join(text for number, text in raw if number in ("32", "33")).strip()}


def _made(record: _Record, *, cut: bool) -> Statement:
    for side, count, total in record.sums:
        lines = [line.fen for line in record.lines if (line.fen > 0) == (side == "C") and line.fen]
        if count != len(lines) or total != abs(sum(lines)):
            text = f"写{count}笔{money(total)}，各笔相加{len(lines)}笔{money(abs(sum(lines)))}"
            record.flaws.append(Flaw(0, f":90{side}:", text))
    days = record.days + [line.booked_on for line in record.lines]
    return Statement(
        account=record.account, source=record.source, currency=record.currency or "CNY", number=record.number, since=min(days, default=None),
        until=max(days, default=None), opening=record.opening, closing=record.closing, lines=tuple(record.lines), unread=tuple(record.unread),
        flaws=tuple(record.flaws), cut=cut,
    )  # fmt: skip
