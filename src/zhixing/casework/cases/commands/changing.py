"""更正的共同部分：改在行上，改动前后的值记成一个事件。证件号、电话、账号遮挡，选项写中文名。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any, Final

from django.db.models import Model

from zhixing.casework.cases.commands.acting import finish, possible
from zhixing.casework.cases.events import DetailsChanged
from zhixing.casework.cases.models import Case
from zhixing.foundation.history.commands import Recorded
from zhixing.foundation.people.queries import User, setting
from zhixing.law import entries, livelihood
from zhixing.law.articles import cite
from zhixing.law.finding import Reason, refuse
from zhixing.law.identity import mask

ARTICLE: Final = cite("COURT 当事人信息")
MASKED: Final = frozenset({"paper_number", "phone", "bank_account"})


def known(values: dict[str, Any], allowed: Iterable[str]) -> list[str]:
    """只许改这些栏；写错栏名是程序的错。"""
    if strange := set(values) - set(allowed):
        raise ValueError(f"不能改的栏目：{sorted(strange)}")
    return list(values)


def apply(row: Model, values: dict[str, Any]) -> dict[str, Any]:
    """改在行上，返回改动：{栏目: [原值, 新值]}。"""
    changes: dict[str, Any] = {}
    for name, value in values.items():
        before = getattr(row, name)
        if before != value:
            changes[column(row, name)] = [shown(row, name, before), shown(row, name, value)]
            setattr(row, name, value)
    return changes


def column(row: Model, name: str) -> str:
    """栏目的中文名。"""
    return str(getattr(row._meta.get_field(name), "verbose_name", name))


def shown(row: Model, name: str, value: Any) -> Any:
    """记在事件里的值。"""
    if name in MASKED:
        return mask(value)
    choices = dict(getattr(row._meta.get_field(name), "flatchoices", ()))
    return value.isoformat() if isinstance(value, date) else choices.get(value, value)


def small(case: Case) -> None:
    """小标的随标的重算。"""
    limit = int(setting(case.court_id, "small_claim_yuan")) * 100
    case.small_claim = livelihood.small_claim(case.claim_fen, limit).value


def changed(
    case: Case, about: str, changes: dict[str, Any], actor: User, on: date, reason: str, columns: Iterable[str],
    warnings: tuple[Reason, ...] = (),
) -> Recorded:
    """记下改动；``columns`` 是案件上跟着改的栏目，``warnings`` 是只提醒的。没有改动就拒绝。"""
    if not changes:
        refuse("edit.same", "没有改动。", ARTICLE, remedy="改好后再保存。").require()
    found = replace(possible(on, case.received_on), warnings=warnings)
    told = entries.text(reason, "理由", limit=500).require()
    event = DetailsChanged(about=about, changes=changes)
    return finish(event, case=case, actor=actor, on=on, changed=columns, finding=found, reason=told)
