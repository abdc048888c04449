"""财产报告：T:M-15（财产调查规定第5、6、7、9、10条）；期限的起止按全国日历。"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.law import declared
from zhixing.law.calendar import Calendar
from zhixing.law.declared import Item, Known, contradictions, item, late, supplement_due

CALENDAR = Calendar.national()
NOTICE, GIVEN = date(2026, 3, 5), date(2026, 3, 16)
ACCOUNT = "6222000000001234567"


def known(fen: int | None = 50_000_00, **more: object) -> Known:
    return Known("deposit", "某行尾号4567", ACCOUNT, fen, date(2026, 3, 20), **more)  # type: ignore[arg-type]


def sorts(items: list[Item], *found: Known) -> list[str]:
    return [one.sort for one in contradictions(items, found, notice_on=NOTICE, given_on=GIVEN)]


def test_what_was_not_declared() -> None:
    assert sorts([], known()) == ["undeclared"]
    assert sorts([], known(0)) == [], "空账户不列"
    assert sorts([], known(None)) == ["undeclared"], "余额不明的照列"
    assert sorts([], known(gained_on=date(2026, 3, 17))) == [], "报告以后才取得的"


def test_what_was_declared_too_low() -> None:
    assert sorts([Item("deposit", "某行", ACCOUNT, 10_000_00)], known()) == ["understated"]
    assert sorts([Item("deposit", "某行", ACCOUNT, 48_000_00)], known()) == [], "差不到百分之十"
    assert sorts([Item("deposit", "某行", ACCOUNT, None)], known()) == [], "没有写金额的不比"


def test_what_was_moved_away_in_the_year_before() -> None:
    """M-15：报告期间是收到执行通知之日前一年起。"""
    house = Known("real_estate", "某小区一室", "U1", 600_000_00, date(2026, 3, 20), gone_on=date(2025, 3, 5), to="李四")
    (found,) = contradictions([], [house], notice_on=NOTICE, given_on=GIVEN)
    assert (found.sort, found.article.number) == ("transferred", "6") and "李四" in found.text
    assert set(found.as_data()) == {"sort", "kind", "what", "text", "article"}
    assert sorts([], Known("real_estate", "某小区一室", "U1", 1, GIVEN, gone_on=date(2025, 3, 4))) == [], "一年以前的"
    assert sorts([Item("real_estate", "某小区一室", "U1", change="sold", changed_on=date(2025, 3, 5))], house) == [], "报告了变动"
    assert sorts([Item("real_estate", "某小区一室", "U1")], house) == ["transferred"], "当作还在报告的"


@pytest.mark.parametrize("told", [
    Item("deposit", "", ACCOUNT), Item("deposit", "某行", "234567"), Item("deposit", f"某行存款，账号{ACCOUNT}"), Item("deposit", "某行 尾号4567"),
    item({"kind": "deposit", "what": "某行", "account": "6222 0000 0000 1234 567", "value_fen": None, "changed_on": ""}),
])
def test_the_same_account_however_told(told: Item) -> None:
    assert sorts([told], known()) == []


def test_another_account_or_another_kind_is_not_it() -> None:
    others = [Item("deposit", "另一行", "6222000000007654321"), Item("wealth", "理财", ACCOUNT), Item("deposit", "某行", "4567")]
    assert sorts(others, known()) == ["undeclared"]


def test_supplement_within_ten_days() -> None:
    """M-15：变动之日起十日；2026-02-06 起第十日是春节假期，顺延到 2026-02-24。"""
    assert supplement_due(date(2026, 3, 5), CALENDAR).require() == date(2026, 3, 16), "3月15日是周日"
    assert supplement_due(date(2026, 2, 6), CALENDAR).require() == date(2026, 2, 24)


def test_late_is_a_warning_with_what_may_follow() -> None:
    assert late(GIVEN, GIVEN).value is False and not late(GIVEN, GIVEN).warnings
    found = late(date(2026, 3, 20), GIVEN)
    assert found.ok and found.value and "逾期4日" in found.warnings[0].text and [one.number for one in found.articles] == ["9", "10"]


def test_the_period_begins_a_year_before_the_notice() -> None:
    assert declared.since(date(2024, 2, 29)) == date(2023, 2, 28)


@given(st.integers(0, 10**9), st.none() | st.integers(0, 10**9), st.integers(-500, 30))
def test_telling_everything_is_never_a_contradiction(fen: int, told: int | None, days: int) -> None:
    moved = GIVEN + timedelta(days=days)
    assert sorts([Item("deposit", "某行", ACCOUNT, max(fen, told or 0), "sold", moved)], known(fen), known(fen, gone_on=moved)) == []
    listed = sorts([], known(fen, gone_on=moved))
    assert listed == (["transferred"] if declared.since(NOTICE) <= moved <= GIVEN else [])
