"""编出来的东西：同样的种子编出同样的，校验码对，一望便知是假的。"""

from __future__ import annotations

from datetime import date
from statistics import mean, median

from zhixing.demo.intake import Writer
from zhixing.demo.invent import Registry, citizen, credit_code, dice
from zhixing.law import identity
from zhixing.law.intake import CaseDraft, check

TODAY = date(2026, 11, 3)


def written(seed: str, count: int) -> list[CaseDraft]:
    registry = Registry()
    return [Writer(dice(seed, n), registry).case(TODAY) for n in range(count)]


def test_the_same_seed_writes_the_same_papers() -> None:
    assert written("甲", 30) == written("甲", 30)
    assert written("甲", 30) != written("乙", 30)


def test_every_draft_may_be_received() -> None:
    for draft in written("甲", 400):
        assert check(draft, today=TODAY).ok, draft


def test_check_digits() -> None:
    for n in range(1, 600, 7):
        assert identity.check("id", citizen(date(1980, 1, 31), n, n % 2 == 0)).ok
        assert identity.check("uscc", credit_code(n)).ok


def test_sums_are_spread_as_in_life() -> None:
    yuan = [draft.claim_fen / 100 for draft in written("甲", 3000) if draft.claim_fen]
    assert 25_000 <= median(yuan) <= 50_000
    assert 70_000 <= mean(yuan) <= 200_000
    assert max(yuan) <= 28_000_000


def test_debtors_and_wages_are_as_in_life() -> None:
    drafts = written("甲", 3000)
    debtors = [p for d in drafts for p in d.parties if p.role == "respondent"]
    assert 1.2 <= len(debtors) / len(drafts) <= 1.5
    assert 0.7 <= sum(p.nature == "person" for p in debtors) / len(debtors) <= 0.86
    wages = [d.claim_fen / 100 for d in drafts if d.livelihood == "wages" and d.claim_fen]
    assert 9_000 <= median(wages) <= 17_000
