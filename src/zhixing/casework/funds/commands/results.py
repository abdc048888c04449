"""银行的结果：扣了款、付成了、没有付、退汇。凭付款编号找到那一笔，只有银行说付了才算付了。

收银行明细的一方依次：:func:`find_all` 找，:func:`hold` 锁，凭证的对方账户用 :func:`counter`，存下明细以后 :func:`settle`。
付款文件的回执（pain.002、银行的结果表）也走 :func:`settle`。同一个结果来几次，只算第一次。
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from zhixing.casework.funds.commands import ledger, payout_ledger
from zhixing.casework.funds.commands.payout_holding import Held, Told, hold_lines, tell
from zhixing.casework.funds.commands.payout_ledger import Accounts
from zhixing.casework.funds.events import Bounced, Paid, PaymentRefused, ReceiptReturned
from zhixing.casework.funds.models import BankLine, Part, Payout, PayoutLine
from zhixing.foundation.history.context import Actor
from zhixing.foundation.history.rows import keep_all

State = PayoutLine.State
REFERENCE: Final = re.compile(r"ZX\d{12}", re.IGNORECASE)
"""付款编号的样子；银行常把它夹在附言里。"""
_ENDED: Final = (State.PAID, State.KEPT, State.VOID, State.RETRIED)
_OWED: Final = ("creditor", "priority")
_NAMED: Final = 3
_CHUNK: Final = 2000


# ---- 找 ----


def reference(line_id: int) -> str:
    """一笔付款的编号，末两位是校验码（模 97）：抄漏、抄错的认不成别的一笔。

    >>> reference(1)
    'ZX000000000195'
    """
    return f"ZX{line_id:010d}{98 - line_id * 100 % 97:02d}"


def _id_of(text: str) -> int | None:
    """编号是哪一笔；校验码不对的为空。"""
    number = int(text[2:12])
    return number if reference(number) == text.upper() else None


def find(references: Iterable[str], *, court_id: int, fen: int) -> PayoutLine | None:
    """同 :func:`find_all`，只有一笔。"""
    return find_all([(references, fen)], court_id=court_id)[0]


def find_all(asked: Sequence[tuple[Iterable[str], int]], *, court_id: int) -> list[PayoutLine | None]:
    """各笔银行明细是我们的哪一笔付款；不是、认不准的为空。没有锁，用以前 :func:`hold`。

    ``asked`` 是（付款编号或者带编号的附言，金额）：金额为负是扣款，为正是退汇，须与付款的金额一样。
    已经扣过、退过的不再认；还没有交银行、没有付成、作废了的也不认，由人查。
    """
    ids = [_ids(texts) for texts, _ in asked]
    rows = {row.pk: row for row in _lines({one for found in ids for one in found}, court_id)}
    taken: set[tuple[int, bool]] = set()
    return [_only(found, fen, rows, taken) for found, (_, fen) in zip(ids, asked, strict=True)]


def _ids(texts: Iterable[str]) -> set[int]:
    return {number for text in texts for one in REFERENCE.findall(text) if (number := _id_of(one))}


def _lines(ids: Iterable[int], court_id: int) -> list[PayoutLine]:
    wanted = sorted(ids)
    found: list[PayoutLine] = []
    for start in range(0, len(wanted), _CHUNK):
        rows = PayoutLine.objects.filter(pk__in=wanted[start:start + _CHUNK], payout__court=court_id, reference__isnull=False)
        found += rows.select_related("payout")
    return found


def _only(ids: set[int], fen: int, rows: dict[int, PayoutLine], taken: set[tuple[int, bool]]) -> PayoutLine | None:
    hits = [rows[one] for one in ids if one in rows and fits(rows[one], fen) and (one, fen > 0) not in taken]
    if len(hits) != 1:
        return None
    taken.add((hits[0].pk, fen > 0))
    return hits[0]


def fits(line: PayoutLine, fen: int) -> bool:
    """这一笔银行明细（负是扣款，正是退汇）说的可以是它：金额一样，还没有扣过、退过，也没有说没付成。"""
    if abs(fen) != line.amount_fen:
        return False
    if fen > 0:
        return line.state in (State.EXPORTED, State.PAID) and line.bounced_line_id is None
    sent = line.state in (State.EXPORTED, State.PAID) or line.bounced_line_id is not None
    return sent and line.line_id is None


# ---- 锁、记账 ----


def hold(lines: Iterable[PayoutLine], *, court_id: int, cases: Iterable[int] = ()) -> Held:
    """锁住这些付款和它们的案件；``cases`` 是同一事务里还要改的案件，一起锁。锁住以后用返回的各行，再看一次 :func:`fits`。"""
    return hold_lines((line.pk for line in lines), court_id=court_id, cases=cases)


def counter(line: PayoutLine, fen: int, on: date) -> int:
    """这一笔银行明细的凭证，对着存款的那个账户：扣款是在途，退汇是这笔钱原来所在的应付账户。"""
    accounts = Accounts(line.payout, on)
    return accounts.transit if fen < 0 else accounts.target(line)


# ---- 结果 ----


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """银行对一笔付款的说法。``line`` 须已锁住。

    ``kind``：``paid`` 付成了（扣了款），``bounced`` 退汇，``refused`` 没有付。``bank`` 是那一笔银行明细，回执没有。
    """

    line: PayoutLine
    kind: str
    on: date
    why: str = ""
    bank: BankLine | None = None


def debited(line: PayoutLine, bank_line: BankLine, *, held: Held, actor: Actor) -> None:
    """银行扣了款：付成了。凭证（在途 → 存款）由记银行明细的一方记。"""
    settle([Outcome(line=line, kind="paid", on=bank_line.booked_on, bank=bank_line)], held=held, actor=actor)


def returned(line: PayoutLine, bank_line: BankLine, why: str, *, held: Held, actor: Actor) -> None:
    """退汇：钱回到应付账户，这一笔等着另付。凭证（存款 → 应付）由记银行明细的一方记。"""
    settle([Outcome(line=line, kind="bounced", on=bank_line.booked_on, why=why, bank=bank_line)], held=held, actor=actor)


def settle(outcomes: Sequence[Outcome], *, held: Held, actor: Actor) -> list[Outcome]:
    """记下这些结果，返回真正有变化的；来过的、与已有的说法矛盾的不算（矛盾的由调用的一方说给人看）。

    没有扣款就说没有付的（``refused``），从在途退回应付的凭证在这里记。
    """
    marked = [(one, told) for one in outcomes if (told := _MARKS[one.kind](one)) is not None]
    if not marked:
        return []
    fresh = [one for one, _ in marked]
    _post_refused([one for one in fresh if one.kind == "refused"], actor)
    _save([one.line for one in fresh])
    payouts = [held.payouts[key] for key in sorted({one.line.payout_id for one in fresh})]
    finished = frozenset(payout.pk for payout in payouts if refresh(payout, fresh[-1].on))
    tell(_events(marked, finished), held.cases, court_id=fresh[0].line.payout.court_id, actor=actor)
    return fresh


def _paid(one: Outcome) -> tuple[str, ...] | None:
    """改这一行，未存；返回要记哪几种事件，没有变化的为 ``None``。下面两个也是。"""
    line, was = one.line, one.line.state
    attached = one.bank is not None and fits(line, -line.amount_fen)
    if attached:
        line.line = one.bank
    if was == State.EXPORTED:
        line.state, line.paid_on, line.answer = State.PAID, one.on, one.why[:300]
        return ("paid",)
    return () if attached else None


def _bounced(one: Outcome) -> tuple[str, ...] | None:
    """退汇先到、扣款还没有到的，两件都记：退得回来，就是付出去过。"""
    line, was = one.line, one.line.state
    if not fits(line, line.amount_fen):
        return None
    line.paid_on = line.paid_on or one.on
    line.state, line.bounced_on, line.bounced_line, line.answer = State.BOUNCED, one.on, one.bank, one.why[:300]
    return ("paid", "bounced") if was == State.EXPORTED else ("bounced",)


def _refused(one: Outcome) -> tuple[str, ...] | None:
    """扣过款的说没有付，要等钱退回来；这里不认。先说付成、没有扣款又说没有付的，照退汇记。"""
    line, was = one.line, one.line.state
    if was not in (State.EXPORTED, State.PAID) or line.line_id is not None:
        return None
    line.state, line.bounced_on, line.answer = State.BOUNCED, one.on, one.why[:300]
    return ("refused",) if was == State.EXPORTED else ("bounced",)


_MARKS: Final = {"paid": _paid, "bounced": _bounced, "refused": _refused}


def _post_refused(found: Sequence[Outcome], actor: Actor) -> None:
    known: dict[int, Accounts] = {}
    drafts = []
    for one in found:
        accounts = known.setdefault(one.line.payout_id, Accounts(one.line.payout, one.on))
        drafts.append(payout_ledger.unsent(one.line, accounts, f"银行没有付：{one.why}"))
    if drafts:
        ledger.post(drafts, court_id=found[0].line.payout.court_id, actor=actor)


def _save(lines: Sequence[PayoutLine]) -> None:
    columns = ["state", "line", "bounced_line", "paid_on", "bounced_on", "answer"]
    keep_all(lines, columns)


def refresh(payout: Payout, on: date) -> bool:
    """各笔变了以后这一张走到哪一步，存下；这次走到“已付”的为真。"""
    was = payout.state
    open_ = PayoutLine.objects.filter(payout=payout).exclude(state__in=_ENDED)
    sent = PayoutLine.objects.filter(payout=payout, state__in=(State.EXPORTED, State.PAID, State.BOUNCED))
    if not open_.exists():
        alive = PayoutLine.objects.filter(payout=payout, state__in=(State.PAID, State.KEPT)).exists()
        payout.state = Payout.State.DONE if alive else Payout.State.VOID
    else:
        payout.state = Payout.State.PAYING if sent.exists() else Payout.State.APPROVED
    payout.finished_on = on if payout.state in (Payout.State.DONE, Payout.State.VOID) else None
    payout.revision += 1
    payout.save(update_fields=["state", "finished_on", "revision"])
    return payout.state == Payout.State.DONE != was


# ---- 事件 ----


def _events(marked: Sequence[tuple[Outcome, tuple[str, ...]]], finished: frozenset[int]) -> list[Told]:
    """一种结果、一笔到账、一种款项、同一天合成一件：一张表里几万个债权人，不记几万件。"""
    groups: dict[tuple[object, ...], list[tuple[Outcome, int]]] = defaultdict(list)
    parts = _parts([one.line for one, told in marked if told])
    for one, told in marked:
        for kind in told:
            for number, fen in parts[one.line.pk]:
                groups[kind, one.line.payout_id, number, one.line.what, one.on].append((one, fen))
    events = [_event(str(key[0]), str(key[2]), found) for key, found in groups.items()]
    return _settled(events, finished, [found[0][0].line.payout for found in groups.values()])


def _parts(lines: Iterable[PayoutLine]) -> dict[int, list[tuple[str, int]]]:
    """各笔付款的钱来自哪几笔到账：案件上的名称（收据号）、多少。"""
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    ids = [line.pk for line in lines]
    for start in range(0, len(ids), _CHUNK):
        rows = Part.objects.filter(line__in=ids[start:start + _CHUNK]).order_by("pk")
        for line, known_as, number, fen in rows.values_list("line_id", "receipt__known_as", "receipt__number", "amount_fen"):
            found[line].append((known_as or number or "", fen))
    return found


def _event(kind: str, number: str, found: Sequence[tuple[Outcome, int]]) -> Told:
    first, fen = found[0][0], sum(fen for _, fen in found)
    payout, who = first.line.payout, names(one.line.payee for one, _ in found)
    if kind == "paid" and payout.case_id is None:
        return Told(None, ReceiptReturned(subject=number, number=number, amount_fen=fen, why=f"退给{who}"), first.on)
    kept = payout.source == "deposit"
    if kind == "paid":
        paid = Paid(subject=number, amount_fen=fen, payee=who, what=first.line.what, payout=payout.number, from_deposit=kept)
        return Told(payout.case_id, paid, first.on)
    if kind == "bounced":
        return Told(payout.case_id, Bounced(subject=number, amount_fen=fen, what=first.line.what, from_deposit=kept), first.on)
    return Told(payout.case_id, PaymentRefused(subject=number, amount_fen=fen, payee=who, why=first.why, payout=payout.number), first.on)


def _settled(events: list[Told], finished: frozenset[int], payouts: Sequence[Payout]) -> list[Told]:
    """写明全部到位的发放审批表，这次付完了的，最后一件发放上标明。"""
    done: set[int] = set()
    made = []
    for told, payout in reversed(list(zip(events, payouts, strict=True))):
        if payout.settles and payout.pk in finished - done and isinstance(told.event, Paid) and told.event.what in _OWED:
            told = replace(told, event=replace(told.event, settles=True))
            done.add(payout.pk)
        made.append(told)
    return made[::-1]


def names(payees: Iterable[str]) -> str:
    """收款人的姓名，多了写“等几人”。

    >>> names(["张三"]), names(["张三", "李四", "王五", "赵六"])
    ('张三', '张三、李四、王五等4人')
    """
    found = list(dict.fromkeys(payees))
    more = f"等{len(found)}人" if len(found) > _NAMED else ""
    return ("、".join(found[:_NAMED]) + more)[:200]
