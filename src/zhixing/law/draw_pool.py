"""谁在抽签之列：职务、在岗、系数、团队；不在的说明为什么（SYS:B2 团队各办各的；新到岗的逐步加到满额）。

哪些案件归哪类团队由繁简分流定；本院没有那一类团队的，由综合团队抽，再没有的全院抽。裁决团队不办实施案件（裁执分离）。
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from zhixing.law.articles import cite
from zhixing.law.draw import FULL, Judge, Pool
from zhixing.law.finding import Finding, Reason
from zhixing.law.states import REVIEWS, Act

ARTICLE: Final = cite("COURT 随机分案")
POSTS: Final = frozenset({"judge", "team_leader"})
"""不另定系数也在抽签之列的职务；局领导、法官助理办案的，给他定系数。"""
GENERAL: Final = "general"
REVIEW: Final = "review"
ALL: Final = "all"
BY_KIND: Final[Mapping[str, str]] = {"执保": "preservation", **dict.fromkeys(REVIEWS, REVIEW)}
"""还没有分流的，由案件类型定归哪类团队；其余各类全院抽。"""


@dataclass(frozen=True, slots=True)
class Team:
    """一个在用的团队。"""

    id: int
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Officer:
    """一位可能办案的人。

    ``since`` 是任这类职务的头一天（中间没有断），没有这类职务为空；``away`` 不在岗；``set_share`` 是另定的系数，没有为空；
    ``load`` 是手头的分量（百分之几件）；``teams`` 是所在的团队。
    """

    id: int
    name: str
    since: date | None
    away: bool = False
    set_share: int | None = None
    load: int = 0
    teams: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Ramp:
    """新到岗的逐步加：头一天按 ``share``（百分之几），``days`` 日加到满额；``days`` 为 0 就不递增。"""

    days: int
    share: int


@dataclass(frozen=True, slots=True)
class Out:
    """不在抽签之列的一位，为什么。"""

    id: int
    name: str
    why: str


def share_of(officer: Officer, on: date, ramp: Ramp) -> int:
    """系数，百分之几：另定的照另定的，新到岗的照递增，其余满额。

    >>> new = Officer(1, "甲", date(2026, 11, 1))
    >>> [share_of(new, day, Ramp(90, 40)) for day in (date(2026, 11, 1), date(2026, 12, 16), date(2027, 1, 30))]
    [40, 70, 100]
    """
    if officer.set_share is not None:
        return officer.set_share
    if officer.since is None:
        return 0
    days = (on - officer.since).days
    return FULL if days >= ramp.days else ramp.share + (FULL - ramp.share) * days // ramp.days


def why_out(officer: Officer, on: date, ramp: Ramp) -> str:
    """为什么不在抽签之列；在的为空。"""
    if officer.away:
        return "不在岗"
    if officer.set_share == 0:
        return "暂停分案"
    if officer.since is None and officer.set_share is None:
        return "没有执行法官、团队长的职务，也没有定分案系数"
    return "" if share_of(officer, on, ramp) > 0 else "分案系数为零"


def ready(officers: Iterable[Officer], on: date, ramp: Ramp) -> tuple[list[Judge], list[Out]]:
    """在抽的，和不在的、为什么；各按编号排。"""
    judges: list[Judge] = []
    out: list[Out] = []
    for one in sorted(officers, key=lambda officer: officer.id):
        if why := why_out(one, on, ramp):
            out.append(Out(one.id, one.name, why))
        else:
            judges.append(Judge(one.id, one.name, share_of(one, on, ramp), one.load, min(one.teams, default=None)))
    return judges, out


def key_of(team_kind: str, kind: str, teams: Sequence[Team]) -> str:
    """一件在哪一组抽：归的那一类团队；本院没有的用综合团队，再没有的全院。``team_kind`` 没有定的看案件类型。

    >>> key_of("simple", "执", [Team(1, "快执", "simple")]), key_of("simple", "执", [Team(2, "一队", "general")]), key_of("", "执", [])
    ('simple', 'general', 'all')
    """
    wanted, kinds = team_kind or BY_KIND.get(kind, ""), {team.kind for team in teams}
    if not wanted:
        return ALL
    return next((one for one in (wanted, GENERAL) if one in kinds), REVIEW if wanted == REVIEW else ALL)


def pool(key: str, judges: Iterable[Judge], officers: Mapping[int, Officer], teams: Sequence[Team]) -> Pool:
    """这一组里有谁。全院的一组里没有只在裁决团队的人；本院没有裁决团队的，裁决案件全院抽。"""
    mine = {team.id: team for team in teams if team.kind == key}
    review = {team.id for team in teams if team.kind == REVIEW}
    if mine:
        rows = tuple((one.id, min(set(officers[one.id].teams) & set(mine))) for one in judges if set(officers[one.id].teams) & set(mine))
        return Pool("、".join(team.name for team in mine.values()), rows)
    rest = (one for one in judges if not officers[one.id].teams or set(officers[one.id].teams) - review)
    return Pool("全院", tuple((one.id, _outside(officers[one.id], review)) for one in rest))


def _outside(officer: Officer, review: Collection[int]) -> int | None:
    return min((team for team in officer.teams if team not in review), default=None)


def nobody(number: str, name: str, out: Iterable[Out], barred: Iterable[tuple[str, str]]) -> Finding[None]:
    """这一件没有人可抽：是哪一组，每个人为什么不在。"""
    reasons = [*(f"{one.name}{one.why}" for one in out), *(f"{who}{why}" for who, why in barred)]
    told = f"：{'；'.join(reasons)}" if reasons else "：没有一名执行法官"
    text = f"{number}在{name}里没有人可以抽{told}。"
    remedy = "给这一组安排执行法官（人员与团队），调整分案系数，或者写明理由指定承办人。"
    return Finding(None, (ARTICLE,), reasons=(Reason("draw.nobody", text, ARTICLE, remedy, Act.ASSIGN),))
