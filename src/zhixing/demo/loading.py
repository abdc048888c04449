"""装入演示法院；列出演示登录名。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction

from zhixing.casework.cases.queries import Case
from zhixing.demo import house as houses
from zhixing.demo.house import House
from zhixing.demo.programme import programme
from zhixing.demo.roster import DAIZI, PASSWORD, STAFF
from zhixing.demo.stage import BEIJING, Stage
from zhixing.foundation.history import context
from zhixing.foundation.history.commands import seal
from zhixing.foundation.history.queries import entries
from zhixing.foundation.people.queries import User

CASES = 108
SEED = "内0221"
DAYS = 260
"""从多少天以前演起。"""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Login:
    """登录页上的一个演示账号。"""

    role: str
    name: str
    username: str
    password: str


def logins() -> list[Login]:
    """演示账号，按角色；不是演示环境的为空。"""
    return roster_of() if settings.DEMO else []


def roster_of() -> list[Login]:
    """库里的演示账号；没有装演示法院的为空。"""
    shown = [person for person in STAFF if person.role]
    there = User.objects.filter(username__in=[p.username for p in shown], court__daizi__in={p.court for p in shown})
    court = there.filter(court__daizi=DAIZI).values_list("court", flat=True).first()
    if court is None or not entries(f"court:{court}").filter(actor_name=houses.JOB.name, simulated=True).exists():
        return []
    names = dict(there.values_list("username", "name"))
    return [Login(p.role, names[p.username], p.username, PASSWORD) for p in shown if p.username in names]


def is_empty() -> bool:
    """还没有任何人、任何案件。"""
    return not User.objects.exists() and not Case.objects.exists()


def load(cases: int = CASES, seed: str = SEED, progress: Progress = lambda done, total: None) -> House:
    """装入：建法院，把大约 ``cases`` 件案件从几个月前一步步办到入口给的此刻，每天封日根。

    同样的 ``seed``、同样的此刻，装出同样的案件。整个在一个事务里，断了就什么也没有。
    """
    now = context.current().now
    opening = now - timedelta(days=DAYS)
    with transaction.atomic():
        with context.at(opening.replace(hour=8, minute=30)) as first:
            house = houses.build(first.today)
            houses.configure(house, first.today)
        Stage(now, lambda day: _seal(house, day), progress).play(programme(house, now.date(), cases, seed))
        with context.at(now):
            houses.settle_in(house, now.date())
    return house


def _seal(house: House, day: date) -> None:
    """次日零点十分，封这一天的日根。"""
    with context.at(datetime.combine(day + timedelta(days=1), time(0, 10), BEIJING)):
        seal(house.court.pk, day)
