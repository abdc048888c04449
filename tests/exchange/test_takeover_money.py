"""接管来的案件：接管以前到位的钱，进新系统的计息单，不漏；撤回接管就没有了。"""

from __future__ import annotations

from datetime import date

import pytest
from exchange.moving import case, fund, matter, packed
from exchange.test_takeover import moved, reversed_
from offices import Office

from zhixing.casework.cases.queries import Case
from zhixing.casework.funds import queries
from zhixing.casework.funds.models import Payment

pytestmark = pytest.mark.django_db


def test_money_that_came_in_before_the_take_over_is_counted_and_told(world: Office) -> None:
    given = [case(1, world.judge.name), case(2, world.judge.name)]
    done = [matter(2, "直接履行", "2026-05-01", 金额="3000.50")]
    run = moved(world, packed(given, 案款余额=[fund(1)], 已办事项=done))
    one, two = Case.objects.filter(takeover=run.pk).order_by("number")
    assert queries.paid(one) == 100_000 and queries.paid(two) == 300_050
    assert Payment.objects.get(case=one).day == date(2026, 5, 6)
    assert "接管前到位的只有合计1,000.00元，按2026-05-06一次计入" in queries.notes(one)[0] and queries.notes(two) == ()
    reversed_(world, run)
    assert not Payment.objects.exists()
