"""桌面上的各格：取哪些、怎样排、一行写什么。"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from zhixing.casework.funds import queries_desk as money
from zhixing.casework.funds.queries_desk import WAITING, Payout, PayoutLine, Receipt
from zhixing.entrances.web.money import claiming, frame
from zhixing.entrances.web.money.clocks import Ages
from zhixing.entrances.web.ui import Action, Column, Content, Empty, Number, Pager, Row
from zhixing.entrances.web.ui.words import full_day
from zhixing.law.words import word

Find = Callable[[HttpRequest, Ages], tuple[Sequence[Any], Pager | None]]


@dataclass(frozen=True, slots=True)
class Shelf:
    """一格：取一页、各列、一行。"""

    found: Find
    columns: tuple[Column, ...]
    row: Callable[[Any, Ages], Row]
    empty: Empty
    note: str = ""

    def rows(self, found: Sequence[Any], ages: Ages) -> tuple[Row, ...]:
        """各行。"""
        return tuple(self.row(one, ages) for one in found)


# ---- 到账 ----

_ARRIVED: Final = (Column("到账"), Column("付款人、附言"), Column("金额（元）", "end"), Column("案件"), Column("状态"), Column("", "end"))


def _receipts(where: Callable[[Ages], Q], *, oldest: bool = True) -> Find:
    def find(request: HttpRequest, ages: Ages) -> frame.Paged:
        found, pager = frame.paged(request, money.receipts(request.user.court_id).filter(where(ages)), "day", oldest=oldest)
        return _guessed(found), pager

    return find


def _guessed(rows: list[Any]) -> list[Any]:
    """没有案件的各笔，写上机器看着最像的一件，或者看着不是案款（``guess``）。"""
    loose = [row for row in rows if row.case_id is None]
    cases = money.named(loose) if any(row.proposals for row in loose) else {}
    for row in rows:
        best = row.proposals[0] if row.case_id is None and row.proposals else None
        told = f"可能是{cases[best['case']]}（{best['confidence']}%）" if best and best["case"] in cases else "没有认出来"
        row.guess = claiming.LOOKS.get(row.kind, told)
    return rows


def _unpaid(where: Callable[[Ages], Q]) -> Find:
    def find(request: HttpRequest, ages: Ages) -> frame.Paged:
        return frame.paged(request, money.unpaid(request.user.court_id, ages.today).filter(where(ages)), "day", oldest=True)

    return find


def _arrived(row: Receipt, ages: Ages) -> Row:
    return Row(cells=(frame.arrived(row), frame.payer(row), frame.sum_of(row.amount_fen), _whose(row), frame.state_of(row), _look(row, "看")))


def _unclaimed(row: Receipt, ages: Ages) -> Row:
    age = ages.unclaimed(row.day)
    text = "认领" if row.state == Receipt.State.SUSPENSE else "核对"
    return Row(tone=age.row, cells=(frame.arrived(row), frame.payer(row), frame.sum_of(row.amount_fen), _whose(row), age.piece, _look(row, text)))


def _held(row: Any, ages: Ages) -> Row:
    age = ages.unpaid(row.day, waits=row.waits)
    left = (frame.sum_of(row.left_fen), *([f"到账 {frame.sum_text(row.amount_fen)}"] if row.left_fen != row.amount_fen else []))
    return Row(tone=age.row, cells=(frame.arrived(row), frame.payer(row), left, _whose(row), age.piece, _look(row, "看")))


def _whose(row: Any) -> tuple[Content, ...]:
    """对到的案件；没有对到的，机器看像哪一件。"""
    if row.case:
        handler = row.case.handler.name if row.case.handler else "未分案"
        return (*frame.case_of(row.case), f"承办人 {handler}")
    return (row.guess,)


def _look(row: Receipt, text: str) -> Action:
    return Action(text=text, url=reverse("money_receipt", args=[row.pk]), small=True, kind="primary" if text != "看" else "plain")


# ---- 审批、付款 ----

_REVIEW: Final = (Column("发放审批表"), Column("案件"), Column("合计（元）", "end"), Column("最早到账"), Column("", "end"))
_LINES: Final = (Column("付款"), Column("收款人"), Column("金额（元）", "end"), Column("案件"), Column("最早到账"), Column("银行说的"))


def _payouts(request: HttpRequest, ages: Ages) -> frame.Paged:
    return frame.by_number(request, money.payouts(request.user.court_id).filter(state=Payout.State.REVIEW), newest=False)


def _review(row: Any, ages: Ages) -> Row:
    age = ages.unpaid(row.since) if row.since else None
    see: Content = Action(text="看审批", url=reverse("approval_page", args=[row.approval_id]), small=True) if row.approval_id else ""
    page = Action(text=row.number, url=reverse("payout_page", args=[row.pk]), kind="link")
    return Row(tone=age.row if age else "", cells=(
        (page, f"{row.drafted_name}起草，{full_day(row.drafted_on)}"), frame.case_of(row.case), frame.sum_of(row.total_fen),
        (age.piece, f"{full_day(row.since)}到账") if age else "—", see,
    ))


def _lines(state: str) -> Find:
    def find(request: HttpRequest, ages: Ages) -> frame.Paged:
        return frame.by_number(request, money.lines(request.user.court_id).filter(state=state), newest=False)

    return find


def _line(row: Any, ages: Ages) -> Row:
    age = ages.unpaid(row.since) if row.since else None
    return Row(tone=age.row if age else "", cells=(
        line_name(row), payee(row), frame.sum_of(row.amount_fen), frame.case_of(row.payout.case),
        (age.piece, f"{full_day(row.since)}到账") if age else "—", said(row),
    ))


def line_name(row: PayoutLine) -> tuple[Content, ...]:
    """审批表编号、第几笔，下面是哪一种。"""
    page = Action(text=f"{row.payout.number} 第{row.number}笔", url=reverse("payout_page", args=[row.payout_id]), kind="link")
    return page, word("payout", row.what)


def payee(row: PayoutLine) -> tuple[Content, ...]:
    """收款人、开户行、账号。"""
    return row.payee, *filter(None, (row.bank,)), *([Number(row.account)] if row.account else [])


def said(row: PayoutLine) -> tuple[Content, ...]:
    """状态，银行的话。"""
    when = f"{full_day(row.paid_on)}付款" if row.paid_on else ""
    back = f"{full_day(row.bounced_on)}退回" if row.bounced_on else ""
    return (frame.line_state(row), *(text for text in (when, back, row.answer) if text))


_S: Final = Receipt.State
SHELVES: Final = {
    "today": Shelf(_receipts(lambda ages: Q(day=ages.today) & ~Q(state=_S.CANCELLED), oldest=False), _ARRIVED, _arrived,
                   Empty("今天还没有到账", "收了银行文件以后，今天记账的列在这里。", "receipt")),
    "suspense": Shelf(_receipts(lambda ages: Q(state=_S.SUSPENSE)), _ARRIVED, _unclaimed, Empty("没有待认领的", icon="circle-check")),
    "proposed": Shelf(_receipts(lambda ages: Q(state=_S.PROPOSED)), _ARRIVED, _unclaimed, Empty("没有等人确认的", icon="circle-check")),
    "unpaid": Shelf(_unpaid(lambda ages: Q()), _ARRIVED, _held, Empty("没有未发放的", icon="circle-check")),
    "review": Shelf(_payouts, _REVIEW, _review, Empty("没有在审批的", icon="circle-check")),
    "ready": Shelf(_lines(WAITING["ready"]), _LINES, _line, Empty("没有待付款的", icon="circle-check")),
    "sent": Shelf(_lines(WAITING["sent"]), _LINES, _line, Empty("没有等银行的", icon="circle-check")),
    "bounced": Shelf(_lines(WAITING["bounced"]), _LINES, _line, Empty("没有退汇的", icon="circle-check")),
    "late": Shelf(_unpaid(lambda ages: Q(day__lt=ages.late_before, waits=False)), _ARRIVED, _held, Empty("没有超期的", icon="circle-check")),
}
