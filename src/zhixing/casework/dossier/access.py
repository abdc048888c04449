"""档案上的权限：谁可以暂停销毁，谁可以看隔离的材料。归卷、整理、做归档包是案件上的行为，见 ``law.states``。"""

from __future__ import annotations

from zhixing.casework.cases.access import Forbidden
from zhixing.casework.cases.queries import Case
from zhixing.foundation.history import context
from zhixing.foundation.people.facts import user_facts
from zhixing.foundation.people.queries import User
from zhixing.law.rights import court_rights


def require_archives(actor: User, case: Case) -> None:
    """须能为本院的档案暂停、结束暂停销毁。"""
    found = court_rights(user_facts(actor, context.current().today))
    if actor.court_id != case.court_id or not found.may_hold_archives:
        raise Forbidden(actor, "暂停销毁")
