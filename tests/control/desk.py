"""一家法院的查控：协助单位、登记过的经办人、几件案件和被执行人，查控各测试共用。人名、证件号、单位都是编的。

单位和经办人直接建行，不走命令；案件走真的命令，后续照办。
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count
from typing import Any

import drafts
import factories
from spine import TODAY, House

from zhixing.casework.cases.models import Party
from zhixing.casework.cases.queries import Case
from zhixing.casework.control.models import Agency, Officer, Registration, Request, Wave
from zhixing.foundation.people.queries import User

BANK, ESTATE, CARS, STOCKS, PAY = "B001", "E001", "R001", "R002", "R003"
"""五条渠道：银行、不动产、车辆、证券、网络资金。"""
_CHANNELS: dict[str, dict[str, Any]] = {
    BANK: {"name": "北疆银行", "channel": "bank", "covers": ["deposit", "wealth"], "controls": True},
    ESTATE: {"name": "市不动产登记中心", "channel": "estate", "network": "local", "covers": ["real_estate"], "controls": True},
    CARS: {"name": "车辆管理所", "channel": "register", "register": "vehicle", "covers": ["vehicle"]},
    STOCKS: {"name": "证券登记公司", "channel": "register", "register": "security", "covers": ["security"]},
    PAY: {"name": "网络支付公司", "channel": "register", "register": "online", "covers": ["online"], "controls": True},
}
_serial = count(1)


def agency(court: Any, code: str = BANK, **values: Any) -> Agency:
    """一家协助单位；``code`` 是五条渠道之一的，照那一条。"""
    given = {"name": f"第{code}号单位", "channel": "bank", "covers": ["deposit"], **_CHANNELS.get(code, {}), **values}
    return Agency.objects.create(court=court, code=code, **given)


def officer(user: User, *agencies: Agency, since: date = date(2026, 1, 1), until: date = date(2027, 12, 31)) -> Officer:
    """查控经办人，已在这些单位登记。"""
    made = Officer.objects.create(court=user.court, user=user, work_card=f"GZ{user.pk:06d}", duty_card=f"GW{user.pk:06d}", phone="0472-5550100")
    Registration.objects.bulk_create(Registration(officer=made, agency=one, since=since, until=until) for one in agencies)
    return made


class ControlDesk(House):
    """``agencies`` 以代码为键；``clerk`` 是登记过的经办人 ``officer``，也在团队里；``centre`` 提出，``director`` 签发。"""

    def __init__(self, *codes: str) -> None:
        super().__init__()
        self.agencies = {code: agency(self.court, code) for code in codes or _CHANNELS}
        self.clerk: User = factories.user("clerk", team=self.team)
        self.officer = officer(self.clerk, *self.agencies.values())

    def case(self, accepted_on: date = date(2026, 10, 21), **values: Any) -> Case:
        """立案并分给 ``judge`` 的一件，一个申请执行人、一个被执行人，证件号都不重样。"""
        number = next(_serial)
        title = drafts.TitleDraft(number=f"（2026）内0221民初{70000 + number}号", maker="测试人民法院", effective_on=accepted_on - timedelta(days=90))
        return super().case(accepted_on, **{"titles": (title,), "received_on": accepted_on - timedelta(days=1), **values})

    @staticmethod
    def debtor(case: Case) -> Party:
        """被执行人（第一个）。"""
        return Party.objects.filter(case=case, role="respondent").order_by("pk")[0]

    def wave(self, *cases: Case, state: str = "running", requests: str = "sent", agencies: Any = None, **values: Any) -> Wave:
        """直接建的一批查询：每个被执行人、每家单位一个请求，状态照给的（不走命令，没有事件）。"""
        number = next(_serial)
        made = Wave.objects.create(
            court=self.court, number=f"查2026-9{number:05d}", reason="manual", state=state, cases=len(cases), token=f"desk-{number}",
            asked_by=self.centre, asked_name=self.centre.name, asked_at=_now(), **values,
        )
        chosen = agencies or list(self.agencies.values())
        pairs = [(party, one) for case in cases for party in Party.objects.filter(case=case, role="respondent").order_by("pk") for one in chosen]
        rows = [
            Request(
                wave=made, court=self.court, case_id=party.case_id, party=party, agency=one, officer=self.officer, state=requests,
                number=f"T{number:06d}{index:05d}", attempts=1, queued_at=_now(), sent_at=_now(), due_at=_now() + timedelta(hours=72),
            )
            for index, (party, one) in enumerate(pairs, 1)
        ]
        Request.objects.bulk_create(rows)
        Wave.objects.filter(pk=made.pk).update(total=len(rows))
        return made


def _now() -> Any:
    from zhixing.foundation.history import context

    return context.current().now


__all__ = ["BANK", "CARS", "ESTATE", "PAY", "STOCKS", "TODAY", "ControlDesk", "agency", "officer"]
