"""有出入的由人决定：采用流程系统的、保留本系统的，或者认定是两件事、另登一笔。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from zhixing.casework.cases.commands import correct_entry
from zhixing.casework.cases.commands.from_flow import held_for_import
from zhixing.casework.cases.facts import timeline_of
from zhixing.casework.cases.queries import Case
from zhixing.exchange import flow_tables as book
from zhixing.exchange.flow import settle
from zhixing.exchange.flow_plan import FREE
from zhixing.exchange.flow_reading import Said, said_of
from zhixing.exchange.models import FlowPart
from zhixing.foundation.history import context
from zhixing.foundation.history.commands import event_types
from zhixing.foundation.history.queries import Source
from zhixing.foundation.people.queries import User
from zhixing.law import matters
from zhixing.law.articles import cite
from zhixing.law.entries import DATE_ONLY
from zhixing.law.finding import Refused, refuse
from zhixing.law.timeline import Fact
from zhixing.law.words import yuan

CHOICES = {"adopt": "采用流程系统的", "keep": "保留本系统的", "apart": "是两件事，另登一笔"}
BASIS = cite("COURT 登记规则")


@dataclass(frozen=True, slots=True)
class Sides:
    """一处出入的两边：叫什么事；本系统的一句话、日子、来源；不同的各栏（栏名、本系统的、流程系统的）。"""

    label: str
    ours: str
    source: str
    rows: tuple[tuple[str, str, str], ...]


@transaction.atomic
def decide(*, part_id: int, user: User, how: str) -> FlowPart:
    """决定一处出入。``how`` 见 :data:`CHOICES`。已经决定过的、不能这样决定的抛出 ``Refused``。"""
    part = FlowPart.objects.select_related("row").get(pk=part_id, row__court_id=user.court_id)
    case = held_for_import(part.row.case_id, user)
    part.refresh_from_db()
    if part.state != FlowPart.State.DIFFERS:
        raise Refused(refuse("flow.decided", "这一处已经决定，或者已经一致。", BASIS, remedy="刷新页面看结果。"))
    _DO[how](part, case, user)
    settle(case, user)
    part.refresh_from_db()
    part.decided_by, part.decided_at = user, context.current().now
    part.save(update_fields=["decided_by", "decided_at"])
    return part


def _keep(part: FlowPart, case: Case, user: User) -> None:
    part.state = FlowPart.State.KEPT
    part.save(update_fields=["state"])


def _apart(part: FlowPart, case: Case, user: User) -> None:
    if part.seq is not None or said(part).part.compare:
        raise Refused(refuse("flow.one", "这一项一件案件只有一笔，不能另登。", BASIS, remedy="采用流程系统的，或者保留本系统的。"))
    part.apart, part.state, part.against = True, FlowPart.State.WAITING, None
    part.save(update_fields=["apart", "state", "against"])


def _adopt(part: FlowPart, case: Case, user: User) -> None:
    """把本系统的一笔更正成流程系统的；须有更正登记的权限，照更正的规矩核对。"""
    found, fact = said(part), _against(part, case)
    if fact is None or found.on is None:
        raise Refused(refuse("flow.gone", "本系统的那一笔已经不在了。", BASIS, remedy="刷新页面；等下次导入再对。"))
    values = {} if fact.type in DATE_ONLY else {name: new for name, _, new in _differing(found, fact)}
    told = f"{localtime(part.row.exported_at):%Y-%m-%d}" if part.row.exported_at else ""
    correct_entry(
        case=case, actor=user, seq=fact.seq, values=values, on=found.on, reason=f"采用流程系统{told}导出的内容", revision=None
    )
    if part.seq:
        part.state = FlowPart.State.WRITTEN
        part.save(update_fields=["state"])


_DO = {"keep": _keep, "apart": _apart, "adopt": _adopt}


# ---- 两边 ----


def said(part: FlowPart) -> Said:
    """流程系统说的。"""
    table = part.row.key.partition(":")[0]
    return next(one for one in said_of(table, part.row.content) if one.part.part == part.part)


def sides(part: FlowPart) -> Sides | None:
    """两边不同在哪里；本系统的那一笔不在了为空。"""
    found, fact = said(part), _against(part, part.row.case)
    if fact is None:
        return None
    kinds = _fields(found)
    rows = [("日期", str(fact.on), str(found.on))] if fact.on != found.on else []
    rows += [(kinds[name].label if name in kinds else name, _shown(kinds.get(name), ours), _shown(kinds.get(name), theirs))
             for name, ours, theirs in _differing(found, fact)]
    event = event_types()[fact.type].from_data(dict(fact.data))
    return Sides(found.part.label, f"{fact.on}　{event.sentence()}", Source(fact.source or Source.OWN).label, tuple(rows))


def columns(part: FlowPart) -> list[tuple[str, str]]:
    """流程系统的一行，照字典次序：（栏名，内容）。"""
    table = book.table(part.row.key.partition(":")[0])
    return [(c.name, part.row.content[c.code]) for c in table.columns if part.row.content.get(c.code)]


def _against(part: FlowPart, case: Case) -> Fact | None:
    wanted = part.against or part.seq
    return next((fact for fact in timeline_of(case).facts if fact.identity == wanted), None)


def _differing(found: Said, fact: Fact) -> list[tuple[str, Any, Any]]:
    """（栏目，本系统的，流程系统的）：两边写得不同的。"""
    known = event_types()[fact.type].__dataclass_fields__
    return [
        (name, fact.data.get(name), value) for name, value in found.payload.items()
        if name in known and name not in FREE and name not in found.soft and value not in (None, "", []) and fact.data.get(name) != value
        and not (isinstance(value, bool) and not value and fact.data.get(name) is None)
    ]


def _fields(found: Said) -> dict[str, matters.Field]:
    return {one.name: one for one in matters.matter(found.part.matter).fields} if found.part.matter else {}


def _shown(one: matters.Field | None, value: Any) -> str:
    if value in (None, "", []):
        return "没有写"
    if isinstance(value, bool):
        return "是" if value else "否"
    if one and one.type == "money":
        return f"{yuan(int(value))}元"
    if isinstance(value, date):
        return value.isoformat()
    return "、".join(map(str, value)) if isinstance(value, list) else (one.options.get(str(value), str(value)) if one else str(value))
