"""文书表：每种文书都有一行，由谁签发、什么案件和结案以后能不能做。"""

from __future__ import annotations

import pytest

from zhixing.casework.documents.papers import TEMPLATES
from zhixing.law import approvals, closing, papers, words
from zhixing.law.papers import OWN, ROUND, UnknownPaper, paper, route, suitable, suits
from zhixing.law.states import UNFILED

PARTIES = {"applicant", "respondent", "third"}
ENFORCEMENT = ("执", "执恢")


def test_every_template_has_a_row_and_a_name() -> None:
    codes = {one.code for one in papers.papers()}
    assert codes == set(TEMPLATES)
    assert codes <= set(words.choices("document"))


def test_every_row_is_well_formed() -> None:
    acts, codes = {one.act for one in approvals.rules()}, set(TEMPLATES)
    for one in papers.papers():
        assert one.route == OWN or one.route in acts, one.code
        assert one.seal in ("court", "none") and one.closed in ("yes", "no", "control"), one.code
        assert one.group in papers.groups() and one.articles, one.code
        assert set(one.serve) <= PARTIES and set(one.companions) <= codes, one.code
        assert one.granted in ("", "suspended") or closing.mode(one.granted), one.code
        assert not one.named or one.named in TEMPLATES[one.code].fields, one.code


def test_every_group_has_papers_in_the_order_of_the_table() -> None:
    assert list(dict.fromkeys(one.group for one in papers.papers())) == list(papers.groups())


def test_rulings_and_decisions_take_a_number_of_their_own() -> None:
    for one in papers.papers():
        assert one.numbered or not (one.ruling or one.code.endswith("_decision")), one.code


@pytest.mark.parametrize("code", [
    "fine_decision", "detention_decision", "search_order", "arrest_summons", "eviction_announcement", "consumption_order", "dishonesty_decision",
])
def test_the_president_signs_what_the_statutes_say(code: str) -> None:
    assert approvals.rule(route(paper(code), judge=True).value).steps[-1] == "president"


def test_a_paper_nobody_knows() -> None:
    for code in ("nothing", "default", "groups"):
        with pytest.raises(UnknownPaper):
            paper(code)


def test_preservation_cases_have_no_papers_of_enforcement() -> None:
    reason = suits(paper("enforcement_notice"), "执保").reasons[0]
    assert (reason.text, reason.remedy) == ("执保案件不发执行通知书。", "取得生效法律文书，转入执行后再发。")
    assert suits(paper("freeze_ruling"), "执保").ok and suits(paper("expiry_notice"), "执保").ok
    assert all(suits(paper("summons"), kind).ok for kind in ("执", "执恢", "执保", "执异"))


@pytest.mark.parametrize(("code", "mode", "told"), [
    ("enforcement_notice", ROUND, "案件已结案，不再做执行通知书。"), ("sale_ruling", "finished", "案件已结案，不再做成交裁定。"),
    ("freeze_ruling", "finished", "案件已结案，不再做冻结裁定。"), ("freeze_ruling", ROUND, ""), ("fine_decision", ROUND, ""),
    ("release_ruling", "finished", ""), ("renewal_ruling", ROUND, ""), ("service_receipt", "finished", ""), ("closing_notice", "finished", ""),
])
def test_after_closing(code: str, mode: str, told: str) -> None:
    found = suits(paper(code), "执", mode)
    assert [reason.text for reason in found.reasons] == ([told] if told else [])
    assert all(reason.remedy and reason.act == "revive" for reason in found.reasons)


@pytest.mark.parametrize("state", sorted(UNFILED))
def test_before_the_case_is_filed(state: str) -> None:
    assert {one.code for one in suitable("执", "", state)} == (
        set() if state == "declined" else {"correction_notice", "service_receipt", "service_address"}
    )
    assert [reason.code for reason in suits(paper("enforcement_notice"), "执", "", state).reasons] == ["paper.unfiled"]


def test_what_fits_is_what_is_offered() -> None:
    assert {one.code for one in suitable("执")} == set(TEMPLATES)
    assert "enforcement_notice" not in {one.code for one in suitable("执保")}
    assert set(suitable("执", "finished")) < set(suitable("执", ROUND)) < set(suitable("执"))


def test_who_signs() -> None:
    assert route(paper("enforcement_notice"), judge=True).value == OWN
    assert route(paper("enforcement_notice"), judge=False).value == papers.LEADER
    assert route(paper("freeze_ruling"), judge=True, rulings="issue_director").value == "issue_director"
    assert route(paper("summons"), judge=True, rulings="issue_director").value == OWN, "只管裁定书"
    assert route(paper("search_order"), judge=False).value == "search"


def test_an_approved_closing_is_not_approved_again() -> None:
    one = paper("termination_ruling")
    assert route(one, judge=True).value == "issue_termination"
    assert route(one, judge=True, granted=ROUND).value == OWN
    assert route(one, judge=True, granted="finished").value == "issue_termination"
    assert route(one, judge=False, granted=ROUND).value == papers.LEADER
