"""模拟的银行查控报文：栏名见 ``control/fields/bank.toml``。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final
from xml.etree.ElementTree import Element

from zhixing.exchange.simulators import agencies_wire as wire
from zhixing.exchange.simulators.agencies_book import DEDUCT, FREEZE, RELEASE, RENEW, Line, Outcome, available
from zhixing.exchange.simulators.agencies_people import Prior, Right, Thing

TABLES: Final = "bank"
PAPER: Final = ("WSINFO", ("bdhm", "xh", "wjmc", "wjlx", "wslb", "md5", "wsnr"))
ROLLBACK: Final = ("HTXX", ("bdhm", "xchtyy", "xchtbz", "xchtr", "xchtdh"))
NOBODY: Final = "查无开户信息"
_ACTIONS: Final = {"01": FREEZE, "02": RENEW, "04": RELEASE, "06": DEDUCT}
_RIGHTS: Final = {"co_owner": "共有", "mortgage": "抵押", "pledge": "质押", "purpose": "专款专用"}


def asked(message: Element, register: str = "") -> wire.Asked:
    """一份请求。"""
    top = message.find("Data")[0]  # type: ignore[index]
    told, accounts = wire.values(top), top.findall("KZZH")
    faults = [text for one in (top, *accounts) for text in wire.wrong(TABLES, one)]
    notice = told.get("ckh", "") if top.tag == "CXQQ" else ""
    return wire.Asked(
        wire.head(message, "sort"), wire.head(message, "number"), wire.person(told.get("xm", ""), told.get("dsrzjhm", "")), told.get("ah", ""),
        told.get("fymc", ""), notice, (told.get("gzzbh", ""), told.get("gwzbh", "")), tuple(map(_line, accounts)), tuple(faults),
    )


def _line(account: Element) -> Line:
    told = wire.values(account)
    item = told.get("lczh") or told.get("glzhhm") or told.get("khzh", "")
    return Line(
        told.get("ccxh", ""), _ACTIONS.get(told.get("kzcs", ""), ""), item, wire.fen(told.get("je", "")), wire.day(told.get("ksrq", "")),
        wire.day(told.get("jsrq", "")), told.get("ydjdh", ""), told.get("sfjh") in ("1", "是"),
        (told.get("zxkzhhm", ""), told.get("zxkzhkhh", ""), told.get("zxkzhzh", "")),
    )


def found(number: str, register: str, things: Sequence[Thing], at: datetime) -> list[Element]:
    """查询反馈：账户一条，理财写在账户里面；没有的一条“查无开户信息”。"""
    accounts = [one for one in things if one.kind == "deposit"]
    if not accounts:
        return [wire.record("ZHXX", {"bdhm": number, "ccxh": "1", "khzh": NOBODY, "fksj": wire.told_time(at)})]
    products = [one for one in things if one.kind == "wealth"]
    return [
        _account(number, str(index), one, [each for each in products if each.fields["zjhkzh"] == one.key], at)
        for index, one in enumerate(accounts, 1)
    ]


def _account(number: str, seq: str, one: Thing, products: Sequence[Thing], at: datetime) -> Element:
    told = {
        "bdhm": number, "ccxh": seq, "khzh": one.key, "cclb": one.sort, "zhzt": one.state, "khwd": one.branch, "khrq": wire.told_day(one.opened),
        "xhrq": wire.told_day(one.closed), "bz": one.currency, "ye": wire.yuan(one.fen), "kyye": wire.yuan(available(one)), "xm": one.name,
        "dsrzjhm": one.paper, "fksj": wire.told_time(at), "beiz": one.remark,
    }
    inside = [*_priors(seq, one.prior), *_rights(seq, one.rights)]
    for index, each in enumerate(products, 1):
        inside += [_product(number, seq, str(index), each), *_priors(seq, each.prior, each.fields["jrcpbh"])]
    return wire.record("ZHXX", told, inside)


def _product(number: str, seq: str, index: str, one: Thing) -> Element:
    told = {
        "bdhm": number, "ccxh": seq, "zcxh": index, "zcmc": one.fields["zcmc"], "zclx": one.sort, "cpxszl": "自营", "jrcpbh": one.fields["jrcpbh"],
        "lczh": one.key, "zjhkzh": one.fields["zjhkzh"], "zckfjy": "1", "zcjyxz": "封闭期" if one.locked else "", "xzxcrq": wire.told_day(one.locked),
        "zyqr": next((right.holder for right in one.rights if right.sort == "pledge"), ""), "clr": wire.told_day(one.opened), "jldw": "元",
        "se": wire.yuan(one.fen), "ye": wire.yuan(one.fen), "kyye": wire.yuan(available(one)), "beiz": one.remark,
    }
    return wire.record("JRXX", told)


def _priors(seq: str, told: Iterable[Prior], product: str = "") -> list[Element]:
    return [
        wire.record("DJXX", {
            "csxh": str(rank), "ccxh": seq, "djjg": one.by, "djwh": one.number, "djje": wire.yuan(one.fen), "djksrq": wire.told_day(one.since),
            "djjzrq": wire.told_day(one.until), "sfpx": str(rank - 1), "jrcpbh": product,
        })
        for rank, one in enumerate(told, 1)
    ]


def _rights(seq: str, told: Iterable[Right]) -> list[Element]:
    return [
        wire.record("QLXX", {
            "ccxh": seq, "qllx": _RIGHTS.get(one.sort, one.sort), "qlr": one.holder, "qlrzjh": one.paper, "qlje": wire.yuan(one.fen),
            "beiz": one.share,
        })
        for one in told
    ]


def controlled(number: str, outcomes: Sequence[Outcome], at: datetime) -> list[Element]:
    """控制反馈，一个账户一条。"""
    return [_outcome(number, one, at) for one in outcomes]


def _outcome(number: str, one: Outcome, at: datetime) -> Element:
    done = one.done
    told = {
        "bdhm": number, "ccxh": one.line.seq, "khzh": one.line.item, "kznr": "1", "kzzt": "1" if done else "2", "ye": wire.yuan(one.balance),
        "kyye": wire.yuan(one.available), "csksrq": wire.told_day(one.since), "csjsrq": wire.told_day(one.until),
        "djxe": wire.yuan(one.cap) if done else "", "skje": wire.yuan(one.actual) if done else "", "ceskje": wire.yuan(one.over) if done else "",
        "wnkzyy": one.reason, "fksj": wire.told_time(at), "hxzh": one.line.pay[2] if one.serial else "", "hxlsh": one.serial,
    }
    return wire.record("KZXX", told, [*_priors(one.line.seq, one.prior), *_rights(one.line.seq, one.rights)])
