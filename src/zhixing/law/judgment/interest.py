"""计息条款：基数、利率、起、止、按 360 还是 365 天，一段一段地读。

先把利率、基数、起、止各自找出来，再按先后拼成段：同一种出现第二次就是下一段；“均按”的利率、共同的止日补给缺的段。
主文没有写的不补：列在 ``missing``，状态“不明确”（规则手册 M:G-01）。
“货款X元及利息（自……起按……计算）”没有另写基数的，基数就是它前面的那一笔，``implied`` 为真；前面有几笔的不选。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Final

from zhixing.law.judgment import bases, money, rates, spans
from zhixing.law.judgment.quotes import CLEAR, UNCLEAR, Quote, Status

_BASIS: Final = re.compile(r"(?:一年|每年|年)?(?:按|以)?\s*(?P<days>360|365|366)\s*[天日]")
_WORDS: Final = re.compile(r"利息|罚息|复利|违约金|滞纳金|资金占用|占用费|利率|LPR|逾期付款损失|综合费|逾期付款|息费|收益|孳息")
_BORNE: Final = re.compile(r"[^，,。；;]{0,10}?(?:利息|违约金|占用费|占用损失|罚息|滞纳金)(?!(?:损失)?(?:合计|共计|为|计)?(?:人民币)?\d)")
_SHARE: Final = re.compile(r"(?P<share>\d{1,2}(?:\.\d+)?)[%％]的(?:资金占用|利息|逾期)[^，,。；;（(]{0,8}[（(]")
_ATTACHED: Final = re.compile(
    r"(?:整)?(?:[（(][^（）()]{0,80}[）)])?[，,]?(?:以及|及|和|并|支付(?=(?:相应|逾期|付款)*(?:利息|资金占用))|自|从|按照?)[^。；;\d]{0,12}?(?:其|该款|上述款项|该款项)?[^。；;]{0,70}?"
    r"(?:利息|孳息|资金占用|逾期付款损失|逾期付款违约金|罚息)"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """一段计息。

    ``start``、``end`` 的值是日期，或者原文的事件（“实际清偿之日”）；``basis`` 是一年的天数；``cap`` 是另写的上限利率；
    ``implied`` 为基数取自前面的那一笔（“货款X元及利息（……）”），原文没有另写。
    """

    base: Quote[int | str] | None
    rate: Quote[rates.Rate] | None
    start: Quote[date | str] | None
    end: Quote[date | str] | None
    basis: Quote[int] | None
    span: tuple[int, int]
    cap: Quote[rates.Rate] | None = None
    implied: bool = False

    @property
    def missing(self) -> tuple[str, ...]:
        """主文没有写、要请审判部门释明的：基数、利率、起、止。"""
        named = (("基数", self.base), ("利率", self.rate), ("起算日", self.start), ("止算日", self.end))
        return (*(name for name, value in named if value is None), *(_doubtful(self.rate.value) if self.rate else ()))

    @property
    def status(self) -> Status:
        """缺一样就是不明确。"""
        return UNCLEAR if self.missing else CLEAR


def _doubtful(rate: rates.Rate) -> Iterator[str]:
    if rate.kind == "agreed":
        yield "利率的数"
    if rate.kind == "lpr" and not rate.mode:
        yield "浮动还是固定"
    if rate.kind == "fixed" and not rate.per:
        yield "利率按年还是按月"
    if rate.either:
        yield "两种利率用哪一种"


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    quote: Quote[Any]
    how: str = ""


_Group = dict[str, _Token]


def clauses(text: str, start: int, end: int, found: Sequence[money.Amount]) -> tuple[Clause, ...]:
    """一项里的各段计息；没有说计息的为空。``found`` 是这一项里的金额。"""
    if not _WORDS.search(text, start, end):
        return ()
    tokens = sorted(_tokens(text, start, end, found), key=lambda token: token.quote.start)
    if not any(token.kind == "rate" for token in tokens) and not _dated(text, tokens):
        return ()
    share = _SHARE.search(text, start, end)
    paired, rest = _paired(tokens)
    groups = [*(_filled(_grouped(text, rest)) if rest else []), *paired]
    return tuple(_shared(_clause(one), share) for one in groups)


def attached(text: str, clauses: tuple[Clause, ...], principal: Sequence[tuple[int | None, int, int]]) -> tuple[Clause, ...]:
    """各段都没有写基数、前面又只有一笔本金的，基数就是那一笔；有复利的不选。``principal`` 是这一项里不是利息、费用的各笔（分，起，止）。"""
    if not clauses or any(clause.base for clause in clauses) or len(principal) != 1:
        return clauses
    fen, start, end = principal[0]
    if fen is None or end > clauses[0].span[0] or not _ATTACHED.match(text, end) or "复利" in text[end:clauses[-1].span[1] + 20]:
        return clauses
    return tuple(replace(clause, base=Quote(fen, start, end), implied=True) for clause in clauses)


def _dated(text: str, tokens: Sequence[_Token]) -> bool:
    """没有利率，但有基数又有起止，或者有起有止又接着说利息，仍是一段说不全的计息。"""
    kinds = {token.kind for token in tokens}
    if "base" in kinds and kinds & {"start", "end"}:
        return True
    return {"start", "end"} <= kinds and bool(_BORNE.match(text, tokens[-1].quote.end))


def _tokens(text: str, start: int, end: int, found: Sequence[money.Amount]) -> Iterator[_Token]:
    for rate in rates.find(text, start, end):
        yield _Token("cap" if rate.value.cap else "rate", rate)
    for base in bases.find(text, start, end, found):
        yield _Token("base", base)
    for kind, quote, how in spans.find(text, start, end):
        yield _Token(kind, quote, how)
    for match in _BASIS.finditer(text, start, end):
        yield _Token("basis", Quote(int(match["days"]), *match.span()))


def _paired(tokens: Sequence[_Token]) -> tuple[list[_Group], list[_Token]]:
    """“自甲日、乙日起至付清之日止，分别以A元、B元为基数”：一个起日配一个基数。（各段，其余的）；数目对不上的不配。"""
    starts = [token for token in tokens if token.how == spans.EACH]
    if not starts:
        return [], list(tokens)
    at = tokens.index(starts[-1]) + 1
    after = list(tokens[at:])
    bases = [token for token in after if token.kind == "base"]
    shared = {kind: next((token for token in after if token.kind == kind), None) for kind in ("end", "rate", "basis")}
    if len(bases) != len(starts):
        return [], [token for token in tokens if token.how != spans.EACH]
    both = {kind: token for kind, token in shared.items() if token}
    taken = [*starts, *bases, *both.values()]
    return [{"start": start, "base": base} | both for start, base in zip(starts, bases, strict=True)], [t for t in tokens if t not in taken]


def _grouped(text: str, tokens: Sequence[_Token]) -> list[_Group]:
    """按先后拼成段：同一种出现第二次，或者分号后面另起基数、起日，就是下一段。"""
    groups: list[_Group] = [{}]
    at = tokens[0].quote.end if tokens else 0
    for token in tokens:
        if token.kind in groups[-1] or _anew(token, groups[-1], text[at:token.quote.start]):
            groups.append({})
        groups[-1][token.kind] = token
        at = token.quote.end
    return [group for place, group in enumerate(groups) if not _repeats(group, groups[place + 1:place + 2])]


def _anew(token: _Token, group: _Group, between: str) -> bool:
    if token.kind in ("base", "start") and group and re.search("[；;]", between):
        return True
    if token.how == spans.BEFORE:
        return "rate" in group
    return token.kind == "start" and group.get("end", token).how == spans.BEFORE


def _repeats(group: _Group, after: list[_Group]) -> bool:
    """只有基数，下一段又写了同一个基数：是同一段说了两遍。"""
    return set(group) == {"base"} and bool(after) and "base" in after[0] and after[0]["base"].quote.value == group["base"].quote.value


def _filled(groups: list[_Group]) -> list[_Group]:
    """基数沿用前一段的；利率先取后面一段的（“均按”），没有再沿用前面的；共同的止日补给前面的。"""
    groups = _trailing(_nested(groups))
    _dayed(groups)
    _passed_on(groups)
    _ends_shared(groups)
    _one_base(groups)
    for place, group in enumerate(groups):
        if place and "base" not in group and "base" in groups[place - 1] and not _many_bases(groups, place):
            group["base"] = groups[place - 1]["base"]
    _rates_shared(groups)
    return [group for group in groups if {"start", "end", "rate"} & set(group) or len(groups) == 1]


def _nested(groups: list[_Group]) -> list[_Group]:
    """“自甲日至付清之日止（某日前按一种，某日起按另一种）”：外面的起、止分给里面的头、尾，外面的不另算一段。"""
    for place, outer in enumerate(groups):
        inner = list(_inner(groups[place + 1:]))
        if {"start", "end"} <= set(outer) and "rate" not in outer and len(inner) > 1 and _inside(outer, inner):
            inner[0].setdefault("start", outer["start"])
            inner[-1].setdefault("end", outer["end"])
            for group in inner:
                group.update({"base": outer["base"]} if "base" in outer else {})
            return [*groups[:place], *_nested(groups[place + 1:])]
    return groups


def _trailing(groups: list[_Group]) -> list[_Group]:
    """“某日前按甲、某日后按乙，自起日计算至付清之日”：末尾的起、止是头一段的起、最后一段的止。"""
    *inner, last = groups
    if len(inner) < 2 or {"start", "end"} - set(last) or {"base", "rate"} & set(last):
        return groups
    if "start" in inner[0] or "end" in inner[-1] or not all("end" in one and "start" in after for one, after in pairwise(inner)):
        return groups
    inner[0]["start"], inner[-1]["end"] = last["start"], last["end"]
    return inner


def _inner(groups: list[_Group]) -> Iterator[_Group]:
    for group in groups:
        if "base" in group or "rate" not in group:
            return
        yield group


def _inside(outer: _Group, inner: list[_Group]) -> bool:
    """里面的头一段从外面的起日起，各段一天接一天。"""
    begins = inner[0].get("start", outer["start"]).quote.value == outer["start"].quote.value
    return begins and all("end" in one and "start" in after for one, after in pairwise(inner))


def _dayed(groups: list[_Group]) -> None:
    """“某日前按甲、某日起按乙”：那一天归谁，由后一段的起日定；定不了的留作原文。"""
    for place, group in enumerate(groups):
        after = groups[place + 1].get("start") if place + 1 < len(groups) else None
        if "end" in group and group["end"].how == spans.BEFORE:
            group["end"] = _on(group["end"], _last_day(group["end"].quote.value, after))
        if "start" in group and group["start"].how == spans.LATER:
            before = groups[place - 1].get("end") if place else None
            group["start"] = _on(group["start"], _first_day(group["start"].quote.value, before))


_LPR_FROM: Final = date(2019, 8, 20)


def _last_day(day: date | str, after: _Token | None) -> date | str:
    start = after.quote.value if after else None
    if not isinstance(day, date) or not isinstance(start, date):
        return f"{day}前"
    if start == day and (after is None or after.how != spans.LATER or day == _LPR_FROM):
        return day - timedelta(days=1)
    return day if start == day + timedelta(days=1) else f"{day}前"


def _first_day(day: date | str, before: _Token | None) -> date | str:
    end = before.quote.value if before else None
    if isinstance(day, date) and isinstance(end, date) and end in (day, day - timedelta(days=1)):
        return end + timedelta(days=1)
    return f"{day}后"


def _on(token: _Token, value: date | str) -> _Token:
    return replace(token, quote=replace(token.quote, value=value))


def _passed_on(groups: list[_Group]) -> None:
    """“自甲日至付清之日止，某日以前按一种、某日起按另一种”：止日是最后一段的，前一段的止日没有读出。"""
    for one, after in pairwise(groups):
        dated = "start" in after and isinstance(after["start"].quote.value, date)
        if dated and "end" in one and isinstance(one["end"].quote.value, str) and "end" not in after and "base" not in after:
            after["end"] = one.pop("end")


def _ends_shared(groups: list[_Group]) -> None:
    """几个基数共用末尾的止日；同一基数接着算的，前一段的止日另有其日，不补。"""
    for one, after in zip(groups[-2::-1], groups[:0:-1], strict=True):
        if "end" not in one and "end" in after and "base" in after:
            one["end"] = after["end"]


def _one_base(groups: list[_Group]) -> None:
    """只在最后写了一个基数（“……支付上述货款的利息”），各段都是它。"""
    last = groups[-1]
    if not {"base", "rate"} <= set(last) or last["base"].quote.start < last["rate"].quote.start or any("base" in one for one in groups[:-1]):
        return
    for group in groups[:-1]:
        group["base"] = last["base"]


def _many_bases(groups: list[_Group], place: int) -> bool:
    """前面几个基数共用一个止日，这一段接着哪一个算没有说：不沿用。"""
    return place > 1 and "end" in groups[place - 1] and groups[place - 2].get("end") is groups[place - 1]["end"]


def _rates_shared(groups: list[_Group]) -> None:
    for place in range(len(groups) - 2, -1, -1):
        if "rate" not in groups[place] and "rate" in groups[place + 1] and not (place and "rate" in groups[place - 1]):
            groups[place]["rate"] = groups[place + 1]["rate"]
    for one, after in pairwise(groups):
        if "rate" not in after and "rate" in one:
            after["rate"] = one["rate"]


def _clause(group: _Group) -> Clause:
    quotes = {kind: token.quote for kind, token in group.items()}
    places = [(quote.start, quote.end) for quote in quotes.values()]
    span = min(a for a, _ in places), max(b for _, b in places)
    return Clause(quotes.get("base"), quotes.get("rate"), quotes.get("start"), quotes.get("end"), quotes.get("basis"), span, quotes.get("cap"))


def _shared(clause: Clause, share: re.Match[str] | None) -> Clause:
    """“赔偿70%的资金占用损失（按……计算）”：倍数乘上这个比例。"""
    if share is None or clause.rate is None or clause.span[0] < share.end():
        return clause
    rate = replace(clause.rate.value, multiple=clause.rate.value.multiple * rates.percent(share["share"]))
    return replace(clause, rate=replace(clause.rate, value=rate))
