"""分配以前的核对：金额、编号、顺位、财产、首封、救助款项的先后。不对的说出是哪一笔，不做方案。"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from zhixing.law.articles import cite
from zhixing.law.distribution_claims import FIRST_SEAL, BadPlan, Claim, Method, bonus_allowed, holds, ladders, levels

_PRIVILEGED: Final = ("ship_crew", "ship_injury", "ship_dues")
_OWN, _LATER = "ship_salvage", "ship_salvage_later"


def check(pot: int, claims: Sequence[Claim], method: Method) -> None:
    """有不对的，抛出 :class:`BadPlan`。"""
    if method.ladder not in ladders():
        raise BadPlan(f"清偿顺序“{method.ladder[:20]}”不对，应是：{'、'.join(ladders())}。")
    if min(pot, method.least, *method.assets.values()) < 0:
        raise BadPlan("可分的钱、起付额不能是负数。", "pot")
    seen: set[str] = set()
    known, reasons = levels(method.ladder), holds()
    for claim in claims:
        if problem := _problem(claim, seen, known, reasons, method):
            raise BadPlan(f"债权“{claim.id[:40]}”：{problem}。")
        seen.add(claim.id)
    _check_first(method, {claim.id: claim for claim in claims if claim.id == method.first})
    if method.ladder == "ship":
        _check_salvage(claims)


def _problem(claim: Claim, seen: set[str], known: Mapping[str, str], reasons: Mapping[str, str], method: Method) -> str:
    if not claim.id:
        return "没有编号"
    if claim.id in seen:
        return "编号重复"
    if claim.fen < 0 or claim.paid < 0:
        return "金额不能是负数"
    if claim.level not in known:
        return f"没有顺位“{claim.level[:20]}”，可以是：{'、'.join(known)}"
    if claim.hold and claim.hold not in reasons:
        return f"没有暂不发放的原因“{claim.hold[:20]}”，可以是：{'、'.join(reasons)}"
    if claim.asset and claim.asset not in method.assets:
        return f"没有写明财产“{claim.asset[:20]}”的变价款"
    return ""


def _check_first(method: Method, found: Mapping[str, Claim]) -> None:
    if method.first_seal not in FIRST_SEAL:
        raise BadPlan(f"首封多分的办法不对，应是：{'、'.join(FIRST_SEAL)}。", "first")
    if method.first_seal == "off":
        return
    if not bonus_allowed(method.ladder):
        raise BadPlan(f"{ladders()[method.ladder]}的，没有首封多分。", "first")
    if not found or found[method.first].level != "ordinary":
        raise BadPlan("首封多分要写明首封债权的编号，而且是普通债权。", "first")
    if not method.reason:
        raise BadPlan("首封多分没有全国统一的规定，要写明理由。", "reason")


def _check_salvage(claims: Sequence[Claim]) -> None:
    """救助款项后于人员工资、伤亡、港口费用发生的，先于它们受偿；写明的顺位与发生时间矛盾的不收（M:P-05）。

    一部分在前、一部分在后的，法律没有说，照写明的顺位。
    """
    before = [claim.arisen for claim in claims if claim.level in _PRIVILEGED]
    if not before or not all(before):
        return
    for claim in claims:
        for wrong, told in _contradictions(claim, min(before), max(before)):
            raise BadPlan(f"债权“{claim.id[:40]}”：{told}，顺位应写“{levels('ship')[wrong]}”（{cite('MAR 23')}）。")


def _contradictions(claim: Claim, first: str, last: str) -> Iterator[tuple[str, str]]:
    if claim.level == _OWN and claim.arisen > last:
        yield _LATER, "救助款项后于各项人员工资、伤亡、港口费用发生"
    if claim.level == _LATER and claim.arisen and claim.arisen <= first:
        yield _OWN, "救助款项先于各项人员工资、伤亡、港口费用发生"
