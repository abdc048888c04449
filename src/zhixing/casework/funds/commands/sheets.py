"""计息单：生成、确认、作废。

生成时把输入、结果、程序版本一起存下，以后一个字也不改；承办法官确认，发放只凭确认了而且没有变动的一版。
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from zhixing import __version__
from zhixing.casework.cases.commands import begin, finish, possible
from zhixing.casework.cases.queries import Case
from zhixing.casework.funds import queries_books
from zhixing.casework.funds.events import SheetMade, SheetSigned, SheetVoided
from zhixing.casework.funds.models import Debt, Sheet
from zhixing.casework.funds.queries import claim_data, debt_of, digest, notes, payments, seal, sheets, unconverted
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import User
from zhixing.law import entries, sheet_code, signing
from zhixing.law.finding import Refused, refuse
from zhixing.law.signing import SheetFacts
from zhixing.law.states import Act


@transaction.atomic
def make_sheet(*, case: Case | int, actor: User, on: date, revision: int | None, as_of: date) -> Sheet:
    """生成一版计息单，算到 ``as_of``（不晚于今天）。

    没有计息依据、不明确、利率表不够的抛出 ``Refused``；与最新一版的输入、截止日、程序都相同的不另生成，返回那一版。
    """
    case = begin(Act.MAKE_SHEET, case=case, actor=actor, revision=revision)
    queries_books.reckons(case).require()
    stated = debt_of(case.pk)
    if stated is None:
        raise Refused(signing.no_debt())
    found = possible(as_of, None, "算到的日子")
    rows = list(payments(case))
    data = claim_data(case, stated, rows)
    last, code = sheets(case.pk).first(), f"{__version__}+{sheet_code.digest()}"
    if last is not None and _same(last, data, as_of, code):
        return last
    sheet = _made(case, stated, data, as_of, code)
    sheet.number, sheet.notes = (last.number if last else 0) + 1, list(notes(case, stated, rows))
    sheet.made_by, sheet.made_name, sheet.made_at = actor, actor.name, context.current().now
    sheet.save(force_insert=True)
    event = SheetMade(number=sheet.number, as_of=as_of, total_fen=sheet.total_fen, digest=seal(sheet))
    finish(event, case=case, actor=actor, on=on, finding=found)
    return sheet


def _same(last: Sheet, data: dict[str, Any], as_of: date, code: str) -> bool:
    same = (last.as_of, last.inputs_hash, last.code_version) == (as_of, digest(data), code)
    return same and last.voided_at is None


def _made(case: Case, stated: Debt, data: dict[str, Any], as_of: date, code: str) -> Sheet:
    """算出来，未存。"""
    made = signing.computed(data, as_of).require()
    assert made is not None
    return Sheet(
        case=case, court_id=case.court_id, debt_version=stated.version, as_of=as_of, inputs=data, inputs_hash=digest(data),
        result=made.as_data(), total_fen=made.total, costs_fen=made.costs, interest_fen=made.interest, principal_fen=made.principal,
        double_fen=made.double, code_version=code,
    )


@transaction.atomic
def sign_sheet(*, case: Case | int, actor: User, on: date, revision: int | None, number: int) -> Sheet:
    """承办法官确认第 ``number`` 版。

    执行依据不明确、该由法官定的还没有定、生成以后有变动、已有新版的抛出 ``Refused``，逐条带依据和下一步。
    """
    case, sheet = _begin(Act.SIGN_SHEET, case, actor, revision, number)
    finding = signing.signable(_facts(case, sheet))
    finding.require()
    sheet.signed_by, sheet.signed_name, sheet.signed_at = actor, actor.name, context.current().now
    sheet.save(update_fields=["signed_by", "signed_name", "signed_at"])
    event = SheetSigned(number=number, as_of=sheet.as_of, total_fen=sheet.total_fen)
    finish(event, case=case, actor=actor, on=on, finding=finding)
    return sheet


@transaction.atomic
def void_sheet(*, case: Case | int, actor: User, on: date, revision: int | None, number: int, reason: str) -> Sheet:
    """作废第 ``number`` 版，须写理由。确认过的作废以后，要另生成一版再确认，不回到以前的版。"""
    case, sheet = _begin(Act.VOID_SHEET, case, actor, revision, number)
    why = entries.text(reason, "作废的理由", limit=500, required=True).require()
    finding = signing.voidable(_facts(case, sheet))
    finding.require()
    sheet.voided_by, sheet.voided_name, sheet.voided_at, sheet.void_reason = actor, actor.name, context.current().now, why
    sheet.save(update_fields=["voided_by", "voided_name", "voided_at", "void_reason"])
    finish(SheetVoided(number=number, why=why), case=case, actor=actor, on=on, finding=finding, reason=why)
    return sheet


def _begin(act: Act, case: Case | int, actor: User, revision: int | None, number: int) -> tuple[Case, Sheet]:
    case = begin(act, case=case, actor=actor, revision=revision)
    queries_books.reckons(case).require()
    sheet = sheets(case.pk).filter(number=number).first()
    if sheet is None:
        raise Refused(refuse("sheet.gone", f"本案没有第{number}版计息单。", signing.SHEET, remedy="刷新页面核对。"))
    return case, sheet


def _facts(case: Case, sheet: Sheet) -> SheetFacts:
    stated = debt_of(case.pk)
    newest = sheets(case.pk).filter(voided_at__isnull=True).first()
    return SheetFacts(
        number=sheet.number, data=sheet.inputs, unclear=tuple(stated.unclear) if stated else (),
        current=sheet.inputs_hash == digest(claim_data(case, stated)), signed=sheet.signed_name, voided=sheet.voided_name,
        latest=newest.number if newest else 0, unconverted=unconverted(case, stated) if stated else 0,
        as_of=sheet.as_of,
    )
