"""办理事务：领了、派了本案一张事务单的人，办完以前看得见这件、办得了它的事务。写成承办关系的一种，一张一行。

谁办哪一张由指挥中心的事务单定，记录也由它记；这里只写承办关系。
"""

from __future__ import annotations

from datetime import date

from zhixing.casework.cases.models import Assignment
from zhixing.foundation.people.queries import User


def set_serving(case: int, matter: str, user: User | None, on: date, act: str = "") -> None:
    """编号 ``matter`` 的一张自 ``on`` 起由 ``user`` 办，原来的到此为止；``None`` 是没有人办。须在事务里，已锁住那一张。

    ``act`` 是那一张要办的行为（``law.states.Act``），没有的为空：在手里的日子里，他在本案办得了这一种。
    """
    role = Assignment.Role.SERVING
    Assignment.objects.filter(case=case, role=role, matter=matter, until__isnull=True).update(until=on)
    if user is not None:
        Assignment.objects.create(case_id=case, user=user, role=role, matter=matter, act=act, since=on)
