"""分流随事件走：立案定轨道，反馈、冻结、和解、到期都重新分；人工改的不动；定规则先试算。"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import drafts
import pytest
from centre.hall import ACCEPTED, Hall
from django.db import connection
from django.test.utils import CaptureQueriesContext
from spine import TODAY, story

from zhixing.casework.cases import commands as cases
from zhixing.casework.cases.access import Forbidden
from zhixing.casework.cases.queries import Case, StalePage
from zhixing.casework.centre import queries_tracks as tracks
from zhixing.casework.centre.commands import rule_sets, triaging
from zhixing.casework.centre.deciding import triage_of
from zhixing.casework.centre.facts import triage_facts
from zhixing.casework.centre.queries_tracks import placement_of
from zhixing.casework.centre.queries_trials import trial_of
from zhixing.casework.control import events as control
from zhixing.casework.control.models import Asset, Finding
from zhixing.casework.disposal import events as disposal
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import entries
from zhixing.foundation.outbox.queries import Message
from zhixing.foundation.people.queries import Setting
from zhixing.law.finding import Refused
from zhixing.law.triage_rules import default_text

BIG = {"claim_fen": 30_000_000, "claims": (drafts.ClaimDraft(sort="principal", amount_fen=30_000_000),)}


def track(case: Case) -> tuple[str, str]:
    held = placement_of(case.pk)
    assert held is not None
    return held.track, held.rule


def triaged(case: Case) -> int:
    return story(case).count("centre.Triaged")


def text(change: tuple[str, str] = ("", "")) -> str:
    return default_text().replace(*change) if change[0] else default_text()


# ---- 随事件 ----


def test_filing_places_a_case_once(hall: Hall) -> None:
    case = hall.filed()
    held = placement_of(case.pk)
    assert held and (held.track, held.rule, held.first_track, held.goal) == ("fast", "small", "fast", ACCEPTED + timedelta(days=60))
    cases.assign(case=case, actor=hall.director, on=TODAY, revision=None, handler=hall.judges["simple"], team=hall.fast, reason="测试")
    assert triaged(case) == 1 and story(case).index("centre.Triaged") < story(case).index("cases.Assigned")
    told = entries(case.stream).get(type="centre.Triaged")
    assert len(told.finding["steps"]) == 8 and told.finding["inputs"]["claim"] == case.claim_fen and told.payload["cause"] == "cases.Accepted"


def test_findings_measures_and_settlement_re_sort_a_case(hall: Hall) -> None:
    case = hall.enforcing(**BIG)
    assert track(case) == ("normal", "rest")
    hall.fed(case, failed=1)
    assert not triage_facts([case], TODAY)[case.pk].queried
    hall.fed(case)
    hall.record(case, control.InquiryFinished(subject="上门", found=False), TODAY)
    held = placement_of(case.pk)
    assert held and held.rule == "nothing" and held.ending
    hall.settled(case, TODAY + timedelta(days=60))
    assert track(case) == ("fast", "promise")
    hall.froze(case, 40_000_000)
    assert track(case) == ("fast", "covered")
    hall.record(case, control.Deducted(subject="北疆银行存款40000000", amount_fen=30_450_000), TODAY)
    assert track(case) == ("fast", "covered"), "扣划了在路上的，照样够"
    assert placement_of(case.pk).moves == 1  # type: ignore[union-attr]


def test_cash_must_cover_interest_and_fee_and_waiting_does_not_count(hall: Hall) -> None:
    case = hall.enforcing(**BIG)
    hall.froze(case, 30_000_000)
    assert track(case) == ("normal", "rest"), "够本金不够执行费"
    hall.froze(case, 400_001, rank="waiting")
    assert track(case) == ("normal", "rest"), "轮候的没有冻住"
    owed = triage_facts([case], TODAY)[case.pk].owed_fen
    assert owed and owed > 30_000_000
    hall.froze(case, owed - 30_000_000)
    assert track(case) == ("fast", "covered")


def test_a_sale_or_a_house_turns_a_fast_case_and_the_clock_is_kept(hall: Hall) -> None:
    case = hall.enforcing()
    assert track(case) == ("fast", "small")
    hall.record(case, disposal.SaleStarted(subject="房产", round="first"), TODAY)
    held = placement_of(case.pk)
    assert held and (held.track, held.rule, held.first_track, held.moves) == ("normal", "convert", "fast", 1)
    assert held.goal == ACCEPTED + timedelta(days=180) and held.since == TODAY
    told = list(entries(case.stream).filter(type="centre.Triaged"))[-1]
    assert told.payload["before"] == "fast" and told.payload["cause"] == "disposal.SaleStarted"


def house(hall: Hall, case: Case, value: int | None, **details: object) -> Asset:
    """查到的一处不动产。"""
    asset = Asset.objects.create(
        court=hall.court, kind="real_estate", holder_key=f"h{case.pk}", holder="某", key=f"k{case.pk}{value}", what="某小区1号", value_fen=value,
        details=details,
    )
    Finding.objects.create(
        court=hall.court, case=case, party=hall.debtor(case), asset=asset, kind="real_estate", what="某小区1号", told_on=TODAY,
        taken_at=datetime(2026, 11, 3, tzinfo=ZoneInfo("Asia/Shanghai")),
    )
    return asset


def test_only_property_with_something_left_counts(hall: Hall) -> None:
    case = hall.enforcing(**BIG)
    asset = house(hall, case, 100_000_000, rights=[{"sort": "mortgage", "amount_fen": 100_000_000}])
    assert not triage_facts([case], TODAY)[case.pk].assets
    Asset.objects.filter(pk=asset.pk).update(value_fen=100_000_001)
    assert triage_facts([case], TODAY)[case.pk].assets == {"real_estate"}
    Asset.objects.filter(pk=asset.pk).update(value_fen=None)
    assert triage_facts([case], TODAY)[case.pk].assets == {"real_estate"}, "价值不明的当作有"
    hall.fed(case, "real_estate")
    assert track(case) == ("normal", "assets")
    hall.record(case, control.NotDisposable(subject="某小区1号", reason="exempt"), TODAY)
    assert not triage_facts([case], TODAY)[case.pk].assets and track(case) == ("normal", "rest")


def test_tags_objections_and_withdrawn_entries(hall: Hall) -> None:
    case = hall.enforcing()
    cases.tag(case=case, actor=hall.judge, on=TODAY, revision=None, add=("crowd",))
    assert track(case) == ("normal", "complex")
    cases.tag(case=case, actor=hall.judge, on=TODAY, revision=None, remove=("crowd",))
    assert track(case) == ("fast", "small")
    cases.link(case=case, actor=hall.judge, on=TODAY, revision=None, number="（2026）内0221执异5号", sort="objection")
    assert track(case) == ("normal", "complex"), "不在本系统的异议当作没有审结"


def test_ended_case_is_left_alone(hall: Hall) -> None:
    case = hall.enforcing()
    Case.objects.filter(pk=case.pk).update(state="closed", closed_on=TODAY)
    before = triaged(case)
    hall.fed(case, "real_estate")
    assert triaged(case) == before


# ---- 每天 ----


def test_the_daily_pass_finds_what_is_late_and_what_was_never_placed(hall: Hall) -> None:
    late, fresh = hall.enforcing(), hall.enforcing()
    placement_of(fresh.pk).delete()  # type: ignore[union-attr]
    assert triaging.sort_due(hall.court, TODAY) == 1 and track(fresh) == ("fast", "small"), "存量的补上"
    assert triaging.sort_due(hall.court, TODAY) == 0, "再做一遍什么也不变"
    day = ACCEPTED + timedelta(days=61)
    with context.use(replace(context.current(), now=datetime(day.year, day.month, day.day, 1, tzinfo=ZoneInfo("Asia/Shanghai")))):
        assert triaging.sort_due(hall.court, day) == 2
        assert triaging.sort_due(hall.court, day) == 0
    assert track(late) == ("normal", "convert")
    assert list(entries(late.stream).filter(type="centre.Triaged"))[-1].actor_name == "每日分流"


def test_cases_are_read_in_a_constant_number_of_queries(hall: Hall) -> None:
    rows = [hall.enforcing(**BIG) for _ in range(4)]
    for case in rows:
        hall.froze(case, 1_000)
        house(hall, case, 5)
        hall.settled(case, TODAY + timedelta(days=9))
    counts = []
    for some in (rows[:1], rows):
        with CaptureQueriesContext(connection) as asked:
            triage_facts(some, TODAY)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 18, counts


# ---- 人工 ----


def test_a_chosen_track_stays_until_it_is_ended(hall: Hall) -> None:
    case = hall.enforcing()
    triaging.choose_track(case=case, actor=hall.judge, on=TODAY, revision=None, track="normal", why="被执行人下落不明，需要悬赏")
    held = placement_of(case.pk)
    assert held and held.manual and (held.track, held.rule_track, held.rule, held.days) == ("normal", "fast", "small", 180)
    hall.froze(case, 9_000_000)
    held = placement_of(case.pk)
    assert held and (held.track, held.rule) == ("normal", "covered"), "规则算出的另记，轨道不动"
    assert story(case)[-1] == "control.MeasureTaken"
    triaging.end_choice(case=case, actor=hall.judge, on=TODAY, revision=None)
    held = placement_of(case.pk)
    assert held and not held.manual and (held.track, held.why, held.moves) == ("fast", "", 2)


def test_choice_is_refused_without_reason_right_or_change(hall: Hall) -> None:
    case = hall.enforcing()
    choose = lambda actor=hall.judge, track="normal", why="难办", revision=None: triaging.choose_track(
        case=case, actor=actor, on=TODAY, revision=revision, track=track, why=why,
    )
    for wrong in ({"why": " "}, {"track": "fast"}, {"track": "quick"}):
        with pytest.raises(Refused) as error:
            choose(**wrong)
        assert all(one.remedy for one in error.value.finding.reasons)
    with pytest.raises(Forbidden):
        choose(actor=hall.supervisor)
    with pytest.raises(Case.DoesNotExist):
        choose(actor=hall.elsewhere)
    with pytest.raises(StalePage):
        choose(revision=1)
    with pytest.raises(Refused):
        triaging.end_choice(case=case, actor=hall.judge, on=TODAY, revision=None)
    assert track(case) == ("fast", "small") and not placement_of(case.pk).manual  # type: ignore[union-attr]


# ---- 规则 ----


def drafted(hall: Hall, change: tuple[str, str] = ('"@small_claim_yuan"', "100000"), token: str = "t1") -> rule_sets.RuleSet:
    return rule_sets.draft_rules(court=hall.court, text=text(change), why="小标的放宽", actor=hall.director, token=token)


def test_a_rule_set_is_tried_on_last_years_cases_before_it_is_set(hall: Hall) -> None:
    small, middle, big = hall.enforcing(), hall.enforcing(claim_fen=8_000_000), hall.enforcing(**BIG)
    held = drafted(hall)
    assert drafted(hall).pk == held.pk and held.version == 1
    with pytest.raises(Refused, match="还没有试算完"):
        rule_sets.set_rules(rules_id=held.pk, effective_on=TODAY, actor=hall.director, on=TODAY, revision=None)
    rule_sets.try_rules(rules_id=held.pk, actor=hall.director, on=TODAY)
    held.refresh_from_db()
    trial = trial_of(held)
    assert trial and trial.finished and (trial.total, trial.done, trial.ways) == (3, 3, {("normal", "fast"): 1})
    assert trial.tracks["fast"] == (1, 2) and trial.teams == {"complex": (2, 1), "simple": (1, 2)}
    assert [row[0] for row in trial.rows] == [middle.pk] and track(middle) == ("normal", "rest"), "试算什么也不改"
    with pytest.raises(rule_sets.StaleRules):
        rule_sets.set_rules(rules_id=held.pk, effective_on=TODAY, actor=hall.director, on=TODAY, revision=0)
    rule_sets.set_rules(rules_id=held.pk, effective_on=TODAY, actor=hall.director, on=TODAY, revision=held.revision)
    assert tracks.rules_of(hall.court.pk, TODAY).version == 1 and tracks.rules_of(hall.court.pk, TODAY - timedelta(1)).version == 0
    assert triaging.sort_due(hall.court, TODAY) == 1
    assert [track(one) for one in (small, middle, big)] == [("fast", "small"), ("fast", "small"), ("normal", "rest")]
    assert placement_of(middle.pk).rules == 1 and story_of_court(hall)[-1] == "centre.RulesSet"  # type: ignore[union-attr]


def story_of_court(hall: Hall) -> list[str]:
    return [row.type for row in entries(f"court:{hall.court.pk}")]


def test_a_long_trial_goes_on_in_batches(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        hall.filed()
    monkeypatch.setattr(rule_sets, "CHUNK", 1)
    held = rule_sets.try_rules(rules_id=drafted(hall).pk, actor=hall.director, on=TODAY)
    assert (held.trial["done"], held.trial["finished"], held.tried_at) == (1, False, None)
    while message := Message.objects.filter(kind=rule_sets.KIND, payload__last=held.trial["last"]).first():
        rule_sets.try_step(message)
        rule_sets.try_step(message)  # 同一批再来一次，什么也不加
        held.refresh_from_db()
        if held.trial["finished"]:
            break
    assert held.trial["done"] == 3 and held.tried_at is not None


def test_days_by_track_and_wrong_tracks_are_lists(hall: Hall) -> None:
    quick, slow, turned = hall.enforcing(), hall.enforcing(**BIG), hall.enforcing()
    hall.record(turned, disposal.SaleStarted(subject="车", round="first"), TODAY)
    hall.record(slow, control.Deducted(subject="存款", amount_fen=1), TODAY)
    for case in (quick, slow):
        Case.objects.filter(pk=case.pk).update(state="closed", closed_on=TODAY, closing_mode="finished")
    found = tracks.wrong_track(hall.court.pk, TODAY - timedelta(days=30))
    assert [rate.figures for rate in found.rates] == [(1, 2), (0, 1), (1, 1)]
    assert [list(rate.part) for rate in found.rates] == [[turned], [], [slow]]
    assert found.days == {"fast": (13, 1), "normal": (13, 1)}
    assert tracks.counts(hall.court.pk)["normal"] == 1 == tracks.in_track(hall.court.pk, "normal").count()
    trial = trial_of(rule_sets.try_rules(rules_id=drafted(hall).pk, actor=hall.director, on=TODAY))
    assert trial and trial.days["fast"] == 13


def test_bad_rules_and_wrong_people_are_refused_and_nothing_is_kept(hall: Hall) -> None:
    with pytest.raises(Refused) as error:
        drafted(hall, ('field = "claim"', 'field = "colour"'))
    assert "第" in error.value.finding.reasons[0].text and "colour" in error.value.finding.reasons[0].text
    for actor in (hall.judge, hall.centre, hall.elsewhere):
        with pytest.raises(Forbidden):
            rule_sets.draft_rules(court=hall.court, text=text(), why="试", actor=actor, token="x")
    assert not tracks.rule_sets(hall.court.pk).exists()
    held = drafted(hall)
    with pytest.raises(Forbidden):
        rule_sets.try_rules(rules_id=held.pk, actor=hall.judge, on=TODAY)
    with pytest.raises(rule_sets.RuleSet.DoesNotExist):
        rule_sets.drop_rules(rules_id=held.pk, actor=hall.upper, revision=None)
    rule_sets.try_rules(rules_id=held.pk, actor=hall.director, on=TODAY)
    for day, word in ((TODAY - timedelta(1), "已经过了"),):
        with pytest.raises(Refused, match=word):
            rule_sets.set_rules(rules_id=held.pk, effective_on=day, actor=hall.director, on=TODAY, revision=None)
    rule_sets.drop_rules(rules_id=held.pk, actor=hall.director, revision=None)
    with pytest.raises(Refused, match="不能再动"):
        rule_sets.try_rules(rules_id=held.pk, actor=hall.director, on=TODAY)


def test_thresholds_come_from_the_courts_settings(hall: Hall) -> None:
    case = hall.enforcing(claim_fen=8_000_000)
    assert track(case) == ("normal", "rest")
    Setting.objects.create(court=hall.court, key="small_claim_yuan", value=100_000)
    assert triage_of(case, TODAY).value.rule == "small"
    assert triaging.sort_due(hall.court, TODAY, everything=True) == 1


@pytest.mark.parametrize("kind", ["执保", "执恢"])
def test_other_kinds_have_their_own_track(hall: Hall, kind: str) -> None:
    values = {"stage": "suit"} if kind == "执保" else {}
    case = hall.filed(kind=kind, **values)
    assert track(case)[0] == {"执保": "preservation", "执恢": "final"}[kind]


