"""一段计息怎样写成 CLAIM.json 的一条：利率的种类、起止、基数；定不了的不填，说明是哪一处。"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from zhixing.law import amounts
from zhixing.law.judgment import dates
from zhixing.law.judgment.interest import Clause
from zhixing.law.judgment.rates import Rate
from zhixing.law.judgment.reading import Item

Span = tuple[int, int]

_DUE: Final = re.compile(r"(?:判决|裁决|裁定|调解|文书|决定)[^，,。；;]{0,6}(?:确定|指定|规定|限定)|履行期[限间][^，,。；;]{0,4}届满")
_PAID: Final = re.compile(r"清偿|付清|还清|支付|给付|还款|偿还|返还|履行|偿付|兑付|付款|清还|归还|结清|退还|赔偿|付之日|利随本清|到账")
_EFFECTIVE: Final = re.compile(r"(?:判决|裁决|裁定|调解书?|决定)[^，,。；;]{0,4}生效")
_AFTERWARDS: Final = re.compile(r"此后|之后|以后|其后")
_UP_TO: Final = re.compile(rf"(?:截至|截止到?|暂?计算?至|暂算至|至)\s*(?P<day>{dates.DATE})")
_MONTH: Final = re.compile(r"(\d{4})年(\d{1,2})月(?!\d)")
_REST: Final = re.compile(r"未[付还偿归清]|[尚欠]|该款|该笔|上述|前述|剩余|本金|借款$|货款$|所欠")
_KINDS: Final = {"year": "yearly", "month": "monthly", "day": "daily"}


@dataclass(frozen=True, slots=True)
class Open:
    """还没有定的一处。

    ``path`` 是 CLAIM.json 里的位置（空为整份），``why`` 是给人看的话，``span`` 是原文位置；
    ``ask`` 为执行依据本身没有写明、要向审判部门征询的（M:G-01），否则是立案人能补的（生效日、起诉日）。
    """

    path: str
    why: str
    span: Span | None
    ask: bool = False


Row = tuple[dict[str, Any] | None, dict[str, Span], list[Open]]


def row(text: str, item: Item, clause: Clause, amount: int, effective: date | None, has_due: bool) -> Row:
    """（条款，各值的出处，没有定的）。``amount`` 是所在债务的金额（分）；条款为 None 是利率用不上，照主文录入。"""
    made: dict[str, Any] = {}
    quotes: dict[str, Span] = {}
    doubts = [*_rate(text, clause, made, quotes)]
    if not made:
        return None, {}, doubts
    doubts += _start(text, item, clause, effective, made, quotes)
    doubts += _end(clause, effective, has_due, made, quotes)
    doubts += _base(clause, amount, made, quotes)
    if clause.cap:
        doubts.append(Open("", "另写了利率的上限，请核对是否适用民间借贷利率上限", (clause.cap.start, clause.cap.end)))
    if clause.basis:
        made["basis"], quotes["basis"] = clause.basis.value, (clause.basis.start, clause.basis.end)
    return {"kind": made.pop("kind")} | made, quotes, doubts


def _decimal(value: Fraction) -> str:
    """精确的小数；除不尽的是 ValueError（文书写的数都除得尽）。"""
    made = Decimal(value.numerator) / Decimal(value.denominator)
    if Fraction(made) != value:
        raise ValueError(f"{value} 写不成有限小数")
    return f"{made.normalize():f}"


# 利率


def _rate(text: str, clause: Clause, made: dict[str, Any], quotes: dict[str, Span]) -> Iterator[Open]:
    if clause.rate is None:
        yield Open("", "一段利息没有写利率", clause.span, ask=True)
        return
    rate, span = clause.rate.value, (clause.rate.start, clause.rate.end)
    if why := _unusable(rate):
        yield Open("", f"“{text[span[0]:span[1]]}”：{why}", span, ask=True)
        return
    quotes["kind"] = span
    if rate.multiple != 1:
        made["multiple"], quotes["multiple"] = _decimal(rate.multiple), span
    if rate.kind == "fixed":
        made |= {"kind": _KINDS[rate.per], "rate": f"{_decimal((rate.value or Fraction(0)) * 100)}%"}
        quotes["rate"] = span
    elif rate.kind == "benchmark":
        made |= {"kind": "benchmark"} | ({"term": rate.term.lower()} if rate.term else {})
    else:
        made["kind"] = "lpr"
        yield from _lpr(text, rate, span, made, quotes)


def _unusable(rate: Rate) -> str:
    if rate.either:
        return "写了两种利率，没有说用哪一种，请征询审判部门后录入"
    if rate.kind == "agreed":
        return "主文没有写利率的数，请照合同或者征询审判部门后录入"
    if rate.kind == "deposit":
        return "按存款利率计算，请换算成年利率录入"
    return "没有写明是年利率还是月利率，请征询后录入" if rate.kind == "fixed" and not rate.per else ""


def _lpr(text: str, rate: Rate, span: Span, made: dict[str, Any], quotes: dict[str, Span]) -> Iterator[Open]:
    if rate.term:
        made["term"], quotes["term"] = rate.term.lower(), span
    else:
        yield Open("term", "没有写一年期还是五年期以上；没有写的一般按一年期（M:G-02），请确认", span)
    if rate.mode == "floating":
        return
    if rate.mode == "fixed" and (day := _published(text[span[0]:span[1]])):
        made["fixed_on"], quotes["fixed_on"] = day.isoformat(), span
        return
    around = text[max(0, span[0] - 14):span[1]]
    why = "固定在哪一天的LPR，请填那一天" if rate.mode == "fixed" else "没有写浮动还是固定在哪一天，请征询审判部门"
    yield Open("fixed_on", f"“…{around}”：{why}", span, ask=rate.mode != "fixed")


def _published(words: str) -> date | None:
    """“2022年11月20日公布的”取那一天；“2021年2月公布的”取那个月的末日，查到的就是那个月公布的。"""
    if found := re.search(dates.DATE, words):
        return dates.read(found[0])
    if found := _MONTH.search(words):
        year, month = int(found[1]), int(found[2])
        return date(year, month, monthrange(year, month)[1]) if 1 <= month <= 12 else None
    return None


# 起止、基数


def _start(text: str, item: Item, clause: Clause, effective: date | None, made: dict[str, Any], quotes: dict[str, Span]) -> Iterator[Open]:
    if clause.start is None:
        yield Open("from", "没有写起算日", clause.span, ask=True)
        return
    value, span = clause.start.value, (clause.start.start, clause.start.end)
    day = value if isinstance(value, date) else _told_day(text, item, value, span, effective)
    if day is None:
        yield Open("from", f"起算日写的是“{value}”，请填日期", span)
        return
    made["from"], quotes["from"] = day.isoformat(), span


def _told_day(text: str, item: Item, words: str, span: Span, effective: date | None) -> date | None:
    """“（暂计至某日……），此后”从次日起；“判决生效之日”是生效日。"""
    if _AFTERWARDS.fullmatch(words):
        before = [dates.read(match["day"]) for match in _UP_TO.finditer(text, item.start, span[0])]
        return before[-1] + timedelta(days=1) if before and before[-1] else None
    return effective if _EFFECTIVE.search(words) else None


def _end(clause: Clause, effective: date | None, has_due: bool, made: dict[str, Any], quotes: dict[str, Span]) -> Iterator[Open]:
    if clause.end is None:
        yield Open("to", "没有写算到哪一天", clause.span, ask=True)
        return
    value, span = clause.end.value, (clause.end.start, clause.end.end)
    to = value.isoformat() if isinstance(value, date) else _until(value, effective)
    if to is None:
        yield Open("to", f"止日写的是“{value}”，请填日期", span)
        return
    made["to"], quotes["to"] = to, span
    if to == "due" and not has_due:
        yield Open("to", f"算到“{value}”，本项还没有填履行期限届满日", span)


def _until(words: str, effective: date | None) -> str | None:
    """“判决确定的给付之日”是履行期限届满日，“实际付清之日”是清偿，“判决生效之日”是生效日。"""
    if _DUE.search(words):
        return "due"
    if _EFFECTIVE.search(words):
        return effective.isoformat() if effective else None
    return "payment" if _PAID.search(words) else None


def _base(clause: Clause, amount: int, made: dict[str, Any], quotes: dict[str, Span]) -> Iterator[Open]:
    if clause.base is None:
        yield Open("base", "没有写基数", clause.span, ask=True)
        return
    value, span = clause.base.value, (clause.base.start, clause.base.end)
    if isinstance(value, int):
        made["base"], quotes["base"] = "balance" if value == amount else amounts.money(value), span
        if value > amount:
            yield Open("base", f"基数{amounts.money(value)}元比本项的金额{amounts.money(amount)}元大，请核对", span)
    elif _REST.search(value) and not re.search(r"之和|利息", value):
        made["base"], quotes["base"] = "balance", span
    else:
        yield Open("base", f"基数写的是“{value}”，请填金额", span)
