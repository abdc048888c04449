"""看审批单：等我批的、我报的、我经手的。"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from functools import lru_cache

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhixing.foundation.approvals.models import Approval, Step
from zhixing.foundation.history.rows import Counting, counted, counting
from zhixing.foundation.people.facts import acting
from zhixing.foundation.people.queries import Post, User, deputies, holders

__all__ = ["Approval", "Step", "candidates", "counts", "in_court", "mine", "of_stream", "pending", "visible_to", "waiting_count", "waiting_for"]


Desk = tuple[str, int | None, int | None]
"""一张案头：职务、团队、替谁代行（本人的职务为空）。"""


def waiting_for(user: User, day: date) -> QuerySet[Approval]:
    """等这个人批的：本人或代行的职务轮到了；自己报的、已签过一步的、替报批人代行的，都不算。"""
    return _waiting(user.pk, user.court_id, tuple(_desks(user, day)))


def waiting_count(user: User, day: date) -> int:
    """:func:`waiting_for` 有几张。每一页的角标都要，语句一人一种职务只编一次。"""
    return counted(_counting_waiting(user.pk, user.court_id, tuple(_desks(user, day))))


@lru_cache(maxsize=2000)
def _counting_waiting(user: int, court: int, desks: tuple[Desk, ...]) -> Counting:
    return counting(_waiting(user, court, desks).order_by())


def _desks(user: User, day: date) -> Iterator[Desk]:
    yield from ((own.post, own.team_id, None) for own in user.holdings.all() if own.covers(day))
    yield from ((theirs.post, theirs.team_id, given.principal_id) for given, lent in acting(user, day) for theirs in lent)


def _waiting(user: int, court: int, desks: tuple[Desk, ...]) -> QuerySet[Approval]:
    mine = Q(pk__in=[])
    for post, team, principal in desks:
        mine |= _desk(post, team) & ~Q(submitted_by=principal) if principal else _desk(post, team)
    decided = Step.objects.filter(approval=OuterRef("pk"), decided_by=user)
    rows = _full().filter(mine, ~Exists(decided), court_id=court, state=Approval.State.PENDING)
    return rows.exclude(submitted_by=user).order_by("due", "id")


def mine(user: User) -> QuerySet[Approval]:
    """这个人报的，近的在前。"""
    return _full().filter(submitted_by=user).order_by("-id")


def visible_to(user: User, day: date) -> QuerySet[Approval]:
    """这个人看得到的：自己报的、经手过的、等自己批的。案件页上的审批单另按案件的权限看（:func:`of_stream`）。"""
    touched = Step.objects.filter(approval=OuterRef("pk"), decided_by=user)
    desk = waiting_for(user, day).order_by().values("pk")
    seen = Q(submitted_by=user) | Exists(touched) | Q(pk__in=desk)
    return _full().filter(seen, court_id=user.court_id).order_by("-id")


def in_court(court_id: int) -> QuerySet[Approval]:
    """本院的审批单。看不看得到由上面的环节定。"""
    return _full().filter(court_id=court_id)


def of_stream(stream: str) -> QuerySet[Approval]:
    """一条链（一案）上的审批单，近的在前。"""
    return _full().filter(stream=stream).order_by("-id")


def pending(stream: str, act: str, subject: str = "") -> Approval | None:
    """这条链上正在批的某种审批单；``subject`` 是案内哪一项。"""
    return _full().filter(stream=stream, act=act, subject=subject, state=Approval.State.PENDING).first()


def counts(user: User, day: date) -> dict[str, int]:
    """角标：等我批的、其中超期的、我报的还没批的。"""
    desk = waiting_for(user, day).order_by()
    return {
        "waiting": desk.count(), "late": desk.filter(due__lt=day).count(),
        "mine": mine(user).filter(state=Approval.State.PENDING).count(),
    }


def candidates(approval: Approval, post: str, day: date, decided: Collection[int] = ()) -> QuerySet[User]:
    """能定这一步的人：任此职的和代行的，报批人和已签过的除外。"""
    team_id = approval.step_team_id if post == Post.TEAM_LEADER else None
    held = holders(approval.court_id, post, day, team_id).order_by().values("pk")
    acting = deputies(approval.court_id, post, day, team_id, besides=approval.submitted_by_id).order_by().values("pk")
    able = User.objects.filter(Q(pk__in=held) | Q(pk__in=acting))
    return able.exclude(pk__in=[approval.submitted_by_id, *decided]).order_by("id")


def _desk(post: str, team_id: int | None) -> Q:
    """轮到这个职务的；团队长只看本团队的和没有团队的。"""
    if post != Post.TEAM_LEADER:
        return Q(step_post=post)
    return Q(step_post=post) & (Q(step_team=team_id) | Q(step_team__isnull=True))


def _full() -> QuerySet[Approval]:
    return Approval.objects.select_related("submitted_by", "step_team").prefetch_related("steps__decided_by")
