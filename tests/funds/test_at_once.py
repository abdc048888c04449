"""同时办：两个人一起确认，一边确认一边修改、登记还款，连点几下，办到一半断线。确认了的总是没有变动的那一版，或者须重新确认。"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from at_once import proven, together
from case_debts import loan, make, pay, sign, state
from django.db import DatabaseError, connection
from endings import everything
from spine import House

from zhixing.casework.cases.queries import Case, StalePage
from zhixing.casework.funds import queries
from zhixing.casework.funds.commands import sheets
from zhixing.casework.funds.models import Debt, Sheet
from zhixing.foundation.history import queries as history
from zhixing.law.finding import Refused


@pytest.fixture
def case(committed_db: str, here: object) -> tuple[House, Case]:
    """真提交的库里的一件，已录入计息依据、生成了一版。"""
    house = House()
    case = house.case()
    state(house, case)
    make(house, case)
    return house, case


def kinds(done: list[Any]) -> list[str]:
    return sorted(type(one).__name__ for one in done)


def test_two_sign_at_once(case: tuple[House, Case], now: datetime) -> None:
    house, one = case
    done = together(4, now, lambda _: sign(house, one))
    assert kinds(done) == ["Refused", "Refused", "Refused", "Sheet"]
    assert all(one.finding.reasons[0].code == "sheet.signed" for one in done if isinstance(one, Refused))
    assert history.entries(one.stream).filter(type="funds.SheetSigned").count() == 1 and proven(one)


def test_clicked_several_times_from_one_page(case: tuple[House, Case], now: datetime) -> None:
    house, one = case
    revision = history.seq(one.stream)
    done = together(3, now, lambda _: sign(house, one, revision=revision))
    assert kinds(done) == ["Sheet", "StalePage", "StalePage"]
    assert all("确认计息单第1版" in str(stale) for stale in done if isinstance(stale, StalePage))


def test_made_several_times_is_one_version(case: tuple[House, Case], now: datetime) -> None:
    house, one = case
    pay(house, one)
    made = together(4, now, lambda _: make(house, one))
    assert {sheet.number for sheet in made} == {2} and Sheet.objects.count() == 2 and proven(one)


@pytest.mark.parametrize("rival", ["state", "pay"])
def test_signed_while_somebody_changes_it(case: tuple[House, Case], now: datetime, rival: str) -> None:
    """谁先谁后都可以：先改的，确认被拒绝；先确认的，随即须重新确认。"""
    house, one = case

    def act(number: int) -> Any:
        if number:
            return sign(house, one)
        return state(house, one, loan(amount="35000")) if rival == "state" else pay(house, one)

    done = together(2, now, act)
    signed = isinstance(done[1], Sheet)
    assert signed or (isinstance(done[1], Refused) and done[1].finding.reasons[0].code == "sheet.changed")
    assert not isinstance(done[0], Exception)
    assert queries.signed(one.pk) is None and bool(queries.last_signed(one.pk)) == signed
    assert proven(one)


def test_of_two_pages_opened_together_one_goes_through(case: tuple[House, Case], now: datetime) -> None:
    house, one = case
    revision = history.seq(one.stream)
    done = together(2, now, lambda n: sign(house, one, revision=revision) if n else state(house, one, loan(amount="1"), revision=revision))
    assert sum(isinstance(answer, StalePage) for answer in done) == 1
    assert Debt.objects.get().version == (1 if isinstance(done[1], Sheet) else 2)
    assert (queries.signed(one.pk) is not None) == isinstance(done[1], Sheet)


@pytest.mark.parametrize("act", [sign, state, make])
def test_the_connection_breaks_before_the_event_is_written(
    case: tuple[House, Case], monkeypatch: pytest.MonkeyPatch, act: Any
) -> None:
    house, one = case
    pay(house, one)
    make(house, one)
    before, rows = everything(), funds()

    def cut(*_: object, **__: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("select pg_terminate_backend(pg_backend_pid())")

    values: Any = {sign: {"number": 2}, state: {"data": loan(amount="35000")}, make: {"as_of": sheets.date(2026, 10, 30)}}[act]
    with monkeypatch.context() as patch:
        patch.setattr(f"zhixing.casework.funds.commands.{'debts' if act is state else 'sheets'}.finish", cut)
        with pytest.raises(DatabaseError):
            act(house, one, **values)
        connection.close()
    assert everything() == before and funds() == rows
    act(house, one, **values)
    assert funds() != rows and proven(one)


def funds() -> list[Any]:
    """计息依据和计息单各行。"""
    return [*Debt.objects.values(), *Sheet.objects.order_by("pk").values()]
