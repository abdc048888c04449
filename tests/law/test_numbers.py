"""案号和法院。"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.law.courts import Court, Courts
from zhixing.law.numbers import CaseNumber, find_all, normalise, parse

TYPES = ["执", "执恢", "执保", "执异", "执复", "执监", "执协", "执他", "民初", "财保", "行审", "委赔监", "刑更", "破申"]


def rows(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    for line in (folder / "data/case_numbers" / name).read_text("utf-8").splitlines():
        yield json.loads(line)


def fields(number: CaseNumber | None) -> tuple[Any, ...] | None:
    return None if number is None else (number.year, number.court, number.type, number.no, number.sub)


def test_new_style_rate(shared: Path) -> None:
    listed = list(rows(shared, "new_style.jsonl"))
    good = 0
    for row in listed:
        found = parse(row["raw"]).value
        same = fields(found) == tuple(row[k] for k in ("year", "court", "type", "no", "sub"))
        good += same and fields(parse(str(found)).value) == fields(found)
    assert good / len(listed) >= 0.999, f"{good}/{len(listed)}"


def test_new_style_prints_back_as_written(shared: Path) -> None:
    """只有“号号”四个和前面带零的一个，打印时改成规范写法。"""
    raws = [row["raw"] for row in rows(shared, "new_style.jsonl")]
    changed = [raw for raw in raws if str(parse(raw).value) != normalise(raw)]
    assert all("号号" in raw or "00001" in raw for raw in changed)
    assert len(changed) == 5


def test_old_style_rate(shared: Path) -> None:
    listed = list(rows(shared, "old_style.jsonl"))
    good = sum(str(parse(row["raw"]).value) == normalise(row["raw"]) for row in listed)
    assert good / len(listed) >= 0.98, f"{good}/{len(listed)}"


def test_numbers_of_other_bodies_are_not_taken(shared: Path) -> None:
    listed = list(rows(shared, "not_court_numbers.jsonl"))
    assert len(listed) == 67
    assert [row["raw"] for row in listed if parse(row["raw"]).ok] == []


@pytest.mark.parametrize("text", [
    "（2020）京检刑诉123号", "京检公诉刑诉〔2020〕12号", "（2020）京劳人仲字第123号", "（2020）沪司鉴字第12号",
    "（2021）粤广公证执字第3号", "（2020）沪贸仲裁字第12号", "〔2016〕373号", "法〔2016〕373号", "法释〔2022〕11号",
    "（2022）沪公行罚决字第123号", "（2019）京政复字第12号", "（2019）京行复字第12号", "（2018）京精诚执字第123号",
    "（2015）信银高保字第1234号", "（2019）高检民监字第12号", "（2019）京税稽处字第1号", "（2014）国土资罚字第12号",
    "（2014）川人社工认字第12号", "国办发明电〔2025〕7号", "（2018）沪东证执行字第1号",
])
def test_more_numbers_of_other_bodies(text: str) -> None:
    assert not parse(text).ok


def test_full_width_spaces_and_brackets() -> None:
    for text in (
        "(2025)内0221执123号", "（２０２５） 内 ０２２１ 执 １２３ 号", "〔2025〕内0221执123号",
        "[2025]内0221执0123号\u200b",
    ):
        assert str(parse(text).value) == "（2025）内0221执123号"


@pytest.mark.parametrize(("text", "sub", "printed"), [
    ("(2025)内0221执123号之一", "一", "（2025）内0221执123号之一"),
    ("(2025)内0221执123号之2", "2", "（2025）内0221执123号之2"),
    ("(2025)内0221执123之一号", "一", "（2025）内0221执123之一号"),
    ("(2025)内0221执123-2号", "2", "（2025）内0221执123-2号"),
    ("(2025)内0221执123号-2", "2", "（2025）内0221执123号-2"),
])
def test_sub_numbers(text: str, sub: str, printed: str) -> None:
    number = parse(text).value
    assert number is not None
    assert (number.sub, str(number), number.parent) == (sub, printed, "（2025）内0221执123号")


def test_key_compares_different_writings() -> None:
    found = [parse(f"（2025）内0221执123{tail}").value for tail in ("号之十二", "号之12", "之十二号", "-12号", "号-12")]
    assert {number and number.key for number in found} == {(2025, "内0221执", 123, 12)}


def test_old_style_keeps_zeros() -> None:
    number = parse("(2015)渝三中法委赔字第 00007 号").value
    assert number is not None
    assert (number.style, number.court, number.type, number.no) == ("old", "渝三中", "法委赔", 7)
    assert str(number) == "（2015）渝三中法委赔字第00007号"


@pytest.mark.parametrize(("text", "word"), [
    ("", "没有填写"), ("2025内0221执123号", "括号"), ("（2025）内0221执123", "缺少“号”"),
    ("（3025）内0221执123号", "年份"),
    ("（1900）内0221执123号", "年份"), ("（2025）内0221直123号", "类型代字"), ("（2025）内022执123号", "法院代字"),
    ("（2025）内0221执0号", "序号"), ("（2025）执123号", "法院代字"), ("（2025）内0221执号", "序号"),
    ("（2025）内0221执123号，（2025）内0221执124号", "看不懂"), ("x" * 100_000, "不会超过"), ("\ud800", "括号"),
])
def test_reasons_are_sentences(text: str, word: str) -> None:
    finding = parse(text)
    assert finding.value is None
    assert word in finding.reasons[0].text
    assert finding.reasons[0].text.endswith("。")


def test_latest_year_comes_from_the_entrance() -> None:
    assert parse("（2026）内0221执1号", latest_year=2026).ok
    assert not parse("（2027）内0221执1号", latest_year=2026).ok


def test_unlisted_court_warns_and_never_refuses() -> None:
    finding = parse("（2025）内0299执1号")
    assert finding.ok
    assert [w.code for w in finding.warnings] == ["case_number.court_unlisted"]
    own = Courts.packaged().with_rows([Court("内0299", "某某新区人民法院", "基层/专门", parent="内02")])
    assert parse("（2025）内0299执1号", own).warnings == ()


def test_unlisted_type_and_range_warn() -> None:
    assert [w.code for w in parse("（2025）内0221执异监1号").warnings] == ["case_number.type_unlisted"]
    assert [w.code for w in parse("（2025）内0221执7-10号").warnings] == ["case_number.range"]


def test_found_in_running_text() -> None:
    text = (
        "本院（2025）内0221民初12号判决与 (2025) 内 0221 执 5 号之一裁定，"
        "以及（2019）京仲裁字第3号裁决、（2014）苏商终字第00354号。"
    )
    assert [str(n) for n in find_all(text)] == [
        "（2025）内0221民初12号", "（2025）内0221执5号之一", "（2014）苏商终字第00354号",
    ]


@given(st.integers(1949, 2026), st.sampled_from(sorted(Courts.packaged().rows)), st.sampled_from(TYPES),
       st.integers(1, 999_999_999), st.sampled_from(["号", "号之一", "号之2", "-3号"]))
def test_every_composed_number_comes_back(year: int, court: str, kind: str, no: int, tail: str) -> None:
    text = f"（{year}）{court}{kind}{no}{tail}"
    finding = parse(text)
    assert str(finding.value) == text
    assert fields(finding.value)[:4] == (year, court, kind, no)  # type: ignore[index]
    assert {note.code for note in finding.warnings} <= ({"case_number.range"} if tail.startswith("-") else set())


@given(st.text(max_size=80))
def test_any_text_gets_an_answer(text: str) -> None:
    finding = parse(text)
    assert (finding.value is None) == bool(finding.reasons)


@pytest.mark.parametrize("text", [
    "（2025）" * 20_000, "（2025）" + "执" * 100_000, "（2025）" + "内0221" * 20_000 + "号",
    " " * 100_000, "（" * 100_000,
    "（2025）内0221执" + "1" * 100, "（2025）" + "民" * 110, "（2025）" + "一" * 100 + "字第1号",
])
def test_no_text_takes_long(text: str) -> None:
    started = time.perf_counter()
    assert not parse(text).ok
    assert list(find_all(text)) == []
    assert time.perf_counter() - started < 1


def test_courts_of_baotou() -> None:
    courts = Courts.packaged()
    assert courts.find("内0221") == Court("内0221", "土默特右旗人民法院", "基层/专门", "150221", "内02")
    assert courts.find("内0299") is None
    assert "内0207" in {court.daizi for court in courts.under("内02")}
    with pytest.raises(ValueError, match="都要填写"):
        courts.with_rows([Court("", "某院", "基层")])


def test_court_table_is_whole(shared: Path) -> None:
    assert len(Courts.packaged().rows) == len((shared / "data/courts.csv").read_text("utf-8-sig").splitlines()) - 1
    unknown = [c for c in Courts.packaged().rows.values() if c.parent and c.parent not in Courts.packaged().rows]
    assert unknown == []
