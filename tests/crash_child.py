"""断电演习里用数据库的子进程：``setup`` 建法院和人，``write`` 立案，``audit`` 逐件核对。见 ``crashing.py``。"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import django

django.setup()

import drafts  # noqa: E402
import factories  # noqa: E402
from django.db import InterfaceError, OperationalError, connection  # noqa: E402

from zhixing.casework.cases import commands  # noqa: E402
from zhixing.casework.cases.facts import timeline_of  # noqa: E402
from zhixing.casework.cases.models import Case, Counter  # noqa: E402
from zhixing.casework.nodes import facts  # noqa: E402
from zhixing.casework.nodes.models import Node  # noqa: E402
from zhixing.foundation.history import commands as history  # noqa: E402
from zhixing.foundation.history import context  # noqa: E402
from zhixing.foundation.history.models import DailyRoot, Entry, Stream  # noqa: E402
from zhixing.foundation.history.queries import entries  # noqa: E402
from zhixing.foundation.history.verify import verify  # noqa: E402
from zhixing.foundation.people.models import Setting, User  # noqa: E402
from zhixing.law.states import fold  # noqa: E402

NOW = datetime.now(ZoneInfo("Asia/Shanghai"))
TODAY = NOW.date()
STORY = ["cases.Received", "cases.Accepted", "cases.HandedOver", "cases.Assigned"]
JUDGES = ("judge0", "judge1")


def setup() -> None:
    """一家自编案号的法院、一名立案人员、两名法官，各有三件案件；昨天的日根已经封好。"""
    court = factories.court()
    Setting.objects.create(court=court, key="number_source", value="own")
    team = factories.team(court)
    filing = factories.user("filing", court=court, username="filing")
    judges = [factories.user("judge", court=court, team=team, username=n, password=factories.PASSWORD) for n in JUDGES]
    User.objects.update(password_changed_at=NOW)
    cases = {judge.username: [_file(filing, judge).pk for _ in range(3)] for judge in judges}
    history.seal(court.pk, TODAY - timedelta(days=1))
    print(json.dumps({"judges": JUDGES, "cases": cases, "password": factories.PASSWORD, "today": TODAY.isoformat()}))


def _file(filing: User, judge: User, token: str = "") -> Case:
    papers = drafts.draft(received_on=TODAY - timedelta(days=2), accepted_on=TODAY)
    return commands.file_case(
        actor=filing, court=filing.court, draft=papers, handler=judge, team=judge.holdings.get().team, token=token
    )


def write(number: int, count: int) -> None:
    """立 ``count`` 件，办成一件说一件；数据库断了，拿同一张表单再交。"""
    people: dict[str, User] = {}
    for n in range(count):
        token = f"writer{number}-{n}"
        while not _written(people, token):
            time.sleep(0.1)
        print(token, flush=True)


def _written(people: dict[str, User], token: str) -> bool:
    try:
        people = people or {u.username: u for u in User.objects.filter(username__in=["filing", *JUDGES])}
        _file(people["filing"], people[JUDGES[0]], token)
    except (OperationalError, InterfaceError):
        connection.close()
        return False
    return True


def audit() -> None:
    """没有写了一半的：事件、状态、行、节点、案号都对得上。先封今天的日根。"""
    for court in set(Stream.objects.values_list("court_id", flat=True)):
        history.seal(court, TODAY)
    cases = list(Case.objects.order_by("id"))
    problems = [f"{case}：{text}" for case in cases for text in _case(case)] + list(_numbers()) + list(_streams(cases))
    payloads = Entry.objects.filter(type__in=["cases.Noted", "control.QuerySent"]).values_list("type", "payload")
    texts = [p["text"] if t == "cases.Noted" else p["person"] for t, p in payloads]
    print(json.dumps({
        "texts": texts, "tokens": [case.receipt_token for case in cases if case.receipt_token], "cases": len(cases),
        "roots": DailyRoot.objects.count(), "problems": problems, "verified": verify().as_data(),
    }))


def _case(case: Case) -> Iterator[str]:
    story = list(entries(case.stream).values_list("type", flat=True))
    if story[:4] != STORY:
        yield f"主线缺了：{story[:4]}"
    if case.state != fold(fact.type for fact in timeline_of(case).facts):
        yield f"状态 {case.state} 与事件推出的不同"
    rows = (case.parties.count(), case.titles.count(), case.claims.count(), case.assignments.count())
    if rows != (2, 1, 1, 2):
        yield f"当事人、依据、请求、承办的行数是 {rows}"
    if (wanted := _shown(facts.planned(case))) != (held := _shown(Node.objects.filter(case=case))):
        yield f"节点与推算的不同：{sorted(k for k in wanted.keys() | held.keys() if wanted.get(k) != held.get(k))}"


def _shown(rows: Any) -> dict[str, list[Any]]:
    return {row.key: [getattr(row, name) for name in facts.COLUMNS] for row in rows}


def _numbers() -> Iterator[str]:
    """自编的案号从 1 到最大，一个不缺，一个不重，计数就是最大的一个。"""
    for counter in Counter.objects.all():
        used = Case.objects.filter(court=counter.court_id, kind=counter.kind, year=counter.year)
        serials = sorted(used.values_list("serial", flat=True))
        if serials != list(range(1, counter.last + 1)):
            yield f"计数是 {counter.last}，案号是 {serials}"


def _streams(cases: list[Case]) -> Iterator[str]:
    known = {case.stream for case in cases}
    chains = set(Stream.objects.filter(name__startswith="case:").values_list("name", flat=True))
    yield from (f"没有案件的链：{name}" for name in chains - known)
    yield from (f"没有链的案件：{name}" for name in known - chains)


if __name__ == "__main__":
    acts = {"setup": setup, "write": write, "audit": audit}
    with context.use(context.Context(now=NOW, entrance="test")):
        acts[sys.argv[1]](*map(int, sys.argv[2:]))
