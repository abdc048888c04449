"""测试用的人和法院。人名、机构都是编的；直接建行，不走命令，所以快，也不要入口环境。"""

from __future__ import annotations

from datetime import date, datetime
from itertools import count
from zoneinfo import ZoneInfo

from zhixing.foundation.people.models import Absence, Court, Delegation, Holding, Post, Team, User

BEIJING = ZoneInfo("Asia/Shanghai")
SINCE = date(2019, 1, 1)
PASSWORD = "Ceshi-2026-kouling"
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏"
GIVEN = ("晓岚", "博文", "思远", "静怡", "立群", "海燕", "志刚", "雨桐", "明哲", "若兰")

_serial = count(1)


def court(daizi: str = "内0221", name: str = "", level: str = "basic", parent: Court | None = None) -> Court:
    """一家法院；同一代字只建一次。"""
    path = "/" + "/".join(dict.fromkeys((daizi[:1], daizi[:3], daizi))) + "/"
    fields = {"name": name or f"测试{daizi}人民法院", "level": level, "parent": parent, "path": path}
    return Court.objects.get_or_create(daizi=daizi, defaults=fields)[0]


_court = court


def team(court: Court | None = None, name: str = "", kind: str = "general") -> Team:
    """一个团队。"""
    return Team.objects.create(court=court or _court(), name=name or f"第{next(_serial)}团队", kind=kind)


def person_name() -> str:
    """编一个姓名，不重样。"""
    number = next(_serial)
    return SURNAMES[number % len(SURNAMES)] + GIVEN[number // len(SURNAMES) % len(GIVEN)]


def user(
    post: str | Post | None = None, *, court: Court | None = None, team: Team | None = None, name: str = "",
    username: str = "", since: date = SINCE, until: date | None = None, password: str = "", posts: tuple[str, ...] = (),
) -> User:
    """一个用户，可带职务和团队。不给口令的不能登录（算口令慢）。"""
    court = court or (team.court if team else _court())
    person = User(username=username or f"user{next(_serial)}", name=name or person_name(), court=court)
    person.password_changed_at = datetime(2026, 11, 1, tzinfo=BEIJING)
    person.set_password(password) if password else person.set_unusable_password()
    person.save()
    for held in [*([post] if post else []), *posts]:
        appoint(person, held, team=team, since=since, until=until)
    return person


def appoint(
    person: User, post: str, *, team: Team | None = None, since: date = SINCE, until: date | None = None
) -> Holding:
    """任职。"""
    return Holding.objects.create(user=person, post=str(post), team=team, since=since, until=until)


def absent(person: User, since: date, until: date, reason: str = "休假") -> Absence:
    """不在岗。"""
    return Absence.objects.create(user=person, since=since, until=until, reason=reason)


def delegation(
    principal: User, deputy: User, post: str, since: date = SINCE, until: date = date(2030, 12, 31)
) -> Delegation:
    """代行职权。"""
    return Delegation.objects.create(
        principal=principal, deputy=deputy, post=str(post), since=since, until=until, authority="（2026）授权1号"
    )
