"""文书编号：接着取，不跳号、不重号；照着原来的写法写。"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.law.document_numbers import MAX_SUB, external, following, numbered, read, serial
from zhixing.law.numbers import CaseNumber, parse


def number(text: str) -> CaseNumber:
    value = parse(text).require()
    assert value is not None
    return value


CASE = number("（2026）内0221执123号")


def subs(*texts: str) -> list[CaseNumber]:
    return [number(f"（2026）内0221执123{text}") for text in texts]


def after(*texts: str, start: int = 0) -> str:
    return str(following(CASE, subs(*texts), start).require())


def test_the_first_document_takes_the_case_number_then_one_then_two() -> None:
    assert after() == "（2026）内0221执123号"
    assert after("号") == "（2026）内0221执123号之一"
    assert after("号", "号之一") == "（2026）内0221执123号之二"
    assert after(start=1) == "（2026）内0221执123号之一", "本院从之一起的"
    assert str(following(subs("号之九")[0], []).require()) == "（2026）内0221执123号"


@pytest.mark.parametrize(("n", "written"), [(9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九"), (100, "100"), (101, "101")])
def test_how_the_number_is_written(n: int, written: str) -> None:
    assert str(numbered(CASE, n)) == f"（2026）内0221执123号之{written}"


@pytest.mark.parametrize(("last", "expected"), [
    ("号之1", "号之2"), ("-1号", "-2号"), ("号-1", "号-2"), ("之一号", "之二号"), ("号之一", "号之二"),
])
def test_the_next_is_written_like_the_last(last: str, expected: str) -> None:
    assert after("号", last) == f"（2026）内0221执123{expected}"


def test_the_same_number_written_two_ways_is_a_duplicate() -> None:
    told = following(CASE, subs("号", "号之一", "号之1"))
    assert told.value is None and told.reasons[0].text == "编号重复：（2026）内0221执123号之一、（2026）内0221执123号之1。"


def test_a_gap_is_told_and_not_filled() -> None:
    told = following(CASE, subs("号", "号之一", "号之四"))
    assert str(told.value).endswith("号之五")
    assert told.warnings[0].text == "前面缺号：（2026）内0221执123号之二、（2026）内0221执123号之三。"


def test_a_number_of_another_case_is_told() -> None:
    other = number("（2026）内0221执124号之一")
    assert following(CASE, [other]).reasons[0].code == "document_number.other_case"
    assert read(str(other), CASE).reasons[0].code == "document_number.other_case"


def test_reading_a_document_number() -> None:
    value = read(" (2026) 内0221执123号之二 ", CASE).require()
    assert value is not None and serial(value) == 2
    assert read("内蒙古执字123", CASE).value is None and read("内蒙古执字123", CASE).reasons


def test_a_foreign_number_is_kept_as_it_is() -> None:
    assert external("  青公（经）字〔2026〕7号 ").require() == "青公（经）字〔2026〕7号"
    assert external("").reasons[0].text == "没有填写编号。"
    assert external("号" * 60).ok
    assert external("号" * 61).reasons[0].text == "编号超过60个字。"
    assert external("甲" + chr(0)).reasons


@pytest.mark.parametrize("n", [-1, MAX_SUB + 1])
def test_out_of_range_is_told(n: int) -> None:
    with pytest.raises(ValueError, match="应在0到"):
        numbered(CASE, n)


@given(st.integers(0, MAX_SUB), st.sampled_from(["号之一", "号之1", "-1号", "号-1", "之一号", "之1号"]))
def test_what_is_written_reads_back(n: int, style: str) -> None:
    written = numbered(CASE, n, subs(style)[0])
    assert serial(number(str(written))) == n and number(str(written)).key == written.key


@pytest.mark.parametrize("start", [0, 1])
def test_numbers_taken_one_after_another_have_no_gap_and_no_duplicate(start: int) -> None:
    used: list[CaseNumber] = []
    count = 130
    for _ in range(count):
        found = following(CASE, used, start)
        assert not found.warnings
        taken = found.require()
        assert taken is not None
        used.append(taken)
    assert [serial(one) for one in used] == list(range(start, start + count))
    assert len({str(one) for one in used}) == count
