"""有争议的、暂不发放的份额从在案款里预留；了结了的转回。总账里只记差额，重办也只记一次。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Sum

from zhixing.casework.funds.commands.ledger import Draft, open_account, post
from zhixing.casework.funds.commands.plan_holding import refused
from zhixing.casework.funds.models import Account, Leg, Plan, Voucher
from zhixing.casework.funds.queries_plans import reserved, to_reserve
from zhixing.foundation.history.context import Actor
from zhixing.law.words import yuan

P = Account.Purpose


def rebalance(plan: Plan, actor: Actor, on: date) -> int:
    """把为这一版预留的调到应当的数，返回现在预留多少（分）。案件、方案须已锁住。在案款不够的拒绝。"""
    wanted = to_reserve(plan)
    gap = wanted - reserved(plan)
    if gap:
        legs = tuple(_taken(plan, gap)) if gap > 0 else tuple(_given(plan, -gap))
        reserve = open_account(court_id=plan.court_id, purpose=P.RESERVE, on=on, case_id=plan.case_id)
        memo = f"分配方案第{plan.number}版{'预留' if gap > 0 else '预留转回'}"
        times = Voucher.objects.filter(court=plan.court_id, key__startswith=f"plan:{plan.pk}:").count()
        draft = Draft(f"plan:{plan.pk}:{times + 1}", "reserve", on, (*legs, (reserve.pk, -gap)), memo, {"plan": plan.pk})
        post([draft], court_id=plan.court_id, actor=actor)
    return wanted


def _taken(plan: Plan, fen: int) -> Iterator[tuple[int, int]]:
    """从在案款里拿：各账户依次拿到够。"""
    rows = Account.objects.filter(case=plan.case_id, purpose=P.HELD, balance_fen__lt=0).order_by("pk")
    for account, balance in rows.values_list("pk", "balance_fen"):
        part = min(-balance, fen)
        if part:
            fen -= part
            yield account, part
    if fen:
        raise refused("short", f"在案款不够，还差{yuan(fen)}元预留不了。", "先到账、认领，再定案。")


def _given(plan: Plan, fen: int) -> Iterator[tuple[int, int]]:
    """转回拿来的账户：后拿的先还，不多还。"""
    rows = Leg.objects.filter(voucher__source__plan=plan.pk, account__case=plan.case_id, account__purpose=P.HELD)
    taken = rows.order_by().values_list("account_id").annotate(fen=Sum("amount_fen")).order_by("-account_id")
    for account, most in taken:
        part = min(most, fen)
        if part > 0:
            fen -= part
            yield account, -part
