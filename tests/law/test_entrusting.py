"""事项委托：目录、期限、一步一步、共同的上级法院。"""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.law import entrusting as law
from zhixing.law import settings
from zhixing.law.calendar import Calendar
from zhixing.law.courts import Courts
from zhixing.law.entrusting import STEPS, Side, Standing
from zhixing.law.words import choices

TODAY = date(2026, 11, 3)
CALENDAR = Calendar.national()
STATES = ("draft", "sent", "received", "done", "returned", "recalled")


def test_every_matter_has_a_name_a_limit_and_a_basis() -> None:
    assert [one.code for one in law.matters()] == list(choices("entrusted"))
    assert {one.code for one in law.matters() if one.hard} == {"inquire", "serve"}, "有法律原文的两种，其余由本院定"
    with pytest.raises(KeyError):
        law.matter("whatever")


def test_only_limits_without_a_law_are_settings() -> None:
    keys = {one.key: one for one in settings.catalogue() if one.key.startswith(law.SETTING)}
    assert set(keys) == {one.key for one in law.adjustable()}
    assert "entrust.serve.days" not in keys
    assert keys["entrust.receive.days"].default == 3
    assert {one.group for one in keys.values()} == {"centre"}


def test_limits_count_working_days_and_roll_over_rest_days() -> None:
    assert law.due(law.receiving(), TODAY, CALENDAR).value == date(2026, 11, 6)
    assert law.due(law.receiving(), TODAY, CALENDAR, own=5).value == date(2026, 11, 10), "本院定五个工作日，隔过周末"
    assert law.due(law.matter("serve"), TODAY, CALENDAR).value == date(2026, 11, 13)
    assert law.due(law.matter("serve"), TODAY, CALENDAR, own=60).value == date(2026, 11, 13), "法定的，本院的设置不起作用"
    assert law.due(law.matter("serve"), date(2026, 11, 4), CALENDAR).value == date(2026, 11, 16), "末日是周六，顺延到周一"


def test_each_step_goes_only_from_its_states_and_every_refusal_says_what_to_do() -> None:
    for state, (step, move) in product(STATES, STEPS.items()):
        now = Standing(state, due=date(2026, 11, 1), escalated=step == "answer")
        found = law.permits(step, now, TODAY)
        assert found.ok == (state in move.states), (state, step)
        assert found.value == ((move.to or state) if found.ok else state)
        assert all(reason.remedy and reason.article for reason in found.reasons)


def test_a_case_is_raised_to_the_upper_court_only_when_it_is_late_or_came_back() -> None:
    due = date(2026, 11, 3)
    assert not law.permits("escalate", Standing("received", due), TODAY).ok, "今天最后一天，还不算过期"
    assert law.permits("escalate", Standing("received", due), date(2026, 11, 4)).ok
    assert law.permits("escalate", Standing("returned"), TODAY).ok
    assert law.permits("escalate", Standing("sent", due, returns=1), TODAY).ok, "退回过一次，又发出去的"
    raised = Standing("received", date(2026, 11, 1), escalated=True)
    assert not law.permits("escalate", raised, TODAY).ok
    assert law.permits("escalate", Standing("received", date(2026, 11, 1), escalated=True, answered=True), TODAY).ok, "答复以后还不办，可以再报"
    assert law.steps(raised, Side.UPPER, TODAY) == ("answer",)
    assert not law.permits("answer", Standing("sent"), TODAY).ok
    assert not law.permits("rate", Standing("done", rated=True), TODAY).ok


def test_papers_are_needed_where_the_matter_cannot_do_without() -> None:
    refused = law.enough(law.matter("freeze"), 0, by_letter=False)
    assert "协助执行通知书" in refused.reasons[0].text
    assert law.enough(law.matter("freeze"), 0, by_letter=True).warnings
    assert law.enough(law.matter("freeze"), 1, by_letter=False).ok
    assert law.enough(law.matter("inquire"), 0, by_letter=False).ok


PATHS = [law.path_of(row.name) for row in list(Courts.packaged().rows.values())[:3400:60]]


@given(st.sampled_from(PATHS), st.sampled_from(PATHS))
def test_the_common_upper_court_is_above_both(one: str, other: str) -> None:
    found = law.common_upper(one, other)
    assert found == law.common_upper(other, one)
    if found != law.SUPREME:
        assert f"/{found}/" in one and f"/{found}/" in other
        assert not one.endswith(f"/{found}/") and not other.endswith(f"/{found}/"), "上级是另一家，不是其中一家"


def test_courts_outside_the_system_are_found_by_name() -> None:
    assert law.path_of("土默特右旗人民法院") == "/内/内02/内0221/"
    assert law.path_of("某某编造的法院") == ""
    assert law.court_name("没有的") == "没有的"
