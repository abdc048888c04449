"""读主文：每一项是什么、谁给谁、多少、何时、怎样计息、什么责任。

>>> made = read_operative("一、甲某于本判决生效之日起十日内返还乙某借款10万元；二、驳回乙某的其他诉讼请求。")
>>> [(item.number, item.kind, item.status) for item in made]
[(1, 'money', '明确'), (2, 'dismissal', '明确')]
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Final

from zhixing.law.judgment import doubts, interest, items, kinds, liability, money, numerals, periods, sections, sides
from zhixing.law.judgment import sums as amounts
from zhixing.law.judgment.quotes import CLEAR, UNCLEAR, Doubt, Quote, Status, plain

_AMENDS: Final = re.compile(r"(?:变更|改判|将)[^；;。]{0,90}?(?:为|如下)[：:，,]?\s*(?=\S)")
@dataclass(frozen=True, slots=True)
class Item:
    """主文的一项（或一项里分号隔开的一句）。

    ``kind``：money 金钱、delivery 交付、act 行为、liability 责任、recourse 追偿、security 优先受偿、costs 诉讼费用、dismissal 驳回、
    review 撤销或维持原判、fine 罚金、罚款、没收、confirm 确认或解除、conditional 附条件的义务、period 只写了前面各项的履行期间、
    notice 加倍利息告知、unclear 不明确。``amends`` 是“变更……为：”这样的开头。
    ``doubts`` 是没有读懂的地方；有一处，``status`` 就是不明确。
    """

    number: int | None
    start: int
    end: int
    kind: str
    payers: tuple[Quote[str], ...] = ()
    payees: tuple[Quote[str], ...] = ()
    sums: tuple[amounts.Sum, ...] = ()
    period: Quote[periods.Period] | None = None
    interest: tuple[interest.Clause, ...] = ()
    liabilities: tuple[liability.Liability, ...] = ()
    amends: Quote[str] | None = None
    doubts: tuple[Doubt, ...] = field(default=())

    @property
    def status(self) -> Status:
        """有没有读懂的地方。"""
        return UNCLEAR if self.doubts else CLEAR

    def as_data(self, text: str) -> dict[str, Any]:
        """用于 ``--json``：另附原文和状态。"""
        data: dict[str, Any] = plain(self)
        for row, clause in zip(data["interest"], self.interest, strict=True):
            row |= {"status": clause.status, "missing": list(clause.missing), "text": text[clause.span[0]:clause.span[1]]}
        return data | {"status": self.status, "text": text[self.start:self.end]}


@dataclass(frozen=True, slots=True)
class Judgment:
    """一篇裁判文书：首部和主文各项。"""

    heading: sections.Heading
    operative: tuple[int, int] | None
    items: tuple[Item, ...]

    def as_data(self, text: str) -> dict[str, Any]:
        """用于 ``--json``。"""
        return {"heading": plain(self.heading), "operative": plain(self.operative), "items": [item.as_data(text) for item in self.items]}


def read(text: str) -> Judgment:
    """读整篇文书；找不到主文的，``operative`` 为 None，``items`` 为空。"""
    span = sections.operative(text)
    heading = sections.heading(text, span)
    names = [party.name.value for party in heading.parties]
    return Judgment(heading, span, read_operative(text, *span, names=names) if span else ())


def read_either(text: str) -> Judgment:
    """读整篇，或者只有主文的一段（没有“判决如下：”的，全部当主文读）。"""
    made = read(text)
    return made if made.operative else Judgment(made.heading, (0, len(text)), read_operative(text))


def read_operative(text: str, start: int = 0, end: int | None = None, names: Iterable[str] = ()) -> tuple[Item, ...]:
    """读 ``text[start:end]`` 的主文。``names`` 是已知的当事人。"""
    pieces = list(items.split(text, start, end))
    known = sides.Names.gathered(text, [(piece.start, piece.end) for piece in pieces], names)
    return tuple(_periods_passed(text, [_item(text, piece, known) for piece in pieces]))


def _periods_passed(text: str, made: list[Item]) -> Iterable[Item]:
    """“此款于……付清”的期间给前一项，“上述款项”“上述一、二项”的给前面没有写期间的各项。"""
    for place, item in enumerate(made):
        if item.kind == "period" and item.period:
            nearest = text[item.start] in "此该"
            for before in range(place - 1, -1, -1):
                one = made[before]
                if one.kind == "money" and one.period is None and _told_of(text, item, one):
                    made[before] = replace(one, period=item.period)
                if nearest and one.kind == "money":
                    break
    return made


def _told_of(text: str, item: Item, one: Item) -> bool:
    """“上述一、二项”点了项号的，只给这几项。"""
    named = re.findall(r"[一二三四五六七八九十]+|\d+", (kinds.PERIOD_ONLY.match(text, item.start, item.end) or [""])[0].split("项")[0])
    numbers = [numerals.either(part) for part in named] if "项" in text[item.start:item.period.start if item.period else item.end] else []
    return not any(numbers) or one.number in numbers


def _item(text: str, piece: items.Piece, names: sides.Names) -> Item:
    head = _AMENDS.match(text, piece.start, piece.end)
    start = head.end() if head else piece.start
    amends = Quote(text[head.start():head.end()], *head.span()) if head else None
    found = list(money.amounts(text, start, piece.end))
    kind = kinds.of(text, start, piece.end, bool(found))
    if kind in ("dismissal", "review", "confirm", "notice", "recourse", "conditional"):
        told = amounts.sums(text, start, piece.end, found, owing=False)
        why = (Doubt(piece.start, piece.end, "附条件的义务，条件成就没有要核实"),) if kind == "conditional" else ()
        return Item(piece.number, piece.start, piece.end, kind, sums=told, amends=amends, doubts=why)
    return _duty(text, piece, start, kind, found, names, amends)


def _duty(
    text: str, piece: items.Piece, start: int, kind: str, found: list[money.Amount], names: sides.Names, amends: Quote[str] | None,
) -> Item:
    end = piece.end
    period = periods.find(text, start, _before_interest(text, start, end))
    both = _sides(text, start, end, kind, names, period)
    told = amounts.sums(text, start, end, found, owing=True)
    clauses = interest.clauses(text, start, end, found) if kind in ("money", "liability", "delivery") else ()
    principal = [(one.fen, one.start, one.end) for one in told if one.role == "owed" and one.sort not in ("interest", "penalty", "cost")]
    clauses = interest.attached(text, clauses, principal)
    return Item(
        piece.number, piece.start, end, kind, both.payers, both.payees, told, period, clauses,
        tuple(liability.liabilities(text, start, end)), amends, tuple(doubts.found(text, piece, kind, both, told, clauses)),
    )


def _before_interest(text: str, start: int, end: int) -> int:
    """履行期间写在括号里的计息说明以前。"""
    at = min((place for mark in "（(" if (place := text.find(mark, start, end)) > start + 40), default=end)
    return at if "利" in text[at:end] or "为基数" in text[at:end] else end


_BEARS: Final = re.compile(r"(?:由)?([^，,；;。：:元]{2,60}?)(?:共同|各)?(?:负担|承担|交纳|缴纳)")
_OFFENDER: Final = re.compile(r"(?:对)?(?P<who>[^，,；;。]{2,40}?)(?:犯[^，,；;。]{2,30}罪|处以?罚款|罚款)")
_BOUND: Final = re.compile(r"(?:对|在|就|以)(?=[^；;]{2,})|(?:应)?(?:承担|负|享有|有权|以其)")


def _sides(text: str, start: int, end: int, kind: str, names: sides.Names, period: Quote[periods.Period] | None) -> sides.Sides:
    if kind == "costs":
        bears = [quote for match in _BEARS.finditer(text, start, end) for quote in sides.listed(text, match.start(1), match.end(1))]
        return sides.Sides(tuple(bears), ())
    if kind == "fine":
        who = _OFFENDER.match(text, start, end)
        return sides.Sides(sides.listed(text, *who.span("who")) if who else (), ())
    if kind == "liability":
        return sides.Sides(_bound(text, start, end, names, period), ())
    return sides.find(text, start, end, names, period)


_CONDITION: Final = re.compile(r"对[^，,；;]{2,50}[，,]|[^，,；;]{2,60}(?:不足|不能)[^，,；;]{0,20}的[，,]")
_EACH_WITHIN: Final = re.compile(
    r"(?P<who>[^，,；;、在]{2,40})在[^，,；;、]{2,60}?(?:范围|限额|额度)(?:之)?内"
    r"(?:、|(?=[^，,；;]{0,4}对))(?=[^；;]*责任)"
)


def _bound(text: str, start: int, end: int, names: sides.Names, period: Quote[periods.Period] | None) -> tuple[Quote[str], ...]:
    if lead := _CONDITION.match(text, start, end):
        start = lead.end()
    if _EACH_WITHIN.search(text, start, end):
        return tuple(quote for match in _EACH_WITHIN.finditer(text, start, end) for quote in sides.before(text, *match.span("who"), names))
    match = _BOUND.search(text, start + 2, end)
    until = match.start() if match else start
    if period and start < period.start < until:
        until = period.start
    return sides.before(text, start, until, names)
