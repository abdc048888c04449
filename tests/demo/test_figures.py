"""``demo-court.md`` 的每一个数，从快照里的事件链重新数一遍。"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

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
