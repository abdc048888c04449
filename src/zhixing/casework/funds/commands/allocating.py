"""一笔付款的钱从哪里来：先到账的先用（先进先出），一分一分对到收据和总账账户。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from zhixing.casework.funds import queries_payouts as queries
from zhixing.casework.funds.commands.ledger import open_account
from zhixing.casework.funds.commands.payout_holding import refused
from zhixing.casework.funds.models import Account, Part, Payout, PayoutLine, Receipt
from zhixing.law.words import yuan

P = Account.Purpose
SOURCES: Final = {"held": P.HELD, "deposit": P.DEPOSIT, "suspense": P.SUSPENSE}
"""动用哪里的钱（``Payout.source``）→ 总账用途。"""


class Pool(NamedTuple):
    """可以用的一份：哪个账户、哪一笔到账、多少（分）。"""

    account: int
    receipt: int | None
    fen: int


def parts(payout: Payout, lines: Sequence[PayoutLine], on: date, receipt: Receipt | None = None) -> list[Part]:
    """各笔付款的各部分，未存。钱不够抛出 ``Refused``。``receipt``：退还待认领款的那一笔。"""
    if payout.source != "deposit":
        return _spread(lines, _pools(payout, on, receipt))
    found: list[Part] = []
    for party in dict.fromkeys(line.party_id for line in lines):
        pools = [Pool(*one) for one in queries.deposited(payout.case_id or 0, party, payout)]
        found += _spread([line for line in lines if line.party_id == party], pools)
    return found


def _pools(payout: Payout, on: date, receipt: Receipt | None) -> list[Pool]:
    if payout.source == "suspense":
        assert receipt is not None
        account = open_account(court_id=payout.court_id, purpose=P.SUSPENSE, on=on).pk
        return [Pool(account, receipt.pk, receipt.amount_fen)]
    assert payout.case_id is not None
    usable = [one for one in queries.available(payout.case_id, on, payout) if not one.delayed]
    return _held(payout, usable, on)


def _held(payout: Payout, usable: Sequence[queries.Available], on: date) -> list[Pool]:
    """各笔到账所在的在案款账户；账户里被预留、在审批的，不能再用。"""
    assert payout.case_id is not None
    account = {
        party: open_account(court_id=payout.court_id, purpose=P.HELD, on=on, case_id=payout.case_id, party_id=party).pk
        for party in dict.fromkeys(one.receipt.party_id for one in usable)
    }
    left = Counter(queries.balances(payout.case_id, P.HELD))
    left.subtract(queries.pending(payout.case_id, payout))
    pools = []
    for one in usable:
        number = account[one.receipt.party_id]
        fen = min(one.left_fen, left[number])
        left[number] -= fen
        pools.append(Pool(number, one.receipt.pk, fen))
    return [pool for pool in pools if pool.fen > 0]


def _spread(lines: Sequence[PayoutLine], pools: Sequence[Pool]) -> list[Part]:
    """依次用各份；用完一份用下一份。"""
    found: list[Part] = []
    rest = iter(pools)
    pool = next(rest, None)
    for line in lines:
        need = line.amount_fen
        while need and pool is not None:
            fen = min(need, pool.fen)
            found.append(Part(line=line, account_id=pool.account, receipt_id=pool.receipt, amount_fen=fen))
            need, pool = need - fen, pool._replace(fen=pool.fen - fen)
            pool = pool if pool.fen else next(rest, None)
        if need:
            raise refused("short", f"钱不够：还差{yuan(need)}元。", "减少金额，或者等款项到账、认领以后再办。")
    return found
