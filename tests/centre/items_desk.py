"""事务单测试的共用件：交办一张、按编号取来、登记一件事。"""

from __future__ import annotations

from itertools import count
from typing import Any

from centre.hall import Hall
from control.desk import TODAY

from zhixing.casework.cases import commands as cases
from zhixing.casework.cases.queries import Case
from zhixing.casework.centre.commands import ask
from zhixing.casework.centre.models import WorkItem
from zhixing.foundation.people.queries import User

_serial = count(1)


def asked(hall: Hall, case: Case | None, duty: str = "wave", actor: User | None = None, **values: Any) -> WorkItem:
    """交办一张；不写谁交办的是承办人。"""
    return ask(case=case, duty=duty, actor=actor or hall.judge, **{"token": f"表单{next(_serial)}", **values})


def again(item: WorkItem) -> WorkItem:
    """库里现在的样子。"""
    return WorkItem.objects.get(pk=item.pk)


def register(hall: Hall, case: Case, matter: str, actor: User | None = None, **values: Any) -> Any:
    """登记一件事（不是在事务单上办的）。"""
    return cases.register(case=case, actor=actor or hall.judge, on=TODAY, revision=None, matter=matter, values=values)
