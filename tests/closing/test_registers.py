"""登记簿随事件记：不论怎样登记、更正、撤回、结案、恢复，总与从事件链重新得出的一样。"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from endings import DEBTOR, closed_case, end, preservation, record
from spine import TODAY, House

from zhixing.casework.cases import commands as cases
from zhixing.casework.cases.commands.booking import Book
from zhixing.casework.cases.events import TakeoverReversed
from zhixing.casework.cases.facts import timeline_of
from zhixing.casework.cases.queries import Case
from zhixing.casework.closing import commands as closing
from zhixing.casework.closing.commands.pool import pool_book
from zhixing.casework.closing.events import Resumed
from zhixing.casework.closing.models import PoolCase
from zhixing.casework.control import commands as control
from zhixing.casework.control.models import Interview, Measure
from zhixing.casework.sanctions import commands as sanctions
from zhixing.casework.sanctions.events import ConsumptionLifted, ConsumptionRestricted, Listed
from zhixing.casework.sanctions.models import Restriction
from zhixing.casework.sanctions.queries import restrictions as seen
from zhixing.casework.settlement import commands as settlement
from zhixing.casework.settlement.events import Agreed, Breached, InstalmentPaid, Performed
from zhixing.casework.settlement.models import Agreement, Instalment
from zhixing.casework.settlement.queries import instalments, late
from zhixing.foundation.history.commands import Recorded
from zhixing.foundation.history.queries import Entry, entries, revive
from zhixing.law import restrictions
from zhixing.law.finding import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]
BOOKS: tuple[Book, ...] = (sanctions.book, settlement.book, control.book, control.measure_book, pool_book)
KINDS: tuple[type[Model], ...] = (Restriction, Agreement, Instalment, Interview, Measure, PoolCase)
SKIP = ("id", "agreement_id", "party_id")


@pytest.fixture
def house() -> House:
    return House()


def rows() -> list[list[dict[str, Any]]]:
    """各登记簿的全部内容，不带编号。"""
    found = []
    for kind in KINDS:
        values = [{k: v for k, v in row.items() if k not in SKIP} for row in kind._default_manager.values()]
        found.append(sorted(values, key=repr))
    return found


def rebuilt() -> list[list[dict[str, Any]]]:
    """全部撕掉，从事件链重新写一遍。"""
    for kind in (Instalment, Agreement, Restriction, Interview, Measure, PoolCase):
        kind._default_manager.all().delete()
    last = {entry.stream: entry for entry in Entry.objects.filter(stream__startswith="case:").order_by("seq")}
    done = [Recorded(entry=entry, event=revive(entry), actor=House) for entry in last.values()]  # type: ignore[arg-type]
    for book in BOOKS:
        book.many(done)
    return rows()


def same_as_history() -> None:
    """撕掉重写与现有的一样；写完放回去。"""
    before = rows()
    with transaction.atomic():
        assert rebuilt() == before
        transaction.set_rollback(True)


# ---- 随意办 ----


class Anything:
    """随意办的一件：每次挑一种行为，不能办的算了。"""

    def __init__(self, house: House, chance: Random) -> None:
        self.house, self.chance = house, chance
        self.case = house.old_case(date(2026, 2, 10))
        self.acts: tuple[Callable[[], object], ...] = (
            self.register, self.register, self.register, self.register, self.correct, self.withdraw, self.end,
            self.undo, self.enter, self.revive,
        )

    def step(self) -> None:
        with suppress(Refused, PermissionDenied), transaction.atomic():
            self.chance.choice(self.acts)()
        self.case = Case.objects.get(pk=self.case.pk)

    def day(self) -> date:
        return date(2026, 3, 1) + timedelta(days=self.chance.randint(0, 200))

    def register(self) -> None:
        matter, values = self.chance.choice(MATTERS)(self.chance)
        cases.register(case=self.case, actor=self.house.judge, on=self.day(), revision=None, matter=matter, values=values)

    def entry(self) -> Entry:
        kinds = ("sanctions.", "settlement.", "control.", "closing.PoolEntered", "funds.")
        found = [row for row in entries(self.case.stream) if row.type.startswith(kinds)]
        return self.chance.choice(found or [entries(self.case.stream)[0]])

    def correct(self) -> None:
        cases.correct_entry(
            case=self.case, actor=self.house.leader, seq=self.entry().seq, values={}, on=self.day(), reason="记错了日子",
            revision=None,
        )

    def withdraw(self) -> None:
        cases.withdraw_entry(case=self.case, actor=self.house.leader, seq=self.entry().seq, reason="误登", revision=None)

    def end(self) -> None:
        if self.case.closed_on is None:
            mode = self.chance.choice(["terminated_round", "terminated_round", "finished", "terminated"])
            day = date(2026, 10, 1) + timedelta(days=self.chance.randint(0, 20))
            end(self.house, self.case, mode, on=max(day, self.case.accepted_on or day))

    def undo(self) -> None:
        approval = closing.withdraw(case=self.case, actor=self.house.judge, on=TODAY, revision=None, reason="结错了")
        self.house.approve(approval)

    def enter(self) -> None:
        closing.enter_pool(case=self.case, actor=self.house.judge, on=TODAY, revision=None)

    def revive(self) -> None:
        ground = self.chance.choice(["property", "breach"])
        new = closing.revive(case=self.case, actor=self.house.filing, on=TODAY, revision=None, ground=ground)
        cases.assign(case=new, actor=self.house.director, on=TODAY, revision=None, handler=self.house.judge, team=self.house.team, reason="专人办理")
        self.case = new


def _plan(chance: Random) -> list[dict[str, Any]]:
    start = date(2026, 10, 1)
    return [{"due": start + timedelta(days=30 * n), "amount": str(chance.randint(1, 9) * 100)} for n in range(chance.randint(1, 4))]


MATTERS: tuple[Callable[[Random], tuple[str, dict[str, Any]]], ...] = (
    lambda c: ("consumption", {"subject": c.choice([DEBTOR, "另一人"])}),
    lambda c: ("list_dishonest", {"subject": DEBTOR, "ground": "report", "until": date(2028, 3, 1)}),
    lambda c: ("consumption_lifted", {"subject": DEBTOR}),
    lambda c: ("delist", {"subject": DEBTOR, "ground": "performed"}),
    lambda c: ("settle", {"text": "分期付清", "instalments": _plan(c), "long": c.random() < 0.3}),
    lambda c: ("instalment_paid", {"number": c.randint(1, 3), "amount_fen": c.randint(1, 9) * 10_000}),
    lambda c: ("performed", {"settles": c.random() < 0.4}),
    lambda c: ("breached", {}),
    lambda c: ("interview", {"person": "王秀兰", "agrees": c.random() < 0.5, "text": "听取意见"}),
    lambda c: ("query", {"channel": "network", "scope": "full"}),
    lambda c: ("feedback", {"found": c.choice([[], ["deposit"]])}),
    lambda c: ("freeze", {"subject": "某账户", "property": "deposit", "rank": "first"}),
    lambda c: ("direct_paid", {"amount_fen": c.randint(1, 9) * 10_000}),
)


@pytest.mark.parametrize("seed", range(5))
def test_registers_say_what_history_says(house: House, seed: int) -> None:
    any_ = Anything(house, Random(seed))
    for _ in range(20):
        any_.step()
        same_as_history()
    for case in Case.objects.all():
        active = {(one.person, one.what) for one in restrictions.active(timeline_of(case))}
        running = Restriction.objects.filter(case=case, ended_on__isnull=True).values_list("person", "what")
        assert set(running) == active


def test_the_matters_above_are_really_done(house: House) -> None:
    """上面随意办的各种事项确实登得上，不是都被拒绝了。"""
    chance, done = Random(1), set()
    for make in MATTERS:
        case = house.old_case(date(2026, 2, 10))
        record(house, case, (ConsumptionRestricted(subject=DEBTOR), date(2026, 2, 11)), (Listed(subject=DEBTOR, ground="report"), date(2026, 2, 11)))
        record(house, case, (Agreed(instalments=[{"due": "2026-12-01", "amount_fen": 1}] * 3), date(2026, 2, 12)))
        matter, values = make(chance)
        cases.register(case=case, actor=house.judge, on=date(2026, 9, 1), revision=None, matter=matter, values=values)
        done.add(matter)
    assert len(done) == len(MATTERS)


# ---- 各登记簿说什么 ----


def test_correcting_an_entry_keeps_its_row(house: House) -> None:
    case = house.case()
    record(house, case, (ConsumptionRestricted(subject=DEBTOR), date(2026, 10, 25)))
    row = Restriction.objects.get()
    assert row.party is not None and row.party.name == DEBTOR
    entry = next(row for row in entries(case.stream) if row.type == ConsumptionRestricted.name)
    cases.correct_entry(
        case=case, actor=house.judge, seq=entry.seq, values={}, on=date(2026, 10, 26), reason="日子记错", revision=None,
    )
    again = Restriction.objects.get()
    assert (again.pk, again.seq, again.since) == (row.pk, row.seq, date(2026, 10, 26))


def test_lifted_then_restricted_again_are_two_rows(house: House) -> None:
    case = house.case()
    record(
        house, case, (ConsumptionRestricted(subject=DEBTOR), date(2026, 10, 23)),
        (ConsumptionLifted(subject=DEBTOR), date(2026, 10, 25)), (ConsumptionRestricted(subject=DEBTOR), date(2026, 10, 28)),
    )
    spans = Restriction.objects.order_by("since").values_list("since", "ended_on")
    assert list(spans) == [(date(2026, 10, 23), date(2026, 10, 25)), (date(2026, 10, 28), None)]


def test_listed_again_with_a_longer_term_is_one_row(house: House) -> None:
    case = house.case()
    record(
        house, case, (Listed(subject=DEBTOR, ground="report", until=date(2028, 10, 1)), date(2026, 10, 23)),
        (Listed(subject=DEBTOR, ground="evade", until=date(2030, 10, 1)), date(2026, 10, 28)),
    )
    row = Restriction.objects.get()
    assert (row.since, row.until, row.ground, row.ended_on) == (date(2026, 10, 23), date(2030, 10, 1), "evade", None)


def agreed(*dues: tuple[str, int], long: bool = False) -> Agreed:
    return Agreed(text="分期", instalments=[{"due": due, "amount_fen": fen} for due, fen in dues], long=long)


def test_instalments_are_paid_in_parts(house: House) -> None:
    case = house.case()
    record(
        house, case, (agreed(("2026-10-30", 1000), ("2026-11-30", 2000)), date(2026, 10, 24)),
        (InstalmentPaid(number=1, amount_fen=400), date(2026, 10, 28)),
    )
    first, second = Instalment.objects.order_by("number")
    assert (first.paid_fen, first.paid_on, second.paid_fen) == (400, None, 0)
    assert [row.number for row in late(house.judge, TODAY)] == [1]
    record(house, case, (InstalmentPaid(number=1, amount_fen=600), date(2026, 11, 1)))
    first.refresh_from_db()
    assert (first.paid_fen, first.paid_on) == (1000, date(2026, 11, 1))
    assert not late(house.judge, TODAY).exists() and instalments(house.judge, TODAY).count() == 1


@pytest.mark.parametrize(("event", "state"), [
    (Performed(settles=True), "performed"), (Performed(), "running"), (Breached(), "breached"),
    (agreed(("2027-01-01", 5)), "replaced"), (Resumed(number="（2026）内0221执恢1号"), "resumed"),
])
def test_how_an_agreement_ends(house: House, event: Any, state: str) -> None:
    case = house.case()
    record(house, case, (agreed(("2026-12-01", 1)), date(2026, 10, 24)), (event, TODAY))
    first = Agreement.objects.order_by("pk")[0]
    assert (first.state, first.ended_on) == (state, None if state == "running" else TODAY)


def test_a_settlement_stays_behind_when_the_case_is_revived(house: House) -> None:
    """恢复执行原生效法律文书，原案的和解不再履行：各期不再算逾期，新案不承接。"""
    old = house.old_case()
    record(house, old, (agreed(("2026-10-01", 1000), ("2027-10-01", 2000), long=True), date(2026, 8, 1)))
    old = Case.objects.get(pk=end(house, old, "terminated", ground="settled_long", on=date(2026, 9, 1)).pk)
    assert late(house.judge, TODAY).exists()
    new = closing.revive(case=old, actor=house.filing, on=TODAY, revision=None, ground="breach")
    assert not instalments(house.judge, TODAY).exists() and not late(house.judge, TODAY).exists()
    agreement = Agreement.objects.get()
    assert (agreement.case_id, agreement.state, agreement.ended_on) == (old.pk, "resumed", TODAY)
    assert new.pk != old.pk
    same_as_history()


def test_all_instalments_paid_is_performed(house: House) -> None:
    case = house.case()
    record(
        house, case, (agreed(("2026-12-01", 1)), date(2026, 10, 24)), (InstalmentPaid(number=1, amount_fen=1), TODAY),
    )
    agreement = Agreement.objects.get()
    assert (agreement.state, agreement.ended_on) == ("performed", TODAY)


def test_a_withdrawn_interview_is_gone(house: House) -> None:
    case = house.case()
    made = cases.register(
        case=case, actor=house.judge, on=TODAY, revision=None, matter="interview",
        values={"person": "王秀兰", "agrees": True, "clue_given": True, "text": "同意"},
    )
    row = Interview.objects.get()
    assert (row.person, row.agrees, row.clue_given, row.text, row.held_on) == ("王秀兰", True, True, "同意", TODAY)
    cases.withdraw_entry(case=case, actor=house.judge, seq=made.entry.seq, reason="误登", revision=None)
    assert not Interview.objects.exists()


def test_a_reversed_take_over_leaves_no_rows(house: House) -> None:
    case = closed_case(house)
    assert Restriction.objects.exists() and PoolCase.objects.exists()
    record(house, case, (TakeoverReversed(number=case.number, reason="来源表格有误"), TODAY))
    assert not Restriction.objects.exists() and not PoolCase.objects.exists()


def test_many_cases_in_few_queries(house: House, django_assert_max_num_queries: Any) -> None:
    made = [closed_case(house) for _ in range(3)]
    before = rows()
    done = list(last_of(made))
    with django_assert_max_num_queries(5):
        sanctions.book.many(done)
    with django_assert_max_num_queries(6):
        pool_book.many(done)
    assert rows() == before


def last_of(made: list[Case]) -> Iterator[Recorded]:
    for case in made:
        entry = entries(case.stream).order_by("-seq")[0]
        yield Recorded(entry=entry, event=revive(entry), actor=House)  # type: ignore[arg-type]


def test_seen_by_those_who_see_the_case(house: House) -> None:
    import factories

    case = preservation(house)
    record(house, case, (ConsumptionRestricted(subject=DEBTOR), TODAY))
    assert seen(house.judge, TODAY).count() == 1
    assert not seen(factories.user("judge", court=factories.court("内0222")), TODAY).exists()
    assert not seen(factories.user("system_admin", court=house.court), TODAY).exists()
