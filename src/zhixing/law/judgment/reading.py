"""读主文：每一项是什么、谁给谁、多少、何时、怎样计息、什么责任。

>>> made = read_operative("一、甲某于本判决生效之日起十日内返还乙某借款10万元；二、驳回乙某的其他诉讼请求。")
>>> [(item.number, item.kind, item.status) for item in made]
[(1, 'money', '明确'), (2, 'dismissal', '明确')]
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from zhixing.law.judgment import interest, items, liability, money, periods, sections, sides
from zhixing.law.judgment import sums as amounts
from zhixing.law.judgment.quotes import CLEAR, UNCLEAR, Doubt, Quote, Status, plain

_AMENDS: Final = re.compile(r"(?:变更|改判|将)[^；;。]{0,90}?(?:为|如下)[：:，,]?\s*(?=\S)")
_COSTS: Final = re.compile(
    r"(?:本案|一审|二审|原审|再审|本诉|反诉)*(?:的)?(?:案件|诉讼|仲裁|一审案件|二审案件|财产|诉前|申请|反诉|"
    r"一、二审)*(?:受理费|诉讼费用?|保全费|保全申请费|仲裁费|公告费|申请费|处理费|鉴定费)"
)
_NOTICE: Final = re.compile(r"如(?:果)?(?:[^；;。]{0,24})?(?:未|不)(?:能)?按[^；;。]{0,60}(?:履行|给付|支付)|如未[^；;。]{0,60}加倍")
_DISMISSAL: Final = re.compile(r"^(?:仍)?驳回|不予支持|不予受理|不承担(?:[^，,。；;]{0,10})?责任$|^对[^；;。]*不予支持")
_REVOKE: Final = re.compile(r"^(?:撤销|维持)(?!权)")
_CONFIRM: Final = re.compile(
    r"^(?:确认|解除|终止|准予|准许|不准|认定|宣告|指定|[^，,；;。]{0,60}(?:协议|合同|行为|关系|条款)[^，,；;。]{0,20}(?:有效|"
    r"无效|解除|终止|成立|合法)$)"
)
_DEBT: Final = re.compile(r"(?:承担|负)[^；;。]{0,40}(?:责任|义务|债务)|追偿")
_SECURITY: Final = re.compile(r"优先受偿|优先偿还|享有[^；;。]{0,20}(?:抵押权|质权|优先权)|(?:行使|实现)(?:抵押权|质权)")
_ACT: Final = re.compile(
    r"停止|赔礼道歉|消除影响|刊登|恢复原状|拆除|协助|办理|配合|继续履行|履行|排除妨害|排除妨碍|修复|删除|变更登记|销毁|公开|"
    r"登记|登报|出具|开具|交接|注销|搬离|迁出|搬出|腾空|退出|抚养|探望|道歉|提供|更换|清理"
)
_DELIVERY: Final = re.compile(r"交付|移交|腾退|腾空|过户|交还|搬出|搬离|迁出|返还|归还|退还|归[^，,；;。]{1,30}所有")
_MONEY_WORD: Final = re.compile(r"款|金(?!属|融)|费|利息|损失|元|本息|工资|报酬")


@dataclass(frozen=True, slots=True)
class Item:
    """主文的一项（或一项里分号隔开的一句）。

    ``kind``：money 金钱、delivery 交付、act 行为、liability 责任、security 优先受偿、costs 诉讼费用、dismissal 驳回、review 撤销或维持原判、
    confirm 确认或解除、notice 加倍利息告知、unclear 不明确。``amends`` 是“变更……为：”这样的开头。
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
    heading = sections.heading(text)
    span = sections.operative(text)
    names = [party.name.value for party in heading.parties]
    return Judgment(heading, span, read_operative(text, *span, names=names) if span else ())


def read_operative(text: str, start: int = 0, end: int | None = None, names: Iterable[str] = ()) -> tuple[Item, ...]:
    """读 ``text[start:end]`` 的主文。``names`` 是已知的当事人。"""
    pieces = list(items.split(text, start, end))
    known = sides.Names.gathered(text, [(piece.start, piece.end) for piece in pieces], names)
    return tuple(_item(text, piece, known) for piece in pieces)


def _item(text: str, piece: items.Piece, names: sides.Names) -> Item:
    head = _AMENDS.match(text, piece.start, piece.end)
    start = head.end() if head else piece.start
    amends = Quote(text[head.start():head.end()], *head.span()) if head else None
    found = list(money.amounts(text, start, piece.end))
    kind = _kind(text, start, piece.end, bool(found))
    if kind in ("dismissal", "review", "confirm", "notice"):
        told = amounts.sums(text, start, piece.end, found, owing=False)
        return Item(piece.number, piece.start, piece.end, kind, sums=told, amends=amends)
    return _duty(text, piece, start, kind, found, names, amends)


