"""读随机分案：待分的案件、各次抽签、种子、证明；回避和分案系数。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Q, QuerySet

from zhixing.casework.cases.queries import Case, visible_to
from zhixing.casework.centre.models import Draw, Lot, Placement, Recusal, Seed, Workforce
from zhixing.foundation.history.queries import Entry, entries
from zhixing.foundation.people.queries import User, effective
from zhixing.law.states import State

__all__ = [
    "Draw", "Lot", "Proof", "Recusal", "Seed", "Workforce", "by_token", "chain", "document", "draws", "lots", "of_case", "placed",
    "proof", "recusals", "seed_of", "share_on", "shares", "waiting",
]

WAITING: Final = (State.ACCEPTED, State.HANDED_OVER)


def chain(court_id: int) -> str:
    """记种子、抽签、回避、系数的法院链。"""
    return f"court:{court_id}"


def waiting(user: User, on: date) -> QuerySet[Case]:
    """本院立了案、还没有分的，这个人看得见的；先立的在前。"""
    rows = visible_to(user, on).filter(court=user.court_id, state__in=WAITING, handler__isnull=True)
    return rows.order_by("accepted_on", "pk")


def placed(cases: Iterable[int]) -> dict[int, Placement]:
    """这些案件的轨道。"""
    return {row.case_id: row for row in Placement.objects.filter(case__in=list(cases))}


def draws(court_id: int) -> QuerySet[Draw]:
    """本院的各次抽签，新的在前；不取公开记录（很长）。"""
    return Draw.objects.filter(court=court_id).select_related("seed", "drawn_by").defer("record").order_by("-pk")


def by_token(court_id: int, token: str) -> Draw | None:
    """这一次提交已经抽过的那一次。"""
    return Draw.objects.select_related("seed").filter(court=court_id, token=token).first()


def lots(draw: Draw) -> QuerySet[Lot]:
    """一次抽签的各件，依次。"""
    return Lot.objects.filter(draw=draw).select_related("case", "judge", "team").order_by("turn")


def of_case(case_id: int) -> Lot | None:
    """这一件最近一次是怎样抽的；不是抽的为空。"""
    return Lot.objects.filter(case=case_id).select_related("draw__seed", "judge").order_by("-pk").first()


def seed_of(court_id: int, day: date) -> Seed | None:
    """这一天的种子；没有在前一日公布摘要的为空。"""
    return Seed.objects.filter(court=court_id, day=day).first()


@dataclass(frozen=True, slots=True)
class Proof:
    """法院链上的三环：公布种子摘要、抽签、公开种子（还没有公开的为空）。"""

    committed: Entry | None
    drawn: Entry | None
    shown: Entry | None


def proof(draw: Draw) -> Proof:
    """一次抽签在法院链上的证明。"""
    day = draw.seed.day.isoformat()
    rows = entries(chain(draw.court_id))
    return Proof(
        rows.filter(type="centre.SeedCommitted", payload__day=day).first(), rows.filter(type="centre.Drawn", payload__draw=draw.pk).first(),
        rows.filter(type="centre.SeedShown", payload__day=day).first(),
    )


def document(draw: Draw) -> dict[str, Any]:
    """公开的文件：记录、摘要、种子（当天过后才有）、在法院链上的位置。"""
    found, seed = proof(draw), draw.seed
    return {
        "record": draw.record, "digest": draw.digest, "seed": seed.secret if seed.shown_at else "",
        "chain": {name: _link(one) for name, one in (("committed", found.committed), ("drawn", found.drawn), ("shown", found.shown)) if one},
    }


def _link(entry: Entry) -> dict[str, Any]:
    return {"stream": entry.stream, "seq": entry.seq, "hash": entry.hash, "recorded_at": entry.recorded_at.isoformat()}


def recusals(court_id: int, on: date, *, ended: bool = False) -> QuerySet[Recusal]:
    """现在有效的（``ended`` 为真是已经结束的）回避。"""
    rows = Recusal.objects.filter(court=court_id).select_related("user", "case", "made_by").order_by("-pk")
    return rows.filter(until__lt=on) if ended else rows.filter(_alive(on))


def shares(court_id: int, on: date, *, ended: bool = False) -> QuerySet[Workforce]:
    """现在有效、以后起用的（``ended`` 为真是已经结束的）分案系数。"""
    rows = Workforce.objects.filter(court=court_id).select_related("user", "made_by").order_by("-pk")
    return rows.filter(until__lt=on) if ended else rows.filter(_alive(on))


def _alive(on: date) -> Q:
    return Q(until__isnull=True) | Q(until__gte=on)


def share_on(user: User, on: date) -> Workforce | None:
    """这个人 ``on`` 那天另定的系数；没有为空。"""
    return Workforce.objects.filter(effective(on), user=user).order_by("-pk").first()
