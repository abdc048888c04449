"""今天这件事该告诉谁：负责人、团队长、局长，不在岗的告诉代行的人，没有代行的告诉上一级。

一家法院一天的人员只取一次（:class:`Roster`），成千件一起问也不再查库。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Final, NamedTuple

from zhixing.casework.cases.queries import stand_ins
from zhixing.foundation.people.queries import Delegation, Holding, Post, User, absences, delegations, effective
from zhixing.law.watching import DIRECTOR, OWNER, TEAM

ABOVE: Final = (Post.DIRECTOR, Post.VICE_DIRECTOR, Post.VICE_PRESIDENT, Post.PRESIDENT, Post.CENTRE)
"""局长不在的，依次告诉谁。"""


class Person(NamedTuple):
    """告诉的一个人；``name`` 写明代谁。没有人可告诉的 ``id`` 空着。"""

    id: int | None
    name: str


NOBODY: Final = Person(None, "没有可以告诉的人")


class Roster:
    """一家法院一天：谁在用、谁不在岗、谁任什么职、谁代行谁。"""

    def __init__(self, court_id: int, day: date) -> None:
        self._names = dict(User.objects.filter(court=court_id, is_active=True).values_list("pk", "name"))
        self._away = set(absences(court_id, day).order_by().values_list("user", flat=True))
        self._posts: dict[tuple[str, int | None], list[int]] = defaultdict(list)
        for user, post, team in _held(court_id, day):
            self._posts[post, team].append(user)
        self._stand_ins = stand_ins(court_id, day)
        self._deputies: dict[int, list[Delegation]] = defaultdict(list)
        for row in delegations(court_id, day):
            self._deputies[row.principal_id].append(row)

    def people(self, handler: int | None, team: int | None) -> dict[str, tuple[Person, ...]]:
        """一件案件各种身份今天该告诉的人，每种至少一个。"""
        return {OWNER: self.owner(handler, team), TEAM: self.leaders(team), DIRECTOR: self.directors()}

    def owner(self, handler: int | None, team: int | None) -> tuple[Person, ...]:
        """承办人；不在岗的告诉替他代办的人，没有的告诉代行他职务的人，都没有的告诉团队长。"""
        return self._acted(handler) or self._first([handler] if handler else []) or self.leaders(team)

    def _acted(self, handler: int | None) -> tuple[Person, ...]:
        """不在岗的承办人，今天由谁代办他的案件。"""
        deputy = self._stand_ins.get(handler) if handler is not None and handler in self._away else None
        if handler is None or deputy not in self._names or deputy in self._away or deputy is None:
            return ()
        return (Person(deputy, f"{self._names[deputy]}（代{self._names.get(handler, '')}）"),)

    def leaders(self, team: int | None) -> tuple[Person, ...]:
        """团队长（或者代行的）；没有的告诉局长。"""
        return (self._first(self._posts[Post.TEAM_LEADER, team], Post.TEAM_LEADER) if team else ()) or self.directors()

    def directors(self) -> tuple[Person, ...]:
        """局长（或者代行的）；没有的依次往上找，都不在岗的仍告诉局长。"""
        holders = [(post, self._of(post)) for post in ABOVE]
        found = next((people for post, ids in holders if (people := self._first(ids, post))), ())
        away = next((ids for _, ids in holders if ids), [])
        return found or tuple(Person(one, self._names[one]) for one in away) or (NOBODY,)

    def _of(self, post: str) -> list[int]:
        return [user for (held, _), users in self._posts.items() if held == post for user in users]

    def _first(self, ids: Iterable[int], post: str = "") -> tuple[Person, ...]:
        """这些人里在岗的；一个也没有的，代行他们的。"""
        wanted = list(dict.fromkeys(one for one in ids if one in self._names))
        present = [Person(one, self._names[one]) for one in wanted if one not in self._away]
        return tuple(present) or tuple(dict.fromkeys(person for one in wanted for person in self._acting(one, post)))

    def _acting(self, principal: int, post: str) -> Iterable[Person]:
        for given in self._deputies[principal]:
            deputy = given.deputy_id
            if deputy in self._names and deputy not in self._away and post in ("", given.post):
                yield Person(deputy, f"{self._names[deputy]}（代{self._names[principal]}）")


def _held(court_id: int, day: date) -> Iterable[tuple[int, str, int | None]]:
    rows = Holding.objects.filter(effective(day), user__court=court_id, user__is_active=True)
    return rows.order_by("user").values_list("user", "post", "team")
