"""发放审批表的各笔：付给谁、多少、钱从哪几笔到账来、走到哪一步、要不要回访、通知了没有。"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.urls import reverse

from zhixing.casework.funds.queries_case import PayoutLine
from zhixing.entrances.web.casemoney.sheet import Sheet
from zhixing.entrances.web.ui import Action, Actions, Column, Content, Money, Number, Panel, Row, Status, Table
from zhixing.entrances.web.ui.paging import paged
from zhixing.entrances.web.ui.words import full_day
from zhixing.law.identity import mask
from zhixing.law.payout_kinds import WHATS
from zhixing.law.states import Act
from zhixing.law.words import word

State = PayoutLine.State
TONES: Final = {
    "draft": "plain", "ready": "yellow", "exported": "blue", "paid": "green", "kept": "blue", "bounced": "red", "retried": "grey", "void": "grey",
}
NOTICED: Final = (State.READY, State.EXPORTED, State.PAID)
COLUMNS: Final = (Column("付什么"), Column("收款人"), Column("金额", "end"), Column("钱从哪里来"), Column("走到哪一步"), Column("", "end"))


def panel(sheet: Sheet) -> Panel:
    """一笔一行；多的分页。"""
    rows, pager = paged(sheet.request.GET, sheet.lines)
    table = Table(columns=COLUMNS, rows=tuple(_row(sheet, one) for one in rows), label="各笔付款", pager=pager)
    return Panel(title=f"{len(sheet.lines)} 笔付款", flush=True, body=(table,))


def _row(sheet: Sheet, one: PayoutLine) -> Row:
    where = sheet.sources.get(one.pk, [])
    more = (f"等 {len(where)} 笔",) if len(where) > 3 else ()
    return Row(tone="grey" if one.state in (State.VOID, State.RETRIED) else "", cells=(
        (WHATS[one.what].label, *_basis(one)), (one.payee, *_account(sheet, one), *filter(None, (one.bank,))),
        Money(one.amount_fen), (*where[:3], *more) or "送批时对到", tuple(_standing(sheet, one)), _actions(sheet, one),
    ))


def _account(sheet: Sheet, one: PayoutLine) -> list[Content]:
    return [Number(one.account if sheet.sees_accounts else mask(one.account))] if one.account else []


def _basis(one: PayoutLine) -> list[str]:
    told = [f"凭证：{one.voucher}"] if one.voucher else []
    told += [word("deposit", one.ground)] if one.ground else []
    return told + ([one.memo] if one.memo else [])


def _standing(sheet: Sheet, one: PayoutLine) -> Iterator[Content]:
    """状态、银行的话、付款日、回访、通知。"""
    yield Status(one.get_state_display(), TONES.get(one.state, "plain"))
    if one.paid_on:
        yield f"{full_day(one.paid_on)}付"
    if one.bounced_on:
        yield f"{full_day(one.bounced_on)}退回"
    if one.answer:
        yield one.answer
    if one.reference:
        yield Number(f"付款编号 {one.reference}")
    calls = sheet.calls.get(one.pk, [])
    if one.must_call and not calls:
        yield Status("须先回访", "yellow", title=one.must_call)
    yield from (f"{call.made_name}回访{call.person}：{'无误' if call.agreed else '不符，不能付'}" for call in calls)
    if one.noticed_on:
        yield f"{full_day(one.noticed_on)}通知收款人"


def _actions(sheet: Sheet, one: PayoutLine) -> Content:
    """这一笔能办的：回访、通知、退汇以后再付或者改账号另报。"""
    shown: list[Action] = []
    if one.state in (State.DRAFT, State.READY) and one.must_call and (sheet.may(Act.PAY_OUT) or sheet.may(Act.RELEASE_MONEY)):
        shown.append(Action(text="回访", url=_url("payout_call", one), dialog=True, small=True, icon="phone-call"))
    if one.state in NOTICED and one.what != "fee" and sheet.may(Act.PAY_OUT):
        again = "旧的核验码作废，换一个新的。再通知吗？" if one.noticed_on else ""
        shown.append(Action(text="再通知" if again else "通知收款人", url=_url("payout_notice", one), method="post", small=True, confirm=again))
    if one.state == State.BOUNCED and sheet.keeps_books:
        shown.append(Action(text="照原账号再付", url=_url("payout_retry", one), method="post", small=True, confirm="核对过退回的原因，再付一次吗？"))
    if one.state == State.BOUNCED and sheet.may(Act.PAY_OUT):
        shown.append(Action(text="改账号另报", url=_url("payout_reopen", one), dialog=True, small=True))
    return Actions(tuple(shown)) if shown else ""


def _url(name: str, one: PayoutLine) -> str:
    return reverse(name, args=[one.payout_id, one.pk])
