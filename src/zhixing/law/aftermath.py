"""结案以后随之要办的：解除控制措施、解除限制消费、删除失信。结案时列出，不在报结以前要求。

来源：查封扣押冻结规定第28条，限制消费规定第9条，失信名单规定第10条（删除事由发生后三个工作日内）；规则手册 T:D-09、X-08。
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhixing.law import control, measures, restrictions
from zhixing.law.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Aftermath:
    """``releases`` 是（措施，解除理由），``lifts`` 是应解除限制消费的人，``delists`` 是应删除失信信息的人。"""

    releases: tuple[tuple[str, str], ...] = ()
    lifts: tuple[str, ...] = ()
    delists: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """什么也不用办。"""
        return not (self.releases or self.lifts or self.delists)


def aftermath(mode: str, ground: str, timeline: Timeline, on: date | None = None) -> Aftermath:
    """以 ``mode``、``ground`` 结案后随之要办的。``on`` 是结案日，不给就看到最近一件事为止。"""
    if control.releases(mode).what != control.RELEASE:
        return Aftermath()
    found = control.releases(mode, ground)
    day = on or max((fact.on for fact in timeline.facts), default=date.min)
    held = measures.running(timeline, day) if found.what == control.RELEASE else ()
    limits = restrictions.active(timeline, on)
    return Aftermath(
        releases=tuple((subject, found.ground) for subject in dict.fromkeys(one.subject for one in held)),
        lifts=tuple(one.person for one in limits if one.what == restrictions.CONSUMPTION),
        delists=tuple(one.person for one in limits if one.what == restrictions.LISTING),
    )
