"""存量接管办到一半，后台任务的进程被 ``kill -9``：救起以后接着办，每件只进一次；撤回办到一半被杀也一样。

进程和队列都是真的：另开一个 ``zhixing worker``，杀掉，再开一个。
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import factories
import pytest
from django.db import connection
from django.db.models import Count
from exchange import moving
from procrastinate.exceptions import AlreadyEnqueued

from zhixing.casework.cases.queries import Case
from zhixing.casework.nodes import facts
from zhixing.casework.nodes.models import Node
from zhixing.config.settings import DATABASE_URL
from zhixing.entrances import clock
from zhixing.entrances.cli import database
from zhixing.entrances.cli.home import open_home
from zhixing.entrances.jobs import tasks
from zhixing.exchange import takeover
from zhixing.exchange.takeover import BATCH, State, Takeover
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import Entry
from zhixing.foundation.history.verify import verify

CASES = 250
WAIT = 300


class Worker:
    """后台任务的进程。"""

    def __init__(self, name: str, home: Path) -> None:
        own = {"ZHIXING_DB": database.with_database(DATABASE_URL, name), "ZHIXING_DB_POOL": "0", "ZHIXING_HOME": str(home)}
        self.environment, self.log = os.environ | own, home.with_name("worker.log")
        self.open()

    def open(self) -> None:
        words = [sys.executable, "-m", "zhixing.entrances.cli.main", "worker"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(words, env=self.environment, stdout=log, stderr=log)

    def last_words(self) -> str:
        told = self.log.read_text(errors="replace").splitlines()[-12:]
        return "\n".join([f"后台任务的进程：{self.process.poll()}", *told])

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def worker(committed_db: str, tmp_path: Path, settings: Any) -> Iterator[Worker]:
    home = open_home(tmp_path / "home")
    settings.MEDIA_ROOT = home / "files"
    made = Worker(committed_db, home)
    yield made
    made.kill()


def until(worker: Worker, wanted: Callable[[], object], trouble: str) -> None:
    deadline = time.monotonic() + WAIT
    while not wanted():
        assert time.monotonic() < deadline and worker.process.poll() is None, f"{trouble}\n{worker.last_words()}"
        time.sleep(0.05)


def becomes(worker: Worker, run: Takeover, state: State) -> None:
    until(worker, lambda: Takeover.objects.get(pk=run.pk).state == state, f"没有到“{state.label}”")


def running(task: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select 1 from procrastinate_jobs where task_name = %s and status = 'doing'", [task])
        return cursor.fetchone() is not None


@contextmanager
def killed(worker: Worker, task: str) -> Iterator[None]:
    """杀掉正在办 ``task`` 的进程，看一眼，另开一个；当作一分钟已经过去，救起现在就办。"""
    worker.kill()
    yield
    dead = "select worker_id from procrastinate_jobs where status = 'doing' and task_name = %s"
    with connection.cursor() as cursor:
        cursor.execute(f"update procrastinate_workers set last_heartbeat = now() - interval '1 hour' where id in ({dead})", [task])
    worker.open()
    with suppress(AlreadyEnqueued):
        tasks.rescue.defer(timestamp=0)


def links() -> set[int]:
    """各件的环数。"""
    rows = Entry.objects.filter(stream__startswith="case:").values("stream").annotate(n=Count("pk"))
    return set(rows.values_list("n", flat=True))


def shown(rows: Any) -> dict[str, list[Any]]:
    return {row.key: [getattr(row, name) for name in facts.COLUMNS] for row in rows}


def astray() -> list[Case]:
    """节点与推算的不同的（隔五十件看一件）。"""
    return [case for case in Case.objects.order_by("pk")[::50] if shown(facts.planned(case)) != shown(Node.objects.filter(case=case))]


@pytest.mark.slow
def test_a_take_over_killed_half_way_is_finished_once_and_reversed_once(worker: Worker) -> None:
    with context.use(context.Context(now=clock.now(), entrance="test")):
        court = factories.court()
        filing, director = factories.user("filing", court=court), factories.user("director", court=court)
        judge, today = factories.user("judge", court=court, team=factories.team(court)), context.current().today
        workbook = moving.court([judge.name], CASES, CASES, {}, today)
        run = takeover.start(court=court, user=filing, name="接管.xlsx", content=workbook, live_on=today)
        becomes(worker, run, State.CHECKED)
        takeover.sign(run_id=run.pk, user=director, keep_good=False)
        until(worker, lambda: Case.objects.count() >= BATCH, "没有开始接管")
        with killed(worker, takeover.MOVE):
            assert Takeover.objects.get(pk=run.pk).state == State.MOVING
            assert Case.objects.count() == BATCH, "一批两百件一个事务，不会进了一半"
        becomes(worker, run, State.DONE)
        cases = Case.objects.filter(takeover=run.pk)
        assert cases.count() == cases.values("number").distinct().count() == cases.values("receipt_token").distinct().count() == CASES
        assert Entry.objects.filter(type="control.MeasureTaken").count() == CASES
        once = links()
        assert len(once) == 1, "每件的环数一样，没有一件多记少记"
        assert not takeover.figures_of(Takeover.objects.get(pk=run.pk)).wrong
        assert astray() == [] and verify().ok
        takeover.ask_reverse(run_id=run.pk, user=director, reason="演习")
        until(worker, lambda: running(takeover.REVERSE), "没有开始撤回")
        with killed(worker, takeover.REVERSE):
            assert {case.state for case in cases.all()} != {"reversed"}, "一个事务，没有撤回一半的"
        becomes(worker, run, State.REVERSED)
        assert {(case.state, case.number) for case in cases.all()} == {("reversed", "")}
        assert links() == {once.pop() + 1}, "撤回只记一笔"
        assert not Node.objects.filter(state="open").exists() and verify().ok
