"""ISO 20022 的对账文件：camt.052（日间）、camt.053（日终）、camt.054（借贷记通知），第 2 到 8 版都按元素的本名读。

实体、DTD 一律不收。一笔 ``Ntry`` 一行；一笔里有几个 ``TxDtls`` 而各有金额、合起来相等的，拆成几行。方向看 ``CdtDbtInd``
（冲正的 ``RvslInd`` 不改方向，ISO 20022 的用法说明如此），没有入账（``Sts`` 不是 BOOK）的不收，列在没收的里面。
文件断了的，断处以前的照收。
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Final
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import iterparse  # type: ignore[import-untyped]

from zhixing.exchange.bank.lines import Flaw, Line, Statement, Unread
from zhixing.exchange.bank.text import bad, decode
from zhixing.exchange.bank.values import moment

RECORDS: Final = {"Stmt": "camt.053", "Rpt": "camt.052", "Ntfctn": "camt.054"}
_OPENING: Final = ("OPBD", "PRCD", "ITBD")
_CLOSING: Final = ("CLBD", "ITBD")
_BLANK: Final = frozenset(("", "NOTPROVIDED", "NONREF", "NOTAVAILABLE"))
_DECLARED: Final = re.compile(rb"\s*<\?xml[^>]*?encoding\s*=\s*[\"'](?!utf-8[\"'])([\w.-]*)[^>]*\?>", re.IGNORECASE)


@dataclass(slots=True)
class _Record:
    """正在读的一份。"""

    source: str
    head: dict[str, str] = field(default_factory=dict)
    balances: list[tuple[str, str, int]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    flaws: list[Flaw] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    count: int = 0


def statements(content: bytes) -> list[Statement]:
    """各份对账单。不是 camt、带实体或 DTD 的，抛出 ``Refused``。"""
    records: list[_Record] = []
    cut = False
    try:
        records.extend(_records(_utf8(content)))
    except DefusedXmlException as error:
        raise bad("entities", "文件里有实体或者 DTD，不收", "请向银行要标准的 camt 文件") from error
    except ParseError as error:
        cut = True
        if not records:
            raise bad("broken", f"XML 读不下去：{error}", "请重新下载，或者向银行要完整的文件") from error
    if not records:
        raise bad("kind", "不是 camt.052、053、054", "请选择银行对账单文件")
    last = len(records) - 1
    return [_statement(one, cut=cut and place == last) for place, one in enumerate(records)]


def _utf8(content: bytes) -> bytes:
    """声明是别的编码的，转成 UTF-8：解析器不认 GBK 一类的多字节编码，也不认写错了的。"""
    if not (found := _DECLARED.match(content)):
        return content
    body = content[found.end() :]
    try:
        text = body.decode(found[1].decode())
    except (LookupError, UnicodeError):
        text = decode(body).text
    return b'<?xml version="1.0" encoding="UTF-8"?>' + text.encode("utf-8", "replace")


def _records(content: bytes) -> Iterator[_Record]:
    """一份一份地读；刚开始读就交出来，断了也在。"""
    record: _Record | None = None
    path: list[str] = []
    for event, element in iterparse(io.BytesIO(content), ("start", "end"), forbid_dtd=True):
        name = element.tag = element.tag.rpartition("}")[2]
        if event == "start":
            path.append(name)
            if name in RECORDS:
                yield (record := _Record(RECORDS[name]))
            continue
        path.pop()
        if record is not None and path and path[-1] in RECORDS:
            _part(record, element)
            element.clear()


def _part(record: _Record, element: Element) -> None:
    """一份里的一个部分读完了。"""
    if element.tag == "Ntry":
        _entry(record, element)
    elif element.tag == "Bal":
        _balance(record, element)
    elif element.tag == "Acct":
        record.head |= {"account": _account(element), "currency": _text(element, "Ccy")}
    elif element.tag == "FrToDt":
        record.head |= {"since": _text(element, "FrDtTm"), "until": _text(element, "ToDtTm")}
    elif element.tag in ("Id", "ElctrncSeqNb"):
        record.head[element.tag] = (element.text or "").strip()
    elif element.tag.startswith("Addtl") and element.text:
        record.notes.append(element.text.strip())


def _text(element: Element, path: str) -> str:
    return (element.findtext(path) or "").strip()


def _first(element: Element, *paths: str) -> str:
    return next((text for path in paths if (text := _text(element, path)) not in _BLANK), "")


def _account(element: Element) -> str:
    return _first(element, "Id/IBAN", "Id/Othr/Id", "Id/PrtryAcct/Id", "Id/BBAN")


def _fen(text: str) -> int:
    """金额 → 百分之一元；不到一分的、不是数的，抛出 ``ValueError``。"""
    try:
        exact = Decimal(text) * 100
    except InvalidOperation:
        raise ValueError(f"“{text[:24]}”不是金额") from None
    if not exact.is_finite() or exact != int(exact) or abs(exact) >= 10**17:
        raise ValueError(f"“{text[:24]}”不到一分或者太大")
    return int(exact)


def _signed(element: Element, path: str = "Amt", mark: str = "") -> int:
    """金额和方向。"""
    way = _text(element, "CdtDbtInd") or mark
    if way not in ("CRDT", "DBIT"):
        raise ValueError("没有写借贷方向")
    return _fen(_text(element, path)) * (1 if way == "CRDT" else -1)


def _when(element: Element, path: str) -> tuple[date | None, time | None]:
    """``Dt`` 或者 ``DtTm``；照银行写的，不换时区。"""
    return moment(re.sub(r"\.\d+", "", _first(element, f"{path}/Dt", f"{path}/DtTm")))


def _balance(record: _Record, element: Element) -> None:
    kind = _first(element, "Tp/CdOrPrtry/Cd", "Tp/CdOrPrtry/Prtry")
    coin = element.find("Amt")
    try:
        record.balances.append((kind, coin.get("Ccy", "") if coin is not None else "", _signed(element)))
    except ValueError as error:
        record.flaws.append(Flaw(0, f"余额 {kind}", str(error)))


def _entry(record: _Record, element: Element) -> None:
    """一笔；读不出的原文照留。"""
    record.count += 1
    status = _first(element, "Sts/Cd", "Sts")
    raw = tostring(element, "unicode").strip()
    try:
        if status not in ("", "BOOK"):
            raise ValueError(f"银行还没有入账（{status}）")
        record.lines += _lines(record, element, raw)
    except ValueError as error:
        record.unread.append(Unread(record.count, raw, (Flaw(record.count, "", str(error)),)))


def _lines(record: _Record, entry: Element, raw: str) -> Iterable[Line]:
    whole = _signed(entry)
    details = entry.findall("NtryDtls/TxDtls")
    if len(details) > 1:
        parts = _parts(entry, details)
        if sum(parts) == whole and len(parts) == len(details):
            return [_line(record, entry, one, part, raw, place) for place, (one, part) in enumerate(zip(details, parts, strict=True), 1)]
        record.flaws.append(Flaw(record.count, "TxDtls", f"一笔里的{len(details)}条明细合起来不是这一笔的金额，按整笔收"))
    return [_line(record, entry, details[0] if len(details) == 1 else Element("TxDtls"), whole, raw, 0)]


def _parts(entry: Element, details: list[Element]) -> list[int]:
    """各条明细的金额；有一条没有金额，或者币种和整笔不一样的，就不齐。"""
    found = []
    for one in details:
        path = next((path for path in ("Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/InstdAmt/Amt") if one.find(path) is not None), None)
        if path is not None and _coin(one, path) == _coin(entry, "Amt"):
            found.append(_signed(one, path, _text(entry, "CdtDbtInd")))
    return found


def _coin(element: Element, path: str) -> str:
    found = element.find(path)
    return "" if found is None else found.get("Ccy", "")


def _line(record: _Record, entry: Element, detail: Element, worth: int, raw: str, part: int) -> Line:
    booked, at = _when(entry, "BookgDt")
    value, _ = _when(entry, "ValDt")
    if (booked := booked or value) is None:
        raise ValueError("没有入账日，也没有起息日")
    own = record.head.get("account", "")
    name, account, bank = _other(detail, worth, own)
    whole = _first(entry, "AcctSvcrRef")
    returned = " ".join(dict.fromkeys(text for path in ("RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry", "RtrInf/AddtlInf") if (text := _text(detail, path))))
    return Line(
        account=own, booked_on=booked, booked_at=at, value_on=value, fen=worth, currency=_coin(entry, "Amt") or "CNY",
        serial=_serial(whole, detail, part), batch=whole if part else "", name=name, other_account=account, other_bank=bank,
        summary=_text(entry, "AddtlNtryInf"), remark=_remark(detail), code=_code(detail) or _code(entry), references=_references(entry, detail),
        reversal=_text(entry, "RvslInd").lower() in ("true", "1"), returned=returned, row=record.count, raw=raw,
    )  # fmt: skip


def _serial(whole: str, detail: Element, part: int) -> str:
    """整笔的流水号；拆开的用明细自己的，没有就用整笔的加明细的编号。"""
    if not part:
        return whole or _first(detail, "Refs/AcctSvcrRef")
    own = _first(detail, "Refs/AcctSvcrRef")
    if own and own != whole:
        return own
    return f"{whole}/{_first(detail, 'Refs/TxId', 'Refs/EndToEndId', 'Refs/InstrId') or part}" if whole else ""


def _other(detail: Element, worth: int, own: str) -> tuple[str, str, str]:
    """对方的户名、账号、开户行。收入看付款人，支出看收款人；那一边的账号就是本户的（退汇常这样写），看另一边。"""
    near, far = ("Dbtr", "Cdtr") if worth > 0 else ("Cdtr", "Dbtr")
    found = _party(detail, near)
    return _party(detail, far) if own and found[1] == own and any(_party(detail, far)) else found


def _party(detail: Element, side: str) -> tuple[str, str, str]:
    agents = f"RltdAgts/{side}Agt/FinInstnId"
    told = [f"RltdPties/{who}/{path}" for who in (side, f"Ultmt{side}") for path in ("Nm", "Pty/Nm", "Agt/FinInstnId/Nm")]
    name = _first(detail, *told)
    account = detail.find(f"RltdPties/{side}Acct")
    bank = _first(detail, f"{agents}/Nm", f"{agents}/ClrSysMmbId/MmbId", f"{agents}/BICFI", f"{agents}/BIC")
    return name, "" if account is None else _account(account), bank


def _remark(detail: Element) -> str:
    paths = ("RmtInf/Ustrd", "RmtInf/Strd/CdtrRefInf/Ref", "RmtInf/Strd/AddtlRmtInf", "AddtlTxInf")
    return " ".join(dict.fromkeys(text for path in paths for one in detail.findall(path) if (text := (one.text or "").strip())))


def _code(element: Element) -> str:
    domain = [_text(element, f"BkTxCd/Domn/{path}") for path in ("Cd", "Fmly/Cd", "Fmly/SubFmlyCd")]
    return "-".join(one for one in domain if one) or _text(element, "BkTxCd/Prtry/Cd")


def _references(entry: Element, detail: Element) -> tuple[str, ...]:
    names = ("EndToEndId", "InstrId", "PmtInfId", "TxId")
    told = [_text(detail, f"Refs/{name}") for name in names] + [_text(entry, "NtryDtls/Btch/PmtInfId")]
    return tuple(dict.fromkeys(one for one in told if one not in _BLANK))


def _statement(record: _Record, *, cut: bool) -> Statement:
    opening, closing = _end(record, _OPENING, last=False), _end(record, _CLOSING, last=True)
    coins = {coin for kind, coin, _ in record.balances if kind in (*_OPENING, *_CLOSING)} | {one.currency for one in record.lines}
    if len(coins) > 1:
        record.flaws.append(Flaw(0, "币种", f"一份里有几种币种：{'、'.join(sorted(coins))}，不核对余额"))
        opening = closing = None
    days = [one.booked_on for one in record.lines]
    since, until = (_day(record.head.get(key, "")) for key in ("since", "until"))
    return Statement(
        account=record.head.get("account", ""), source=record.source, currency=record.head.get("currency") or next(iter(sorted(coins)), "CNY"),
        number=record.head.get("ElctrncSeqNb") or record.head.get("Id", ""), since=since or min(days, default=None),
        until=until or max(days, default=None), opening=opening, closing=closing, lines=tuple(record.lines), unread=tuple(record.unread),
        flaws=tuple(record.flaws), notes=tuple(record.notes), cut=cut,
    )  # fmt: skip


def _end(record: _Record, kinds: tuple[str, ...], *, last: bool) -> int | None:
    """期初或者期末。中间余额（ITBD）只有一个的，是期初还是期末要看另一头有没有；两头都没有的不猜。"""
    for kind in kinds:
        found = [fen for name, _, fen in record.balances if name == kind]
        if found and (kind != "ITBD" or len(found) > 1 or any(name in ("OPBD", "PRCD") for name, _, _ in record.balances) == last):
            return found[-1 if last else 0]
    return None


def _day(text: str) -> date | None:
    try:
        return moment(re.sub(r"\.\d+", "", text))[0]
    except ValueError:
        return None
