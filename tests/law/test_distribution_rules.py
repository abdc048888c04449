"""参与分配的程序（M:P-01、P-08）。"""

from __future__ import annotations

from datetime import date

import pytest

from zhixing.law.distribution_rules import Applicant, Objection, may_join, ship_privilege, stage


@pytest.mark.parametrize(("who", "company", "short", "codes"), [
    (Applicant("甲", True, False, True), False, True, []), (Applicant("银行", False, True, True), False, True, []),
    (Applicant("甲", False, False, True), False, True, ["title"]), (Applicant("甲", True, False, False), False, True, ["late"]),
    (Applicant("甲", True, False, True), True, True, ["company"]), (Applicant("甲", True, False, True), False, False, ["enough"]),
    (Applicant("甲", False, False, False), True, False, ["company", "enough", "title", "late"]),
])
def test_who_may_join(who: Applicant, company: bool, short: bool, codes: list[str]) -> None:
    found = may_join(who, debtor_is_company=company, assets_short=short)
    assert [reason.code for reason in found.reasons] == codes
    assert found.value is (not codes)


TOLD, OBJECTED, RELAYED, OPPOSED, NOTIFIED = date(2026, 3, 2), date(2026, 3, 10), date(2026, 3, 12), date(2026, 3, 20), date(2026, 3, 23)


@pytest.mark.parametrize(("objection", "on", "code", "due"), [
    (Objection(TOLD), date(2026, 3, 17), "waiting", date(2026, 3, 17)),
    (Objection(TOLD), date(2026, 3, 18), "pay", None),
    (Objection(TOLD, date(2026, 3, 18)), date(2026, 3, 18), "pay", None),
    (Objection(TOLD, OBJECTED), date(2026, 3, 11), "relay", None),
    (Objection(TOLD, OBJECTED, RELAYED), date(2026, 3, 27), "opposing", date(2026, 3, 27)),
    (Objection(TOLD, OBJECTED, RELAYED), date(2026, 3, 28), "correct", None),
    (Objection(TOLD, OBJECTED, RELAYED, OPPOSED), date(2026, 3, 21), "notify", None),
    (Objection(TOLD, OBJECTED, RELAYED, OPPOSED, NOTIFIED), date(2026, 4, 7), "suing", date(2026, 4, 7)),
    (Objection(TOLD, OBJECTED, RELAYED, OPPOSED, NOTIFIED), date(2026, 4, 8), "pay", None),
    (Objection(TOLD, OBJECTED, RELAYED, OPPOSED, NOTIFIED, date(2026, 4, 7)), date(2026, 5, 8), "deposit", None),
    (Objection(TOLD, OBJECTED, RELAYED, OPPOSED, NOTIFIED, date(2026, 4, 8)), date(2026, 5, 8), "pay", None),
    (Objection(TOLD, OBJECTED, RELAYED, OPPOSED, NOTIFIED, date(2026, 4, 7), date(2026, 9, 1)), date(2026, 9, 2), "follow", None),
])
def test_each_stage(objection: Objection, on: date, code: str, due: date | None) -> None:
    found = stage(objection, on).value
    assert (found.code, found.due) == (code, due)


@pytest.mark.parametrize(("exercised", "on", "alive"), [
    (None, date(2027, 3, 2), True), (None, date(2027, 3, 3), False), (date(2027, 3, 2), date(2028, 1, 1), True),
    (date(2027, 3, 3), date(2028, 1, 1), False),
])
def test_a_ship_privilege_lives_a_year(exercised: date | None, on: date, alive: bool) -> None:
    found = ship_privilege(date(2026, 3, 2), exercised, on)
    assert (found.value, found.ok) == (alive, alive)
