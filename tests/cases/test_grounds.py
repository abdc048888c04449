"""执行依据与请求：添加、更正、去掉。"""

from __future__ import annotations

from datetime import date

import pytest

from zhixing.casework.cases import access, commands
from zhixing.casework.cases.commands import ClaimDraft, TitleDraft
from zhixing.foundation.history import queries as history
from zhixing.law.finding import Refused

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 26)
NEW = TitleDraft(number="（2026）内02民终77号", maker="包头市中级人民法院", effective_on=date(2026, 9, 1))


@pytest.fixture
def act(people, running):
    return {"case": running, "actor": people.judge, "on": DAY, "revision": 4}


def last(case):
    return history.lines(history.entries(case.stream))[-1]


def codes(refused) -> set[tuple[str, str]]:
    return {(reason.code, reason.subject) for reason in refused.value.finding.reasons}


def test_a_corrected_title_records_before_and_after(running, act) -> None:
    row = running.titles.get()
    commands.edit_title(
        **act, title=row.pk, reason="录错",
        values={"number": "(2026)内0221民初 9号", "kind": "mediation", "paper_name": "民事调解书", "effective_on": date(2026, 6, 21)},
    )
    row.refresh_from_db()
    assert row.paper_name == "民事调解书"
    assert (row.number_key, row.kind, row.effective_on) == ("（2026）内0221民初9号", "mediation", date(2026, 6, 21))
    changes = last(running).event.changes
    assert changes["种类"] == ["民事判决", "民事调解"]
    assert changes["生效日"] == ["2026-06-20", "2026-06-21"]
    assert last(running).entry.reason == "录错"


@pytest.mark.parametrize(("values", "code"), [
    ({"number": ""}, ("intake.title_number", "number")), ({"number": "残\ud800"}, ("intake.characters", "number")),
    ({"effective_on": date(2030, 1, 1)}, ("intake.future", "effective_on")),
    ({"effective_on": date(2026, 10, 21)}, ("intake.order", "effective_on")),
    ({"perform_by": date(1900, 1, 1)}, ("intake.too_early", "perform_by")), ({"kind": "gold"}, ("intake.unknown", "kind")),
    ({"maker": "长" * 121}, ("intake.too_long", "maker")), ({"paper_name": "长" * 41}, ("intake.too_long", "paper_name")), ({}, ("edit.same", "")),
])
def test_odd_titles_are_refused_beside_their_field(running, act, values, code) -> None:
    with pytest.raises(Refused) as refused:
        commands.edit_title(**act, title=running.titles.get().pk, values=values)
    assert codes(refused) == {code}
    assert history.seq(running.stream) == 4


def test_added_and_removed_titles_keep_what_they_said(running, act) -> None:
    commands.add_title(**act, draft=NEW)
    assert "文号：（2026）内02民终77号" in last(running).event.changes["添加"][1]
    first, second = running.titles.order_by("pk")
    commands.remove_title(**(act | {"revision": 5}), title=first.pk, reason="二审改判")
    assert "2026-06-20" in last(running).event.changes["去掉"][0]
    assert running.titles.get() == second
    with pytest.raises(Refused) as refused:
        commands.remove_title(**(act | {"revision": 6}), title=second.pk, reason="误登")
    assert codes(refused) == {("intake.no_title", "titles")}
    with pytest.raises(Refused) as refused:
        commands.remove_title(**(act | {"revision": 6}), title=first.pk, reason="误登")
    assert codes(refused) == {("title.gone", "title")}


def test_the_same_title_elsewhere_or_here_is_only_told(running, filed, act) -> None:
    other = filed.titles.get()
    recorded = commands.add_title(**act, draft=TitleDraft(number=other.number, effective_on=date(2026, 6, 20)))
    told = [note["text"] for note in recorded.entry.finding["warnings"]]
    assert any(filed.number in text for text in told)
    recorded = commands.add_title(**(act | {"revision": 5}), draft=TitleDraft(number=other.number))
    assert any("本案已有" in note["text"] for note in recorded.entry.finding["warnings"])


