"""拟控制令：核对、取号、附上裁定书和协助执行通知书，都用印了就可以发；作废；处理说法不一的。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from zhixing.casework.cases.commands import begin, finish, possible
from zhixing.casework.cases.queries import Case
from zhixing.casework.cases.queries import locked as locked_case
from zhixing.casework.control.commands.numbering import next_numbers
from zhixing.casework.control.events import DifferenceSettled, Ordered, OrderFailed
from zhixing.casework.control.models import Difference, Order
from zhixing.casework.control.order_facts import Facts, Line, check
from zhixing.casework.control.queries_orders import TAKING, drafted
from zhixing.casework.documents.events import Sealed, Voided
from zhixing.casework.documents.queries import Document
from zhixing.foundation.files.queries import StoredFile
from zhixing.foundation.history import context
from zhixing.foundation.history.commands import Recorded
from zhixing.foundation.history.context import Actor
from zhixing.foundation.history.queries import hold
from zhixing.foundation.people.queries import User
from zhixing.law import entries
from zhixing.law.articles import cite
from zhixing.law.finding import Finding, Refused, refuse
from zhixing.law.states import Act

_S: Final = Order.State
KIND: Final = "控"
MOST: Final = 200
"""一次至多拟几道。"""
RULINGS: Final = ("freeze_ruling", "seizure_ruling", "renewal_ruling", "release_ruling", "deduction_ruling")
"""控制令凭哪几种裁定书。"""
VOIDABLE: Final = (_S.DRAFT, _S.READY, _S.QUEUED, _S.ROLLED_BACK, _S.TIMEOUT, _S.DEAD)


@transaction.atomic
def draft(*, case: Case | int, actor: User, on: date, revision: int | None, lines: Sequence[Line], token: str) -> list[Order]:
    """拟几道控制令（还没有附文书）。

    每一道都核对（:func:`zhixing.casework.control.order_facts.check`），有一道不能办的全部不拟，理由列全；提醒留在令上（``guards``）。
    ``token`` 是这张表单的记号：连点两下、断了重来，返回先前拟的。
    """
    case = begin(Act.ORDER_CONTROL, case=case, actor=actor, revision=None)
    if before := _drafted(case, actor, token):
        return before
    if revision is not None:
        case = begin(Act.ORDER_CONTROL, case=case, actor=actor, revision=revision)
    possible(on, case.received_on, "拟稿日").require()
    found = _checked(case, lines, on)
    numbers = next_numbers(case.court_id, KIND, on.year, len(lines))
    made = [_made(case, line, number, actor, on, f"{token}:{index}") for index, (line, number) in enumerate(zip(lines, numbers, strict=True))]
    for order, one in zip(made, found, strict=True):
        order.guards = [warning.as_data() for warning in one.warnings]
    for order in made:
        order.save(force_insert=True)
    for order, one in zip(made, found, strict=True):
        told = Ordered(subject=order.subject, number=order.number, kind=order.kind, amount_fen=order.amount_fen, until=order.until)
        finish(told, case=case, actor=actor, on=on, finding=one)
    return made


def _drafted(case: Case, actor: User, token: str) -> list[Order]:
    """这张表单先前拟的。"""
    if not 0 < len(token) <= 56:
        raise ValueError("表单记号应当是 1 至 56 个字")
    return list(drafted(case.pk, actor, token))


def _checked(case: Case, lines: Sequence[Line], on: date) -> list[Finding[None]]:
    """逐道核对，一并拒绝；同一批里不能对同一项办两次。"""
    if not 0 < len(lines) <= MOST:
        _refuse("lines", f"一次拟一至{MOST}道控制令。", "选好财产再拟。")
    facts = Facts(case, on)
    found = []
    for line in lines:
        found.append(check(facts, line))
        facts.planned += (line.amount_fen or 0) if line.kind == Order.Kind.DEDUCT else 0
    targets = [(line.kind in TAKING, line.measure or line.subject) for line in lines]
    if len(set(targets)) < len(targets):
        _refuse("twice", "同一批里，同一项财产拟了两道令。", "去掉一道。")
    if reasons := tuple(reason for one in found for reason in one.reasons):
        raise Refused(Finding(None, (cite("CPL 253"),), reasons=reasons))
    return found


def _made(case: Case, line: Line, number: str, actor: User, on: date, token: str) -> Order:
    values = asdict(line)
    links = {f"{name}_id": values.pop(name) for name in ("party", "asset", "agency", "measure", "decision")}
    row = Order(
        case=case, court_id=case.court_id, number=f"{case.court.daizi}{number}", token=token,
        drafted_by=actor, drafted_name=actor.name, drafted_on=on,
        **{**values, "why": entries.text(line.why, "理由", limit=500).require()}, **links,
    )
    row.subject = entries.text(line.subject, "哪一项财产", limit=120, required=True).require()
    if line.decision is not None:
        _ours(case, line.decision)
    if row.measure is not None:
        row.original = row.measure.order
        row.business_number = row.original.business_number if row.original else ""
    return row


def _ours(case: Case, file: int) -> StoredFile:
    """本案的一份材料。"""
    found = StoredFile.objects.filter(pk=file, court=case.court_id, stream=case.stream).first()
    if found is None:
        raise Refused(refuse("order.file", "这份材料不是本案的。", cite("CF 1"), remedy="重新上传。"))
    return found


# ---- 文书 ----


@transaction.atomic
def attach(*, orders: Sequence[Order], ruling: Document | None, notice: Document | None) -> None:
    """给这几道令附上裁定书、协助执行通知书（随拟稿的事务，案件已锁住）。都已用印的，就可以发了。"""
    for order in orders:
        order.ruling, order.notice = ruling, notice
        order.revision += 1
        order.state = _ready(order)
        order.save(update_fields=["ruling", "notice", "revision", "state"])


@transaction.atomic
def with_papers(*, order: Order | int, actor: User, on: date, revision: int | None, ruling: int, notice: int | None = None) -> Order:
    """改附本案另外的文书（线下制作上传的、另拟的）。发出以后不能改。"""
    case, row = held(Act.ORDER_CONTROL, order, actor, revision)
    if row.state not in (_S.DRAFT, _S.READY):
        _refuse("sent", f"{row.number}已经{row.get_state_display()}，不能改附文书。", "另拟一道。")
    if row.ruling_id != ruling and not Document.objects.filter(pk=ruling, kind__in=RULINGS).exists():
        _refuse("not_ruling", "所附的不是查封、冻结、续行、解除、扣划的裁定书。", "另选一份；线下做好的，按裁定书的种类上传。")
    papers = {one.pk: one for one in Document.objects.filter(case=case, pk__in=[ruling, notice or ruling]).exclude(state=Document.State.VOID)}
    if ruling not in papers or (notice is not None and notice not in papers):
        _refuse("paper", "所附的文书不是本案的，或者已经作废。", "另选一份。")
    attach(orders=[row], ruling=papers[ruling], notice=papers.get(notice or 0))
    return row


def papered(order: Order) -> bool:
    """裁定书用印了，有协助通知的也用印了。"""
    papers = [paper for paper in (order.ruling, order.notice) if paper is not None]
    return order.ruling is not None and all(paper.state == Document.State.SEALED for paper in papers)


def _ready(order: Order) -> str:
    return _S.READY if papered(order) else _S.DRAFT


def papers_changed(recorded: Recorded) -> None:
    """文书用印、作废之后：附着它的令可以发了，或者退回拟稿。重新制作的一份用印，换上它。"""
    event = recorded.event
    if not isinstance(event, Sealed | Voided) or not event.id:
        return
    paper = Document.objects.get(pk=event.id)
    olds = [paper.pk, *([paper.replaces_id] if paper.replaces_id and isinstance(event, Sealed) else [])]
    for name in ("ruling", "notice"):
        for order in Order.objects.filter(**{f"{name}__in": olds}, state__in=(_S.DRAFT, _S.READY)).select_for_update(of=("self",)).order_by("pk"):
            setattr(order, name, paper)
            order.state = _ready(order)
            order.save(update_fields=[name, "state"])
    if isinstance(event, Voided):
        _held_back(paper)


def _held_back(paper: Document) -> None:
    """排着等取的令，所附的文书作废了：不再给出去。没有取走过的退回拟稿；取走过、等着再给的，等人处理。"""
    rows = Order.objects.filter(Q(ruling=paper) | Q(notice=paper), state=_S.QUEUED).select_for_update(of=("self",)).order_by("pk")
    for order in rows:
        order.state, order.reason = (_S.DRAFT, "") if order.sent_at is None else (_S.DEAD, "所附的文书已经作废")
        order.due_at, order.revision = None, order.revision + 1
        order.save(update_fields=["state", "reason", "due_at", "revision"])


# ---- 作废、处理不一致 ----


@transaction.atomic
def void(*, order: Order | int, actor: User, on: date, revision: int | None, reason: str) -> Order:
    """作废：还没有被取走的，或者对方退回、超时了的。取走了的不能作废，办成以后另办解除。"""
    why = entries.text(reason, "作废的理由", limit=300, required=True).require()
    case, row = held(Act.ORDER_CONTROL, order, actor, revision)
    if row.state not in VOIDABLE:
        _refuse("void", f"{row.number}{row.get_state_display()}，不能作废。", "已经取走的，等反馈；办成了的，另办解除。")
    if row.kind == Order.Kind.DEDUCT and row.sent_at is not None and row.state != _S.ROLLED_BACK:
        text = f"{row.number}对方取走过，可能已经扣了钱，不能作废了另扣一次。"
        _refuse("void_deduct", text, "原号重发，对方凭号只扣一次；对方书面答复没有扣的，凭回函登记没有办成。")
    row.state, row.reason, row.due_at = _S.VOID, why, None
    row.save(update_fields=["state", "reason", "due_at", "revision"])
    event = OrderFailed(subject=row.subject, number=row.number, kind=row.kind, state="void", reason=why)
    finish(event, case=case, actor=actor, on=on, reason=why)
    return row


@transaction.atomic
def settle(*, difference: Difference | int, actor: User, on: date, answer: str) -> Difference:
    """不一致的看过了，写明怎样处理。处理过的不再改。"""
    told = entries.text(answer, "怎样处理", limit=300, required=True).require()
    given = Difference.objects.select_related("order").get(pk=difference if isinstance(difference, int) else difference.pk)
    case = begin(Act.RECORD_CONTROL, case=given.case_id, actor=actor, revision=None)
    row = Difference.objects.select_for_update(of=("self",)).select_related("order").get(pk=given.pk)
    if row.settled_at is not None:
        _refuse("settled", f"这一处已经处理过：{row.answer}", "刷新页面。")
    row.settled_by, row.settled_at, row.answer = actor, context.current().now, told
    row.save(update_fields=["settled_by", "settled_at", "answer"])
    event = DifferenceSettled(subject=row.order.subject, number=row.order.number, field=row.field, answer=told)
    finish(event, case=case, actor=actor, on=on)
    return row


# ---- 锁住 ----


def held(act: Act, order: Order | int, actor: User, revision: int | None) -> tuple[Case, Order]:
    """锁住案件，再锁住这一道令，准备办 ``act``；返回的令版本号已经加一。页面过时的拒绝。"""
    given = Order.objects.get(pk=order if isinstance(order, int) else order.pk)
    case = begin(act, case=given.case_id, actor=actor, revision=None)
    row = _locked(case, given.pk)
    if revision is not None and revision != row.revision:
        _refuse("stale", f"{row.number}刚才有人改动过，现在{row.get_state_display()}。", "刷新页面，核对以后再办。")
    row.revision += 1
    return case, row


def held_by_job(order: Order | int, actor: Actor) -> tuple[Case, Order]:
    """同上，由任务办（收反馈、超时）：不问谁看得见。"""
    given = Order.objects.get(pk=order if isinstance(order, int) else order.pk)
    hold(f"case:{given.case_id}")
    case = locked_case(given.case_id)
    row = _locked(case, given.pk)
    row.revision += 1
    return case, row


def _locked(case: Case, order_id: int) -> Order:
    row = Order.objects.select_for_update(of=("self",)).select_related("agency", "asset", "measure", "original", "ruling", "notice").get(pk=order_id)
    row.case = case
    return row


def _refuse(code: str, text: str, remedy: str) -> Any:
    raise Refused(refuse(f"order.{code}", text, cite("CF 1"), remedy=remedy, act=Act.ORDER_CONTROL))
