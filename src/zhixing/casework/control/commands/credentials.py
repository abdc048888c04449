"""谁去办：自己来取的渠道，经办人须在那家单位登记，此刻有效（法释〔2013〕20号第三条）。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from zhixing.casework.control.models import Agency, Officer
from zhixing.casework.control.queries_waves import PULLED, registered
from zhixing.law.articles import cite
from zhixing.law.finding import Finding, Reason, Refused


def officers_for(agencies: Iterable[Agency], on: date) -> dict[int, Officer]:
    """各渠道那天的经办人：单位 → 经办人；反馈表、发函的没有。缺了登记的抛出 ``Refused``，一家一条理由。"""
    needed = sorted((one for one in agencies if one.channel in PULLED), key=lambda one: one.pk)
    found = registered([one.pk for one in needed], on)
    lacking = tuple(
        Reason("control.officer", f"{one.name}没有有效登记的查控经办人。", cite("WC 3"), "先在该单位登记经办人，再记到查控渠道里。", subject=one.code)
        for one in needed if one.pk not in found
    )
    if lacking:
        raise Refused(Finding(None, (cite("WC 3"),), lacking))
    return found
