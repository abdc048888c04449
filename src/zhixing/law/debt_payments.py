"""案件上登记的款项 → 抵充债务的清偿：哪些计入、从哪天起不再计息、哪些没有计入要说明。

直接履行、认领了的到账、写明金额的抵债计入。到账自划拨、提取之日，成交裁定送达之日停止计息（M:D-06），没有写明的自到账之日。
从一笔到账里付了执行费、执行费用、退款，或者分给了别的债权人的，那一部分不抵充本案的债务（M:A-06）。
没有认领的到账、没有到账登记的发放、没有另登直接履行的和解分期、没有写金额的抵债不计入，但一笔笔说出来：不漏，也不算两次。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Protocol

from zhixing.law.amounts import money
from zhixing.law.debt import WAYS
from zhixing.law.payout_kinds import OFF_DEBT
from zhixing.law.timeline import Fact
from zhixing.law.words import yuan

DIRECT, RECEIVED, CLAIMED, PAID = "funds.DirectPaid", "funds.Received", "funds.Claimed", "funds.Paid"
BOUNCED: Final = "funds.Bounced"
INSTALMENT, OFFSET = "settlement.InstalmentPaid", "disposal.DebtOffset"
TYPES: Final = frozenset({DIRECT, RECEIVED, CLAIMED, PAID, BOUNCED, INSTALMENT, OFFSET})
LUMP: Final = "接管余额"
"""接管时一案只填一个合计的，这一笔叫这个名字。"""
_MATCHED: Final = (CLAIMED, PAID)
_RULED: Final = ("sale", "in_kind")


@dataclass(frozen=True, slots=True)
class Found:
    """一笔款项。``omitted`` 是不计入的原因（unclaimed、unreceived、instalment、unpriced），空为计入；``lump`` 是接管时的合计。"""

    fact: Fact
    day: date
    amount: int
    how: str
    omitted: str = ""
    lump: bool = False


class Row(Protocol):
    """记下来的一笔（``funds.Payment`` 有这些）。"""

    day: date
    amount_fen: int
    how: str
    subject: str
    to_item: str
    omitted: str
    lump: bool


def found(facts: Iterable[Fact]) -> tuple[Found, ...]:
    """仍然有效的登记里的各笔款项，按登记的次序。"""
    facts = tuple(facts)
    matched = {fact.subject for fact in facts if fact.type in _MATCHED}
    received = {fact.subject for fact in facts if fact.type == RECEIVED}
    off = off_debt(facts)
    made = (_found(fact, received if fact.type == PAID else matched, off) for fact in facts)
    return tuple(sorted((one for one in made if one), key=lambda one: one.fact.identity))


def off_debt(facts: Iterable[Fact]) -> dict[str, int]:
    """各笔到账里付了出去、不抵充债务的（分）：名称 → 金额，退汇的减去。种类见 ``law.payout_kinds``。"""
    found: dict[str, int] = defaultdict(int)
    for fact in facts:
        if fact.type in (PAID, BOUNCED) and fact.data.get("what") in OFF_DEBT:
            fen = int(fact.data.get("amount_fen") or 0)
            found[fact.subject] += fen if fact.type == PAID else -fen
    return {name: max(fen, 0) for name, fen in found.items()}


def _found(fact: Fact, matched: set[str], off: dict[str, int]) -> Found | None:
    """这条登记是怎样的一笔；``matched`` 是有认领、发放（看发放时，是有到账）的各笔名称。不是款项为空。

    ``off`` 是各笔到账里不抵充债务的，从先登记的一笔减起。
    """
    amount = int(fact.data.get("amount_fen") or 0)
    if fact.type == PAID:
        return None if fact.subject in matched or fact.data.get("what") in OFF_DEBT else Found(fact, fact.on, amount, "transfer", "unreceived")
    if fact.type == DIRECT:
        return Found(fact, fact.on, amount, "direct")
    if fact.type == INSTALMENT:
        return Found(fact, fact.on, amount, "direct", "instalment")
    if fact.type == OFFSET:
        return Found(fact, fact.on, amount, "in_kind", "" if amount else "unpriced")
    if fact.type != RECEIVED:
        return None
    taken = min(off.get(fact.subject, 0), amount)
    off[fact.subject], amount = off.get(fact.subject, 0) - taken, amount - taken
    mine = fact.subject in matched or fact.source == "imported"
    how = str(fact.data.get("how") or "transfer")
    return Found(fact, fact.day("stopped_on") or fact.on, amount, how, "" if mine else "unclaimed", mine and fact.subject == LUMP)


def item_id(text: str, items: Sequence[dict[str, Any]]) -> str:
    """“履行到哪一项”写的是哪一项的编号；编号、名称都认，认不出为空。"""
    named = [one for one in items if text in (one.get("id"), one.get("name"))] if text else []
    return str(named[0]["id"]) if len(named) == 1 else ""


def as_data(row: Row, number: str, items: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """CLAIM.json 里的一笔清偿；``number`` 是它的编号。"""
    day = "served_on" if row.how in _RULED else "on"
    data = {"id": number, day: row.day.isoformat(), "amount": money(row.amount_fen), "how": row.how}
    to = item_id(row.to_item, items)
    return {**data, "to": to} if to else data


def notes(rows: Sequence[Row], items: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    """没有计入的、要当心的，一笔一句。"""
    direct = sum(row.amount_fen for row in rows if row.how == "direct" and not row.omitted)
    parts = sum(row.amount_fen for row in rows if row.omitted == "instalment")
    told = [_note(row, items) for row in rows]
    if parts > direct:
        told.append(f"和解分期已付{yuan(parts)}元，登记的直接履行{yuan(direct)}元；分期不计入，直接付给申请执行人的请另登“当事人直接履行”。")
    return tuple(text for text in told if text)


def _note(row: Row, items: Sequence[dict[str, Any]]) -> str:
    name = f"“{row.subject}”" if row.subject else ""
    if row.omitted == "unclaimed":
        return f"{row.day}到账{name}{yuan(row.amount_fen)}元还没有认领，没有计入。"
    if row.omitted == "unreceived":
        return f"{row.day}发放{name}{f'{yuan(row.amount_fen)}元' if row.amount_fen else ''}，没有对应的到账登记，没有计入。"
    if row.omitted == "unpriced":
        return f"{row.day}{name}以物抵债没有登记金额，没有计入。"
    if row.lump:
        return f"接管前到位的只有合计{yuan(row.amount_fen)}元，按{row.day}一次计入；各笔日子不同的，请更正登记。"
    if row.to_item and not item_id(row.to_item, items):
        return f"{row.day}{WAYS[row.how]}{yuan(row.amount_fen)}元指定清偿“{row.to_item}”，计息依据里没有这一项，按法定顺序抵充。"
    return ""
