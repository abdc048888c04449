"""证件号码和姓名。"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.law.identity import KINDS, Kind, Paper, check, check_name, mask, tidy

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def citizen(division: str, born: date, order: int) -> str:
    body = f"{division}{born:%Y%m%d}{order:03d}"
    return body + "10X98765432"[sum(int(c) * w for c, w in zip(body, WEIGHTS, strict=True)) % 11]


def test_public_test_numbers(shared: Path) -> None:
    with (shared / "data/ids/id_test_numbers.csv").open(encoding="utf-8-sig") as file:
        listed = list(csv.DictReader(file))
    assert len(listed) == 210
    for row in listed:
        finding = check("id" if row["kind"] == "ric" else "uscc", row["number"])
        division_only = row["kind"] == "ric" and row["number"].startswith("99")  # 区划只作提示
        assert finding.ok == (row["expected"] == "valid" or division_only), row
        assert bool(finding.warnings) == division_only


@given(
    st.sampled_from(["150221", "110101", "810000"]), st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.integers(0, 999),
)
def test_one_wrong_digit_fails(division: str, born: date, order: int) -> None:
    number = citizen(division, born, order)
    paper = check("id", number).value
    assert paper == Paper("id", number, born, "男" if order % 2 else "女")
    for place in (0, 5, 16):
        wrong = number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1:]
        assert not check("id", wrong).ok


def test_writing_is_unified() -> None:
    number = citizen("150221", date(1990, 1, 1), 100)
    wide = "".join(chr(ord(c) + 0xFEE0) for c in number.lower())
    assert check("id", f" {wide[:6]}　{wide[6:]} ").value == check("id", number).value
    assert tidy("９１-ab c") == "91ABC"


@pytest.mark.parametrize(("kind", "text", "word"), [
    ("id", "", "没有填写"), ("id", "15022119900101", "18位"), ("id", "150221199002300011", "不存在"),
    ("id", "15022119900101001A", "17位数字"), ("id", "150221990230001", "不存在"), ("uscc", "9115", "18位"),
    ("uscc", "91152201I78377449P", "不该出现"), ("org", "12345678", "校验码"), ("org", "123456780", "校验码"),
    ("hkm", "12345", "H或M"), ("id", "x" * 70, "太长"), ("passport", "E1\ud800", "不能识别"),
])
def test_wrong_numbers_get_a_sentence(kind: Kind, text: str, word: str) -> None:
    finding = check(kind, text)
    assert finding.value is None
    assert word in finding.reasons[0].text
    assert finding.reasons[0].text.endswith("。")


def test_birth_after_the_day_is_refused() -> None:
    number = citizen("150221", date(2030, 1, 1), 1)
    assert check("id", number).ok
    assert not check("id", number, latest=date(2026, 11, 22)).ok


def test_fifteen_digits() -> None:
    paper = check("id", "150221680229001").value
    assert paper is not None
    assert (paper.birth, paper.sex) == (date(1968, 2, 29), "男")


@pytest.mark.parametrize(("kind", "text"), [
    ("passport", "E12345678"), ("hkm", "H0123456789"), ("taiwan", "01234567"), ("foreigner", "USA110000010101"),
    ("officer", "北字第01234567号"), ("org", "000000000"), ("reg", "150221000000001"), ("other", "居留许可0001"),
])
def test_other_papers_are_taken_leniently(kind: Kind, text: str) -> None:
    assert check(kind, text).ok
    assert kind in KINDS


def test_minor_until_the_eighteenth_birthday() -> None:
    paper = Paper("id", "", date(2008, 2, 29), "女")
    assert paper.is_minor_on(date(2026, 2, 28))
    assert not paper.is_minor_on(date(2026, 3, 1))
    assert paper.age_on(date(2026, 3, 1)) == 18
    assert Paper("passport", "E1").is_minor_on(date(2026, 3, 1)) is None


def test_mask() -> None:
    assert mask("15022119900101001X") == "150221********001X"
    assert mask("13800000000") == "138****0000"
    assert [mask(text) for text in ("", "a", "ab", "E12345678", "6222000000000000445")] == [
        "", "*", "a*", "E1*****78", "6222***********0445",
    ]


@given(st.text(max_size=40))
def test_mask_keeps_the_length_and_never_shows_all(text: str) -> None:
    assert len(mask(text)) == len(text)
    assert not text or "*" in mask(text)


@pytest.mark.parametrize(("text", "name"), [
    ("阿卜杜拉 • 买买提", "阿卜杜拉·买买提"), ("张　三", "张三"), ("𠮷田㐂", "𠮷田㐂"), ("John  Smith", "John Smith"),
    ("某某(集团)有限公司", "某某（集团）有限公司"), ("ＡＢＣ公司", "ABC公司"),
])
def test_names_are_unified(text: str, name: str) -> None:
    finding = check_name(text)
    assert finding.ok
    assert finding.value == name
    assert check_name(name).value == name


@pytest.mark.parametrize("text", ["", " 　", "123", "李\x00四", "王\ud800", "张" * 201, "···"])
def test_names_that_are_none(text: str) -> None:
    assert not check_name(text).ok


def test_lost_characters_warn() -> None:
    assert [w.code for w in check_name("赵□").warnings] == ["identity.name_lost"]
    assert check_name("王\ue123").ok


def test_a_birth_in_the_year_one_is_impossible() -> None:
    """校验码对，日子在历法上有，但不可能。"""
    found = check("id", "15022100010101001X")
    assert not found.ok and "不可能" in found.reasons[0].text
