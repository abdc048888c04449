"""分案、移交承办人、协办。承办关系（Assignment）只在这里改，权限和可见范围都看它。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from zhixing.casework.cases.commands.acting import begin, finish, possible
from zhixing.casework.cases.commands.standing import end_acting
from zhixing.casework.cases.events import Assigned, HelperChanged, Transferred
from zhixing.casework.cases.models import Assignment, Case
from zhixing.casework.cases.queries import assigned
from zhixing.foundation.history.commands import Recorded
from zhixing.foundation.history.rows import add
from zhixing.foundation.people.facts import user_facts
from zhixing.foundation.people.queries import Court, Team, User, on_duty
from zhixing.law import entries
from zhixing.law.articles import cite
from zhixing.law.finding import Finding, refuse
from zhixing.law.states import Act

ARTICLE: Final = cite("COURT 分案")
HANDLERS: Final = frozenset(
    {"judge", "assistant", "team_leader", "vice_director", "director", "vice_president", "president"}
)
"""能任承办人的职务。院局长、团队长办案的同样承办。"""


@dataclass(frozen=True, slots=True)
class Chosen:
    """选定的承办人和团队。"""

    handler: User
    team: Team | None

    def event(self, way: str = "", reason: str = "") -> Assigned:
        """分案事件。"""
        return Assigned(
            handler=self.handler.pk, handler_name=self.handler.name, team=self.team.pk if self.team else None,
            team_name=self.team.name if self.team else "", way=way, reason=reason,
        )

    def transferred(self, case: Case, reason: str, handover: str) -> Transferred:
        """由 ``case`` 现在的承办人移交给这一位的事件。"""
        return Transferred(
            from_name=case.handler.name if case.handler else "", to=self.handler.pk, to_name=self.handler.name,
            team=self.team.pk if self.team else None, reason=reason, handover=entries.text(handover, "交接记录", limit=5000).require(),
        )

    def rows(self, case: Case, since: date) -> list[Assignment]:
        """从 ``since`` 起由这一位承办；未存。"""
        rows = [Assignment(case=case, user=self.handler, role=Assignment.Role.HANDLER, since=since)]
        if self.team:
            rows.append(Assignment(case=case, team=self.team, role=Assignment.Role.TEAM, since=since))
        return rows

    def store(self, case: Case, since: date) -> None:
        """从 ``since`` 起由这一位承办。"""
        add(self.rows(case, since))


def chosen(
    court: Court, handler: User, team: Team | None, on: date, *, strict: bool = True, otherwise: Team | None = None
) -> Chosen:
    """核对承办人：本院、任执行法官或法官助理等职务、在岗；团队须是本院的，不给就取他唯一的团队，再没有用 ``otherwise``。

    ``strict`` 为假（导入以往的分案）时不查职务和在岗。
    """
    facts = user_facts(handler, on)
    found = _unfit(court, handler, facts.posts | facts.acting_for, on if strict else None)
    if team and (team.court_id != court.pk or not team.active):
        found = _no("team", f"{team.name}不是本院在用的团队。", "请另选团队。")
    if found:
        found.require()
    if team is None and len(facts.teams) == 1:
        team = Team.objects.get(pk=next(iter(facts.teams)))
    return Chosen(handler, team or otherwise)


def _unfit(court: Court, handler: User, posts: frozenset[str], on: date | None) -> Finding[None] | None:
    if handler.court_id != court.pk:
        return _no("handler", f"{handler.name}不是本院人员。", "请另选承办人。")
    if on and not posts & HANDLERS:
        return _no("handler", f"{handler.name}在{on}没有执行法官、法官助理等办案职务。", "请另选承办人，或者先办任职。")
    if on and not on_duty(handler, on):
        return _no("handler", f"{handler.name}在{on}不在岗。", "请另选承办人。")
    return None


def _no(subject: str, text: str, remedy: str) -> Finding[None]:
    return refuse(f"assign.{subject}", text, ARTICLE, remedy=remedy, subject=subject)


def close(case: Case, on: date, **which: object) -> None:
    """结束承办关系：``on`` 当天由新的人办，原来的到前一天为止（同一天来去的记在当天）。"""
    rows = Assignment.objects.filter(case=case, until__isnull=True, **which)
    rows.update(until=Greatest(F("since"), on - timedelta(days=1)))


@transaction.atomic
def assign(
    *, case: Case | int, actor: User, on: date, revision: int | None, handler: User, team: Team | None = None,
    way: str = "指定", reason: str = "",
) -> Recorded:
    """手工分案，确定承办人（立案后七日内，QX 2）。``way`` 取自 ``law.entries.ASSIGN_WAYS``；须写明理由。

    随机分案由指挥中心抽（``centre.commands.draw_cases``），这里写不了。
    """
    case = begin(Act.ASSIGN, case=case, actor=actor, revision=revision)
    found = possible(on, case.accepted_on, "分案日")
    entries.one_of(way, entries.ASSIGN_WAYS, "分案方式").require()
    given = chosen(case.court, handler, team, on)
    given.store(case, on)
    case.handler, case.team = given.handler, given.team
    event = given.event(way, entries.text(reason, "分案理由", limit=200, required=True).require())
    return finish(event, case=case, actor=actor, on=on, changed=["handler", "team"], finding=found)


@transaction.atomic
def transfer(
    *, case: Case | int, actor: User, on: date, revision: int | None, handler: User, team: Team | None = None,
    reason: str, handover: str = "",
) -> Recorded:
    """移交承办人。``reason`` 取自 ``law.entries.TRANSFER_REASONS``。

    ``handover`` 是交接记录：未办节点、财产、案款，由页面按当时的情况预填。
    """
    case = begin(Act.TRANSFER, case=case, actor=actor, revision=revision)
    before = assigned([case.pk]).filter(role=Assignment.Role.HANDLER).first()
    found = possible(on, before.since if before else case.accepted_on, "移交日")
    entries.one_of(reason, entries.TRANSFER_REASONS, "移交理由").require()
    if handler.pk == case.handler_id:
        _no("handler", f"{handler.name}已经是本案承办人。", "请另选承办人。").require()
    given = chosen(case.court, handler, team, on, otherwise=case.team)
    event = given.transferred(case, reason, handover)
    close(case, on, role__in=(Assignment.Role.HANDLER, Assignment.Role.TEAM))
    end_acting([case.pk], on)
    given.store(case, on)
    case.handler, case.team = given.handler, given.team
    return finish(event, case=case, actor=actor, on=on, changed=["handler", "team"], finding=found)


@transaction.atomic
def set_helper(
    *, case: Case | int, actor: User, on: date, revision: int | None, user: User, role: str = "assistant",
    joined: bool = True,
) -> Recorded:
    """增减协办人（``assistant``）或书记员（``clerk``）。"""
    case = begin(Act.HELPERS, case=case, actor=actor, revision=revision)
    found = possible(on, case.accepted_on)
    entries.one_of(role, (Assignment.Role.ASSISTANT, Assignment.Role.CLERK), "协办角色").require()
    if user.court_id != case.court_id or not user.is_active:
        _no("user", f"{user.name}不是本院在用人员。", "请另选。").require()
    present = assigned([case.pk]).filter(user=user, role=role).exists()
    if present == joined:
        _no("user", f"{user.name}{'已经' if joined else '没有'}参与本案。", "不必重复办理。").require()
    if joined:
        Assignment.objects.create(case=case, user=user, role=role, since=on)
    else:
        close(case, on, user=user, role=role)
    event = HelperChanged(user=user.pk, name_text=user.name, role=Assignment.Role(role).label, joined=joined)
    return finish(event, case=case, actor=actor, on=on, finding=found)
