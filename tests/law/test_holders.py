"""认人、认财产（SYS:B7.6）：同名不同号的不认；同一项财产不论哪个渠道、怎样写，都是同一项。"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.law import asset_keys, identity
from zhixing.law.asset_keys import UnknownKind, key_of, merged
from zhixing.law.control import PROPERTIES
from zhixing.law.holders import Person, holder_key, minor, minor_on, normal_id, same_person

OURS = Person("张三", "id", "15022119700101001X")
UNIT = Person("某某商贸有限公司", "uscc", "91150200MA0XXXXX00")


@st.composite
def citizens(draw: Any) -> str:
    """一个校验码正确的身份证号（虚构）。"""
    born = date(1900, 1, 1) + timedelta(days=draw(st.integers(0, 36_000)))
    body = f"150221{born:%Y%m%d}{draw(st.integers(0, 999)):03d}"
    return next(body + last for last in "0123456789X" if identity.check("id", body + last).ok)


@given(citizens(), citizens())
def test_the_same_name_with_another_number_is_another_person(one: str, other: str) -> None:
    found = same_person(Person("张三", "id", one), Person("张三", "id", other))
    assert found.value == (one == other)
    assert found.ok == found.value and (found.ok or found.reasons[0].code == "holder.number")


@given(citizens(), st.sampled_from(["", "id", "other"]))
def test_one_number_however_written(number: str, paper: str) -> None:
    loose = f" {number[:6]}-{number[6:14]} {number[14:].lower()} "
    assert normal_id(loose) == number and holder_key("id", loose) == holder_key(paper, number)
    old = number[:6] + number[8:17]
    if number[6:8] == "19":
        assert normal_id(old) == number and holder_key("id", old) == holder_key("id", number), "十五位补成十八位"


@pytest.mark.parametrize(("told", "code"), [
    (Person("张三", "id", "15022119700101001x"), ""), (Person("张 三", "", "150221 19700101001X"), ""), (Person("", "id", OURS.number), ""),
    (Person("张□", "id", OURS.number), "name_lost"), (Person("张三丰", "id", OURS.number), "holder.name"),
    (Person("李四", "id", OURS.number), "holder.name"),
    (Person("□□", "id", OURS.number), "holder.name"), (Person("张三", "id", ""), "holder.no_number"),
    (Person("张三", "id", "150221********001X"), "holder.no_number"), (Person("张三", "id", "150221199003070012"), "holder.number"),
])
def test_who_is_told_of(told: Person, code: str) -> None:
    found = same_person(OURS, told)
    if code in ("", "name_lost"):
        assert found.require() is True and bool(found.warnings) == bool(code)
    else:
        assert found.value is False and [one.code for one in found.reasons] == [code]
        assert found.reasons[0].article.instrument == "WC" and found.reasons[0].remedy


def test_units_are_known_by_their_code() -> None:
    assert same_person(UNIT, Person("某某商贸有限公司", "uscc", UNIT.number.lower())).ok
    assert same_person(Person("甲（乙）公司", "uscc", UNIT.number), Person("甲(乙)公司", "", UNIT.number)).ok
    assert same_person(Person("张三", "id", ""), OURS).reasons[0].code == "holder.ours"
    assert holder_key("passport", "E12345678") != holder_key("officer", "E12345678"), "其他证件连同种类"


def test_minors() -> None:
    number = "150221201001010010"
    number = next(number[:17] + last for last in "0123456789X" if identity.check("id", number[:17] + last).ok)
    assert minor_on(number, date(2027, 12, 31)) is True and minor_on(number, date(2028, 1, 1)) is False
    assert minor_on(UNIT.number, date(2026, 1, 1)) is None
    assert "监护人" in minor("张小某", number, date(2026, 3, 5)).warnings[0].text
    assert not minor("张三", OURS.number, date(2026, 3, 5)).warnings


# —— 财产 ————————————————————————————————————————————————————————————————


@pytest.mark.parametrize(("kind", "one", "other"), [
    ("deposit", {"account": "6222 0000 0000 1234 567"}, {"account": "６２２２-0000-0000-1234-567"}),
    ("real_estate", {"unit": "150207 001001 GB00001 F00010001", "place": "甲"}, {"unit": "150207001001gb00001f00010001", "place": "乙"}),
    ("real_estate", {"unit": "无", "certificate": "蒙（2020）某市不动产权第0001号"}, {"certificate": "蒙(2020)某市不动产权第0001号"}),
    ("vehicle", {"vin": "LSV AA 000 000 000 001"}, {"vin": "lsvaa000000000001", "plate": "蒙BD1234"}),
    ("vehicle", {"plate": "蒙B·D1234", "plate_type": "02"}, {"plate": "蒙bD1234", "plate_type": "02", "vin": ""}),
    ("security", {"account": "A000000001", "code": "600000"}, {"account": "a000000001", "code": "600000 "}),
    ("equity", {"company_code": "91150200MA0XXXXX00"}, {"company_code": "91150200ma0xxxxx00", "company": "某公司"}),
    ("insurance", {"policy": "P-0001"}, {"policy": "p0001"}),
    ("online", {"platform": "某宝", "account": "13800000000"}, {"platform": "某宝", "account": "138 0000 0000"}),
])
def test_one_thing_has_one_key(kind: str, one: dict[str, str], other: dict[str, str]) -> None:
    assert key_of(kind, one) == key_of(kind, other) != ""


def test_different_things_have_different_keys() -> None:
    assert key_of("security", {"account": "A1", "code": "600000"}) != key_of("security", {"account": "A1", "code": "600001"})
    assert key_of("vehicle", {"plate": "蒙BD1234", "plate_type": "01"}) != key_of("vehicle", {"plate": "蒙BD1234", "plate_type": "02"})


def test_what_cannot_be_told_apart_has_no_key() -> None:
    assert key_of("deposit", {"account": "无"}) == key_of("security", {"account": "A1"}) == key_of("real_estate", {}) == ""
    assert key_of("deposit", {"account": None}) == ""
    with pytest.raises(UnknownKind):
        key_of("spaceship", {})


VALUES = st.dictionaries(st.sampled_from(["account", "place", "area", "state"]), st.none() | st.sampled_from(["", "甲", "乙", "１", "1"]))


@given(VALUES, VALUES, st.booleans())
def test_merging_loses_nothing(old: dict[str, Any], new: dict[str, Any], newer: bool) -> None:
    values, conflicts = merged(old, new, newer=newer)
    assert values.keys() == old.keys() | new.keys()
    told = {one["field"]: one for one in conflicts}
    for name in values:
        held, come = old.get(name), new.get(name)
        assert values[name] in (held, come)
        if held and come and name not in told:
            assert identity.tidy(held) == identity.tidy(come) or key_of("deposit", {"account": held}) == key_of("deposit", {"account": come}) != ""
        if name in told:
            assert (told[name]["ours"], told[name]["theirs"]) == (held, come) and values[name] == (come if newer else held)
        if held or come:
            assert values[name]
    assert merged(values, new, newer=newer)[0] == values, "同一反馈再来一次，什么也不变"


def test_every_kind_of_asset_has_a_key_and_a_term() -> None:
    assert set(PROPERTIES) | {"info"} == set(asset_keys.kinds())
