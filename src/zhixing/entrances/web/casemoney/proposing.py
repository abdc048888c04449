"""发放审批表先填好的：照确认了的计息单、本院的设置、在案的钱算出来；差什么、怎样算的也说出来。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from zhixing.casework.funds import proposing, queries_books
from zhixing.casework.funds.commands.payouts import Wanted
from zhixing.casework.funds.commands.prefilling import wanted
from zhixing.entrances.web.cases.desk import Desk
from zhixing.entrances.web.remedies import for_case
from zhixing.entrances.web.ui import Action, Note, Panel, Piece, Refusal, Step
from zhixing.entrances.web.ui.words import dates, yuan
from zhixing.law.finding import Finding
from zhixing.law.payout_kinds import WHATS
from zhixing.law.waterfall import FEE_ORDERS, Proposal


@dataclass(frozen=True, slots=True)
class Proposed:
    """填好的各笔、事由、全不全部到位、怎样算出来的，和摆在表单前面的话。"""

    lines: tuple[Wanted, ...]
    ground: str
    settles: bool
    workings: list[Any]
    shown: tuple[Piece, ...]


def of(desk: Desk) -> Proposed:
    """算一遍。算不出来的，各笔空着，说差什么、下一步。"""
    found = proposing.propose(desk.case, desk.today)
    if found.value is None:
        return Proposed((), "", False, [], (Refusal.of(found, for_case(desk.case.pk), "算出怎样发放"),))
    lines = wanted(desk.case, found.value, desk.today)
    return Proposed(
        lines, _ground(found.value), found.value.settles, [step.as_data() for step in found.steps], (*_lacking(desk, lines, found.value), how(found)),
    )


def kept(desk: Desk) -> Proposed:
    """付提存的钱：照所付的人填，不再算一遍；先说还有多少。"""
    left = queries_books.balance(desk.case).of("deposit")
    return Proposed((), "", False, [], (Note(f"提存户里还有 {yuan(left)} 元。写明付给谁、多少；超过的送不了批。", "blue", "动用提存的款"),))


def _ground(proposal: Proposal) -> str:
    """发放审批表上的一句：照什么、怎样收的执行费、各笔。"""
    told = "，".join(f"{WHATS[line.what].label}{yuan(line.fen)}元" for line in proposal.lines)
    return f"照确认的计息单发放，{FEE_ORDERS[proposal.fee_order]}：{told}。"


def how(found: Finding[Any]) -> Panel:
    """怎样算出来的，一步一句。"""
    steps = tuple(Step(dates(step.text), str(step.article or "")) for step in found.steps)
    return Panel(title="怎样算出来的", note="照计息单和本院的设置；下面已经填好，核对了就送批", body=steps)


def _lacking(desk: Desk, lines: tuple[Wanted, ...], proposal: Proposal) -> Iterator[Note]:
    """收款账户没有确认、没有设置的；有几个申请执行人的。"""
    known = {one.pk: one for one in desk.case.parties.all()}
    for line in lines:
        if not line.account and line.party in known:
            url = reverse("case_party_account", args=[desk.case.pk, line.party])
            ask = Action(text="确认收款账户", url=url, small=True, dialog=True)
            yield Note("请当事人填写收款账户确认书以后登记；没有确认的，不能送批。", "yellow", f"{line.payee}还没有确认收款账户", (ask,))
        elif not line.account and line.what == "fee":
            yield Note("由管理员在“法院设置”的“案款”里填写执行费的非税账户。", "yellow", "还没有设置执行费账户")
    creditors = [line for line in lines if line.what == "creditor"]
    if any(not line.amount_fen for line in creditors):
        told = f"计息依据的各项没有写明是谁的，各人的金额空着，请照执行依据填；合计{yuan(proposal.of('creditor'))}元。"
        yield Note(told, "yellow", "有几个申请执行人")
    elif len(creditors) > 1:
        yield Note("照计息依据写明的各人债权按比例分好（《执行工作规定》第55条），请核对，可以改。", "blue", "有几个申请执行人")
