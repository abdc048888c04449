"""对收款人：回访核实账号，通知领款（附一次性的核验码）；退汇以后照原账号再付，或者退回案件另报。"""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db import transaction

from zhixing.casework.cases.access import rights_of
from zhixing.casework.cases.queries import Case
from zhixing.casework.documents.commands import delivering
from zhixing.casework.documents.queries_service import reached
from zhixing.casework.funds import codes
from zhixing.casework.funds.access import require_court
from zhixing.casework.funds.commands import results
from zhixing.casework.funds.commands.payment_files import again
from zhixing.casework.funds.commands.payout_holding import Told, hold, hold_lines, refused, tell
from zhixing.casework.funds.commands.payouts import take_back
from zhixing.casework.funds.events import PayeeCalled, PayeeNoticed, PayoutVoided
from zhixing.casework.funds.models import Callback, Payout, PayoutLine
from zhixing.foundation.history import context
from zhixing.foundation.outbox import commands as outbox
from zhixing.foundation.people.queries import User
from zhixing.law import entries, inquiry
from zhixing.law.states import Act

State = PayoutLine.State
_CALLABLE: Final = (State.DRAFT, State.READY)
NOTICE: Final = "notice."
"""发件箱里的种类：notice.sms、notice.email。"""
_NOTICED: Final = (State.READY, State.EXPORTED, State.PAID)


@transaction.atomic
def call_back(*, line: PayoutLine | int, actor: User, on: date, phone: str, person: str, agreed: bool, note: str = "") -> Callback:
    """回访：打电话向本人核实收款账号。说不对的，这一笔不能付，作废以后另报。

    经办的人、出纳都可以打；打的是立案时留的、或者公开查到的号码，不打改账号时留的。
    """
    case, payout, row = _held(line, actor, rings=True)
    if row.state not in _CALLABLE:
        raise refused("called_late", f"这一笔{row.get_state_display()}，不用回访了。", "已经交银行的，等银行的结果。")
    number = inquiry.phone(phone)
    if not number:
        raise refused("phone", "电话号码写得不对。", "照打的号码填写。", subject="phone")
    who = entries.text(person, "接听人", limit=60, required=True).require() or ""
    told = entries.text(note, "说明", limit=300).require() or ""
    made = Callback.objects.create(
        line=row, phone=number, person=who, agreed=agreed, note=told, made_by=actor, made_name=actor.name, made_at=context.current().now,
    )
    event = PayeeCalled(subject=payout.number, payee=row.payee, agreed=agreed)
    tell([Told(payout.case_id, event, on)], _cases(case), court_id=payout.court_id, actor=actor)
    return made


@transaction.atomic
def notice(*, line: PayoutLine | int, actor: User, on: date) -> str:
    """通知收款人：生成核验码，返回原文，只此一次；库里只存摘要。再通知一次，旧码作废。

    收款人同意用电子方式、有本人的电子地址的，同时放进发件箱发过去（``exchange.notifying``）；没有的只有印出来的通知书。
    """
    case, payout, row = _held(line, actor)
    if row.state not in _NOTICED:
        raise refused("notice", f"这一笔{row.get_state_display()}，还不能通知领款。", "批准以后再通知。")
    code = codes.new_code()
    row.code, row.noticed_on = codes.digest(code), on
    row.save(update_fields=["code", "noticed_on"])
    event = PayeeNoticed(subject=payout.number, payee=row.payee, amount_fen=row.amount_fen)
    tell([Told(payout.case_id, event, on)], _cases(case), court_id=payout.court_id, actor=actor)
    _send(case, row, code, on)
    return code


def _send(case: Case | None, row: PayoutLine, code: str, on: date) -> None:
    """放进发件箱，发到本人的电子地址；没有同意、没有地址的不发。"""
    if case is None or row.party is None or not (target := reached(row.party_id, on)):
        return
    told = {"target": target, "code": code, "name": row.party.name, "court": case.court.name, "case": str(case)}
    outbox.put(NOTICE + delivering.channel_of(target), f"notice:{row.pk}:{row.code[:16]}", case.court_id, told, case.stream)


def _held(line: PayoutLine | int, actor: User, *, rings: bool = False) -> tuple[Case | None, Payout, PayoutLine]:
    """锁住案件、表和这一笔。``rings``：出纳也能办的。"""
    given = PayoutLine.objects.select_related("payout__case").get(pk=line if isinstance(line, int) else line.pk)
    act = Act.PAY_OUT
    if rings and given.payout.case and rights_of(actor, given.payout.case).may(Act.RELEASE_MONEY):
        act = Act.RELEASE_MONEY
    case, payout = hold(act, given.payout, actor, None)
    row = PayoutLine.objects.select_for_update().get(pk=given.pk)
    row.payout = payout
    return case, payout, row


def _cases(case: Case | None) -> dict[int, Case]:
    return {case.pk: case} if case else {}


# ---- 退汇以后 ----


@transaction.atomic
def retry(*, line: PayoutLine | int, actor: User, on: date) -> PayoutLine:
    """照原来的账号再付一次：会计核对退回的原因后同意，再由出纳导出；两个人，不能是同一人。账号要改的，用 :func:`reopen`。"""
    require_court(actor, actor.court_id, "may_keep_books", "同意再付退汇的款")
    number = line if isinstance(line, int) else line.pk
    held = hold_lines([number], court_id=actor.court_id)
    row = held.lines[number]
    _bounced(row)
    row.state = State.RETRIED
    row.save(update_fields=["state"])
    [fresh] = again([row], actor, by=actor)
    results.refresh(row.payout, on)
    return fresh


@transaction.atomic
def reopen(*, line: PayoutLine | int, actor: User, on: date, reason: str) -> Payout:
    """退汇的款退回案件，改了账号另报一张：重新走整条审批链，账号刚改过的还要回访。"""
    case, payout, row = _held(line, actor)
    _bounced(row)
    why = entries.text(reason, "理由", limit=300, required=True).require() or ""
    take_back(payout, [row], actor, on, why)
    results.refresh(payout, on)
    event = PayoutVoided(subject=payout.number, number=f"{payout.number}第{row.number}笔", why=why)
    tell([Told(payout.case_id, event, on)], _cases(case), court_id=payout.court_id, actor=actor)
    return payout


def _bounced(row: PayoutLine) -> None:
    if row.state != State.BOUNCED:
        raise refused("not_bounced", f"这一笔{row.get_state_display()}，不是退汇。", "刷新页面核对。")
