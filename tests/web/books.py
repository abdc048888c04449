"""登记簿、终本库、被执行人页的测试共用：各职务的人手里真有几件案件。日子都从今天往回数。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import factories
from django.db import transaction
from drafts import citizen, draft, person

from zhixing.casework.cases import commands as cases
from zhixing.casework.cases.queries import Case
from zhixing.casework.closing.events import Closed, PoolEntered
from zhixing.entrances.web import clock
from zhixing.foundation.history import context
from zhixing.foundation.history.events import Event
from zhixing.foundation.people.queries import User

Staff = dict[str, User]


def now() -> context.Context:
    """此刻的入口环境。"""
    return context.Context(now=clock.now(), entrance="test")


def ago(days: int) -> date:
    """几天以前；负数是以后。"""
    return clock.now().date() - timedelta(days=days)


def filed(staff: Staff, debtor: str = "单晓岚", days: int = 30, number: str | None = None, **values: Any) -> Case:
    """``days`` 天以前立案、分给承办人的一件。``number`` 是被执行人的证件号码，空的没有证件。"""
    paper = {"paper_number": citizen() if number is None else number} if number != "" else {"paper": "", "paper_number": ""}
    sides = (person("applicant", "王秀兰"), person("respondent", debtor, **paper))
    papers = draft(received_on=ago(days + 1), accepted_on=ago(days), **{"parties": sides, **values})
    papers = replace(papers, titles=tuple(replace(one, effective_on=ago(days + 60), perform_by=ago(days + 45)) for one in papers.titles))
    with context.use(now()):
        return cases.file_case(
            actor=staff["filing"], court=staff["filing"].court, draft=papers, handler=staff["judge"],
            team=staff["judge"].holdings.get().team, assigned_on=ago(days - 1),
        )


def record(staff: Staff, case: Case, *events: tuple[Event, int]) -> None:
    """承办人名下依次记几件事，各在几天以前。"""
    with context.use(now()):
        for event, days in events:
            with transaction.atomic():
                cases.finish(event, case=Case.objects.get(pk=case.pk), actor=staff["judge"], on=ago(days))


def closed(
    staff: Staff, days: int = 100, *, before: Iterable[tuple[Event, int]] = (), mode: str = "terminated_round", pool: bool = True, **values: Any
) -> Case:
    """``days`` 天以前以终本结案的一件；``pool`` 为真的录入了终本库。"""
    case = filed(staff, days=days + 120, **values)
    record(staff, case, *before)
    with context.use(now()), transaction.atomic():
        row = Case.objects.get(pk=case.pk)
        row.closed_on, row.closing_mode = ago(days), mode
        event = Closed(mode=mode, mode_text="终结本次执行程序")
        cases.finish(event, case=row, actor=staff["judge"], on=ago(days), changed=["closed_on", "closing_mode"])
    if pool:
        record(staff, case, (PoolEntered(), days - 2))
    return Case.objects.get(pk=case.pk)


def elsewhere(post: str = "director") -> User:
    """别的法院的人。"""
    found = factories.user(post, court=factories.court("内0222"))
    User.objects.filter(pk=found.pk).update(password_changed_at=clock.now())
    return User.objects.get(pk=found.pk)
