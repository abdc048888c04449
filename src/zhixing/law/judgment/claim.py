"""由读出的主文拟一份 CLAIM.json：读懂的才填，每个值都有出处；没有读懂、要人补的一一列出，不猜。

只列同一方向的金钱债务（先出现的一方是权利人，反过来的不列，说明在 ``open``）。补齐 ``open`` 以后，
由 :func:`zhixing.law.debt_reading.claim` 读。起止日、期限、利率怎样对到条款，见 :mod:`~zhixing.law.judgment.claim_clauses`。
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final

from zhixing.law import amounts
from zhixing.law.judgment import claim_clauses as rules
from zhixing.law.judgment.claim_clauses import Open
from zhixing.law.judgment.interest import Clause
from zhixing.law.judgment.quotes import Quote
from zhixing.law.judgment.reading import Item, Judgment
from zhixing.law.judgment.sums import Sum

Span = tuple[int, int]

_KINDS: Final = (
    ("costs", r"受理费|诉讼费|保全费|公告费|鉴定费|仲裁费"), ("lawyer_fee", r"律师"), ("fixed_interest", r"利息|罚息|复利|占用费"),
    ("penalty", r"违约金|滞纳金"), ("wages", r"工资|加班费|劳动报酬"), ("compensation", r"赔偿|损失|抚慰金|误工费|护理费|医疗费|补偿"),
    ("price", r"货款|价款|工程款|租金|转让款|购房款|购车款|服务费|物业费|运费|加工费|广告费|票据款"), ("principal", r"借款|本金|垫款|代偿款"),
)
_NAME: Final = re.compile(r"([\u4e00-\u9fff]{2,12}?)(?:合计|共计|总计|人民币)*$")


_LEADS: Final = re.compile(r"^(?:.*期间的?|为[^的]*的|[的其之为])")


@dataclass(frozen=True, slots=True)
class Draft:
    """拟稿。

    ``data`` 是 CLAIM.json 的内容（只有读懂的）；``quotes`` 是 ``items/0/amount`` 这样的路径 → 原文位置；
    ``open`` 是还要人补或者核对的各处。
    """

    data: dict[str, Any]
    quotes: Mapping[str, Span]
    open: tuple[Open, ...]


@dataclass(slots=True)
class _Making:
    """正在拟的一份：各项、出处、没有定的。"""

    text: str
    effective: date | None
    items: list[dict[str, Any]] = field(default_factory=list)
    fens: list[int] = field(default_factory=list)
    quotes: dict[str, Span] = field(default_factory=dict)
    open: list[Open] = field(default_factory=list)
    currency: str = ""

    def doubt(self, path: str, why: str, span: Span | None, *, ask: bool = False) -> None:
        self.open.append(Open(path, why, span, ask))


def draft(judgment: Judgment, text: str, effective_on: date | None = None) -> Draft:
    """拟稿。``effective_on`` 是执行依据生效日；没有给的，按生效日算的履行期限留空。"""
    made = _Making(text, effective_on)
    owing, others = _one_way(judgment.items)
    for item in owing:
        _item(made, item)
    for item in owing:
        _clauses(made, item)
    for row in made.items:
        if row.get("interest") == []:
            del row["interest"]
    for item in others:
        made.doubt("", f"{_named(item)}的权利人、义务人与前面相反，没有列入", (item.start, item.end))
    _creditors(made, owing)
    _rest(made, judgment)
    return Draft(_data(made, judgment), made.quotes, tuple(made.open))


def _data(made: _Making, judgment: Judgment) -> dict[str, Any]:
    data: dict[str, Any] = {"items": made.items}
    if number := judgment.heading.number:
        data["title"], made.quotes["title"] = number.value, (number.start, number.end)
    if judgment.heading.kind and judgment.heading.kind.value == "mediation":
        data["origin"] = "mediation"
    if made.effective:
        data["effective_on"] = made.effective.isoformat()
    if made.currency not in ("", "CNY"):
        data["currency"] = made.currency
    return data


def _one_way(items: tuple[Item, ...]) -> tuple[list[Item], list[Item]]:
    """（同一方向的金钱项，相反的）：先出现的权利人若在别的项里是义务人，那一项就是相反的。"""
    money = [item for item in items if item.kind == "money"]
    first = next((item for item in money if item.payees and item.payers), None)
    creditors = {quote.value for quote in first.payees} if first else set()
    against = [item for item in money if creditors & {quote.value for quote in item.payers}]
    return [item for item in money if item not in against], against


def _creditors(made: _Making, owing: list[Item]) -> None:
    """各项付给不同的人：一案只列申请执行人自己的。"""
    groups = {tuple(sorted({quote.value for quote in item.payees})): item for item in owing if item.payees}
    if len(groups) > 1:
        last, names = list(groups.values())[-1], "、".join(dict.fromkeys(name for group in groups for name in group))
        made.doubt("", f"各项的权利人不同（{names}），只留本案申请执行人的", (last.start, last.end))


def _named(item: Item) -> str:
    return f"主文第{item.number}项" if item.number else "主文"


# 各项金额


def _item(made: _Making, item: Item) -> None:
    """一项里应付的每一笔成为一项债务；履行期限各笔一样。"""
    due, whole = _due(made, item), _whole(item)
    for one in item.sums:
        if one is whole:
            made.doubt("", f"{_named(item)}：总额{amounts.money(one.fen or 0)}元等于各期之和，只列各期", (one.start, one.end))
        elif one.role == "each":
            made.doubt("", f"{_named(item)}是按月、按日计的款项，请算出总额后列入", (one.start, one.end))
        elif one.role == "owed":
            _sum(made, item, one, due)
    for doubt in item.doubts:
        if not doubt.why.startswith("计息没有写明"):
            made.doubt("", f"{_named(item)}：{doubt.why}", (doubt.start, doubt.end), ask="怎样计算" in doubt.why)


def _whole(item: Item) -> Sum | None:
    """分期履行的，先写的总额正好是各期之和：总额和各期不能都列。"""
    owed = [one for one in item.sums if one.role == "owed" and one.fen]
    parted = any("分期" in doubt.why for doubt in item.doubts)
    return owed[0] if parted and len(owed) > 2 and owed[0].fen == sum(one.fen or 0 for one in owed[1:]) else None


def _sum(made: _Making, item: Item, one: Sum, due: Quote[date] | None) -> None:
    if one.fen is None:  # 为什么读不出，在这一项的 doubts 里
        return
    if made.currency and one.currency != made.currency:
        made.doubt("", f"{_named(item)}的金额：币种与前面的不同，请另立一份", (one.start, one.end))
        return
    made.currency = one.currency
    path = f"items/{len(made.items)}"
    before = made.text[max(item.start, one.start - 16):one.start]
    row: dict[str, Any] = {"id": str(len(made.items) + 1), "kind": _kind(before, one.sort), "amount": amounts.money(one.fen)}
    if name := _name(made.text, item, one):
        row["name"] = name
    made.quotes[f"{path}/amount"] = (one.start, one.end)
    if due:
        row["due"], made.quotes[f"{path}/due"] = due.value.isoformat(), (due.start, due.end)
    elif item.period and not item.period.value.at_once:
        made.doubt(f"{path}/due", _no_due(item, made), (item.period.start, item.period.end))
    made.items.append(row)
    made.fens.append(one.fen)


def _name(text: str, item: Item, one: Sum) -> str:
    """金额前面、收款人后面的名目：“借款本金”。"""
    start = max((quote.end for quote in item.payees if quote.end <= one.start), default=item.start)
    words = re.split(r"[，,、。；;（(及和\d]|支付|赔偿|返还", text[max(start, one.start - 20):one.start])[-1]
    found = _NAME.fullmatch(_LEADS.sub("", words))
    return found[1] if found else ""


def _kind(before: str, sort: str) -> str:
    """离金额最近的名目。"""
    found = [(match.end(), kind) for kind, pattern in _KINDS for match in re.finditer(pattern, before)]
    by_sort = {"interest": "fixed_interest", "penalty": "penalty", "cost": "other", "damages": "compensation"}
    return max(found)[1] if found else by_sort.get(sort, "other")


def _due(made: _Making, item: Item) -> Quote[date] | None:
    """履行期限届满日：写明日期的，或者由生效日起算的日、月（次日起算，届满日在内）。"""
    if item.period is None:
        return None
    period, span = item.period.value, (item.period.start, item.period.end)
    if period.by:
        return Quote(period.by, *span)
    if made.effective is None or period.start != "effective" or period.count is None:
        return None
    if period.unit == "day":
        return Quote(made.effective + timedelta(days=period.count), *span)
    return Quote(_months_on(made.effective, period.count * (12 if period.unit == "year" else 1)), *span) if period.unit in ("month", "year") else None


def _months_on(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _no_due(item: Item, made: _Making) -> str:
    words = made.text[item.period.start:item.period.end] if item.period else ""
    if item.period and item.period.value.start == "effective" and made.effective is None:
        return f"“{words}”：没有填生效日，届满日算不出"
    return f"“{words}”：届满日要按送达日、工作日推算，请填写"


# 计息条款


def _clauses(made: _Making, item: Item) -> None:
    for clause in item.interest:
        if _reckoned(item, clause):
            made.doubt("", f"{_named(item)}的一段利息已经写明数额，没有再列条款，请核对", clause.span)
            continue
        at = _belongs(made, item, clause)
        if at is None:
            made.doubt("", f"{_named(item)}的一段利息，对应哪一项本金没有写明，请照主文录入", clause.span, ask=True)
            continue
        rows = made.items[at].setdefault("interest", [])
        path = f"items/{at}/interest/{len(rows)}"
        row, quotes, doubts = rules.row(made.text, item, clause, made.fens[at], made.effective, "due" in made.items[at])
        made.open += [_placed(one, path) for one in doubts]
        if row is None:
            continue
        if made.currency not in ("", "CNY") and row["kind"] in ("lpr", "benchmark"):
            made.doubt(f"items/{at}", "外币债务不能按人民币贷款利率计算，请核对主文后录入", clause.span)
            continue
        rows.append(row)
        made.quotes.update({f"{path}/{key}": span for key, span in quotes.items()})


def _reckoned(item: Item, clause: Clause) -> bool:
    """“自甲日至乙日的利息X元（以……按……计算）”：数额已经是应付的一笔，再列条款就算了两次。"""
    closed = clause.end is not None and isinstance(clause.end.value, date)
    return closed and any(one.role == "owed" and one.sort in ("interest", "penalty") and one.fen for one in item.sums)


def _placed(one: Open, path: str) -> Open:
    """条款里的路径接上它在哪一项。"""
    return replace(one, path=f"{path}/{one.path}" if one.path else path.rsplit("/interest", 1)[0])


def _belongs(made: _Making, item: Item, clause: Clause) -> int | None:
    """这一段利息是哪一项债务的：本项里写明金额相同的、本项里唯一的本金，或者全文里唯一一笔金额相同的。"""
    mine = [n for n, _ in enumerate(made.items) if _inside(made, n, item) and made.items[n]["kind"] not in ("fixed_interest", "costs", "lawyer_fee")]
    base = clause.base.value if clause.base else None
    same = [n for n in mine if made.fens[n] == base]
    if len(same) == 1 or len(mine) == 1:
        return (same or mine)[0]
    everywhere = [n for n, fen in enumerate(made.fens) if fen == base]
    return everywhere[0] if not mine and len(everywhere) == 1 else None


def _inside(made: _Making, n: int, item: Item) -> bool:
    start, _ = made.quotes[f"items/{n}/amount"]
    return item.start <= start < item.end


def _rest(made: _Making, judgment: Judgment) -> None:
    """主文里不是金钱债务、但要人看的：附条件的义务、没有读懂的项、担保的限额、诉讼费。"""
    for item in judgment.items:
        told = dict(_told(item))
        if why := told.get(item.kind):
            made.doubt("", f"{_named(item)}：{why}", (item.start, item.end))
        if item.kind == "review" and "维持" in made.text[item.start:item.end]:
            made.doubt("", f"{_named(item)}：维持原判的各项写在原判决里，没有列入，请照原判决补上", (item.start, item.end))
    if not made.items:
        made.doubt("items", "没有读出应付的金钱债务", judgment.operative)


def _told(item: Item) -> Iterator[tuple[str, str]]:
    yield "unclear", "没有读懂这一项"
    yield "conditional", "附条件的义务，条件成就了才列入"
    yield "costs", "诉讼费用由谁向谁付、是否一并执行，请确认后列入"
    if any(one.role == "cap" for one in item.sums):
        yield "liability", "只在一定数额内承担责任，担保额较小的请填担保人"
