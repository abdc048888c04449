"""登记事项：栏目、校验、依法不能登记的。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from known_events import EVENTS

from zhixing.law.finding import Finding
from zhixing.law.matters import UnknownMatter, check, evidence, matter, matters, subjects
from zhixing.law.timeline import Fact, Timeline
from zhixing.law.words import choices, word, yuan

TODAY = date(2026, 11, 3)


def ask(key: str, on: date = TODAY, line: Timeline | None = None, **values: Any) -> Finding[dict[str, Any]]:
    return check(matter(key), values, on, TODAY, line)


def codes(found: Finding[Any]) -> set[str]:
    return {reason.code for reason in found.reasons}


def line(*rows: tuple[str, str, str, dict[str, Any]]) -> Timeline:
    return Timeline("执", tuple(Fact(i, t, date.fromisoformat(on), None, s, data) for i, (t, on, s, data) in enumerate(rows, 1)))


@pytest.mark.parametrize("found", matters(), ids=lambda m: m.key)
def test_every_matter_makes_its_event(found: Any) -> None:
    kind = EVENTS[found.event]
    names = {one.name for one in found.fields}
    assert {*names, *found.fixed} <= set(kind.__dataclass_fields__)
    assert len(names) == len(found.fields) <= 8
    given = {one.name: _example(one) for one in found.fields}
    result = check(found, given, TODAY, TODAY)
    assert result.ok, result.reasons
    event = kind.from_data(result.value)
    assert event.sentence() and kind.from_data(event.as_data()) == event
    least = {one.name: _example(one) for one in found.fields if one.required}
    assert kind.from_data(check(found, least, TODAY, TODAY).require()).sentence()


def _example(one: Any) -> Any:
    by_type = {"text": "某某", "subject": "某宅", "money": "1,234.5", "date": str(TODAY), "bool": "on", "int": str(one.min or 1)}
    if one.type in ("choice", "choices"):
        return next(iter(one.options)) if one.type == "choice" else list(one.options)
    if one.type == "rows":
        return [{"due": str(TODAY), "amount": "1,000"}, {"due": "", "amount": ""}]
    return by_type[one.type]


def test_what_is_missing_or_wrong_is_said_field_by_field() -> None:
    found = ask("freeze", property="gold", amount_fen="abc", until="2026-02-30")
    assert codes(found) == {"bad_property", "bad_subject", "bad_amount_fen", "bad_until", "bad_rank"}
    assert {reason.subject for reason in found.reasons} >= {"property", "subject"}


@pytest.mark.parametrize(
    ("text", "fen"), [("2,690", 269000), ("０．５", 50), ("¥12.30", 1230), ("100元", 10000), (5, 5)],
)
def test_money(text: Any, fen: int) -> None:
    assert ask("received", amount_fen=text, subject="流水1").require()["amount_fen"] == fen


@pytest.mark.parametrize("text", ["-1", "0", "1.234", "NaN", "1e999", "Infinity", "一百"])
def test_bad_money(text: str) -> None:
    assert codes(ask("received", amount_fen=text, subject="流水1")) == {"bad_amount_fen"}


def test_days_must_be_possible() -> None:
    past = line(("cases.Received", "2026-10-08", "", {}))
    assert codes(ask("interview", date(2026, 11, 4), person="张三")) == {"future"}
    assert codes(ask("interview", date(2026, 10, 7), past, person="张三")) == {"before_receipt"}
    late = ask("report_sent", date(2026, 11, 1), subject="某宅", received_on="2026-11-09")
    assert codes(late) == {"future_received_on"}
    assert codes(ask("freeze", subject="建行", property="deposit", rank="first", until="2026-11-01")) == {"early_until"}


@pytest.mark.parametrize(
    ("key", "prop", "last", "over"),
    [
        ("freeze", "deposit", "2027-11-03", "2027-11-04"), ("seize", "movable", "2028-11-03", "2028-11-04"),
        ("seize", "real_estate", "2029-11-03", "2029-11-04"), ("freeze", "other_right", "2029-11-03", "2029-11-04"),
    ],
)
def test_terms_longer_than_the_law_are_refused(key: str, prop: str, last: str, over: str) -> None:
    given = {"subject": "某项", "property": prop, "rank": "first", "measure": "seize"}
    assert ask(key, **given, until=last).ok
    found = ask(key, **given, until=over)
    assert codes(found) == {"term_cap"}
    assert "第485条" in str(found.reasons[0].article)


def test_renewal_must_come_before_the_end() -> None:
    taken = line(
        ("cases.Received", "2025-10-08", "", {}),
        ("control.MeasureTaken", "2025-11-10", "建行", {"property": "deposit", "rank": "first"}),
    )
    assert ask("renew", line=taken, subject="建行", until="2027-11-10").ok
    assert codes(ask("renew", line=taken, subject="建行", until="2027-11-11")) == {"term_cap"}
    over = line(*[(f.type, str(f.on), f.subject, dict(f.data)) for f in taken.facts[:1]],
                ("control.MeasureTaken", "2025-11-01", "建行", {"property": "deposit", "rank": "first"}))
    found = ask("renew", line=over, subject="建行")
    assert codes(found) == {"lapsed"} and "第27条" in str(found.reasons[0].article)


def test_a_released_measure_is_not_renewed() -> None:
    rows = [
        ("control.MeasureTaken", "2026-10-09", "建行", {"property": "deposit", "rank": "first"}),
        ("control.Released", "2026-10-20", "建行", {}),
    ]
    assert codes(ask("renew", line=line(*rows), subject="建行")) == {"released"}
    assert codes(ask("became_first", line=line(*rows), subject="建行")) == {"released"}
    taken = ("control.MeasureTaken", "2026-10-21", "建行", {"property": "deposit", "rank": "first"})
    assert ask("renew", line=line(*rows, taken), subject="建行").ok


def test_after_closing_only_a_terminated_round_lets_a_new_measure_in() -> None:
    """终本后发现财产，情况紧急的可以先行控制；其他方式结案的不行。"""
    given = {"subject": "建行", "property": "deposit", "rank": "first"}
    assert {"freeze", "seize"} <= {one.key for one in matters("执", "closed")}
    assert ask("freeze", line=line(("closing.Closed", "2026-10-09", "", {"mode": "terminated_round"})), **given).ok
    over = ask("freeze", line=line(("closing.Closed", "2026-10-09", "", {"mode": "finished"})), **given)
    assert codes(over) == {"closed"} and over.reasons[0].remedy
    before = line(("closing.Closed", "2026-10-09", "", {"mode": "finished"}))
    assert ask("freeze", date(2026, 10, 8), before, **given).ok, "补登结案以前的"


def test_no_third_online_auction() -> None:
    assert codes(ask("auction", subject="某宅", round="3", online=True)) == {"third_online"}
    assert ask("auction", subject="某宅", round="3", online=False).ok


def test_validity_and_listing_have_longest_terms() -> None:
    assert ask("price_fixed", subject="某宅", valid_until="2027-11-03").ok
    assert codes(ask("price_fixed", subject="某宅", valid_until="2027-11-04")) == {"too_long"}
    assert ask("list_dishonest", subject="李四", ground="evade", until="2031-11-03").ok
    assert codes(ask("list_dishonest", subject="李四", ground="evade", until="2031-11-04")) == {"too_long"}


def test_only_registered_items_can_be_followed_up() -> None:
    taken = line(("control.MeasureTaken", "2026-10-09", "建行", {"property": "deposit"}))
    assert subjects(matter("release"), taken) == ("建行",)
    assert codes(ask("release", line=taken, subject="农行", ground="paid")) == {"unknown_subject"}
    assert ask("inquiry_start", line=taken, subject="新的调查").ok


def test_penalties_have_caps() -> None:
    assert codes(ask("fine", subject="某公司", amount_fen="1000000.01")) == {"fine_cap"}
    assert ask("fine", subject="某公司", amount_fen="1000000").ok
    assert codes(ask("detain", subject="李四", days="16")) == {"bad_days"}


def test_strange_characters_are_refused() -> None:
    assert codes(ask("interview", person="张" + chr(0xD800))) == {"bad_person"}
    assert codes(ask("clue", subject="长" * 121)) == {"bad_subject"}


def test_what_can_be_registered_when() -> None:
    assert {"query", "renew", "pool", "paid"} <= {one.key for one in matters("执", "closed")}
    assert not {"pool", "resumed"} & {one.key for one in matters("执", "enforcing")}
    assert not {"notice", "interview", "auction"} & {one.key for one in matters("执保", "enforcing")}
    assert matters("执", "received") == ()
    with pytest.raises(UnknownMatter, match="没有“nothing”"):
        matter("nothing")


def test_words() -> None:
    assert word("document", "enforcement_notice") == "执行通知书"
    assert word("document", "外来代码") == "外来代码"
    assert list(choices("rank")) == ["first", "waiting"]
    assert (yuan(269000), yuan(-5), yuan(None)) == ("2,690.00", "-0.05", "")


# —— 财产保全的保密、证明材料、和解分期 ————————————————————————————————————


def preserved(*rows: Any) -> Timeline:
    return replace(line(*rows), kind="执保")


def test_nothing_goes_to_the_other_side_before_the_measure() -> None:
    issue, before, after = matter("serve"), preserved(), preserved(("control.MeasureTaken", "2026-10-20", "某宅", {}))
    values = {"document": "measure_ruling", "to": "李四", "method": "direct"}

    def told(timeline: Timeline, others: tuple[str, ...] = ("李四",), **more: str) -> set[str]:
        return codes(check(issue, {**values, **more}, TODAY, TODAY, timeline, others=others))

    assert told(before) == {"before_measure"} and told(after) == set()
    assert told(before, to="张三") == set(), "发给申请保全人"
    assert told(before, ()) == {"before_measure"}, "不知道谁是对方，从严"
    assert told(before, document="assistance_notice", to="某银行") == set()
    assert told(before, document="expiry_notice", to="李四") == {"before_measure"}
    assert told(after, document="enforcement_notice") == told(before, document="report_order") == {"not_enforcing"}
    assert told(line()) == set(), "执行案件不受限"


@pytest.mark.parametrize(("policy", "source", "ok", "warned"), [
    ("off", "own", True, False), ("warn", "own", True, True), ("refuse", "own", False, False),
    ("refuse", "imported", True, False), ("refuse", "carried", True, False),
])
def test_evidence_is_asked_for_as_the_court_has_set(policy: str, source: str, ok: bool, warned: bool) -> None:
    found = evidence(matter("freeze"), 0, policy, source)
    assert (found.ok, bool(found.warnings)) == (ok, warned)
    assert evidence(matter("freeze"), 1, policy, source) == evidence(matter("query"), 0, policy, source)


def test_instalments_in_order_and_in_time() -> None:
    rows = [{"due": "2026-12-01", "amount": "1,000"}, {"due": "2027-01-01", "amount": "500.5"}]
    kept = ask("settle", text="分两期", instalments=rows).require()["instalments"]
    assert kept == [{"due": "2026-12-01", "amount_fen": 100_000}, {"due": "2027-01-01", "amount_fen": 50_050}]
    assert ask("settle", text="分两期", instalments=kept).require()["instalments"] == kept, "更正时读回自己"
    assert codes(ask("settle", text="倒了", instalments=rows[::-1])) == {"bad_instalments"}
    assert codes(ask("settle", text="过了", instalments=[{"due": "2026-01-01", "amount": "5"}])) == {"early_instalment"}
    assert codes(ask("settle", text="短了", instalments=rows, until="2026-12-15")) == {"until_before_last"}
    assert codes(ask("settle", text="漏了", instalments=[{"due": "", "amount": "5"}])) == {"bad_instalments"}


def test_a_paid_instalment_must_be_one_of_the_agreement() -> None:
    agreed = line(("settlement.Agreed", "2026-10-20", "", {"instalments": [{"due": "2026-12-01", "amount_fen": 5}]}))
    assert ask("instalment_paid", TODAY, agreed, number=1, amount_fen="5").ok
    assert codes(ask("instalment_paid", TODAY, agreed, number=2, amount_fen="5")) == {"no_instalment"}
    assert codes(ask("instalment_paid", TODAY, line(), number=1, amount_fen="5")) == {"no_instalment"}
    assert codes(ask("instalment_paid", date(2026, 10, 19), agreed, number=1, amount_fen="5")) == {"before_agreement"}


def test_an_instalment_is_not_paid_twice() -> None:
    rows = [{"due": "2026-12-01", "amount_fen": 500}, {"due": "2027-01-01", "amount_fen": 500}]
    part = ("settlement.InstalmentPaid", "2026-10-28", "", {"number": 1, "amount_fen": 300})
    agreed = line(("settlement.Agreed", "2026-10-20", "", {"instalments": rows}), part)
    assert ask("instalment_paid", TODAY, agreed, number=1, amount_fen="3").ok, "还差的可以多付"
    full = line(("settlement.Agreed", "2026-10-20", "", {"instalments": rows}), part, part)
    assert codes(ask("instalment_paid", TODAY, full, number=1, amount_fen="3")) == {"paid_already"}
    assert ask("instalment_paid", TODAY, full, number=2, amount_fen="3").ok


def test_resumption_is_asked_on_a_ground_that_fits_the_closing() -> None:
    closed = line(("closing.Closed", "2026-10-20", "", {"mode": "terminated_round", "mode_text": "终结本次执行程序"}))
    assert ask("resume_asked", TODAY, closed, ground="property", by="applicant").ok
    (reason,) = ask("resume_asked", TODAY, closed, ground="breach", by="applicant").reasons
    assert "终结本次执行程序" in reason.text and "发现可供执行的财产" in reason.remedy
