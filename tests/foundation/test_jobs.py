"""后台任务：具名、有时间；日根补封；发件箱按种类办。"""

from __future__ import annotations

from datetime import timedelta

import pytest
from foundation.happening import DAY, happen

from zhixing.entrances.jobs import tasks
from zhixing.entrances.jobs.running import acting
from zhixing.foundation.history import context
from zhixing.foundation.history.models import DailyRoot
from zhixing.foundation.outbox import commands
from zhixing.foundation.outbox.queries import Message

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("table")]


def test_a_job_has_a_name_and_a_time_in_the_courts_zone() -> None:
    with acting("每日封存") as job:
        here = context.current()
        assert job.signature().name == "每日封存" and here.entrance == "jobs"
        assert here.now.utcoffset() == timedelta(hours=8)
    with pytest.raises(context.NoContext):
        context.current()


def test_yesterdays_roots_of_every_court_and_only_once(here: object) -> None:
    happen("case:1", court_id=1)
    happen("case:2", court_id=2)
    assert tasks.seal_day(DAY) == 2
    assert tasks.seal_day(DAY) == 0
    happen("case:3", court_id=3)
    assert tasks.seal_day(DAY - timedelta(days=1)) == 1
    assert DailyRoot.objects.count() == 3


def test_the_outbox_is_delivered_by_kind(here: object, monkeypatch: pytest.MonkeyPatch) -> None:
    commands.put("test", "k", 1, {}, not_before=context.current().now - timedelta(days=9))
    Message.objects.update(not_before="2020-01-01T00:00:00+08:00")
    monkeypatch.setitem(tasks.HANDLERS, "test", lambda message: {"by": context.current().entrance})
    assert tasks.deliver_outbox().done == 1
    assert Message.objects.get().receipt == {"by": "jobs"}


def test_every_job_is_registered_to_repeat() -> None:
    names = {p.task.name for p in tasks.app.periodic_registry.periodic_tasks.values()}
    assert {"outbox", "seal", "rescue", "prune"} <= names


@pytest.mark.parametrize(("name", "seconds"), [("outbox", 5), ("rescue", 60), ("seal", 3600), ("prune", 86_400)])
def test_how_often(name: str, seconds: int) -> None:
    found = next(p for p in tasks.app.periodic_registry.periodic_tasks.values() if p.task.name == name)
    found.croniter.set_current(start_time=0)
    first, second = (found.croniter.get_next(ret_type=float) for _ in range(2))
    assert second - first == seconds
