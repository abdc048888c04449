"""节点表：与共享资料一致，事件都存在，依据都写明。"""

from __future__ import annotations

import csv
import itertools
from datetime import date
from pathlib import Path

import pytest
from known_events import EVENTS

from zhixing.law import node_table, states
from zhixing.law.matters import matters
from zhixing.law.node_table import Overrides, Selector, UnknownRule, meets, rule, rules
from zhixing.law.terms import EXCLUSIONS

MODES = {
    "finished", "terminated_round", "terminated", "struck", "refused", "dismissed", "preserved_full", "preserved_part",
    "nothing_to_preserve",
}
COMMANDED = (
    "cases.", "nodes.", "closing.", "approvals.", "control.MeasureMoved", "control.ReleaseOrdered",
    "control.Declared", "control.Investigation", "control.Reduced", "sanctions.RestrictionMoved",
    "documents.Service", "funds.Deposited", "funds.PlanServed", "funds.PlanObjected", "funds.PlanSettled", "funds.PlanVoided",
)


def test_every_event_of_the_table_exists() -> None:
    assert len(EVENTS) > 60
    assert node_table.event_names() <= set(EVENTS)


@pytest.mark.parametrize("found", rules(), ids=lambda r: f"{r.code}-{r.valid_to or ''}")
def test_every_column_of_a_selector_is_a_field_of_its_event(found: node_table.Rule) -> None:
    inherited = {"property", "no_sale"}
    for selector in found.selectors():
        fields = set(EVENTS[selector.event].__dataclass_fields__) | inherited
        assert {*selector.where, *selector.unless} <= fields, selector
    for name in (found.amount, found.subject_field):
        assert not name or all(name in EVENTS[s.event].__dataclass_fields__ or name == "amount_fen" for s in found.trigger)


@pytest.mark.parametrize("found", rules(), ids=lambda r: f"{r.code}-{r.valid_to or ''}")
def test_every_rule_is_complete(found: node_table.Rule) -> None:
    assert found.basis and all(str(article) for article in found.articles)
    assert found.name and found.since and found.trigger and found.stop
    assert found.conf in ("H", "M", "L")
    assert found.whose in ("court", "party", "outside")
    assert set(found.blocks) <= MODES
    assert found.excludes <= set(EXCLUSIONS)
    assert not (found.cls in "CD" and found.excludes)
    assert {one for s in found.trigger for one in s.end_of} <= {r.code for r in rules()}
    assert found.version.startswith(found.code + "@") and len(found.version) <= 40
    assert len(found.code) <= 12 and len(found.name) <= 60


def test_versions_of_one_code_never_overlap() -> None:
    spans: dict[str, list[tuple[date, date]]] = {}
    for found in rules():
        spans.setdefault(found.code, []).append((found.valid_from or date.min, found.valid_to or date.max))
    for ranges in spans.values():
        ordered = sorted(ranges)
        assert all(before[1] < after[0] for before, after in itertools.pairwise(ordered))


def test_the_act_of_every_node_is_an_act_or_a_matter() -> None:
    keys = {f"register:{one.key}" for one in matters()} | {str(act) for act in states.Act} | {"approvals"}
    assert {found.act for found in rules()} <= keys


def test_every_trigger_not_made_by_a_command_can_be_registered() -> None:
    registered = {one.event for one in matters()}
    assert {name for name in node_table.event_names() if not name.startswith(COMMANDED)} <= registered


def test_the_matter_behind_a_button_can_finish_its_node() -> None:
    """按钮带去的登记事项，发出的事件正是这个节点的办结。"""
    by_key = {f"register:{one.key}": one for one in matters()}
    for found in rules():
        if found.act in by_key:
            made = by_key[found.act]
            hits = [s for s in found.done if s.event == made.event]
            assert hits, found.code
            fits = [s for s in hits if all(
                meets(made.fixed[name], want) for name, want in s.where.items() if name in made.fixed
            )]
            assert fits, found.code


def same(text: str) -> set[str]:
    return set(filter(None, text.split("|")))


def test_the_table_carries_every_row_of_the_shared_list(shared: Path) -> None:
    with (shared / "data" / "nodes.csv").open(encoding="utf-8") as file:
        listed = list(csv.DictReader(file))
    assert len(listed) == 47
    for row in listed:
        found = rule(row["code"])
        assert (found.n, found.unit, found.cls) == (int(row["n"]), row["unit"], row["class"]), row["code"]
        assert found.hard == (row["hard"] == "1"), row["code"]
        assert found.dict_code == row["dict_code"], row["code"]
        assert found.conf == row["conf"], row["code"]
        if row["excludes"] != "F-08":
            assert found.excludes == same(row["excludes"]), row["code"]


def test_a_rule_is_chosen_by_the_day() -> None:
    assert str(rule("T:V-08", date(2021, 12, 31)).period) == "60日"
    assert str(rule("T:V-08", date(2022, 1, 1)).period) == "30日"
    assert str(rule("V-08").period) == "30日"
    with pytest.raises(UnknownRule, match="没有“T:N-99”这条规则"):
        rule("T:N-99")
    with pytest.raises(UnknownRule):
        rule("T:N-17", date(2018, 8, 31))


@pytest.mark.parametrize(
    ("actual", "want", "expected"),
    [
        (True, True, True), (None, True, False), (None, False, True), (False, False, True), (1, 1, True), (2, 1, False),
        ("x", "", False), ([], "", True), (None, "", True), (["deposit"], "deposit", True), ("a", ["a", "b"], True),
        (["a"], ["a", "b"], True), (["c"], ["a", "b"], False), (None, ["first", ""], True),
    ],
)
def test_expectations(actual: object, want: object, expected: bool) -> None:
    assert meets(actual, want) is expected


def test_unless_excludes() -> None:
    chosen = Selector("e", where={"round": 2}, unless={"property": "movable"})
    assert chosen.fits({"round": 2, "property": "real_estate"})
    assert not chosen.fits({"round": 2, "property": "movable"})


def test_a_court_may_change_soft_limits_only() -> None:
    ours = Overrides(periods={"N-04": (5, "d"), "N-03": (30, "d"), "JS-03": (7, "d"), "N-29": (20, "d")}, off=frozenset({"N-43", "N-03"}))
    changed = ours.apply(rule("N-04"))
    assert changed is not None and (changed.n, changed.adjusted) == (5, True)
    assert ours.apply(rule("N-03")) == rule("N-03")
    assert ours.apply(rule("N-43")) is None
    days = ours.apply(rule("JS-03"))
    assert days is not None and (days.cls, days.unit) == ("A", "d")
    payout = ours.apply(rule("N-29"))
    assert payout is not None and payout.n == 20  # 把握程度 M，可以自定


def test_warnings_default_to_seven_three_and_the_day() -> None:
    assert rule("N-17").warns == (7, 3, 0)
    assert rule("N-02b").warns == (1, 0)
    assert rule("N-14").warns == (60, 30, 15, 7, 3, 1)
