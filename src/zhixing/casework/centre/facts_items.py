"""事务单 → 权限要的事实。"""

from __future__ import annotations

from zhixing.casework.cases.queries import rights_facts
from zhixing.casework.centre.models import Conference, WorkItem
from zhixing.casework.centre.queries_desks import Service, service
from zhixing.casework.centre.queries_items import acting_cases
from zhixing.foundation.approvals.queries import Step
from zhixing.foundation.history import context
from zhixing.foundation.people.facts import user_facts
from zhixing.foundation.people.queries import User, on_duty
from zhixing.law import item_rights as law
from zhixing.law.finding import Finding
from zhixing.law.item_rights import ItemFacts, ItemRights, item_rights
from zhixing.law.rights import rights


def facts_of(
    item: WorkItem, desk: Service | None, *, acting: frozenset[int] = frozenset(), decided: frozenset[int] = frozenset(), case_visible: bool = False,
) -> ItemFacts:
    """一张事务单的事实；``desk`` 是它归哪个台，已经撤了的为空；``acting`` 是今天替承办人代办的人。"""
    handler = item.case.handler_id if item.case is not None else None
    return ItemFacts(
        court_path=item.court.path, group=desk.duty.group if desk else "local", posts=desk.duty.posts if desk else frozenset({"centre"}),
        team=item.desk_team_id, asked_by=item.asked_by_id, assignee=item.assignee_id, done_by=item.done_by_id, rework=item.rework,
        owners=acting | ({handler} if handler else set()), deciders=decided, case_visible=case_visible,
    )


def rights_on(item: WorkItem, user: User) -> ItemRights:
    """这个人今天对这一张的权限。"""
    case, who = item.case, user_facts(user, context.current().today)
    owners = rights_facts(case) if case is not None else None
    acting, visible = (owners.acting_ids, rights(who, owners).may_view) if owners else (frozenset[int](), False)
    return item_rights(who, facts_of(item, service(item.court_id, item.duty), acting=acting, case_visible=visible))


def rights_in_list(user: User, items: list[WorkItem], services: dict[str, Service]) -> dict[int, ItemRights]:
    """清单上各张的权限（按编号）。清单取自看得见的，所以不再逐张查案件；申领时仍逐张查分离。"""
    who, standing_in = user_facts(user, context.current().today), acting_cases(user, context.current().today)
    acting = {item.pk: frozenset({user.pk}) if item.case_id in standing_in else frozenset[int]() for item in items}
    return {
        item.pk: item_rights(who, facts_of(item, services.get(item.duty), acting=acting[item.pk], case_visible=True)) for item in items
    }


def fit(item: WorkItem, user: User) -> Finding[None]:
    """这个人今天能不能办这一张：在岗、是办这种事务的、不违反分离。"""
    today = context.current().today
    return law.unable(user_facts(user, today), _for(item, user), on_duty=on_duty(user, today))


def apart(item: WorkItem, user: User) -> Finding[None]:
    """这个人办这一张违不违反分离。"""
    return law.separated(user_facts(user, context.current().today), _for(item, user))


def _for(item: WorkItem, user: User) -> ItemFacts:
    """查分离要的：他替不替承办人代办，在本案作过决定没有。"""
    acting = frozenset({user.pk}) if item.case_id in acting_cases(user, context.current().today) else frozenset[int]()
    return facts_of(item, service(item.court_id, item.duty), acting=acting, decided=_decided(item, user))


def _decided(item: WorkItem, user: User) -> frozenset[int]:
    """这个人在本案批过审批、召集过会商的，连同他；没有的为空。"""
    if item.case_id is None:
        return frozenset()
    stream = f"case:{item.case_id}"
    agreed = Step.objects.filter(approval__stream=stream, decided_by=user).exists()
    return frozenset({user.pk}) if agreed or Conference.objects.filter(case=item.case_id, called_by=user).exists() else frozenset()
