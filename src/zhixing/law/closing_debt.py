"""执行完毕以前看计息依据：算到报结之日，本金、利息、加倍部分是不是都清了（M:D-08、D-09）。

录入了计息依据、算得出来的才核对；没有录入、还不明确的，照旧提醒承办人自行核对。和解协议履行完毕的不再照原依据算（HJ 8）。
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from zhixing.law.closing_checks import performed
from zhixing.law.closing_look import Check, Look, Proof, Told, why
from zhixing.law.words import yuan

UNSEEN: Final = "迟延履行期间的利息是否算清"


def reckoned(look: Look) -> Iterator[Told]:
    """照计息依据算到这天，全部还清。"""
    agreed = look.latest("settlement.Agreed")
    if agreed is not None and performed(look, agreed):
        yield Proof(0, "和解协议已经履行完毕，不再照原执行依据计算。")
    elif not look.owed:
        yield Proof(0, f"照计息依据算到{look.on}，已全部清偿。")
    else:
        text = f"照计息依据算到{look.on}，还欠{yuan(look.owed)}元。"
        remedy = "收齐以后登记；申请执行人放弃的，在计息依据里写明日期、金额和文书。"
        yield why("owed", text, "LX 4", remedy, "register:direct_paid", "")


def _seen(look: Look) -> bool:
    return look.owed is not None


DEBT: Final[dict[str, Check]] = {"reckoned": Check("M:D-08", "利息算清", "LX 4", reckoned, seen=_seen, unseen=UNSEEN)}
"""核对的代码（``parameters/closing.toml`` 里用）→ 核对。"""
