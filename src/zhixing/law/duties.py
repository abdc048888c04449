"""集约事务目录：8 项事务性工作、5 项技术服务、4 项管理职能，另加常办的（规则手册 SYS:B1、江苏法院“854”）。

每一种写明谁办、几个工作小时办完、到哪一页办、哪一种登记来了就算办完、谁可以交办、交办时填什么。表在
``parameters/duties.toml``；本院可以改由哪个团队办、几小时办完、停办，也可以自设（没有自动办结）。
服务台不作决定：决定性的行为（:data:`DECISIONS`）不能写进目录，写进了就不收。
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

from zhixing.law import entries
from zhixing.law.articles import cite
from zhixing.law.finding import Finding, Reason
from zhixing.law.states import Act

ARTICLE: Final = cite("COURT 集约事务")
MANAGING: Final = "mgmt4"
CLOSES_LIMIT: Final = 60
MOST_HOURS: Final = 520
"""时限最长多少工作小时（一个季度）。"""
OWN: Final = "own_"
"""本院自设的代码以此开头。"""
DECISIONS: Final = frozenset({
    Act.ACCEPT, Act.DECLINE, Act.ASSIGN, Act.TRANSFER, Act.SUSPEND, Act.RESUME, Act.STAY, Act.END_STAY, Act.EXTEND, Act.EXCLUDE,
    Act.END_EXCLUSION, Act.WAIVE, Act.PROPOSE, Act.CLOSE, Act.WITHDRAW_CLOSING, Act.REVIVE, Act.CONVERT, Act.SIGN_SHEET,
    Act.SIGN_DOCUMENT, Act.CONFIRM_MONEY, Act.RELEASE_MONEY, Act.DELAY_PAYOUT, Act.DISTRIBUTE, Act.INVESTIGATE, Act.PLACE,
})
"""决定性的行为：归承办法官、局领导，服务台不办。"""

InCase = Literal["always", "either", "never"]


class BadDuty(ValueError):
    """目录写错了；说明哪一种、哪里不对。"""


@dataclass(frozen=True, slots=True)
class Closing:
    """哪一种登记来了就算办完：事件 ``event``；``values`` 不空的，``field`` 这一栏要是其中之一；``names`` 是说“哪一项”的栏。"""

    event: str
    field: str = ""
    values: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()

    def met(self, event: str, data: Mapping[str, Any], subject: str) -> bool:
        """这条登记办的是不是“哪一项”为 ``subject`` 的这种事；没有写哪一项的，本案的任何一项都算。"""
        if event != self.event or (self.values and data.get(self.field) not in self.values):
            return False
        told = (data.get(name, "") for name in ("subject", *self.names))
        return not subject or subject in {str(one).strip() for one in told if one}


@dataclass(frozen=True, slots=True)
class Duty:
    """一种事务；各栏见 ``parameters/duties.toml`` 的说明。"""

    code: str
    name: str
    group: str
    posts: frozenset[str]
    hours: int
    segment: str = ""
    subject: str = ""
    about: str = ""
    needs: frozenset[str] = frozenset()
    in_case: InCase = "always"
    asks: frozenset[str] = frozenset()
    act: str = ""
    page: str = ""
    go: str = ""
    closes: tuple[Closing, ...] = ()

    @property
    def events(self) -> str:
        """由哪些事件办结，逗号隔开；由办的人写结果的为空。"""
        return ",".join(one.event for one in self.closes)

    def met(self, event: str, data: Mapping[str, Any], subject: str) -> bool:
        """这条登记来了，“哪一项”为 ``subject`` 的这种事务算不算办完。"""
        return any(one.met(event, data, subject) for one in self.closes)


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("zhixing.law").joinpath("parameters", "duties.toml").read_text("utf-8"))


def groups() -> Mapping[str, str]:
    """组：代码 → 名称，按页面次序。"""
    found: dict[str, str] = _table()["groups"]
    return found


@cache
def catalogue() -> Mapping[str, Duty]:
    """全部事务：代码 → 事务，按目录的次序。目录写错了抛出 :class:`BadDuty`。"""
    return {code: parse(code, row) for code, row in _table()["duty"].items()}


def parse(code: str, row: Mapping[str, Any]) -> Duty:
    """目录的一行；组不对、没有人办、时限不对、决定性的行为，抛出 :class:`BadDuty`。"""
    given = dict(row)
    closes = tuple(_closing(one) for one in given.pop("closes", ()))
    posts, needs, asks = (frozenset(given.pop(name, ())) for name in ("posts", "needs", "asks"))
    duty = Duty(code=code, closes=closes, posts=posts, needs=needs, asks=asks, **given)
    if told := _wrong(duty):
        raise BadDuty(f"{code}：{told}")
    return duty


def _closing(row: Mapping[str, Any]) -> Closing:
    return Closing(row["event"], row.get("field", ""), frozenset(row.get("values", ())), tuple(row.get("names", ())))


def _wrong(duty: Duty) -> str:
    if duty.group not in groups():
        return f"没有“{duty.group}”这一组"
    if not duty.posts:
        return "没有写明谁办"
    if not 1 <= duty.hours <= MOST_HOURS:
        return f"时限{duty.hours}小时不在1到{MOST_HOURS}之间"
    if duty.act in DECISIONS:
        return f"“{Act(duty.act).label}”是决定，服务台不办"
    return "" if len(duty.events) <= CLOSES_LIMIT else "办结的事件太多"


def find(code: str) -> Duty | None:
    """按代码取目录里的一种；本院自设的、没有的为空。"""
    return catalogue().get(code)


@cache
def closed_by() -> Mapping[str, frozenset[str]]:
    """事件 → 它能办结的各种事务的代码。"""
    events = {one.event for duty in catalogue().values() for one in duty.closes}
    return {event: frozenset(d.code for d in catalogue().values() if any(c.event == event for c in d.closes)) for event in events}


@dataclass(frozen=True, slots=True)
class Asked:
    """要交办的：哪一项、要求，整理过。"""

    subject: str
    demand: str


def asked(duty: Duty, *, subject: str, demand: str, in_case: bool, posts: Iterable[str]) -> Finding[Asked]:
    """交办的内容齐不齐：该填的填了，该在案件上的在案件上，谁可以交办。一并说出全部理由。

    ``posts`` 是交办的人的职务，``in_case`` 是不是在一件案件上交办。
    """
    label = duty.subject or "哪一项"
    found = (
        entries.text(subject, label, limit=200, required="subject" in duty.needs),
        entries.text(demand, "要求", limit=500, required="demand" in duty.needs),
    )
    reasons = (*(reason for one in found for reason in one.reasons), *_misplaced(duty, in_case), *_not_asker(duty, frozenset(posts)))
    return Finding(Asked(found[0].value, found[1].value), (ARTICLE,), reasons=reasons)


def _misplaced(duty: Duty, in_case: bool) -> Iterable[Reason]:
    if duty.in_case == "always" and not in_case:
        yield _reason("case", f"“{duty.name}”要在案件上交办。", "打开案件，再交办。")
    if duty.in_case == "never" and in_case:
        yield _reason("no_case", f"“{duty.name}”不属于哪一件案件。", "在指挥中心大厅交办。")


def _not_asker(duty: Duty, posts: frozenset[str]) -> Iterable[Reason]:
    if duty.asks and not posts & duty.asks:
        yield _reason("asker", f"您的职务不能交办“{duty.name}”。", "请团队长、局领导或者指挥中心交办。")


def named(code: str, name: str, hours: int, posts: Iterable[str]) -> Finding[None]:
    """本院改一种、自设一种：名称、时限、谁办要写对；自设的代码以 ``own_`` 开头。"""
    reasons = [*entries.text(name, "名称", limit=60, required=True).reasons]
    if not 1 <= hours <= MOST_HOURS:
        reasons.append(_reason("hours", f"时限应在1到{MOST_HOURS}个工作小时之间。", "改成合适的时限。"))
    if find(code) is None and not re.fullmatch(rf"{OWN}[a-z0-9_]{{1,36}}", code):
        reasons.append(_reason("code", f"目录里没有“{code[:40]}”。", f"自设的代码以 {OWN} 开头，用小写字母和数字。"))
    if find(code) is None and not list(posts):
        reasons.append(_reason("posts", "没有写明哪个团队办。", "选一个团队。"))
    return Finding(None, (ARTICLE,), reasons=tuple(reasons))


def _reason(code: str, text: str, remedy: str) -> Reason:
    return Reason(f"duty.{code}", text, ARTICLE, remedy, Act.REQUEST_ITEM)


def priority(*, urgent: bool, livelihood: bool) -> int:
    """先后：急而涉民生 0、急 1、涉民生 3、其余 5；小的在先，同先后的按时限。

    >>> priority(urgent=False, livelihood=True)
    3
    """
    if urgent:
        return 0 if livelihood else 1
    return 3 if livelihood else 5
