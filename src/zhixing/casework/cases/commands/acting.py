"""每个行为共同的头和尾：锁住、查权限、查状态；改状态、记一笔。上层各环节办案件上的行为也用这两个。"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from datetime import date, datetime
from functools import wraps
from typing import Any, Final, ParamSpec, TypeVar

from zhixing.casework.cases import access
from zhixing.casework.cases.facts import timeline_of
from zhixing.casework.cases.queries import Case, lock_for
from zhixing.foundation.history import commands as history
from zhixing.foundation.history import context
from zhixing.foundation.history.commands import Recorded
from zhixing.foundation.history.context import Actor
from zhixing.foundation.history.events import Event
from zhixing.foundation.history.queries import Source
from zhixing.foundation.history.rows import keep
from zhixing.foundation.people.queries import User
from zhixing.law import entries
from zhixing.law.finding import Finding
from zhixing.law.rights import Rights
from zhixing.law.states import Act, State, after, fold, permits

_by_hand: Final[ContextVar[bool]] = ContextVar("by_hand", default=False)
P = ParamSpec("P")
R = TypeVar("R")


def by_hand(act: Callable[P, R]) -> Callable[P, R]:
    """标记：这个行为是手工登记（更正、撤回登记）。后续可以问 :func:`entered_by_hand`：有的事另有办法办，不能手工登记。"""

    @wraps(act)
    def done(*args: P.args, **values: P.kwargs) -> R:
        token = _by_hand.set(True)
        try:
            return act(*args, **values)
        finally:
            _by_hand.reset(token)

    return done


def entered_by_hand() -> bool:
    """正在记的是不是手工登记的。"""
    return _by_hand.get()


def begin(act: Act, *, case: Case | int, actor: User, revision: int | None) -> Case:
    """锁住案件，准备办 ``act``。

    看不见抛出 ``Case.DoesNotExist``；页面过时抛出 ``StalePage``；没有权限抛出 ``Forbidden``；
    此刻不能办抛出 ``Refused``。须在事务里。
    """
    return enter(act, case=case, actor=actor, revision=revision)[0]


def enter(act: Act, *, case: Case | int, actor: User, revision: int | None) -> tuple[Case, Rights]:
    """同 :func:`begin`，连同这个人对本案的权限。"""
    locked, allowed = lock_for(case if isinstance(case, int) else case.pk, revision, actor)
    if not allowed.may(act):
        raise access.Forbidden(actor, act)
    permits(locked.state, act, locked.kind).require()
    return locked, allowed


def finish(
    event: Event, *, case: Case, actor: Actor, on: date, changed: Iterable[str] = (), at: datetime | None = None,
    finding: Finding[Any] | None = None, source: Source = Source.OWN, reason: str = "",
) -> Recorded:
    """存下案件上改了的栏目（``changed``）和事件带来的状态，然后记事件、做后续。"""
    advance(case, after(case.state, event.name), changed)
    return history.record(
        event, stream=case.stream, court_id=case.court_id, actor=actor, happened=on, at=at, finding=finding,
        source=source, reason=reason,
    )


def advance(case: Case, state: State, changed: Iterable[str] = ()) -> None:
    """把案件改到 ``state``，连同 ``changed`` 各栏一起存；没有变化就不存。"""
    columns = [*changed, *(["state"] if state != case.state else [])]
    case.state = state
    if columns:
        keep(case, columns)


def refold(case: Case, changed: Iterable[str] = ()) -> None:
    """更正、撤回之后，从仍然有效的登记重新推出状态。"""
    advance(case, fold(fact.type for fact in timeline_of(case).facts), changed)


def possible(on: date, first: date | None, what: str = "发生日") -> Finding[date]:
    """日子不在今天之后，不在 ``first`` 之前；不可能就拒绝。"""
    found = entries.happened(on, first=first, today=context.current().today, what=what)
    found.require()
    return found
