"""确认过的计息单，当且仅当进它的东西没有变，才作数：随意地办，每一步都与另算的一份对照。"""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest
from case_debts import loan, make, pay, sign, state, void
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spine import TODAY, House

from zhixing.casework.cases import commands as cases
from zhixing.casework.cases.queries import Case
from zhixing.casework.funds import queries
from zhixing.casework.funds.models import Sheet
from zhixing.casework.funds.verify import verify
from zhixing.foundation.history.queries import effective, entries
from zhixing.foundation.people import commands as people
from zhixing.law.finding import Refused
from zhixing.law.interest_sheet import sheet as computed
from zhixing.law.signing import ELSEWHERE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]

DAYS = st.integers(0, 10).map(lambda n: TODAY - timedelta(days=n))
ACTS = st.one_of(
    st.tuples(st.just("pay"), st.integers(1, 3), DAYS), st.tuples(st.just("withdraw"), st.integers(0, 5)),
    st.tuples(st.just("amount"), st.sampled_from(["36000", "35000"])), st.tuples(st.just("own"), st.sampled_from(["", "HEAD", "TAIL"])),
    st.tuples(st.just("court"), st.sampled_from(["basis", "fee_base", "round_to"]), st.integers(0, 1)),
    st.tuples(st.just("make"), DAYS), st.tuples(st.just("sign"),), st.tuples(st.just("void"),), st.tuples(st.just("note"),),
)
COURT = {"basis": ("365", "360"), "fee_base": ("executed", "applied"), "round_to": ("0.01", "1")}


class World:
    """一件案件，和另记的一份：进计息单的各样东西现在是什么。"""

    def __init__(self, house: House) -> None:
        self.house, self.case = house, house.case()
        self.amount, self.own, self.court = "36000", "", dict.fromkeys(COURT, 0)
        state(house, self.case)

    def entering(self) -> tuple[Any, ...]:
        """进计息单的：依据、本案口径、本院口径（取值）、仍然有效的款项。不看 ``funds`` 的表。"""
        paid = [
            (line.entry.happened_on, line.entry.payload["amount_fen"], line.entry.seq)
            for line in effective(entries(self.case.stream)) if line.entry.type == "funds.DirectPaid"
        ]
        court = tuple(COURT[key][on] for key, on in self.court.items() if key not in ELSEWHERE)
        return self.amount, self.own, court, tuple(sorted(paid))

    def act(self, kind: str, *values: Any) -> None:
        getattr(self, f"do_{kind}")(*values)

    def do_pay(self, yuan: int, on: date) -> None:
        pay(self.house, self.case, yuan * 100, on)

    def do_withdraw(self, which: int) -> None:
        paid = [line.entry.seq for line in effective(entries(self.case.stream)) if line.entry.type == "funds.DirectPaid"]
        if paid:
            seq = paid[which % len(paid)]
            cases.withdraw_entry(case=self.case, actor=self.house.leader, seq=seq, reason="误登", revision=None)

    def do_amount(self, amount: str) -> None:
        self._state(amount, self.own)
        self.amount = amount

    def do_own(self, days: str) -> None:
        self._state(self.amount, days)
        self.own = days

    def _state(self, amount: str, days: str) -> None:
        own = {"top_switches": {"general_days": days}} if days else {}
        state(self.house, self.case, loan(amount=amount, **own))

    def do_court(self, key: str, on: int) -> None:
        value = COURT[key][on]
        people.change_setting(court=self.house.court, key=f"money.{key}", value=value, actor=self.house.director, on=TODAY, reason="纪要")
        self.court[key] = on

    def do_make(self, as_of: date) -> None:
        make(self.house, self.case, as_of)

    def do_sign(self) -> None:
        sign(self.house, self.case, self._last())

    def do_void(self) -> None:
        void(self.house, self.case, self._last())

    def _last(self) -> int:
        found = queries.sheets(self.case.pk).first()
        return found.number if found else 1

    def do_note(self) -> None:
        cases.note(case=self.case, actor=self.house.judge, on=TODAY, sort="电话", text="问进度")


@given(st.lists(ACTS, min_size=4, max_size=14))
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], print_blob=False)
def test_current_iff_nothing_that_enters_has_changed(house: House, acts: list[tuple[Any, ...]]) -> None:
    with transaction.atomic():
        world = World(house)
        made: dict[int, tuple[Any, ...]] = {}
        for act in acts:
            with suppress(Refused), transaction.atomic():
                world.act(*act)
            rows = list(Sheet.objects.filter(case=world.case).select_related("case"))
            made |= {row.number: world.entering() for row in rows if row.number not in made}
            for row in rows:
                assert queries.is_current(row) == (row.voided_at is None and made[row.number] == world.entering()), act
            _payable(world.case, rows)
        report = verify()
        assert report.ok and report.sheets == len(made)
        transaction.set_rollback(True)


def _payable(case: Case, rows: list[Sheet]) -> None:
    """发放可以凭的一版：最近确认的，没有作废、没有变动；照现在的情况重算，一分不差。"""
    signed = [row for row in rows if row.signed_at]
    last = max(signed, key=lambda row: row.number, default=None)
    usable = last is not None and queries.is_current(last)
    found = queries.signed(case.pk)
    assert (found.number if found else None) == (last.number if usable and last else None)
    if found:
        assert computed(queries.claim(case), found.as_of).total == found.total_fen
