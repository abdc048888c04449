"""计息条款里的利率：LPR、贷款基准利率、存款利率、写明的数、按约定；连同倍数。"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from zhixing.law.judgment import numerals
from zhixing.law.judgment.quotes import Quote

_N: Final = r"[\d０-９]+(?:[.．][\d０-９]+)?"
_HAN: Final = r"[零〇一二三四五六七八九十百点壹贰叁肆伍陆]+"
LPR: Final = (
    r"(?:(?:全国)?(?:银行业?间)?同业拆借中心|贷款市场报价利率|\bLPR|(?<![A-Z])LPR)"
    r"(?:[^，,。；;]{0,40}?(?:市场报价利率|贷款利率|报价利率|利率|LPR)(?:[（(](?:LPR|以下[^）)]{0,12})[）)])?)?"
)
_BANK: Final = (
    r"(?:中国)?(?:人民)?银行(?!间)[^，,。；;（(）)]{0,24}?(?P<what>贷款|存款|活期|定期)[^，,。；;（(）)\d]{0,10}?(?:利率|利息|计算|标准)|"
    r"同期(?:同类|同档次?|同种类)?(?:商业)?(?:银行)?(?P<same>贷款|存款)(?:基准)?利率"
)
_PERCENT: Final = (
    rf"(?P<per>(?:年|月|日)(?:化|综合)*(?:息?费率|利息|利率|利|息|率)?|每年|每月|每日|每天|每逾期一[日天]|利率|费率|按)(?:为|按|的|率)?\s*"
    rf"(?:(?P<pc>{_N})\s*(?P<sign>[%％‰‱])(?!的?(?:比例|份额|责任|股|部分|范围))|百分之(?P<hpc>{_HAN})|(?P<thou>千分之|"
    rf"万分之)(?P<hn>{_HAN}|{_N})|(?P<fl>{_N}|[一二三四五六七八九])(?P<fen>分|厘)"
    r"(?:(?<=分)(?:(?P<li>[1-9一二三四五六七八九])厘|(?P<half>半)))?)"
    rf"(?:/(?P<slash>年|月|日|天))?|(?:以|按照?)(?:本金的)?(?P<barepc>{_N})\s*[%％](?:的利率|的标准|计)"
)
_AGREED: Final = r"(?:按|按照|依照|依据|根据)[^，,。；;]{0,30}?(?:合同|协议|约定)[^，,。；;]{0,20}?(?:约定|利率|标准|计付|计算|计至)"
_TIMES: Final = re.compile(
    rf"\s*[^，,。；;（(）)\d一二三四]{{0,14}}?(?:的|之)?\s*(?:(?P<n>{_N}|[一二三四两])倍|(?P<up>加计|上浮|"
    rf"加收)\s*(?P<upn>{_N})\s*[%％]|(?<!的)的?(?P<of>1\d\d)\s*[%％]|"
    r"的?百分之(?P<hof>一百[一二三四五六七八九十]+))"
)
_RATE: Final = re.compile(rf"(?P<lpr>{LPR})|(?P<bank>{_BANK})|(?P<percent>{_PERCENT})|(?P<agreed>{_AGREED})")
_SHORT: Final = re.compile(r"[（(](?:LPR|以下[^）)]{0,12})[）)]")
_NOT_A_RATE: Final = re.compile(r"的?(?:调整|还款|期限|履行|付款|时间|日期|方式|用途|周期)")
_NAMED: Final = re.compile(f"{LPR}|{_BANK}")
_OTHER: Final = re.compile(rf"(?:或者?|及)(?:按照?)?(?:同期)?(?:{LPR})")
_THAT_IS: Final = re.compile(rf"\s*(?:[（(]\s*(?:即|为|按|以)?|[，,]?\s*即)\s*(?:按照?)?(?:{_PERCENT})\s*[）)]?")
_BARE: Final = re.compile(rf"\s*[（(]?\s*(?:即|为)?\s*(?P<n>{_N})\s*[%％]\s*[）)]?(?!的?(?:比例|份额|责任))")
_STATED: Final = re.compile(_PERCENT)
_CAPPED: Final = re.compile(r"(?:不超过|不得超过|不高于|上限为?|限于|超出|超过)[^，,。；;]{0,12}$")
_CAPS: Final = re.compile(r"[^，,。；;]{0,6}?(?:为限|为上限|为最高限|的上限)")
_FLOATS: Final = re.compile(r"同期|同类|公布|发布|同档")
_FIXED: Final = re.compile(r"(?:起诉|立案|违约|成立|签订|订立|借款|受理|逾期|到期)[^，,。；;息同]{0,4}(?:时|当日|之日|当月)[^，,。；;息同至]{0,14}$")
_OF_A_DAY: Final = re.compile(r"\d{4}年\d{1,2}月(?:\d{1,2}日)?")
_PERIODS: Final = {"年": "year", "月": "month", "日": "day", "天": "day"}


@dataclass(frozen=True, slots=True)
class Rate:
    """利率。

    ``kind``：lpr、benchmark（贷款基准利率）、deposit（存款利率）、fixed（写明的数）、agreed（按约定，主文没有写数）；
    ``value`` 是每 ``per``（year month day）的比例，``term`` 是 1Y、5Y；``mode``：floating 浮动、fixed 固定，空为没有写明；``multiple`` 是倍数；
    ``either`` 为写了两种利率、没有说用哪一种（“贷款利率或者贷款市场报价利率”）；``cap`` 为只是上限（“不超过……”“以……为限”）。
    """

    kind: str
    value: Fraction | None = None
    per: str = ""
    term: str = ""
    mode: str = ""
    multiple: Fraction = Fraction(1)
    either: bool = False
    cap: bool = False


def find(text: str, start: int, end: int) -> Iterator[Quote[Rate]]:
    """``text[start:end]`` 里的利率，按先后；写成“LPR四倍即年利率15.4%”的，以写明的数为准（M:G-13）。"""
    at = start
    while match := _RATE.search(text, at, end):
        at = match.end()
        if match["agreed"] and (inner := _not_agreed(match, text, end)):
            at = inner
            continue
        if match["agreed"] and _NOT_A_RATE.match(text, at, end):
            continue
        rate = _rate(match, text, start, end)
        if rate is None:
            continue
        rate, at = _rest(text, at, end, rate)
        capped = bool(_CAPPED.search(text, max(start, match.start() - 24), match.start()) or _CAPS.match(text, at, end))
        yield Quote(replace(rate, cap=capped), match.start(), at)


def _not_agreed(match: re.Match[str], text: str, end: int) -> int:
    """“按合同约定的年利率6%”“按照合同成立时一年期贷款市场报价利率”：不是按约定，从写明的利率再读；确是按约定为 0。"""
    stated = _STATED.search(text, match.start() + 1, min(end, match.end() + 24))
    if stated and not re.search("[，,。；;]", text[match.end():stated.start()]):
        return stated.start()
    named = _NAMED.search(text, match.start(), match.end())
    return named.start() if named else 0


def _rest(text: str, at: int, end: int, rate: Rate) -> tuple[Rate, int]:
    """利率后面的倍数、写明的数、另一种利率。"""
    if said := _SHORT.match(text, at, end):
        at = said.end()
    if rate.kind in ("lpr", "benchmark") and (bare := _BARE.match(text, at, end)):
        rate, at = Rate("fixed", numerals.arabic(bare["n"]) / 100, "year", mode="fixed"), bare.end()
    if times := _TIMES.match(text, at, end):
        rate, at = replace(rate, multiple=_multiple(times)), times.end()
    if rate.kind != "fixed" and (same := _THAT_IS.match(text, at, end)) and (stated := _percent(same)) and stated.per:
        return stated, same.end()
    if rate.kind == "fixed" and rate.per and (same := _THAT_IS.match(text, at, end)) and (stated := _percent(same)) and stated.per:
        return replace(rate, either=not _agree(rate, stated)), same.end()
    if rate.kind != "fixed" and (other := _OTHER.match(text, at, end)):
        return replace(rate, either=True), other.end()
    return rate, at


def _agree(one: Rate, other: Rate) -> bool:
    """“年利率12%即月利率1%”：折成年利率是一个数（折算的零头不计）。"""
    years = [(rate.value or Fraction(0)) * {"year": 1, "month": 12, "day": 365}[rate.per] for rate in (one, other)]
    return abs(years[0] - years[1]) * 50 <= max(years)


def _rate(match: re.Match[str], text: str, start: int, end: int) -> Rate | None:
    around = text[max(start, match.start() - 30):min(end, match.end() + 8)]
    if match["lpr"] or re.search("同业拆借|市场报价|LPR", match[0]):  # “人民银行授权同业拆借中心公布的”也是 LPR
        return Rate("lpr", term=_term(around), mode=_mode(text, start, match))
    if match["bank"]:
        kind = "benchmark" if (match["what"] or match["same"]) == "贷款" else "deposit"
        return Rate(kind, term=_term(around), mode="floating" if _FLOATS.search(around) else "")
    return Rate("agreed") if match["agreed"] else _percent(match)


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
        value, per = _han_number(match["fl"]) / (100 if match["fen"] == "分" else 1000) + _after_fen(match), per or "month"
    return Rate("fixed", value, per, mode="fixed") if value and (per or value < 1) else None


def _after_fen(match: re.Match[str]) -> Fraction:
    """“一分五厘”的五厘，“一分半”的半。"""
    return Fraction(5, 1000) if match["half"] else Fraction(numerals.either(match["li"] or "零") or 0, 1000)


def percent(text: str) -> Fraction:
    """``70`` → 7/10。"""
    return numerals.arabic(text) / 100


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
    whole = int(match["of"]) if match["of"] else numerals.han(match["hof"]) or 0
    return Fraction(whole, 100)
