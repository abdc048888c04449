"""各职务的第一天：十步，每一步做什么、为什么、在哪里做、怎样算办完。

``link`` 是去哪里做：页面名（可带 ``?参数``），或者 ``act:行为``——自己应办事项里（没有的，看得见的案件里）第一件要办这一行为的案件。
``done`` 有其一就算办完：

- ``seen:页面名?参数=值``、``seen:页面名/行为``：打开过这一页（``*`` 是随便什么值）；
- ``entry:事件`` 或 ``entry:事件:开头``：在网页上办成过这件事（人事变动另看那句话的开头）；
- ``corrected``：更正过一笔；``read:哪一种``：查阅日志里有；``saved``：存过一份清单。
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from zhixing.foundation.people.queries import Court
from zhixing.law.rights import UserFacts

ORDER = (
    "upper", "president", "director", "team_leader", "centre", "judge", "filing", "funds", "accountant", "cashier", "assistant", "clerk", "bailiff",
    "supervisor", "archivist", "system_admin", "security_admin", "audit_admin",
)
"""一人几职的，按这个次序取第一个对得上的。"""


@dataclass(frozen=True, slots=True)
class Step:
    """一步。"""

    what: str
    why: str
    link: str
    done: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Programme:
    """一个职务的十步；``levels`` 非空则只给这些级别法院的人。"""

    key: str
    title: str
    posts: frozenset[str]
    levels: frozenset[str]
    steps: tuple[Step, ...]

    @property
    def pages(self) -> frozenset[str]:
        """要看有没有打开过的页面。"""
        wanted = (done.removeprefix("seen:") for step in self.steps for done in step.done if done.startswith("seen:"))
        return frozenset(wanted)


@cache
def programmes() -> tuple[Programme, ...]:
    """全部职务的十步。"""
    return tuple(_read(key) for key in ORDER)


def programme_for(facts: UserFacts, court: Court) -> Programme | None:
    """这个人的十步；没有任职的为空。"""
    fitting = (p for p in programmes() if p.posts & facts.posts and (not p.levels or court.level in p.levels))
    return next(fitting, None)


def _read(key: str) -> Programme:
    table = tomllib.loads(files(__package__).joinpath(f"{key}.toml").read_text("utf-8"))
    steps = tuple(Step(s["what"], s["why"], s["link"], tuple(s["done"])) for s in table["step"])
    return Programme(key, table["title"], frozenset(table["posts"]), frozenset(table.get("levels", ())), steps)
