"""送达的事实：什么文书，送给谁，送到哪里，怎么送的，结果怎样。

代码和名称在 ``parameters/service.toml``；没有的代码抛出 :class:`BadService`。
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

from zhixing.law.articles import Article, cite, on_day

Place = Literal["home", "region", "abroad"]


class BadService(ValueError):
    """送达的登记写错了：没有这种方式、结果、签收人……"""


@cache
def table() -> dict[str, Any]:
    """送达规则表。"""
    return tomllib.loads(files("zhixing.law").joinpath("parameters", "service.toml").read_text("utf-8"))


_KINDS: Final = {
    "outcome": "送达方式", "signer": "签收人", "keeper": "转交单位", "consent": "同意方式", "rebuttal": "推翻的理由", "display": "公示的事项",
}


def known(kind: str, code: str) -> Mapping[str, Any]:
    """表里的一项；没有则抛出 :class:`BadService`。"""
    rows: dict[str, Any] = table()[kind]
    if code not in rows:
        raise BadService(f"没有“{code[:20]}”这种{_KINDS[kind]}，应为：{'、'.join(rows)}。")
    row: Mapping[str, Any] = rows[code]
    return row


@dataclass(frozen=True, slots=True)
class Outcome:
    """一种方式的一种结果。

    ``served``：合乎条件就是送达；``pending``：还没有结果；两样都不是的是没有送到，``next`` 是下一步。
    ``proof`` 是能证明的各组材料，有一组即可；``signed``：要有人签收或者拒收，``signers`` 非空的只能是这些人；
    ``address``：地址须是本人提供或者确认的；``abroad``：只用于境外；``rebuttal`` 是可以怎样推翻。
    """

    method: str
    code: str
    label: str
    articles: tuple[Article, ...]
    served: bool = False
    pending: bool = False
    proof: tuple[frozenset[str], ...] = ()
    signed: bool = False
    signers: tuple[str, ...] = ()
    address: bool = False
    abroad: bool = False
    rebuttal: str = ""
    since: date = date.min
    next: str = ""


@cache
def outcome(method: str, code: str) -> Outcome:
    """一种结果；没有则抛出 :class:`BadService`。

    >>> outcome("mail", "refused").label
    '拒收退回'
    """
    rows = known("outcome", method)
    if code not in rows:
        raise BadService(f"这种送达方式没有“{code[:20]}”这种结果，应为：{'、'.join(rows)}。")
    row = dict(rows[code])
    made = {
        "articles": tuple(cite(text) for text in row["articles"]),
        "proof": tuple(frozenset(group.split("+")) for group in row.get("proof", ())),
        "signers": tuple(row.get("signers", ())),
    }
    return Outcome(method, code, **(row | made))


@dataclass(frozen=True, slots=True)
class Paper:
    """一份文书：``key`` 是它的编号，``title`` 是名称（哪种文书不得用哪种方式，按名称认）。"""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Addressee:
    """受送达人。

    ``kind``：person 自然人、unit 法人或者其他组织；``keeper``：army 军人、prison 被监禁、school 被采取强制性教育措施；
    ``place``：住所在 home 境内、region 港澳台、abroad 境外；``missing`` 是下落不明的证明，空为不是；
    ``ward``：无民事行为能力或者限制民事行为能力，由法定代理人签收；``agent_receives``：诉讼代理人同时是指定的代收人；``no_electronic``：明确表示不同意电子送达；
    ``withheld``：经告知后果仍拒不提供送达地址（已记入笔录）。
    """

    name: str
    kind: Literal["person", "unit"] = "person"
    keeper: str = ""
    place: Place = "home"
    missing: str = ""
    ward: bool = False
    agent_receives: bool = False
    no_electronic: bool = False
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class Address:
    """一个送达地址。``since`` 起可用，``until`` 是书面变更、撤回之日（当日起不再用）。"""

    source: str
    text: str
    since: date
    until: date | None = None
    electronic: bool = False


@dataclass(frozen=True, slots=True)
class Consent:
    """同意电子送达：``how`` 是怎样同意的（代码表 consent），``on`` 是哪天。"""

    how: str
    on: date


@dataclass(frozen=True, slots=True)
class Rebuttal:
    """受送达人的推翻：``how`` 是代码表 rebuttal；``upheld`` 是法院已经采信；``arrived`` 是证明的到达日。"""

    how: str
    upheld: bool
    arrived: date | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """一次送达，写的是它最近的结果：寄出后退回的还是这一次。

    ``on`` 是办理日（上门、发送、委托、交邮、第一次张贴刊登），``happened`` 是结果日（签收、到达、退回），空为办理日；
    ``signer`` 是签收或者拒收的人，``opponent`` 表示他是同一案件的对方当事人；``proof`` 是有哪些证明（代码表 proof）；
    ``days`` 是各次投递（邮寄）或者张贴、刊登（公告）的日子；``abroad_ok``：境外的，受送达人所在国法律允许这种方式。
    """

    number: int
    paper: Paper
    to: str
    method: str
    outcome: str
    on: date
    happened: date | None = None
    signer: str = ""
    opponent: bool = False
    address: Address | None = None
    consent: Consent | None = None
    proof: frozenset[str] = frozenset()
    days: tuple[date, ...] = ()
    abroad_ok: bool = False
    rebuttal: Rebuttal | None = None

    @property
    def result(self) -> Outcome:
        """结果的规则；没有这种方式、结果的抛出 :class:`BadService`。"""
        return outcome(self.method, self.outcome)

    @property
    def ended(self) -> date:
        """结果日；公告的是最后一次张贴、刊登之日。"""
        return max(self.days, default=self.on) if self.method == "announcement" else self.happened or self.on

    def cited(self, text: str) -> Article:
        """条文，按办理日有效的版本。"""
        return on_day(cite(text), self.on)
