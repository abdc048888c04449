"""谁可以管人、管设置。"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from zhixing.foundation.history.context import Actor, Job, current
from zhixing.foundation.people.facts import user_facts
from zhixing.foundation.people.queries import Court, User
from zhixing.law import rights


class Forbidden(PermissionDenied):
    """没有这项权限；什么也没有改变。"""


def require(actor: Actor, court: Court, *wanted: str) -> None:
    """本院的人，而且有 ``wanted`` 之一的权限；否则抛出 :class:`Forbidden`。

    具名的系统任务（首次安装、演示、定时）不看职务，但照样留名。
    """
    if isinstance(actor, Job):
        return
    if not isinstance(actor, User) or actor.court_id != court.pk:
        raise Forbidden("只能管理本院的人员和设置。")
    given = rights.court_rights(user_facts(actor, current().today))
    if not any(getattr(given, right) for right in wanted):
        raise Forbidden("您的职务没有这项管理权限。")
