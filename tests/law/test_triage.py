"""繁简分流：默认的规则、转普执、同样的事实同样的结论；规则写错的说出第几行。"""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.law import settings
from zhixing.law.triage import Placed, decide
from zhixing.law.triage_facts import ASSETS, CONTENTS, FIELDS, KINDS, TAGS, TRACKS, Facts, contents, read
from zhixing.law.triage_rules import default_rules, default_text, parse, settings_for, write
from zhixing.law.triage_values import Rule, Rules

ON, FILED = date(2026, 11, 3), date(2026, 10, 21)
SETTINGS = settings_for({}, settings.default)
RULES = default_rules(SETTINGS)


def facts(**values: Any) -> Facts:
    """一件三十万元的普通案件。"""
    return Facts(**{"kind": "执", "filed": FILED, "claim_fen": 30_000_000, "parties": 2, "owed_fen": 30_400_000, **values})


def placed(given: Facts, on: date = ON, rules: Rules = RULES) -> Placed:
    return decide(given, rules, on).value


# ---- 默认的规则（SYS:B3 的九条） ----


@pytest.mark.parametrize(
    ("given", "track", "rule"),
    [
        (facts(kind="执保"), "preservation", "preservation"),
        (facts(kind="执恢"), "final", "resumed"),
        (facts(kind="执异"), "review", "review"),
        (facts(contents=frozenset({"eviction"})), "normal", "complex"),
        (facts(tags=frozenset({"crowd"})), "normal", "complex"),
        (facts(tags=frozenset({"criminal"}), money_fen=40_000_000), "normal", "complex"),
        (facts(parties=10), "normal", "complex"),
        (facts(objection=True), "normal", "complex"),
        (facts(money_fen=30_400_000), "fast", "covered"),
        (facts(money_fen=30_399_999), "normal", "rest"),
        (facts(promise=ON + timedelta(days=90)), "fast", "promise"),
        (facts(promise=ON + timedelta(days=91)), "normal", "rest"),
        (facts(promise=ON + timedelta(days=90), reachable=False), "normal", "rest"),
        (facts(contents=frozenset({"fine"})), "fast", "plain"),
        (facts(claim_fen=5_000_000), "fast", "small"),
        (facts(claim_fen=5_000_001), "normal", "rest"),
        (facts(assets=frozenset({"vehicle"})), "normal", "assets"),
        (facts(queried=True, searched=True), "normal", "nothing"),
        (facts(queried=True), "normal", "rest"),
        (facts(claim_fen=None, owed_fen=None), "normal", "rest"),
    ],
)
def test_nine_rules(given: Facts, track: str, rule: str) -> None:
    found = placed(given)
    assert (found.track, found.rule) == (track, rule)


def test_every_rule_tried_is_told() -> None:
    found = decide(facts(claim_fen=5_000_000, livelihood="wages"), RULES, ON)
    texts = [step.text for step in found.steps]
    assert [text[: text.index("条")] for text in texts[:8]] == [f"第{n}" for n in range(1, 9)]
    assert all("不符合" in text for text in texts[:7]) and "符合（申请执行标的不超过50,000元）" in texts[7]
    assert found.value.priority == 1 and "涉民生" in texts[8]
    assert {article.instrument for article in found.articles} == {"JD21", "COURT"}
    assert found.value.goal == FILED + timedelta(days=60)


def test_candidate_for_the_pool_is_flagged() -> None:
    assert placed(facts(queried=True, searched=True)).ending
    assert not placed(facts(queried=True, searched=True, free_fen=1)).ending


# ---- 快执转普执：期限从立案算起 ----


def test_fast_over_its_limit_becomes_normal_and_the_clock_stays() -> None:
    small = facts(claim_fen=5_000_000)
    assert placed(small, FILED + timedelta(days=60)).track == "fast"
    late = decide(small, RULES, FILED + timedelta(days=61))
    assert (late.value.track, late.value.converted) == ("normal", True)
    assert late.value.goal == FILED + timedelta(days=180)
    assert "立案已经61日，超过快执的60日" in late.steps[-1].text


