"""六十件案件的大中心、小团队：导入，随机分给各团队，成批交办、一批查询，反馈来了重新分流；没有一件、一张没有人管。"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from journeys.town import CASES, FILED, LARGE_FROM, Clock, Town, filled, papers, to_sell, workbook
from web.looking import text_of

from zhixing.casework.cases.models import Assignment
from zhixing.casework.cases.queries import Case
from zhixing.casework.centre.models import Draw, Placement, Stay, WorkItem
from zhixing.casework.centre.queries_turns import turns_of
from zhixing.casework.control.models import Wave
from zhixing.casework.nodes.queries import orphans
from zhixing.entrances.jobs import tasks
from zhixing.foundation.files import pdf_child
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import entries
from zhixing.foundation.history.verify import verify as chains
from zhixing.foundation.people.queries import Holding
from zhixing.law import duties
from zhixing.law.item_states import OPEN

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 3)
ASKED = 14
"""头几件交办了发通知。"""


def _in_process(content: bytes, how: str) -> dict[str, Any]:
    """照子进程的办法看 PDF，就在本进程里。"""
    return {"look": pdf_child.looked, "text": pdf_child.found}[how](content)


@pytest.fixture
def town(db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seal: Path) -> Town:
    """钟停在前一日下午的法院。"""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.WHITENOISE_AUTOREFRESH = True
    monkeypatch.setenv("ZHIXING_AGENCY_KEYS", str(tmp_path))
    for place in ("zhixing.foundation.files.pdf", "zhixing.exchange.pdf_text"):
        monkeypatch.setattr(f"{place}.asked", _in_process)
    clock = Clock()
    clock.stop(monkeypatch)
    return Town(clock, tmp_path)


def test_sixty_cases_through_the_centre_and_the_teams(town: Town) -> None:
    tasks.seed_draws(0)
    numbers = papers()
    town.clock.on(DAY)
    imported(town, numbers)
    drawn(town)
    nobody_is_lost(town)
    asked_in_bulk(town)
    queried(town)
    sorted_again(town, numbers)
    with context.use(town.clock.here()):
        assert chains().first is None


# ---- 没有一件没有人管 ----


def nobody_is_lost(town: Town) -> None:
    """每件没有结的：恰好一名承办人、一条轨道、一段主线、一个有日子的下一步；每张没有办完的事务有人或者有台；各页开得开。"""
    today, rows = town.clock.at.date(), [case for case in town.cases() if case.closed_on is None]
    ids = [case.pk for case in rows]
    handlers = dict(Assignment.objects.filter(case__in=ids, role="handler", until=None).values_list("case", "user"))
    assert Assignment.objects.filter(case__in=ids, role="handler", until=None).count() == len(rows)
    assert handlers == {case.pk: case.handler_id for case in rows} and all(case.team_id for case in rows)
    assert Placement.objects.filter(case__in=ids).count() == len(rows)
    assert sorted(Stay.objects.filter(case__in=ids, side=False, left_at=None).values_list("case", flat=True)) == sorted(ids)
    turns = turns_of(rows, today)
    assert set(turns) == set(ids) and all(one.due and one.what and one.who.name for one in turns.values())
    assert all(one.who.user or one.who.post or one.who.team for one in turns.values() if one.side == "court")
    assert not orphans(today).exists()
    held = set(Holding.objects.filter(user__court=town.hall.court, user__is_active=True).values_list("post", flat=True))
    for item in WorkItem.objects.filter(state__in=OPEN):
        assert item.assignee_id or item.desk_team_id or duties.catalogue()[item.duty].posts & held, item
    for name in ("centre_hall", "centre_queue", "centre_fast", "centre_team", "case_list"):
        town.see(town.hall.director, name)


# ---- 导入、分案 ----


def imported(town: Town, numbers: list[str]) -> None:
    """立案上传、检查、导入，都是真的。"""
    filing = town.hall.filing
    url = town.upload(filing, reverse("import_list"), "案件.xlsx", workbook(numbers))
    run = int(url.rstrip("/").rpartition("/")[2])
    tasks.check_import(run)
    assert f"{CASES} 件都合格" in text_of(town.see(filing, "import_run", run))
    town.post(filing, reverse("import_proceed", args=[run]))
    tasks.file_import(run)
    assert {case.state for case in town.cases()} == {"accepted"}
    assert tracks(town) == ["fast"] * LARGE_FROM + ["normal"] * (CASES - LARGE_FROM)


def tracks(town: Town) -> list[str]:
    """各件现在的轨道。"""
    held = dict(Placement.objects.values_list("case", "track"))
    return [held[case.pk] for case in town.cases()]


def drawn(town: Town) -> None:
    """一个按钮抽六十件：各归自己轨道的团队；连点两下是一次。"""
    centre, go = town.hall.centre, reverse("centre_draw_now")
    given = {**filled(town.see(centre, "centre_draws"), "token"), "count": CASES}
    assert town.post(centre, go, given) == town.post(centre, go, given)
    assert Draw.objects.get().cases == CASES
    teams = [case.team_id for case in town.cases()]
    assert teams == [town.hall.fast.pk] * LARGE_FROM + [town.hall.normal.pk] * (CASES - LARGE_FROM)


# ---- 成批 ----


def asked_in_bulk(town: Town) -> None:
    """承办人成批交办：都查财产，头几件发通知。"""
    rows = town.cases()
    for duty, chosen in (("wave", rows), ("notice", rows[:ASKED])):
        for judge in {case.handler for case in chosen}:
            mine = [case.pk for case in chosen if case.handler == judge]
            given = {"pick": mine, "duty": duty, "demand": "", **filled(town.see(judge, "centre_ask", pick=mine), "token")}
            town.carried(judge, town.post(judge, reverse("centre_ask"), given))
    assert items(town, "wave") == {"queued"} and WorkItem.objects.count() == CASES + ASKED


def items(town: Town, duty: str) -> set[str]:
    """这种事务各张的状态。"""
    return set(WorkItem.objects.filter(duty=duty).values_list("state", flat=True))


def queried(town: Town) -> None:
    """一批查询查六十件，局长签发；单位自己来取、反馈；交办的查询自己办结。"""
    centre, url = town.hall.centre, reverse("control_wave_new") + "?which=new"
    page = town.see(centre, "control_wave_new", which="new")
    agencies = [str(one.pk) for one in town.hall.agencies.values()]
    town.post(centre, url, {**filled(page, "token", "count"), "all": "1", "reason": "initial", "agencies": agencies})
    wave = Wave.objects.get()
    town.post(town.hall.director, reverse("control_wave_sign", args=[wave.pk]), {"revision": wave.revision})
    tasks.send_waves(0)
    assert items(town, "wave") == {"done"} and all(WorkItem.objects.filter(duty="wave").values_list("auto", flat=True))
    town.agencies(2)
    assert set(wave.requests.values_list("state", flat=True)) == {"fed_back"} and wave.requests.count() == CASES * 2


def sorted_again(town: Town, numbers: list[str]) -> None:
    """小标的查到有房子的转普执，大标的的换一条规则；别的一件也不动。期限仍从立案算起。"""
    flats = {index for index, paper in enumerate(numbers) if to_sell(paper)}
    assert {2, 3} <= flats
    assert tracks(town) == ["normal" if index in flats or index >= LARGE_FROM else "fast" for index in range(CASES)]
    turned = [told(case)[1:] for case in town.cases()]
    want = {True: [("fast", "normal", "convert")], False: [("normal", "normal", "assets")]}
    assert turned == [want[index < LARGE_FROM] if index in flats else [] for index in range(CASES)]
    assert goals(town, flats) == {FILED + timedelta(180)}


def told(case: Case) -> list[tuple[str, str, str]]:
    """分流记下的各次：原来的轨道、现在的轨道、规则。"""
    found = entries(case.stream).filter(type="centre.Triaged").order_by("seq").values_list("payload", flat=True)
    return [(one.get("before", ""), one["track"], one["rule"]) for one in found]


def goals(town: Town, which: Collection[int]) -> set[date | None]:
    """这几件的目标日。"""
    rows = town.cases()
    return set(Placement.objects.filter(case__in=[rows[index].pk for index in which]).values_list("goal", flat=True))
