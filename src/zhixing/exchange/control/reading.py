"""读一份收到的报文：信封 → 哪一种 → 各条。纯的：只看字节，不看表，不看钟。

看不懂的整份不用（``readable`` 假），毛病都写明；一栏的毛病不牵连别的栏，一条的不牵连别的条。
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Callable, Sequence
from dataclasses import replace
from types import ModuleType
from typing import Final

from zhixing.casework.control.told import Right, Told
from zhixing.exchange.control import bank, estate, registers
from zhixing.exchange.control.envelope import Envelope, Record
from zhixing.exchange.control.envelope import read as opened
from zhixing.exchange.control.papers import digest as digest_of
from zhixing.exchange.control.rows import gathered, moment
from zhixing.exchange.control.told import Parsed
from zhixing.law.holders import normal_id

CHANNELS: Final[dict[str, ModuleType]] = {"bank": bank, "estate": estate, "register": registers}
"""``Agency.Channel`` 的代码 → 哪个模块。"""
RESULTS: Final = ("full", "none", "partial")
REJECTS: Final = {"officer": "经办人没有登记", "paper": "文书不符", "seal": "印章不符", "format": "格式不符", "other": "其他"}
MOST_NUMBERS: Final = 1_000
_PDF: Final = b"%PDF-"
Body = Callable[[Envelope, ModuleType, str], Parsed]


def read(content: bytes, channel: str, *, sort: str, register: str = "") -> Parsed:
    """读一份。``channel`` 是 bank、estate、register，``sort`` 是送到哪个地址（``Reply.Sort``），``register`` 是登记种类。

    整份不用的毛病，信封的（:func:`zhixing.exchange.control.envelope.read`）以外：``sort`` 写的和送到的地址不是一种，
    ``number`` 没有请求单号，``result`` 没有写结果或者与内容对不上，``nothing`` 没有一条结果，``receipt`` 没有回执文书，``pdf`` 不是 PDF。
    """
    module = CHANNELS[channel]
    envelope = opened(content, module.TABLES)
    whole = Parsed(
        sort=sort, numbers=tuple(one[:60] for one in envelope.numbers[:MOST_NUMBERS]), charset=envelope.charset, faults=envelope.faults,
        at=moment(envelope.head.get("at", "")), readable=envelope.readable,
    )
    if not envelope.readable:
        return whole
    if envelope.head.get("sort") != sort:
        return _unusable(whole, "sort")
    if not whole.numbers:
        return _unusable(whole, "number")
    return _merged(whole, _BODIES[sort](envelope, module, register))


def _unusable(parsed: Parsed, fault: str) -> Parsed:
    return replace(parsed, faults=(*parsed.faults, fault), readable=False)


def _merged(whole: Parsed, body: Parsed) -> Parsed:
    return replace(body, sort=whole.sort, numbers=whole.numbers, charset=whole.charset, at=whole.at, faults=gathered(whole.faults, body.faults))


def _bare(envelope: Envelope, module: ModuleType, register: str) -> Parsed:
    """受理：只有请求单号。"""
    return Parsed()


def _feedback(envelope: Envelope, module: ModuleType, register: str) -> Parsed:
    """查询反馈。没有查到的也要说：结果写 none，或者“查无开户信息”。"""
    found: list[Told] = module.findings(envelope.records, register)
    result = envelope.head.get("result", "")
    real = [one for one in found if not one.nothing]
    if not result and found:
        result = "full" if real else "none"
    if result not in RESULTS or ((result == "none") == bool(real) and result != "partial"):
        return _unusable(Parsed(findings=tuple(found)), "result")
    return Parsed(result=result, findings=tuple(found), reason=envelope.head.get("reason", "")[:300])


def _control(envelope: Envelope, module: ModuleType, register: str) -> Parsed:
    """控制反馈；读不出办成没有的一条，整份不用。"""
    told = module.results(envelope.records, register)
    made = Parsed(control=tuple(told))
    if not told:
        return _unusable(made, "nothing")
    return _unusable(made, "done") if any(one.ok is None for one in told) else made


def _receipt(envelope: Envelope, module: ModuleType, register: str) -> Parsed:
    """回执文书：一份 PDF。"""
    name, columns = module.PAPERS
    column, digest = columns["content"], columns["md5"]
    found = [one for one in envelope.records if one.name == name]
    if len(found) != 1 or not found[0].values.get(column):
        return _unusable(Parsed(), "receipt")
    try:
        content = b64decode("".join(found[0].values[column].split()), validate=True)
    except (binascii.Error, ValueError):
        return _unusable(Parsed(), "base64")
    if not content.startswith(_PDF):
        return _unusable(Parsed(), "pdf")
    told = found[0].values.get(digest, "").lower()
    wrong = told and told != digest_of(content)
    return _unusable(Parsed(), "digest") if wrong else Parsed(receipt=content)


def _rollback(envelope: Envelope, module: ModuleType, register: str) -> Parsed:
    """退回：原因和说明。"""
    name, columns = module.ROLLBACK
    values = [record.values.get(column, "") for record in _named(envelope.records, name) for column in columns]
    reason = "；".join(filter(None, values)) or envelope.head.get("reason", "")
    return Parsed(reason=reason[:300], faults=() if reason else ("reason",))


def _named(records: Sequence[Record], name: str) -> list[Record]:
    return [one for one in records if one.name == name]


def _reject(envelope: Envelope, module: ModuleType, register: str) -> Parsed:
    """拒收：代码和原因。"""
    code, told = envelope.head.get("code", "other"), envelope.head.get("reason", "")
    word = REJECTS.get(code, REJECTS["other"])
    return Parsed(reason="：".join(filter(None, (word, told)))[:300], faults=() if code in REJECTS else ("code",))


_BODIES: Final[dict[str, Body]] = {
    "ack": _bare, "feedback": _feedback, "control": _control, "receipt": _receipt, "rollback": _rollback, "reject": _reject,
}  # fmt: skip


# ---- 几个人共有的 ----


def focused(told: Told, number: str) -> Told:
    """几个人共有的一项，站在被查询的人这边看：他的姓名、份额提到前面，其余的仍是共有人。

    ``number`` 是被查询人的证件号码。共有人里没有他的，第一个当作权利人，由收的人标明不是本人。
    """
    owners = [one for one in told.rights if one.get("sort") == "co_owner" and one.get("holder")]
    if told.name or told.paper_number or not owners:
        return told
    mine = next((one for one in owners if normal_id(one.get("paper_number", "")) == normal_id(number)), owners[0])
    others: tuple[Right, ...] = tuple(one for one in told.rights if one is not mine)
    share = {"share": mine["share"]} if mine.get("share") else {}
    return replace(told, name=mine["holder"], paper_number=mine.get("paper_number", ""), rights=others, data={**told.data, **share})
