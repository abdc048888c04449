"""清单里的一行案件。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.urls import reverse

from zhixing.casework.cases.queries import Case, Kind, Livelihood
from zhixing.entrances.web import turns
from zhixing.entrances.web.deadlines import told
from zhixing.entrances.web.ui import Column, Deadline, Money, Piece, Row, Status
from zhixing.law.calendar import Calendar
from zhixing.law.states import State
from zhixing.law.turns import Turn

COLUMNS = (
    Column("案号"), Column("当事人"), Column("轮到谁"), Column("最近期限"), Column("承办人"), Column("标的（元）", "end"), Column("状态"),
)


def row(case: Case, today: date, calendar: Calendar, turn: Turn | None = None) -> Row:
    """一行。案件须带 ``next_due``、``next_node``；``turn`` 是轮到谁，了结了没有要办的为空。"""
    return Row(
        url=url(case), pick=str(case.pk),
        cells=(
            named(case), people(case), turns.cell(turn, today), due(case, today, calendar),
            (case.handler.name if case.handler else "未分案", case.team.name if case.team else ""),
            Money(case.claim_fen), state(case),
        ),
    )


@dataclass(frozen=True, slots=True)
class Tags(Piece):
    """并排的几个标签。"""

    template: ClassVar[str] = "cases/tags.html"
    tags: tuple[Piece, ...]


def named(case: Case) -> tuple[Piece | str, ...]:
    """案号，下面是标签。"""
    found = badges(case)
    return (str(case), Tags(found)) if found else (str(case),)


def url(case: Case) -> str:
    """案件页的地址。"""
    return reverse("case_page", args=[case.pk])


def state(case: Case) -> Status:
    """状态标签。"""
    now = State(case.state)
    return Status(now.label, now.tone)


def badges(case: Case) -> tuple[Piece, ...]:
    """涉民生、小标的、情况紧急。"""
    found = [Status(Livelihood(case.livelihood).label, "pink", title="涉民生")] if case.livelihood else []
    found += [Status("小标的", "plain")] if case.small_claim else []
    found += [Status("情况紧急", "orange")] if case.urgent else []
    return tuple(found)


VERBS = {
    Kind.PRESERVATION: "申请保全", Kind.OBJECTION: "提出异议，相对人", Kind.REVIEW: "申请复议，相对人", Kind.SUPERVISION: "申诉，相对人",
}


def between(case: Case) -> str:
    """谁申请执行（执保是申请保全）谁。"""
    return f"{case.applicant_text or '移送'} {VERBS.get(Kind(case.kind), '申请执行')} {case.respondent_text}"


def claimed(case: Case) -> str:
    """标的怎么叫：执保是申请保全的限额。"""
    return "申请保全的限额" if case.kind == Kind.PRESERVATION else "申请执行标的"


def people(case: Case) -> tuple[str, ...]:
    """谁申请执行谁；案由。"""
    both = between(case)
    return (both, case.cause) if case.cause else (both,)


@dataclass(frozen=True, slots=True)
class Nearest:
    """清单上的“最近期限”：法院这边、没有停算的待办节点，由 ``nodes.queries.with_next_due`` 取来。"""

    due: date
    cls: str
    whose: str = "court"
    state: str = "open"
    paused: bool = False
    warn_on: date | None = None
    last_working_day: date | None = None
    done_on: date | None = None
    late: bool = False


def due(case: Case, today: date, calendar: Calendar) -> Piece | str:
    """最近一个法院要办的节点和它的灯。"""
    node = case.next_node  # type: ignore[attr-defined]
    if not node:
        return "—"
    tone = "plain" if node["light"] == "green" else node["light"]
    text, note = told(Nearest(case.next_due, node["sort"]), today, calendar)  # type: ignore[attr-defined]
    return Deadline(text=f"{node['name']} {text}", note=note, tone=tone)
