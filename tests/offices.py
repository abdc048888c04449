"""一家法院和各种职务的人。"""

from __future__ import annotations

from dataclasses import dataclass

import factories

from zhixing.foundation.people.queries import Court, Team, User


@dataclass
class Office:
    """一家法院和各种人。"""

    court: Court
    team: Team
    filing: User
    director: User
    centre: User
    leader: User
    judge: User
    other_judge: User
    assistant: User
    supervisor: User
    archivist: User
    cashier: User
    admin: User
    auditor: User
    elsewhere: User
    upper: User


def office() -> Office:
    """建好法院、团队、各职务的人；另有邻院的法官和上级法院的局长。"""
    court = factories.court()
    team = factories.team(court, "速执一队")
    second = factories.team(court, "速执二队")
    person = lambda post, **more: factories.user(post, **({"court": court} | more))
    return Office(
        court=court, team=team, filing=person("filing"), director=person("director"), centre=person("centre"),
        leader=person("team_leader", team=team), judge=person("judge", team=team),
        other_judge=person("judge", team=second), assistant=person("assistant", team=team),
        supervisor=person("supervisor"), archivist=person("archivist"), cashier=person("cashier"),
        admin=person("system_admin"), auditor=person("audit_admin"),
        elsewhere=factories.user("judge", court=factories.court("内0222")),
        upper=factories.user("director", court=factories.court("内02", level="middle")),
    )
