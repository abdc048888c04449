"""收银行明细：一笔一张凭证，对得上案件的记到案件，对不上的待认领，退汇、扣款记到那一笔付款。

同一笔（``key``）只收一次，所以文件重复、交叉、断了再来都无害。两千笔一个事务；锁的次序与付款的一样（``results.hold``）。
只对本院的案件；冲正的另见 ``intake_reversals``，等别的都记了再办。
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction

from zhixing.casework.cases.commands import advance
from zhixing.casework.cases.queries import Case
from zhixing.casework.funds import queries_receipts as known_cases
from zhixing.casework.funds.commands import batches, intake_reversals, results
from zhixing.casework.funds.commands.expecting import arrived
from zhixing.casework.funds.commands.incoming import Incoming as Incoming
from zhixing.casework.funds.commands.incoming import bank_line, draft, fresh
from zhixing.casework.funds.commands.ledger import Draft, open_account, open_accounts, post
from zhixing.casework.funds.commands.numbering import next_numbers, spelt
from zhixing.casework.funds.commands.payout_holding import Held
from zhixing.casework.funds.commands.receiving import events_of
from zhixing.casework.funds.models import Account, BankAccount, BankFile, BankLine, MonthClose, PayoutLine, Receipt
from zhixing.foundation.history import commands as history
from zhixing.foundation.history.commands import Batch, Item
from zhixing.foundation.history.rows import add
from zhixing.foundation.people.queries import User
from zhixing.law import matching
from zhixing.law.articles import cite
from zhixing.law.finding import refuse
from zhixing.law.matching import Known, Match
from zhixing.law.states import Act, after, permits

P = Account.Purpose
CHUNK: Final = 2000
TRIES: Final = 3
"""两处同时收同一个文件，撞上了退回重来；第二次各笔都是已有的。"""
BASIS: Final = cite("AK 4")
RECEIPT: Final = re.compile(r"收\d{4}-\d{6}")
_CERTAIN: Final = ("receipt", "deduction")
"""把握够的自动认领；拍卖款、误交的诉讼费要人看。"""
_MATCHED: Final = (*_CERTAIN, "auction")
_WAYS: Final = {"deduction": "deducted", "auction": "sale"}
_MONTH: Final = 32


@dataclass(slots=True)
class Taken:
    """收了多少：``fresh`` 新收，``known`` 已有，``matched`` 对到案件，``waiting`` 待认领，``early`` 期初以前的没有收。"""

    fresh: int = 0
    known: int = 0
    matched: int = 0
    waiting: int = 0
    bounced: int = 0
    queried: int = 0
    early: int = 0

    @property
    def done(self) -> int:
        """办过的几笔。"""
        return self.fresh + self.known + self.early


@dataclass(slots=True)
class _Work:
    """正在收的一笔：对到哪一笔付款（成批扣款的几笔 ``batch``）、现金，机器对案件的看法，记在哪个账户。"""

    line: Incoming
    payout: PayoutLine | None = None
    batch: list[PayoutLine] = field(default_factory=list)
    cash: Receipt | None = None
    match: Match | None = None
    case: Case | None = None
    party: int | None = None
    purpose: Account.Purpose = P.SUSPENSE
    counter: int = 0
    row: BankLine = field(default_factory=BankLine)


@dataclass(frozen=True, slots=True)
class _Desk:
    """这一次收的各笔共同的：账户、文件、谁、哪天、本院的案件。"""

    account: BankAccount
    file: BankFile | None
    actor: User
    on: date
    known: Known
    open_from: date

    @property
    def court_id(self) -> int:
        return self.account.court_id


def take(
    lines: Iterable[Incoming], *, bank_account: BankAccount, actor: User, on: date, file: BankFile | None = None,
    progress: Callable[[Taken], None] | None = None,
) -> Taken:
    """收这些明细，返回收了多少。账户没有启用总账的拒绝：先做期初。每办完一批叫一次 ``progress``。

    权限由收文件的一方核对（``exchange.bank_intake``）。断了再来，收过的不再收。
    """
    _live(bank_account)
    court = bank_account.court_id
    desk = _Desk(bank_account, file, actor, on, known_cases.known(court), _open_from(court))
    taken, rows = Taken(), _ordered(lines, bank_account)
    total = len(rows)
    rows = [one for one in rows if one.booked_on > (bank_account.live_on or one.booked_on)]
    taken.early = total - len(rows)
    plain = _grouped([one for one in rows if one.kind != "correction"], desk.known)
    for start in range(0, len(plain), CHUNK):
        _retried(desk, plain[start : start + CHUNK], taken)
        if progress:
            progress(taken)
    for one in (one for one in rows if one.kind == "correction"):
        day = max(one.booked_on, desk.open_from)
        _count_reversal(intake_reversals.take(one, account=bank_account, file=file, actor=actor, on=on, day=day), taken)
    return taken


def _live(account: BankAccount) -> None:
    if account.live_on is None:
        text = f"账户{account.number}还没有启用总账。"
        refuse("funds.not_live", text, BASIS, remedy="先做期初，会计、执行局长签字以后再收银行文件。", subject="account").require()
    if account.closed_on is not None:
        text = f"账户{account.number}已于{account.closed_on}停用。"
        refuse("funds.account_closed", text, BASIS, remedy="核对是哪个账户的文件。", subject="account").require()


def _ordered(lines: Iterable[Incoming], account: BankAccount) -> list[Incoming]:
    """按日子；同一天的先支出后收入：退汇总在它的付款之后。金额为零的没有账可记，同一笔只留一行。"""
    once = {one.key: one for one in lines if one.fen}
    return sorted(once.values(), key=lambda one: (one.booked_on, one.fen > 0))


def _grouped(rows: list[Incoming], known: Known) -> list[Incoming]:
    """几批才收得完的：同一件案件的排在一起，它的节点、登记簿只算一次；别的在前，付款、退汇仍照日子先后。"""
    if len(rows) <= CHUNK:
        return rows

    def whose(one: Incoming) -> int:
        found = matching.match(one, known) if one.kind in _CERTAIN else None
        return found.candidates[0].case if found and found.certain else 0

    return sorted(rows, key=whose)


def _open_from(court_id: int) -> date:
    """月结以后，凭证最早记在哪天：结了的月份再来的明细，记在下一月一日。"""
    last = MonthClose.objects.filter(court=court_id).order_by("-month").values_list("month", flat=True).first()
    return (last + timedelta(days=_MONTH)).replace(day=1) if last else date.min


def _count_reversal(told: str, taken: Taken) -> None:
    taken.known += told == "known"
    taken.fresh += told != "known"
    taken.waiting += told == "waiting"
    taken.queried += told == "queried"


# ---- 一批 ----


def _retried(desk: _Desk, lines: Sequence[Incoming], taken: Taken) -> None:
    for attempt in range(TRIES):
        try:
            with transaction.atomic():
                made = _batch(desk, lines)
            _count(made, len(lines), taken)
            return
        except IntegrityError:
            if attempt == TRIES - 1:
                raise


def _count(made: Sequence[_Work], total: int, taken: Taken) -> None:
    taken.fresh += len(made)
    taken.known += total - len(made)
    taken.matched += sum(work.purpose == P.HELD for work in made)
    taken.waiting += sum(work.purpose == P.SUSPENSE for work in made)
    taken.bounced += sum(work.payout is not None and work.line.fen > 0 for work in made)
    taken.queried += sum(work.purpose == P.QUERIED for work in made)


def _batch(desk: _Desk, lines: Sequence[Incoming]) -> list[_Work]:
    """一个事务里收一批；先看、再锁、锁住以后再看一次。"""
    works = [_Work(line) for line in fresh(lines, desk.account)]
    _look(desk, works)
    cases = {work.match.candidates[0].case for work in works if work.match and work.match.certain}
    ours = [line for work in works for line in (*work.batch, *([work.payout] if work.payout else []))]
    held = results.hold(ours, court_id=desk.court_id, cases=cases)
    still = {one.key for one in fresh([work.line for work in works], desk.account)}
    works = [work for work in works if work.line.key in still]
    if not works:
        return []
    for work in works:
        _place(desk, work, held)
    _accounts(desk, works)
    _write(desk, works)
    _receipts(desk, [work for work in works if work.purpose in (P.HELD, P.SUSPENSE)])
    _settle(desk, works, held)
    return works


def _look(desk: _Desk, works: Sequence[_Work]) -> None:
    """各笔是不是我们的付款、退汇、缴存的现金；都不是的收入，看是哪件案件的。"""
    ours = [work for work in works if work.line.fen < 0 or work.line.kind == "bounce"]
    found = results.find_all([(work.line.texts, work.line.fen) for work in ours], court_id=desk.court_id) if ours else []
    for work, line in zip(ours, found, strict=True):
        work.payout = line
    _look_for_batches(desk, ours)
    cash = known_cases.cash_waiting(desk.court_id)
    alike = {(row.case_id, row.amount_fen) for row in cash.values()}
    for work in works:
        if work.line.fen > 0 and work.line.kind in _MATCHED:
            work.cash = _cash(work.line, cash)
            work.match = None if work.cash else _unlike(matching.match(work.line, desk.known), work.line.fen, alike)


def _look_for_batches(desk: _Desk, ours: Sequence[_Work]) -> None:
    """没有对到一笔付款的扣款，是不是一个付款文件的总数；同一个文件只认一次。"""
    lost = [work for work in ours if work.payout is None and work.line.fen < 0 and work.line.kind != "charge"]
    taken = {work.payout.pk for work in ours if work.payout is not None and work.line.fen < 0}
    files = batches.open_files(desk.account, taken) if lost else []
    for work in lost:
        work.batch = batches.find(work.line, files, desk.account, taken)
        files = [one for one in files if all(line.file_id != one.file for line in work.batch)]


def _unlike(found: Match, fen: int, alike: set[tuple[int | None, int]]) -> Match:
    """本案有同样金额的现金还没有缴存的，可能就是它，不能当成另一笔到账：由人看。"""
    if not found.certain or (found.candidates[0].case, fen) not in alike:
        return found
    return found._replace(certain=False, notes=(*found.notes, "本案有同样金额的现金还没有缴存"))


def _cash(line: Incoming, waiting: dict[str, Receipt]) -> Receipt | None:
    """附言写着收据号、金额相同的现金缴存；一张收据只缴存一次。"""
    named = [number for text in line.texts for number in RECEIPT.findall(text)]
    found = next((waiting[number] for number in named if number in waiting and waiting[number].amount_fen == line.fen), None)
    return waiting.pop(found.number) if found else None


def _place(desk: _Desk, work: _Work, held: Held) -> None:
    """锁住以后定下记在哪里。"""
    line = work.line
    if work.payout is not None:
        work.payout = held.lines[work.payout.pk]
        work.payout = work.payout if results.fits(work.payout, line.fen) else None
    if work.payout is not None:
        work.purpose, work.counter = P.TRANSIT, results.counter(work.payout, line.fen, desk.on)
    elif work.batch and (rows := batches.still(work.batch, held, line.fen)):
        work.batch, work.purpose, work.counter = rows, P.TRANSIT, results.counter(rows[0], line.fen, desk.on)
    elif work.cash is not None:
        work.purpose = P.CASH
    elif line.fen < 0:
        work.purpose = P.CHARGE if line.kind == "charge" else P.QUERIED
    elif line.kind == "interest":
        work.purpose = P.INTEREST
    else:
        _claimed(desk, work, held)


def _claimed(desk: _Desk, work: _Work, held: Held) -> None:
    """机器有把握的，而且是本院的、现在收得下的案件。"""
    if work.match is None or not work.match.certain or work.line.kind not in _CERTAIN:
        return
    best = work.match.candidates[0]
    case = held.cases.get(best.case)
    if case is None or case.court_id != desk.court_id or not permits(case.state, Act.CLAIM_MONEY, case.kind).ok:
        return
    work.case, work.party, work.purpose = case, best.party, P.HELD


def _accounts(desk: _Desk, works: Sequence[_Work]) -> None:
    """各笔对着存款的账户。"""
    shared: dict[Account.Purpose, int] = {}
    pairs = {(work.case.pk, work.party) for work in works if work.case is not None}
    held = open_accounts(pairs, court_id=desk.court_id, purpose=P.HELD, on=desk.on) if pairs else {}
    for work in works:
        if work.case is not None:
            work.counter = held[work.case.pk, work.party]
        elif work.cash is not None:
            work.counter = open_account(court_id=desk.court_id, purpose=P.CASH, on=desk.on, case_id=work.cash.case_id).pk
        elif work.payout is None and work.purpose != P.TRANSIT:
            if work.purpose not in shared:
                shared[work.purpose] = open_account(court_id=desk.court_id, purpose=work.purpose, on=desk.on).pk
            work.counter = shared[work.purpose]


# ---- 写 ----


def _write(desk: _Desk, works: Sequence[_Work]) -> None:
    """凭证和银行明细。"""
    bank = open_account(court_id=desk.court_id, purpose=P.BANK, on=desk.on, bank_id=desk.account.pk).pk
    drafts = [_draft(work, bank, desk.open_from) for work in works]
    vouchers = post(drafts, court_id=desk.court_id, actor=desk.actor)
    for work, voucher in zip(works, vouchers, strict=True):
        work.row = bank_line(work.line, desk.account, desk.file, voucher)
    add([work.row for work in works])


def _draft(work: _Work, bank: int, first: date) -> Draft:
    fen = work.line.fen
    return draft(work.line, ((bank, fen), (work.counter, -fen)), max(work.line.booked_on, first))


def _receipts(desk: _Desk, works: Sequence[_Work]) -> None:
    """各笔到账的收据；对到案件的，案件链上记下到账、认领。"""
    rows = [_receipt(desk, work) for work in works]
    _number(desk, rows)
    _tell(desk, [(work.case, row) for work, row in zip(works, rows, strict=True) if work.case is not None])
    add(rows)
    for work in works:
        if work.case is not None and work.match is not None and work.match.marks:
            arrived(court_id=desk.court_id, marks=work.match.marks, on=work.line.booked_on)


def _number(desk: _Desk, rows: Sequence[Receipt]) -> None:
    years: dict[int, list[Receipt]] = defaultdict(list)
    for row in rows:
        years[row.day.year].append(row)
    for year, each in sorted(years.items()):
        for row, serial in zip(each, next_numbers(desk.court_id, "receipt", year, len(each)), strict=True):
            row.number = spelt("收", year, serial)


def _receipt(desk: _Desk, work: _Work) -> Receipt:
    """一笔到账的行，未存、未编号。"""
    line, best = work.line, work.match.candidates[0] if work.match and work.match.candidates else None
    row = Receipt(
        court_id=desk.court_id, bank_account=desk.account, line=work.row, sort=Receipt.Sort.BANK, day=line.booked_on, amount_fen=line.fen,
        payer=line.name[:200], payer_account=line.other_account[:60], note=line.note,
        kind=line.kind, way="deducted" if work.match and work.match.marks else _WAYS.get(line.kind, "transfer"), proposals=_proposals(work),
    )
    if best is not None:
        row.confidence, row.reasons = best.confidence, [*best.reasons, *(work.match.notes if work.match else ())]
    if work.case is not None:
        row.state, row.case_id, row.party_id, row.matched = Receipt.State.CLAIMED, work.case.pk, work.party, "machine"
    return row


def _proposals(work: _Work) -> list[dict[str, Any]]:
    """机器的看法，把握大的在前。"""
    found = work.match.candidates if work.match else ()
    return [{"case": one.case, "party": one.party, "confidence": one.confidence, "reasons": list(one.reasons)} for one in found]


def _tell(desk: _Desk, claimed: Sequence[tuple[Case, Receipt]]) -> None:
    """案件链上记下到账、认领，环号写在收据上。"""
    items: dict[str, list[tuple[Receipt, Item]]] = defaultdict(list)
    for case, row in claimed:
        items[case.stream] += [(row, one) for one in events_of(row, case, desk.on)]
        advance(case, after(case.state, "funds.Received"))
    batches = [Batch(stream=name, court_id=desk.court_id, items=[item for _, item in each]) for name, each in items.items()]
    for each, done in zip(items.values(), history.record_many(batches, actor=desk.actor), strict=True):
        for (row, _), one in zip(each, done, strict=True):
            name = "received_seq" if one.entry.type == "funds.Received" else "claimed_seq"
            setattr(row, name, one.entry.seq)


def _settle(desk: _Desk, works: Sequence[_Work], held: Held) -> None:
    """缴存的现金写上是哪一笔；扣款、退汇告诉那一笔付款，扣款在先。"""
    for work in works:
        if work.cash is not None:
            Receipt.objects.filter(pk=work.cash.pk).update(line=work.row)
    outcomes = [
        results.Outcome(line=line, kind="bounced" if work.line.fen > 0 else "paid", on=work.line.booked_on, why=_why(work.line), bank=work.row)
        for work in works if work.purpose == P.TRANSIT for line in ([work.payout] if work.payout is not None else work.batch)
    ]
    results.settle(outcomes, held=held, actor=desk.actor)


def _why(line: Incoming) -> str:
    return line.remark or line.summary if line.fen > 0 else ""
