"""一笔钱到账几天了、最迟哪天办、什么颜色。天数、期限都由 ``law.fund_clocks`` 照本院的设置算。"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Final

from zhixing.entrances.web.ui import Deadline, Status, Step
from zhixing.entrances.web.ui.words import day as told
from zhixing.foundation.people.queries import calendar_of, settings_of
from zhixing.law import fund_clocks as law
from zhixing.law.calendar import Calendar
from zhixing.law.finding import Finding
from zhixing.law.fund_clocks import Limits

TONES: Final = ("plain", "blue", "yellow", "orange", "red")
"""在账几天的各档（``law.fund_clocks.LEVELS``）的颜色。"""
LONGEST: Final = 800
"""期限至多这么多天以前的到账，再早的都超期。"""


@dataclass(frozen=True, slots=True)
class Age:
    """一笔的钟：期限的一格，和这一行的颜色。"""

    piece: Deadline
    row: str = ""

    @property
    def tag(self) -> Status:
        """跟在题目后面的标签。"""
        return Status("，".join(text for text in (self.piece.text, self.piece.note) if text), self.piece.tone)


@dataclass(frozen=True)
class Ages:
    """今天看各笔。"""

    today: date
    limits: Limits
    calendar: Calendar

    @classmethod
    def of(cls, court_id: int, today: date) -> Ages:
        """照本院的设置和日历。"""
        return cls(today, Limits.of(settings_of(court_id)), calendar_of(court_id))

    @cached_property
    def late_before(self) -> date:
        """这一天以前到账、还没有发放的，超期；越早到账的期限越早，所以对半找。"""
        first = bisect_left(range(LONGEST), True, key=lambda n: self._dues(self.today - timedelta(days=n)).value.outer < self.today)
        return self.today - timedelta(days=first - 1)

    def _dues(self, day: date) -> Finding[law.Dues]:
        return law.dues(day, self.limits, self.calendar)

    def unpaid(self, day: date, *, waits: bool = False) -> Age:
        """到账以后没有发放的：满几日变色，过了外限超期；批准延缓的灰。"""
        age, dues = law.age(day, self.today, self.limits.bands), self._dues(day)
        if waits:
            return Age(Deadline(text=f"在账 {age.days} 天", tone="grey", note="批准延缓发放"))
        late = dues.value.outer < self.today
        tone, label = ("red", "超期") if late else (TONES[age.level], age.label if age.level else "")
        text = f"在账 {age.days} 天" + (f"，{label}" if label else "")
        return Age(Deadline(text=text, tone=tone, note=f"最迟{told(dues.value.outer, self.today)}发放", steps=_steps(dues)), "red" if late else "")

    def unclaimed(self, day: date) -> Age:
        """待认领、待确认的：本院定的几个工作日。"""
        due = law.unknown_due(day, self.limits, self.calendar)
        late, last = due.value < self.today, due.value == self.today
        note = f"已过{(self.today - due.value).days}天" if late else "今天最后一天" if last else ""
        tone = "red" if late else "yellow" if last else "plain"
        return Age(Deadline(text=f"{told(due.value, self.today)}前认领", tone=tone, note=note, steps=_steps(due)), "red" if late else "")


def _steps(found: Finding[object]) -> tuple[Step, ...]:
    return tuple(Step(one.text, str(one.article) if one.article else "") for one in found.steps)
