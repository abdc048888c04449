"""读计息依据、款项、计息单。

计息单是不是还作数（:func:`is_current`）：它的输入与案件现在的一样。进输入的有计息依据、款项、本院口径、本案口径；
改了其中任何一处，确认过的也要重新确认。
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from django.db.models import QuerySet, Sum

from zhixing.casework.cases.queries import Case, Kind, Relation, Title, originals
from zhixing.casework.funds.models import Debt, Payment, Sheet
from zhixing.foundation.history.queries import Entry
from zhixing.foundation.people.queries import settings_of
from zhixing.law import debt, debt_payments, debt_reading, signing
from zhixing.law.settings import MONEY
from zhixing.law.states import State
from zhixing.law.switches import DEFAULTS, NAMES, Switches
from zhixing.law.words import yuan

__all__ = [
    "Debt", "Payment", "Sheet", "claim", "claim_data", "court_switches", "debt_of", "digest", "is_current", "last_signed", "notes",
    "owed_on", "paid", "payments", "seal", "sheets", "signed", "switches",
    "switches_from", "unconverted",
]

_CHANGED: Final = "people.SettingChanged"


# ---- 口径 ----


def court_switches(court_id: int) -> dict[str, dict[str, str]]:
    """本院改过的口径：开关 → 取值、谁何时改的、为什么；取默认值的不在内。"""
    own = {key.removeprefix(MONEY): str(value) for key, value in settings_of(court_id).items() if key.startswith(MONEY)}
    changed = {key: value for key, value in own.items() if key in NAMES and value != getattr(DEFAULTS, key)}
    record = _record(court_id, changed) if changed else {}
    return {key: {"value": value, **record.get(key, {"by": "", "why": ""})} for key, value in sorted(changed.items())}


def _record(court_id: int, keys: Iterable[str]) -> dict[str, dict[str, str]]:
    """各项最近一次是谁、哪天、为什么改的。"""
    rows = Entry.objects.filter(stream=f"court:{court_id}", type=_CHANGED, payload__key__in=[MONEY + key for key in keys])
    return {
        row.payload["key"].removeprefix(MONEY): {"by": f"{row.actor_name}（{row.happened_on}）", "why": row.reason}
        for row in rows.order_by("seq")
    }


def switches(court_id: int) -> Switches:
    """本院的口径，改过的各项写明谁改的、为什么。"""
    return switches_from(court_switches(court_id))


def switches_from(changed: Mapping[str, Any]) -> Switches:
    """同上，由已经取来的改动（:func:`court_switches`）得出。"""
    return DEFAULTS.with_changes(changed)


# ---- 计息依据和款项 ----


def debt_of(case_id: int) -> Debt | None:
    """这一件的计息依据；还没有录入的为空。"""
    return Debt.objects.filter(case=case_id).first()


def payments(case: Case) -> QuerySet[Payment]:
    """抵充这一件债务的各笔，连同原案已到位的；不计入的也在内（``omitted``）。按停止计息的日子。"""
    return Payment.objects.filter(case__in=[case.pk, *earlier(case)]).select_related("case").order_by("day", "case_id", "seq")


def paid(case: Case) -> int:
    """其中计入的合计，分。"""
    return sum(row.amount_fen for row in payments(case) if not row.omitted)


def earlier(case: Case) -> list[int]:
    """恢复执行的各原案：那里到位的仍记在原案，算账时算在内。"""
    return originals(case.pk) if case.kind == Kind.RESUMED else []


def claim_data(
    case: Case, stated: Debt | None = None, rows: Iterable[Payment] | None = None, changed: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """这一件现在的 CLAIM.json：计息依据、计入的款项、本院和本案的口径。还没有计息依据的为空。

    ``stated``、``rows``、``changed``（:func:`court_switches`）是已经取来的，不再查。
    """
    stated = stated or debt_of(case.pk)
    if stated is None:
        return {}
    changed = court_switches(case.court_id) if changed is None else changed
    court = {key: value for key, value in changed.items() if key not in signing.ELSEWHERE}
    own, items = court | stated.data.get("switches", {}), stated.data.get("items", [])
    counted = [] if _foreign(stated) else [row for row in (payments(case) if rows is None else rows) if not row.omitted]
    data = {**stated.data, "payments": [debt_payments.as_data(row, _number(case, row), items) for row in counted]}
    return {**data, "switches": own} if own else data


def _foreign(stated: Debt) -> bool:
    """外币债务：登记的款项是人民币，不折算就不能抵充。"""
    return str(stated.data.get("currency") or "CNY") != "CNY"


def unconverted(case: Case, stated: Debt, rows: Iterable[Payment] | None = None) -> int:
    """外币债务上没有折算、没有计入的人民币款项，分。"""
    if not _foreign(stated):
        return 0
    return sum(row.amount_fen for row in (payments(case) if rows is None else rows) if not row.omitted)


def _number(case: Case, row: Payment) -> str:
    return f"第{row.seq}条" if row.case_id == case.pk else f"{row.case}第{row.seq}条"


def claim(case: Case) -> debt.Claim:
    """这一件现在的债务，交给 ``law.interest_sheet.sheet`` 计算。

    还没有计息依据、读不出来（不明确、写错）的抛出 :class:`~zhixing.law.debt.BadClaim`，说出哪一处。
    """
    return debt_reading.claim(claim_data(case))


def notes(case: Case, stated: Debt | None = None, rows: Iterable[Payment] | None = None) -> tuple[str, ...]:
    """没有计入的款项和要当心的，一笔一句；印在计息单上。"""
    stated = stated or debt_of(case.pk)
    items = stated.data.get("items", []) if stated else []
    found = list(payments(case) if rows is None else rows)
    foreign = unconverted(case, stated, found) if stated else 0
    told = (signing.not_converted(foreign),) if foreign else ()
    return (*told, *debt_payments.notes(found, items), *_elsewhere(case))


def _elsewhere(case: Case) -> Iterable[str]:
    """本系统看不见的原案，和同一依据的别的案件。"""
    if case.kind == Kind.RESUMED:
        unseen = Relation.objects.filter(case=case, sort=Relation.Sort.ORIGINAL, other__isnull=True).order_by("pk")
        yield from (f"原案{row.other_number}不在本系统，那里到位的没有计入，请核对。" for row in unseen)
    known = [case.pk, *earlier(case)]
    same = Title.objects.filter(number_key__in=Title.objects.filter(case=case).exclude(number_key="").values("number_key"))
    others = same.filter(case__court=case.court_id).exclude(case__in=known).values("case")
    rows = Payment.objects.filter(case__in=others, omitted="").exclude(case__state=State.REVERSED)
    for number, fen in rows.order_by().values_list("case__number").annotate(fen=Sum("amount_fen")).order_by("case__number"):
        yield f"同一执行依据另有{number or '一件收件'}，那里到位{yuan(fen)}元没有计入，请核对是不是同一笔债务。"


def owed_on(case: Case, day: date, *, expected: bool = False) -> int | None:
    """照计息依据算到 ``day`` 还欠多少，分；没有录入、不明确、外币、利率表不够的为 ``None``。

    ``expected``：只是预计，利率还没有公布的日子沿用最后一次公布的。
    """
    stated = debt_of(case.pk)
    if stated is None or stated.unclear or _foreign(stated):
        return None
    data = claim_data(case, stated)
    if expected:
        data = {**data, "switches": {**data.get("switches", {}), "lpr_beyond_table": "continue"}}
    made = signing.computed(data, day)
    return made.value.total if made.value else None


# ---- 计息单 ----


def digest(data: Mapping[str, Any]) -> str:
    """CLAIM.json 的摘要。口径只看取值：谁改的、为什么，不影响算出来的数。"""
    values = {key: row["value"] if isinstance(row, Mapping) else row for key, row in data.get("switches", {}).items()}
    return _sha({**data, "switches": values})


def seal(sheet: Sheet) -> str:
    """输入、截止日和结果的摘要，生成时写进事件链；计息单被改过就对不上。"""
    return _sha([sheet.inputs, f"{sheet.as_of}", sheet.result, sheet.total_fen, list(sheet.notes)])


def _sha(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def sheets(case_id: int) -> QuerySet[Sheet]:
    """这一件的各版计息单，新的在前；作废的也在内。"""
    return Sheet.objects.filter(case=case_id).order_by("-number")


def is_current(sheet: Sheet, case: Case | None = None) -> bool:
    """这一版的输入与案件现在的一样，而且没有作废；否则是“已变动，须重新确认”。"""
    here = case or sheet.case
    stated = debt_of(here.pk)
    if sheet.voided_at is not None or stated is None:
        return False
    rows = list(payments(here))
    return sheet.inputs_hash == digest(claim_data(here, stated, rows)) and not unconverted(here, stated, rows)


def last_signed(case_id: int) -> Sheet | None:
    """最近确认的一版，不论有没有变动、作废；页面说明状况用。"""
    return sheets(case_id).filter(signed_at__isnull=False).select_related("case").first()


def signed(case_id: int) -> Sheet | None:
    """可以据以发放的一版：最近确认的，没有作废，至今没有变动；没有则为空。"""
    found = last_signed(case_id)
    return found if found is not None and is_current(found) else None

