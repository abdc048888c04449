"""卷宗 → ``law.dossier``：缺什么，保管到哪天。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from zhixing.casework.cases.facts import timeline_of
from zhixing.casework.cases.queries import Case
from zhixing.casework.dossier.queries import Material, materials
from zhixing.foundation.people.queries import setting
from zhixing.law import dossier as law
from zhixing.law.finding import Finding


def missing(case: Case, *, mode: str = "", held: Iterable[Material] | None = None) -> Finding[tuple[law.Need, ...]]:
    """到现在应当有而卷里没有的；``mode`` 是准备报结的方式；``held`` 是已经取来的材料。只提醒，不拦。"""
    rows = materials(case) if held is None else held
    return law.missing((one.held for one in rows), timeline_of(case), mode=mode)


def retention(case: Case) -> Finding[date | None]:
    """保管到哪天：本院定的期限，从归档（没有归档的从结案）起算。"""
    return law.retention(setting(case.court_id, "dossier.class"), case.archived_on or case.closed_on)
