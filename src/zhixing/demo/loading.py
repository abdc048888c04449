"""装入演示法院；列出演示登录名。"""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction

from zhixing.casework.cases.queries import Case
from zhixing.demo import house as houses
from zhixing.demo.house import House
from zhixing.demo.plan.quota import Span
from zhixing.demo.programme import court, programme
from zhixing.demo.roster import DAIZI, PASSWORD, STAFF
from zhixing.demo.stage import BEIJING, Stage
from zhixing.demo.stories import centre, control, debts, loose_ends, money, papers
from zhixing.demo.stories.desk import LEAVING
from zhixing.foundation.history import context
from zhixing.foundation.history.commands import seal
from zhixing.foundation.history.queries import entries
from zhixing.foundation.people.queries import Court, User

SEED = "内0221"
DAYS = 260
"""小的演示法院从多少天以前演起。"""

EVENING = time(17, 45)
"""这时当天的事都办完了。"""

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


def load(
    cases: int | None = None, seed: str = SEED, progress: Progress = lambda done, total: None, as_of: date | None = None,
    part: int = 1,
) -> House:
    """装入演示法院，办到入口给的此刻。同样的 ``seed``、同样的此刻，装出同样的案件。

    给了 ``cases`` 的是小的：大约这么多件，几个月，整个在一个事务里，断了就什么也没有。
    没有给的是全院：到 ``as_of``（默认此刻）为止的两年，一天一个事务，断了要从空库重来；
    ``part`` 大于 1 的只办其中若干分之一，供排演。
    """
    now = context.current().now
    if as_of and as_of != now.date():
        now = datetime.combine(as_of, EVENING, BEIJING)
    with context.use(replace(context.current(), now=now)):
        house = _small(cases, seed, progress) if cases is not None else _whole(seed, progress, part)
        _last(house.court, now.date())
    return house


def catch_up(as_of: date) -> int:
    """装回来的快照没有的最后几章，接着演；文书、案款的账、财产查控、指挥中心的事务从来不在快照里，当场做。返回动了几件。"""
    court = Court.objects.filter(daizi=DAIZI).first()
    if court is None:
        return 0
    with context.use(context.Context(now=datetime.combine(as_of, LEAVING, BEIJING), entrance="demo", simulated=True)):
        told = _last(court, as_of) + papers.tell(court, as_of) + money.tell(court, as_of) + control.tell(court, as_of)
        return told + centre.tell(court, as_of)


def _last(court: Court, as_of: date) -> int:
    """最后几章，演过的不再演。"""
    return debts.tell(court, as_of) + loose_ends.tell(court, as_of)


def _small(cases: int, seed: str, progress: Progress) -> House:
    now = context.current().now
    with transaction.atomic():
        house = _opened(now - timedelta(days=DAYS))
        stage = Stage(now, lambda day: _seal(house, day), progress)
        stage.play(programme(house, now.date(), cases, seed))
        stage.check()
        with context.at(now):
            houses.settle_in(house, now.date())
    return house


def _whole(seed: str, progress: Progress, part: int) -> House:
    """全院两年。必有的故事从下了班的最近一天往回数。"""
    now = context.current().now
    last = now.date() if now.time() >= EVENING else now.date() - timedelta(days=1)
    opening = datetime.combine(Span.ending(now.date()).opened, time(7, 30), BEIJING)
    with transaction.atomic():
        house = _opened(opening, later="simple")
        stories = court(house, now.date(), last, seed, part, opening)
    stage = Stage(now, lambda day: _seal(house, day), progress, transaction.atomic)
    stage.play(stories)
    with transaction.atomic(), context.at(now):
        houses.settle_in(house, now.date())
    stage.check()
    return house


def _opened(moment: datetime, later: str = "") -> House:
    """建院那天早上。"""
    with context.at(moment.replace(hour=7, minute=30)) as first:
        house = houses.build(first.today, later)
        houses.configure(house, first.today)
    return house


def _seal(house: House, day: date) -> None:
    """次日零点十分，封这一天的日根。"""
    with context.at(datetime.combine(day + timedelta(days=1), time(0, 10), BEIJING)):
        seal(house.court.pk, day)
    if day.day == 1:
        gc.collect()  # 装入时入口关了自动清点；办两年，每月清一次
