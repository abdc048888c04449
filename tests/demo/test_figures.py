"""``demo-court.md`` 的每一个数，从快照里的事件链重新数一遍。"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from zhixing.casework.closing.models import PoolCase
from zhixing.casework.sanctions.queries import Restriction
from zhixing.casework.settlement.queries import Instalment
from zhixing.demo.figures import Row, figures, printed
from zhixing.foundation.history.verify import verify


@pytest.fixture(scope="module")
def counted(demo_court: tuple[Any, date]) -> list[Row]:
    court, as_of = demo_court
    return figures(court, as_of)


def test_every_figure_comes_out(counted: list[Row]) -> None:
    wrong = [row for row in counted if not row.ok]
    assert not wrong, printed(wrong)


def test_history_of_the_snapshot_verifies(demo_court: tuple[Any, date]) -> None:
    report = verify()
    assert report.ok, report.first
    assert report.entries > 150_000


def test_nothing_is_left_uncounted(counted: list[Row]) -> None:
    names = [row.name for row in counted]
    assert len(names) == len(set(names)) and len(names) >= 100
    for word in ("今年受理", "简案团队", "执保", "首执平均天数", "案由", "标的", "被执行人", "查询", "到账", "终本库", "季末", "补正"):
        assert any(word in name for name in names), word


def test_no_list_a_newcomer_opens_is_empty(demo_court: tuple[Any, date]) -> None:
    """终本库查到财产、待录入，应当解除的（一项已超期，一项今天到期），逾期和快到期的分期。"""
    today = demo_court[1]
    inside = PoolCase.objects.filter(left_on__isnull=True)
    assert (inside.filter(found_on__isnull=False).count(), inside.filter(entered_on__isnull=True).count()) == (5, 3)
    due = Restriction.objects.filter(ordered_on__isnull=False, ended_on__isnull=True).order_by("lift_by").values_list("lift_by", flat=True)
    assert len(due) == 4 and due[0] < today == due[1] < due[2]
    unpaid = Instalment.objects.filter(agreement__state="running", paid_on__isnull=True)
    assert unpaid.filter(due__lt=today).count() == 2
    assert unpaid.filter(due__range=(today, today + timedelta(days=30))).count() == 3
