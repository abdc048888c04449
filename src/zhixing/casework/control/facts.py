"""财产、反馈、报告的行 → ``law`` 要的事实。"""

from __future__ import annotations

from datetime import date
from typing import Final

from zhixing.casework.cases.queries import Party
from zhixing.casework.control.models import Asset, Declaration
from zhixing.casework.control.told import Told
from zhixing.law import declared, protected
from zhixing.law.holders import Person
from zhixing.law.timeline import Timeline

PURPOSE: Final = "purpose"


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


def known(asset: Asset) -> declared.Known:
    """查到的一项，拿来和财产报告对照；``as_of`` 为空的（没有反馈日）不该来问。"""
    assert asset.as_of is not None
    return declared.Known(asset.kind, asset.what, asset.key, asset.value_fen, asset.as_of, asset.gone_on, str(asset.details.get("moved_to", "")))


def items(row: Declaration) -> list[declared.Item]:
    """报告的各项。"""
    return [declared.item(one) for one in row.items]


def told_on(line: Timeline, document: str, name: str) -> date | None:
    """这个人哪天收到这种文书（执行通知、报告财产令）：送达的最早一天，没有送达记录的看发出；没有写对谁的，算对各人。"""
    for event in ("documents.Served", "documents.Issued"):
        facts = [fact for fact in line.of(event) if fact.data.get("document") == document and fact.data.get("to") in (None, "", name)]
        if days := [fact.day("deemed_on") or fact.on for fact in facts]:
            return min(days)
    return None
