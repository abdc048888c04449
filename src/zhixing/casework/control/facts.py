"""财产、反馈、措施、报告的行 → ``law`` 要的事实。"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from zhixing.casework.cases.queries import Party
from zhixing.casework.control.models import Asset, Declaration, Finding, Measure
from zhixing.casework.control.told import Told
from zhixing.law import declared, protected
from zhixing.law.control import PROPERTIES, property_of
from zhixing.law.holders import Person
from zhixing.law.seizure_value import Held

PURPOSE: Final = "purpose"
MONEY: Final = frozenset({"deposit", "wealth", "online", "housing_fund"})
"""说得出余额的。"""


def person(party: Party) -> Person:
    """案件的当事人。"""
    return Person(party.name, party.paper, party.paper_number)


def told_person(told: Told, party: Party, *, asked: bool) -> Person:
    """反馈里的户名、证件号。

    没有写的一栏：``asked``（这是我们凭证件号查的请求的回答）就按所问的人，不是的空着。单位的户名在名称后面另有说明的
    （“某公司农民工工资专户”），按单位的名称认人，说明留给 :func:`protection`。
    """
    number = told.paper_number or (party.paper_number if asked else "")
    name = party.name if party.nature == Party.Nature.UNIT and told.name.startswith(party.name) else told.name
    return Person(name, party.paper, number)


def protection(told: Told, flag: str = "") -> protected.Facts:
    """据以认受保护财产的各栏；``flag`` 是人标记的规则代码。"""
    return protected.Facts(told.kind, told.account_type, told.name, told.remark, purpose(told), flag)


def purpose(told: Told) -> str:
    """专款专用的权利人和说明。"""
    return "、".join(f"{right.get('holder', '')}{right.get('text', '')}" for right in told.rights if right.get("sort") == PURPOSE)


def protection_of(asset: Asset) -> protected.Facts:
    """台账上的一项；``flag`` 是认出、标记的那条规则，所以发控制令以前再核对一次也认得出。"""
    sort, name, remark, purposes = (str(asset.details.get(column, "")) for column in ("account_type", "name", "remark", "purpose"))
    return protected.Facts(asset.kind, sort, name, remark, purposes, asset.protected)


def held(measures: Iterable[Measure]) -> list[Held]:
    """在生效、轮候的措施控制住多少（分）：先看反馈的实际控制数，没有的看财产台账的价值。``measures`` 须连同 ``asset``。"""
    return [
        Held(
            one.subject, one.actual_fen if one.actual_fen is not None else one.asset.value_fen if one.asset else None, one.property, one.since,
            waiting=one.state == Measure.State.WAITING,
        )
        for one in measures if one.state in (Measure.State.ACTIVE, Measure.State.WAITING)
    ]


def known(asset: Asset) -> declared.Known:
    """查到的一项，拿来和财产报告对照；``as_of`` 为空的（没有反馈日）不该来问。"""
    assert asset.as_of is not None
    return declared.Known(asset.kind, asset.what, asset.key, asset.value_fen, asset.as_of, asset.gone_on, str(asset.details.get("moved_to", "")))


def items(row: Declaration) -> list[declared.Item]:
    """报告的各项。"""
    return [declared.item(one) for one in row.items]


def feedback(rows: Iterable[Finding]) -> dict[str, Any]:
    """一批反馈合起来说了什么：``FeedbackReceived`` 的 ``found``、``accounts``、``balance_fen``、``vehicles``、``houses``、``mortgaged``。

    可供执行的才算 ``found``：认得出是本案的人的、没有销户灭失、余额不是零、没有认出是受保护的。``rows`` 须连同 ``asset``。
    """
    ours = [row for row in rows if row.asset]
    kinds = {property_of(row.kind) for row in ours if row.asset and executable(row.asset)}
    deposits, houses = _of(ours, "deposit"), _of(ours, "real_estate")
    balances = [row.value_fen for row in deposits if row.value_fen is not None and row.value_fen > 0 and row.currency == "CNY"]
    return {
        "found": [kind for kind in ("deposit", "movable", "real_estate", "other_right") if kind in kinds], "accounts": len(deposits),
        "balance_fen": sum(balances), "vehicles": len(_of(ours, "vehicle")), "houses": len(houses),
        "mortgaged": sum(any(right.get("sort") == "mortgage" for right in row.rights) for row in houses),
    }


def _of(rows: Iterable[Finding], kind: str) -> list[Finding]:
    """各项的最后一条。"""
    return list({row.asset_id: row for row in rows if row.kind == kind}.values())


def executable(asset: Asset) -> bool:
    """看上去可供执行：没有销户灭失，不在受保护之列，钱不是零。别人在先的、与人共有的也算，另行标出。"""
    money = asset.available_fen if asset.available_fen is not None else asset.value_fen
    return asset.gone_on is None and not asset.protected and asset.kind in PROPERTIES and (asset.kind not in MONEY or money is None or money > 0)
