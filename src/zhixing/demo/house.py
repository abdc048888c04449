"""建演示法院：三级法院、团队、人员、职务、请假、代行、设置。都走人员管理的命令。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from zhixing.demo.roster import COURTS, DAIZI, PASSWORD, STAFF, TEAMS, Person
from zhixing.foundation.history.context import Job
from zhixing.foundation.people import commands as people
from zhixing.foundation.people.queries import Court, Post, Team, User, loaded

JOB = Job("演示法院")
STARTS: Final[Mapping[str, int]] = {"执": 1181, "执恢": 243, "执保": 131}
"""启用那年各类案号从几号接着编。"""


@dataclass(slots=True)
class House:
    """建好的法院；``people`` 按登录名，``teams`` 按团队代码。"""

    court: Court
    people: dict[str, User] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)

    def __getitem__(self, username: str) -> User:
        return self.people[username]


PRINTED: Final = {
    "address": "土默特右旗萨拉齐镇敕勒川大街1号", "phone": "0472-0000000", "account_holder": "土默特右旗人民法院执行款专户",
    "account_bank": "演示银行土默特右旗支行", "account_number": "0000000000000000001",
    "fine_account": "户名：土默特右旗财政局非税收入专户，账号：0000000000000000003", "police": "土默特右旗公安局",
}
"""印在文书上的：地址、电话、账户，都是编的。"""


def build(on: date, later: str = "") -> House:
    """建法院和团队，人员到岗（职务自 ``on`` 起）；``later`` 是以后才成立的团队，见 :func:`form`。"""
    courts = _courts(on)
    house = House(courts[DAIZI])
    for key in TEAMS:
        if key != later:
            _team(house, key, on)
    for person in STAFF:
        if person.team != later or not later:
            house.people[person.username] = _person(person, courts[person.court], house, on)
    return house


def form(house: House, key: str, on: date) -> None:
    """成立一个团队，人员到岗。"""
    _team(house, key, on)
    for person in STAFF:
        if person.team == key:
            house.people[person.username] = _person(person, house.court, house, on)


def _team(house: House, key: str, on: date) -> None:
    name, kind = TEAMS[key]
    house.teams[key] = people.create_team(court=house.court, name=name, kind=kind, actor=JOB, on=on)


def _courts(on: date) -> dict[str, Court]:
    made: dict[str, Court] = {}
    above: Court | None = None
    for daizi, name, level in COURTS:
        above = made[daizi] = people.create_court(daizi=daizi, name=name, level=level, parent=above, actor=JOB, on=on)
    return made


def _person(person: Person, court: Court, house: House, on: date) -> User:
    """新建、任职；返回的连同任职一次备好，办事时不再一遍遍查。"""
    user = people.create_user(court=court, username=person.username, name=person.name, actor=JOB, on=on)
    team = house.teams.get(person.team)
    for post in person.posts:
        people.appoint(user=user, post=post, team=team, since=on, actor=JOB, on=on)
    ready = loaded(user.pk)
    assert ready is not None
    return ready


def configure(house: House, on: date, starts: Mapping[str, int] = STARTS) -> None:
    """本院设置：年中启用，案号接着原来的编；演示口令不限期。"""
    _set(house, "case_number_start", dict(starts), "xitong", on, "年中启用，接着流程系统的案号编")
    _set(house, "password_days", 0, "anquan", on, "演示法院的口令公开，不设期限")
    for key, value in PRINTED.items():
        _set(house, f"document.{key}", value, "xitong", on, "印在文书上")


def _set(house: House, key: str, value: object, who: str, on: date, reason: str) -> None:
    people.change_setting(court=house.court, key=key, value=value, actor=house[who], on=on, reason=reason)


def settle_in(house: House, today: date) -> None:
    """眼下的人事：几个人请假，院长外出期间由分管副院长代行；登录页上的人发口令。"""
    for username, since, until, reason in (
        ("zhuli5", -60, 98, "产假"), ("faguan3", 3, 7, "培训"), ("shuji4", -1, 3, "年休假"), ("fajing5", -12, 16, "病假"),
    ):
        span = {"since": today + timedelta(days=since), "until": today + timedelta(days=until)}
        people.set_absence(user=house[username], reason=reason, actor=house["xitong"], on=today, **span)
    people.delegate(
        principal=house["yuanzhang"], deputy=house["fuyuanzhang"], post=Post.PRESIDENT, since=today - timedelta(days=2),
        until=today + timedelta(days=12), authority=f"土右法〔{today.year}〕授权9号", actor=house["yuanzhang"], on=today,
    )
    for person in STAFF:
        if person.role:
            people.change_password(user=house[person.username], password=PASSWORD, on=today)
