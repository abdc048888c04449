"""录入、修改计息依据；恢复执行时由新案承接。

依据照 CLAIM.json 存，读得懂才收；执行依据不明确的照收，写明哪一处，明确以前不能确认计息单。还款不写在这里，随登记事项来。
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from zhixing.casework.cases.commands import advance, begin, finish, possible
from zhixing.casework.cases.queries import Case
from zhixing.casework.funds import queries_books
from zhixing.casework.funds.events import DebtStated
from zhixing.casework.funds.models import Debt
from zhixing.casework.funds.queries import debt_of
from zhixing.foundation.history import commands as history
from zhixing.foundation.history.queries import Source
from zhixing.foundation.people.queries import User
from zhixing.law import entries, signing
from zhixing.law.debt_changes import changes
from zhixing.law.finding import Finding
from zhixing.law.states import Act, after


@transaction.atomic
def state_debt(
    *, case: Case | int, actor: User, on: date, revision: int | None, data: Mapping[str, Any], unclear: Sequence[str] = (), reason: str = "",
) -> Debt:
    """录入计息依据（LX 1）；已经有的是修改，另成一版，须写理由，记下改了什么。

    ``data`` 是 CLAIM.json（不含 payments）；``unclear`` 是执行依据还不明确的各处，一处一句。
    写错的抛出 ``Refused``，说出哪一处；没有改动的也拒绝。本案口径由谁定的、为什么，由系统写上。
    """
    case = begin(Act.STATE_DEBT, case=case, actor=actor, revision=revision)
    queries_books.reckons(case).require()
    held, found = debt_of(case.pk), possible(on, case.received_on, "录入日")
    told = entries.text(reason, "修改的理由", limit=500, required=held is not None).require()
    open_ = [entries.text(text, "不明确的地方", limit=500, required=True).require() for text in unclear]
    stated = signing.stated(data, held.data if held else {}, actor.name, told).require()
    changed = changes(held.data, stated) if held else ()
    if held is not None:
        signing.altered(changed, held.unclear, open_).require()
    row = _save(case, stated, open_, held, on)
    event = DebtStated(version=row.version, claim=stated, changes=list(changed), unclear=open_)
    finish(event, case=case, actor=actor, on=on, finding=found, reason=told)
    return row


def _save(case: Case, data: dict[str, Any], unclear: list[str], held: Debt | None, on: date) -> Debt:
    if held is None:
        return Debt.objects.create(case=case, data=data, unclear=unclear, version=1, stated_on=on)
    held.data, held.unclear, held.version, held.stated_on = data, unclear, held.version + 1, on
    held.save()
    return held


def carry_debt(old: Case, new: Case, actor: User, on: date) -> Debt | None:
    """恢复执行的新案承接原案的计息依据，版次照旧；原案没有的为空。原案到位的仍记在原案，新案算账时算在内。须在事务里。"""
    held = debt_of(old.pk)
    if held is None:
        return None
    event = DebtStated(version=held.version, claim=held.data, unclear=held.unclear, from_number=old.number)
    row = Debt.objects.create(
        case=new, data=held.data, unclear=held.unclear, version=held.version, carried_from=old, stated_on=held.stated_on
    )
    advance(new, after(new.state, event.name))
    found: Finding[Any] = Finding(True, (signing.SHEET,), inputs={"from": old.number, "version": held.version})
    history.record(
        event, stream=new.stream, court_id=new.court_id, actor=actor, happened=on, finding=found, source=Source.CARRIED,
        reason=f"承接{old.number}",
    )
    return row
