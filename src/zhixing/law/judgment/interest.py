"""计息条款：基数、利率、起、止、倍数、按 360 还是 365 天，一段一段地读。

先把利率、基数、起、止各自找出来，再按先后拼成段：同一种出现第二次就是下一段；“均按”的利率、共同的止日补给缺的段。
主文没有写的不补：列在 ``missing``，状态“不明确”（规则手册 M:G-01）。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

from zhixing.law.judgment import dates, money, numerals
from zhixing.law.judgment.quotes import CLEAR, UNCLEAR, Quote, Status

_N: Final = r"[\d０-９]+(?:[.．][\d０-９]+)?"
_HAN: Final = r"[零〇一二三四五六七八九十百点壹贰叁肆伍陆]+"
_LPR: Final = (
    r"(?:(?:全国)?(?:银行业?间)?同业拆借中心|贷款市场报价利率|\bLPR|(?<![A-Z])LPR)"
    r"(?:[^，,。；;]{0,40}?(?:市场报价利率|贷款利率|报价利率|利率|LPR)(?:[（(](?:LPR|以下[^）)]{0,12})[）)])?)?"
)
_BANK: Final = (
    r"(?:中国)?(?:人民)?银行(?!间)[^，,。；;（(）)]{0,24}?(?P<what>贷款|存款|活期|定期)[^，,。；;（(）)\d]{0,10}?(?:利率|利息|计算|标准)|"
    r"同期(?:同类|同档次?|同种类)?(?:商业)?(?P<same>贷款|存款)(?:基准)?利率"
)
_PERCENT: Final = (
    rf"(?P<per>年利率|年利息|年化利率|年息|年化|年利|月利率|月利息|月息|日利率|日息|每年|每月|每日|每天|利率|年|月|日|按)(?:为|按|的|率)?\s*"
    rf"(?:(?P<pc>{_N})\s*(?P<sign>[%％‰‱])(?!的?(?:比例|份额|责任|股|部分|范围))|百分之(?P<hpc>{_HAN})|(?P<thou>千分之|"
    rf"万分之)(?P<hn>{_HAN}|{_N})|(?P<fl>{_N}|"
    rf"[一二三四五六七八九])(?P<fen>分|厘))"
    rf"(?:/(?P<slash>年|月|日|天))?|(?:以|按照?)(?:本金的)?(?P<barepc>{_N})\s*[%％](?:的利率|的标准|计)"
)
_AGREED: Final = r"(?:按|按照|依照|依据|根据)[^，,。；;]{0,30}?(?:合同|协议|约定)[^，,。；;]{0,20}?(?:约定|利率|标准|计付|计算|计至)"
_TIMES: Final = re.compile(
    rf"\s*[^，,。；;（(）)\d一二三四]{{0,14}}?(?:的|之)?\s*(?:(?P<n>{_N}|[一二三四两])倍|(?P<up>加计|上浮|"
    rf"加收)\s*(?P<upn>{_N})\s*[%％]|(?<!的)的?(?P<of>1\d\d)\s*[%％])"
)
_RATE: Final = re.compile(rf"(?P<lpr>{_LPR})|(?P<bank>{_BANK})|(?P<percent>{_PERCENT})|(?P<agreed>{_AGREED})")
_EVENT: Final = (
    r"(?:(?:本|上述|该|实际|款项|债务|借款|本金|货款|欠款|全部|所欠|工程款|转让款|租金|垫款|判决|裁决|生效|确定|指定|的|之|应|欠|本息|价款|"
    r"完全|保证金|给付|支付|履行|期限|期间|届满|投资款|房屋|购房款|补偿款|赔偿款|判令)*"
    r"(?:清偿|付清|给付|支付|还款|还清|偿还|履行|偿付|返还|清还|归还|完毕|腾退|交付|付款|退还|兑付|结清|生效|赔偿|赔付|起诉|立案|清结|到账|履行完毕)"
    r"(?:完毕|清)?(?:全部)?(?:款项|债务|欠款|借款|本金|房屋|本息)?(?:完毕|清)?(?:之)?(?:[日曰]|时|为|(?=[，,。；;）)止])))|"
    r"[^，,。；;（(）)\d自从按至]{1,16}?之[日曰]"
)
_END: Final = re.compile(
    rf"(?<!截)(?:(?<=[日起])暂计算?至|计算至|计付至|计息至|支付至|计至|算至|起?至|到|止于|付至)\s*(?:(?P<day>{dates.DATE})|"
    rf"(?P<event>{_EVENT}))\s*(?:之[日曰])?(?:为?止)?(?!\s*期间的?(?!利息|违约金|逾期|资金|罚息|占用))"
)
_START: Final = re.compile(
    rf"(?:自|从|由|以|于|(?<=[，,（(。；：:])|"
    rf"(?<=其中))\s*(?:(?P<says>[^，,。；;（(）)至]{{0,16}}?)即)?(?P<day>{dates.DATE})\s*(?:之[日曰])?(?:起|开始|始|"
    rf"(?=[至到]|计至|计算至|暂计|计付至|(?<=[日曰])[，,]\s*(?:按|以)))"
    rf"|(?:自|从)\s*(?P<event>(?:(?!至|到|自|从|内)[^，,。；;（(）)\d]){{1,14}}?(?:之[日曰]|次日|当日|时))\s*(?:起|"
    rf"开始)(?![一二三四五六七八九十\d]+[日个天])"
    rf"|(?P<after>(?:(?<=，)|(?<=,)|(?<=；)|(?<=;))(?:此后|之后|以后|其后))"
)
_ASOF: Final = re.compile(
    rf"(?:截至|截止|(?<![日起])暂计算?至|计算截止|截止到|截至到|暂算至)\s*(?P<day>{dates.DATE})|(?<=元[（(])(?:计算至|计至|"
    rf"算至){dates.DATE}"
)
_BASIS: Final = re.compile(r"(?:一年|每年|年)?(?:按|以)?\s*(?P<days>360|365|366)\s*[天日]")
_OTHER_RATE: Final = re.compile(rf"(?:或者?|及)(?:按照?)?(?:同期)?(?:{_LPR})")
_WORDS: Final = re.compile(r"利息|罚息|复利|违约金|滞纳金|资金占用|占用费|利率|LPR|逾期付款损失|综合费|逾期付款")
_BASE_AFTER: Final = re.compile(
    r"\s*(?:[（(][\d.,万亿元+＋\-－]+[）)])?(?:为|作为)(?:计算|计息)?(?:基数|本金|基准|基础|计息基数|标准)|\s*计算的?利息|"
    r"\s*(?:的)?利息(?=按|自|从|以)|"
    r"\s*(?:的)?(?:本金|借款|部分)?\s*(?=[自从]|按(?:照)?(?:年|月|日)利率)"
)
_BASE_TEXT: Final = re.compile(r"以\s*(?P<what>[^，,。；;（(）)\d]{2,24}?)(?:为|作为)(?:计算|计息)?(?:基数|本金|基准)")
_FLOATS: Final = re.compile(r"同期|同类|公布|发布|同档")
_FIXED: Final = re.compile(r"(?:起诉|立案|违约|成立|签订|订立|借款|受理|逾期|到期)[^，,。；;息同]{0,4}(?:时|当日|之日|当月)[^，,。；;息同至]{0,14}$")
_OF_A_DAY: Final = re.compile(r"\d{4}年\d{1,2}月(?:\d{1,2}日)?")
_PERIODS: Final = {"年": "year", "月": "month", "日": "day", "天": "day"}


@dataclass(frozen=True, slots=True)
class Rate:
    """利率。

    ``kind``：lpr、benchmark（贷款基准利率）、deposit（存款利率）、fixed（写明的数）、agreed（按约定，主文没有写数）；
    ``value`` 是每 ``per``（year month day）的比例，``term`` 是 1Y、5Y；``mode``：floating 浮动、fixed 固定，空为没有写明；``multiple`` 是倍数；
    ``either`` 为写了两种利率、没有说用哪一种（“贷款利率或者贷款市场报价利率”）。
    """

    kind: str
    value: Fraction | None = None
    per: str = ""
    term: str = ""
    mode: str = ""
    multiple: Fraction = Fraction(1)
    either: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """一段计息。``start``、``end`` 的值是日期，或者原文的事件（“实际清偿之日”）；``basis`` 是一年的天数。"""

    base: Quote[int | str] | None
    rate: Quote[Rate] | None
    start: Quote[date | str] | None
    end: Quote[date | str] | None
    basis: Quote[int] | None
    span: tuple[int, int]

    @property
    def missing(self) -> tuple[str, ...]:
        """主文没有写、要请审判部门释明的：基数、利率、起、止。"""
        named = (("基数", self.base), ("利率", self.rate), ("起算日", self.start), ("止算日", self.end))
        found = [name for name, value in named if value is None]
        if self.rate and self.rate.value.kind == "agreed":
            found.append("利率的数")
        if self.rate and self.rate.value.kind == "lpr" and not self.rate.value.mode:
            found.append("浮动还是固定")
        if self.rate and self.rate.value.kind == "fixed" and not self.rate.value.per:
            found.append("利率按年还是按月")
        if self.rate and self.rate.value.either:
            found.append("两种利率用哪一种")
        return tuple(found)

    @property
    def status(self) -> Status:
        """缺一样就是不明确。"""
        return UNCLEAR if self.missing else CLEAR


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    quote: Quote[Any]


def clauses(text: str, start: int, end: int, found: Sequence[money.Amount]) -> tuple[Clause, ...]:
    """一项里的各段计息；没有说计息的为空。``found`` 是这一项里的金额。"""
    if not _WORDS.search(text, start, end):
        return ()
    tokens = sorted(_tokens(text, start, end, found), key=lambda token: token.quote.start)
    if not any(token.kind == "rate" for token in tokens) and not _dated(tokens):
        return ()
    return tuple(_clause(one) for one in _filled(_grouped(text, tokens)))


def _dated(tokens: Sequence[_Token]) -> bool:
    """没有利率，但有基数又有起止，仍是一段说不全的计息。"""
    kinds = {token.kind for token in tokens}
    return "base" in kinds and bool(kinds & {"start", "end"})


def _tokens(text: str, start: int, end: int, found: Sequence[money.Amount]) -> Iterator[_Token]:
    yield from _rates(text, start, end)
    yield from _bases(text, start, end, found)
    taken = [match.span() for match in _ASOF.finditer(text, start, end)]
    for match in _END.finditer(text, start, end):
        if not any(a <= match.start() < b for a, b in taken):
            yield _Token("end", _when(match))
    for match in _START.finditer(text, start, end):
        yield _Token("start", _when(match))
    for match in _BASIS.finditer(text, start, end):
        yield _Token("basis", Quote(int(match["days"]), *match.span()))


def _when(match: re.Match[str]) -> Quote[Any]:
    if match["day"]:
        day = dates.read(match["day"])
        return Quote(day or match["day"], *match.span("day"))
    group = "event" if match["event"] else "after"
    return Quote(match[group], *match.span(group))


def _bases(text: str, start: int, end: int, found: Sequence[money.Amount]) -> Iterator[_Token]:
    for amount in found:
        if amount.fen is not None and is_base(text, amount, end):
            yield _Token("base", Quote(amount.fen, amount.start, amount.end))
    for match in _BASE_TEXT.finditer(text, start, end):
        if not any(match.start() <= amount.start < match.end() for amount in found):
            yield _Token("base", Quote(match["what"], *match.span("what")))


_BEFORE_BASE: Final = re.compile(r"(?:以|按|其中|对|就|本金|、|[，,（(])[^，,。；;（(）)\d]{0,24}$")


def is_base(text: str, amount: money.Amount, end: int) -> bool:
    """这笔钱是不是计息的基数：“以X元为基数”“其中X元自…起”“本金X元按…利率”。"""
    after = _BASE_AFTER.match(text, amount.end, end)
    if after is None:
        return False
    before = text[max(0, amount.start - 30):amount.start]
    if re.search("基数|本金|基准|基础|计算", after[0]):
        return bool(re.search(r"以[^，,。；;]{0,28}$", before)) or "为" in after[0]
    return bool(_BEFORE_BASE.search(before)) and not re.search(r"(?:支付|返还|偿还|给付|赔偿|归还)[^，,。；;（(]{0,28}$", before)


def _rates(text: str, start: int, end: int) -> Iterator[_Token]:
    at = start
    while match := _RATE.search(text, at, end):
        at = match.end()
        rate = _rate(match, text, start, end)
        if rate is None:
            continue
        times = _TIMES.match(text, match.end(), end)
        if times and rate.kind not in ("fixed", "agreed"):
            rate, at = replace(rate, multiple=_multiple(times)), times.end()
        other = _OTHER_RATE.match(text, at, end)
        if other and rate.kind != "fixed":
            rate, at = replace(rate, either=True), other.end()
        yield _Token("rate", Quote(rate, match.start(), at))


def _rate(match: re.Match[str], text: str, start: int, end: int) -> Rate | None:
    around = text[max(start, match.start() - 30):min(end, match.end() + 8)]
    if match["lpr"] or re.search("同业拆借|市场报价|LPR", match[0]):  # “人民银行授权同业拆借中心公布的”也是 LPR
        return Rate("lpr", term=_term(around), mode=_mode(text, start, match))
    if match["bank"]:
        if (match["what"] or match["same"]) != "贷款":
            return Rate("deposit", term=_term(around), mode="floating" if _FLOATS.search(around) else "")
        return Rate("benchmark", term=_term(around), mode="floating" if _FLOATS.search(around) else "")
    if match["agreed"]:
        return Rate("agreed")
    return _percent(match)


def _mode(text: str, start: int, match: re.Match[str]) -> str:
    before = text[max(start, match.start() - 40):match.start()]
    if _OF_A_DAY.search(match[0]):
        return "fixed"
    if _FIXED.search(re.split(r"[，,。；;（(]", before)[-1]):
        return "fixed"
    return "floating" if _FLOATS.search(before[-16:] + match[0]) else ""


def _term(around: str) -> str:
    if re.search(r"五年期|5年期|５年期", around):
        return "5Y"
    return "1Y" if re.search(r"一年期|1年期|１年期|壹年期", around) else ""


def _percent(match: re.Match[str]) -> Rate | None:
    if match["barepc"]:
        return Rate("fixed", numerals.arabic(match["barepc"]) / 100, mode="fixed")
    per = _per(match)
    if match["pc"]:
        size = {"%": 100, "％": 100, "‰": 1000, "‱": 10000}[match["sign"]]
        value = numerals.arabic(match["pc"]) / size
    elif match["hpc"]:
        value = _han_number(match["hpc"]) / 100
    elif match["thou"]:
        value = _han_number(match["hn"]) / (1000 if match["thou"] == "千分之" else 10000)
    else:
        value, per = _han_number(match["fl"]) / (100 if match["fen"] == "分" else 1000), per or "month"
    return Rate("fixed", value, per, mode="fixed") if value else None


def _per(match: re.Match[str]) -> str:
    """按年、按月还是按日；“按6%”“利率6%”没有说，空。"""
    word = match["slash"] or match["per"]
    return next((code for char, code in _PERIODS.items() if char in word), "")


def _han_number(text: str) -> Fraction:
    if "点" in text:
        whole, _, rest = text.partition("点")
        digits = "".join(str(numerals.han(char) or 0) for char in rest)
        return Fraction(f"{numerals.either(whole) or 0}.{digits}")
    value = numerals.han(text)
    return Fraction(value) if value is not None else numerals.arabic(text)


def _multiple(match: re.Match[str]) -> Fraction:
    if match["n"]:
        value = numerals.either(match["n"])
        return Fraction(value) if value else numerals.arabic(match["n"])
    if match["upn"]:
        return 1 + numerals.arabic(match["upn"]) / 100
    return Fraction(int(match["of"]), 100)


def _grouped(text: str, tokens: Sequence[_Token]) -> list[dict[str, Quote[Any]]]:
    """按先后拼成段：同一种出现第二次，或者分号后面另起基数、起日，就是下一段。"""
    groups: list[dict[str, Quote[Any]]] = [{}]
    at = tokens[0].quote.end if tokens else 0
    for token in tokens:
        anew = token.kind in ("base", "start") and groups[-1] and re.search("[；;]", text[at:token.quote.start])
        if token.kind in groups[-1] or anew:
            groups.append({})
        groups[-1][token.kind] = token.quote
        at = token.quote.end
    return [group for place, group in enumerate(groups) if not _repeats(group, groups[place + 1:place + 2])]


def _repeats(group: dict[str, Quote[Any]], after: list[dict[str, Quote[Any]]]) -> bool:
    """只有基数，下一段又写了同一个基数：是同一段说了两遍。"""
    return set(group) == {"base"} and bool(after) and "base" in after[0] and after[0]["base"].value == group["base"].value


def _passed_on(groups: list[dict[str, Quote[Any]]]) -> None:
    """“自甲日至付清之日止，某日以前按一种、某日起按另一种”：止日是最后一段的，前一段的止日没有读出。"""
    for one, after in pairwise(groups):
        dated = "start" in after and isinstance(after["start"].value, date)
        if dated and "end" in one and isinstance(one["end"].value, str) and "end" not in after and "base" not in after:
            after["end"] = one.pop("end")


def _filled(groups: list[dict[str, Quote[Any]]]) -> list[dict[str, Quote[Any]]]:
    """基数沿用前一段的；利率先取后面一段的（“均按”），没有再沿用前面的；共同的止日补给前面的。"""
    _passed_on(groups)
    _ends_shared(groups)
    for place, group in enumerate(groups):
        if place and "base" not in group and "base" in groups[place - 1] and not _many_bases(groups, place):
            group["base"] = groups[place - 1]["base"]
    for place in range(len(groups) - 2, -1, -1):
        if "rate" not in groups[place] and "rate" in groups[place + 1] and not (place and "rate" in groups[place - 1]):
            groups[place]["rate"] = groups[place + 1]["rate"]
    for place in range(1, len(groups)):
        if "rate" not in groups[place] and "rate" in groups[place - 1]:
            groups[place]["rate"] = groups[place - 1]["rate"]
    return [group for group in groups if "start" in group or "end" in group or len(groups) == 1]


def _many_bases(groups: list[dict[str, Quote[Any]]], place: int) -> bool:
    """前面几个基数共用一个止日，这一段接着哪一个算没有说：不沿用。"""
    return place > 1 and "end" in groups[place - 1] and groups[place - 2].get("end") is groups[place - 1]["end"]


def _ends_shared(groups: list[dict[str, Quote[Any]]]) -> None:
    """几个基数共用末尾的止日；同一基数接着算的，前一段的止日另有其日，不补。"""
    for one, after in zip(groups[-2::-1], groups[:0:-1], strict=True):
        if "end" not in one and "end" in after and "base" in after:
            one["end"] = after["end"]


def _clause(group: dict[str, Quote[Any]]) -> Clause:
    spans = [(quote.start, quote.end) for quote in group.values()]
    span = min(a for a, _ in spans), max(b for _, b in spans)
    return Clause(group.get("base"), group.get("rate"), group.get("start"), group.get("end"), group.get("basis"), span)
