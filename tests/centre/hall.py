"""大厅：一家法院的指挥中心。各种职务的人、各类团队、几种状态的案件，本环节各测试共用。案件走真的命令，后续照办。

要加的加在这里，不另起炉灶。人名、证件号、单位都是编的。
"""

from __future__ import annotations

from datetime import date
from typing import Any

import factories
from control.desk import TODAY, ControlDesk

from zhixing.casework.cases import commands as cases
from zhixing.casework.cases.queries import Case
from zhixing.casework.control import events as control
from zhixing.casework.funds import events as funds
from zhixing.casework.settlement import events as settlement
from zhixing.foundation.people.queries import Post, Team, User

ACCEPTED = date(2026, 10, 21)
"""立案日；次日分给 ``judge``。"""


class Hall(ControlDesk):
    """``judge`` 在 ``team``（综合）；``fast``、``normal``、``preservation``、``final``、``hub`` 是各类团队，``judges`` 以它们的类别为键。"""

    def __init__(self, *codes: str) -> None:
        super().__init__(*codes)
        kinds = {"simple": "快执团队", "complex": "普执团队", "preservation": "保全团队", "final": "终本团队", "centre": "指挥中心"}
        self.teams: dict[str, Team] = {kind: factories.team(self.court, name, kind) for kind, name in kinds.items()}
        self.fast, self.normal, self.hub = self.teams["simple"], self.teams["complex"], self.teams["centre"]
        self.judges: dict[str, User] = {
            kind: factories.user(Post.JUDGE, team=team) for kind, team in self.teams.items() if kind != "centre"
        }
        self.supervisor, self.cashier, self.archivist = (self.person(post) for post in (Post.SUPERVISOR, Post.CASHIER, Post.ARCHIVIST))
        self.upper = factories.user(Post.DIRECTOR, court=factories.court("内02", level="middle"))
        self.elsewhere = factories.user(Post.JUDGE, court=factories.court("内0222"))

    def filed(self, accepted_on: date = ACCEPTED, **values: Any) -> Case:
        """立了案还没有分的一件。"""
        case = self.received(**{"received_on": accepted_on, **values})
        cases.accept(case=case, actor=self.filing, on=accepted_on, revision=None)
        return Case.objects.get(pk=case.pk)

    def enforcing(self, **values: Any) -> Case:
        """发起了全部项目查询、在执行中的一件。"""
        case = self.case(**values)
        self.record(case, control.QuerySent(channel="network", scope="full"), date(2026, 10, 23))
        return Case.objects.get(pk=case.pk)

    def fed(self, case: Case, *found: str, on: date = TODAY, failed: int = 0) -> None:
        """查询反馈：查到这几种，不写是没有查到。"""
        self.record(case, control.FeedbackReceived(found=list(found), failed=failed), on)

    def froze(self, case: Case, fen: int, on: date = TODAY, **values: Any) -> None:
        """登记来的一项存款冻结，限额就是冻住的数。"""
        name = f"北疆银行存款{fen}"
        self.record(case, control.MeasureTaken(subject=name, measure="freeze", property="deposit", what=name, amount_fen=fen, **values), on)

    def paid(self, case: Case, fen: int, on: date = TODAY) -> None:
        """直接履行。"""
        self.record(case, funds.DirectPaid(amount_fen=fen), on)

    def settled(self, case: Case, until: date, on: date = TODAY) -> None:
        """和解，写明最后履行日。"""
        self.record(case, settlement.Agreed(until=until, text="分期履行"), on)
