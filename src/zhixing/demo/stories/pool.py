"""终本库：上线那天把以前终本的案件整批接管进来，以后每半年成批查询一次。"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from zhixing.casework.cases import commands as cases
from zhixing.casework.cases.commands.taking_over import Moved, Past, take_over
from zhixing.casework.closing.queries import pool
from zhixing.demo.house import House
from zhixing.demo.intake import CAUSES, Cause, Writer
from zhixing.demo.plan.court import Schedule, ending_soon, measures
from zhixing.demo.plan.planned import Planned
from zhixing.demo.plan.purse import by_share, claims
from zhixing.demo.plan.quota import MEASURES, RESUMED, Span
from zhixing.demo.stage import Clock, Story
from zhixing.foundation.history import context
from zhixing.law.terms import add_months

CHUNK: Final = 500
SWEEPS: Final = (712, 540, 368, 196, 24)
"""成批查询在截止日以前多少天：每半年一次，两次相隔不到半年。"""

SOON: Final = 70
ALREADY: Final = 4
"""必有的故事里三十天内届满的措施。"""

OTHER_MEASURES: Final = 9
YEARS: Final = 5


@dataclass(slots=True)
class Pool:
    """接管进来的终本案件；``originals`` 是留给恢复执行的，按计划的键取。"""

    house: House
    writer: Writer
    clock: Clock
    schedule: Schedule
    originals: dict[str, int] = field(default_factory=dict)

    @property
    def luck(self) -> Random:
        """骰子。"""
        return self.writer.luck

    @property
    def span(self) -> Span:
        """两年的几个日子。"""
        return self.schedule.span

    def original(self, plan: Planned) -> int:
        """这件执恢的原案。"""
        return self.originals[plan.key]

    # 接管

    def take_over(self, revived: Sequence[Planned], part: int = 1) -> None:
        """整批接管，``revived`` 的原案都在里面；``part`` 大于 1 的其余只接管若干分之一，排演用。"""
        rest = max(0, self.schedule.earlier - sum(1 for _ in self.schedule.of(RESUMED))) // part
        rows = [self._moved(n, plan) for n, plan in enumerate([*revived, *[None] * rest])]
        self._measured(rows[len(revived):], part)
        files = [Moved(**row) for row in rows]
        for at in range(0, len(files), CHUNK):
            made = take_over(
                actor=self.house["fujuzhang"], court=self.house.court, files=files[at : at + CHUNK], live_on=self.span.opened,
                run=0, reason="执行局长苏德毕力格核对无误，签字",
            )
            for case, plan in zip(made, revived[at : at + CHUNK], strict=False):
                self.originals[plan.key] = case.pk

    def _moved(self, number: int, plan: Planned | None) -> dict[str, Any]:
        """搬进来的一件：五年里终本的，标的、当事人齐全，被执行人都在限制消费。"""
        closed = self._closed(plan)
        accepted = self.clock.calendar.next_working_day(closed - timedelta(days=self.luck.randint(110, 175)))
        draft = self.writer.case(accepted, self._cause(), yuan=plan.yuan if plan else self._yuan())
        debtors = [p.name for p in draft.parties if p.role == "respondent"]
        past = [Past(key="consumption", on=accepted + timedelta(days=30), values={"subject": name}) for name in dict.fromkeys(debtors)]
        past.append(Past(key="closed", on=closed, values={"mode": "terminated_round", "ground": "no_property"}))
        past.append(Past(key="pool", on=closed + timedelta(days=4)))
        handler = self.house[self.luck.choice(("tuanzhang4", "zhuli4"))]
        return {
            "draft": draft, "number": f"（{accepted.year}）内0221执{3000 + number}号", "token": f"演示终本库{number}",
            "handler": handler, "assigned_on": accepted, "past": tuple(past),
        }

    def _closed(self, plan: Planned | None) -> date:
        """以前五年里哪天终本的。"""
        back = self.luck.randint(110, YEARS * 365 - 220)
        return self.clock.calendar.previous_working_day(self.span.opened - timedelta(days=back))

    def _cause(self) -> Cause:
        plain = [one for one in CAUSES if one.kind == "judgment" and not one.livelihood]
        return self.luck.choices(plain, [one.share for one in plain])[0]

    def _yuan(self) -> int:
        return self.luck.choice(_YUAN)

    def _measured(self, rows: Sequence[dict[str, Any]], part: int) -> None:
        """还在的查封：合起来正好是眼下的总数；三十天内届满的也凑足。"""
        cases_ = self.schedule.cases
        wanted = max(0, MEASURES - measures(cases_) - OTHER_MEASURES) // part
        soon = max(0, SOON - ending_soon(cases_, self.span, self.clock.calendar) - ALREADY) // part
        for n, row in enumerate(self.luck.sample(list(rows), min(wanted, len(rows)))):
            row["past"] = (*row["past"], *self._sealed(row, soon=n < soon))

    def _sealed(self, row: Mapping[str, Any], *, soon: bool) -> Iterator[Past]:
        """一处房产的查封：上线前一年里查封或者续封的，三年届满在截止日以后。"""
        edge = add_months(self.span.today, -36)
        room = (self.span.opened - edge).days - 3
        since = edge + timedelta(days=self.luck.randint(2, 29) if soon else self.luck.randint(33, room))
        accepted, closed = row["draft"].received_on, next(p.on for p in row["past"] if p.key == "closed")
        house = f"土默特右旗{self.luck.choice(_TOWNS)}{self.luck.randint(1, 40)}号楼{self.luck.randint(101, 908)}室"
        seized = {"measure": "seize", "property": "real_estate", "subject": house, "rank": "first", "no_sale": True}
        if accepted <= since <= closed:
            yield Past(key="seize", on=since, values=seized)
            return
        early = min(max(accepted + timedelta(days=10), add_months(since, -35)), closed - timedelta(days=2))
        yield Past(key="seize", on=early, values=seized)
        if since > early:
            yield from self._renewals(house, early, since)

    def _renewals(self, house: str, early: date, since: date) -> Iterator[Past]:
        """中间续封：最后一次在 ``since``，此前隔两年多一次。"""
        day = add_months(early, 30)
        while day < since:
            yield Past(key="renew", on=day, values={"subject": house, "until": add_months(day, 36)})
            day = add_months(day, 30)
        yield Past(key="renew", on=since, values={"subject": house, "until": add_months(since, 36)})

    # 半年一查

    def watch(self) -> Story:
        """每半年把在库的成批查一遍。"""
        for back in SWEEPS:
            yield self.clock.morning(self.clock.calendar.next_working_day(self.span.today - timedelta(days=back)))
            self._sweep()

    def _sweep(self) -> None:
        today = context.current().today
        kept = pool(self.house["zhihui1"], today).filter(left_on__isnull=True).order_by("case_id")
        listed = list(kept.values_list("case_id", flat=True))
        for at in range(0, len(listed), CHUNK):
            cases.register_each(
                cases=listed[at : at + CHUNK], actor=self.house["zhihui1"], on=today,
                matters=[("query", {"channel": "network", "scope": "full"}), ("feedback", {"found": [], "text": "没有新增财产"})],
            )


_YUAN: Final = by_share([(yuan, 1.0) for yuan in claims(400)], 400)
_TOWNS: Final = ("萨拉齐镇敕勒川小区", "萨拉齐镇振华家园", "双龙镇惠民小区", "美岱召镇新村", "海子乡敖包新区")
