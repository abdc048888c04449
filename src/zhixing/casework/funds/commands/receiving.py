"""一笔到账怎样告诉案件：到账、认领两个事件；撤回认领时一起撤回。"""

from __future__ import annotations

from datetime import date

from zhixing.casework.cases.events import EntryWithdrawn
from zhixing.casework.cases.queries import Case
from zhixing.casework.funds.events import Claimed, Received
from zhixing.casework.funds.models import Receipt
from zhixing.foundation.history.commands import Item
from zhixing.law.words import yuan

HAND = "hand"


def events_of(receipt: Receipt, case: Case, on: date) -> list[Item]:
    """到账记在到账日，认领记在认领之日。没收的保证金在分配以前不算到位，没有认领（M:A-06）。

    收件以前就到的（诉讼中的保全款之类），到账记在收件日，停止计息日仍是到账之日。
    """
    how = "" if receipt.way == "transfer" else receipt.way
    name, day = receipt.known_as or receipt.number, max(receipt.day, case.received_on)
    stopped = receipt.stopped_on or (receipt.day if receipt.day < day else None)
    told = Received(subject=name, amount_fen=receipt.amount_fen, payer=receipt.payer, how=how, stopped_on=stopped)
    items = [Item(event=told, happened=day)]
    if receipt.sort == Receipt.Sort.FORFEITED:
        return items
    return [*items, Item(event=Claimed(subject=name, matched=receipt.matched), happened=max(on, day))]


def withdrawal(receipt: Receipt, on: date, why: str) -> list[Item]:
    """撤回案件上的到账、认领。"""
    what = f"到账{receipt.number}，{yuan(receipt.amount_fen)}元"
    event = EntryWithdrawn(subject=receipt.known_as or receipt.number, what=what)
    return [Item(event=event, happened=on, corrects=seq, reason=why) for seq in (receipt.claimed_seq, receipt.received_seq) if seq]
