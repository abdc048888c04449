"""交接：环节随事件走；提出、接收、退回、收回；谁能接，缺什么写在上面；登记撤回以后各段重新得出。"""

from __future__ import annotations

from typing import Any

import factories
import pytest
from centre.hall import Hall
from control.desk import TODAY

from zhixing.casework.cases import commands as cases
from zhixing.casework.cases.access import Forbidden
from zhixing.casework.cases.queries import Case
from zhixing.casework.centre import commands as centre
from zhixing.casework.centre import queries_handing as queries
from zhixing.casework.centre.models import Handover, Stay
from zhixing.casework.control import events as control
from zhixing.foundation.history.queries import entries
from zhixing.law.finding import Refused


def offer(hall: Hall, case: Case, to: str = "control", actor: Any = None, token: str = "h1", **values: Any) -> Handover:
    return centre.offer(case=case, actor=actor or hall.judge, on=TODAY, revision=None, to_segment=to, token=token, **values)


def here(case: Case) -> str:
    row = queries.current_stay(case.pk)
    return row.segment if row else ""


def test_stays_follow_the_events_and_come_back_when_an_entry_is_withdrawn(hall: Hall) -> None:
    case = hall.enforcing()
    live = [(row.segment, row.side) for row in queries.stays_of(case.pk) if row.left_at is None]
    assert live == [("reception", True), ("inquiry", False)]
    assert queries.current_stays([case.pk])[case.pk].team == hall.hub
    done = cases.register(case=case, actor=hall.judge, on=TODAY, revision=None, matter="feedback", values={"found": ["deposit"]})
    assert here(case) == "control"
    assert queries.stays_of(case.pk).get(segment="control").user == hall.judge
    cases.withdraw_entry(case=case, actor=hall.judge, revision=None, seq=done.entry.seq, reason="登错了")
    assert here(case) == "inquiry"
    assert not Stay.objects.filter(case=case, segment="control").exists()


def test_taken_over_the_receiver_answers_for_the_segment(hall: Hall) -> None:
    case = hall.enforcing()
    row = offer(hall, case, "inquiry" if here(case) != "inquiry" else "control", to_user=hall.other, note="已谈过")
    assert {one["code"] for one in row.missing} >= {"query"}
    assert list(queries.to_answer(hall.other, TODAY)) == [row]
    assert not queries.to_answer(hall.centre, TODAY).exists()
    with pytest.raises(Refused, match="写明的接收人"):
        centre.take(handover=row.pk, actor=hall.centre, on=TODAY)
    centre.take(handover=row.pk, actor=hall.other, on=TODAY, revision=0)
    stay = queries.current_stay(case.pk)
    assert stay and (stay.segment, stay.user, stay.taken_at is not None) == ("control", hall.other, True)
    assert Case.objects.get(pk=case.pk).handler == hall.judge
    hall.record(case, control.FeedbackReceived(found=["deposit"]), TODAY)
    assert here(case) == "control"
    hall.froze(case, 100)
    assert here(case) == "notice"


def test_refused_with_a_reason_or_recalled_the_case_stays(hall: Hall) -> None:
    case = hall.enforcing()
    row = offer(hall, case, to_team=hall.team)
    assert offer(hall, case, to_team=hall.team) == row
    with pytest.raises(Refused, match="已经提出交接"):
        offer(hall, case, token="h2")
    with pytest.raises(Refused, match="理由"):
        centre.refuse_hand(handover=row.pk, actor=hall.other, on=TODAY, why=" ")
    centre.refuse_hand(handover=row.pk, actor=hall.other, on=TODAY, why="反馈还没有回来")
    with pytest.raises(Refused, match="退回"):
        centre.take(handover=row.pk, actor=hall.other, on=TODAY)
    again = offer(hall, case, token="h3")
    with pytest.raises(Refused, match="可以收回"):
        centre.recall(handover=again.pk, actor=hall.centre, on=TODAY)
    centre.recall(handover=again.pk, actor=hall.leader, on=TODAY)
    told = [one.type for one in entries(case.stream) if one.type.startswith("centre.Hand")]
    assert told == ["centre.HandOffered", "centre.HandRefused", "centre.HandOffered", "centre.HandRefused"]
    assert here(case) == "inquiry"


def test_only_who_may_and_only_to_whom_can_do_it(hall: Hall) -> None:
    case, before = hall.enforcing(), Handover.objects.count()
    stranger = factories.user("judge", court=hall.court)
    for wanted, why in (({"to_user": stranger}, "接不了"), ({"to": "inquiry"}, "就在"), ({"to_team": hall.teams["final"]}, "接得了")):
        with pytest.raises(Refused, match=why) as told:
            offer(hall, case, **wanted)
        assert all(reason.remedy for reason in told.value.finding.reasons)
    with pytest.raises(Case.DoesNotExist):
        offer(hall, case, actor=hall.elsewhere)
    with pytest.raises(Forbidden):
        offer(hall, case, actor=hall.president)
    row = offer(hall, case)
    with pytest.raises(Case.DoesNotExist):
        centre.take(handover=row.pk, actor=hall.elsewhere, on=TODAY)
    assert Handover.objects.count() == before + 1


def test_cases_without_stays_are_filled_in(hall: Hall) -> None:
    case = hall.enforcing()
    kept = list(Stay.objects.filter(case=case).order_by("id").values_list("segment", "came_at", "left_at"))
    Stay.objects.filter(case=case).delete()
    assert (centre.backfill(), centre.backfill(case.pk), centre.backfill()) == (case.pk, 0, 0)
    assert list(Stay.objects.filter(case=case).order_by("id").values_list("segment", "came_at", "left_at")) == kept
