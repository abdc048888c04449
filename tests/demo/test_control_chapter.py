"""财产查控那一章：与 ``./run`` 开着的模拟单位对得上，演过的不再演。"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import factories
import pytest

from zhixing.casework.control.models import Agency, AssetKind
from zhixing.demo import outside
from zhixing.demo.stories import control
from zhixing.entrances.cli.supervisor import Agencies
from zhixing.exchange.simulators.agencies import network_of


def test_the_same_agencies_as_those_that_run_beside_the_site(tmp_path: Path) -> None:
    words = Agencies(tmp_path, "http://127.0.0.1:1/", None).words
    assert words[words.index("--seed") + 1] == str(outside.SEED)
    assert words[words.index("--journal") + 1] == str(tmp_path / outside.JOURNAL)


def test_every_simulated_agency_covers_something_known() -> None:
    told = [kind for one in network_of().values() for kind in control._COVERS[one.register or one.kind]]
    assert set(told) <= set(AssetKind.values)


@pytest.mark.django_db
def test_a_court_with_agencies_is_left_alone() -> None:
    court = factories.court()
    Agency.objects.create(court=court, code="beijiang", name="北疆银行", channel="bank", covers=["deposit"])
    assert control.tell(court, date(2026, 11, 3)) == 0
    assert Agency.objects.count() == 1
