"""两个人同时批同一步：一个办成，另一个得知页面已变。"""

from __future__ import annotations

import threading
from contextlib import closing

import factories
import pytest
from django.db import connections
from foundation.happening import DAY
from foundation.house import House

from zhixing.foundation.approvals import commands
from zhixing.foundation.history import context
from zhixing.foundation.history.verify import verify
from zhixing.foundation.people.queries import Post, User
from zhixing.law.finding import Refused

pytestmark = pytest.mark.usefixtures("here", "table")


def test_two_decide_the_same_step_at_once(committed_db: str, now: object) -> None:
    house = House()
    second = factories.user(Post.TEAM_LEADER, team=house.team)
    approval = house.submit()
    outcomes: list[str] = []

    def work(person: User) -> None:
        with context.use(context.Context(now=now)), closing(connections["default"]):  # type: ignore[arg-type]
            try:
                commands.agree(approval_id=approval.pk, actor=person, on=DAY, revision=0)
                outcomes.append("ok")
            except Refused as error:
                outcomes.append(error.finding.reasons[0].code)

    threads = [threading.Thread(target=work, args=[person]) for person in (house.leader, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["approval.stale", "ok"]
    assert verify().ok
