"""一件案件的查控摆上桌：财产、措施、控制令、说法不一的、财产报告、线索、查询。用到才取，查库的次数与项数无关。"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from zhixing.casework.cases.facts import timeline_of
from zhixing.casework.control import queries_assets, queries_clues, queries_desk, queries_orders, queries_waves
from zhixing.casework.control.queries_assets import Finding, Holding
from zhixing.casework.control.queries_clues import CaseClue, Declaration, Investigation
from zhixing.casework.control.queries_desk import Agency, Difference, Request
from zhixing.casework.control.queries_orders import Measure, Order, Owed
from zhixing.entrances.web.access import rights_of
from zhixing.entrances.web.casecontrol.versions import picked
from zhixing.entrances.web.cases.ondesk import OnDesk
from zhixing.foundation.people.queries import calendar_of
from zhixing.law import seizure_value
from zhixing.law.calendar import Calendar
from zhixing.law.rights import CourtRights
from zhixing.law.seizure_value import Held
from zhixing.law.timeline import Timeline

LIVE = (Measure.State.ACTIVE, Measure.State.WAITING)


@dataclass(frozen=True)
class Belongings(OnDesk):
    """一件案件的查控。"""

    @cached_property
    def court(self) -> CourtRights:
        """这个人的院级权限：看不看得了查控各页。"""
        return rights_of(self.desk.request)

    @cached_property
    def calendar(self) -> Calendar:
        """立案法院的日历。"""
        return calendar_of(self.case.court_id)

    @cached_property
    def timeline(self) -> Timeline:
        """登记了的事。"""
        return timeline_of(self.case)

    # ---- 财产、反馈 ----

    @cached_property
    def holdings(self) -> list[Holding]:
        """本案的财产。"""
        return queries_assets.in_case(self.case, self.desk.user, self.desk.today)

    def holding(self, asset_id: int) -> Holding:
        """其中一项；没有的是 404。"""
        return next(one for one in self.holdings if one.asset is picked([each.asset for each in self.holdings], asset_id))

    @cached_property
    def strangers(self) -> list[Finding]:
        """反馈里不是本案当事人的。"""
        return list(queries_assets.strangers(self.case.pk)[:50])

    # ---- 够不够 ----

    @cached_property
    def owed(self) -> Owed:
        """应当履行多少。"""
        return queries_orders.owed(self.case, self.desk.today)

    @cached_property
    def held(self) -> list[Held]:
        """已经控制住的各项。"""
        return queries_orders.held(self.case.pk, self.desk.today)

    @property
    def room(self) -> int:
        """还差多少没有控制住。"""
        return seizure_value.room(self.held, self.owed)

    # ---- 措施、令 ----

    @cached_property
    def measures(self) -> list[Measure]:
        """全部措施，先采取的在前。"""
        return list(queries_orders.measures_of(self.case.pk))

    @property
    def running(self) -> list[Measure]:
        """在生效的和轮候的，快到期的在前。"""
        rows = [one for one in self.measures if one.state in LIVE]
        return sorted(rows, key=lambda one: (one.until is None, one.until or one.since, one.seq))

    def measure(self, measure_id: int) -> Measure:
        """其中一项；没有的是 404。"""
        return picked(self.measures, measure_id)

    @cached_property
    def orders(self) -> list[Order]:
        """控制令，近的在前。"""
        return list(queries_orders.of_case(self.case.pk))

    @cached_property
    def differences(self) -> list[Difference]:
        """没有处理的说法不一。"""
        return list(queries_orders.differences(self.case.pk))

    @cached_property
    def agencies(self) -> list[Agency]:
        """本院启用的协助单位。"""
        return list(queries_desk.of_agencies(self.case.court_id).filter(enabled=True))

    # ---- 报告、线索、调查、查询 ----

    @cached_property
    def declarations(self) -> list[Declaration]:
        """财产报告，新的在前。"""
        return list(queries_clues.declarations(self.case.pk))

    @cached_property
    def clues(self) -> list[CaseClue]:
        """线索，新的在前。"""
        return queries_clues.in_case(self.case, self.timeline)

    @cached_property
    def investigations(self) -> list[Investigation]:
        """调查令、审计、悬赏，新的在前。"""
        return list(queries_clues.investigations(self.case.pk))

    @cached_property
    def requests(self) -> list[Request]:
        """各次查询，近的在前。"""
        return list(queries_waves.of_case(self.case.pk)[:200])

    @property
    def asked(self) -> Counter[str]:
        """各次查询走到哪了：格（``REQUEST_GROUPS``）→ 几次。"""
        group = {state: key for key, states in queries_desk.REQUEST_GROUPS.items() for state in states}
        return Counter(group[one.state] for one in self.requests)
