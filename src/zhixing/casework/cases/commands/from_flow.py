"""流程系统里已经办了的事，照导出表记下来：一件案件一批，来源写“流程系统已办（导入）”。

权限是导入的权限（院级），不问对这一件有没有办案权：记的不是新办的事，是已经办了的事。
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from zhixing.casework.cases import access
from zhixing.casework.cases.commands.acting import advance, refold
from zhixing.casework.cases.queries import Case, lock
from zhixing.foundation.history import commands as history
from zhixing.foundation.history.commands import Item, Recorded
from zhixing.foundation.history.queries import Source
from zhixing.foundation.people.queries import User
from zhixing.law.states import State, after


def held_for_import(case_id: int, actor: User) -> Case:
    """锁住一件来导入。没有导入的权限抛出 ``Forbidden``，看不见抛出 ``Case.DoesNotExist``。须在事务里。"""
    case = lock(case_id, None, actor)
    access.require_import(actor, case.court)
    return case


def record_imported(items: Sequence[Item], *, case: Case, actor: User) -> list[Recorded]:
    """记一批；案件须由 :func:`held_for_import` 锁住。更正、撤回也在内，案件状态从仍然有效的登记重新推出。"""
    _ahead(case, items)
    done = history.record_all(
        (replace(item, source=Source.IMPORTED) for item in items), stream=case.stream, court_id=case.court_id, actor=actor
    )
    if any(item.corrects for item in items):
        refold(case)
    return done


def _ahead(case: Case, items: Iterable[Item]) -> None:
    """先把状态走到位，后续（重算节点）看到的就是办完之后的。"""
    state = State(case.state)
    for item in items:
        if item.corrects is None:
            state = after(state, item.event.name)
    advance(case, state)
