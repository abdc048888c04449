"""计息的起和止：日期，或者原文的事件（“实际清偿之日”“此后”）。"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from zhixing.law.judgment import dates
from zhixing.law.judgment.quotes import Quote

_DONE: Final = (
    r"(?:本|上述|该|实际|款项|债务|借款|本金|货款|欠款|全部|所欠|工程款|转让款|租金|垫款|判决|裁决|生效|确定|指定|的|之|应|欠|本息|价款|"
    r"完全|保证金|给付|支付|履行|期限|期间|届满|投资款|房屋|购房款|补偿款|赔偿款|判令|被告)*"
    r"(?:清偿|付清|给付|支付|还款|还清|偿还|履行|偿付|返还|清还|归还|完毕|腾退|交付|付款|退还|兑付|结清|生效|赔偿|赔付|起诉|立案|清结|到账|履行完毕)"
    r"(?:完毕|清)?(?:全部)?(?:款项|债务|欠款|借款|本金|房屋|本息|款)?(?:完毕|清)?"
)
_EVENT: Final = (
    rf"{_DONE}(?:(?:之)?[日曰]|时|为|(?=[，,。；;）)]|$|止))|[^，,。；;（(）)\d自从按至]{{1,22}}?之[日曰]|"
    r"[^，,。；;（(）)\d自从按至]{2,22}?(?:[日曰]|时)?(?=为?止)"
)
_UNTIL: Final = (
    rf"(?<!截)(?:(?<=[日起])暂计算?至|计算到|计算至|计付至|计息至|支付至|计至|算至|(?:起|直|一直)*至|到|止于|付至)\s*(?:(?P<day>{dates.DATE})|"
    rf"(?P<event>{_EVENT}))\s*(?:之[日曰])?(?:为?止)?(?!\s*期间的?(?!利息|违约金|逾期|资金|罚息|占用))|(?P<all>利随本清)"
)
_BEFORE: Final = rf"(?P<before>{dates.DATE})(?:之|以)?前(?:的)?(?:部分|利息|逾期利息)?[，,]?(?=按|以|仍|依)"
_END: Final = re.compile(f"{_UNTIL}|{_BEFORE}")
_LOOSE: Final = rf"(?:{dates.DATE}|\d{{4}}年\d{{1,2}}月\d{{1,2}}(?=起))"
_START: Final = re.compile(
    rf"(?:自|从|由|以|于|(?<=[，,（(。；;：:])|(?<=其中))\s*(?:(?P<says>[^，,。；;（(）)至]{{0,16}}?)(?:即|[（(]即?))?(?P<day>{_LOOSE})[）)]?"
    rf"\s*(?:[（(][^）)\d]{{1,12}}[）)])?(?:之[日曰])?(?P<next>(?:的|之)?次日)?(?:起|开始|始|"
    rf"(?=[至到]|计至|计算至|暂计|计付至|(?<=[日曰])[，,]\s*(?:按|以)))"
    rf"|(?:自|从)\s*(?P<event>(?:(?!至|到|自|从|内)[^，,。；;（(）)\d]){{1,24}}?(?:之?[日曰]|次日|当日|时))\s*(?:起|"
    rf"开始|(?=计算至|计至|计付至))(?![一二三四五六七八九十\d]+[日个天])"
    rf"|(?<=[，,。；;（(])(?P<later>{dates.DATE})(?:之|以)?后(?:的)?(?:部分|(?:逾期(?:付款)?)?(?:利息|违约金|资金占用费))?[，,]?(?=按|以|仍|依)"
    rf"|(?P<after>(?<=[，,；;。])(?:此后|之后|以后|其后))"
)
_ASOF: Final = re.compile(
    rf"(?:截至|截止|(?<![日起])暂计算?至|计算截止|截止到|截至到|暂算至)\s*(?P<day>{dates.DATE})|(?<=元[（(])(?:计算至|计至|"
    rf"算至){dates.DATE}"
)
_SETTLED: Final = re.compile(
    rf"(?:自|从)\s*{dates.DATE}起?[至到]\s*{dates.DATE}(?:为?止)?(?:期间)?的?[^，,；;。\d]{{0,10}}(?:违约金|利息|罚息|占用费)(?:损失)?"
    r"(?:为|共计|合计|计|金额为)(?:人民币)?\d"
)
"""“从甲日至乙日的违约金为X元”：数已经算好，不是一段要算的利息。"""
_DATES: Final = re.compile(dates.DATE)
BEFORE: Final = "before"
LATER: Final = "later"
EACH: Final = "each"
_EACH: Final = re.compile(rf"(?:自|从)\s*(?P<days>{dates.DATE}(?:、{dates.DATE})+)\s*(?:之日)?起")


def find(text: str, start: int, end: int) -> Iterator[tuple[str, Quote[Any], str]]:
    """（start｜end，值，说法）；说法为 ``before`` 是“某日前按…”、``later`` 是“某日后按…”，那一天算不算看上下文；

    ``each`` 是“自甲日、乙日起”里的一个，与几个基数一一对应。
    """
    for match in _EACH.finditer(text, start, end):
        for one in _DATES.finditer(text, *match.span("days")):
            yield "start", Quote(dates.read(one[0]) or one[0], *one.span()), EACH
    taken = [match.span() for pattern in (_ASOF, _SETTLED) for match in pattern.finditer(text, start, end)]
    ends = [match for match in _END.finditer(text, start, end) if not any(a <= match.start() < b for a, b in taken)]
    for match in ends:
        if not match["all"] or len(ends) == 1:  # 写了止日，又写“利随本清”的，是一回事
            yield "end", _when(match), BEFORE if match["before"] else ""
    for match in _START.finditer(text, start, end):
        if not any(a <= match.start() < b for a, b in taken):
            yield "start", *_begun(text, start, match)


def _begun(text: str, start: int, match: re.Match[str]) -> tuple[Quote[Any], str]:
    """“某日以后的”：前面正好写到那一天或者前一天的，从次日、当日起；不然看上下文。"""
    quote = _when(match)
    if not match["later"] or not isinstance(quote.value, date):
        return quote, ""
    before = [dates.read(one[0]) for one in _DATES.finditer(text, start, match.start()) if not re.match("(?:之|以)?前", text[one.end():])]
    if before and before[-1] in (quote.value, quote.value - timedelta(days=1)):
        return Quote(before[-1] + timedelta(days=1), quote.start, quote.end), ""
    return quote, LATER


def _when(match: re.Match[str]) -> Quote[Any]:
    named = match.groupdict()
    group = next(key for key in ("day", "before", "later", "event", "after", "all") if named.get(key))
    if group not in ("day", "before", "later"):
        return Quote(match[group], *match.span(group))
    day = dates.read(match[group])
    if day and named.get("next"):
        day += timedelta(days=1)
    return Quote(day or match[group], *match.span(group))
