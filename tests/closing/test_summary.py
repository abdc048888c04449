"""旧存＋新收－已结＝未结，不论案件的日子怎样；每个数等于它的清单。"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

import factories
import pytest

from zhixing.casework.cases.models import Case
from zhixing.casework.closing.queries import FIGURES, figure, summary

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]
NEW_YEAR = date(2026, 1, 1)
CREATED = datetime(2026, 1, 1, tzinfo=UTC)


def days(chance: Random, low: int, high: int) -> date:
    return NEW_YEAR + timedelta(days=chance.randint(low, high))


def court_of_cases(seed: int) -> None:
    """六十件，立案、结案的日子随意，还有没立案的。"""
    chance, court = Random(seed), factories.court()
    for _ in range(60):
        received = days(chance, -200, 200)
        accepted = received + timedelta(days=chance.randint(0, 9)) if chance.random() < 0.9 else None
        closed = received + timedelta(days=chance.randint(0, 200)) if accepted and chance.random() < 0.6 else None
        Case.objects.create(
            court=court, state="enforcing", received_on=received, accepted_on=accepted, closed_on=closed, created_at=CREATED
        )


@pytest.mark.parametrize("seed", range(5))
def test_it_always_balances(seed: int) -> None:
    court_of_cases(seed)
    chance = Random(seed)
    for _ in range(20):
        since = days(chance, -200, 300)
        until = since + timedelta(days=chance.randint(0, 120))
        counted = {key: found.rows.count() for key, found in summary(Case.objects.all(), since, until).items()}
        assert counted["old"] + counted["new"] - counted["closed"] == counted["open"]


def test_what_each_number_means() -> None:
    court = factories.court()

    def case(accepted: date, closed: date | None = None) -> Case:
        return Case.objects.create(
            court=court, state="enforcing", received_on=accepted, accepted_on=accepted, closed_on=closed, created_at=CREATED
        )

    march, before, after = date(2026, 3, 15), date(2026, 2, 1), date(2026, 4, 1)
    old, old_closed, gone = case(before), case(before, march), case(before, before)
    new, new_closed_later, future = case(march), case(march, after), case(after)
    found = summary(Case.objects.all(), date(2026, 3, 1), date(2026, 3, 31))
    listed = {key: set(one.rows) for key, one in found.items()}
    assert listed == {
        "old": {old, old_closed}, "new": {new, new_closed_later}, "closed": {old_closed},
        "open": {old, new, new_closed_later},
    }
    assert gone not in set().union(*listed.values()) and future not in set().union(*listed.values())


def test_the_link_opens_the_same_list() -> None:
    court_of_cases(9)
    since, until = date(2026, 1, 1), date(2026, 3, 31)
    for key, found in summary(Case.objects.all(), since, until).items():
        link = dict(found.filters)
        opened = figure(
            Case.objects.all(), link["figure"], date.fromisoformat(link["since"]), date.fromisoformat(link["until"])
        )
        assert set(opened.rows) == set(found.rows)
        assert found.label == FIGURES[key]
