"""测试用的收件内容。姓名、证件号都是编的，只有校验码是对的。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any

from zhixing.law.intake import CaseDraft, ClaimDraft, PartyDraft, TitleDraft

RECEIVED = date(2026, 10, 20)
_serial = count(1)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def citizen(number: int | None = None, born: str = "19900307") -> str:
    """一个校验码正确的公民身份号码。"""
    number = next(_serial) if number is None else number
    body = f"150221{born}{number % 1000:03d}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]


def person(role: str, name: str, **values: Any) -> PartyDraft:
    """一名自然人。"""
    return PartyDraft(role=role, name=name, **({"paper": "id", "paper_number": citizen()} | values))


def draft(applicant: str = "王秀兰", respondent: str = "单晓岚", **values: Any) -> CaseDraft:
    """一件民间借贷，标的 36,000 元；文号每次不同。"""
    number = next(_serial)
    title = TitleDraft(
        number=f"（2026）内0221民初{1000 + number}号", maker="土默特右旗人民法院", effective_on=date(2026, 6, 20),
        perform_by=date(2026, 7, 5), operative="被告于判决生效后十五日内偿还原告借款36000元",
    )
    made = CaseDraft(
        received_on=RECEIVED, cause="民间借贷纠纷", claim_fen=3_600_000,
        parties=(person("applicant", applicant), person("respondent", respondent)), titles=(title,),
        claims=(ClaimDraft(sort="principal", amount_fen=3_600_000),),
    )
    return replace(made, **values)
