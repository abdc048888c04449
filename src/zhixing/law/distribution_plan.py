"""分配方案：一笔可分的钱，按清偿顺序分给各债权，逐笔写明理由（规则手册 M:P-01 至 P-18）。

同一顺位内按比例的，分毫不差，见 :mod:`zhixing.law.distribution`。优先权只及于自己的财产：``assets`` 给出各财产的变价款，
债权写明 ``asset``；没有写明的，这笔钱全是它所及的。受担保的债权在财产变价以后不足的，随普通债权受偿。
以前分过的写在 ``paid`` 里，``pot`` 是这一次的钱：按累计的钱重新算，减去已得（M:P-17）。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Final, NamedTuple

from zhixing.law import distribution
from zhixing.law.amounts import half_up
from zhixing.law.articles import Article, cite
from zhixing.law.distribution import Earlier
from zhixing.law.distribution_checks import check
from zhixing.law.distribution_claims import FIRST_SEAL, SECURED, Claim, Method, holds, merged, order, table
from zhixing.law.finding import Step
from zhixing.law.words import yuan

_LATEST: Final = "9999"


class Line(NamedTuple):
    """一笔债权的结果（分）：``share`` 累计应得，``now`` 这次应得，``rest`` 仍未受偿；``hold`` 是暂不发放的原因，没有为空。"""

    claim: Claim
    share: int
    now: int
    rest: int
    hold: str = ""

    @property
    def pay(self) -> int:
        """这次发放的。"""
        return 0 if self.hold else self.now

    @property
    def kept(self) -> int:
        """这次留存、提存的。"""
        return self.now if self.hold else 0


@dataclass(frozen=True, slots=True)
class Tier:
    """一个顺位的结果（分）：``before`` 轮到它时还有多少钱，``claims`` 债权合计，``paid`` 清偿多少，``rule`` 怎么分。"""

    code: str
    label: str
    article: Article
    rule: str
    before: int
    claims: int
    paid: int

    @property
    def ratio(self) -> Fraction:
        """清偿比例，精确分数。没有债权的为一。"""
        return Fraction(self.paid, self.claims) if self.claims else Fraction(1)


@dataclass(frozen=True, slots=True)
class Plan:
    """分配方案。``pot`` 是这一次的钱，``refund`` 是全部清偿以后退还被执行人的（分）。"""

    method: Method
    pot: int
    lines: tuple[Line, ...]
    tiers: tuple[Tier, ...]
    refund: int

    def reasons(self) -> Iterator[str]:
        """每一笔为什么是这么多，次序同 ``lines``。"""
        tiers = {tier.code: tier.label for tier in self.tiers}
        return (self._reason(line, tiers[merged(line.claim.level, self.method)]) for line in self.lines)

    def _reason(self, line: Line, tier: str) -> str:
        told = f"{tier}：" + ("足额清偿" if not line.rest else f"清偿{yuan(line.share)}元，尚欠{yuan(line.rest)}元")
        if line.claim.paid:
            told += f"；以前已得{yuan(line.claim.paid)}元"
        if line.claim.id == self.method.first and self.method.first_seal != "off":
            told += f"；首封{FIRST_SEAL[self.method.first_seal]}（{self.method.reason}）"
        return told + (f"；{holds()[line.hold]}" if line.hold else "") + "。"

    def steps(self) -> tuple[Step, ...]:
        """推算步骤：可分的钱、各顺位、零头怎么分、退还多少。"""
        return tuple(_steps(self))


def plan(pot: int, claims: Sequence[Claim], method: Method | None = None) -> Plan:
    """作出分配方案。金额为负、编号重复、顺位不对、首封没有写明的，抛出 :class:`BadPlan`，说明是哪一笔。"""
    chosen = method or Method()
    check(pot, claims, chosen)
    paid = [claim.paid for claim in claims]
    tiers: list[Tier] = []

    def share_out(left: int, live: Sequence[int]) -> list[int]:
        run = _Run(left, [claims[i] for i in live], chosen)
        tiers[:] = run.tiers
        return run.shares

    shares = distribution.cumulative(pot + sum(paid), paid, share_out)
    lines = tuple(_line(claim, share, chosen.least) for claim, share in zip(claims, shares, strict=True))
    return Plan(chosen, pot, lines, tuple(tiers), pot + sum(paid) - sum(shares))


def _line(claim: Claim, share: int, least: int) -> Line:
    now = share - claim.paid
    return Line(claim, share, now, max(claim.fen - share, 0), claim.hold or ("small" if 0 < now < least else ""))


def ratio_text(ratio: Fraction) -> str:
    """清偿比例，显示到小数点后十位，末尾的零不写。

    >>> ratio_text(Fraction(11738447657, 63695001989))
    '18.4291503108%'
    """
    whole, rest = divmod(half_up(ratio * 10**12), 10**10)
    digits = f"{rest:010d}".rstrip("0")
    return f"{whole}{'.' + digits if digits else ''}%"


class _Run:
    """一次分法：顺着各顺位，钱越分越少。"""

    def __init__(self, pot: int, claims: Sequence[Claim], method: Method) -> None:
        self.claims, self.method = claims, method
        self.left, self.assets = pot, dict(method.assets)
        self.shares = [0] * len(claims)
        self.tiers: list[Tier] = []
        groups: dict[str, list[int]] = defaultdict(list)
        for i, claim in enumerate(claims):
            groups[merged(claim.level, method)].append(i)
        for code in order(method):
            self._level(code, groups[code] + (self._shortfall(groups) if code == "ordinary" else []))

    def _shortfall(self, groups: Mapping[str, list[int]]) -> list[int]:
        """受担保的债权没有足额的。"""
        return [i for code in SECURED for i in groups.get(code, []) if self.shares[i] < self.claims[i].fen]

    def _level(self, code: str, members: list[int]) -> None:
        if not members:
            return
        row, before = table()["level"][code], self.left
        rule = table()["ladder"][self.method.ladder].get("rules", {}).get(code, row["rule"])
        due = sum(self.claims[i].fen - self.shares[i] for i in members)
        for asset, tied in self._by_asset(code, members):
            self._take(asset, tied, rule, code)
        self.tiers.append(Tier(code, row["label"], self._article(code), rule, before, due, before - self.left))

    def _article(self, code: str) -> Article:
        ladder = table()["ladder"][self.method.ladder]
        own = ladder["basis"] if code == "ordinary" else table()["level"][code]["basis"]
        return cite(ladder.get("articles", {}).get(code, own))

    def _by_asset(self, code: str, members: list[int]) -> list[tuple[str, list[int]]]:
        """优先权按财产分开；其他顺位不分财产。"""
        if code == "ordinary" or not self.assets:
            return [("", members)]
        found: dict[str, list[int]] = defaultdict(list)
        for i in members:
            found[self.claims[i].asset].append(i)
        return sorted(found.items(), key=lambda pair: (not pair[0], pair[0]))

    def _take(self, asset: str, members: list[int], rule: str, code: str) -> None:
        pot = min(self.left, self.assets[asset]) if asset else self.left
        before = self.left
        for batch in self._batches(members, rule):
            pot -= self._batch(pot, batch, code)
        if asset:
            self.assets[asset] -= before - self.left

    def _batches(self, members: list[int], rule: str) -> Iterator[list[int]]:
        """按先后分批；没有时间的在最后，同一时间的一批。``arisen`` 是后发生的在先。"""
        if rule == "ratio":
            yield members
            return
        later_first = rule == "arisen"
        when = {i: getattr(self.claims[i], rule) or ("" if later_first else _LATEST) for i in members}
        for _, batch in groupby(sorted(members, key=lambda i: when[i], reverse=later_first), key=lambda i: when[i]):
            yield list(batch)

    def _batch(self, pot: int, batch: list[int], code: str) -> int:
        due = [self.claims[i].fen - self.shares[i] for i in batch]
        given = self._given(pot, due, batch, code)
        for i, share in zip(batch, given, strict=True):
            self.shares[i] += share
        self.left -= sum(given)
        return sum(given)

    def _given(self, pot: int, due: list[int], batch: list[int], code: str) -> list[int]:
        earlier = self._earlier(batch)
        if code == "ordinary" and self.method.first_seal != "off":
            places = [n for n, i in enumerate(batch) if self.claims[i].id == self.method.first]
            if places:
                way = distribution.first_seal_weight if self.method.first_seal == "weight" else distribution.first_seal_extra
                return way(pot, due, places[0], earlier=earlier)
        return distribution.pro_rata(pot, due, earlier)

    def _earlier(self, batch: Sequence[int]) -> Earlier:
        """零头、债权都一样的，申请早的在先，再看编号。"""
        return lambda n: (self.claims[batch[n]].filed or _LATEST, self.claims[batch[n]].id)


_RULES: Final = {"ratio": "按比例", "registered": "按登记先后", "seized": "按查封、扣押、冻结先后", "arisen": "后发生的先受偿"}


def _steps(plan: Plan) -> Iterator[Step]:
    ladder = table()["ladder"][plan.method.ladder]
    paid = sum(line.claim.paid for line in plan.lines)
    told = f"，以前已分{yuan(paid)}元，合并计算" if paid else ""
    yield Step(f"{ladder['label']}。这次可分{yuan(plan.pot)}元{told}。", cite(ladder["basis"]))
    for number, tier in enumerate(plan.tiers, 1):
        text = f"第{number}顺位 {tier.label}：可分{yuan(tier.before)}元，债权{yuan(tier.claims)}元，清偿{yuan(tier.paid)}元"
        how = "足额" if tier.paid == tier.claims else f"{_RULES[tier.rule]}，清偿比例{ratio_text(tier.ratio)}"
        yield Step(f"{text}（{how}）。{_undated(plan, tier)}", tier.article)
    yield Step("比例用分数精确计算，显示的百分比不用来算钱；零头的几分给余数最大的，再看债权大小、申请先后。", cite("COURT 分配的零头"))
    for change in plan.method.changed:
        yield Step(f"本院口径：{change.told()}。", cite("COURT 款项口径"))
    if plan.method.least:
        yield Step(f"这次应得不到{yuan(plan.method.least)}元的暂不发放，记在名下，下次一并计算。", cite("COURT 小额发放"))
    if plan.refund:
        yield Step(f"全部清偿以后余{yuan(plan.refund)}元，退还被执行人。", cite("JI 508"))


def _undated(plan: Plan, tier: Tier) -> str:
    """按先后清偿而没有写时间的，排在最后，其间按比例。"""
    if tier.rule == "ratio":
        return ""
    claims = (line.claim for line in plan.lines if merged(line.claim.level, plan.method) == tier.code)
    count = sum(not getattr(claim, tier.rule) for claim in claims)
    return f"其中{count}笔没有写时间，排在最后，其间按比例。" if count else ""
