"""案件页的“案款”一栏：钱在哪里、向哪个账户交、到账、发放审批表、延缓，和最近几笔账。"""

from __future__ import annotations

from django.urls import reverse

from zhixing.casework.funds import queries_books
from zhixing.entrances.web.casemoney import accounts, arrived, entries, pieces, standing
from zhixing.entrances.web.casemoney.picture import waterfall
from zhixing.entrances.web.casemoney.purse import Purse
from zhixing.entrances.web.cases.view import View
from zhixing.entrances.web.ui import Action, Note, Panel, Piece
from zhixing.entrances.web.ui.words import yuan
from zhixing.law import states
from zhixing.law.states import Act

NAME = "案款"


def tab(view: View) -> Panel:
    """一栏。"""
    purse = Purse(view.desk)
    return Panel(flush=True, body=(
        *_late(purse), Panel(title=headline(purse), actions=_actions(purse), body=_where(purse)), *standing.delays(purse), arrived.panel(purse),
        pieces.payouts(purse), accounts.panel(purse), entries.recent(purse),
    ))


def _late(purse: Purse) -> tuple[Piece, ...]:
    """结案以后又有了钱的，照实说。"""
    told = queries_books.late_money(purse.case)
    return (Note(told, "yellow"),) if told else ()


def applies(kind: str) -> bool:
    """这类案件收付案款；执异、执复等审查案件没有。"""
    return Act.CLAIM_MONEY in states.acts(states.State.ENFORCING, kind)


def headline(purse: Purse) -> str:
    """到账 30,000.00 元，还有 2,000.00 元在法院。"""
    came, here = purse.flow.received_fen, purse.balance.total_fen + purse.balance.instructed_fen
    if not came:
        return "还没有到账"
    return f"到账 {yuan(came)} 元，" + (f"还有 {yuan(here)} 元在法院" if here else "都已付出")


def _where(purse: Purse) -> tuple[Piece, ...]:
    return (pieces.figures(purse), waterfall(purse.flow)) if purse.flow.received_fen else (pieces.nothing(),)


def _actions(purse: Purse) -> tuple[Piece, ...]:
    """下一步的按钮：有没有分的钱，就是发放审批。"""
    case, shown = purse.case.pk, []
    if purse.flow.received_fen:
        shown.append(Action(text="对账单", url=reverse("case_money_statement", args=[case]), icon="list-check", small=True))
    if purse.may(Act.DIRECT_PAYMENT):
        shown.append(Action(text="补录直接履行", url=reverse("case_money_direct", args=[case]), small=True, dialog=True))
    if purse.may(Act.CLAIM_MONEY):
        shown.append(Action(text="认领到账", url=reverse("case_money_claim", args=[case]), small=True, dialog=True))
    if purse.may(Act.CLAIM_MONEY):
        shown.append(Action(text="收现金", url=reverse("case_money_cash", args=[case]), small=True, dialog=True))
    if purse.may(Act.CONFIRM_MONEY):
        shown.append(Action(text="没收保证金", url=reverse("case_money_forfeit", args=[case]), small=True, dialog=True))
    if purse.balance.of("deposit") and purse.may(Act.PAY_OUT):
        shown.append(Action(text="发放提存", url=f"{reverse('case_payout_new', args=[case])}?source=deposit", small=True))
    if purse.balance.held_fen and purse.may(Act.DELAY_PAYOUT):
        shown.append(Action(text="延缓发放", url=reverse("case_money_delay", args=[case]), small=True, dialog=True))
    if purse.balance.held_fen and purse.may(Act.DISTRIBUTE) and purse.shared:
        shown.append(Action(text="分配方案", url=reverse("case_distribution", args=[case]), small=True))
    if purse.balance.held_fen and purse.may(Act.PAY_OUT):
        shown.append(Action(text="申请发放", url=reverse("case_payout_new", args=[case]), icon="receipt", kind="primary", small=True))
    return tuple(shown)
