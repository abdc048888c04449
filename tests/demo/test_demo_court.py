"""演示法院：都是真命令办出来的，链对得上，必有的情形一件不少。"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from demo.conftest import EXTRA, NOW
from django.db import transaction

from zhixing.casework.cases import access
from zhixing.casework.cases.facts import timelines_of
from zhixing.casework.cases.queries import Case, Party, Title, search, visible_to
from zhixing.casework.centre.models import (
    Conference,
    Departure,
    Draw,
    Entrustment,
    Following,
    Handover,
    Placement,
    Recusal,
    Seed,
    StaffingPlan,
    Workforce,
    WorkItem,
)
from zhixing.casework.closing.models import PoolCase
from zhixing.casework.closing.queries import summary
from zhixing.casework.funds import queries as funds
from zhixing.casework.funds.queries import Debt, Sheet
from zhixing.casework.funds.verify import verify as recomputed
from zhixing.casework.nodes.commands import refresh
from zhixing.casework.nodes.queries import Node, orphans, with_light
from zhixing.casework.settlement.queries import Instalment
from zhixing.demo import is_empty, logins, roster_of
from zhixing.demo.house import House
from zhixing.demo.programme import PLANTED
from zhixing.demo.roster import PASSWORD, STAFF
from zhixing.demo.stories import centre, debts, loose_ends
from zhixing.entrances.cli import demo as command
from zhixing.entrances.cli.trouble import Trouble
from zhixing.foundation.approvals.queries import Approval, waiting_for
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import DailyRoot, Entry
from zhixing.foundation.history.verify import verify
from zhixing.foundation.people.facts import user_facts
from zhixing.foundation.people.queries import Absence, Court, Delegation, Post, Team, User, calendar_of
from zhixing.law import identity
from zhixing.law.rights import court_rights
from zhixing.law.states import ENDED, UNFILED, Act, State, fold

TODAY = NOW.date()


# ---- 装得对 ----


def test_about_as_many_cases_as_asked(demo: House) -> None:
    assert Case.objects.count() == PLANTED + EXTRA


def test_the_chains_and_daily_roots_prove(demo: House) -> None:
    report = verify()
    assert report.ok, report.first
    assert report.days >= 60 and DailyRoot.objects.latest("day").day == TODAY - timedelta(days=1)


def test_every_open_case_has_an_open_node_with_an_owner(demo: House) -> None:
    assert list(orphans(TODAY)) == []


def test_the_stored_state_is_the_folded_one(demo: House) -> None:
    cases = {case.pk: case for case in Case.objects.select_related("court")}
    for pk, line in timelines_of(cases.values()).items():
        types = [fact.type for fact in sorted(line.facts, key=lambda fact: fact.identity)]
        assert cases[pk].state == fold(types), cases[pk]


def test_the_stored_nodes_are_the_planned_ones(demo: House) -> None:
    before = set(Node.objects.values_list("case", "key", "due", "state"))
    for case in Case.objects.filter(closed_on=None):
        assert refresh(case) == [], case
    assert set(Node.objects.values_list("case", "key", "due", "state")) == before


def test_every_entry_is_marked_and_made_in_office_hours(demo: House) -> None:
    entries = Entry.objects.filter(stream__startswith="case:")
    assert not entries.filter(simulated=False).exists()
    calendar = calendar_of(demo.court.pk)
    for row in entries:
        at = row.recorded_at.astimezone(NOW.tzinfo)
        assert calendar.is_working_day(at.date()) and at <= NOW
        assert (8, 30) <= (at.hour, at.minute) <= (18, 30)
        assert row.happened_on <= at.date() and row.actor_name


def test_papers_are_sound_and_evidently_invented(demo: House) -> None:
    for party in Party.objects.exclude(paper_number=""):
        assert identity.check(party.paper, party.paper_number).ok, party
        assert party.paper_number.startswith(("159900", "91150299XNDEM"))
    assert set(Party.objects.values_list("phone", flat=True)) - {""}
    assert all(phone.startswith("1000472") for phone in Party.objects.exclude(phone="").values_list("phone", flat=True))
    for kind in ("id", "uscc"):
        numbers = list(Party.objects.filter(paper=kind, case__kind="执").values_list("paper_number", flat=True))
        assert len(numbers) == len(set(numbers)) or kind == "uscc"


# ---- 人 ----


def test_the_staff_is_complete(demo: House) -> None:
    posts = Counter(h.post for u in User.objects.filter(court=demo.court) for h in u.holdings.all())
    wanted = {
        Post.PRESIDENT: 1, Post.VICE_PRESIDENT: 1, Post.DIRECTOR: 1, Post.VICE_DIRECTOR: 1, Post.JUDGE: 7,
        Post.ASSISTANT: 9, Post.CLERK: 10, Post.BAILIFF: 5, Post.FUNDS: 1, Post.ACCOUNTANT: 1, Post.CASHIER: 1,
        Post.FILING: 2, Post.SUPERVISOR: 1, Post.ARCHIVIST: 1, Post.SYSTEM_ADMIN: 1, Post.SECURITY_ADMIN: 1,
        Post.AUDIT_ADMIN: 1, Post.CENTRE: 1, Post.TEAM_LEADER: 4,
    }
    assert posts == wanted
    assert set(Team.objects.values_list("kind", flat=True)) == set(Team.Kind.values)
    assert Absence.objects.filter(since__lte=TODAY, until__gte=TODAY).exists()
    (given,) = Delegation.objects.all()
    assert (given.principal.username, given.deputy.username) == ("yuanzhang", "fuyuanzhang")


def test_upper_courts_look_but_do_not_touch(demo: House) -> None:
    case = Case.objects.filter(state=State.ENFORCING).first()
    for username in ("zhongyuan", "gaoyuan"):
        user = User.objects.get(username=username)
        assert visible_to(user, TODAY).count() == Case.objects.count()
        allowed = access.rights_of(user, case)
        assert allowed.may_view and not any(allowed.may(act) for act in Act)


def test_administrators_see_no_cases(demo: House) -> None:
    for username in ("xitong", "anquan", "shenji"):
        user = User.objects.get(username=username)
        assert not visible_to(user, TODAY).exists()
        assert not court_rights(user_facts(user, TODAY)).may_see_board


def test_log_ins_are_shown_only_in_the_demo(demo: House, settings: Any) -> None:
    settings.DEMO = False
    assert logins() == []
    settings.DEMO = True
    shown = logins()
    assert [login.username for login in shown] == [person.username for person in STAFF if person.role]
    for login in shown:
        user = User.objects.get(username=login.username)
        assert user.check_password(PASSWORD) and not user.must_change_password
    assert not User.objects.get(username="fajing2").has_usable_password()


def run(*words: str) -> int:
    """``zhixing demo …``。"""
    parser = argparse.ArgumentParser()
    command.register(parser)
    return command.run(parser.parse_args(words))


def test_the_command_does_nothing_twice(demo: House, capsys: pytest.CaptureFixture[str]) -> None:
    before = Entry.objects.count()
    assert not is_empty() and run("--if-empty") == 0
    with pytest.raises(Trouble, match="已有人员或案件"):
        run()
    assert Entry.objects.count() == before and capsys.readouterr().out == ""


def test_the_command_lists_the_log_ins(demo: House, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--logins") == 0
    text = capsys.readouterr().out
    assert PASSWORD in text and "juzhang" in text and "执行局长" in text
    assert run("--logins", "--json") == 0
    rows = json.loads(capsys.readouterr().out)
    assert {"role": "院长", "name": "布和巴雅尔", "username": "yuanzhang", "password": PASSWORD} in rows


def test_a_real_court_has_no_demo_log_ins(demo: House) -> None:
    """同名的登录名不算：要有演示建院的记录。"""
    with transaction.atomic():
        Court.objects.filter(pk=demo.court.pk).update(daizi="内0222")
        assert roster_of() == []
        transaction.set_rollback(True)


# ---- 必有的情形 ----


def lights(code: str) -> Counter[str]:
    rows = with_light(Node.objects.filter(state="open", code=code), TODAY)
    return Counter(rows.values_list("light", flat=True))


def test_every_state_is_there(demo: House) -> None:
    assert set(Case.objects.values_list("state", flat=True)) == set(State) - {State.REVERSED}


def test_the_window_shows_every_light(demo: House) -> None:
    assert set(lights("N-01")) == {"green", "yellow", "red"}


def test_red_and_yellow_are_few(demo: House) -> None:
    rows = with_light(Node.objects.filter(state="open"), TODAY)
    found = Counter(rows.values_list("light", flat=True))
    assert 0.02 <= found["red"] / found.total() <= 0.09
    assert 0.04 <= found["yellow"] / found.total() <= 0.14


@pytest.mark.parametrize(
    ("code", "light"), [("N-14", "yellow"), ("N-12", "yellow"), ("N-09", "red"), ("N-01c", "yellow"), ("W-01", "grey"),
                        ("B-07", "red"), ("N-28", "red"), ("N-15", "red"), ("N-41", "yellow")],
)
def test_nodes_of_each_kind_and_light(demo: House, code: str, light: str) -> None:
    assert lights(code)[light] >= 1, lights(code)


def test_closings_by_several_modes(demo: House) -> None:
    assert {"finished", "terminated_round", "nothing_to_preserve"} <= set(Case.objects.values_list("closing_mode", flat=True))


def test_spans_and_extensions(demo: House) -> None:
    names = Counter(Entry.objects.values_list("type", flat=True))
    for event in (
        "nodes.Suspended", "nodes.Resumed", "nodes.Stayed", "nodes.Excluded", "nodes.ExclusionEnded", "nodes.Extended",
        "cases.Transferred", "cases.EntryWithdrawn", "cases.HelperChanged", "closing.ProposalEnded", "closing.Resumed",
        "closing.PoolEntered", "closing.Archived", "sanctions.Listed", "sanctions.Fined", "sanctions.Detained",
        "disposal.SaleStarted", "documents.Served", "documents.AnnouncementPosted", "funds.Paid",
    ):
        assert names[event] >= 1, event


def test_approvals_wait_at_every_level(demo: House) -> None:
    pending = Counter(Approval.objects.filter(state=Approval.State.PENDING).values_list("step_post", flat=True))
    assert pending["team_leader"] >= 2 and pending["director"] >= 2 and pending["president"] >= 2 and pending["judge"] >= 1
    for username in ("tuanzhang1", "juzhang", "yuanzhang", "fuyuanzhang"):
        assert waiting_for(User.objects.get(username=username), TODAY).count() >= 2, username


def test_parties_worth_seeing(demo: House) -> None:
    tibetan = Case.objects.get(parties__language="藏语")
    assert tibetan.claim_fen == 269_000 and tibetan.small_claim
    assert Party.objects.filter(language="蒙古语").exists()
    assert Party.objects.filter(whereabouts_unknown=True).exists()
    guardian = Party.objects.filter(role="guardian").first()
    assert guardian.represents.birth > TODAY - timedelta(days=366 * 18)
    assert Party.objects.filter(role="agent", authority="特别授权").exists()
    assert Party.objects.filter(name__contains="·").exists()
    assert Party.objects.filter(name="李𤩽").exists() and max(len(n) for n in Party.objects.values_list("name", flat=True)) > 30
    namesakes = Party.objects.filter(name="王建国", role="respondent")
    assert namesakes.count() >= 2 and len(set(namesakes.values_list("paper_number", flat=True))) >= 2
    assert {"wages", "traffic", "child"} <= set(Case.objects.values_list("livelihood", flat=True))
    assert Title.objects.filter(kind="non_litigation", case__non_litigation=True).exists()


def test_pinyin_finds_the_right_people(demo: House) -> None:
    everything = Case.objects.all()
    for text, name in (("zhaxidunzhu", "扎西顿珠"), ("xieyuzhu", "解玉柱"), ("qlq", "仇立群"), ("zhangyan", "张䶮")):
        found = Party.objects.filter(case__in=search(everything, text), name=name)
        assert found.exists(), text


def test_a_closed_case_was_taken_up_again(demo: House) -> None:
    again = Case.objects.get(kind="执恢", relations__other__isnull=False)
    first = again.relations.get().other
    assert first.closing_mode == "terminated_round" and again.state == State.ENFORCING


def test_the_summary_is_not_trivial(demo: House) -> None:
    figures = {key: f.rows.count() for key, f in summary(Case.objects.all(), TODAY.replace(month=9, day=1), TODAY).items()}
    assert all(figures.values())
    assert figures["old"] + figures["new"] == figures["closed"] + figures["open"]


def test_numbers_follow_on_without_a_gap(demo: House) -> None:
    for kind, first in (("执", 1181), ("执恢", 243), ("执保", 131)):
        serials = sorted(Case.objects.filter(kind=kind, serial__isnull=False).values_list("serial", flat=True))
        assert serials == list(range(first, first + len(serials)))


def test_the_last_chapter_states_debts_and_signs_sheets(demo: House) -> None:
    """有已确认的、只录入的、确认以后又改的、不明确的、作废的；不登记款项；演过的不再演。"""
    sheets = list(Sheet.objects.select_related("case"))
    signed = {sheet.case_id for sheet in sheets if sheet.signed_at}
    usable = {pk for pk in signed if funds.signed(pk)}
    assert len(usable) >= 8 and signed - usable, "有能据以发放的，也有须重新确认的"
    assert any(sheet.voided_at for sheet in sheets) and any(not sheet.signed_at for sheet in sheets)
    assert Debt.objects.exclude(unclear=[]).exists() and Debt.objects.count() > len({sheet.case_id for sheet in sheets})
    assert all(sheet.result["switches"][0]["key"] == "lpr_beyond_table" for sheet in sheets)
    assert recomputed().ok
    assert debts.tell(demo.court, context.current().today) == 0


def test_the_last_chapter_leaves_loose_ends(demo: House) -> None:
    """小的演示法院也有查到财产还没有提请的、分期的和解；演过的不再演。各张清单的数在 ``test_figures.py``。"""
    found = PoolCase.objects.filter(left_on__isnull=True, found_on__isnull=False).select_related("case")
    assert found and all(row.case.state == State.CLOSED for row in found)
    parts = Instalment.objects.filter(agreement__state="running").select_related("agreement__case")
    assert parts and all(one.agreement.case.state == State.ENFORCING for one in parts)
    before = Entry.objects.count()
    assert loose_ends.tell(demo.court, TODAY) == 0
    assert Entry.objects.count() == before


# ---- 指挥中心一章 ----


def test_the_hall_has_work_in_every_state(demo: House) -> None:
    with transaction.atomic(), context.use(context.Context(now=NOW, entrance="demo", simulated=True)):
        centre.tell(demo.court, TODAY)
        assert centre.tell(demo.court, TODAY) == 0
        states = set(WorkItem.objects.values_list("state", flat=True))
        assert states >= {"queued", "claimed", "doing", "waiting", "returned"} and WorkItem.objects.filter(state="queued", due_at__lt=NOW).exists()
        assert Handover.objects.get().state == "offered" and Conference.objects.count() == 1 and Following.objects.count() == 2
        assert set(Entrustment.objects.values_list("state", flat=True)) == {"sent", "received"}
        assert Seed.objects.count() == 11 and Recusal.objects.count() == Workforce.objects.count() == Departure.objects.count() == 1
        assert not StaffingPlan.objects.exclude(state="waiting").exists() and StaffingPlan.objects.count() == 1
        assert {(row.seed.shown_at is not None, row.cases > 0) for row in Draw.objects.select_related("seed")} <= {(True, True)}
        opened = Case.objects.filter(court=demo.court).exclude(state__in=ENDED | UNFILED)
        assert not opened.exclude(pk__in=Placement.objects.values("case")).exists()
        transaction.set_rollback(True)
