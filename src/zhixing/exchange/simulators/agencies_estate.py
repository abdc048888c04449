"""模拟的不动产查控报文：栏名见 ``control/fields/estate.toml``。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from xml.etree.ElementTree import Element

from zhixing.exchange.simulators import agencies_wire as wire
from zhixing.exchange.simulators.agencies_book import RELEASE, RENEW, SEIZE, TRANSFER, Line, Outcome
from zhixing.exchange.simulators.agencies_people import Thing

TABLES: Final = "estate"
PAPER: Final = ("WSINFO", ("CXQQDH", "XH", "WJMC", "WJLX", "WSLB", "MD5", "WSNR"))
ROLLBACK: Final = ("HTXX", ("CXQQDH", "XCHTYY", "XCHTBZ", "XCHTR", "XCHTDH"))
_ACTIONS: Final = {"11": SEIZE, "12": RENEW, "14": RELEASE, "15": TRANSFER}


def asked(message: Element, register: str = "") -> wire.Asked:
    """一份请求。"""
    top = message.find("Data")[0]  # type: ignore[index]
    told, rights = wire.values(top), top.findall("BDCQL")
    faults = [text for one in (top, *rights) for text in wire.wrong(TABLES, one)]
    notice = told.get("CKH", "") if top.tag == "BDCCXQQ" else ""
    lines = tuple(_line(index, one) for index, one in enumerate(rights, 1))
    return wire.Asked(
        wire.head(message, "sort"), wire.head(message, "number"), wire.person(told.get("XM", ""), told.get("ZJH", "")), told.get("AH", ""),
        told.get("FYMC", ""), notice, (told.get("GZZBM", ""), told.get("GWZBM", "")), lines, tuple(faults),
    )


def _line(index: int, right: Element) -> Line:
    told = wire.values(right)
    return Line(
        told.get("XH") or str(index), _ACTIONS.get(told.get("KZCS", ""), ""), told.get("BDCDYH") or told.get("BDCQZH", ""), None,
        wire.day(told.get("KSRQ", "")), wire.day(told.get("JSRQ", "")), told.get("YDJDH", ""),
    )


def found(number: str, register: str, things: Sequence[Thing], at: datetime) -> list[Element]:
    """查询反馈；没有的为空。"""
    return [_flat(one) for one in things]


def _flat(one: Thing) -> Element:
    where = {"BDCDYH": one.key, "BDCQZH": one.fields["BDCQZH"], "ZL": one.fields["ZL"]}
    owners = [right for right in one.rights if right.sort == "co_owner"]
    told = {
        **where, **{name: one.fields[name] for name in ("FWMJ", "GHYT", "QLXZ", "SYQX")}, "GYQK": "共同共有" if owners else "单独所有",
        "DJSJ": wire.told_day(one.opened), "QSZT": one.state, "BEIZ": one.remark,
    }
    people = [wire.record("QLR", {"QLRMC": one.name, "ZJH": one.paper, "GYFS": "共同共有" if owners else "单独所有"})]
    people += [wire.record("QLR", {"QLRMC": right.holder, "ZJH": right.paper, "GYFS": "共同共有", "QLBL": right.share}) for right in owners]
    mortgages = [
        wire.record("DYAQ", {**where, "DYQR": right.holder, "DYFS": "一般抵押", "ZQSE": wire.yuan(right.fen), "DJSJ": wire.told_day(right.since),
                             "QSZT": "现势"})
        for right in one.rights if right.sort == "mortgage"
    ]
    return wire.record("FDCQ", told, [*people, *mortgages, *_seizures(where, one)])


def _seizures(where: dict[str, str], one: Thing) -> list[Element]:
    return [
        wire.record("CFDJ", {
            **where, "CFJG": each.by, "CFWH": each.number, "CFLX": "轮候查封" if rank else "查封", "CFQSSJ": wire.told_day(each.since),
            "CFJSSJ": wire.told_day(each.until), "LHSX": str(rank), "DJSJ": wire.told_day(each.since), "QSZT": "现势",
        })
        for rank, each in enumerate(one.prior)
    ]


def controlled(number: str, outcomes: Sequence[Outcome], at: datetime) -> list[Element]:
    """控制结果，一项权利一条。"""
    return [
        wire.record("BDCKZJG", {
            "CXQQDH": number, "XH": one.line.seq, "BDCDYH": one.line.item, "KZZT": "1" if one.done else "2", "CSKSRQ": wire.told_day(one.since),
            "CSJSRQ": wire.told_day(one.until), "WNKZYY": one.reason, "CFYWH": one.business, "LHSX": str(one.rank) if one.done else "",
        })
        for one in outcomes
    ]
