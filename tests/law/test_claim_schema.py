"""CLAIM.json 的格式文件和读它的程序说的是同一件事：都收、都不收、都点名。格式文件由各张表生成，没有过时。"""

from __future__ import annotations

import copy
import importlib.util
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from json_schema import faults, fits

from zhixing.law import debt, debt_reading, interest_sheet
from zhixing.law.debt import BadClaim
from zhixing.law.switches import CHOICES, DEFAULTS, NAMES, TITLES

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "docs/schema/claim.schema.json").read_text("utf-8"))
EXAMPLES = SCHEMA["examples"]


def read(data: Any) -> str:
    """读得进去为空，否则是那句话。"""
    try:
        debt_reading.claim(data)
    except BadClaim as error:
        return str(error)
    return ""


def test_the_schema_is_what_the_tables_say() -> None:
    spec = importlib.util.spec_from_file_location("claim_schema", ROOT / "docs/schema/generate.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert (ROOT / "docs/schema/claim.schema.json").read_text("utf-8") == module.page(), "请运行 python docs/schema/generate.py"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e["title"])
def test_every_example_fits_and_computes(example: dict[str, Any]) -> None:
    assert faults(example, SCHEMA, SCHEMA) == []
    data = interest_sheet.sheet(debt_reading.claim(example), date(2026, 6, 30)).as_data()
    assert data["total"] != "0.00"
    assert data["steps"] and all(step["article"] for step in data["steps"])
    json.dumps(data)


def test_examples_show_each_clause_kind() -> None:
    shown = {clause["kind"] for e in EXAMPLES for item in e["items"] for clause in item.get("interest", [])}
    assert shown == set(debt.CLAUSES)
    assert {name for name in SCHEMA["$defs"] if name.startswith("clause_")} == {f"clause_{kind}" for kind in shown}
    assert any("compound" in clause for e in EXAMPLES for item in e["items"] for clause in item.get("interest", []))


def test_every_switch_has_a_title_and_choices() -> None:
    assert set(NAMES) == set(TITLES) == {*CHOICES, "order"}
    properties = SCHEMA["properties"]["switches"]["properties"]
    assert {name: row["default"] for name, row in properties.items()} == {name: getattr(DEFAULTS, name) for name in NAMES}


# 每个对象多写一个名称、少写一个必须的名称，两边都不收


def objects(data: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """里面每一个对象的位置。"""
    if isinstance(data, dict):
        yield place
    for key, inner in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        yield from objects(inner, (*place, key))


def at(data: Any, place: tuple[Any, ...]) -> Any:
    for key in place:
        data = data[key]
    return data


PLACES = [(n, place) for n, example in enumerate(EXAMPLES) for place in objects(example)]


@pytest.mark.parametrize(("n", "place"), PLACES, ids=lambda value: str(value).replace("'", ""))
def test_unknown_names_are_refused_by_name(n: int, place: tuple[Any, ...]) -> None:
    data = copy.deepcopy(EXAMPLES[n])
    at(data, place)["多余的"] = "1"
    assert not fits(data, SCHEMA, SCHEMA)
    assert "“多余的”" in read(data)


@pytest.mark.parametrize(("n", "place"), PLACES, ids=lambda value: str(value).replace("'", ""))
def test_both_need_the_same_names(n: int, place: tuple[Any, ...]) -> None:
    """逐个拿掉一个名称：格式文件说不行的，读的程序也不行；说行的，也行（除了要别处配合的）。"""
    elsewhere = {"effective_on", "due", "switches", "origin", "currency", "in_yuan"}
    for key in set(at(EXAMPLES[n], place)) - elsewhere:
        data = copy.deepcopy(EXAMPLES[n])
        del at(data, place)[key]
        said = read(data)
        assert fits(data, SCHEMA, SCHEMA) == (not said), (key, said)


# 随机的条款


MONEY = st.one_of(st.integers(0, 10**9), st.decimals(0, 10**7, places=2).map(str))
DATE = st.dates(date(2000, 1, 1), date(2026, 9, 1)).map(str)
RATE = st.integers(1, 150).map(lambda n: f"{n / 10}‰")
MULTIPLE = st.sampled_from(["1", "1.3", "1.5", 4, 0.5])
OWN: dict[str, Any] = {
    "lpr": st.fixed_dictionaries({"term": st.sampled_from(["1y", "5y"])}, optional={"multiple": MULTIPLE, "fixed_on": DATE}),
    "benchmark": st.fixed_dictionaries({}, optional={"multiple": MULTIPLE, "tier": st.just("1y_3y"), "term": st.just("5y")}),
    **dict.fromkeys(("yearly", "monthly", "daily"), st.fixed_dictionaries({"rate": st.integers(1, 40).map(lambda n: f"{n / 10}‰")})),
    "unagreed_loan": st.just({}), "unagreed_sale": st.fixed_dictionaries({"uplift": st.sampled_from(["30%", "40%", "50%"])}),
    "foreign": st.fixed_dictionaries({"rates": st.just([{"from": "2000-01-01", "rate": "5%", "source": "假定"}])}),
}
COMPOUND = st.fixed_dictionaries(
    {"every": st.sampled_from(list(debt.SETTLED)), "of": st.just([1])}, optional={"day": st.one_of(st.integers(1, 31), st.just("21"))},
)
BASE = st.one_of(
    st.just({"base": "balance"}), MONEY.map(lambda money: {"base": money}), COMPOUND.map(lambda c: {"base": "interest", "compound": c}),
)


@st.composite
def claims(draw: Any, kind: str) -> dict[str, Any]:
    start, end = sorted((draw(DATE), draw(DATE)))
    clause = {"kind": kind, "from": start, "to": draw(st.sampled_from(["payment", "due", end])), **draw(BASE), **draw(OWN[kind])}
    if draw(st.booleans()):
        clause["basis"] = draw(st.sampled_from([360, "365", 366]))
    due = max(end, start)
    row = {"id": "1", "kind": draw(st.sampled_from(list(debt.KINDS))), "amount": draw(st.integers(1, 10**9)), "due": due, "interest": [clause]}
    return {"items": [row], **({"currency": "USD"} if kind in ("foreign",) else {})}


@pytest.mark.parametrize("kind", debt.CLAUSES)
def test_random_clauses_are_taken_by_both(kind: str) -> None:
    @given(claims(kind))
    @settings(max_examples=25)
    def check(data: dict[str, Any]) -> None:
        assert faults(data, SCHEMA, SCHEMA) == []
        assert read(data) == ""

    check()


NOISE = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 10), st.just("x"), st.just("-1"), st.just("24"), st.just([]), st.just({}), st.just("2025-13-40"),
)


@given(st.sampled_from(PLACES), st.data())
def test_what_the_schema_refuses_the_reader_refuses(where: tuple[int, tuple[Any, ...]], data: st.DataObject) -> None:
    """随便换掉一个值：格式文件不收的，读的程序也不收，说出是哪一处（写 null 等于不写，另论）。"""
    n, place = where
    changed = copy.deepcopy(EXAMPLES[n])
    target = at(changed, place)
    key, noise = data.draw(st.sampled_from(sorted(target))), data.draw(NOISE)
    if noise is None:
        return
    target[key] = noise
    if not fits(changed, SCHEMA, SCHEMA):
        said = read(changed)
        assert str(place[0] if place else key) in said, (said, faults(changed, SCHEMA, SCHEMA))
