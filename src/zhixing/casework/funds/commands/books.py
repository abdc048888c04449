"""账务：逐日核对、月结。会计办；核对什么也不改账，只把那天三方的数和差异如实留下。"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Any, Final

from django.db import transaction

from zhixing.casework.funds.access import require_court
from zhixing.casework.funds.events import DayReconciled, MonthClosed
from zhixing.casework.funds.models import BankAccount, MonthClose, Reconciliation, Voucher
from zhixing.casework.funds.queries_reconciling import closed_through, live_accounts, movements, of_day, reconciliations
from zhixing.foundation.history import commands as history
from zhixing.foundation.history import context
from zhixing.foundation.history.context import Actor
from zhixing.foundation.history.rows import asked
from zhixing.foundation.people.queries import User
from zhixing.law.articles import cite
from zhixing.law.finding import Refused, refuse

BASIS: Final = cite("AK 3")
RIGHT: Final = "may_keep_books"


# ---- 逐日核对 ----


@transaction.atomic
def reconcile(*, bank_account: BankAccount, day: date, actor: Actor, sign: bool = False) -> Reconciliation:
    """核对一天并留下结果；``sign`` 是会计看过签字。差异一处也不藏；有差异的不能签字，查清以后再核对。

    以后的日子、还没有启用总账的拒绝。重新核对另成一行，以最后一行为准。
    """
    if day > context.current().today:
        raise _refused("day", f"{day}还没有到。", "核对已经过去的日子。")
    if isinstance(actor, User):
        require_court(actor, bank_account.court_id, RIGHT, "核对银行存款")
    found = of_day(bank_account, day)
    if sign and not found.ok:
        raise _refused("differences", f"{day}还有{len(found.differences)}处差异，不能签字。", "查清、改正以后重新核对，再签字。")
    who = actor.signature().name
    row = Reconciliation.objects.create(
        court_id=bank_account.court_id, bank_account=bank_account, day=day, bank_fen=found.sheet.bank_fen, ledger_fen=found.sheet.ledger_fen,
        cases_fen=found.cases_fen, differences=[one.as_data() for one in found.differences], made_name=who, made_at=context.current().now,
        signed_name=who if sign else "",
    )
    _record(DayReconciled(subject=bank_account.number, day=day, differences=len(found.differences)), bank_account.court_id, actor)
    return row


def _record(event: Any, court_id: int, actor: Actor) -> None:
    history.record(event, stream=f"court:{court_id}:funds", court_id=court_id, actor=actor, happened=context.current().today)


# ---- 月结 ----


@transaction.atomic
def close_month(*, court_id: int, month: date, actor: User) -> MonthClose:
    """结这一月（``month`` 是一日）：以后记账日在这一月和更早的凭证，数据库不再收；后到的记在下一月。

    没有过完的、前面的月份没有结的、月末没有核对相符并签字的拒绝，各说怎么办。
    """
    require_court(actor, court_id, RIGHT, "月结")
    asked("select pg_advisory_xact_lock(620261, %s)", court_id)  # 正在记的凭证记完再结（迁移 0010）
    last = month.replace(day=monthrange(month.year, month.month)[1])
    _closable(court_id, month, last)
    row = MonthClose.objects.create(
        court_id=court_id, month=month, figures=[list(one) for one in movements(court_id, month, last)],
        voucher_count=Voucher.objects.filter(court=court_id, day__range=(month, last)).count(), closed_by=actor, closed_name=actor.name,
        closed_at=context.current().now,
    )
    _record(MonthClosed(month=month), court_id, actor)
    return row


def _closable(court_id: int, month: date, last: date) -> None:
    if month.day != 1:
        raise ValueError("月结写这一月的一日")
    if context.current().today <= last:
        raise _refused("month_running", f"{month:%Y年%m月}还没有过完。", f"{last}以后再结。")
    closed = closed_through(court_id)
    if closed is not None and month <= closed:
        raise _refused("month_closed", f"{month:%Y年%m月}已经结了。", "打开月结的记录查看；要更正的，在本月用红字冲回、另记。")
    if (first := next_month(court_id)) is not None and month != first:
        raise _refused("month_order", f"{first:%Y年%m月}还没有结。", f"先结{first:%Y年%m月}。")
    for account in live_accounts(court_id):
        row = reconciliations(account, last, last).get(last)
        if row is None or not row.signed_name:
            raise _refused("month_unreconciled", f"{account}{last}还没有核对相符、签字。", f"核对{last}的账并签字。", str(account.pk))
        if of_day(account, last).differences:
            raise _refused("month_differences", f"{account}{last}签字以后又有了差异。", f"重新核对{last}的账。", str(account.pk))


def next_month(court_id: int) -> date | None:
    """该结的一月：上次结的下一月；没有结过的，是最早一张凭证的那一月；还没有凭证的为空。"""
    if (closed := closed_through(court_id)) is not None:
        return date(closed.year + closed.month // 12, closed.month % 12 + 1, 1)
    first = Voucher.objects.filter(court=court_id).order_by("day").values_list("day", flat=True).first()
    return first.replace(day=1) if first else None


def _refused(code: str, text: str, remedy: str, subject: str = "") -> Refused:
    return Refused(refuse(f"books.{code}", text, BASIS, remedy=remedy, subject=subject))
