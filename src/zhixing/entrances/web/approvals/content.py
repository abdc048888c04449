"""审批单报的是什么：报结的逐项核对、结案以后要办什么；撤销报结的原结案和理由；其余照报批时的说明。"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from zhixing.casework.cases.facts import timeline_of
from zhixing.casework.cases.queries import Case
from zhixing.casework.closing.queries import checklist_of, gate_of
from zhixing.entrances.web import remedies
from zhixing.entrances.web.approvals import payout
from zhixing.entrances.web.cases.checking import afterwards, checked, heeded
from zhixing.entrances.web.ui import Fold, Note, Text
from zhixing.entrances.web.ui.piece import Content
from zhixing.entrances.web.ui.words import dates, full_day
from zhixing.foundation.approvals.queries import Approval
from zhixing.law.closing import mode

CLOSING, WITHDRAWING = "close_", "withdraw_closing"
Rows = list[tuple[str, Content]]


def facts(row: Approval, case: Case | None) -> Rows:
    """几栏要点。"""
    told = row.payload
    if row.act.startswith(CLOSING):
        return _closing(told)
    if row.act in (*payout.FORMS, payout.DELAY):
        return payout.facts(row)
    if row.act == WITHDRAWING and case is not None and case.closed_on:
        return [("原来的结案", f"{full_day(case.closed_on)}　{mode(case.closing_mode).label}"), ("撤销的理由", told.get("reason", ""))]
    return []


def _closing(told: dict[str, Any]) -> Rows:
    chosen = mode(told["mode"])
    rows: Rows = [("结案方式", chosen.label), ("应作文书", chosen.document)]
    rows += [("事由", chosen.grounds[told["ground"]])] if told.get("ground") in chosen.grounds else []
    rows += [("签字确认", "申请执行人已签字确认")] if told.get("applicant_confirmed") else []
    released = "\n".join(f"{code}：{why}" for code, why in told.get("overrides", {}).items())
    rows += [("报院长批准放行", Text(released))] if released else []
    rows += [("接着执行的法院", "　".join(p for p in (told["to_court"], told.get("to_number", "")) if p))] if told.get("to_court") else []
    return rows


def said(row: Approval) -> Text:
    """报批时的说明。"""
    return Text(dates(row.summary or row.title))


def content(row: Approval, case: Case | None) -> Iterator[Content]:
    """在批的，此刻核对的样子；批完了的，照报批时的说明。"""
    if row.act == WITHDRAWING and row.state == Approval.State.PENDING:
        yield Note("批准之日案件回到执行中，节点重新亮灯；结案时列出的待解除作废，录入终本库的移出；收结小结里标明撤销过。", "yellow", "批准以后")
    yield from payout.content(row)
    if not row.act.startswith(CLOSING) or case is None or row.state != Approval.State.PENDING:
        return
    told, chosen = row.payload, mode(row.payload["mode"])
    day, ground, confirmed = row.submitted_on, told.get("ground", ""), bool(told.get("applicant_confirmed"))
    overrides = told.get("overrides", {})
    items = checklist_of(case, chosen.code, day, ground, confirmed=confirmed, overrides=overrides)
    yield from checked(case.pk, items, remedies.nothing)
    yield from afterwards(chosen, ground, timeline_of(case), day)
    yield from heeded(gate_of(case, chosen.code, day, ground, confirmed=confirmed, overrides=overrides))
    yield Fold("报批时的说明", (said(row),))
