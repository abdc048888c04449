"""发放审批表 → ``law.payouts`` 要的事实：应当一致的收款账户、够不够、有没有依据、要不要回访。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

from zhixing.casework.cases.queries import Party
from zhixing.casework.funds import proposing, queries, queries_payouts
from zhixing.casework.funds.models import Account, Part, Payout, PayoutLine, Plan
from zhixing.foundation.history.queries import Entry
from zhixing.foundation.people.queries import setting
from zhixing.law.finding import Finding
from zhixing.law.payout_kinds import DEBTS
from zhixing.law.payouts import Asked, Payee, PayoutFacts, must_call
from zhixing.law.words import word

P = Account.Purpose
_ACCOUNT: Final = ("账号", "户名")
_CHANGED: Final = "cases.DetailsChanged"


def of(payout: Payout, lines: Sequence[PayoutLine], parts: Sequence[Part], on: date) -> PayoutFacts:
    """送批前的事实。``parts`` 是这次各笔的来源。"""
    payers = _payers(lines, parts)
    asked = tuple(_asked(line, one, payers.get(line.pk, [])) for line, one in zip(lines, confirmed(payout, lines, parts), strict=True))
    if payout.case_id is None:
        return PayoutFacts(asked, arrived=sum(part.amount_fen for part in parts), suspense=True, decided=payout.decision_id is not None)
    whole = queries_payouts.whole_delay(payout.case_id, on)
    told = f"{word('delay', whole.ground)}，到{whole.until}" if whole else ""
    signed = payout.source == "deposit" or _signed(payout)
    owed = proposing.owed(payout.case_id, on) if payout.source == "held" and payout.plan_id is None and signed else None
    return PayoutFacts(asked, **_sums(payout, parts, on), signed=signed, decided=payout.decision_id is not None, delayed=told, owed=owed)


def _sums(payout: Payout, parts: Sequence[Part], on: date) -> dict[str, Any]:
    """够不够：在案款看到账、已付、冻结、预留；提存、预留看还有多少（来源已经对到分）。"""
    if payout.source != "held":
        return {"arrived": sum(part.amount_fen for part in parts)}
    assert payout.case_id is not None
    left = queries_payouts.available(payout.case_id, on, payout)
    arrived = queries_payouts.received_fen(payout.case_id)
    return {
        "arrived": arrived, "paid": arrived - sum(one.left_fen for one in left), "frozen": sum(one.left_fen for one in left if one.delayed),
        "reserved": sum(queries_payouts.balances(payout.case_id, P.RESERVE).values()),
    }


def _signed(payout: Payout) -> bool:
    """据以发放的还作数：分配方案已定案，或者计息单确认了、没有变动。"""
    if payout.plan_id is not None:
        return Plan.objects.filter(pk=payout.plan_id, state=Plan.State.SETTLED).exists()
    current = queries.signed(payout.case_id or 0)
    return current is not None and payout.sheet_id == current.pk


def _asked(line: PayoutLine, told: Payee | None, payers: Sequence[Payee]) -> Asked:
    payee = Payee(line.payee, line.account)
    role = "" if line.party is None or payee.plain in [one.plain for one in payers] else line.party.role
    return Asked(line.what, payee, line.amount_fen, told, line.voucher, line.ground, role)


def stopped(payout: Payout, lines: Sequence[PayoutLine], on: date) -> dict[int, str]:
    """送批以后又批准了延缓的各笔：为什么停着。钱所在的到账延缓的都停；全案延缓的，执行费等照付。"""
    delays = list(queries_payouts.open_delays(payout.case_id, on)) if payout.case_id else []
    told = {row.receipt_id: f"正在延缓发放：{word('delay', row.ground)}，到{row.until}" for row in delays}
    whole = told.pop(None, "")
    found = {line.pk: whole for line in lines if whole and line.what in DEBTS}
    parts = Part.objects.filter(line__payout=payout, receipt__in=told) if told else Part.objects.none()
    return found | {line: told[receipt] for line, receipt in parts.values_list("line_id", "receipt_id")}


# ---- 收款账户 ----


def confirmed(payout: Payout, lines: Sequence[PayoutLine], parts: Iterable[Part] = ()) -> list[Payee | None]:
    """各笔应当一致的账户：当事人确认过的、分配方案里报的、非税账户、来款的账户；不知道的为空。"""
    parties = Party.objects.in_bulk([line.party_id for line in lines if line.party_id])
    payers = _payers(lines, parts)
    fee = Payee(*(str(setting(payout.court_id, f"funds.fee_{name}")) for name in ("holder", "number")))
    return [_confirmed(line, parties.get(line.party_id or 0), payers.get(line.pk, []), fee) for line in lines]


def _confirmed(line: PayoutLine, party: Party | None, payers: Sequence[Payee], fee: Payee) -> Payee | None:
    if line.what == "fee":
        return fee if fee.account else None
    if line.what == "refund" and Payee(line.payee, line.account).plain in [one.plain for one in payers]:
        return Payee(line.payee, line.account)
    if party is not None:
        return Payee(party.bank_holder or party.name, party.bank_account) if party.account_confirmed_on else None
    if line.share is not None:
        return Payee(line.share.holder or line.share.name, line.share.account)
    return Payee(line.payee, line.account) if line.what == "cost" and line.voucher else None


def _payers(lines: Sequence[PayoutLine], parts: Iterable[Part]) -> dict[int, list[Payee]]:
    """退款各笔的钱是谁、从哪个账号交来的。"""
    refunds = {line.pk for line in lines if line.what == "refund"}
    found: dict[int, list[Payee]] = {}
    for part in parts:
        if part.line_id in refunds and part.receipt is not None and part.receipt.payer_account:
            found.setdefault(part.line_id, []).append(Payee(part.receipt.payer, part.receipt.payer_account))
    return found


# ---- 回访 ----


def calls(payout: Payout, lines: Sequence[PayoutLine], on: date) -> dict[int, Finding[bool]]:
    """各笔要不要打电话回访：当事人的收款账号、户名在本院所定的日数以内改过。"""
    mine = [line for line in lines if line.party is not None]
    if payout.case_id is None or not mine:
        return {}
    names = {line.party.name for line in mine if line.party}
    changed, days = changed_on(payout.case_id, names), int(setting(payout.court_id, "funds.callback_days"))
    return {line.pk: must_call(changed.get(line.party.name), on, days) for line in mine if line.party}


def changed_on(case_id: int, names: Iterable[str]) -> dict[str, date]:
    """姓名 → 最近一次改动收款账号、户名的日子；第一次填写不算改动，没有改过的不在内。"""
    rows = Entry.objects.filter(stream=f"case:{case_id}", type=_CHANGED, payload__changes__has_any_keys=list(_ACCOUNT)).order_by("seq")
    changed = [row for row in rows if any(row.payload["changes"].get(name, [""])[0] for name in _ACCOUNT)]
    return {name: row.happened_on for row in changed for name in names if row.payload["about"].removesuffix("的收款账户").endswith(name)}
