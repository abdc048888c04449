"""模拟的协助单位出什么毛病：目录和计划书。

一种毛病可以按百分比随机出（同样的种子、同样的事，结果总一样），也可以点名：按户名、按证件号的尾号、按请求单号、按单位。
点名的总出；随机的，同一个请求单号再来取一次，另算一次，所以重发有用。
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

HOLDINGS: Final = {
    "no_customer": "查无开户信息",
    "wrong_name": "户名、证件号与请求的不符",
    "old_number": "开户留的是十五位证件号",
    "closed": "账户已销户，登记已注销",
    "dormant": "久悬账户",
    "joint": "与他人共有",
    "special": "专户，另有权利人",
    "held_before": "别的机关在先冻结、查封",
    "short": "余额不足",
    "foreign": "外币账户",
    "locked": "产品封闭，到期以前不能变现",
}
"""财产本身的：随机的按人、按单位算。"""
ORDERS: Final = {
    "no_original": "查不到原冻结",
    "expired_original": "续行时原冻结已经到期",
    "bad_paper": "文书或者印章无效",
    "no_officer": "经办人没有登记",
    "bad_pay_account": "执行款账户的户名、账号不符",
}
"""办不成的：请求里真的有这种问题的照样办不成，不用写进计划书。"""
MESSAGES: Final = {
    "rolled_back": "整份退回",
    "rejected": "整份拒收",
    "no_receipt": "有反馈，没有回执",
    "other_receipt": "回执与反馈说法不一",
    "twice": "同一份反馈送两次",
    "again_later": "内容不同的反馈，过后又来一份",
    "after_release": "解除以后，又送来当初的冻结反馈",
    "disordered": "先反馈，后受理",
    "partial": "一次只反馈一半，另一半隔一轮再来",
    "silent": "不反馈",
    "unanswered": "取了请求，不受理也不反馈",
    "late": "过了时限才反馈",
    "skewed": "反馈上写的时间快了一天",
    "clock_off": "单位的钟快了十分钟，签名不认",
    "down": "渠道中断，不来取",
}
"""送报文的。"""
HOSTILE: Final = {
    "broken_xml": "报文断在半中间",
    "wrong_charset": "声明的字符集与实际的不同",
    "gb18030": "用 GB18030 写，照实声明（不是毛病）",
    "entities": "带外部实体",
    "bomb": "实体层层展开",
    "huge": "大得收不下",
    "not_pdf": "回执不是 PDF",
    "negative": "余额为负",
    "bad_date": "日期写成 99999999",
    "unknown_number": "请求单号没有这个",
}
"""读起来的毛病。"""
FAULTS: Final = HOLDINGS | ORDERS | MESSAGES | HOSTILE
DEFAULT_RATES: Final = {
    "wrong_name": 2, "old_number": 3, "closed": 4, "dormant": 6, "joint": 4, "special": 4, "held_before": 12, "foreign": 2, "locked": 4,
    "rolled_back": 1, "no_receipt": 2, "twice": 1, "silent": 1,
}
"""不给计划书的：大致像真的。"""


@dataclass(frozen=True, slots=True)
class Plan:
    """计划书。``rates`` 是百分比；``names``（户名）、``tails``（证件号尾号）、``numbers``（请求单号）、``agencies``（单位代码）点名。"""

    seed: int = 0
    rates: Mapping[str, float] = field(default_factory=dict)
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tails: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    numbers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    agencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, data: Mapping[str, Any], seed: int = 0) -> Plan:
        """由 JSON 做成；不认得的毛病、不是百分比的抛出 ``ValueError``。"""
        named = {part: {key: _codes(given) for key, given in dict(data.get(part, {})).items()} for part in _NAMED}
        made = cls(int(data.get("seed", seed)), {code: float(rate) for code, rate in dict(data.get("rates", {})).items()}, **named)
        if wrong := {*made.rates, *made._named()} - {*FAULTS}:
            raise ValueError(f"没有这样的毛病：{'、'.join(sorted(wrong))}；有的是{'、'.join(FAULTS)}")
        if any(not 0 <= rate <= 100 for rate in made.rates.values()):
            raise ValueError("百分比在 0 到 100 之间")
        return made

    def _named(self) -> Iterator[str]:
        return (code for part in _NAMED for codes in getattr(self, part).values() for code in codes)

    def has(self, code: str, agency: str, person: str = "", name: str = "", number: str = "", turn: int = 0) -> bool:
        """这件事出不出这种毛病：``person`` 是证件号，``turn`` 是这个请求单号第几次。"""
        return code in self.faults((code,), agency, person, name, number, turn)

    def faults(
        self, codes: Iterable[str], agency: str, person: str = "", name: str = "", number: str = "", turn: int = 0,
    ) -> set[str]:
        """这件事出这些里的哪几种毛病。"""
        named, what = self.named(agency, person, name, number), number or person
        return {code for code in codes if code in named or self._drawn(code, agency, what, turn)}

    def _drawn(self, code: str, agency: str, what: str, turn: int) -> bool:
        rate = self.rates.get(code, 0)
        return rate > 0 and chance(self.seed, code, agency, what, turn) < rate / 100

    def named(self, agency: str, person: str = "", name: str = "", number: str = "") -> set[str]:
        """点名要出的毛病。"""
        tails = (codes for tail, codes in self.tails.items() if person.endswith(tail))
        told = (self.agencies.get(agency, ()), self.names.get(name, ()), self.numbers.get(number, ()), *tails)
        return {code for codes in told for code in codes}

    def as_told(self) -> dict[str, Any]:
        """写成 JSON 的样子。"""
        return {"seed": self.seed, "rates": dict(self.rates), **{part: dict(getattr(self, part)) for part in _NAMED}}


_NAMED: Final = ("names", "tails", "numbers", "agencies")


def _codes(given: Any) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(map(str, given))


def chance(*key: object) -> float:
    """零到一之间的一个数；同样的键，同样的数。"""
    return int.from_bytes(hashlib.sha256("|".join(map(str, key)).encode()).digest()[:7], "big") / 2**56