def _duty(
    text: str, piece: items.Piece, start: int, kind: str, found: list[money.Amount], names: sides.Names, amends: Quote[str] | None,
) -> Item:
    end = piece.end
    period = periods.find(text, start, _before_interest(text, start, end))
    both = _sides(text, start, end, kind, names, period)
    told = amounts.sums(text, start, end, found, owing=True)
    clauses = interest.clauses(text, start, end, found) if kind in ("money", "liability", "delivery") else ()
    doubts = _doubts(text, piece, kind, both, told, clauses)
    return Item(
        piece.number, piece.start, end, kind, both.payers, both.payees, told, period, clauses,
        tuple(liability.liabilities(text, start, end)), amends, tuple(doubts),
    )


def _before_interest(text: str, start: int, end: int) -> int:
    """履行期间写在括号里的计息说明以前。"""
    at = min((place for mark in "（(" if (place := text.find(mark, start, end)) > start + 40), default=end)
    return at if "利" in text[at:end] or "为基数" in text[at:end] else end


_BEARS: Final = re.compile(r"(?:由)?([^，,；;。：:元]{2,60}?)(?:共同|各)?(?:负担|承担|交纳|缴纳)")
_BOUND: Final = re.compile(r"(?:对|在|就|以)(?=[^；;]{2,})|(?:应)?(?:承担|负|享有|有权|以其)")


def _sides(text: str, start: int, end: int, kind: str, names: sides.Names, period: Quote[periods.Period] | None) -> sides.Sides:
    if kind == "costs":
        bears = [quote for match in _BEARS.finditer(text, start, end) for quote in sides.listed(text, match.start(1), match.end(1))]
        return sides.Sides(tuple(bears), ())
    if kind == "liability":
        return sides.Sides(_bound(text, start, end, names, period), ())
    return sides.find(text, start, end, names, period)


def _bound(text: str, start: int, end: int, names: sides.Names, period: Quote[periods.Period] | None) -> tuple[Quote[str], ...]:
    if lead := re.compile(r"对[^，,；;]{2,50}[，,]").match(text, start, end):
        start = lead.end()
    match = _BOUND.search(text, start + 2, end)
    until = match.start() if match else start
    if period and start < period.start < until:
        until = period.start
    return sides.before(text, start, until, names)


def _kind(text: str, start: int, end: int, has_money: bool) -> str:
    part = text[start:end]
    if _COSTS.match(part):
        return "costs"
    if _NOTICE.match(part):
        return "notice"
    if _DISMISSAL.search(part):
        return "dismissal"
    if _REVOKE.match(part):
        return "review"
    if _CONFIRM.match(part):
        return "confirm"
    return _duty_kind(part, has_money, sides.verb(text, start, end, None))


def _pays_first(part: str, debt: re.Match[str]) -> bool:
    """先说支付多少、后说承担责任的，是金钱；“对……债务承担责任”的，是责任。"""
    at = re.search(sides.VERB + r"(?![责义之])", part[:debt.start()])
    return bool(at) and not re.search(r"对|在[^，,内]{0,40}(?:范围|限额)|就", part[:at.start()] if at else "")


_GIVES: Final = re.compile(r"将[^，,；;。]{2,80}(?:返还|过户|交付|归还|退还|移交|腾|交还)")


def _duty_kind(part: str, has_money: bool, pays: re.Match[str] | None) -> str:
    debt = _DEBT.search(part)
    if debt and not (pays and has_money and _pays_first(part, debt)):
        return "liability"
    if _SECURITY.search(part) and not (pays and has_money and part.find(pays[0]) < 40 and "优先" not in part[:part.find(pays[0])]):
        return "security"
    if not has_money and _GIVES.search(part):
        return "delivery"
    if pays and (has_money or _MONEY_WORD.search(part[pays.end() - pays.pos:])):
        return "money"
    if _DELIVERY.search(part):
        return "delivery"
    return "act" if _ACT.search(part) else "unclear"


def _doubts(
    text: str, piece: items.Piece, kind: str, both: sides.Sides, told: tuple[amounts.Sum, ...], clauses: tuple[interest.Clause, ...],
) -> Iterable[Doubt]:
    if kind == "unclear":
        yield Doubt(piece.start, piece.end, "没有读懂这一项")
    if kind in ("money", "liability") and not both.payers:
        yield Doubt(piece.start, piece.end, "没有读出由谁履行")
    if kind == "money" and not both.payees:
        yield Doubt(piece.start, piece.end, "没有读出付给谁")
    if kind == "money" and not clauses and not any(one.role in ("owed", "each") for one in told):
        yield Doubt(piece.start, piece.end, "没有写明应付多少钱")
    for one in told:
        if one.fen is None:
            yield Doubt(one.start, one.end, one.why)
    for clause in clauses:
        if clause.missing:
            yield Doubt(*clause.span, f"计息没有写明{'、'.join(clause.missing)}")
    if kind == "money" and not clauses and (match := _VAGUE.search(text, piece.start, piece.end)):
        yield Doubt(*match.span(), "写了付利息，没有读出怎样计算")


_VAGUE: Final = re.compile(
    r"(?:及|和|并支付|支付|以及|相应的?|逾期(?:付款)?)(?:相应的?|逾期(?:付款)?|资金占用)?(?:利息|违约金|罚息|利息损失)(?=$|"
    r"[，,。；;）)（(])"
)
