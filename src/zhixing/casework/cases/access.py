"""谁能对这一件做什么：把案件的事实交给 ``law.rights``。页面的按钮和命令读同一份结果。"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from zhixing.casework.cases.queries import Case, rights_facts
from zhixing.casework.cases.queries import facts_of as facts_of  # 别处从这里取
from zhixing.foundation.history import context
from zhixing.foundation.people.facts import user_facts
from zhixing.foundation.people.queries import Court, User
from zhixing.law.rights import CourtRights, Rights, court_rights, rights
from zhixing.law.states import Act


class Forbidden(PermissionDenied):
    """没有这项权限。``act`` 是想办的行为；什么也没有改变。"""

    def __init__(self, actor: User, act: str) -> None:
        self.actor, self.act = actor, act
        super().__init__(f"{actor.name}没有“{Act(act).label if act in frozenset(Act) else act}”的权限")


def rights_of(user: User, case: Case) -> Rights:
    """这个人今天对这一件的权限。"""
    return rights(user_facts(user, context.current().today), rights_facts(case))


def require(actor: User, case: Case, act: Act) -> Rights:
    """须有办 ``act`` 的权限，否则抛出 :class:`Forbidden`。"""
    found = rights_of(actor, case)
    if not found.may(act):
        raise Forbidden(actor, act)
    return found


def require_filing(actor: User, court: Court) -> None:
    """须能在这家法院收件、立案；别的法院的人不行。"""
    if actor.court_id != court.pk or not _court_rights(actor).may_file:
        raise Forbidden(actor, Act.RECEIVE)


def require_import(actor: User, court: Court) -> None:
    """须能把以往的案件导入这家法院。"""
    if actor.court_id != court.pk or not _court_rights(actor).may_import:
        raise Forbidden(actor, "导入案件")


def require_takeover(actor: User, court: Court) -> None:
    """须能把存量案件接管到这家法院。"""
    if actor.court_id != court.pk or not _court_rights(actor).may_take_over:
        raise Forbidden(actor, "存量接管")


def require_signature(actor: User, court: Court) -> None:
    """须能为这家法院的接管签字、撤回：执行局长、副局长。"""
    if actor.court_id != court.pk or not _court_rights(actor).may_sign_takeover:
        raise Forbidden(actor, "接管签字")


def _court_rights(actor: User) -> CourtRights:
    return court_rights(user_facts(actor, context.current().today))
