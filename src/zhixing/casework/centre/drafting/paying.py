"""发放审批表、发放通知书里的钱：照这一张发放审批表、这一笔付款填。没有发放审批表的（总账还没有启用），照登记的事项填。"""

from __future__ import annotations

import re
from typing import Any, Final

from django.db.models import Count, QuerySet, Sum

from zhixing.casework.centre.drafting import grounds, sums
from zhixing.casework.centre.drafting.answers import HERE, Answer, Known, Unknown
from zhixing.casework.centre.drafting.desk import Desk
from zhixing.casework.funds.queries_case import Payout, PayoutLine
from zhixing.law.payout_kinds import WHATS

State = PayoutLine.State
PRINTED: Final = 40
"""审批表上至多印几笔，再多的写明见分配方案。"""
_ONE: Final = re.compile(r"(.+?)第(\d+)笔")


def chosen(desk: Desk) -> Payout | None:
    """关于哪一张：写明编号的；没有写明的，最近的一张。"""
    rows = desk.book.shelf.payouts.get(desk.book.case.pk, [])
    names = {found[1] if (found := _ONE.fullmatch(name)) else name for name in desk.about}
    return next((row for row in rows if row.number in names), None) if names else next(iter(rows), None)


def lines(row: Payout) -> QuerySet[PayoutLine]:
    """这一张的各笔，照次序；作废的、已另付的不算。"""
    alive = PayoutLine.objects.filter(payout=row).exclude(state__in=(State.VOID, State.RETRIED))
    return alive.select_related("party").order_by("number")


def line(desk: Desk, row: Payout) -> PayoutLine | Unknown:
    """通知哪一笔：写明第几笔的；没有写明的，受送达人的一笔，或者只有一笔发给当事人的。"""
    found = list(lines(row).filter(party__isnull=False)[: PRINTED + 1])
    asked = {int(told[2]) for name in desk.about if (told := _ONE.fullmatch(name))}
    some = [one for one in found if one.number in asked] or [one for one in found if one.party in desk.chosen] or found
    if len(some) == 1:
        return some[0]
    return Unknown("写明通知哪一笔" if some else "没有发给当事人的", HERE, tuple(f"{row.number}第{one.number}笔" for one in some))


# ---- 审批表 ----


def received(desk: Desk) -> Answer:
    """到账金额：认领到本案的合计。"""
    row = chosen(desk)
    if row is None:
        return sums.received(desk)
    facts = list(desk.book.timeline.of("funds.Received"))
    return Known(sum(int(fact.data["amount_fen"]) for fact in facts), f"到账{len(facts)}笔的合计")


def total(desk: Desk) -> Answer:
    """本次发放金额：各笔的合计。"""
    row = chosen(desk)
    if row is None:
        return sums.payout(desk)
    told = lines(row).aggregate(fen=Sum("amount_fen"), count=Count("pk"))
    return Known(told["fen"] or 0, f"{row.number}的{told['count']}笔")


def payee(desk: Desk) -> Answer:
    """收款账户；几笔的列在各笔里。"""
    row = chosen(desk)
    if row is None:
        return sums.payee(desk)
    some = list(lines(row)[:2])
    return Known(account(some[0]), row.number) if len(some) == 1 and some[0].account else Known(None)


def rows(desk: Desk) -> Answer:
    """各笔付款；只有一笔的不列。"""
    row = chosen(desk)
    some = list(lines(row)[:PRINTED]) if row else []
    return Known([_row(one) for one in some], row.number if row else "") if len(some) > 1 else Known([])


def _row(one: PayoutLine) -> dict[str, Any]:
    told = {"what": WHATS[one.what].label, "payee": one.payee, "bank": one.bank, "account": one.account, "amount": one.amount_fen}
    return {key: value for key, value in told.items() if value}


def reasons(desk: Desk) -> Answer:
    """发放理由：表上写的事由；没有写的，到账、认领的经过。"""
    row = chosen(desk)
    if row is None:
        return grounds.paying(desk)
    if not row.ground:
        return Known(grounds.told(list(desk.book.timeline.of("funds.Received"))), "登记的事项")
    count = lines(row).count()
    more = f"\n共{count}笔，其余见分配方案。" if count > PRINTED else ""
    return Known(row.ground + more, row.number)


# ---- 通知书 ----


def noticed_amount(desk: Desk) -> Answer:
    """发给这个人多少。"""
    row = chosen(desk)
    found = line(desk, row) if row else None
    return sums.payout(desk) if row is None or found is None else found if isinstance(found, Unknown) else Known(found.amount_fen, row.number)


def noticed_account(desk: Desk) -> Answer:
    """汇入哪个账户。"""
    row = chosen(desk)
    found = line(desk, row) if row else None
    return sums.payee(desk) if row is None or found is None else found if isinstance(found, Unknown) else Known(account(found), row.number)


def account(one: PayoutLine) -> dict[str, Any]:
    """收款账户，附言写明。"""
    told = {"holder": one.payee, "bank": one.bank, "account": one.account, "remark": one.memo}
    return {key: value for key, value in told.items() if value}
