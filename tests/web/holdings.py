"""案件查控各页的测试共用：一家法院、一件查到了财产的案件、一件冻结了存款的案件、一件什么也没有的。建一次，各个测试办完退回。"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import drafts
import factories
from control.desk import TODAY, ControlDesk
from control.orders_desk import account, freeze, frozen, house, ready

from zhixing.casework.cases.queries import Case, Party
from zhixing.casework.control.models import Asset, Finding, Measure, Order
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import User

OWED = 100_000_00


@dataclass
class Court:
    """``rich``、``some`` 是可以冻结的两个账户，``wages`` 是工资专户，``behind`` 别人在先，``home`` 是房子；``measure`` 冻结了六万。"""

    desk: ControlDesk = field(default_factory=ControlDesk)

    def __post_init__(self) -> None:
        desk = self.desk
        self.court, self.judge, self.centre, self.clerk = desk.court, desk.judge, desk.centre, desk.clerk
        self.case, self.held, self.bare = (self._case() for _ in range(3))
        self.watcher: User = factories.user("supervisor", court=desk.court)
        self.rich, self.some = self.found(account(desk, self.case, 70_000_00)), self.found(account(desk, self.case, 60_000_00))
        self.wages = self.found(account(desk, self.case, 90_000_00, what="北疆银行 农民工工资专用账户", protected="migrant_wages"))
        prior = {"prior": [{"by": "某某法院", "number": "（2025）内0222执5号"}]}
        self.behind, self.home = self.found(account(desk, self.case, 80_000_00, details=prior)), self.found(house(desk, self.case))
        self.money = account(desk, self.held, 80_000_00)
        self.measure: Measure = frozen(desk, self.held, self.money, 60_000_00)
        self.found(self.money, self.held)

    def _case(self) -> Case:
        sides = (
            drafts.person("applicant", "王秀兰"), drafts.person("respondent", "单晓岚", paper_number=drafts.citizen()),
            drafts.person("agent", "卢律清", represents=0, authority="特别授权"),
        )
        return self.desk.case(claim_fen=OWED, parties=sides)

    def found(self, asset: Asset, case: Case | None = None) -> Asset:
        """案件里查到过这一项。"""
        case = case or self.case
        Finding.objects.create(
            court=self.court, case=case, party=self.debtor(case), asset=asset, kind=asset.kind, key=asset.key, what=asset.what, told_on=TODAY,
            taken_at=context.current().now, value_fen=asset.value_fen,
        )
        Asset.objects.filter(pk=asset.pk).update(as_of=TODAY)
        return asset

    @staticmethod
    def debtor(case: Case) -> Party:
        """被执行人。"""
        return ControlDesk.debtor(case)

    def ready(self, **values: Any) -> Order:
        """文书都用了印、等着发出的一道。"""
        [made] = ready(self.desk, self.case, freeze(self.desk, self.case, self.rich, 50_000_00, **values))
        return made

    def ends(self, day: date) -> None:
        """那一项冻结改成这天届满（只为看页面）。"""
        Measure.objects.filter(pk=self.measure.pk).update(until=day)
