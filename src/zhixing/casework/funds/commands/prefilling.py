"""拟发放的各笔填成发放审批表的样子：收款人、账号取确认过的、设置里的、来款的；没有的空着，由人补上。"""

from __future__ import annotations

from datetime import date
from typing import Any

from zhixing.casework.cases.queries import Case, Party, Role
from zhixing.casework.funds import queries_payouts as queries
from zhixing.casework.funds.commands.payouts import Wanted
from zhixing.casework.funds.queries import signed
from zhixing.foundation.people.queries import setting
from zhixing.law import applicants
from zhixing.law.waterfall import Line, Proposal


def wanted(case: Case, proposal: Proposal, on: date) -> tuple[Wanted, ...]:
    """各笔，照拟发放的次序。

    申请执行人有几个的一人一笔：计息依据里写明各人债权的，按比例分好（P-03）；没有写明的金额空着（为零），由人照执行依据填。
    """
    return tuple(one for line in proposal.lines for one in _lines(case, line, on, proposal))


def _lines(case: Case, line: Line, on: date, proposal: Proposal) -> tuple[Wanted, ...]:
    people = applicants_of(case) if line.what == "creditor" else []
    if len(people) < 2:
        return (_filled(case, line, on),)
    sheet = signed(case.pk)
    owed = applicants.claims(sheet.result["items"], [one.name for one in people], double=proposal.settles) if sheet else ()
    fens = applicants.shares(line.fen, owed) if any(owed) else (0,) * len(people)
    return tuple(Wanted(what=line.what, amount_fen=fen, **_party(one)) for one, fen in zip(people, fens, strict=True) if fen or not any(owed))


def applicants_of(case: Case) -> list[Party]:
    """在案的申请执行人。"""
    return list(Party.objects.filter(case=case, role=Role.APPLICANT, active=True).order_by("pk"))


def _filled(case: Case, line: Line, on: date) -> Wanted:
    told: dict[str, Any] = {"what": line.what, "amount_fen": line.fen}
    if line.what == "creditor":
        return Wanted(**told, **_party(_first(case, Role.APPLICANT)))
    if line.what == "fee":
        holder, number, bank = (str(setting(case.court_id, f"funds.fee_{name}")) for name in ("holder", "number", "bank"))
        return Wanted(**told, payee=holder, account=number, bank=bank)
    if line.what == "refund":
        return Wanted(**told, **_payer(case, on))
    party = Party.objects.filter(case=case, pk=line.key, active=True).first() if line.key.isdecimal() else None
    return Wanted(**told, **_party(party)) if party else Wanted(**told, payee=line.name, voucher=line.key if line.what == "cost" else "")


def _first(case: Case, role: str) -> Party | None:
    return Party.objects.filter(case=case, role=role, active=True).order_by("pk").first()


def _party(party: Party | None) -> dict[str, Any]:
    """这个人确认过的账户；没有确认的，只有姓名。"""
    if party is None:
        return {"payee": ""}
    if not party.account_confirmed_on:
        return {"payee": party.name, "party": party.pk}
    return {"payee": party.bank_holder or party.name, "account": party.bank_account, "bank": party.bank_name, "party": party.pk}


def _payer(case: Case, on: date) -> dict[str, Any]:
    """余款退到最后一笔来款的账户；银行没有给来款账号的，是被执行人确认过的账户。"""
    left = [one.receipt for one in queries.available(case.pk, on) if one.receipt.payer_account]
    if left:
        return {"payee": left[-1].payer, "account": left[-1].payer_account, "party": left[-1].party_id}
    return _party(_first(case, Role.RESPONDENT))
