"""库里算的灯色与 ``law.lights`` 一致：每一种组合都对照。"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import factories
import pytest

from zhixing.casework.cases.models import Case
from zhixing.casework.nodes import queries
from zhixing.casework.nodes.queries import Node
from zhixing.law.lights import Light, light_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]
TODAY = date(2026, 11, 3)
NEAR = [None, *(TODAY + timedelta(days=n) for n in (-1, 0, 1))]


def every_combination(case: Case) -> list[Node]:
    """届满、临期、最后工作日在今天前后，配上状态、归属、类别、停算。"""
    values = product(NEAR, NEAR, NEAR, ["open", "done", "lapsed"], ["court", "party", "outside"], "ABC", [False, True], ["", "register:renew"])
    names = ("due", "warn_on", "last_working_day", "state", "whose", "cls", "paused", "act")
    return [
        Node(case=case, court_id=case.court_id, key=f"T-{i}", code="T", name="某节点", hard=True, started=TODAY,
             rule_version="t", calendar_version="t", **dict(zip(names, row, strict=True)))
        for i, row in enumerate(values)
    ]


@pytest.fixture
def rows(here: object) -> list[Node]:
    case = Case.objects.create(court=factories.court(), state="enforcing", received_on=TODAY, created_at=here.now)
    return Node.objects.bulk_create(every_combination(case))


def sql_light_equals_the_rule(rows: list[Node]) -> None:
    lit = {node.key: node.light for node in queries.with_light(Node.objects.all(), TODAY)}
    assert lit == {node.key: str(light_of(node, TODAY)) for node in rows}
    assert set(lit.values()) == {light.value for light in Light}


def counts_are_the_lengths_of_their_lists(rows: list[Node]) -> None:
    (found,) = queries.counts(Node.objects.all(), TODAY)
    lit = queries.with_light(Node.objects.all(), TODAY)
    for light in Light:
        assert getattr(found, light) == lit.filter(light=light).count()
    assert found.total == len(rows)


def buckets_of_the_desk_never_overlap_and_overdue_is_red(rows: list[Node]) -> None:
    lit = queries.with_light(Node.objects.filter(state="open"), TODAY)
    buckets = {bucket.key: set(bucket.rows.values_list("pk", flat=True)) for bucket in queries.buckets(lit, TODAY)}
    assert sum(map(len, buckets.values())) == len(set().union(*buckets.values()))
    red = set(lit.filter(light="red").values_list("pk", flat=True))
    assert buckets["overdue"] <= red <= buckets["overdue"] | buckets["today"], "效力期间到了最后一个工作日，灯是红的，还没有超期，今天就要办"
    assert queries.due_now(lit, TODAY, len(rows)) == len(buckets["overdue"] | buckets["today"])
    lapsing = lit.filter(pk__in=buckets["lapsing"])
    assert {(node.cls, node.act) for node in lapsing} == {("C", "register:renew")} and not lapsing.filter(light="red").exists()
    week = [f"2026-11-0{n}" for n in (4, 5, 6, 7, 8)]
    assert list(buckets) == ["overdue", "today", *week, "next_week", "lapsing", "waiting"]


def test_every_combination(rows: list[Node]) -> None:
    """七千行造一次，三样一起对照。"""
    sql_light_equals_the_rule(rows)
    counts_are_the_lengths_of_their_lists(rows)
    buckets_of_the_desk_never_overlap_and_overdue_is_red(rows)
