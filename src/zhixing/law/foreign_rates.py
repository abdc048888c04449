"""外币、港澳台货币逾期付款没有约定利率的，参考什么利率（法释〔2025〕2号，M:D-10）。

利率本身不在包里：由法院按案件情况查明，逐次写进计息条款，写明来源。
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_INTERBANK: Final = {
    "EUR": "欧元银行间同业拆借利率（EURIBOR）", "GBP": "英镑隔夜平均利率（SONIA）", "JPY": "东京隔夜平均利率（TONA）",
    "AUD": "澳大利亚元银行票据利率（BBSW）", "CHF": "瑞士法郎担保隔夜利率（SARON）", "CAD": "加拿大隔夜回购平均利率（CORRA）",
    "NZD": "新西兰元银行票据利率（BKBM）", "SGD": "新加坡元隔夜平均利率（SORA）",
}
_REGIONS: Final = {"HKD": "香港银行间同业拆借利率（HIBOR）", "MOP": "澳门元综合利率", "TWD": "新台币基本放款利率"}


@dataclass(frozen=True, slots=True)
class Reference:
    """一种货币的参考利率：名称、条文。"""

    name: str
    article: str


def reference(currency: str) -> Reference:
    """``currency`` 的参考利率；没有点名的币种，参考发行国中央银行公布的基准利率。

    >>> reference("EUR").name
    '欧元银行间同业拆借利率（EURIBOR）'
    """
    if currency == "USD":
        return Reference("《中国货币政策执行报告》附表的美元贷款平均利率", "FX25 2")
    if currency in _REGIONS:
        return Reference(_REGIONS[currency], "FX25 3")
    return Reference(_INTERBANK.get(currency, "该币种发行国中央银行公布的基准利率"), "FX25 2")