def test_new_asset_to_sell_turns_a_fast_case_unless_the_cash_suffices() -> None:
    small = facts(claim_fen=5_000_000, owed_fen=5_000_000)
    assert placed(replace(small, assets=frozenset({"real_estate"}))).rule == "convert"
    assert placed(replace(small, assets=frozenset({"vehicle"}))).track == "fast"
    assert placed(replace(small, assets=frozenset({"real_estate"}), money_fen=5_000_000)).rule == "covered"
    assert placed(replace(small, disposing=True)).converted


def test_converted_with_nothing_left_is_still_a_candidate() -> None:
    late = facts(claim_fen=5_000_000, queried=True, searched=True)
    assert placed(late, FILED + timedelta(days=90)) == replace(placed(late, FILED + timedelta(days=90)), track="normal", ending=True, converted=True)


# ---- 性质（SYS:N3） ----

CHOICES = {
    "kind": st.sampled_from(sorted(KINDS)), "filed": st.one_of(st.none(), st.dates(date(2026, 1, 1), ON)),
    "track": st.sampled_from(["", *TRACKS]),
    "livelihood": st.sampled_from(["", "wages"]), "urgent": st.booleans(), "claim_fen": st.one_of(st.none(), st.integers(0, 10_000_000)),
    "parties": st.integers(0, 12), "contents": st.frozensets(st.sampled_from(sorted(CONTENTS)), max_size=2),
    "tags": st.frozensets(st.sampled_from(sorted(TAGS)), max_size=2), "objection": st.booleans(), "outsider": st.booleans(),
    "reachable": st.booleans(),
    "promise": st.one_of(st.none(), st.dates(ON - timedelta(9), ON + timedelta(200))), "money_fen": st.integers(0, 10_000_000),
    "free_fen": st.integers(0, 10_000_000), "owed_fen": st.one_of(st.none(), st.integers(0, 10_000_000)),
    "assets": st.frozensets(st.sampled_from(sorted(ASSETS)), max_size=2), "queried": st.booleans(), "searched": st.booleans(),
    "disposing": st.booleans(),
}
ANY = st.builds(Facts, **CHOICES)


def first_hit(given: Facts) -> Rule:
    """另写一遍的先中的一条：不看步骤，只看条件。"""
    values = read(given, ON)

    def fits(rule: Rule) -> bool:
        held = {id(one): one.holds(values[one.field.code]) for one in (*rule.when, *rule.any)}
        return all(held[id(one)] for one in rule.when) and (not rule.any or any(held[id(one)] for one in rule.any))

    return next(rule for rule in RULES.rules if fits(rule))


@given(ANY)
def test_same_inputs_same_track_and_it_is_the_first_rule_that_fits(given: Facts) -> None:
    found, again = decide(given, RULES, ON), decide(replace(given), RULES, ON)
    assert found == again
    rule = first_hit(given)
    assert found.value.rule == ("convert" if found.value.converted else rule.code)
    assert len([step for step in found.steps if "：不符合" in step.text]) == rule.number - 1


@given(ANY, st.data())
def test_a_fact_moves_a_case_exactly_when_a_rule_reads_it_so(given: Facts, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(CHOICES)))
    changed = replace(given, **{name: data.draw(CHOICES[name])})
    before, after = (decide(one, RULES, ON).value for one in (given, changed))
    rules = [first_hit(one) for one in (given, changed)]
    turned = [one.converted for one in (before, after)]
    same = rules[0] is rules[1] and turned[0] == turned[1]
    assert ((before.track, before.rule) == (after.track, after.rule)) == (same or (turned[0] and turned[1]))
    if not same:
        read_before, read_after = read(given, ON), read(changed, ON)
        moved = {code for code in FIELDS if read_before[code] != read_after[code]}
        tried = {one.field.code for rule in RULES.rules[: max(rule.number for rule in rules)] for one in (*rule.when, *rule.any)}
        assert moved & (tried | {"days", *(one.field.code for one in RULES.convert.any)})  # type: ignore[union-attr]


# ---- 写错的规则 ----

SECOND = '[[rule]]\ncode = "b"\nname = "甲"\ntrack = "fast"\n'
HEAD = '[[rule]]\ncode = "a"\nname = "甲"\ntrack = "fast"\n'
REST = '[[rule]]\ncode = "z"\nname = "其余"\ntrack = "normal"\n'


