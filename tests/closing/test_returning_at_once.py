"""同时办、办到一半断线：一件原案只有一件执恢，不断号；没有办成的什么也没有留下。"""

from __future__ import annotations

from datetime import datetime

import pytest
from at_once import proven, together
from django.db import DatabaseError, connection
from endings import closed_case, everything, expiries, preservation
from spine import TODAY, House

from zhixing.casework.cases.commands import ClaimDraft, TitleDraft
from zhixing.casework.cases.queries import Case, StalePage
from zhixing.casework.closing import commands as closing
from zhixing.casework.closing.commands import returning
from zhixing.foundation.history import queries as history
from zhixing.law.finding import Refused

JUDGMENT = TitleDraft(number="（2026）内0221民初77号", maker="测试人民法院", operative="偿还借款")
CLAIMS = (ClaimDraft(sort="principal", amount_fen=5_000_000),)


def revive(house: House, case: Case, revision: int | None = None) -> Case:
    return closing.revive(case=case.pk, actor=house.filing, on=TODAY, revision=revision, ground="property")


def test_two_clerks_revive_one_case_one_new_case(committed_db: str, here: object, now: datetime) -> None:
    house = House()
    old = closed_case(house)
    done = together(4, now, lambda _: revive(house, old))
    made = [one for one in done if isinstance(one, Case)]
    refused = [one for one in done if isinstance(one, Refused)]
    assert (len(made), len(refused)) == (1, 3)
    assert all(one.finding.reasons[0].code == "returning.resumed" for one in refused)
    assert Case.objects.filter(kind="执恢").count() == 1
    assert proven(old) and proven(made[0]) and expiries(old) == {}


def test_with_the_page_revision_the_others_are_told_what_happened(committed_db: str, here: object, now: datetime) -> None:
    house = House()
    old = closed_case(house)
    revision = history.seq(old.stream)
    done = together(3, now, lambda _: revive(house, old, revision))
    stale = [one for one in done if isinstance(one, StalePage)]
    assert len(stale) == 2 and all("恢复执行立案" in str(one) for one in stale)


def test_many_at_once_no_gap_no_duplicate(committed_db: str, here: object, now: datetime) -> None:
    house = House()
    olds = [closed_case(house) for _ in range(6)]
    done = together(6, now, lambda n: revive(house, olds[n]))
    assert sorted(case.serial for case in done) == [1, 2, 3, 4, 5, 6]
    assert all(proven(case) for case in [*olds, *done])


def test_converted_once(committed_db: str, here: object, now: datetime) -> None:
    house = House()
    old = preservation(house)
    done = together(3, now, lambda _: closing.convert(
        case=old.pk, actor=house.filing, on=TODAY, revision=None, title=JUDGMENT, claims=CLAIMS,
    ))
    assert sum(isinstance(one, Case) for one in done) == 1 and Case.objects.filter(kind="执").count() == 1


@pytest.mark.parametrize("act", ["revive", "convert"])
def test_the_connection_breaks_before_the_old_case_is_written(
    committed_db: str, here: object, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    house = House()
    old = closed_case(house) if act == "revive" else preservation(house)
    before = everything()

    def cut(*_: object, **__: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("select pg_terminate_backend(pg_backend_pid())")

    with monkeypatch.context() as patch:
        patch.setattr(returning, "_hand_over", cut)
        with pytest.raises(DatabaseError):
            again(house, old, act)
        connection.close()
    assert everything() == before
    assert again(house, old, act).number.endswith("1号")


def again(house: House, old: Case, act: str) -> Case:
    if act == "revive":
        return revive(house, old)
    return closing.convert(case=old.pk, actor=house.filing, on=TODAY, revision=None, title=JUDGMENT, claims=CLAIMS)
