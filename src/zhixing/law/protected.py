"""受保护的财产：哪些不得、哪些限制查封、冻结、扣划；没有合议庭写明理由的决定，一概不办（规则手册 M:P-06、X-03，SYS:N6）。

规则在 ``parameters/protected.toml``：按账户种类、户名、备注、用途里的字样认出来，也可以由人标记。
认出来不等于就是：认错了的，合议庭决定里写明。生活费、养老金、住房租金留多少见 :mod:`zhixing.law.exemptions`。
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from zhixing.law.articles import Article, cite
from zhixing.law.finding import Finding, Reason, Step
from zhixing.law.identity import tidy

FREEZE: Final = "freeze"
DEDUCT: Final = "deduct"
_UNSEEN: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
"""看不见的字：夹在中间就认不出。"""
ACTS: Final = {
    "freeze": (FREEZE, "冻结"), "seize": (FREEZE, "查封"), "distrain": (FREEZE, "扣押"), "renew": (FREEZE, "续行"),
    "deduct": (DEDUCT, "扣划"), "release": ("", "解除"),
}
"""控制令的种类 →（算哪一种，怎样叫）。解除不受限。"""


class UnknownProtection(KeyError):
    """没有这条规则。"""


@dataclass(frozen=True, slots=True)
class Rule:
    """一条规则；栏目见 ``protected.toml``。"""

    code: str
    name: str
    basis: str
    conf: str
    forbids: frozenset[str]
    exception: str = ""
    kinds: frozenset[str] = frozenset()
    words: str = ""
    unless: str = ""
    whole: bool = False

    @property
    def article(self) -> Article:
        """依据。"""
        return cite(self.basis)

    def fits(self, kind: str, text: str) -> bool:
        """这些字样是不是它。"""
        if self.whole and kind in self.kinds:
            return True
        if not self.words or (kind and self.kinds and kind not in self.kinds):
            return False
        return bool(re.search(self.words, text)) and not (self.unless and re.search(self.unless, text))


@dataclass(frozen=True, slots=True)
class Facts:
    """一项财产：``kind`` 种类（空的各条都比）；``sort`` 账户种类、``name`` 户名、``remark`` 备注、``purpose`` 用途；``flag`` 人标记的。"""

    kind: str
    sort: str = ""
    name: str = ""
    remark: str = ""
    purpose: str = ""
    flag: str = ""

    @property
    def text(self) -> str:
        """合起来看的字样，一栏一行，全角转半角，去空格和看不见的字。"""
        return "\n".join(_UNSEEN.sub("", tidy(part)) for part in (self.sort, self.name, self.remark, self.purpose))


@cache
def rules() -> tuple[Rule, ...]:
    """全部规则，按表里的次序。"""
    text = files("zhixing.law").joinpath("parameters", "protected.toml").read_text("utf-8")
    return tuple(_rule(row) for row in tomllib.loads(text)["rule"])


def _rule(row: dict[str, Any]) -> Rule:
    return Rule(**row | {"forbids": frozenset(row["forbids"]), "kinds": frozenset(row.get("kinds", ()))})


def rule(code: str) -> Rule:
    """按代码取一条；没有则抛出 :class:`UnknownProtection`。

    >>> rule("migrant_wages").article.number
    '33'
    """
    found = next((one for one in rules() if one.code == code), None)
    if found is None:
        raise UnknownProtection(code)
    return found


def recognise(facts: Facts) -> tuple[Rule, ...]:
    """认出来的规则，严的在前；人标记的也在内。"""
    text = facts.text
    found = [one for one in rules() if one.code == facts.flag or one.fits(facts.kind, text)]
    return tuple(sorted(found, key=lambda one: (-len(one.forbids), one.code != facts.flag)))


def guard(facts: Facts, *, act: str = FREEZE, decision: bool = False) -> Finding[str]:
    """对这项财产办 ``act``（控制令的种类，见 :data:`ACTS`）行不行；``value`` 是最严的规则代码，没有为空。

    不得的须有合议庭写明理由的决定（``decision``），有了放行，仍然提醒；只是限制的（保留生活费用等）提醒。
    """
    sort, told = ACTS[act]
    found = recognise(facts) if sort else ()
    barred = [one for one in found if sort in one.forbids]
    reasons = () if decision else tuple(_barred(one, told) for one in barred)
    noted = tuple(_noted(one, told, decision and one in barred) for one in found if decision or one not in barred)
    steps = tuple(Step(f"认出：{one.name}。", one.article) for one in found)
    articles = tuple(dict.fromkeys(one.article for one in found)) or (cite("CF 3"),)
    inputs = {"kind": facts.kind, "act": act, "found": [one.code for one in found], "decision": decision}
    return Finding(found[0].code if found else "", articles, reasons, noted, steps, inputs)


def _barred(one: Rule, told: str) -> Reason:
    text = f"{one.name}不得{told}" + (f"（{one.exception}）" if one.exception else "") + "。"
    remedy = "另找其他财产；认错了、合乎例外，或者只控制超出保护范围的部分的，由合议庭作出写明理由的决定，附上再办。"
    return Reason("protected", text, one.article, remedy, subject=one.code)


def _noted(one: Rule, told: str, decided: bool) -> Reason:
    text = f"{one.name}：已附合议庭的决定，{told}。" if decided else f"{one.name}：{one.exception or '限制执行'}。"
    return Reason("protected.decided" if decided else "protected.limited", text, one.article, "照决定的范围办。" if decided else "", subject=one.code)


def labels() -> Iterator[tuple[str, str]]:
    """（代码，名称），供页面的选项。"""
    return ((one.code, one.name) for one in rules())
