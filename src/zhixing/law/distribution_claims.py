"""参与分配的债权和分法：一笔债权有哪些项，怎么分有哪些口径，清偿顺序有哪些（规则手册 M:P-01 至 P-18）。

清偿顺序在 ``parameters/ladders.toml``：civil 公民、其他组织，criminal 刑事裁判涉财产部分，company 企业法人（未破产，普通债权按查封先后），
ship 船舶变价款，bankruptcy 破产清算（只供参考）。金额是整数分。
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

from zhixing.law.switches import CHOICES, Changed, Switches

SECURED: Final = frozenset({
    "housing", "construction", "tax_before", "lien", "purchase", "mortgage", "ship_salvage_later", "ship_crew", "ship_injury", "ship_dues",
    "ship_salvage", "ship_tort",
})
"""只及于自己财产的优先权；财产不足的部分随普通债权。"""

FIRST_SEAL: Final = CHOICES["first_seal_bonus"]
_SWITCHES: Final = frozenset({"double_in_pro_rata", "first_seal_bonus", "distribution_cutoff"})


class BadPlan(ValueError):
    """方案做不出来：哪一笔债权、哪一项不对。没有部分结果。``about`` 是哪一样不对：claims 债权、pot 钱、first 首封、reason 理由、assets 财产。"""

    def __init__(self, text: str, about: str = "claims") -> None:
        super().__init__(text)
        self.about = about


class Claim(NamedTuple):
    """一笔参加分配的债权，金额是分。

    ``filed`` 申请参与分配的时间，``seized`` 查封、扣押、冻结的时间，``registered`` 担保登记或者交付的时间，``arisen`` 债权发生的时间
    （船舶救助款项用），都是 ISO 文字，没有为空；``paid`` 是从同一笔财产以前分到的；``asset`` 是优先权所及的财产；
    ``hold`` 是暂不发放的原因（:func:`holds`）。
    """

    id: str
    fen: int
    level: str = "ordinary"
    creditor: str = ""
    title: str = ""
    filed: str = ""
    seized: str = ""
    registered: str = ""
    paid: int = 0
    asset: str = ""
    hold: str = ""
    arisen: str = ""


@dataclass(frozen=True, slots=True)
class Method:
    """怎么分。``first`` 是首封债权的编号，``first_seal`` 取 :data:`FIRST_SEAL`，要写明理由 ``reason``。

    ``double_in_pro_rata``：加倍部分与普通债权同一顺位按比例。``rent_before_security``：保留的租金先于担保物权。两样都默认否。
    ``least`` 是起付额（分）：这次应得不到的暂不发放（M:P-18）。``changed`` 是本院改过的、与分配有关的口径，印在方案上。
    """

    ladder: str = "civil"
    first_seal: str = "off"
    first: str = ""
    reason: str = ""
    double_in_pro_rata: bool = False
    rent_before_security: bool = False
    assets: Mapping[str, int] = field(default_factory=dict)
    least: int = 0
    changed: tuple[Changed, ...] = ()

    def under(self, switches: Switches) -> Method:
        """照本院的口径（M:§12）。没有写明首封债权、这种清偿顺序没有首封多分的，首封加成不用。"""
        bonus = switches.first_seal_bonus if self.first and bonus_allowed(self.ladder) else "off"
        changed = tuple(change for change in switches.changed if change.key in _SWITCHES)
        return replace(self, first_seal=bonus, double_in_pro_rata=switches.double_in_pro_rata == "yes", changed=changed)


@cache
def table() -> dict[str, Any]:
    """``parameters/ladders.toml`` 的内容。"""
    return tomllib.loads(files("zhixing.law").joinpath("parameters", "ladders.toml").read_text("utf-8"))


def ladders() -> Mapping[str, str]:
    """清偿顺序：代码 → 名称。"""
    return {code: row["label"] for code, row in table()["ladder"].items()}


def bonus_allowed(ladder: str) -> bool:
    """这种清偿顺序的普通债权能不能有首封多分。"""
    return bool(table()["ladder"].get(ladder, {}).get("first_seal"))


@cache
def levels(ladder: str) -> Mapping[str, str]:
    """一种清偿顺序里的各顺位：代码 → 名称，按先后。"""
    return {code: table()["level"][code]["label"] for code in table()["ladder"][ladder]["levels"]}


def holds() -> Mapping[str, str]:
    """暂不发放的原因：代码 → 名称。"""
    return {code: row["label"] for code, row in table()["hold"].items()}


def kind_of(level: str, *, own: bool) -> str:
    """这一顺位的钱付出去算哪一种（``words`` 的 payout）：费用 cost，罚款、没收 fine……

    付给本案申请执行人的（``own``）是 creditor，抵充本案的债务；付给别的债权人的，优先权 priority，其余 shared，不抵充。
    """
    pays = str(table()["level"][level].get("pays", "creditor"))
    if own or pays != "creditor":
        return pays
    return "priority" if level in SECURED else "shared"


def merged(code: str, method: Method) -> str:
    """加倍部分与普通债权同一顺位的，归到普通债权。"""
    return "ordinary" if code == "double" and method.double_in_pro_rata else code


def order(method: Method) -> list[str]:
    """这一种分法的各顺位，按先后。"""
    codes: list[str] = [code for code in table()["ladder"][method.ladder]["levels"] if code == merged(code, method)]
    if method.rent_before_security and "kept" in codes:
        codes.remove("kept")
        codes.insert(min(codes.index(code) for code in SECURED if code in codes), "kept")
    return codes
