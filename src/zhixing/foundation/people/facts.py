"""用户 → ``law.rights`` 要的事实。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from zhixing.foundation.people.models import Delegation, Holding
from zhixing.foundation.people.queries import Post, User
from zhixing.law.rights import UserFacts


def user_facts(user: User, day: date) -> UserFacts:
    """这个人在 ``day`` 的职务、团队、代行。

    由 ``queries.loaded`` 取来的用户不再查库；否则查任职、代行各一次。代行团队长的，也带上委托人所带的团队。
    """
    held = [h for h in user.holdings.all() if h.covers(day)]
    lending = acting(user, day)
    lent = [h for given, theirs in lending for h in theirs]
    return UserFacts(
        id=user.pk,
        court_path=user.court.path,
        posts=frozenset(h.post for h in held),
        teams=_teams([*held, *lent]),
        leads=_teams(h for h in [*held, *lent] if h.post == Post.TEAM_LEADER),
        active=user.is_active,
        acting_for=frozenset(given.post for given, _ in lending),
    )


def acting(user: User, day: date) -> list[tuple[Delegation, list[Holding]]]:
    """有效的代行，各带委托人此刻的那份任职；委托人已不任该职的不算。"""
    given = [d for d in _received(user) if d.since <= day <= d.until]
    pairs = [(d, [h for h in d.principal.holdings.all() if h.post == d.post and h.covers(day)]) for d in given]
    return [(d, theirs) for d, theirs in pairs if theirs]


def _received(user: User) -> Iterable[Delegation]:
    if "received" in getattr(user, "_prefetched_objects_cache", {}):
        return user.received.all()
    return user.received.select_related("principal").prefetch_related("principal__holdings")


def _teams(rows: Iterable[Holding]) -> frozenset[int]:
    return frozenset(h.team_id for h in rows if h.team_id is not None)
