"""谁能办案款的事。案件上的行为由 ``cases.commands.begin`` 核对；这里是全院的：收银行文件、确认认领、付款、账务。"""

from __future__ import annotations

from zhixing.casework.cases.access import Forbidden
from zhixing.foundation.history import context
from zhixing.foundation.people.facts import user_facts
from zhixing.foundation.people.queries import User
from zhixing.law.rights import CourtRights, court_rights


def court_rights_of(actor: User) -> CourtRights:
    """这个人今天的院级权限。"""
    return court_rights(user_facts(actor, context.current().today))


def require_court(actor: User, court_id: int, right: str, what: str) -> None:
    """须是本院的人，有 ``right`` 这项院级权限（如 ``may_take_bank_files``）；``what`` 是想办什么，说给人听。"""
    if actor.court_id != court_id or not getattr(court_rights_of(actor), right):
        raise Forbidden(actor, what)
