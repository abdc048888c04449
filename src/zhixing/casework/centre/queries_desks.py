"""办理台：目录的每一种事务在本院归谁办、几小时办完、在不在办。"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from zhixing.casework.centre.models import Desk
from zhixing.foundation.people.queries import User, calendar_from, settings_of
from zhixing.law import duties, working_hours
from zhixing.law import settings as catalogue
from zhixing.law.calendar import Calendar
from zhixing.law.duties import Duty
from zhixing.law.rights import UserFacts, court_rights
from zhixing.law.working_hours import Hours

__all__ = ["OFFICE_HOURS", "Desk", "Service", "duty_name", "office", "served_by", "service", "services"]

OFFICE_HOURS: Final = "centre.office_hours"


@dataclass(frozen=True, slots=True)
class Service:
    """本院的一种事务：``duty`` 是目录里的（名称、时限照本院设的），``team`` 是哪个团队办，空着的看职务。"""

    duty: Duty
    team: int | None = None
    enabled: bool = True
    own: bool = False

    @property
    def code(self) -> str:
        """代码。"""
        return self.duty.code

    @property
    def name(self) -> str:
        """名称。"""
        return self.duty.name

    def serves(self, facts: UserFacts) -> bool:
        """这个人办不办这种事务。"""
        return self.team in facts.teams if self.team is not None else bool(facts.all_posts & self.duty.posts)


def services(court_id: int) -> dict[str, Service]:
    """本院的全部事务，按目录的次序，自设的在后；停办的也在内。"""
    rows = {row.code: row for row in Desk.objects.filter(court=court_id).order_by("id")}
    found = {code: _service(duty, rows.pop(code, None)) for code, duty in duties.catalogue().items()}
    return found | {code: _own(row) for code, row in rows.items()}


def _service(duty: Duty, row: Desk | None) -> Service:
    return Service(duty) if row is None else Service(replace(duty, name=row.name, hours=row.hours), row.team_id, row.enabled)


def _own(row: Desk) -> Service:
    made = Duty(row.code, row.name, row.group, frozenset({"centre"}), row.hours, subject="哪一项", in_case="either")
    return Service(made, row.team_id, row.enabled, own=True)


def service(court_id: int, code: str) -> Service | None:
    """本院的一种事务；没有则为空。"""
    row = Desk.objects.filter(court=court_id, code=code).first()
    duty = duties.find(code)
    if duty is not None:
        return _service(duty, row)
    return _own(row) if row is not None else None


def duty_name(court_id: int, code: str) -> str:
    """这种事务叫什么。"""
    found = service(court_id, code)
    return found.name if found else code


def served_by(user: User, facts: UserFacts) -> list[Service]:
    """这个人办的各种事务（在办的），按目录的次序。"""
    if not court_rights(facts).may_serve_items:
        return []
    return [one for one in services(user.court_id).values() if one.enabled and one.serves(facts)]


def office(court_id: int) -> tuple[Hours, Calendar]:
    """本院的办公时间和日历。"""
    own = settings_of(court_id)
    return working_hours.hours(own.get(OFFICE_HOURS, catalogue.default(OFFICE_HOURS))), calendar_from(own)
