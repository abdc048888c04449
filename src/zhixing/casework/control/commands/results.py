"""控制令的结果：结构化的反馈说了算，回执文书只拿来对照；现场、发函的由人登记，附送达的证明。

凭请求单号只办一次：同一份再来、来迟了、办完以后再来，都不再记事件；说法和先前不一样的，列出来给人看。
措施的起止按协助单位办的日子（T:S-05），不早于发出之日、不晚于反馈之日。
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from django.db import transaction

from zhixing.casework.cases.commands import finish
from zhixing.casework.cases.queries import Case
from zhixing.casework.control.commands.orders import held, held_by_job
from zhixing.casework.control.commands.releasing import excess
from zhixing.casework.control.events import (
    Deducted,
    DifferenceRaised,
    MeasureTaken,
    OrderFailed,
    Reduced,
    Released,
    Renewed,
)
from zhixing.casework.control.models import Agency, Difference, Measure, Order
from zhixing.casework.control.queries_orders import TAKING
from zhixing.casework.control.queries_waves import PULLED
from zhixing.casework.control.receipt_text import Said, said
from zhixing.casework.control.told import ControlTold
from zhixing.casework.funds.commands import expecting
from zhixing.casework.funds.queries_receipts import pay_to
from zhixing.foundation.files.queries import StoredFile
from zhixing.foundation.history import context
from zhixing.foundation.history.context import Actor
from zhixing.foundation.history.events import Event
from zhixing.foundation.people.queries import User
from zhixing.law import entries
from zhixing.law.articles import cite
from zhixing.law.finding import Refused, refuse
from zhixing.law.states import Act
from zhixing.law.words import word, yuan

_S: Final = Order.State
Kind = Order.Kind
TAKEN, AGAIN, LATE, UNMATCHED, UNREAD = "taken", "again", "late", "unmatched", "refused"
"""一份反馈怎样了，同 ``Reply.State``。"""
ENDED: Final = (_S.DONE, _S.PARTIAL, _S.REFUSED)
OUT: Final = (_S.QUEUED, _S.SENT, _S.ACKED)
_OVERDUE: Final = (_S.TIMEOUT, _S.DEAD, _S.ROLLED_BACK)
_FILLED: Final = ("state", "fed_at", "due_at", "actual_fen", "over_fen", "told_since", "told_until", "business_number", "reason", "revision")


@dataclass
class _Work:
    """正在办的一道：案件、令、对方说的、法律上的日子、由谁。"""

    case: Case
    order: Order
    told: ControlTold
    day: date
    actor: Actor

    def tell(self, event: Event) -> None:
        """记在案件的链上。"""
        finish(event, case=self.case, actor=self.actor, on=self.day)

    def differs(self, field: str, ours: str, theirs: str) -> None:
        """两边说法不一。"""
        raise_difference(self.case, self.order, field, ours, theirs, self.actor, self.day)


def controlled(
    *, number: str, told: Sequence[ControlTold], on: date, actor: Actor, agency: Agency | None = None,
) -> str:
    """收一道控制令的结构化反馈；``on`` 是反馈之日。返回这份反馈怎样了（同 ``Reply.State`` 的代码）。

    对不上号、不是发给这家单位的是 ``unmatched``；已经有结果的是 ``again``；超时、退回以后才来而照样办了的是 ``late``；
    看不出办成没有的是 ``refused``，令不动。
    """
    row = Order.objects.filter(number=number.strip()).first() if number.strip() else None
    if row is None or (agency is not None and row.agency_id != agency.pk):
        return UNMATCHED
    with transaction.atomic():
        case, order = held_by_job(row, actor)
        return _fed(case, order, _of(order, told), on, actor)


def _of(order: Order, told: Sequence[ControlTold]) -> ControlTold:
    """几项里这道令的那一项：账号对得上的，只有一项的就是它；没有的当作看不出。"""
    same = [one for one in told if one.account and one.account == order.account]
    return next(iter(same or (told if len(told) == 1 else ())), ControlTold(ok=None, faults=("missing",)))


def _fed(case: Case, order: Order, told: ControlTold, on: date, actor: Actor) -> str:
    work = _Work(case, order, told, on, actor)
    if order.state in (_S.DRAFT, _S.READY):
        return UNMATCHED
    if order.state in ENDED:
        _compare_again(work)
        return AGAIN
    if order.state == _S.VOID:
        _after_void(work)
        return LATE
    if told.ok is None:
        return UNREAD
    late = order.state in _OVERDUE
    _carried(work)
    return LATE if late else TAKEN


def _carried(work: _Work) -> None:
    """照说的记下。"""
    order, told, now = work.order, work.told, context.current().now
    work.day = _day(work)
    order.fed_at, order.due_at = now, None
    order.actual_fen, order.over_fen = told.actual_fen, told.over_fen
    order.told_since, order.told_until = told.since, told.until
    order.business_number = told.business_number[:60] or order.business_number
    if told.ok:
        order.state = _S.PARTIAL if _short(order) else _S.DONE
        _KINDS.get(order.kind, _taken)(work)
    else:
        _failed(work, told.reason or "对方没有写明原因")
    order.save(update_fields=_FILLED)
    if told.ok and order.kind in TAKING:
        excess(case=work.case, on=work.day, actor=work.actor)


def _day(work: _Work) -> date:
    """协助单位办的日子。写得不可能的（早于发出、晚于反馈），收回到可能的一天，列出来。"""
    order, told = work.order, work.told.since
    sent = order.sent_at or order.queued_at
    first = max(order.drafted_on, sent.date() if sent else order.drafted_on)
    first = min(first, work.day)
    if told is None or order.kind not in TAKING:
        return work.day
    if not first <= told <= work.day:
        work.differs("起始日", f"{first}至{work.day}之间", str(told))
    return min(max(told, first), work.day)


def _short(order: Order) -> bool:
    """办的少于要的。"""
    return order.amount_fen is not None and order.actual_fen is not None and order.actual_fen < order.amount_fen


# ---- 各种令 ----


def _taken(work: _Work) -> None:
    order, told = work.order, work.told
    position = told.position or 0
    waiting = _waits(order, told)
    if order.waiting and not waiting and not position:
        work.differs("顺位", "轮候", "首先控制")
    _compare(work, cap=told.cap_fen, until=None if waiting else told.until)
    event = MeasureTaken(
        subject=order.subject, measure=str(order.kind), property=order.property, what=order.subject, amount_fen=order.amount_fen,
        until=None if waiting else order.until, rank="waiting" if waiting else "first", document=order.ruling.number if order.ruling else "",
        told_until=told.until if told.until and told.until >= work.day and not waiting else None, order=order.pk, asset=order.asset_id,
        actual_fen=told.actual_fen, position=position if waiting and position else None,
    )
    work.tell(event)


def _waits(order: Order, told: ControlTold) -> bool:
    """排在后面、一分钱也没有控制住的才是轮候；在先的只冻了一部分、余下的控制住了的，已经生效，期限照样看守（JI 485）。

    按轮候发出、对方说是首先控制的，照对方的：没有人看守的届满日比多看守一个要紧。
    """
    if told.actual_fen:
        return False
    return order.waiting if told.position is None else told.position > 0


def _renewed(work: _Work) -> None:
    """续行：届满以前办妥的才算；届满以后才办的，原措施已经失效，不改旧日子。"""
    order, row = work.order, _measure(work)
    if row is None or row.until is None or work.day > row.until:
        until = f"{row.until}届满" if row is not None and row.until is not None else "结束"
        _failed(work, f"{work.day}才办续行，原措施已于{until}，失去效力，须重新采取，顺位重排")
        work.differs("续行之日", f"应当在{until}以前", str(work.day))
        return
    _compare(work, cap=None, until=work.told.until)
    told = work.told.until if work.told.until and work.told.until >= work.day else None
    document = order.ruling.number if order.ruling else ""
    work.tell(Renewed(subject=row.subject, until=order.until, document=document, told_until=told, order=order.pk))


def _released(work: _Work) -> None:
    order, row = work.order, _measure(work)
    if row is None:
        work.differs("解除", "措施已经结束", "对方又办了解除")
        return
    document = order.ruling.number if order.ruling else ""
    if order.amount_fen is None:
        work.tell(Released(subject=row.subject, ground=order.ground, document=document, order=order.pk))
    else:
        fen = order.amount_fen if order.actual_fen is None else order.actual_fen
        if fen != order.amount_fen:
            work.differs("解除金额", _money(order.amount_fen), _money(fen))
        if fen <= 0:
            _failed(work, work.told.reason or "没有解除")
            return
        work.tell(Reduced(subject=row.subject, amount_fen=fen, ground=order.ground, document=document, order=order.pk))


def _deducted(work: _Work) -> None:
    """扣划：没有先冻结的，扣划裁定本身就是冻结（民诉法解释第484条），一并记下。钱应当汇到本案的账户，等着入账。"""
    order, told = work.order, work.told
    fen = told.actual_fen if told.actual_fen is not None else order.amount_fen or 0
    order.actual_fen = fen
    order.state = _S.PARTIAL if _short(order) else _S.DONE
    if order.amount_fen is not None and fen > order.amount_fen:
        work.differs("扣划金额", _money(order.amount_fen), _money(fen))
    if fen <= 0:
        _failed(work, told.reason or "没有扣到钱")
        return
    row = _measure(work)
    if row is None:
        work.tell(MeasureTaken(
            subject=order.subject, measure="freeze", property=order.property, what=order.subject, amount_fen=fen, order=order.pk,
            asset=order.asset_id, actual_fen=fen, document=order.ruling.number if order.ruling else "",
        ))
    held_fen = max(row.actual_fen or 0, row.cap_fen or 0) if row is not None else 0  # 限额没有扣完的，额度冻结还在
    work.tell(Deducted(subject=row.subject if row is not None else order.subject, amount_fen=fen, rest=held_fen > fen, order=order.pk))
    _awaited(work, fen)


def _awaited(work: _Work, fen: int) -> None:
    """钱应当汇到哪里：汇错了账户的列出来；案款那边等着这一笔。"""
    order, told = work.order, work.told
    ours = pay_to(work.case, order.party)
    if ours is not None and told.paid_to and told.paid_to.replace(" ", "") != ours.number:
        work.differs("收款账号", ours.number, told.paid_to)
    expecting.expect(court_id=work.case.court_id, mark=order.number, case_id=work.case.pk, party_id=order.party_id, amount_fen=fen, on=work.day)


_KINDS: Final[dict[str, Callable[[_Work], None]]] = {Kind.RENEW: _renewed, Kind.RELEASE: _released, Kind.DEDUCT: _deducted}


def _failed(work: _Work, reason: str) -> None:
    order = work.order
    order.state, order.reason = _S.REFUSED, reason[:300]
    work.tell(OrderFailed(subject=order.subject, number=order.number, kind=order.kind, state="refused", reason=order.reason))


def _measure(work: _Work) -> Measure | None:
    """令所针对的措施，现在还没有结束的。"""
    rows = Measure.objects.filter(pk=work.order.measure_id or 0, state__in=(Measure.State.ACTIVE, Measure.State.WAITING))
    return rows.first()


# ---- 说法不一 ----


def _compare(work: _Work, *, cap: int | None, until: date | None) -> None:
    """令上写的和反馈的。"""
    order = work.order
    if cap is not None and order.amount_fen is not None and cap != order.amount_fen:
        work.differs("限额", _money(order.amount_fen), _money(cap))
    if until is not None and order.until is not None and until != order.until:
        work.differs("届满日", str(order.until), str(until))
    if order.account and work.told.account and work.told.account != order.account:
        work.differs("账号", order.account, work.told.account)


def _compare_again(work: _Work) -> None:
    """已经有结果，又来一份：说的一样就算了，不一样的列出来。"""
    order, told = work.order, work.told
    done = order.state != _S.REFUSED
    if told.ok is not None and told.ok != done:
        work.differs("又一份反馈", "已办" if done else "没有办成", "已办" if told.ok else f"没有办成：{told.reason}")
    elif told.ok and told.actual_fen is not None and order.actual_fen is not None and told.actual_fen != order.actual_fen:
        work.differs("又一份反馈的金额", _money(order.actual_fen), _money(told.actual_fen))


def _after_void(work: _Work) -> None:
    """作废以后对方仍然办了：不当作措施，列出来，由人另办解除或者登记。"""
    if work.told.ok:
        work.differs("作废以后的反馈", "已作废", f"对方已办{word('control_order', work.order.kind)}")


def raise_difference(case: Case, order: Order, field: str, ours: str, theirs: str, actor: Actor, on: date) -> None:
    """列出一处说法不一；同一处同一说法只列一次。案件已锁住。"""
    _, fresh = Difference.objects.get_or_create(
        order=order, field=field, theirs=theirs[:300], defaults={
            "court_id": case.court_id, "case": case, "ours": ours[:300], "raised_at": context.current().now,
        },
    )
    if fresh:
        told = DifferenceRaised(subject=order.subject, number=order.number, field=field, ours=ours[:300], theirs=theirs[:300])
        finish(told, case=case, actor=actor, on=on)


def _money(fen: int) -> str:
    return f"{yuan(fen)}元"


# ---- 回执文书 ----


def receipt(*, number: str, on: date, actor: Actor, file: StoredFile | None = None, text: str = "", agency: Agency | None = None) -> str:
    """收回执文书：存下，把文字里写的金额、日子、账号与令和结构化反馈对照。不凭回执记措施，也不改反馈说的。

    还没有结构化反馈的，先存下；反馈来了以后仍以反馈为准。返回同 :func:`controlled`。
    """
    given = Order.objects.filter(number=number.strip()).first() if number.strip() else None
    if given is None or given.state in (_S.DRAFT, _S.READY) or (agency is not None and given.agency_id != agency.pk):
        return UNMATCHED
    with transaction.atomic():
        case, order = held_by_job(given, actor)
        again = order.receipt_id is not None
        if file is not None and not again:
            order.receipt = file
            order.save(update_fields=["receipt", "revision"])
        for field, ours, theirs in contradictions(order, said(text)):
            raise_difference(case, order, f"回执的{field}", ours, theirs, actor, on)
    return AGAIN if again else TAKEN


def contradictions(order: Order, told: Said) -> list[tuple[str, str, str]]:
    """回执写的与反馈（没有反馈的与令）不一致的各栏：栏目、我们的、回执的。"""
    found = []
    known = {fen for fen in (order.amount_fen, order.actual_fen, order.over_fen) if fen is not None}
    if known and (strange := [fen for fen in told.amounts if fen not in known]):
        found.append(("金额", "、".join(_money(fen) for fen in sorted(known)), "、".join(_money(fen) for fen in strange)))
    until = order.told_until or order.until
    if until is not None and told.until is not None and told.until != until:
        found.append(("届满日", str(until), str(told.until)))
    if order.account and told.account and told.account != order.account:
        found.append(("账号", order.account, told.account))
    if order.state in ENDED and told.done is not None and told.done != (order.state != _S.REFUSED):
        found.append(("结果", order.get_state_display(), "已办" if told.done else "没有办成"))
    return found


# ---- 由人登记 ----


@transaction.atomic
def by_hand(
    *, order: Order | int, actor: User, on: date, revision: int | None, told: ControlTold, proof: int, why: str = "",
) -> Order:
    """登记现场办理、发函的结果。``on`` 是协助单位、当事人收到裁定书和协助执行通知书之日；``proof`` 是送达回证、查封笔录、回函。

    没有证明的不登记（T:S-05）。自己来取的单位等它反馈；超时、退回了而对方书面答复的，也在这里登记。
    """
    case, row = held(Act.RECORD_CONTROL, order, actor, revision)
    by_person = row.agency is None or row.agency.channel not in PULLED
    if row.state not in (_S.SENT, *_OVERDUE) or (row.state == _S.SENT and not by_person):
        raise _refused("hand", f"{row.number}{row.get_state_display()}，不由人登记结果。", "等它反馈；超时以后凭回函登记。")
    if not StoredFile.objects.filter(pk=proof, court=case.court_id, stream=case.stream).exists():
        raise _refused("proof", "没有附送达的证明。", "附送达回证、查封笔录或者回函。")
    if on < row.drafted_on or on > context.current().today:
        raise _refused("day", f"办理之日应当在{row.drafted_on}至今天之间。", "核对送达回证上的日子。")
    if told.ok is None:
        raise _refused("result", "没有写明办成没有。", "选已办或者没有办成。")
    if told.actual_fen is not None and not 0 <= told.actual_fen <= (told.actual_fen if row.amount_fen is None else row.amount_fen):
        text = f"登记的金额{_money(told.actual_fen)}，令上是{_money(row.amount_fen or 0)}；不能多于令上的。"
        raise _refused("hand_amount", text, "核对回函，登记令上范围内的数；对方确实多办了的，令其纠正、退回多出的。")
    row.receipt_id = row.receipt_id or proof
    row.why = entries.text(why, "说明", limit=500).require() or row.why
    row.save(update_fields=["receipt", "why"])
    _carried(_Work(case, row, replace(told, since=None), on, actor))
    return row


def _refused(code: str, text: str, remedy: str) -> Refused:
    return Refused(refuse(f"order.{code}", text, cite("CF 1"), remedy=remedy, act=Act.RECORD_CONTROL))
