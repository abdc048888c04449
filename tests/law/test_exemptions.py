"""保留必需费用（M:X-01 至 X-09）。数字都是为算式编的。"""

from __future__ import annotations

from fractions import Fraction

import pytest

from zhixing.law import exemptions
from zhixing.law.exemptions import BadExemption, Kept, living


def test_living_costs() -> None:
    found = living(800000, 110000, Fraction(3))
    assert found.require() == Kept(330000, 470000)
    assert "查封、扣押、冻结财产的规定" in str(found.articles[1])
    assert living(800000, 110000, Fraction(3, 2)).require().kept == 165000
    assert living(100000, 110000, Fraction(1)).require() == Kept(100000, 0)
    assert living(2400000, 110000, Fraction(2), months=3).require().kept == 660000


def test_the_judge_may_keep_more_not_less() -> None:
    assert living(800000, 110000, Fraction(3), kept_by_judge=500000).require() == Kept(500000, 300000)
    less = living(800000, 110000, Fraction(3), kept_by_judge=1)
    assert not less.ok and less.value.kept == 330000


def test_rent() -> None:
    assert exemptions.rent(250000, 5).require() == 15000000
    assert exemptions.rent(250000, 8).require() == 24000000
    assert exemptions.rent_by_area(4500, Fraction(13), 3, 5).require() == 10530000


@pytest.mark.parametrize("bad", [
    lambda: exemptions.rent(1, 4), lambda: exemptions.rent(1, 9), lambda: exemptions.rent(-1, 5), lambda: living(-1, 1, Fraction(1)),
    lambda: living(1, 1, Fraction(1, 2)), lambda: exemptions.rent_by_area(-1, Fraction(1), 1, 5), lambda: exemptions.only_home(["x"]),
])
def test_bad_input(bad: object) -> None:
    with pytest.raises(BadExemption):
        bad()  # type: ignore[operator]


def test_one_keep_for_one_debtor() -> None:
    assert exemptions.once_a_debtor([100, 500, 50], 330) == [0, 270, 50]


def test_the_only_home_may_be_sealed_not_sold() -> None:
    assert exemptions.only_home([]).reasons[0].code == "home"
    assert all(exemptions.only_home([ground]).ok for ground in exemptions.HOME_GROUNDS)


def test_mortgaged_home() -> None:
    assert exemptions.mortgaged_home(minimum_living=False, other_home=False).ok
    assert exemptions.mortgaged_home(minimum_living=True, other_home=True).ok
    assert not exemptions.mortgaged_home(minimum_living=True, other_home=False).ok


def test_criminal_living() -> None:
    assert exemptions.criminal_living(100000, Fraction(3, 2), 12) == 1800000


def test_pensions_are_taken_above_living_costs() -> None:
    found = exemptions.pension(300000, 110000, Fraction(1))
    assert found.require() == Kept(110000, 190000)
    assert "执他字" not in str(found.articles[0]) and "养老金" in str(found.articles[0]) and len(found.steps) == 2
    assert not exemptions.pension(300000, 110000, Fraction(2), kept_by_judge=1).ok
