"""发放案款：够不够付、收款人对不对、要不要回访、能不能送批（规则手册 M:§6，T:§11）。

种类、延缓和提存的事由见 :mod:`zhixing.law.payout_kinds`，一笔钱依次付什么见 :mod:`zhixing.law.waterfall`。
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, NamedTuple

from zhixing.law.articles import cite
from zhixing.law.finding import Finding, Reason, Step
from zhixing.law.payout_kinds import DEBTS, OFF_DEBT, OTHERS, WHATS, BadPayout, What, delay, deposit
from zhixing.law.waterfall import FEE_ORDERS, Before, Due, FeeFacts, Owed, Proposal, before, proposal
from zhixing.law.words import yuan

__all__ = [
    "FEE_ORDERS", "OFF_DEBT", "WHATS", "Asked", "BadPayout", "Before", "Due", "FeeFacts", "Owed", "Payee", "PayoutFacts", "Proposal", "What",
    "approvable", "before", "delay", "deposit", "impartial", "must_call", "payable", "payee_agrees", "proposal", "squeezed",
]

CALLBACK_DAYS: Final = 30
_AK: Final = cite("AK")


def payable(arrived: int, paid: int, frozen: int, reserved: int, asked: int) -> Finding[int]:
    """现在最多能付多少（分）：到账 − 已付（含在途、待付）− 冻结 − 预留；``asked`` 超过的拒绝（M:§6 不变式）。

    >>> payable(100, 30, 20, 10, 40).value
    40
    """
    most = arrived - paid - frozen - reserved
    if min(arrived, paid, frozen, reserved) < 0:
        raise BadPayout("金额不能是负数。")
    text = f"到账{yuan(arrived)}元，已付、待付{yuan(paid)}元，冻结{yuan(frozen)}元，预留{yuan(reserved)}元，还可以付{yuan(max(most, 0))}元。"
    step, inputs = Step(text, _AK), {"arrived_fen": arrived, "paid_fen": paid, "frozen_fen": frozen, "reserved_fen": reserved, "asked_fen": asked}
    reasons = () if 0 < asked <= most else (_too_much(asked, max(most, 0)),)
    return Finding(max(most, 0), (_AK,), reasons=reasons, steps=(step,), inputs=inputs)


def _too_much(asked: int, most: int) -> Reason:
    if asked <= 0:
        return Reason("payout.nothing", "没有要付的金额。", _AK, "填写各笔金额。")
    remedy = "减少金额，或者等款项到账、解除冻结以后再办。"
    return Reason("payout.too_much", f"要付{yuan(asked)}元，只能付{yuan(most)}元。", _AK, remedy)


# ---- 收款人 ----


class Payee(NamedTuple):
    """一个收款账户：户名、账号。"""

    name: str
    account: str

    @property
    def plain(self) -> tuple[str, str]:
        """比较用：全角转半角，去掉空格；账号去掉连接号。"""
        return squeezed(self.name), squeezed(self.account).replace("-", "")


def squeezed(text: str) -> str:
    """比较户名、账号用的写法：全角半角、括号、空格不论。

    >>> squeezed("红山 贸易（集团）有限公司") == squeezed("红山贸易(集团)有限公司")
    True
    """
    return "".join(unicodedata.normalize("NFKC", text).split())


def payee_agrees(payee: Payee, confirmed: Payee | None, *, decided: bool = False) -> Finding[bool]:
    """收款人和确认过的账户一致（M:K-09、K-12）。

    ``confirmed`` 是当事人书面确认的账户；执行费是设置里的非税账户，退款是来款的账户。没有确认、不一致的，
    须附合议庭决定（``decided``），附了的放行并提醒。
    """
    reasons = tuple(_disagree(payee, confirmed))
    article = cite("AK 11")
    if decided and reasons:
        told = "".join(reason.text for reason in reasons)
        return Finding(True, (article,), warnings=(Reason("payee.decided", f"{told}按所附的合议庭决定办理。", article),))
    return Finding(not reasons, (article,), reasons=reasons)


def _disagree(payee: Payee, confirmed: Payee | None) -> Iterator[Reason]:
    article, remedy = cite("AK 11"), "改成确认过的账户，或者附合议庭决定。"
    if confirmed is None or not confirmed.account:
        ask = "请当事人填写收款账户确认书，或者附合议庭决定。"
        yield Reason("payee.unconfirmed", f"{payee.name}没有书面确认收款账户。", article, ask, "confirm_account")
        return
    if payee.plain[0] != confirmed.plain[0]:
        yield Reason("payee.name", f"收款人{payee.name}不是确认的户名{confirmed.name}。", article, remedy)
    if payee.plain[1] != confirmed.plain[1]:
        yield Reason("payee.account", f"{payee.name}的收款账号和确认的不一致。", article, remedy)


def must_call(changed_on: date | None, on: date, days: int = CALLBACK_DAYS) -> Finding[bool]:
    """要不要打电话回访（防骗，SYS:N5、E10）：``changed_on`` 是改动确认账户之日，第一次确认不算改动，为空。

    >>> must_call(date(2026, 11, 1), date(2026, 12, 1)).value, must_call(date(2026, 11, 1), date(2026, 12, 2)).value
    (True, False)
    """
    article = cite("COURT 付款安全")
    if changed_on is None or on > changed_on + timedelta(days=days):
        return Finding(False, (article,))
    until = changed_on + timedelta(days=days)
    text = f"收款账号{changed_on}改过，{until}以前付款须先打电话向本人核实；打立案时留的号码，不打改账号时留的号码。"
    return Finding(True, (article,), steps=(Step(text, article),))


def impartial(user_name: str, payees: Collection[str]) -> Finding[bool]:
    """经手的人不能是收款人：户名和姓名相同的，换一个人办（同名的也换）。"""
    article = cite("COURT 审批规则")
    if squeezed(user_name) not in {squeezed(one) for one in payees}:
        return Finding(True, (article,))
    text = f"收款人里有“{user_name}”，和经手的人同名，不能由本人办。"
    return Finding(False, (article,), reasons=(Reason("payout.own", text, article, "由同职务的其他人办；付款人员也要回避。"),))


# ---- 送批 ----


class Asked(NamedTuple):
    """审批表上的一笔。``confirmed`` 是应当一致的账户；``voucher`` 是执行费用的凭证；``ground`` 是提存的事由。

    ``role`` 是收款的当事人的地位（``applicant`` ``respondent``），不是当事人、退给原付款人的为空。
    """

    what: str
    payee: Payee
    fen: int
    confirmed: Payee | None = None
    voucher: str = ""
    ground: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class PayoutFacts:
    """送批前要知道的。``signed`` 有确认了的计息单或者可以发放的分配方案；``decided`` 附了合议庭决定、笔录。

    ``delayed`` 是没有结束的延缓（说明），``fee_due`` 还应收的执行费（分）；``suspense`` 是退还待认领的款，没有案件。
    ``owed`` 是还欠申请执行人多少（分），照分配方案付的、算不出来的为空。
    """

    lines: tuple[Asked, ...]
    arrived: int
    paid: int = 0
    frozen: int = 0
    reserved: int = 0
    signed: bool = False
    decided: bool = False
    suspense: bool = False
    delayed: str = ""
    fee_due: int = 0
    owed: int | None = None
    proposed: Mapping[str, int] = field(default_factory=dict)


def approvable(facts: PayoutFacts) -> Finding[bool]:
    """能不能送批；理由全部列出，各说下一步。拟付的和算出来的（``proposed``：种类 → 分）不同的提醒。"""
    asked = sum(line.fen for line in facts.lines)
    enough = payable(facts.arrived, facts.paid, facts.frozen, facts.reserved, asked)
    rows = [reason for number, line in enumerate(facts.lines, 1) for reason in _line(number, line, facts)]
    reasons = (*enough.reasons, *_basis(facts), *rows)
    return Finding(not reasons, (cite("AK 12"),), reasons=reasons, warnings=tuple(_differs(facts)), steps=enough.steps, inputs=enough.inputs)


def _basis(facts: PayoutFacts) -> Iterator[Reason]:
    debts = [line for line in facts.lines if line.what in DEBTS]
    if facts.suspense and any(line.what != "refund" for line in facts.lines):
        yield Reason("payout.suspense", "待认领的款只能退还交款人。", cite("AK 4"), "要发放的，先认领到案件。", "claim_money")
    elif debts and not facts.signed:
        text = "没有确认的计息单，也没有可以发放的分配方案，不知道该付多少。"
        yield Reason("payout.unsigned", text, cite("AK 10"), "生成计息单并确认，或者制作分配方案。", "sign_sheet")
    creditor = sum(line.fen for line in facts.lines if line.what == "creditor")
    if facts.owed is not None and creditor > facts.owed:
        text = f"付给申请执行人{yuan(creditor)}元，照计息单只欠{yuan(facts.owed)}元。"
        yield Reason("payout.over_owed", text, cite("AK 10"), "减到所欠的数，余款退还；计息依据不对的，先改正、重新确认计息单。")
    if facts.delayed and debts:
        text = f"这件案件正在延缓发放：{facts.delayed}。"
        yield Reason("payout.delayed", text, cite("AK 10"), "事由消失的先登记；只付没有争议的部分，另作一张。", "delay_payout", overridable=True)


def _line(number: int, line: Asked, facts: PayoutFacts) -> Iterator[Reason]:
    if line.what not in WHATS:
        raise BadPayout(f"第{number}笔：没有“{line.what[:20]}”这一种。")
    name = f"第{number}笔{WHATS[line.what].label}"
    if line.fen <= 0:
        yield Reason("payout.amount", f"{name}：金额应大于零。", _AK, "改正金额。", subject=str(number))
    if line.what == "cost" and not line.voucher:
        yield Reason("payout.voucher", f"{name}没有凭证。", cite("EW 34"), "附上发票、收据。", subject=str(number))
    if told := _wrong_side(line):
        yield Reason("payout.side", f"{name}：{told}", WHATS[line.what].article, "改正付什么，或者改正给谁。", subject=str(number))
    if line.what == "deposit":
        agreed = deposit(line.ground, decided=facts.decided)
    else:
        agreed = payee_agrees(line.payee, line.confirmed, decided=facts.decided)
    yield from (Reason(one.code, f"{name}：{one.text}", one.article, one.remedy, one.act, str(number)) for one in agreed.reasons)


def _wrong_side(line: Asked) -> str:
    """债款不付给被执行人；退款不退给申请执行人（他自己交来的除外）。"""
    if line.role == "respondent" and line.what in ("creditor", *OTHERS):
        return f"{line.payee.name}是被执行人，不是债权人；余款用退款付。"
    if line.role == "applicant" and line.what == "refund":
        return f"{line.payee.name}是申请执行人，退款退给交款人、被执行人；应得的照计息单付。"
    return ""


def _differs(facts: PayoutFacts) -> Iterator[Reason]:
    """和算出来的不同、执行费没有收的，提醒。"""
    for what, fen in facts.proposed.items():
        asked = sum(line.fen for line in facts.lines if line.what == what)
        if asked != fen:
            text = f"{WHATS[what].label}拟付{yuan(asked)}元，算出来是{yuan(fen)}元。"
            yield Reason("payout.differs", text, cite("AK 10"), "核对，并在事由里写明为什么不同。")
    if facts.fee_due and not any(line.what == "fee" for line in facts.lines):
        yield Reason("payout.fee", f"还有执行费{yuan(facts.fee_due)}元没有收。", cite("FEE 20"), "加上缴纳执行费的一笔，或者写明为什么这次不收。")
