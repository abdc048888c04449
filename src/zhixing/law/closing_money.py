"""报结以前看案款：在案的钱都分了出去，批准了的都付了出去（规则手册 M:§6“结案时没有没分的钱”）。

本院启用了总账的才看得见。提存的不算没有分；经批准延缓的也要先分配或者提存，不能带着没有着落的钱结案。
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from zhixing.law.articles import cite
from zhixing.law.closing_look import Check, Look, Money, Proof, Told
from zhixing.law.finding import Finding, Reason
from zhixing.law.states import Act, State
from zhixing.law.words import yuan


def allocated(look: Look) -> Iterator[Told]:
    """总账上本案没有没分的、没有批准了还没有付出去的。"""
    assert look.money is not None
    if look.money.unallocated:
        text = f"案款还有{yuan(look.money.unallocated)}元没有分出去。"
        remedy = "起草发放审批；多出的退还，不能发放的经批准提存，认领错的撤回认领。"
        yield Reason("closing.unallocated", text, cite("AK 10"), remedy)
    if look.money.waiting:
        text = f"有{yuan(look.money.waiting)}元已经批准，银行还没有付。"
        yield Reason("closing.unpaid_out", text, cite("AK 10"), "付款以后等银行的结果；退汇的核实账号重新付。")
    if not any(look.money):
        yield Proof(0, "总账上本案没有没分、没付的钱。")


def _seen(look: Look) -> bool:
    return look.money is not None


MONEY: Final[dict[str, Check]] = {"allocated": Check("M:§6", "案款没有没分的", "AK 10", allocated, seen=_seen)}
"""核对的代码（``parameters/closing.toml`` 里用）→ 核对。"""


CLOSED: Final = frozenset({State.CLOSED, State.ARCHIVED})


def after(money: Money) -> str:
    """结案以后又有了钱的，照实说的一句话；没有为空。"""
    if not any(money):
        return ""
    return f"本案已经结案，结案以后案款又有{yuan(sum(money))}元没有发放完；结案不改，这笔钱照样审批、发放或者退还；计息单有变动的，先重新生成、确认。"


def reckons(state: str, money: Money | None) -> Finding[bool]:
    """现在还算不算账：没有结案的算；结案以后只为发放后到的款才算（AK 10：到账三十日内发放，凭确认了的计息单）。

    ``money`` 是总账上本案的钱，没有启用总账的为空。结案时的计息单照旧留着，另做一版。

    >>> reckons("closed", Money(0, 0)).ok, reckons("closed", Money(1, 0)).ok, reckons("enforcing", None).ok
    (False, True, True)
    """
    article = cite("AK 10")
    if state not in CLOSED or (money is not None and money.unallocated):
        return Finding(True, (article,))
    text = "案件已结案，也没有后到、没有分的案款，不再录入计息依据、做计息单。"
    remedy = "又有款到账的，先认领到本案；发现财产、需要继续执行的，另立恢复执行案件。"
    return Finding(False, (article,), reasons=(Reason("sheet.closed", text, article, remedy, Act.CLAIM_MONEY),))
