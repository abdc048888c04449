"""几个人同时办：一张只有一个人领到，各领各的不重样；成批交办的进程被 ``kill -9``，什么也没有留下，重来一次不多不少。"""

from __future__ import annotations

import os
import signal
from datetime import datetime
from typing import Any

import factories
from at_once import proven, together
from centre.hall import Hall
from centre.items_desk import asked
from control.desk import TODAY
from django.db import connections

from zhixing.casework.centre.commands import ask, ask_many, asking_many, items
from zhixing.casework.centre.models import ItemMove, WorkItem
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import Post
from zhixing.law.finding import Refused


def test_at_once(committed_db: str, here: None, now: datetime) -> None:
    hall = Hall()
    case = hall.case()
    clerks = [factories.user(Post.CLERK, team=hall.team) for _ in range(4)]
    one = asked(hall, case)

    found = together(4, now, lambda n: items.claim(item=one.pk, actor=clerks[n]).assignee_id)
    taken = [each for each in found if not isinstance(each, Exception)]
    assert len(taken) == 1 and all(isinstance(each, Refused) for each in found if isinstance(each, Exception)), found
    assert ItemMove.objects.filter(item=one, after="claimed").count() == 1

    for _ in range(3):
        asked(hall, hall.case())
    found = together(4, now, lambda n: items.claim_next(actor=clerks[n]))
    got = [each.pk for each in found if each is not None]
    assert len(got) == len(set(got)) == 3, found

    made = together(3, now, lambda _: ask(case=case.pk, duty="field", actor=hall.judge, demand="看", token="连点").pk)
    assert len(set(made)) == 1 and proven(case)

    both = together(2, now, lambda n: (
        items.cancel(item=one.pk, actor=hall.judge, revision=None, why="不用") if n else items.reassign_all(
            giver=WorkItem.objects.get(pk=one.pk).assignee, taker=None, actor=hall.leader, why="请假")
    ))
    assert all(not isinstance(each, Exception) for each in both), both
    factories.absent(clerks[0], TODAY, TODAY)
    assert isinstance(together(1, now, lambda _: items.claim_next(actor=clerks[0]))[0], Refused)

    _killed_while_asking(hall, now)


def _killed_while_asking(hall: Hall, now: datetime) -> None:
    """成批交办写到一半被杀：一张也没有；同一次提交再来，每件一张。"""
    cases = [hall.case().pk for _ in range(3)]
    wanted: dict[str, Any] = {"cases": cases, "duty": "field", "actor": hall.centre, "demand": "看", "token": "被杀的一批"}
    before = WorkItem.objects.count()
    reading, writing = os.pipe()
    child = os.fork()
    if not child:  # 子进程：写了事务单，还没有记事件，告诉父进程，等着被杀
        connections["default"].settings_dict["OPTIONS"]["pool"] = False  # 自己另连一条：池里的父进程也拿着，杀了这边，那边不断
        connections["default"].connection = None
        asking_many.history.record_many = lambda *_, **__: (os.write(writing, b"."), signal.pause())  # type: ignore[assignment]
        with context.use(context.Context(now=now, entrance="test")):
            ask_many(**wanted)
        os._exit(1)
    os.close(writing)
    assert os.read(reading, 1) == b".", "子进程没有写到一半"
    os.kill(child, signal.SIGKILL)
    assert os.WIFSIGNALED(os.waitpid(child, 0)[1]) and WorkItem.objects.count() == before
    rows = ask_many(**wanted)
    assert [row.case for row in rows] == cases and not any(row.why or row.again for row in rows) and WorkItem.objects.count() == before + 3
    assert all(row.again for row in ask_many(**wanted)) and WorkItem.objects.count() == before + 3
