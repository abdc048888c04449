"""几个人、任务同时动一件案件：谁也不等死谁，节点与事实总是对得上。"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection, transaction
from spine import TODAY, House, story

from zhixing.casework.cases import commands as cases
from zhixing.casework.cases.queries import Case
from zhixing.casework.closing import commands as closing
from zhixing.casework.documents.events import Issued
from zhixing.casework.nodes import commands as nodes
from zhixing.casework.nodes import facts
from zhixing.casework.nodes.queries import Node
from zhixing.foundation.approvals import commands as approvals
from zhixing.foundation.history import context
from zhixing.foundation.outbox import commands as outbox
from zhixing.law.finding import Refused
from zhixing.law.states import fold

pytestmark = pytest.mark.usefixtures("here")


def together(*acts: Callable[[], object]) -> list[BaseException]:
    """同时办；返回没办成的原因（依规则拒绝的不算）。"""
    here, barrier, failed = context.current(), threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        with context.use(here):
            barrier.wait()
            try:
                act()
            except Refused:
                pass
            except BaseException as error:
                failed.append(error)
            finally:
                connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return failed


def test_approval_registration_note_and_replan_of_one_case(committed_db: str) -> None:
    house = House()
    case = house.case()
    for round_ in range(4):
        approval = closing.propose(
            case=case, actor=house.judge, on=TODAY, revision=None, mode="terminated", ground="withdrawn"
        )
        nodes.replan_court(house.court, f"第{round_}次", house.director)
        failed = together(
            lambda paper=approval: approvals.return_(
                approval_id=paper.pk, actor=house.leader, on=TODAY, opinion="补材料", revision=paper.revision
            ),
            lambda: house.record(case, Issued(document="enforcement_notice"), date(2026, 10, 28)),
            lambda: cases.note(case=case, actor=house.judge, on=TODAY, sort="电话", text="问进度"),
            lambda: outbox.deliver_due(10, {nodes.KIND: nodes.replan_one}),
            lambda: closing.recall(case=case, actor=house.judge, on=TODAY, revision=None),
        )
        assert failed == []
        agrees(case)


def agrees(case: Case) -> None:
    with transaction.atomic():
        fresh = Case.objects.get(pk=case.pk)
        assert fresh.state == fold(story(fresh)) == "enforcing"
        rows = {row.key: row for row in Node.objects.filter(case=case)}
        planned = {row.key: row for row in facts.planned(fresh)}
        assert rows.keys() == planned.keys()
        assert all(getattr(rows[k], c) == getattr(planned[k], c) for k in rows for c in facts.COLUMNS)
