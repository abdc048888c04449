"""措施台账：演示法院里登记的、导入的、接管和承接的，都和事件链说的一样（升级时补写的）。"""

from __future__ import annotations

from datetime import date

import pytest

from zhixing.casework.cases.commands.booking import standing_of
from zhixing.casework.cases.queries import Case
from zhixing.casework.control.models import Measure
from zhixing.foundation.people.queries import Court
from zhixing.law.measure_book import TYPES, fold


@pytest.mark.django_db
def test_the_book_of_the_demo_is_what_its_chains_say(demo_court: tuple[Court, date]) -> None:
    held = Measure.objects.filter(court=demo_court[0])
    chosen = list(Case.objects.filter(pk__in=held.values("case")).order_by("pk")[::20])
    facts = standing_of(chosen, TYPES)
    wanted = {(pk, row.seq, row.state, row.until, row.rank, row.ended_on) for pk, rows in facts.items() for row in fold(rows)}
    rows = held.filter(case__in=[one.pk for one in chosen])
    assert {(row.case_id, row.seq, row.state, row.until, row.rank, row.ended_on) for row in rows} == wanted
    assert len(wanted) >= 20
