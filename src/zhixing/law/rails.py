"""办案轨道：一件案件走到哪一站。各站可以并行；不适用的写“不涉及”。

站名用 ``words.md`` 的话；站的状态由事实和节点的灯色算出，不另存。
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from zhixing.law.calendar import Calendar
from zhixing.law.lights import Light, light_of, sentence
from zhixing.law.money_left import DEPOSITED, undistributed
from zhixing.law.nodes import CLOSED, DECLINED, PlannedNode
from zhixing.law.timeline import Fact, Timeline

DONE: Final = "done"
NOW: Final = "now"
LATE: Final = "late"
SOON: Final = "soon"
TODO: Final = "todo"
NOT_APPLICABLE: Final = "na"

LABELS: Final = {DONE: "已办", NOW: "办理中", LATE: "超期", SOON: "临期", TODO: "未开始", NOT_APPLICABLE: "不涉及"}

_FIRST: Final = (
    ("filing", "立案"), ("assignment", "分案"), ("query", "财产查控"), ("control", "控制措施"), ("notice", "执行通知"),
    ("disposal", "财产处置"), ("payout", "案款发放"), ("closing", "结案"), ("archive", "归档"),
)
_RESUMED: Final = (
    ("filing", "恢复立案"), ("assignment", "分案"), ("query", "财产复查"), ("control", "续行措施"),
    ("disposal", "处置"), ("payout", "案款发放"), ("closing", "结案"), ("archive", "归档"),
)
_PRESERVATION: Final = (
    ("filing", "立案"), ("assignment", "分案"), ("query", "财产查询"), ("control", "实施保全"), ("expiry", "告知期限"),
    ("closing", "结案"),
)
_OTHER: Final = (("filing", "立案"), ("assignment", "分案"), ("closing", "结案"), ("archive", "归档"))
_AFTERWARDS: Final = {
    "terminated_round": (("requery", "定期查询"), ("renewal", "续封续冻"), ("resumption", "恢复执行")),
    **dict.fromkeys(("preserved_full", "preserved_part"), (("renewal", "续保"), ("conversion", "转执行"))),
}
"""结案以后还要走的站：结案方式 → 各站。"""
_RAILS: Final = {"执": _FIRST, "执恢": _RESUMED, "执保": _PRESERVATION}

_BEGUN: Final[dict[str, tuple[str, ...]]] = {
    "filing": ("cases.Received",),
    "assignment": ("cases.Accepted",),
    "query": ("control.QuerySent", "control.InquiryStarted"),
    "disposal": ("disposal.ValuationStarted", "disposal.PriceFixed", "disposal.SaleStarted"),
    "payout": ("funds.Received",),
    "closing": ("closing.Proposed",),
    "archive": (CLOSED,),
}
_ENDED: Final[dict[str, tuple[str, ...]]] = {
    "filing": ("cases.Accepted", DECLINED),
    "assignment": ("cases.Assigned",),
    "query": ("control.FeedbackReceived", "control.InquiryFinished"),
    "control": ("control.MeasureTaken", "control.Deducted"),
    "notice": ("documents.Issued", "documents.Served"),
    "expiry": ("documents.Issued", "documents.Served"),
    "disposal": ("disposal.Delivered", "disposal.SellOffFailed"),
    "payout": ("funds.Paid", "funds.DirectPaid", DEPOSITED),
    "closing": (CLOSED,),
    "archive": ("closing.Archived",),
    "renewal": ("control.Renewed",),
    "resumption": ("closing.Resumed",),
    "conversion": ("closing.Converted",),
}
_WHERE: Final[dict[str, tuple[str, ...]]] = {
    "notice": ("enforcement_notice",), "expiry": ("expiry_notice", "no_result_notice"),
}
LONG: Final = frozenset({"N-31", "N-31b", "N-31d", "N-31e", "N-31t", "N-38", "O-02", "O-03"})
"""自始就开着、不表示这一站已经开始办的节点。"""
_MEASURES: Final = frozenset({"N-12", "N-13", "N-14", "S-14"})


When = tuple[date, Calendar | None]
"""今天，和数工作日用的日历。"""


@dataclass(frozen=True, slots=True)
class Stop:
    """轨道上的一站。``status``：done、now、late、soon、todo、na；``text`` 是站下的一句话。"""

    key: str
    name: str
    status: str
    text: str = ""


def stops(kind: str, mode: str = "") -> tuple[tuple[str, str], ...]:
    """一类案件的各站（代码、站名）；终本、保全结案的后面接着几站。"""
    return _RAILS.get(kind, _OTHER) + _AFTERWARDS.get(mode, ())


def rail(
    kind: str, timeline: Timeline, nodes: Sequence[PlannedNode | Any], today: date, calendar: Calendar | None = None,
) -> tuple[Stop, ...]:
    """轨道。``nodes`` 是 :func:`zhixing.law.nodes.plan` 的结果，或者节点表的行；给了 ``calendar`` 超期按工作日数。"""
    closed = timeline.closed
    mode = str(closed.data.get("mode", "")) if closed else ""
    over = closed is not None or timeline.first(DECLINED) is not None
    grouped: dict[str, list[Any]] = {}
    for node in nodes:
        if node.state == "open":
            grouped.setdefault(_stop_of(node, mode), []).append(node)
    when = (today, calendar)
    return tuple(_stop(key, name, timeline, grouped.get(key, []), when, over) for key, name in stops(kind, mode))


def _stop_of(node: Any, mode: str) -> str:
    return "renewal" if mode in _AFTERWARDS and node.code in _MEASURES else str(node.stop)


def _stop(key: str, name: str, timeline: Timeline, nodes: list[Any], when: When, over: bool) -> Stop:
    for light, status in ((Light.RED, LATE), (Light.YELLOW, SOON)):
        lit = [node for node in nodes if light_of(node, when[0]) == light]
        if lit:
            return Stop(key, name, status, _urgent(lit, when))
    ended, acts = _latest(_ENDED, key, timeline), [node for node in nodes if _is_act(node)]
    if key == "payout" and not acts and undistributed(timeline):
        return Stop(key, name, NOW, "还有案款没有发放")
    if ended is not None and not acts:
        return Stop(key, name, DONE, "承接原案" if ended.carried else f"{ended.on.month}月{ended.on.day}日")
    if acts or (not over and _latest(_BEGUN, key, timeline)) or (key == "archive" and over and not ended):
        return Stop(key, name, NOW, _urgent(acts, when) if acts else "")
    quiet = over and key not in ("requery", "renewal", "resumption", "conversion")
    return Stop(key, name, NOT_APPLICABLE, LABELS[NOT_APPLICABLE]) if quiet else Stop(key, name, TODO)


def _is_act(node: Any) -> bool:
    return node.code not in LONG and node.cls not in ("B", "C", "D") and node.whose != "party"


def _latest(table: dict[str, tuple[str, ...]], key: str, timeline: Timeline) -> Fact | None:
    if key not in table:
        return None
    only = _WHERE.get(key)
    facts = [fact for fact in timeline.of(*table[key]) if only is None or fact.data.get("document") in only]
    return facts[-1] if facts else None


def _urgent(nodes: list[Any], when: When) -> str:
    first = min(nodes, key=lambda node: (node.due is None, node.due or date.max))
    return f"{first.name}：{sentence(first, *when)}"
