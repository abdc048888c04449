"""案件页上的几个钟：执行期限、申请执行人的六个月、终本三个月；财产保全是保全期限和诉前三十日。

都取自已经推算的节点，不另算：钟和节点永远一致。
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from zhixing.law.calendar import Calendar
from zhixing.law.lights import Light, light_of, sentence
from zhixing.law.timeline import Timeline

CLOCKS: Final[tuple[tuple[str, str, frozenset[str]], ...]] = (
    ("term", "执行期限", frozenset({"N-31", "N-31b", "N-31e", "N-31t"})),
    ("preserve", "保全期限", frozenset({"N-31d"})),
    ("review", "审查期限", frozenset({"O-02", "O-03"})),
    ("applicant", "申请执行人六个月", frozenset({"N-44"})),
    ("round", "终本三个月", frozenset({"N-35"})),
    ("suit", "诉前三十日", frozenset({"B-05"})),
)
"""钟：代码、名称、取自哪些节点。"""


@dataclass(frozen=True, slots=True)
class Clock:
    """一个钟。``due`` 是届满日，停算中为空；``text`` 是一句话；``steps`` 是推算步骤；``key`` 是节点键所在的类别。"""

    key: str
    name: str
    due: date | None
    text: str
    steps: tuple[dict[str, Any], ...]
    light: Light


def three(
    timeline: Timeline, nodes: Sequence[Any], today: date, calendar: Calendar | None = None,
) -> tuple[Clock, ...]:
    """这件案件的钟，按上表的次序；还没有起算的不列。``nodes`` 是推算的节点，或者节点表的行。

    给了 ``calendar`` 超期按工作日数。结了案的照样列出，说办结于哪天。
    """
    made = (_clock(key, name, [node for node in nodes if node.code in codes]) for key, name, codes in CLOCKS)
    return tuple(_told(one, timeline, today, calendar) for one in made if one is not None)


def _clock(key: str, name: str, nodes: list[Any]) -> tuple[str, str, Any] | None:
    """同一类里先看还开着的。"""
    return (key, name, min(nodes, key=lambda node: node.state != "open")) if nodes else None


def _told(found: tuple[str, str, Any], timeline: Timeline, today: date, calendar: Calendar | None) -> Clock:
    key, name, node = found
    text = sentence(node, today, calendar)
    if key == "applicant" and node.state == "open" and node.due is not None and today > node.due:
        text = f"{text}，可以向上一级法院申请执行"
    if key == "round" and timeline.closed is not None and node.state != "open":
        text = "已结案"
    return Clock(key, name, node.due, text, tuple(node.steps), light_of(node, today))
