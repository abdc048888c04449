"""谁能办查控的事。案件上的行为由 ``cases.commands.begin`` 核对；这里是全院的，和许多件案件一起的。"""

from __future__ import annotations

from collections.abc import Sequence

from zhixing.casework.cases.access import Forbidden, facts_of
from zhixing.casework.cases.queries import Case, ties_of
from zhixing.foundation.history import context
from zhixing.foundation.people.facts import user_facts
from zhixing.foundation.people.queries import User
from zhixing.law.rights import CourtRights, court_rights, rights
from zhixing.law.states import Act


def court_rights_of(actor: User) -> CourtRights:
    """这个人今天的院级权限。"""
    return court_rights(user_facts(actor, context.current().today))


def require_court(actor: User, court_id: int, right: str, what: str) -> None:
    """须是本院的人，有 ``right`` 这项院级权限（如 ``may_manage_channels``）；``what`` 是想办什么，说给人听。"""
    if actor.court_id != court_id or not getattr(court_rights_of(actor), right):
        raise Forbidden(actor, what)


def require_each(actor: User, act: Act, cases: Sequence[Case]) -> None:
    """在每一件上都须有办 ``act`` 的权限；许多件只查一次承办情况。看不见的抛出 ``Case.DoesNotExist``，没有权限的抛出 ``Forbidden``。"""
    ties = ties_of(case.pk for case in cases)
    facts = user_facts(actor, context.current().today)
    for case in cases:
        found = rights(facts, facts_of(case, ties[case.pk]))
        if not found.may_view:
            raise Case.DoesNotExist(f"看不见第{case.pk}号案件")
        if not found.may(act):
            raise Forbidden(actor, act)


def may_query_all(actor: User, court_id: int) -> bool:
    """能在本院任何案件上提出查询（指挥中心、局长）；不能的，只在自己有权查询的案件上提出。"""
    return actor.court_id == court_id and court_rights_of(actor).may_run_waves
