"""文书里的钱：还欠多少、已到位多少、执行申请费、账户、计息明细。金额是分。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from zhixing.casework.cases.queries import Claim, Party, Role
from zhixing.casework.centre.drafting import people
from zhixing.casework.centre.drafting.answers import CASE, HERE, MATTERS, PARTIES, TITLE, Answer, Known, Unknown
from zhixing.casework.centre.drafting.desk import Desk
from zhixing.casework.funds import queries as funds
from zhixing.law import fees, signing
from zhixing.law.interest_lines import KINDS
from zhixing.law.timeline import Fact
from zhixing.law.words import yuan

_NOT_STATED: Final = "还没有录入计息依据"


# ---- 还欠多少 ----


@dataclass(frozen=True, slots=True)
class Reckoned:
    """算出来的债务：合计、计息单的内容、算到哪天、从哪里来。"""

    total: int
    result: Mapping[str, Any]
    as_of: str
    maker: str
    source: str


def reckoned(desk: Desk) -> Reckoned | Unknown:
    """今天还欠多少：确认过而没有变动的计息单，没有的照计息依据算到成文之日。"""
    book, court = desk.book, desk.book.case.court_id
    stated = book.shelf.debts.get(book.case.pk)
    if stated is None or stated.unclear:
        return Unknown("计息依据还有不明确的地方" if stated else _NOT_STATED, TITLE)
    data = funds.claim_data(book.case, stated, book.payments, book.shelf.switches(court))
    if data.get("currency", "CNY") != "CNY":
        return Unknown("外币债务，折算后填写")
    sheet = book.shelf.sheets.get(book.case.pk)
    if sheet and sheet.as_of <= desk.on and sheet.inputs_hash == funds.digest(data):
        told = f"计息单第{sheet.number}版（{sheet.signed_name}确认），算到{sheet.as_of}"
        return Reckoned(sheet.total_fen, sheet.result, sheet.as_of.isoformat(), sheet.made_name, told)
    made = signing.computed(data, desk.on)
    if made.value is None:
        return Unknown(made.reasons[0].text.rstrip("。"), TITLE)
    return Reckoned(made.value.total, made.value.as_data(), desk.on.isoformat(), desk.maker, f"照计息依据算到{desk.on}，计息单还没有确认")


def owed(desk: Desk) -> Answer:
    """还欠多少；没有录入计息依据的，是申请执行标的减去已到位的，写明没有算利息。"""
    found = reckoned(desk)
    if isinstance(found, Reckoned):
        return Known(found.total, found.source)
    claimed = desk.book.case.claim_fen
    if found.why != _NOT_STATED or not claimed:
        return found
    return Known(max(claimed - paid_fen(desk), 0), f"申请执行标的减去已到位的（{_NOT_STATED}，利息没有算）")


def claimed(desk: Desk) -> Answer:
    """申请执行标的额。"""
    found = desk.book.case.claim_fen
    return Known(found) if found else Unknown("没有登记申请执行标的", CASE)


def paid_fen(desk: Desk) -> int:
    """本案已到位的合计。"""
    return sum(row.amount_fen for row in desk.book.collected)


def paid(desk: Desk) -> Answer:
    """本案已执行到位的金额。"""
    return Known(paid_fen(desk), f"本案登记的到账、直接履行共{len(desk.book.collected)}笔")


def received_in_all(desk: Desk) -> Answer:
    """执行到位的金额（结案通知书）；一笔也没有登记的不写零。"""
    return paid(desk) if desk.book.collected else Unknown("没有登记到账、直接履行", MATTERS)


def fee(desk: Desk) -> Answer:
    """执行申请费：申请执行的标的全部履行时应交多少。"""
    claimed_fen = desk.book.case.claim_fen or 0
    costs = sum(row.amount_fen or 0 for row in desk.book.shelf.claims.get(desk.book.case.pk, []) if row.sort == Claim.Sort.COST)
    found = fees.execution_fee(claimed_fen, claimed_fen, costs, desk.book.shelf.rules(desk.book.case.court_id))
    if found.value is None:
        return Unknown("没有申请执行标的，由本院在规定的幅度内确定")
    return Known(found.value.fen, f"按申请执行标的{yuan(claimed_fen)}元计算，实际按结案时的数额收")


# ---- 计息单 ----


def until(desk: Desk) -> Answer:
    """计算至。"""
    found = reckoned(desk)
    return Known(found.as_of, found.source) if isinstance(found, Reckoned) else found


def interest_rows(desk: Desk) -> Answer:
    """计息明细，一段一行。"""
    found = reckoned(desk)
    if isinstance(found, Unknown):
        return found
    rows = [_interest_row(part) for part in found.result["segments"]]
    return Known(rows, found.source) if rows else Unknown("没有计息的段", TITLE)


def _interest_row(part: Mapping[str, Any]) -> dict[str, Any]:
    rate = part["formula"].rsplit("×", 1)[0]
    return {
        "name": f"{part['item']}（{KINDS[part['kind']]}）", "base": part["base"], "rate": rate, "start": part["from"],
        "end": part["to"], "days": part["days"], "interest": part["amount"],
    }


def maker(desk: Desk) -> Answer:
    """制表人。"""
    found = reckoned(desk)
    name = found.maker if isinstance(found, Reckoned) else desk.maker
    return Known(name) if name else Unknown("写明制表人")


# ---- 到账和发放 ----


def open_receipts(desk: Desk) -> dict[str, int]:
    """还没有发完的各笔到账：名称 → 余额。"""
    left: dict[str, int] = defaultdict(int)
    for fact in desk.book.timeline.of("funds.Received", "funds.Paid", "funds.Bounced"):
        left[fact.subject] += _moved(fact, left[fact.subject], desk)
    return {subject: fen for subject, fen in left.items() if fen > 0}


def _moved(fact: Fact, left: int, desk: Desk) -> int:
    fen = fact.data.get("amount_fen")
    if fact.type == "funds.Paid":
        return -left if fen is None else -int(fen)
    return int(fen) if fen is not None else _paid_of(fact.subject, desk)


def _paid_of(subject: str, desk: Desk) -> int:
    """退汇没有写金额的：最近一次发放的。"""
    rows = [one for one in desk.book.timeline.of("funds.Paid") if one.subject == subject]
    return int(rows[-1].data.get("amount_fen") or 0) if rows else 0


def receipt(desk: Desk) -> str | Unknown:
    """本次发放哪一笔。"""
    found = open_receipts(desk)
    names = [name for name in desk.about if name in found] or list(found)
    if len(names) == 1:
        return names[0]
    return Unknown("有几笔到账没有发完，写明发放哪一笔" if names else "没有待发放的到账", HERE if names else MATTERS, tuple(names))


def received(desk: Desk) -> Answer:
    """到账金额。"""
    subject = receipt(desk)
    if isinstance(subject, Unknown):
        return subject
    rows = [fact for fact in desk.book.timeline.of("funds.Received") if fact.subject == subject]
    return Known(sum(int(fact.data["amount_fen"]) for fact in rows), f"到账：{subject}")


def payout(desk: Desk) -> Answer:
    """本次发放金额：登记的发放审批写明的。没有写明的，供选的是这一笔的余额。"""
    subject = receipt(desk)
    if isinstance(subject, Unknown):
        return subject
    planned = [fact for fact in desk.book.timeline.of("funds.Planned") if fact.subject == subject and fact.data.get("amount_fen")]
    if planned:
        return Known(int(planned[-1].data["amount_fen"]), f"{planned[-1].on}起草的发放审批")
    return Unknown("还没有起草发放审批；执行申请费等扣除以后填写", HERE, (open_receipts(desk)[subject],))


def held(desk: Desk) -> Answer:
    """可供分配的金额：到账还没有发完的。"""
    found = open_receipts(desk)
    if desk.about:
        found = {name: fen for name, fen in found.items() if name in desk.about}
    return Known(sum(found.values()), f"到账没有发完的{len(found)}笔") if found else Unknown("没有待分配的到账", MATTERS)


# ---- 账户 ----


def court_account(desk: Desk) -> Answer:
    """向法院交款的账户，附言写案号：开了子账户的写子账户、印二维码；本院没有登记账户的，照文书设置。"""
    name = "执行款账户"
    remark = " ".join([desk.book.case.number, *([desk.addressed[0].name] if len(desk.addressed) == 1 else []), "执行款"])
    bank = desk.book.shelf.bank_accounts.get(desk.book.case.court_id)
    if bank is not None:
        sub = desk.book.shelf.sub_accounts.get(desk.book.case.pk, {}).get(payer(desk))
        number = sub.number if sub else bank.number
        return Known({"holder": bank.holder, "bank": bank.bank, "account": number, "remark": remark, "scan": sub is not None}, "登记的执行款账户")
    parts = {"holder": "account_holder", "bank": "account_bank", "account": "account_number"}
    known = {key: people.setting(desk, code, name) for key, code in parts.items()}
    return Known({**known, "remark": remark})


def payer(desk: Desk) -> int | None:
    """交款的被执行人：写给一个被执行人的就是他，本案只有一个的也是他；几个人一起的为空（用全案的子账户）。"""
    debtors = desk.book.of(Role.RESPONDENT)
    to = [one for one in desk.addressed if one in debtors]
    found = to if len(to) == 1 else debtors
    return found[0].pk if len(found) == 1 else None


def payee(desk: Desk) -> Answer:
    """收款人的账户，要已经确认的。"""
    return _account(desk, confirmed=True)


def stated_account(desk: Desk) -> Answer:
    """确认书上的账户：登记了的。"""
    return _account(desk, confirmed=False)


def _account(desk: Desk, *, confirmed: bool) -> Answer:
    found = people.one_of(desk, desk.usual or desk.book.of(Role.APPLICANT))
    if isinstance(found, Unknown):
        return found
    if confirmed and found.account_confirmed_on is None:
        return Unknown(f"{found.name}的收款账户还没有确认", PARTIES)
    if not found.bank_account:
        return Unknown(f"{found.name}没有登记收款账户", PARTIES)
    return Known({key: _part(found, column) for key, column in _ACCOUNT.items()}, "登记的收款账户")


_ACCOUNT: Final = {"holder": "bank_holder", "bank": "bank_name", "account": "bank_account"}


def _part(found: Party, column: str) -> Answer:
    value = getattr(found, column)
    return Known(value) if value else Unknown(f"{found.name}的收款账户没有登记完全", PARTIES)


def fine_account(desk: Desk) -> Answer:
    """罚款交款账户。"""
    return people.setting(desk, "fine_account", "罚款交款账户")
