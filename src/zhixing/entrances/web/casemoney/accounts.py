"""交款账户：一案一人一个子账号，给号码和二维码，可以抄、可以扫、可以打印在通知书上。"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import ClassVar

import segno
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from zhixing.casework.cases.queries import Party
from zhixing.casework.funds.queries_receipts import PayTo
from zhixing.entrances.web.casemoney.purse import Purse
from zhixing.entrances.web.ui import Action, Empty, Facts, Fold, Panel, Piece
from zhixing.law.states import Act


@dataclass(frozen=True, slots=True)
class Code(Piece):
    """一个二维码；``told`` 是给读屏的话。"""

    template: ClassVar[str] = "casemoney/code.html"
    svg: SafeString
    told: str


def panel(purse: Purse) -> Panel:
    """各被执行人向哪个账户交款。"""
    found = purse.pay_to
    if not found:
        told = Empty("本院还没有登记执行款账户", "由会计在“案款管理”的“执行款账户”里登记；文书里的账户在“法院设置”里填。", "building-bank")
        return Panel(title="交款账户", body=(told,))
    return Panel(title="交款账户", flush=True, actions=_opening(purse, found), body=tuple(_one(side, told) for side, told in found))


def _one(side: Party | None, told: PayTo) -> Fold:
    rows = (("户名", told.holder), ("账号", told.shown), ("开户银行", told.bank), ("附言", told.remark))
    name = side.name if side else "本案"
    kind = "子账号" if told.sub else "账号"
    return Fold(f"{name}　{kind} {told.shown}", (Facts(rows), code(told.qr, f"{name}的交款二维码")), note="扫码、抄写都可以" if told.sub else "")


def _opening(purse: Purse, found: list[tuple[Party | None, PayTo]]) -> tuple[Action, ...]:
    """有子账户号段、还没有开的，开子账户。"""
    if all(told.sub for _, told in found) or not purse.has_prefix or not (purse.may(Act.CLAIM_MONEY) or purse.may(Act.DRAFT_DOCUMENT)):
        return ()
    url = reverse("case_money_sub_accounts", args=[purse.case.pk])
    return (Action(text="开子账户", url=url, method="post", small=True, fields={"revision": purse.desk.revision}),)


def code(text: str, told: str) -> Code:
    """二维码（SVG）：纠错级别 M，带白边。"""
    made = BytesIO()
    segno.make(text, error="m", micro=False).save(made, kind="svg", border=2, scale=4, xmldecl=False, svgclass="money-qr", lineclass=None)
    return Code(mark_safe(made.getvalue().decode()), told)  # noqa: S308 segno 画的，文字只变成了黑白格
