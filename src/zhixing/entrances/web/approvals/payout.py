"""审批单报的是发放审批表、延缓发放：几栏要点，各笔付给谁、多少、钱从哪里来，怎样算出来的。批准的就是这几笔。"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.urls import reverse

from zhixing.casework.funds import queries_case, queries_payouts
from zhixing.casework.funds.queries_case import Payout, PayoutLine
from zhixing.entrances.web.ui import Action, Column, Fold, Money, Note, Number, Panel, Row, Step, Table
from zhixing.entrances.web.ui.piece import Content
from zhixing.entrances.web.ui.words import dates, full_day, yuan
from zhixing.foundation.approvals.queries import Approval
from zhixing.law.capitals import to_capitals
from zhixing.law.payout_kinds import WHATS
from zhixing.law.words import word

FORMS: Final = ("pay_out", "return_money")
DELAY: Final = "delay_payout"
COLUMNS: Final = (Column("付什么"), Column("收款人"), Column("金额", "end"), Column("钱从哪里来"))
MOST: Final = 50
"""审批单上先列几笔，其余打开发放审批表看。"""
Rows = list[tuple[str, Content]]


def of(row: Approval) -> Payout | None:
    """报的那一张。"""
    return Payout.objects.filter(pk=row.payload.get("payout_id", 0)).select_related("sheet", "plan").first()


def facts(row: Approval) -> Rows:
    """要点。"""
    if row.act == DELAY:
        return _delay(row)
    found = of(row)
    return _payout(row, found) if found else []


def _payout(row: Approval, found: Payout) -> Rows:
    fen = int(row.payload["amount_fen"])
    told: Rows = [
        ("发放审批表", Action(text=found.number, url=reverse("payout_page", args=[found.pk]), kind="link")),
        ("合计", f"{yuan(fen)} 元（{to_capitals(fen)}）"),
    ]
    told += [("事由", found.ground)] if found.ground else []
    if found.sheet is not None and found.case_id:
        link = reverse("case_debt_sheet", args=[found.case_id, found.sheet.number])
        told.append(("计息单", Action(text=f"第{found.sheet.number}版，算到{full_day(found.sheet.as_of)}", url=link, kind="link")))
    told += [("分配方案", f"第{found.plan.number}版")] if found.plan else []
    told += [("全部到位", "付了以后，申请执行的金额全部到位")] if found.settles else []
    return told + ([("附合议庭决定", "有")] if found.decision_id else [])


def _delay(row: Approval) -> Rows:
    told = row.payload
    which, until = str(told.get("receipt") or "全案没有付的"), dates(str(told["until"]))
    return [("哪一笔", which), ("事由", word("delay", str(told["ground"]))), ("延到", until), ("说明", row.summary or "—")]


def content(row: Approval) -> Iterator[Content]:
    """各笔，怎样算出来的。"""
    found = of(row) if row.act in FORMS else None
    if found is None:
        return
    lines, sources = list(queries_payouts.lines_of(found)[: MOST + 1]), queries_case.sources(found.pk)
    table = Table(columns=COLUMNS, rows=tuple(_row(one, sources.get(one.pk, [])) for one in lines[:MOST]), label="各笔付款")
    more = (Action(text="全部各笔", url=reverse("payout_page", args=[found.pk]), small=True),) if len(lines) > MOST else ()
    yield Panel(title="各笔付款", flush=True, actions=more, body=(table,))
    due = [one for one in lines if one.must_call]
    if due:
        yield Note("\n".join(f"{one.payee}：{dates(one.must_call)}" for one in due[:5]), "yellow", "付款前须打电话回访")
    steps = tuple(Step(dates(str(one.get("text", ""))), str(one.get("article") or "")) for one in found.workings if isinstance(one, dict))
    if steps:
        yield Fold("怎样算出来的", steps)


def _row(one: PayoutLine, sources: list[str]) -> Row:
    basis = [f"凭证：{one.voucher}"] if one.voucher else []
    basis += [word("deposit", one.ground)] if one.ground else []
    more = (f"等 {len(sources)} 笔",) if len(sources) > 3 else ()
    payee = (one.payee, *([Number(one.account)] if one.account else []), *filter(None, (one.bank,)))
    return Row(cells=((WHATS[one.what].label, *basis), payee, Money(one.amount_fen), (*sources[:3], *more) or "—"))
