"""付款文件：导出一次，记下笔数、合计、摘要；没有交银行的可以作废；银行的回执来了，各笔付成、没有付。

导出不等于付了：钱从应付到在途，只有银行说付了才算付了。文件的内容由 ``exchange.payments`` 写，这里只管哪些能付、付了没有。
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db import transaction

from zhixing.casework.cases.access import Forbidden
from zhixing.casework.funds import payout_facts
from zhixing.casework.funds.access import require_court
from zhixing.casework.funds.commands import ledger, payout_ledger, results
from zhixing.casework.funds.commands.numbering import next_numbers
from zhixing.casework.funds.commands.payout_holding import Held, Told, hold_lines, refused, tell
from zhixing.casework.funds.commands.payout_ledger import Accounts
from zhixing.casework.funds.commands.results import Outcome
from zhixing.casework.funds.events import Instructed, PaymentFileCancelled, PaymentsExported
from zhixing.casework.funds.models import BankAccount, Callback, Part, PaymentFile, Payout, PayoutLine
from zhixing.casework.funds.queries_payouts import sent_by_link
from zhixing.foundation.approvals.queries import Step
from zhixing.foundation.files.queries import StoredFile
from zhixing.foundation.history import context
from zhixing.foundation.history.context import Actor
from zhixing.foundation.history.rows import keep_all
from zhixing.foundation.people.queries import User
from zhixing.law import entries
from zhixing.law import payouts as law
from zhixing.law.finding import Finding, Reason, Refused
from zhixing.law.payout_kinds import WHATS
from zhixing.law.states import Act

State = PayoutLine.State
EXPORTS: Final = "may_export_payments"
FORMATS: Final = ("pain.001.09", "pain.001.03", "csv")
MOST: Final = 100_000
"""一个文件至多这么多笔。"""
_CHUNK: Final = 2000
_KINDS: Final = {"paid": "paid", "refused": "refused"}


# ---- 导出 ----


def export(
    *, bank_account: BankAccount | int, lines: Iterable[int], format: str, actor: User, on: date,
) -> tuple[PaymentFile, list[PayoutLine]]:
    """把批准了的各笔放进一个付款文件，返回文件的行和各笔；内容由调用的一方写好，再 :func:`attach`。须在事务里。

    只有出纳能导出。有一笔不能付的，整个不导出，逐笔说出：没有批准、已经导出、要先回访、账号变了、收款人就是本人。
    """
    account = _account(bank_account, actor)
    require_court(actor, account.court_id, EXPORTS, "导出付款文件")
    wanted = list(dict.fromkeys(lines))
    if not wanted or len(wanted) > MOST or format not in FORMATS:
        raise refused("export", f"至少选一笔，至多{MOST:,}笔，格式从列出的里面选。", "重新选。")
    held = hold_lines(wanted, court_id=account.court_id)
    rows = [held.lines[number] for number in wanted]
    _payable(rows, held, actor, on)
    made = _file(account, rows, format, actor, on)
    _instruct(made, rows, actor, on)
    _tell(made, rows, held, actor, on)
    return made, rows


def attach(made: PaymentFile, file: StoredFile) -> PaymentFile:
    """内容写好了：记下是哪个文件、它的摘要；以后不再变。"""
    made.file, made.sha256 = file, file.sha256
    made.save(update_fields=["file", "sha256"])
    name = made.message_id
    event = PaymentsExported(subject=name, message_id=name, count=made.count, control_fen=made.control_fen, sha256=made.sha256)
    tell([Told(None, event, context.current().today)], {}, court_id=made.court_id, actor=made.exported_by)
    return made


def _account(bank_account: BankAccount | int, actor: User) -> BankAccount:
    number = bank_account if isinstance(bank_account, int) else bank_account.pk
    found = BankAccount.objects.filter(pk=number, court=actor.court_id).first()
    if found is None:
        raise BankAccount.DoesNotExist(f"没有第{number}号账户")
    if found.closed_on is not None:
        raise refused("account_closed", f"{found}已经停用。", "用在用的账户付。")
    return found


def _payable(rows: Sequence[PayoutLine], held: Held, actor: User, on: date) -> None:
    """一笔一条理由；有一条就整个不导出。"""
    by_payout: dict[int, list[PayoutLine]] = defaultdict(list)
    for row in rows:
        by_payout[row.payout_id].append(row)
    reasons = [reason for number, found in by_payout.items() for reason in _against(held.payouts[number], found, on)]
    reasons += law.impartial(actor.name, [row.payee for row in rows]).reasons
    mine = _through(actor, list(by_payout), held)
    own = (row for row in rows if row.retried_by_id == actor.pk or row.payout_id in mine)
    reasons += [_reason(row, "前面经过您的手，要由另一人付", "由别的出纳导出。") for row in own]
    if reasons:
        raise Refused(Finding(None, (reasons[0].article,), reasons=tuple(reasons[:200])))


def _through(actor: User, payouts: Sequence[int], held: Held) -> set[int]:
    """这个人报的，或者以出纳以外的职务审批过的各张：两把钥匙不在一个人手里。"""
    drafted = {number for number in payouts if held.payouts[number].drafted_by_id == actor.pk}
    signed = {held.payouts[number].approval_id: number for number in payouts}
    steps = Step.objects.filter(approval__in=[one for one in signed if one], decided_by=actor).exclude(post="cashier")
    return drafted | {signed[one] for one in steps.values_list("approval_id", flat=True)}


def _against(payout: Payout, rows: list[PayoutLine], on: date) -> Iterable[Reason]:
    full = {row.pk: row for row in PayoutLine.objects.filter(pk__in=[row.pk for row in rows]).select_related("party", "share")}
    called, calls = _called(rows), payout_facts.calls(payout, list(full.values()), on)
    agreed, stopped = _agreed(payout, [full[row.pk] for row in rows]), payout_facts.stopped(payout, rows, on)
    for row in rows:
        if row.state != State.READY:
            yield _reason(row, f"{row.get_state_display()}，不能付", "只选待付款的。")
        elif row.pk in stopped:
            yield _reason(row, stopped[row.pk], "等事由消失，或者作废以后另报。")
        elif called.get(row.pk) is False:
            yield _reason(row, "回访时说不是本人的账号", "作废这一笔，重新确认收款账户以后另报。")
        elif (row.must_call or (row.pk in calls and calls[row.pk].value)) and not called.get(row.pk):
            yield _reason(row, "收款账号刚改过，还没有回访", "打立案时留的电话核实，登记回访以后再付。")
        elif not agreed[row.pk].ok:
            yield _reason(row, f"批准以后变了：{agreed[row.pk].reasons[0].text}", "核对；真的变了的，作废以后另报审批。")


def _called(rows: Iterable[PayoutLine]) -> dict[int, bool]:
    """各笔回访过没有：都说无误的为真，有一次说不对的为假；没有打过的不在内。"""
    found: dict[int, bool] = {}
    for line, agreed in Callback.objects.filter(line__in=[row.pk for row in rows]).values_list("line_id", "agreed"):
        found[line] = found.get(line, True) and agreed
    return found


def _agreed(payout: Payout, rows: Sequence[PayoutLine]) -> dict[int, Finding[bool]]:
    """收款人、账号和此刻确认的账户还一致。退款的来款账户不会变，不再看。"""
    told = payout_facts.confirmed(payout, rows)
    decided = payout.decision_id is not None
    same = {row.pk: law.Payee(row.payee, row.account) for row in rows}
    return {
        row.pk: law.payee_agrees(same[row.pk], one if row.what != "refund" else same[row.pk], decided=decided)
        for row, one in zip(rows, told, strict=True)
    }


def _reason(row: PayoutLine, text: str, remedy: str) -> Reason:
    name = f"{row.payout.number}第{row.number}笔（{WHATS[row.what].label}，{row.payee}）"
    return Reason("payout.not_payable", f"{name}{text}。", WHATS[row.what].article, remedy, Act.RELEASE_MONEY, str(row.pk))


def _file(account: BankAccount, rows: Sequence[PayoutLine], format: str, actor: User, on: date) -> PaymentFile:
    [serial] = next_numbers(account.court_id, "payment_file", on.year)
    return PaymentFile.objects.create(
        court_id=account.court_id, bank_account=account, message_id=f"ZXF{account.court_id:04d}{on:%Y}{serial:07d}", format=format,
        count=len(rows), control_fen=sum(row.amount_fen for row in rows), exported_by=actor, exported_name=actor.name,
        exported_at=context.current().now,
    )


def _instruct(made: PaymentFile, rows: Sequence[PayoutLine], actor: Actor, on: date) -> None:
    """应付 → 在途，一笔一张凭证。"""
    known: dict[int, Accounts] = {}
    for start in range(0, len(rows), _CHUNK):
        part = rows[start:start + _CHUNK]
        drafts = [payout_ledger.instructed(row, known.setdefault(row.payout_id, Accounts(row.payout, on)), made.message_id) for row in part]
        ledger.post(drafts, court_id=made.court_id, actor=actor)
    for row in rows:
        row.state, row.file = State.EXPORTED, made
    keep_all(rows, ["state", "file"])


def _tell(made: PaymentFile, rows: Sequence[PayoutLine], held: Held, actor: Actor, on: date) -> None:
    by_payout: dict[int, list[PayoutLine]] = defaultdict(list)
    for row in rows:
        by_payout[row.payout_id].append(row)
    told = []
    for number, found in by_payout.items():
        payout = held.payouts[number]
        results.refresh(payout, on)
        event = Instructed(
            subject=payout.number, amount_fen=sum(row.amount_fen for row in found), payee=results.names(row.payee for row in found),
            payout=payout.number, file=made.message_id,
        )
        told.append(Told(payout.case_id, event, on))
    tell(told, held.cases, court_id=made.court_id, actor=actor)


# ---- 作废 ----


@transaction.atomic
def cancel_file(*, file: PaymentFile | int, actor: User, on: date, reason: str) -> PaymentFile:
    """没有交银行的付款文件作废：各笔换新的付款编号，回到待付款。由导出以外的会计办，两个人才能再付一次。

    银行已经回了话的拒绝。万一作废的文件还是交了银行，旧编号的扣款谁也对不上，会列在待查支出里。
    """
    made, rows, held = _held_file(file, actor)
    require_court(actor, made.court_id, "may_keep_books", "作废付款文件")
    why = entries.text(reason, "作废的理由", limit=300, required=True).require() or ""
    if made.exported_by_id == actor.pk:
        raise Forbidden(actor, "作废自己导出的付款文件")
    if made.state != PaymentFile.State.MADE or any(row.state != State.EXPORTED or row.line_id for row in rows):
        raise refused("answered", f"{made.message_id}银行已经回了话，不能作废。", "照银行的结果办。")
    if sent_by_link(made):
        raise refused("sent", f"{made.message_id}已经送银行，不能作废。", "取银行的结果；银行说没有收下的，再作废。")
    made.state = PaymentFile.State.CANCELLED
    made.save(update_fields=["state"])
    _take_back(rows, actor, on, f"{made.message_id}作废：{why}")
    again(rows, actor, by=actor)
    for payout in held.payouts.values():
        results.refresh(payout, on)
    event = PaymentFileCancelled(subject=made.message_id, message_id=made.message_id, why=why)
    tell([Told(None, event, on)], {}, court_id=made.court_id, actor=actor)
    return made


def _held_file(file: PaymentFile | int, actor: User) -> tuple[PaymentFile, list[PayoutLine], Held]:
    number = file if isinstance(file, int) else file.pk
    ids = list(PayoutLine.objects.filter(file=number, payout__court=actor.court_id).values_list("pk", flat=True))
    held = hold_lines(ids, court_id=actor.court_id)
    made = PaymentFile.objects.select_for_update().filter(pk=number, court=actor.court_id).first()
    if made is None:
        raise PaymentFile.DoesNotExist(f"没有第{number}号付款文件")
    return made, [held.lines[one] for one in ids], held


def _take_back(rows: Sequence[PayoutLine], actor: Actor, on: date, why: str) -> None:
    """在途 → 应付，各笔作废。"""
    known: dict[int, Accounts] = {}
    drafts = [payout_ledger.unsent(row, known.setdefault(row.payout_id, Accounts(row.payout, on)), why) for row in rows]
    for start in range(0, len(drafts), _CHUNK):
        ledger.post(drafts[start:start + _CHUNK], court_id=rows[0].payout.court_id, actor=actor)
    for row in rows:
        row.state, row.answer = State.VOID, why[:300]
    keep_all(rows, ["state", "answer"])


def again(rows: Sequence[PayoutLine], actor: Actor, by: User | None = None) -> list[PayoutLine]:
    """照原来的另起一笔待付款，编新的付款编号；钱的来源照旧，核验码跟过去。``by`` 是同意另付的人。"""
    last = _last_numbers(rows)
    fresh = []
    for row in rows:
        last[row.payout_id] += 1
        fresh.append(_copy(row, last[row.payout_id], by))
    PayoutLine.objects.bulk_create(fresh, batch_size=_CHUNK)
    for one in fresh:
        one.reference = results.reference(one.pk)
    keep_all(fresh, ["reference"])
    _copy_parts({one.replaces_id: one for one in fresh if one.replaces_id})
    PayoutLine.objects.filter(pk__in=[row.pk for row in rows]).exclude(code="").update(code="")
    return fresh


def _last_numbers(rows: Iterable[PayoutLine]) -> Counter[int]:
    found: Counter[int] = Counter()
    for payout, number in PayoutLine.objects.filter(payout__in={row.payout_id for row in rows}).values_list("payout_id", "number"):
        found[payout] = max(found[payout], number)
    return found


_SAME: Final = (
    "payout_id", "what", "party_id", "share_id", "payee", "account", "bank", "bank_code", "amount_fen", "memo", "voucher", "ground", "code",
    "noticed_on", "must_call",
)


def _copy(row: PayoutLine, number: int, by: User | None) -> PayoutLine:
    values: dict[str, Any] = {name: getattr(row, name) for name in _SAME}
    return PayoutLine(number=number, state=State.READY, replaces_id=row.pk, retried_by=by, **values)


def _copy_parts(fresh: dict[int, PayoutLine]) -> None:
    from_ = list(fresh)
    for start in range(0, len(from_), _CHUNK):
        parts = Part.objects.filter(line__in=from_[start:start + _CHUNK]).order_by("pk")
        Part.objects.bulk_create([
            Part(line=fresh[part.line_id], account_id=part.account_id, receipt_id=part.receipt_id, amount_fen=part.amount_fen)
            for part in parts
        ])


# ---- 回执 ----


@dataclass(frozen=True, slots=True)
class Answer:
    """银行的回执。``statuses`` 是付款编号 →（``paid`` ``refused`` ``waiting``，银行的话）；``whole`` 是整份的说法，没有的为空。"""

    message_id: str
    sha256: str
    whole: str = ""
    why: str = ""
    statuses: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result:
    """收下回执以后：新付成几笔、没有付几笔、还在等几笔、以前就知道几笔、认不出的付款编号、与已有的说法矛盾要人看的。"""

    file: PaymentFile
    paid: int = 0
    refused: int = 0
    waiting: int = 0
    known: int = 0
    strange: tuple[str, ...] = ()
    against: tuple[str, ...] = ()


@transaction.atomic
def answered(*, answer: Answer, court_id: int, actor: Actor, on: date) -> Result:
    """收下银行的回执。同一份来几次，只算第一次；认不出的编号、矛盾的说法列出来，不动钱。

    没有这个报文编号的、已经作废的付款文件抛出 ``Refused``。人办的须是出纳；接了银行直连的，由具名的任务办。
    """
    if isinstance(actor, User):
        require_court(actor, court_id, EXPORTS, "收银行的付款结果")
    made, held = _answered_file(answer, court_id)
    rows = {row.reference or "": row for row in held.lines.values()}
    said = answer.statuses or dict.fromkeys(rows, (answer.whole, answer.why) if answer.whole else ("waiting", ""))
    outcomes = [
        Outcome(line=rows[reference], kind=_KINDS[code], on=on, why=why)
        for reference, (code, why) in said.items() if reference in rows and code in _KINDS
    ]
    states = {one.line.pk: one.line.state for one in outcomes}
    fresh = results.settle(outcomes, held=held, actor=actor)
    found = _result(made, said, rows, outcomes, fresh, states)
    _note(made, answer, found, actor)
    return found


def _answered_file(answer: Answer, court_id: int) -> tuple[PaymentFile, Held]:
    number = PaymentFile.objects.filter(message_id=answer.message_id, court=court_id).values_list("pk", flat=True).first()
    if number is None:
        raise refused("no_file", f"本院没有报文编号是{answer.message_id[:35]}的付款文件。", "核对是不是这一份的结果。")
    held = hold_lines(PayoutLine.objects.filter(file=number).values_list("pk", flat=True), court_id=court_id)
    made = PaymentFile.objects.select_for_update().get(pk=number)
    if made.state == PaymentFile.State.CANCELLED:
        raise refused("cancelled", f"{made.message_id}已经作废，银行却有结果：它可能还是交了银行。", "立即问银行；已经付了的，新编的各笔不要再付。")
    return made, held


def _result(
    made: PaymentFile, said: dict[str, tuple[str, str]], rows: dict[str, PayoutLine], outcomes: Sequence[Outcome], fresh: Sequence[Outcome],
    states: dict[int, str],
) -> Result:
    new = {one.line.pk for one in fresh}
    old = [one for one in outcomes if one.line.pk not in new]
    same = {"paid": (State.PAID, State.BOUNCED, State.RETRIED), "refused": (State.BOUNCED, State.RETRIED)}
    against = [one for one in old if states[one.line.pk] not in same[one.kind]]
    return Result(
        made, paid=sum(one.kind == "paid" for one in fresh), refused=sum(one.kind == "refused" for one in fresh),
        waiting=sum(code not in _KINDS for reference, (code, _) in said.items() if reference in rows), known=len(old) - len(against),
        strange=tuple(sorted(said.keys() - rows.keys())), against=tuple(sorted(one.line.reference or "" for one in against)),
    )


def _note(made: PaymentFile, answer: Answer, found: Result, actor: Actor) -> None:
    """文件上记下收过哪些回执；同一份（摘要相同、没有变化）不重复记。"""
    if any(row["sha256"] == answer.sha256 for row in made.answers) and not (found.paid or found.refused):
        return
    made.answers = [*made.answers, {
        "sha256": answer.sha256, "at": context.current().now.isoformat(timespec="seconds"), "by": actor.signature().name, "paid": found.paid,
        "refused": found.refused, "waiting": found.waiting, "strange": list(found.strange[:50]), "against": list(found.against[:50]),
        "why": answer.why[:200],
    }]
    whole = answer.whole == "refused" and not answer.statuses
    made.state = PaymentFile.State.REFUSED if whole else PaymentFile.State.ANSWERED
    made.save(update_fields=["answers", "state"])
