"""收件核对：每一条都指到栏目，逾期从不拦。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.law import texts
from zhixing.law.finding import Finding
from zhixing.law.intake import CaseDraft, ClaimDraft, PartyDraft, TitleDraft, check, tidied, title_key

TODAY = date(2026, 11, 3)


def _with_check(body: str) -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


ADULT = _with_check("15022119900101001")
OTHER = _with_check("15022119850203002")
CHILD = _with_check("15022120150601003")


def draft(**changes: object) -> CaseDraft:
    base = CaseDraft(
        received_on=date(2026, 11, 2), cause="民间借贷纠纷", claim_fen=3_600_000,
        parties=(
            PartyDraft(role="applicant", name="张三", paper="id", paper_number=ADULT),
            PartyDraft(role="respondent", name="李四", paper="id", paper_number=OTHER),
        ),
        titles=(TitleDraft(
            number="（2025）内0221民初77号", maker="土默特右旗人民法院", effective_on=date(2025, 12, 1), perform_by=date(2025, 12, 31),
        ),),
        claims=(ClaimDraft(sort="principal", amount_fen=3_600_000),),
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def codes(found: Finding[CaseDraft]) -> set[tuple[str, str]]:
    return {(r.code.removeprefix("intake."), r.subject) for r in found.reasons}


def notes(found: Finding[CaseDraft]) -> set[tuple[str, str]]:
    return {(r.code.removeprefix("intake."), r.subject) for r in found.warnings}


def party(i: int, **changes: object) -> tuple[PartyDraft, ...]:
    rows = list(draft().parties)
    rows[i] = replace(rows[i], **changes)  # type: ignore[arg-type]
    return tuple(rows)


def test_a_good_draft_passes_quietly() -> None:
    found = check(draft(), today=TODAY)
    assert found.ok, found.reasons
    assert found.warnings == ()
    assert found.value == draft()


@pytest.mark.parametrize(("changes", "code", "subject"), [
    ({"parties": draft().parties[1:]}, "no_applicant", "parties"),
    ({"parties": draft().parties[:1]}, "no_respondent", "parties"),
    ({"titles": ()}, "no_title", "titles"),
    ({"titles": (TitleDraft(number=" "),)}, "title_number", "titles.0.number"),
    ({"received_on": date(2026, 11, 4)}, "future", "received_on"),
    ({"received_on": date(1989, 1, 1)}, "too_early", "received_on"),
    ({"accepted_on": date(2026, 11, 1)}, "order", "accepted_on"),
    ({"titles": (replace(draft().titles[0], effective_on=date(2026, 11, 3)),)}, "order", "titles.0.effective_on"),
    ({"titles": (replace(draft().titles[0], effective_on=date(2027, 1, 1)),)}, "future", "titles.0.effective_on"),
    ({"titles": (replace(draft().titles[0], effective_on=date(1990, 1, 1)),)}, "too_early", "titles.0.effective_on"),
    ({"claim_fen": -1}, "negative", "claim_fen"),
    ({"claim_fen": 10**16}, "huge", "claim_fen"),
    ({"claims": (ClaimDraft(sort="cost", amount_fen=-5),)}, "negative", "claims.0.amount_fen"),
    ({"claim_fen": None, "claims": ()}, "no_object", "claim_fen"),
    ({"cause": "借\ud800款"}, "characters", "cause"),
    ({"cause": "借\x00款"}, "characters", "cause"),
    ({"cause": "长" * 101}, "too_long", "cause"),
    ({"kind": "执甲"}, "unknown", "kind"),
    ({"livelihood": "x"}, "unknown", "livelihood"),
    ({"parties": (*draft().parties, draft().parties[1])}, "twice", "parties.2.name"),
    ({"parties": party(1, paper_number=ADULT)}, "both_sides", "parties.1.paper_number"),
    ({"parties": party(1, birth=date(2030, 1, 1))}, "birth", "parties.1.birth"),
    ({"parties": party(1, birth=date(1985, 2, 4))}, "birth", "parties.1.birth"),
    ({"parties": party(1, paper="驾驶证")}, "paper", "parties.1.paper"),
    ({"parties": (*draft().parties, PartyDraft(role="agent", name="王律师"))}, "represents", "parties.2.represents"),
    ({"number_as_given": "（2026）内0221执恢5号"}, "kind", "number_as_given"),
])
def test_bad_input_is_told_in_its_place(changes: dict[str, object], code: str, subject: str) -> None:
    found = check(draft(**changes), today=TODAY)
    assert (code, subject) in codes(found), codes(found)
    for reason in found.reasons:
        assert reason.text.endswith("。") and str(reason.article)


@pytest.mark.parametrize(("changes", "subject"), [
    ({"paper_number": OTHER[:-1] + ("1" if OTHER[-1] != "1" else "2")}, "parties.1.paper_number"),
    ({"paper_number": "12345"}, "parties.1.paper_number"),
    ({"nature": "unit", "paper": "uscc", "paper_number": "91150221MA0N000000"}, "parties.1.paper_number"),
    ({"name": ""}, "parties.1.name"),
    ({"name": "名" * 201}, "parties.1.name"),
    ({"name": "李\ud83d四"}, "parties.1.name"),
])
def test_wrong_party_data_points_at_the_party(changes: dict[str, object], subject: str) -> None:
    found = check(draft(parties=party(1, **changes)), today=TODAY)
    assert subject in {r.subject for r in found.reasons}


def test_all_problems_at_once() -> None:
    found = check(draft(parties=(), titles=(), claim_fen=-1), today=TODAY)
    assert {c for c, _ in codes(found)} >= {"no_applicant", "no_respondent", "no_title", "negative"}


def test_wrong_case_number_is_refused_in_place() -> None:
    found = check(draft(number_as_given="内执一百号"), today=TODAY)
    assert "number_as_given" in {r.subject for r in found.reasons}


def test_unlisted_court_only_warns() -> None:
    found = check(draft(number_as_given="（2026）内0299执5号"), today=TODAY)
    assert found.ok
    assert "number_as_given" in {w.subject for w in found.warnings}


def test_late_application_is_never_refused() -> None:
    """T-09：超过申请执行期间仍应立案。"""
    old = replace(draft().titles[0], effective_on=date(2019, 1, 1), perform_by=date(2019, 2, 1))
    found = check(draft(titles=(old,)), today=TODAY)
    assert found.ok
    assert ("limitation", "titles.0.perform_by") in notes(found)


@given(st.dates(date(2015, 1, 1), date(2026, 11, 1)))
def test_limitation_never_stops(effective: date) -> None:
    found = check(draft(titles=(TitleDraft(number="（2015）内0221民初1号", effective_on=effective),)), today=TODAY)
    assert found.ok


def test_exactly_two_years_is_in_time() -> None:
    title = replace(draft().titles[0], effective_on=date(2024, 10, 1), perform_by=date(2024, 11, 2))
    assert "limitation" not in {c for c, _ in notes(check(draft(titles=(title,)), today=TODAY))}
    title = replace(title, perform_by=date(2024, 11, 1))
    assert "limitation" in {c for c, _ in notes(check(draft(titles=(title,)), today=TODAY))}


def test_who_made_the_title_is_asked_for() -> None:
    bare = replace(draft().titles[0], maker="")
    assert ("no_maker", "titles.0.maker") in notes(check(draft(titles=(bare,)), today=TODAY))
    assert ("no_maker", "titles.0.maker") not in notes(check(draft(kind="执异", titles=(bare,)), today=TODAY))


def test_same_title_warns_for_first_enforcement_only() -> None:
    known = {title_key("(2025) 内0221民初 77号"): ["（2026）内0221执3号"]}
    found = check(draft(), today=TODAY, known_titles=known)
    assert found.ok and ("same_title", "titles.0.number") in notes(found)
    assert "执3号" in next(w.text for w in found.warnings if w.code == "intake.same_title")
    assert not check(draft(kind="执恢"), today=TODAY, known_titles=known).warnings


def test_minor_without_guardian_warns() -> None:
    child = party(0, name="张小宝", paper_number=CHILD)
    found = check(draft(parties=child), today=TODAY)
    assert found.ok and ("minor", "parties.0.name") in notes(found)
    guardian = PartyDraft(role="guardian", name="张三", represents=0, paper_number=ADULT, paper="id")
    assert "minor" not in {c for c, _ in notes(check(draft(parties=(*child, guardian)), today=TODAY))}


@pytest.mark.parametrize(("changes", "code", "subject"), [
    ({"parties": party(1, whereabouts_unknown=True)}, "whereabouts", "parties.1.whereabouts_unknown"),
    ({"parties": party(1, paper_number="")}, "no_paper", "parties.1.paper_number"),
    ({"claim_fen": 2 * 10**11, "claims": ()}, "unusual", "claim_fen"),
    ({"claim_fen": 3_500_000}, "sum", "claim_fen"),
    ({"titles": (TitleDraft(number="（2025）内0221民初77号"),)}, "no_effective", "titles.0.effective_on"),
    ({"titles": (replace(draft().titles[0], perform_by=date(2026, 12, 1)),)}, "not_due", "titles.0.perform_by"),
    ({"parties": (*draft().parties, PartyDraft(role="agent", name="王律师", represents=0))}, "authority",
     "parties.2.authority"),
])
def test_reminders_do_not_stop(changes: dict[str, object], code: str, subject: str) -> None:
    found = check(draft(**changes), today=TODAY)
    assert found.ok, found.reasons
    assert (code, subject) in notes(found), notes(found)


def test_criminal_property_needs_no_applicant() -> None:
    title = TitleDraft(number="（2025）内0221刑初7号", kind="criminal", effective_on=date(2025, 12, 1))
    assert check(draft(titles=(title,), parties=draft().parties[1:]), today=TODAY).ok


def test_acts_and_deliveries_need_no_amount() -> None:
    assert check(draft(claim_fen=None, claims=(ClaimDraft(sort="act", text="腾退房屋"),)), today=TODAY).ok
    assert check(draft(claim_fen=None, claims=(), performance="交还牲畜三头"), today=TODAY).ok


def test_writing_is_tidied_not_changed() -> None:
    parties = party(1, name="买买提•吐尔逊", paper_number=f" {OTHER[:6]} {OTHER[6:].lower()}")
    found = check(draft(cause=" 民间　借贷纠纷 ", parties=parties), today=TODAY)
    assert found.ok, found.reasons
    assert found.value.parties[1].name == "买买提·吐尔逊"
    assert found.value.parties[1].paper_number == OTHER
    assert found.value.cause == "民间 借贷纠纷"


def test_rare_characters_and_long_names_pass() -> None:
    for name in ("𬱖羽", "巴特尔·呼和", "㑇某", "Jean-Luc O'Neil", "土默特右旗某某农牧业有限公司（普通合伙）"):
        assert check(draft(parties=party(1, name=name)), today=TODAY).ok, name


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_tidying_twice_changes_nothing(text: str) -> None:
    once = tidied(draft(cause=text, performance=text))
    assert tidied(once) == once


@given(st.text(max_size=40))
def test_any_text_is_answered_and_what_passes_can_be_stored(text: str) -> None:
    """随便什么文字都有回答，不出错；通过的都能存成 UTF-8，不含控制字符。"""
    found = check(draft(cause=text, parties=party(1, name=text, address=text)), today=TODAY)
    if found.ok:
        found.value.cause.encode()
        assert not texts.flaw(found.value.parties[1].name)


def test_articles_follow_the_numbering_of_the_day() -> None:
    """2020 年收件的，民事诉讼法条号用当时的。"""
    child = party(0, name="张小宝", paper_number=CHILD)
    title = TitleDraft(number="（2019）内0221民初7号", effective_on=date(2020, 1, 2))
    found = check(draft(received_on=date(2020, 6, 1), parties=child, titles=(title,)), today=TODAY)
    minor = next(w for w in found.warnings if w.code == "intake.minor")
    assert minor.article.number == "57"


def test_a_court_paper_with_a_strange_number_and_one_name_on_both_sides_are_noted() -> None:
    strange = replace(draft().titles[0], number="无")
    assert ("title_shape", "titles.0.number") in notes(check(draft(titles=(strange,)), today=TODAY))
    award = replace(strange, number="（2025）京仲裁字第0123号", kind="arbitration")
    assert check(draft(titles=(award,)), today=TODAY).warnings == ()
    assert ("same_name", "parties.1.name") in notes(check(draft(parties=party(1, name="张三")), today=TODAY))


@pytest.mark.parametrize("changes", [
    {"received_on": date(2026, 11, 4)}, {"received_on": date(1989, 1, 1)}, {"claim_fen": -1}, {"claim_fen": 10**15},
])
def test_a_refusal_says_what_to_do(changes: dict[str, object]) -> None:
    found = check(draft(**changes), today=TODAY)
    assert found.reasons and all(reason.remedy for reason in found.reasons)
