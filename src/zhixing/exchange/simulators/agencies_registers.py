"""模拟的其余登记机构的查控报文：栏名见 ``control/fields/registers.toml``，哪一栏是价值、可用、状态也照那张表。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final
from xml.etree.ElementTree import Element

from zhixing.exchange.simulators import agencies_wire as wire
from zhixing.exchange.simulators.agencies_book import Line, Outcome, available
from zhixing.exchange.simulators.agencies_people import Prior, Right, Thing

TABLES: Final = "registers"
PAPER: Final = ("file", ("number", "seq", "name", "type", "kind", "md5", "content"))
ROLLBACK: Final = ("rollback", ("number", "reason", "remark", "contact", "phone"))


def asked(message: Element, register: str = "") -> wire.Asked:
    """一份请求。"""
    top = message.find("Data")[0]  # type: ignore[index]
    told = wire.values(top)
    faults = [*wire.wrong(TABLES, top), *([f"登记种类是{told.get('register')}"] if told.get("register") not in (register, None, "") else [])]
    lines, notice = ((_line(told),), "") if top.tag == "control" else ((), told.get("notice", ""))
    return wire.Asked(
        wire.head(message, "sort"), wire.head(message, "number"), wire.person(told.get("name", ""), told.get("paper_number", "")),
        told.get("case_number", ""), told.get("court", ""), notice, (told.get("work_card", ""), told.get("duty_card", "")), lines, tuple(faults),
    )


def _line(told: dict[str, str]) -> Line:
    return Line(
        told.get("seq") or "1", told.get("action", ""), told.get("item", ""), wire.fen(told.get("amount", "")), wire.day(told.get("since", "")),
        wire.day(told.get("until", "")), told.get("original_number", ""), False,
        (told.get("pay_name", ""), told.get("pay_bank", ""), told.get("pay_account", "")),
    )


def found(number: str, register: str, things: Sequence[Thing], at: datetime) -> list[Element]:
    """查询反馈；没有的为空。"""
    return [_thing(register, one) for one in things]


def _thing(register: str, one: Thing) -> Element:
    table = wire.tables(TABLES)[register]
    known: dict[str, Any] = table["fields"]
    told = {"name": one.name, "paper_number": one.paper, **one.fields, "remark": one.remark}
    for role, text in (("value", wire.yuan(one.fen)), ("available", wire.yuan(available(one))), ("gone", wire.told_day(one.closed))):
        if table.get(role):
            told[table[role]] = text
    if not told.get("state"):
        told["state"] = one.state
    return wire.record(register, {name: text for name, text in told.items() if name in known}, [*_priors(one.prior), *_rights(one.rights)])


def _priors(told: Iterable[Prior]) -> list[Element]:
    return [
        wire.record("measure", {
            "by": one.by, "number": one.number, "kind": "查封" if one.fen is None else "冻结", "amount": wire.yuan(one.fen),
            "since": wire.told_day(one.since), "until": wire.told_day(one.until), "position": str(rank),
        })
        for rank, one in enumerate(told)
    ]


def _rights(told: Iterable[Right]) -> list[Element]:
    return [
        wire.record("right", {
            "sort": one.sort, "holder": one.holder, "paper_number": one.paper, "share": one.share, "amount": wire.yuan(one.fen),
            "since": wire.told_day(one.since),
        })
        for one in told
    ]


def controlled(number: str, outcomes: Sequence[Outcome], at: datetime) -> list[Element]:
    """控制结果，一项一条。"""
    return [_outcome(number, one) for one in outcomes]


def _outcome(number: str, one: Outcome) -> Element:
    money = {"cap": wire.yuan(one.cap), "actual": wire.yuan(one.actual), "over": wire.yuan(one.over)} if one.done else {}
    told = {
        "number": number, "seq": one.line.seq, "item": one.line.item, "done": "1" if one.done else "2", "balance": wire.yuan(one.balance),
        "available": wire.yuan(one.available), "since": wire.told_day(one.since), "until": wire.told_day(one.until), **money,
        "position": str(one.rank) if one.done else "", "business_number": one.business, "reason": one.reason,
        "paid_to": one.line.pay[2] if one.serial else "", "serial": one.serial,
    }
    return wire.record("result", told, [*_priors(one.prior), *_rights(one.rights)])
