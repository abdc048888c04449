"""子账户号：一案一账号（M:K-02）。"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.law.sub_accounts import LAST, BadSubAccount, SubAccount, grouped, number, parse, valid

PREFIXES = st.text("0123456789", min_size=1, max_size=24)
SERIALS = st.integers(1, LAST)


@given(PREFIXES, SERIALS)
def test_what_is_made_is_read_again(prefix: str, serial: int) -> None:
    made = number(prefix, serial)
    assert valid(made) and parse(grouped(made)).value == SubAccount(prefix, serial)
    assert len(made) <= 33


@given(PREFIXES, SERIALS, st.data())
def test_one_wrong_digit_or_two_swapped_is_found(prefix: str, serial: int, data: st.DataObject) -> None:
    made = number(prefix, serial)
    place = data.draw(st.integers(0, len(made) - 2))
    digit = data.draw(st.sampled_from([d for d in "0123456789" if d != made[place]]))
    assert not valid(made[:place] + digit + made[place + 1:])
    swapped = made[:place] + made[place + 1] + made[place] + made[place + 2:]
    assert swapped == made or not valid(swapped)


@pytest.mark.parametrize(("text", "code"), [
    ("", "shape"), ("9558甲", "shape"), ("123456789", "length"), ("1" * 34, "length"), ("95588000000189", "check"),
])
def test_what_is_wrong_is_said(text: str, code: str) -> None:
    (reason,) = parse(text).reasons
    assert reason.code == f"sub_account.{code}" and reason.remedy and not valid(text)


@pytest.mark.parametrize(("prefix", "serial"), [("", 1), ("甲", 1), ("²", 1), ("1" * 25, 1), ("1", 0), ("1", LAST + 1)])
def test_bad_parts_are_refused(prefix: str, serial: int) -> None:
    with pytest.raises(BadSubAccount):
        number(prefix, serial)


def test_fullwidth_and_hyphens_are_read() -> None:
    assert parse("９５５８-８０００ ０００１８８").value == SubAccount("95588", 1)