NEITHER = 'when = [\n{ field = "claim", op = "<", value = 5 },\n{ field = "claim", op = ">", value = 5 },\n]\n'
NOW = '{ field = "track", op = "=", value = '


def when(text: str) -> str:
    return f"when = [\n  {text},\n]\n"


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("[[rule]\n", "toml", 1),
        (HEAD + "name = 3\n", "toml", 5),
        ("", "empty", 1),
        ("[[rules]]\ncode = 1\n", "section", 1),
        (HEAD.replace("fast", "quick") + REST, "track", 4),
        (HEAD + 'team = "nobody"\n' + REST, "team", 5),
        (HEAD + "days = 0\n" + REST, "days", 5),
        (HEAD + "keeps = 1\n" + REST, "flag", 5),
        (HEAD + "speed = 9\n" + REST, "key", 5),
        (HEAD + when('{ field = "colour", op = "=", value = 1 }') + REST, "field", 6),
        (HEAD + when('{ field = "claim", op = "has", value = 1 }') + REST, "op", 6),
        (HEAD + when('{ field = "claim", op = "<=", value = "many" }') + REST, "value", 6),
        (HEAD + when('{ field = "claim", op = "<=", value = "@password_days" }') + REST, "setting", 6),
        (HEAD + when('{ field = "claim", op = "<=" }') + REST, "condition", 6),
        (HEAD + when('{ field = "tags", op = "has", value = ["loud"] }') + REST, "value", 6),
        (HEAD + when('{ field = "objection", op = "=", value = "yes" }') + REST, "value", 6),
        (HEAD + when('{ field = "objection", op = "=", value = true }') + HEAD + REST, "code_twice", 9),
        (HEAD + when('{ field = "claim", op = "<=", value = 5 }'), "gap", 1),
        (HEAD + when('{ field = "claim", op = "<", value = 5 }') + SECOND + when('{ field = "claim", op = ">", value = 5 }'), "gap", 8),
        (HEAD + REST, "overlap", 5),
        (REST + HEAD + when('{ field = "claim", op = "<=", value = 5 }'), "overlap", 5),
        (HEAD + when('{ field = "claim", op = "<=", value = 5 }') + SECOND + when('{ field = "claim", op = "<", value = 4 }') + REST,
         "overlap", 8),
        (HEAD + NEITHER + REST, "never", 1),
        (HEAD + 'when = [\n{ field = "claim", op = "<", value = 0 },\n]\n' + REST, "never", 1),
        (HEAD + when(NOW + '"normal" }') + REST.replace('"z"', '"y"') + when(NOW + '"fast" }') + REST, "loop", 1),
        (HEAD + REST.replace("[[rule]]\n", "") , "toml", 5),
        ('[convert]\nname = "转"\ntrack = "fast"\n' + REST, "convert", 3),
    ],
)
def test_a_bad_rule_set_is_refused_with_the_line(text: str, code: str, line: int) -> None:
    found = parse(text, SETTINGS)
    assert found.value is None or found.reasons
    assert (f"triage.{code}", str(line)) in [(one.code, one.subject) for one in found.reasons], [(one.code, one.subject) for one in found.reasons]
    assert all(one.remedy and one.text.startswith(f"第{one.subject}行：") for one in found.reasons)


def test_two_rules_together_swallow_a_third() -> None:
    rules = "".join(
        HEAD.replace('"a"', f'"{code}"') + when(f'{{ field = "objection", op = "=", value = {value} }}')
        for code, value in (("a", "true"), ("b", "false"))
    )
    found = parse(rules + REST, SETTINGS)
    assert [one.code for one in found.reasons] == ["triage.overlap"] and "前面几条合起来" in found.reasons[0].text
    assert parse(rules, SETTINGS).ok, "各种情形都有规则管，不必再写兜底"


def test_a_rule_that_reads_the_track_may_stay() -> None:
    """读现在的轨道，但不来回转的，照用。"""
    text = HEAD.replace("fast", "normal") + when('{ field = "track", op = "=", value = "normal" }') + REST.replace("normal", "fast")
    assert parse(text, SETTINGS).ok


