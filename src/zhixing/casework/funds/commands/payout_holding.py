"""发放的行为共同的头和尾：依次锁住链、案件、发放审批表、各笔付款；办完记事件。

锁的次序各处一样：链（按名称）→ 案件（按编号）→ 发放审批表 → 各笔付款 → 总账账户（记账时按编号），几个人同时办不会互等。
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from zhixing.casework.cases.commands import advance, begin
from zhixing.casework.cases.queries import Case
from zhixing.casework.funds.access import require_court
from zhixing.casework.funds.models import Payout, PayoutLine
from zhixing.foundation.history import commands as history
from zhixing.foundation.history.commands import Batch, Item
from zhixing.foundation.history.context import Actor
from zhixing.foundation.history.events import Event
from zhixing.foundation.history.queries import hold as hold_chain
from zhixing.foundation.history.queries import hold_many
from zhixing.foundation.people.queries import User
from zhixing.law.articles import cite
from zhixing.law.finding import Refused, refuse
from zhixing.law.states import Act, after

BASIS: Final = cite("AK 12")
RETURNING: Final = "may_confirm_receipts"
"""没有案件的（退还待认领的款），由确认认领的人报批。"""


def stream_of(payout: Payout) -> str:
    """记在哪条链上：案件的，没有案件的记在本院的案款链上。"""
    return f"case:{payout.case_id}" if payout.case_id else f"court:{payout.court_id}:funds"


def hold(act: Act, payout: Payout | int, actor: User, revision: int | None) -> tuple[Case | None, Payout]:
    """锁住案件和发放审批表，准备办 ``act``；返回的版本号已经加一，未存。须在事务里。

    看不见、没有这张抛出 ``DoesNotExist``；没有权限抛出 ``Forbidden``；此刻不能办、页面过时抛出 ``Refused``。
    """
    given = payout if isinstance(payout, Payout) else Payout.objects.get(pk=payout)
    if given.court_id != actor.court_id:
        raise Payout.DoesNotExist(f"没有第{given.pk}号发放审批表")
    case = begin(act, case=given.case_id, actor=actor, revision=None) if given.case_id else None
    if case is None:
        require_court(actor, given.court_id, RETURNING, "退还待认领的款")
        hold_chain(stream_of(given))
    held = locked(given.pk)
    if revision is not None and revision != held.revision:
        raise refused("stale", "这张发放审批表刚才有变动。", "刷新页面，看过新的情况再办。")
    held.revision += 1
    return case, held


def locked(payout_id: int) -> Payout:
    """锁住这一张；案件须已锁住。"""
    return Payout.objects.select_for_update().get(pk=payout_id)


@dataclass(slots=True)
class Held:
    """锁住的各件：``lines`` 以编号为键，各自带着锁住的 ``payout``。"""

    cases: dict[int, Case] = field(default_factory=dict)
    payouts: dict[int, Payout] = field(default_factory=dict)
    lines: dict[int, PayoutLine] = field(default_factory=dict)


def hold_lines(line_ids: Iterable[int], *, court_id: int, cases: Iterable[int] = ()) -> Held:
    """锁住这些付款和它们的案件、发放审批表；``cases`` 是同一事务里还要改的别的案件，一起锁。

    别的法院的、没有的抛出 ``PayoutLine.DoesNotExist``。
    """
    wanted = sorted(set(line_ids))
    rows = PayoutLine.objects.filter(pk__in=wanted, payout__court=court_id)
    ties = list(rows.order_by().values_list("payout_id", "payout__case_id").distinct())
    case_ids = sorted({*cases, *(case for _, case in ties if case)})
    hold_many([f"court:{court_id}:funds", *(f"case:{number}" for number in case_ids)])
    held = Held(cases={row.pk: row for row in Case.objects.select_for_update().filter(pk__in=case_ids).order_by("pk")})
    held.payouts = {row.pk: row for row in Payout.objects.select_for_update().filter(pk__in=[one for one, _ in ties]).order_by("pk")}
    held.lines = {row.pk: row for row in PayoutLine.objects.select_for_update().filter(pk__in=wanted).order_by("pk") if row.payout_id in held.payouts}
    if len(held.lines) != len(wanted):
        raise PayoutLine.DoesNotExist("没有这几笔付款，或者不是本院的")
    for line in held.lines.values():
        line.payout = held.payouts[line.payout_id]
    return held


@dataclass(frozen=True, slots=True)
class Told:
    """要记的一笔：哪件案件（空是本院的案款链）、什么事件、哪天。"""

    case: int | None
    event: Event
    on: date


def tell(told: Iterable[Told], cases: Mapping[int, Case], *, court_id: int, actor: Actor) -> None:
    """一起记下，案件的状态跟着走。``cases`` 须已锁住。"""
    items: dict[str, list[Item]] = {}
    for one in told:
        stream = f"court:{court_id}:funds" if one.case is None else f"case:{one.case}"
        items.setdefault(stream, []).append(Item(event=one.event, happened=one.on))
        if one.case is not None:
            advance(cases[one.case], after(cases[one.case].state, one.event.name))
    history.record_many([Batch(stream=name, court_id=court_id, items=found) for name, found in items.items()], actor=actor)


def refused(code: str, text: str, remedy: str, *, act: str = "", subject: str = "") -> Refused:
    """一条理由的拒绝。"""
    return Refused(refuse(f"payout.{code}", text, BASIS, remedy=remedy, act=act, subject=subject))
