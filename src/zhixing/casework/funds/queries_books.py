"""读总账：一件案件的结存和逐笔对账单。

金额以分计。账上借为正、贷为负；这里一律说“钱”：进案件为正，出案件为负，结存不为负。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any, Final

from django.db.models import Sum

from zhixing.casework.cases.queries import Case
from zhixing.casework.funds.models import Account, Leg, PayoutLine
from zhixing.casework.funds.queries_receipts import live
from zhixing.law import closing_money
from zhixing.law.closing_look import Money
from zhixing.law.finding import Finding

P = Account.Purpose
INSIDE: Final = (P.HELD, P.CREDITOR, P.FEE, P.COST, P.FINE, P.REFUND, P.RESERVE, P.DEPOSIT)
"""钱还在法院、记在案件名下的各用途，照页面上的次序。"""
KINDS: Final[Mapping[str, str]] = {
    "receipt": "到账", "deduction": "扣划到账", "bounce": "退汇", "interest": "结息", "charge": "手续费", "correction": "冲正",
    "court_fee": "误交诉讼费", "auction": "拍卖款", "payment": "银行付款", "other": "其他", "claim": "认领", "cash": "现金",
    "opening": "期初", "payout": "批准发放", "instruct": "交银行付款", "rejected": "银行没有付", "void": "作废发放", "reversal": "冲回",
    "deposit": "提存", "reserve": "预留", "refund": "退还", "forfeit": "没收保证金",
}
"""凭证种类的叫法；不在内的照摘要说。"""


@dataclass(frozen=True, slots=True)
class Move:
    """一张凭证在案件的一个账户上的动：``fen`` 进为正，出为负；``party`` 是哪个人的，全案的为空。"""

    account_id: int
    purpose: str
    party_id: int | None
    party: str
    fen: int

    @property
    def name(self) -> str:
        """用途的叫法，连同是谁的。"""
        label = P(self.purpose).label
        return f"{label}（{self.party}）" if self.party else label


@dataclass(frozen=True, slots=True)
class Row:
    """对账单的一行，一张凭证。``change_fen`` 是案件的钱多了少了多少（只在各用途之间转的为零），``balance_fen`` 是记完以后还在法院的合计。"""

    voucher_id: int
    day: date
    kind: str
    key: str
    memo: str
    made_name: str
    reverses_id: int | None
    source: Mapping[str, Any]
    moves: tuple[Move, ...]
    change_fen: int
    balance_fen: int

    @property
    def label(self) -> str:
        """种类的叫法。"""
        return KINDS.get(self.kind, self.memo or self.kind)


@dataclass(frozen=True, slots=True)
class Balance:
    """一件案件的钱现在在哪里。``by_purpose`` 各用途的结存；``held`` 各被执行人（全案为空）没有分出去的在案款。

    ``instructed_fen`` 已交银行、银行还没有回的（已经不在案件各账户上）。
    """

    by_purpose: Mapping[str, int] = field(default_factory=dict)
    held: Mapping[int | None, int] = field(default_factory=dict)
    instructed_fen: int = 0

    def of(self, purpose: str) -> int:
        """这一用途的结存。"""
        return self.by_purpose.get(purpose, 0)

    @property
    def held_fen(self) -> int:
        """还没有分到用途的在案款。"""
        return self.of(P.HELD)

    @property
    def total_fen(self) -> int:
        """还在法院账上、记在本案名下的合计，不含已交银行的。"""
        return sum(self.by_purpose.values())

    @property
    def lines(self) -> tuple[tuple[str, int], ...]:
        """有余额的各用途：叫法和金额，照页面次序。"""
        return tuple((purpose.label, self.of(purpose)) for purpose in INSIDE if self.of(purpose))


def statement(case: Case | int, *, until: date | None = None) -> list[Row]:
    """这一件的逐笔对账单，先记的在前，逐笔结存；``until`` 是算到哪个记账日。"""
    number = case if isinstance(case, int) else case.pk
    legs = Leg.objects.filter(account__case=number, account__purpose__in=INSIDE)
    legs = legs if until is None else legs.filter(voucher__day__lte=until)
    return list(_running(legs.select_related("voucher", "account__party").order_by("voucher_id", "id")))


def _running(legs: Iterable[Leg]) -> Iterable[Row]:
    balance = 0
    for _, group in groupby(legs, key=lambda leg: leg.voucher_id):
        found = list(group)
        voucher, moves = found[0].voucher, tuple(_moves(found))
        change = sum(move.fen for move in moves)
        balance += change
        yield Row(
            voucher.pk, voucher.day, voucher.kind, voucher.key, voucher.memo, voucher.made_name, voucher.reverses_id, voucher.source, moves,
            change, balance,
        )


def _moves(legs: Iterable[Leg]) -> Iterable[Move]:
    for leg in legs:
        account = leg.account
        yield Move(account.pk, account.purpose, account.party_id, account.party.name if account.party else "", -leg.amount_fen)


def balance(case: Case | int) -> Balance:
    """这一件的钱现在在哪里，从守着的余额读（``verify_ledger`` 另从分录核）。"""
    number = case if isinstance(case, int) else case.pk
    return balances([number]).get(number, Balance())


def balances(case_ids: Iterable[int]) -> dict[int, Balance]:
    """许多案件的结存，一次取；没有账户的不在内。"""
    wanted = list(case_ids)
    purposes: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    held: dict[int, dict[int | None, int]] = defaultdict(dict)
    rows = Account.objects.filter(case__in=wanted, purpose__in=INSIDE).values_list("case_id", "purpose", "party_id", "balance_fen").order_by("pk")
    for case, purpose, party, fen in rows:
        purposes[case][purpose] -= fen
        if purpose == P.HELD:
            held[case][party] = -fen
    waiting = _instructed(wanted)
    return {case: Balance(dict(found), held[case], waiting.get(case, 0)) for case, found in purposes.items()}


def unallocated(case: Case) -> Money | None:
    """报结闸门要看的：没有分出去的（在案款、预留），批准了还没有付出去的，分；提存的不算。本院没有启用总账的为空。"""
    if not live(case.court_id):
        return None
    found = balance(case)
    loose = found.held_fen + found.of(P.RESERVE)
    return Money(loose, found.total_fen - loose - found.of(P.DEPOSIT) + found.instructed_fen)


def reckons(case: Case) -> Finding[bool]:
    """现在还能不能录入计息依据、做计息单：没有结案的能，结案以后只为发放后到的款。"""
    return closing_money.reckons(case.state, unallocated(case) if case.state in closing_money.CLOSED else None)


def late_money(case: Case) -> str:
    """结案以后又有了钱的，页面上照实说的一句话；没有为空。"""
    money = unallocated(case) if case.state in closing_money.CLOSED else None
    return closing_money.after(money) if money else ""


def _instructed(case_ids: list[int]) -> dict[int, int]:
    """已交银行、银行还没有回的，分。"""
    lines = PayoutLine.objects.filter(payout__case__in=case_ids, state=PayoutLine.State.EXPORTED)
    return dict(lines.order_by().values_list("payout__case_id").annotate(fen=Sum("amount_fen")))
