"""发放审批表：起草、送批、撤回、批准、退回、作废。

一张表一次报批（``pay_out``；没有案件、退还待认领的款是 ``return_money``），批准的就是送批时的那几笔，一笔也不换；
批准时钱从在案款记到各人名下，付款由付款文件另办。
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from django.db import transaction

from zhixing.casework.cases.commands import begin
from zhixing.casework.cases.queries import Case, Party
from zhixing.casework.cases.queries import locked as locked_case
from zhixing.casework.funds import payout_facts, queries
from zhixing.casework.funds.access import require_court
from zhixing.casework.funds.commands import allocating, ledger, payout_ledger, results
from zhixing.casework.funds.commands.numbering import next_numbers, spelt
from zhixing.casework.funds.commands.payout_holding import RETURNING, Told, hold, locked, refused, stream_of, tell
from zhixing.casework.funds.events import Deposited, PayoutVoided, Planned
from zhixing.casework.funds.models import Part, Payout, PayoutLine, Plan, Receipt, Share
from zhixing.foundation.approvals import commands as approvals
from zhixing.foundation.approvals.events import Approved, Recalled, Returned
from zhixing.foundation.approvals.queries import Approval, Step
from zhixing.foundation.files.queries import StoredFile
from zhixing.foundation.history.commands import Recorded
from zhixing.foundation.history.queries import hold as hold_chain
from zhixing.foundation.history.rows import add, keep_all
from zhixing.foundation.people.queries import User
from zhixing.law import entries
from zhixing.law import payouts as law
from zhixing.law.amounts import MOST_FEN
from zhixing.law.finding import Finding
from zhixing.law.payout_kinds import DEBTS, WHATS
from zhixing.law.states import Act, permits
from zhixing.law.words import yuan

ACT: Final = "pay_out"
RETURN: Final = "return_money"
"""退还待认领的款：由案款管理员报，链里不再有案款管理员的一步。"""
_CHUNK: Final = 2000
_WAITING: Final = (PayoutLine.State.READY, PayoutLine.State.BOUNCED)
"""批准以后还可以作废的：没有交银行的、退回来的。"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """要付的一笔。``what`` 取 ``law.payouts.WHATS``；``party`` 是本案的哪个当事人，``share`` 是分配方案里的哪一笔。

    ``voucher`` 是执行费用的凭证；``ground`` 是提存的事由（``words.toml`` 的 [deposit]），提存不用账号。金额以分计。
    """

    what: str
    amount_fen: int
    payee: str
    account: str = ""
    bank: str = ""
    bank_code: str = ""
    party: int | None = None
    share: int | None = None
    memo: str = ""
    voucher: str = ""
    ground: str = ""


# ---- 起草 ----


@transaction.atomic
def draft(  # noqa: PLR0913
    *, case: Case | int, actor: User, on: date, revision: int | None, token: str, lines: Sequence[Wanted], ground: str = "",
    settles: bool = False, workings: Sequence[Any] = (), decision: int | None = None, plan: int | None = None, source: str = "held",
) -> Payout:
    """起草一张发放审批表（AK 12）。``token`` 是这次提交的记号：重复提交的，还是那一张。

    ``source`` 动用哪里的钱：``held`` 在案款、``deposit`` 提存；预留的了结以后自己转回在案款。``settles``：付了以后全部到位。
    ``decision`` 是合议庭决定、笔录的材料编号。金额、收款人写得不对的抛出 ``Refused``。
    """
    if known := _known(actor, token):
        return known
    case = begin(Act.PAY_OUT, case=case, actor=actor, revision=revision)
    if known := _known(actor, token):
        return known
    if plan is not None and not Plan.objects.filter(pk=plan, case=case).exists():
        raise refused("plan", "没有这一版分配方案。", "刷新页面核对。", subject="plan")
    sheet = queries.signed(case.pk)
    made = _new(
        case.court_id, actor, on, token, case=case, sheet=sheet, plan_id=plan, source=_source(source), settles=settles, workings=list(workings),
        ground=_ground(ground), decision=_decision(case.stream, decision),
    )
    _write(made, lines)
    return made


@transaction.atomic
def refund_unknown(
    *, receipt: Receipt | int, actor: User, on: date, token: str, reason: str, account: Wanted | None = None, decision: int | None = None,
) -> Payout:
    """退还待认领的款给交款人：没有案件的发放审批表，走同一条审批链。

    ``account``：银行没有给来款账号的，写明退到哪里，须附决定（``decision``，本院案款链上的材料）；给了的只退回来款的账号。
    """
    number = receipt if isinstance(receipt, int) else receipt.pk
    if known := _known(actor, token):
        return known
    require_court(actor, actor.court_id, RETURNING, "退还待认领的款")
    hold_chain(f"court:{actor.court_id}:funds")
    held = Receipt.objects.select_for_update().filter(pk=number, court=actor.court_id).first()
    if held is None:
        raise Receipt.DoesNotExist(f"没有第{number}号到账")
    if known := _known(actor, token):
        return known
    _returnable(held)
    why = entries.text(reason, "退还的理由", limit=500, required=True).require() or ""
    made = _new(held.court_id, actor, on, token, source="suspense", ground=why, decision=_decision(f"court:{held.court_id}:funds", decision))
    came = account is None or bool(held.payer_account)
    given = Wanted(what="refund", amount_fen=0, payee=held.payer, account=held.payer_account) if came else account
    assert given is not None
    _write(made, [replace(given, what="refund", amount_fen=held.amount_fen)])
    _allot(made, list(made.lines.all()), on, held)
    return made


def _returnable(receipt: Receipt) -> None:
    if receipt.state != Receipt.State.SUSPENSE:
        raise refused("not_suspense", f"{receipt.number}{receipt.get_state_display()}，不是待认领的款。", "刷新页面核对。")
    busy = Part.objects.filter(receipt=receipt).exclude(line__state=PayoutLine.State.VOID).exclude(line__payout__state=Payout.State.VOID)
    if busy.exists():
        raise refused("returning", f"{receipt.number}已经在退还。", "打开那一张发放审批表。")


@transaction.atomic
def change(
    *, payout: Payout | int, actor: User, on: date, revision: int | None, lines: Sequence[Wanted], ground: str = "", settles: bool = False,
    workings: Sequence[Any] = (), decision: int | None = None,
) -> Payout:
    """改还没有送批的一张：整张换成给的内容。"""
    case, held = hold(Act.PAY_OUT, payout, actor, revision)
    _stage(held, Payout.State.DRAFT, "已经送批，不能改")
    if held.plan_id is not None or case is None:
        raise refused("planned", f"{held.number}是照分配方案、照待认领的款作的，各笔不能改。", "要改的，作废这一张，再作一张。")
    held.ground, held.settles, held.workings, held.decision = _ground(ground), settles, list(workings), _decision(case.stream, decision)
    held.sheet = queries.signed(case.pk)
    held.save(update_fields=["ground", "settles", "workings", "decision", "sheet", "revision"])
    Part.objects.filter(line__payout=held).delete()
    PayoutLine.objects.filter(payout=held).delete()
    _write(held, lines)
    return held


def _known(actor: User, token: str) -> Payout | None:
    if not token or len(token) > 64:
        raise refused("token", "这一页没有提交的记号。", "刷新页面再提交。")
    return Payout.objects.filter(drafted_by=actor, token=token).first()


def _new(court_id: int, actor: User, on: date, token: str, **values: Any) -> Payout:
    [serial] = next_numbers(court_id, "payout", on.year)
    return Payout.objects.create(
        court_id=court_id, number=spelt("发", on.year, serial), token=token, drafted_by=actor, drafted_name=actor.name, drafted_on=on, **values,
    )


def _source(text: str) -> str:
    return entries.one_of(text, ("held", "deposit"), "动用哪里的钱").require() or ""


def _ground(text: str) -> str:
    return entries.text(text, "事由", limit=500).require() or ""


def _decision(stream: str, number: int | None) -> StoredFile | None:
    if number is None:
        return None
    found = StoredFile.objects.filter(pk=number, stream=stream).first()
    if found is None:
        raise refused("decision", "这份决定不是这里的材料。", "重新上传。", subject="decision")
    return found


def _write(payout: Payout, wanted: Sequence[Wanted]) -> None:
    """写下各笔；写得不对的抛出 ``Refused``。"""
    if not wanted:
        raise refused("nothing", "没有要付的。", "至少写一笔。", subject="lines")
    parties = set(Party.objects.filter(case=payout.case_id, active=True).values_list("pk", flat=True)) if payout.case_id else set()
    shares: set[int | None] = set(Share.objects.filter(plan=payout.plan_id).values_list("pk", flat=True)) if payout.plan_id else {None}
    rows = [_line(payout, number, one, parties, shares) for number, one in enumerate(wanted, 1)]
    for start in range(0, len(rows), _CHUNK):
        add(rows[start:start + _CHUNK])


def _line(payout: Payout, number: int, one: Wanted, parties: set[int], shares: set[int | None]) -> PayoutLine:
    name = f"第{number}笔"
    if one.what not in WHATS:
        raise refused("what", f"{name}：没有这一种款项。", "从列出的里面选。", subject=str(number))
    if not 0 < one.amount_fen <= MOST_FEN:
        raise refused("amount", f"{name}：金额应大于零，也没有这么大的。", "改正金额，核对单位。", subject=str(number))
    if one.party is not None and one.party not in parties:
        raise refused("party", f"{name}：不是本案的当事人。", "从本案的当事人里选。", subject=str(number))
    if one.share not in shares:
        raise refused("share", f"{name}：不是这一版分配方案里的一笔。", "照分配方案发放的，从方案里作。", subject=str(number))
    account = "" if one.what == "deposit" else entries.text(one.account, f"{name}的收款账号", limit=60, required=True).require()
    return PayoutLine(
        payout=payout, number=number, what=one.what, party_id=one.party, share_id=one.share, amount_fen=one.amount_fen, account=account or "",
        payee=entries.text(one.payee, f"{name}的收款人", limit=200, required=True).require(), bank=one.bank[:200], bank_code=one.bank_code[:20],
        memo=one.memo[:140], voucher=one.voucher[:200], ground=one.ground[:16],
    )


# ---- 送批 ----


@transaction.atomic
def submit(*, payout: Payout | int, actor: User, on: date, revision: int | None) -> Payout:
    """送批：钱对到每一笔到账，核对依据、收款人、够不够，然后走审批链。理由全部列出，一处不对都不送。"""
    case, held = hold(Act.PAY_OUT, payout, actor, revision)
    _stage(held, Payout.State.DRAFT, "已经送批")
    if case is not None:
        held.sheet = queries.signed(case.pk)
    lines = _lines(held)
    parts = _allot(held, lines, on)
    finding = law.approvable(payout_facts.of(held, lines, parts, on))
    finding.require()
    law.impartial(actor.name, [line.payee for line in lines if line.what != "deposit"]).require()
    _note_calls(held, lines, on)
    held.digest, held.state = digest(held, lines, parts), Payout.State.REVIEW
    held.approval = _refer(case, held, lines, actor, on, finding)
    held.save(update_fields=["digest", "state", "approval", "sheet", "revision"])
    tell(_planned(held, parts, on), {case.pk: case} if case else {}, court_id=held.court_id, actor=actor)
    return held


def _lines(payout: Payout) -> list[PayoutLine]:
    return list(PayoutLine.objects.filter(payout=payout).select_related("party", "share").order_by("number"))


def _allot(payout: Payout, lines: list[PayoutLine], on: date, receipt: Receipt | None = None) -> list[Part]:
    """重新对一遍钱从哪里来，存下。"""
    old = Part.objects.filter(line__payout=payout)
    if payout.source == "suspense" and receipt is None:
        receipt = Receipt.objects.select_for_update().get(pk=old.values_list("receipt_id", flat=True)[0])
        if receipt.state != Receipt.State.SUSPENSE:
            raise refused("not_suspense", f"{receipt.number}{receipt.get_state_display()}，不用退还。", "作废这一张。")
    old.delete()
    found = allocating.parts(payout, lines, on, receipt)
    for start in range(0, len(found), _CHUNK):
        add(found[start:start + _CHUNK])
    return found


def _note_calls(payout: Payout, lines: Iterable[PayoutLine], on: date) -> None:
    """收款账号刚改过的，记下须先回访。"""
    found = payout_facts.calls(payout, list(lines), on)
    due = [line for line in lines if line.pk in found]
    for line in due:
        told = found[line.pk]
        line.must_call = told.steps[0].text[:200] if told.value else ""
    keep_all(due, ["must_call"])


def digest(payout: Payout, lines: Iterable[PayoutLine], parts: Iterable[Part]) -> str:
    """送批的内容的摘要：付给谁、哪个账号、多少、从哪笔到账来。"""
    told = [
        [payout.number, payout.case_id, payout.source, payout.sheet_id, payout.plan_id, payout.settles],
        [[n.number, n.what, n.party_id, n.payee, n.account, n.bank, n.bank_code, n.amount_fen, n.voucher, n.ground] for n in lines],
        sorted([part.line_id, part.account_id, part.receipt_id or 0, part.amount_fen] for part in parts),
    ]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def _refer(case: Case | None, payout: Payout, lines: Sequence[PayoutLine], actor: User, on: date, finding: Finding[bool]) -> Approval:
    total = sum(line.amount_fen for line in lines)
    who = results.names(line.payee for line in lines)
    what = f"发放{yuan(total)}元" if case else f"退还待认领的款{yuan(total)}元"
    summary = "；".join(f"{WHATS[line.what].label}{yuan(line.amount_fen)}元（{line.payee} {line.account}）" for line in lines[:20])
    return approvals.submit(
        court_id=payout.court_id, stream=stream_of(payout), act=ACT if case else RETURN, title=f"{payout.number} {what}：{who}", actor=actor, on=on,
        summary=f"{payout.ground}\n{summary}".strip(), team_id=case.team_id if case else None, finding=finding, subject=f"payout:{payout.pk}",
        payload={"payout_id": payout.pk, "number": payout.number, "amount_fen": total, "digest": payout.digest},
    )


def _planned(payout: Payout, parts: Sequence[Part], on: date) -> list[Told]:
    """案件的时间轴上，各笔到账起草了发放审批。"""
    if payout.case_id is None:
        return []
    return [Told(payout.case_id, Planned(subject=number, amount_fen=fen), on) for number, fen in _by_receipt(parts).items()]


def _by_receipt(parts: Sequence[Part]) -> dict[str, int]:
    numbers = dict(Receipt.objects.filter(pk__in={part.receipt_id for part in parts}).values_list("pk", "number"))
    found: dict[str, int] = defaultdict(int)
    for part in parts:
        found[numbers.get(part.receipt_id or 0, "")] += part.amount_fen
    return found


@transaction.atomic
def recall(*, payout: Payout | int, actor: User, on: date, revision: int | None) -> Payout:
    """报批人撤回还没批完的，回到起草。"""
    given = payout if isinstance(payout, Payout) else Payout.objects.get(pk=payout)
    hold_chain(stream_of(given))
    if given.approval_id is None or (revision is not None and revision != given.revision):
        raise refused("stale", "这张发放审批表刚才有变动。", "刷新页面，看过新的情况再办。")
    approvals.recall(approval_id=given.approval_id, actor=actor, on=on)
    return Payout.objects.get(pk=given.pk)


# ---- 批准、退回 ----


def approved(recorded: Recorded) -> None:
    """审批的最后一步批准以后：钱从在案款记到各人名下，等着付款。送批以后有一处变动的，批准不成立。"""
    event = recorded.event
    if not isinstance(event, Approved) or event.act not in (ACT, RETURN):
        return
    held, case = _held(event.payload["payout_id"])
    lines = _lines(held)
    parts = list(Part.objects.filter(line__payout=held).select_related("receipt").order_by("pk"))
    same = (held.state, held.approval_id) == (Payout.State.REVIEW, event.approval)
    if not same or held.digest != event.payload["digest"] or held.digest != digest(held, lines, parts):
        raise refused("changed", "送批以后有变动，不能照批。", "退回，重新送批。")
    _impartial(event.approval, lines)
    on = recorded.entry.happened_on
    _founded(held, lines)
    _still_there(held, lines, parts, on)
    ledger.post([payout_ledger.approved(held, lines, parts, on)], court_id=held.court_id, actor=recorded.actor)
    _release(held, lines, on)
    _returned_receipts(parts, held, Receipt.State.RETURNED)
    told = [Told(held.case_id, one, on) for one in _deposits(held, lines, parts)]
    tell(told, {case.pk: case} if case else {}, court_id=held.court_id, actor=recorded.actor)


def _held(payout_id: int) -> tuple[Payout, Case | None]:
    """锁住案件和这一张；链已由审批锁住。"""
    given = Payout.objects.get(pk=payout_id)
    case = locked_case(given.case_id) if given.case_id else None
    if case is not None:
        permits(case.state, Act.PAY_OUT, case.kind).require()
    held = locked(payout_id)
    held.revision += 1
    return held, case


def _founded(payout: Payout, lines: Sequence[PayoutLine]) -> None:
    """审批期间，据以发放的计息单没有作废，分配方案没有换成新版；提存的早已定了给谁。"""
    if payout.source != "held" or not any(line.what in DEBTS for line in lines):
        return
    if payout.plan_id is not None:
        gone = not Plan.objects.filter(pk=payout.plan_id, state=Plan.State.SETTLED).exists()
    else:
        gone = payout.sheet is None or payout.sheet.voided_at is not None
    if gone:
        raise refused("basis_gone", f"{payout.number}据以发放的计息单、分配方案已经作废，或者有了新版。", "退回，照新的重新送批。")


def _still_there(payout: Payout, lines: Sequence[PayoutLine], parts: Iterable[Part], on: date) -> None:
    """审批期间，钱所在的到账没有撤回认领、没有冲正，也没有批准延缓。"""
    gone = {part.receipt for part in parts if part.receipt and (part.receipt.state, part.receipt.case_id) != (Receipt.State.CLAIMED, payout.case_id)}
    if payout.case_id and gone:
        told = "、".join(sorted(receipt.number for receipt in gone))
        raise refused("receipt_gone", f"{told}已经不在本案，不能照批。", "退回，重新送批。")
    if told := next(iter(payout_facts.stopped(payout, lines, on).values()), ""):
        raise refused("stopped", f"{payout.number}{told}。", "退回，等延缓的事由消失以后再送批。")


def _impartial(approval_id: int, lines: Sequence[PayoutLine]) -> None:
    """经手审批的人都不是收款人。"""
    payees = {line.payee for line in lines if line.what != "deposit"}
    for name in Step.objects.filter(approval=approval_id, decided_by__isnull=False).values_list("decided_by__name", flat=True):
        law.impartial(name, payees).require()


def _release(payout: Payout, lines: Sequence[PayoutLine], on: date) -> None:
    """各笔等着付款，编上付款编号；提存的就此提存。"""
    for line in lines:
        line.state = PayoutLine.State.KEPT if line.what == "deposit" else PayoutLine.State.READY
        line.reference = None if line.what == "deposit" else results.reference(line.pk)
    keep_all(lines, ["state", "reference"])
    payout.state, payout.approved_on = Payout.State.APPROVED, on
    payout.save(update_fields=["state", "approved_on", "revision"])
    if all(line.state == PayoutLine.State.KEPT for line in lines):
        results.refresh(payout, on)


def _returned_receipts(parts: Iterable[Part], payout: Payout, state: Receipt.State) -> None:
    """退还待认领的款：到账随之标为已退回（作废的回到待认领）。"""
    if payout.source != "suspense":
        return
    for receipt in Receipt.objects.select_for_update().filter(pk__in=[part.receipt_id for part in parts]):
        was = Receipt.State.SUSPENSE if state == Receipt.State.RETURNED else Receipt.State.RETURNED
        if receipt.state != was:
            raise refused("not_suspense", f"{receipt.number}{receipt.get_state_display()}，不用退还。", "退回这一张。")
        receipt.state, receipt.revision = state, receipt.revision + 1
        receipt.save(update_fields=["state", "revision"])


def _deposits(payout: Payout, lines: Iterable[PayoutLine], parts: Iterable[Part]) -> list[Deposited]:
    kept = {line.pk: line for line in lines if line.state == PayoutLine.State.KEPT}
    return [
        Deposited(subject=part.receipt.subject if part.receipt else "", amount_fen=part.amount_fen, payee=kept[part.line_id].payee,
                  ground=kept[part.line_id].ground)
        for part in parts if part.line_id in kept
    ]


def returned(recorded: Recorded) -> None:
    """退回、撤回以后：回到起草，改好再送。"""
    event = recorded.event
    if not isinstance(event, (Returned, Recalled)) or event.act not in (ACT, RETURN):
        return
    held = Payout.objects.select_for_update().filter(approval=event.approval, state=Payout.State.REVIEW).first()
    if held is not None:
        held.state, held.revision = Payout.State.DRAFT, held.revision + 1
        held.save(update_fields=["state", "revision"])


# ---- 作废 ----


@transaction.atomic
def void(*, payout: Payout | int, actor: User, on: date, revision: int | None, reason: str) -> Payout:
    """作废：起草的整张作废；批准了的，没有交银行、退回来的各笔作废，钱回到案件。已经交银行、付了的不动。"""
    case, held = hold(Act.PAY_OUT, payout, actor, revision)
    why = entries.text(reason, "作废的理由", limit=300, required=True).require() or ""
    if held.state == Payout.State.REVIEW:
        raise refused("in_review", "正在审批，不能作废。", "先撤回。")
    if held.state == Payout.State.DRAFT:
        held.state = Payout.State.VOID
        Part.objects.filter(line__payout=held).delete()
    else:
        _void_waiting(held, actor, on, why)
    held.void_reason = why
    held.save(update_fields=["state", "void_reason", "revision"])
    tell([Told(held.case_id, PayoutVoided(number=held.number, why=why), on)], {case.pk: case} if case else {}, court_id=held.court_id, actor=actor)
    return held


def _void_waiting(held: Payout, actor: User, on: date, why: str) -> None:
    rows = PayoutLine.objects.select_for_update().filter(payout=held, state__in=_WAITING).order_by("pk")
    lines = list(rows)
    if not lines:
        raise refused("nothing_left", f"{held.number}没有可以作废的：都已经交银行、付了，或者作废了。", "等银行的结果。")
    take_back(held, lines, actor, on, why)
    results.refresh(held, on)


def take_back(held: Payout, lines: Sequence[PayoutLine], actor: User, on: date, why: str) -> None:
    """这几笔不付了：钱回到来源。退汇过的标“已另付”，没有交过的标“已作废”；``lines`` 须已锁住。"""
    parts = list(Part.objects.filter(line__in=[line.pk for line in lines]))
    ledger.post([payout_ledger.voided(held, list(lines), parts, on, why)], court_id=held.court_id, actor=actor)
    for line in lines:
        line.state = PayoutLine.State.RETRIED if line.state == PayoutLine.State.BOUNCED else PayoutLine.State.VOID
        line.answer, line.code = (line.answer or why)[:300], ""
    keep_all(lines, ["state", "answer", "code"])
    if all(line.state == PayoutLine.State.VOID for line in lines) or held.source == "suspense":
        _returned_receipts(parts, held, Receipt.State.SUSPENSE)


def _stage(payout: Payout, state: Payout.State, told: str) -> None:
    if payout.state != state:
        raise refused("stage", f"{payout.number}{payout.get_state_display()}，{told}。", "刷新页面核对。")
