"""一件样样齐备、可以终本的案件，和问闸门的几个问法；规则层的结案测试共用。"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from zhixing.law.calendar import Calendar
from zhixing.law.closing import Item, checklist, gate
from zhixing.law.finding import Finding
from zhixing.law.nodes import plan
from zhixing.law.timeline import Fact, Timeline

CALENDAR = Calendar.national()
ACCEPTED = date(2026, 1, 12)
RIPE = date(2026, 5, 6)
CLAIM = 1_000_000
BEGINNING = ("cases.Received", "cases.Accepted", "cases.Assigned")


def line(*facts: tuple[str, date, str, dict[str, Any]], kind: str = "执") -> Timeline:
    """时间线：收件、立案、分案之后接着 ``facts``（事件，日子，事项，载荷）。"""
    rows = enumerate(facts, len(BEGINNING) + 1)
    facts_ = (*begun(ACCEPTED), *(Fact(i, t, on, None, what, data) for i, (t, on, what, data) in rows))
    return Timeline(kind, facts_, claim_fen=CLAIM)


def begun(on: date) -> tuple[Fact, ...]:
    return tuple(Fact(i, event, on) for i, event in enumerate(BEGINNING, 1))


def day(n: int) -> date:
    return ACCEPTED + timedelta(days=n)


NOTICE = ("documents.Issued", day(2), "", {"document": "enforcement_notice", "to": "李四", "attached": ["report_order"]})
SERVED = ("documents.Served", day(4), "", {"document": "enforcement_notice", "to": "李四", "method": "direct"})
REPORT = ("control.ReportReceived", day(14), "李四", {"result": "checked"})
QUERY = ("control.QuerySent", day(3), "", {"channel": "network", "scope": "full"})
NOTHING = ("control.FeedbackReceived", day(5), "", {"found": []})
CLUE_NOTICE = ("documents.Issued", day(2), "", {"document": "clue_notice"})
VISIT = ("control.InquiryStarted", day(20), "住所地", {})
VISITED = ("control.InquiryFinished", day(25), "住所地", {"found": False})
AGAIN = ("control.QuerySent", day(100), "", {"channel": "network", "scope": "full"})
AGAIN_NOTHING = ("control.FeedbackReceived", day(101), "", {"found": []})
RESTRICTED = ("sanctions.ConsumptionRestricted", day(30), "李四", {})
INTERVIEW = ("control.Interviewed", day(105), "", {"person": "张三"})
READY = (
    NOTICE, SERVED, REPORT, CLUE_NOTICE, QUERY, NOTHING, VISIT, VISITED, RESTRICTED, AGAIN, AGAIN_NOTHING, INTERVIEW,
)
SETTLED = ("funds.DirectPaid", day(40), "", {"amount_fen": CLAIM, "settles": True})
SEIZED = ("control.MeasureTaken", day(6), "东街住宅", {"measure": "seize", "property": "real_estate", "rank": "waiting"})
FROZEN = ("control.MeasureTaken", day(6), "某行0011", {"measure": "freeze", "property": "deposit"})


def ask(code: str, timeline: Timeline, on: date = RIPE, **more: Any) -> Finding[bool]:
    return gate(code, plan(timeline, CALENDAR), timeline, on, **{"debtors": ["李四"], **more})


def items(code: str, timeline: Timeline, on: date = RIPE, **more: Any) -> dict[str, Item]:
    found = checklist(code, plan(timeline, CALENDAR), timeline, on, **{"debtors": ["李四"], **more})
    return {one.code: one for one in found}


def without(*facts: Any) -> tuple[Any, ...]:
    return tuple(f for f in READY if f not in facts)


def missing(found: Finding[bool]) -> set[str]:
    return {r.code.removeprefix("closing.") for r in found.reasons}