def test_conversion_can_close_a_loop_too() -> None:
    """快执超期转普执，普执的又送回快执：转的那一步算在内。"""
    turn = '[convert]\nname = "转"\ntrack = "normal"\nover = true\n'
    text = HEAD + "days = 20\n" + when('{ field = "track", op = "=", value = "normal" }') + REST.replace("normal", "fast") + turn
    found = parse(text, SETTINGS)
    assert [one.code for one in found.reasons] == []  # 普执→第 1 条快执，超期仍是普执；没有超期到快执，第 2 条还是快执
    back = parse(HEAD + when('{ field = "track", op = "=", value = "normal" }') + REST.replace("normal", "fast") + "days = 20\n" + turn, SETTINGS)
    assert [one.code for one in back.reasons] == ["triage.loop"]


@given(st.lists(st.tuples(st.integers(0, 6), st.sampled_from(["<", "<=", ">", ">=", "="]), st.booleans()), min_size=1, max_size=5))
def test_gaps_and_overlaps_agree_with_trying_every_value(rows: list[tuple[int, str, bool]]) -> None:
    """一个整数一个是与否：逐值试一遍，和查出来的一样。"""
    text = "".join(
        f'[[rule]]\ncode = "r{n}"\nname = "第{n}"\ntrack = "normal"\nwhen = [\n{{ field = "parties", op = "{op}", value = {limit} }},\n'
        + (f'{{ field = "objection", op = "=", value = {str(n % 2 == 0).lower()} }},\n' if both else "") + "]\n"
        for n, (limit, op, both) in enumerate(rows)
    )
    found = parse(text, SETTINGS)
    cells = [facts(parties=n, objection=flag) for n in range(12) for flag in (True, False)]
    assert found.value is not None
    hits = [[rule.number for rule in found.value.rules if all(one.holds(read(cell, ON)[one.field.code]) for one in rule.when)] for cell in cells]
    reached = {numbers[0] for numbers in hits if numbers}
    unreached = {str(rule.line) for rule in found.value.rules if rule.number not in reached}
    assert {one.subject for one in found.reasons if one.code in ("triage.overlap", "triage.never")} == unreached
    assert any(one.code == "triage.gap" for one in found.reasons) == any(not numbers for numbers in hits)


# ---- 写出来的、读进去的 ----


def test_what_is_written_reads_back_the_same() -> None:
    import tomllib

    again = write(tomllib.loads(default_text()))
    assert tomllib.loads(again) == tomllib.loads(default_text())
    assert [rule.told for rule in parse(again, SETTINGS).require().rules] == [rule.told for rule in RULES.rules]  # type: ignore[union-attr]


def test_settings_decide_the_thresholds() -> None:
    rules = default_rules({**SETTINGS, "small_claim_yuan": 100_000})
    assert placed(facts(claim_fen=9_000_000), rules=rules).rule == "small" and placed(facts(claim_fen=9_000_000)).rule == "rest"


@pytest.mark.parametrize(
    ("cause", "performance", "sorts", "expected"),
    [
        ("民间借贷纠纷", "", [], set()), ("房屋租赁合同纠纷", "三日内腾退房屋", ["act"], {"eviction", "act"}),
        ("抚养费纠纷", "", [], {"child"}), ("", "追缴案件受理费", [], {"court_fee"}), ("", "支付货款并负担诉讼费", ["act"], {"act"}),
        ("", "交付车辆", ["delivery"], {"act"}), ("", "罚金五千元", [], {"fine"}), ("生态环境侵权责任纠纷", "", [], {"environment"}),
    ],
)
def test_contents_are_read_from_words_and_claims(cause: str, performance: str, sorts: list[str], expected: set[str]) -> None:
    assert contents(cause, performance, sorts) == expected


def test_codes_are_those_of_the_tables() -> None:
    """栏的代码和库里的代码一致。"""
    from zhixing.casework.cases.models import Kind, TagName
    from zhixing.casework.centre.models import Placement
    from zhixing.casework.control.models import AssetKind
    from zhixing.foundation.people.models import Team
    from zhixing.law.triage_facts import TEAMS

    assert set(KINDS) == set(Kind.values) and dict(TagName.choices) == TAGS and dict(Team.Kind.choices) == TEAMS
    assert dict(Placement.Track.choices) == TRACKS and set(ASSETS) <= set(AssetKind.values)
    assert {one.name for one in fields(Facts)} == set(CHOICES)
