"""一件案件的一生：收件、补正、立案、移送、分案、查控、中止、恢复、报结、结案、归档。全走命令，后续表是真的。"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import drafts
import pytest
from spine import House, story

from zhixing.casework.cases import commands as cases
from zhixing.casework.cases.facts import timeline_of
from zhixing.casework.cases.queries import Case
from zhixing.casework.closing import commands as closing
from zhixing.casework.nodes import commands as nodes
from zhixing.casework.nodes.queries import of_case, orphans
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import Source, seq
from zhixing.foundation.history.verify import verify
from zhixing.law.finding import Refused
from zhixing.law.states import State, fold

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]
START = date(2026, 9, 1)
BEIJING = ZoneInfo("Asia/Shanghai")


class Clerk:
    """照日子一步步办：每一步都在当天上午，页面版本总是新的；每步之后核对不变的几件事。"""

    def __init__(self, house: House, case: Case) -> None:
        self.house, self.case = house, case

    def do(self, day: date, act: Any, actor: Any, **values: Any) -> Any:
        with context.at(datetime.combine(day, time(10), BEIJING)):
            done = act(case=self.case, actor=actor, on=day, revision=seq(self.case.stream), **values)
            self.check(day)
        return done

    def register(self, day: date, matter: str, **values: Any) -> None:
        self.do(day, cases.register, self.house.judge, matter=matter, values=values)

    def approve(self, day: date, approval: Any) -> None:
        with context.at(datetime.combine(day, time(15), BEIJING)):
            self.house.approve(approval, day)
            self.check(day)

    def check(self, day: date) -> None:
        """状态就是时间线推出来的；未结的案件总有未办的节点和负责的人。"""
        self.case.refresh_from_db()
        assert self.case.state == fold(fact.type for fact in timeline_of(self.case).facts)
        assert not orphans(day).filter(pk=self.case.pk).exists()


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def clerk(house: House) -> Clerk:
    with context.at(datetime.combine(START, time(10), BEIJING)):
        return Clerk(house, house.received(received_on=START, complete=False))


def filed(clerk: Clerk) -> Clerk:
    """从补正走到分案。"""
    house = clerk.house
    clerk.do(date(2026, 9, 2), cases.ask_correction, house.filing, missing=["生效证明"], until=date(2026, 9, 20))
    clerk.do(date(2026, 9, 7), cases.corrected, house.filing)
    clerk.do(date(2026, 9, 8), cases.accept, house.filing)
    clerk.do(date(2026, 9, 9), cases.hand_over, house.filing)
    clerk.do(date(2026, 9, 10), cases.assign, house.director, handler=house.judge, team=house.team, way="轮流", reason="轮到")
    return clerk


def test_a_case_lives_from_receipt_to_the_archive(clerk: Clerk) -> None:
    house, case = filed(clerk).house, clerk.case
    assert (case.state, case.number) == ("assigned", "（2026）内0221执1号")

    clerk.register(date(2026, 9, 11), "query", channel="network", scope="full")
    assert case.state == State.ENFORCING
    clerk.register(date(2026, 9, 14), "feedback", found=["deposit"])
    clerk.register(date(2026, 9, 14), "freeze", property="deposit", subject="农行尾号0001", amount_fen="36000", rank="first")

    pause = clerk.do(
        date(2026, 9, 21), nodes.propose_suspend, house.judge, ground="案外人对执行标的提出确有理由的异议",
        document="（2026）内0221执1号之一",
    )
    assert case.state == State.ENFORCING
    clerk.approve(date(2026, 9, 21), pause)
    assert case.state == State.SUSPENDED
    with pytest.raises(Refused, match="中止"):
        clerk.do(date(2026, 9, 22), closing.propose, house.judge, mode="finished", ground="performed")
    before = of_case(case.pk).get(code="N-31").due
    clerk.do(date(2026, 10, 21), nodes.resume, house.judge, document="（2026）内0221执1号之二")
    after = of_case(case.pk).get(code="N-31").due
    assert case.state == State.ENFORCING
    assert after is not None
    assert before is None or after > before

    clerk.register(date(2026, 10, 22), "deduct", subject="农行尾号0001", amount_fen="36000")
    clerk.register(date(2026, 10, 22), "received", subject="回单0001", amount_fen="36000")
    with pytest.raises(Refused) as refused:
        clerk.do(date(2026, 10, 23), closing.propose, house.judge, mode="terminated_round", ground="no_property")
    reasons = refused.value.finding.reasons
    assert all(reason.remedy or reason.act for reason in reasons)
    assert {"N-03", "N-35"} <= {reason.subject.partition("|")[0] for reason in reasons}
    clerk.register(date(2026, 10, 26), "notice", to="单晓岚")
    assert of_case(case.pk).get(code="N-03").late
    clerk.register(date(2026, 10, 26), "claimed", subject="回单0001")
    clerk.register(date(2026, 10, 27), "paid", subject="回单0001", amount_fen="36000", payee="王秀兰", settles=True)
    clerk.register(date(2026, 10, 27), "release", subject="农行尾号0001", ground="paid")

    asked = clerk.do(date(2026, 10, 28), closing.propose, house.judge, mode="finished", ground="performed")
    assert case.state == State.PROPOSED
    clerk.approve(date(2026, 10, 29), asked)
    assert (case.state, case.closed_on, case.closing_mode) == ("closed", date(2026, 10, 29), "finished")
    clerk.do(date(2026, 11, 2), closing.archive, house.judge, catalogue="2026-执-0001")
    assert (case.state, case.archived_on) == ("archived", date(2026, 11, 2))
    assert verify().ok
    assert story(case)[:8] == [
        "cases.Received", "cases.CorrectionAsked", "cases.Corrected", "cases.Accepted", "centre.Triaged", "cases.HandedOver",
        "cases.Assigned", "control.QuerySent",
    ]


def test_correcting_a_date_moves_the_nodes_and_withdrawing_reopens_them(clerk: Clerk) -> None:
    case = filed(clerk).case
    clerk.register(date(2026, 9, 14), "notice", to="单晓岚")
    issued = seq(case.stream)
    assert of_case(case.pk).get(code="N-03").done_on == date(2026, 9, 14)
    with context.at(datetime.combine(date(2026, 9, 14), time(16), BEIJING)):
        cases.correct_entry(
            case=case, actor=clerk.house.judge, seq=issued, values={}, on=date(2026, 9, 11), reason="日期写错",
            revision=issued,
        )
        assert of_case(case.pk).get(code="N-03").done_on == date(2026, 9, 11)
        cases.withdraw_entry(
            case=case, actor=clerk.house.judge, seq=issued + 1, reason="登错案件", revision=issued + 1
        )
        assert of_case(case.pk).get(code="N-03").state == "open"
        clerk.check(date(2026, 9, 14))


def test_an_imported_case_has_its_nodes_at_once(house: House) -> None:
    case = cases.file_case(
        actor=house.director, court=house.court, draft=drafts.draft(accepted_on=date(2026, 10, 21)),
        number="（2026）内0221执2001号", handler=house.judge, source=Source.IMPORTED,
    )
    assert of_case(case.pk).filter(state="open", owner=house.judge).exists()
    assert verify().ok


@pytest.mark.parametrize("matter", ["不存在", "pool"])
def test_a_matter_that_does_not_fit_is_refused_and_leaves_nothing(house: House, matter: str) -> None:
    case = house.case()
    before = (seq(case.stream), of_case(case.pk).count())
    with pytest.raises(Refused):
        cases.register(
            case=case, actor=house.judge, on=date(2026, 10, 26), revision=before[0], matter=matter, values={"channel": "network"}
        )
    assert (seq(case.stream), of_case(case.pk).count()) == before


@pytest.mark.parametrize("values", [{}, {"channel": "smoke"}, {"channel": "network", "person": "残\ud800缺"}])
def test_bad_values_are_refused(house: House, values: dict[str, str]) -> None:
    case = house.case()
    before = seq(case.stream)
    with pytest.raises(Refused):
        cases.register(
            case=case, actor=house.judge, on=date(2026, 10, 26), revision=before, matter="query",
            values={"scope": "full"} | values,
        )
    assert seq(case.stream) == before


def test_a_missing_proof_is_a_warning_and_attached_files_are_kept(house: House) -> None:
    case = house.case()
    act = {"case": case, "actor": house.judge, "on": date(2026, 10, 26) + timedelta(days=1), "matter": "freeze"}
    values = {"property": "deposit", "subject": "农行尾号0001", "rank": "first"}
    bare = cases.register(**act, revision=seq(case.stream), values=values)
    assert [w["code"] for w in bare.entry.finding["warnings"]] == ["entry.no_evidence"]
    full = cases.register(**act, revision=seq(case.stream), values={**values, "subject": "工行尾号0002"}, files=[7])
    assert (full.entry.payload["files"], full.entry.finding["warnings"]) == ([7], [])