def test_correcting_ones_own_title_is_no_duplicate(running, act) -> None:
    recorded = commands.edit_title(**act, title=running.titles.get().pk, values={"maker": "土右旗人民法院"})
    assert recorded.entry.finding.get("warnings", []) == []


def test_non_litigation_follows_the_kind_of_title(running, act) -> None:
    commands.edit_title(**act, title=running.titles.get().pk, values={"kind": "non_litigation"})
    running.refresh_from_db()
    assert running.non_litigation is True
    commands.edit_title(**(act | {"revision": 5}), title=running.titles.get().pk, values={"kind": "judgment"})
    running.refresh_from_db()
    assert running.non_litigation is False


def test_the_claim_follows_its_items_and_livelihood_stays(running, act) -> None:
    running.livelihood = "wages"
    running.save(update_fields=["livelihood"])
    commands.add_claim(**act, draft=ClaimDraft(sort="interest", amount_fen=2_000_000, text="至清偿之日"))
    running.refresh_from_db()
    assert (running.claim_fen, running.small_claim, running.livelihood) == (5_600_000, False, "wages")
    assert last(running).event.changes["申请执行标的（分）"] == [3_600_000, 5_600_000]
    principal = running.claims.get(sort="principal")
    commands.edit_claim(**(act | {"revision": 5}), claim=principal.pk, values={"amount_fen": 1_000_000}, reason="已付部分")
    running.refresh_from_db()
    assert (running.claim_fen, running.small_claim) == (3_000_000, True)
    commands.remove_claim(**(act | {"revision": 6}), claim=principal.pk, reason="申请人放弃")
    running.refresh_from_db()
    assert running.claim_fen == 2_000_000
    assert "类别：本金" in last(running).event.changes["去掉"][0]


def test_a_claim_given_by_hand_stays_and_the_difference_is_told(running, act) -> None:
    commands.edit_details(**act, values={"claim_fen": 9_000_000})
    recorded = commands.add_claim(**(act | {"revision": 5}), draft=ClaimDraft(sort="cost", amount_fen=70_000))
    running.refresh_from_db()
    assert running.claim_fen == 9_000_000
    assert any("不一致" in note["text"] for note in recorded.entry.finding["warnings"])


@pytest.mark.parametrize(("draft", "code"), [
    (ClaimDraft(sort="gold"), ("intake.unknown", "sort")),
    (ClaimDraft(sort="cost", amount_fen=-1), ("intake.negative", "amount_fen")),
    (ClaimDraft(sort="cost", amount_fen=10**15), ("intake.huge", "amount_fen")),
    (ClaimDraft(sort="act", text="\x00"), ("intake.characters", "text")),
])
def test_odd_claims_are_refused_beside_their_field(running, act, draft, code) -> None:
    with pytest.raises(Refused) as refused:
        commands.add_claim(**act, draft=draft)
    assert codes(refused) == {code}
    assert history.seq(running.stream) == 4


def test_the_object_of_enforcement_must_stay_clear(running, act) -> None:
    with pytest.raises(Refused) as refused:
        commands.remove_claim(**act, claim=running.claims.get().pk, reason="误登")
    assert codes(refused) == {("intake.no_object", "claim_fen")}
    assert running.claims.count() == 1


def test_who_only_looks_changes_nothing_and_an_old_page_is_told(people, running, act) -> None:
    for change in ({"actor": people.supervisor}, {"actor": people.cashier}):
        with pytest.raises(access.Forbidden):
            commands.add_title(**(act | change), draft=NEW)
    commands.add_title(**act, draft=NEW)
    from zhixing.casework.cases.queries import StalePage

    with pytest.raises(StalePage):
        commands.add_claim(**act, draft=ClaimDraft(sort="cost", amount_fen=1))
