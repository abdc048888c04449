"""终本后的半年查询（T:N-40）：接管来的终本案件，上线以前的各次不计，从上线后的第一次看起。"""

from __future__ import annotations

from datetime import date

import pytest

from zhixing.law import nodes
from zhixing.law.calendar import Calendar
from zhixing.law.timeline import Fact, Timeline

LIVE = date(2026, 11, 2)


def watch(closed: date, *queried: date, resumed: date | None = None) -> list[tuple[str, date | None]]:
    """各次查询的状态和最迟日。"""
    facts = [
        Fact(seq=1, type="cases.Accepted", on=date(2020, 1, 5)),
        Fact(seq=2, type="closing.Closed", on=closed, data={"mode": "terminated_round"}),
        Fact(seq=3, type="cases.TakenOver", on=date(2026, 11, 1), data={"live_on": LIVE.isoformat()}),
    ]
    facts += [Fact(seq=n, type="control.QuerySent", on=on, data={"channel": "network"}) for n, on in enumerate(queried, 4)]
    facts += [Fact(seq=99, type="closing.Resumed", on=resumed)] if resumed else []
    planned = nodes.plan(Timeline(kind="执", facts=tuple(facts)), Calendar.national())
    return [(node.state, node.due) for node in planned if node.code == "N-40"]


def test_the_first_one_after_going_live_is_watched() -> None:
    found = watch(date(2023, 8, 1))
    assert [state for state, _ in found] == ["before"] * 6 + ["open"]
    assert found[-1][1] == date(2027, 2, 1)


def test_a_query_before_going_live_counts() -> None:
    assert watch(date(2023, 8, 1), date(2026, 3, 1))[-1] == ("open", date(2027, 2, 1))
    assert watch(date(2026, 4, 1), date(2026, 9, 1))[-1] == ("open", date(2027, 4, 1))


@pytest.mark.parametrize("closed", [date(2019, 3, 1), date(2021, 10, 1)])
def test_five_years_are_over(closed: date) -> None:
    found = watch(closed)
    assert len(found) == 10 and {state for state, _ in found} == {"before"}


def test_revived_before_going_live() -> None:
    assert "open" not in {state for state, _ in watch(date(2023, 8, 1), resumed=date(2025, 5, 1))}
