"""许多人同时办：不断号、不重号；一页两人；一张表单交两次。"""

from __future__ import annotations

from at_once import proven, together
from drafts import RECEIVED, draft
from offices import office

from zhixing.casework.cases import commands
from zhixing.casework.cases.models import Case
from zhixing.casework.cases.queries import StalePage
from zhixing.foundation.history import queries as history


def test_twenty_clerks_file_at_once_no_gap_no_duplicate(committed_db, here, now) -> None:
    people = office()
    done = together(20, now, lambda n: [
        commands.file_case(actor=people.filing, court=people.court, draft=draft(accepted_on=RECEIVED)).serial
        for _ in range(3)
    ])
    serials = sorted(serial for some in done for serial in some)
    assert serials == list(range(1, 61))
    assert all(proven(case) for case in Case.objects.all())


def test_two_people_on_one_page_the_second_is_told(committed_db, here, now) -> None:
    people = office()
    case = commands.receive(actor=people.filing, court=people.court, draft=draft())
    done = together(
        2, now, lambda n: commands.accept(case=case, actor=people.filing, on=RECEIVED, revision=1)
    )
    assert sorted(type(one).__name__ for one in done) == ["Recorded", "StalePage"]
    stale = next(one for one in done if isinstance(one, StalePage))
    assert [line.entry.type for line in stale.since] == ["cases.Accepted"]
    assert history.seq(case.stream) == 2


def test_one_form_sent_by_eight_threads_is_one_case(committed_db, here, now) -> None:
    people = office()
    form = draft(accepted_on=RECEIVED)
    done = together(
        8, now, lambda n: commands.file_case(actor=people.filing, court=people.court, draft=form, token="once").pk
    )
    assert len(set(done)) == 1
    assert list(Case.objects.values_list("serial", flat=True)) == [1]
    assert commands.file_case(actor=people.filing, court=people.court, draft=draft(accepted_on=RECEIVED)).serial == 2


def test_notes_on_one_case_line_up(committed_db, here, now) -> None:
    people = office()
    case = commands.file_case(
        actor=people.filing, court=people.court, draft=draft(accepted_on=RECEIVED), handler=people.judge
    )
    done = together(
        12, now, lambda n: commands.note(case=case, actor=people.judge, on=RECEIVED, sort="电话", text=f"第{n}次").entry.seq
    )
    assert sorted(done) == list(range(5, 17))
    assert proven(case)
