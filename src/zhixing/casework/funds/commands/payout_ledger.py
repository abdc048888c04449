"""发放在总账上怎样走：批准、交银行、银行没有付、作废。各张凭证的 ``key`` 说明是哪一步，重来的还是同一张。

批准：在案款（提存、预留、待认领）→ 应付；交银行：应付 → 在途。银行扣款的凭证由收银行明细的一方记：在途 → 存款。
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from zhixing.casework.funds.commands.ledger import Draft, open_account
from zhixing.casework.funds.models import Account, Part, Payout, PayoutLine

P = Account.Purpose
TARGETS: Final[Mapping[str, Account.Purpose]] = {
    "creditor": P.CREDITOR, "priority": P.CREDITOR, "shared": P.CREDITOR, "fee": P.FEE, "cost": P.COST,
    "fine": P.FINE, "refund": P.REFUND, "deposit": P.DEPOSIT,
}
"""批准以后，这一种的钱记在哪个用途。"""
_ONE_EACH: Final = frozenset({P.CREDITOR, P.REFUND, P.DEPOSIT})
"""按人分户的；其余一案一户。"""


class Accounts:
    """一张发放审批表用到的账户，各取一次。"""

    def __init__(self, payout: Payout, on: date) -> None:
        self.payout, self.on = payout, on
        self._known: dict[tuple[str, int | None], int] = {}

    def target(self, line: PayoutLine) -> int:
        """批准以后这一笔的钱在哪个账户；退汇、没有付成的也回到这里。"""
        purpose = TARGETS[line.what]
        return self._account(purpose, self.payout.case_id, line.party_id if purpose in _ONE_EACH else None)

    @property
    def transit(self) -> int:
        """在途：已交银行、银行还没有扣款的，全院一户。"""
        return self._account(P.TRANSIT, None, None)

    def _account(self, purpose: Account.Purpose, case: int | None, party: int | None) -> int:
        if (purpose, party) not in self._known:
            made = open_account(court_id=self.payout.court_id, purpose=purpose, on=self.on, case_id=case, party_id=party)
            self._known[purpose, party] = made.pk
        return self._known[purpose, party]


def approved(payout: Payout, lines: Iterable[PayoutLine], parts: Iterable[Part], on: date) -> Draft:
    """批准：从各来源记到各人名下。"""
    return Draft(f"payout:{payout.pk}", "payout", on, _moved(payout, lines, parts, on), f"批准发放{payout.number}", {"payout": payout.pk})


def voided(payout: Payout, lines: list[PayoutLine], parts: Iterable[Part], on: date, why: str) -> Draft:
    """作废：没有付的各笔回到来源。"""
    legs = tuple((account, -fen) for account, fen in _moved(payout, lines, parts, on))
    key = f"void:{payout.pk}:{min(line.pk for line in lines)}"
    return Draft(key, "void", on, legs, f"{payout.number}：{why}"[:300], {"payout": payout.pk})


def _moved(payout: Payout, lines: Iterable[PayoutLine], parts: Iterable[Part], on: date) -> tuple[tuple[int, int], ...]:
    """借来源，贷去处；同一个账户合成一条。"""
    accounts, legs = Accounts(payout, on), Counter[int]()
    for line in lines:
        legs[accounts.target(line)] -= line.amount_fen
    for part in parts:
        legs[part.account_id] += part.amount_fen
    return tuple((account, fen) for account, fen in legs.items() if fen)


def instructed(line: PayoutLine, accounts: Accounts, file: str) -> Draft:
    """交银行：应付 → 在途。"""
    legs = ((accounts.target(line), line.amount_fen), (accounts.transit, -line.amount_fen))
    return Draft(f"instruct:{line.pk}", "instruct", accounts.on, legs, f"{file} {line.payee}"[:300], _source(line))


def unsent(line: PayoutLine, accounts: Accounts, why: str) -> Draft:
    """银行没有付、文件没有交：在途 → 应付。"""
    legs = ((accounts.transit, line.amount_fen), (accounts.target(line), -line.amount_fen))
    return Draft(f"unsent:{line.pk}", "rejected", accounts.on, legs, why[:300], _source(line))


def _source(line: PayoutLine) -> dict[str, object]:
    return {"payout_line": line.pk, "reference": line.reference}
