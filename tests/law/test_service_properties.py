"""送达的通则：送达之日不早于办理日；没有失败不公告；日历只影响顺延，不影响经过的日数。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from zhixing.law.calendar import Calendar
from zhixing.law.service import closing_day, deemed, entrusted_due
from zhixing.law.service_addresses import sources, usable
from zhixing.law.service_announcement import failures, may_announce, passed
from zhixing.law.service_values import Address, Addressee, Attempt, Consent, Paper, Rebuttal, outcome, table

NATIONAL, PLAIN = Calendar.national(), Calendar()
WAYS = [(method, code) for method, results in table()["outcome"].items() for code in results]
DAYS = st.dates(date(2019, 1, 1), date(2026, 12, 31))
NEAR = DAYS.flatmap(lambda day: st.builds(lambda n: day + timedelta(days=n), st.integers(-3, 40)))
MAYBE = st.one_of(st.none(), NEAR)
ADDRESSES = st.builds(
    Address, st.sampled_from(sources()), st.sampled_from(["东街", "西街", "a@b.cn"]), DAYS, MAYBE, st.booleans(),
)
PEOPLE = st.builds(
    Addressee, st.just("林立春"), st.sampled_from(["person", "unit"]), st.sampled_from(["", "army", "prison", "school"]),
    st.sampled_from(["home", "region", "abroad"]), st.sampled_from(["", "派出所证明"]), *[st.booleans()] * 4,
)


@st.composite
def attempts(draw: st.DrawFn) -> Attempt:
    method, code = draw(st.sampled_from(WAYS))
    on = draw(DAYS)
    happened = draw(st.one_of(st.none(), st.builds(lambda n: on + timedelta(days=n), st.integers(-2, 120))))
    return Attempt(
        draw(st.integers(1, 99)), Paper("x", draw(st.sampled_from(["执行通知书", "执行裁定书", "民事调解书", "履行到期债务通知书"]))),
        "林立春", method, code, on, happened, draw(st.sampled_from(["", *table()["signer"]])), draw(st.booleans()),
        draw(st.one_of(st.none(), ADDRESSES)), draw(st.one_of(st.none(), st.builds(Consent, st.sampled_from(sorted(table()["consent"])), DAYS))),
        draw(st.sampled_from([frozenset[str](), frozenset(table()["proof"])])), tuple(draw(st.lists(NEAR, max_size=3))), draw(st.booleans()),
        draw(st.one_of(st.none(), st.builds(Rebuttal, st.sampled_from(sorted(table()["rebuttal"])), st.booleans(), MAYBE))),
    )


@st.composite
def sound(draw: st.DrawFn) -> tuple[Attempt, Addressee, list[Attempt]]:
    """合乎规定的一次送达：材料、同意、地址、签收人都齐全；公告的有直接、邮寄失败在先。"""
    method, code = draw(st.sampled_from([way for way in WAYS if outcome(*way).served]))
    rule, on, later = outcome(method, code), draw(st.dates(date(2022, 1, 1), date(2026, 12, 1))), draw(st.integers(0, 120))
    to = Addressee(
        "林立春", "person", "prison" if method == "forwarded" else "", "abroad" if rule.abroad else "home", "", False, True,
    )
    people = [name for name in rule.signers if "person" in table()["signer"][name]["kinds"]]
    signer = draw(st.sampled_from(people or ["self", "family", "agent", "receiver"])) if rule.signed else ""
    address = Address("confirmed", "东街", date(2020, 1, 1), None, method == "electronic")
    one = Attempt(
        9, Paper("x", "执行通知书"), to.name, method, code, on, on + timedelta(days=100 + later if rule.abroad else later),
        signer, False, address, Consent("stated", date(2021, 1, 1)), frozenset(table()["proof"]), (), True,
    )
    log = [replace(one, number=n, method=way, outcome=how, on=on - timedelta(days=9), happened=None)
           for n, (way, how) in enumerate((("direct", "absent"), ("mail", "mismatch")), 1)]
    return one, to, log


LOGS = st.lists(attempts(), max_size=4)


@settings(max_examples=20)
@given(attempts(), PEOPLE, LOGS, st.lists(ADDRESSES, max_size=3))
def test_every_attempt_has_an_answer_with_reasons_or_a_day(one: Attempt, to: Addressee, log: list[Attempt], known: list[Address]) -> None:
    found = deemed(one, to, NATIONAL, log, known)
    assert (found.value is None) == bool(found.reasons)
    assert found.articles and all(str(article) for article in found.articles)
    assert all(reason.text.endswith("。") and reason.remedy for reason in found.reasons)
    assert len(set(found.reasons)) == len(found.reasons), "同一条理由只说一次"
    if found.value is not None:
        assert found.steps[-1].text.startswith((str(found.value.day), "系统显示", "受送达人提出")), "最后一步说的是这一天"
    assert found.as_data()


@given(sound())
def test_the_deemed_day_is_never_before_the_attempt(case: tuple[Attempt, Addressee, list[Attempt]]) -> None:
    one, to, log = case
    found = deemed(one, to, NATIONAL, log)
    assert found.value is not None, found.reasons
    assert one.on <= found.value.day <= found.value.counts_from
    closed = closing_day(one, found)
    assert closed is not None and one.on <= closed <= found.value.day


@given(sound())
def test_without_its_proof_no_attempt_is_service(case: tuple[Attempt, Addressee, list[Attempt]]) -> None:
    one, to, log = case
    assert [r.code for r in deemed(replace(one, proof=frozenset()), to, NATIONAL, log).reasons] == ["service.no_proof"]


@given(sound(), st.dates(date(2021, 6, 1), date(2027, 6, 1)), st.booleans())
def test_a_rebuttal_moves_or_ends_a_service_only_when_upheld(
    case: tuple[Attempt, Addressee, list[Attempt]], arrived: date, upheld: bool,
) -> None:
    one, to, log = case
    before = deemed(one, to, NATIONAL, log).value
    how = one.result.rebuttal
    assume(how)
    after = deemed(replace(one, rebuttal=Rebuttal(how, upheld, arrived)), to, NATIONAL, log).value
    assert before is not None
    if not upheld:
        assert after == before
    elif how == "arrival" and arrived >= one.on:
        assert after is not None and after.day == arrived
    else:
        assert after is None


@settings(max_examples=20)
@given(attempts(), PEOPLE, LOGS)
def test_what_was_only_sent_or_failed_is_never_service(one: Attempt, to: Addressee, log: list[Attempt]) -> None:
    assert one.result.served or deemed(one, to, NATIONAL, log).value is None


@settings(max_examples=20)
@given(DAYS, PEOPLE, st.lists(attempts(), max_size=6), st.lists(ADDRESSES, max_size=3))
def test_an_announcement_never_without_failures(on: date, to: Addressee, log: list[Attempt], known: list[Address]) -> None:
    notice = Attempt(1, Paper("x", "执行通知书"), to.name, "announcement", "posted", on, proof=frozenset({"publication"}))
    found = deemed(notice, to, NATIONAL, log, known)
    tried = failures(log, to, on)
    assert found.value is None or (tried and all(one.ended <= on and one.method != "announcement" for one in tried))
    if found.value is not None and not to.missing and to.place == "home":
        used = {one.method for one in tried}
        assert "mail" in used and used & {"direct", "left", "entrusted"}
    assert may_announce(notice.paper, to, on, [], known).reasons


@given(DAYS, st.sampled_from(["home", "abroad"]))
def test_the_days_of_an_announcement_are_calendar_days(on: date, place: str) -> None:
    """休息日在期间中间不扣除，末日是休息日也不顺延：换一本日历，送达之日不变。"""
    to = replace(Addressee("林立春"), place=place)  # type: ignore[arg-type]
    restful = PLAIN.with_local({on + timedelta(days=n): "休息" for n in range(100)})
    assert passed(on, to, NATIONAL).value.due == passed(on, to, restful).value.due


@given(DAYS)
def test_working_days_matter_where_a_period_of_acting_ends(on: date) -> None:
    """受委托法院的十日遇休息日顺延；公告期满后的从严起算日也是工作日。"""
    due = entrusted_due(on, NATIONAL).value
    assert isinstance(due.due, date) and NATIONAL.is_working_day(due.due)
    assert due.counted_to == on + timedelta(days=10)
    shifted = PLAIN.with_local({on + timedelta(days=10): "休息"})
    assert entrusted_due(on, shifted).value.due != on + timedelta(days=10)
    ending = passed(on, Addressee("林立春"), NATIONAL).value
    assert NATIONAL.is_working_day(ending.conservative or ending.due)  # type: ignore[arg-type]


@given(st.lists(ADDRESSES, max_size=6), DAYS)
def test_usable_addresses_keep_the_order(known: list[Address], on: date) -> None:
    found = usable(known, on)
    places = [sources().index(one.source) for one in found]
    assert places == sorted(places) and all(one in known and one.since <= on for one in found)
