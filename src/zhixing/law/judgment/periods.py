"""履行期间：``于本判决生效之日起十日内``、``于2024年6月30日前``、``立即``。"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from zhixing.law.judgment import dates, numerals
from zhixing.law.judgment.quotes import Quote

_PAPER: Final = r"(?:本案|本院|一审|二审|原审|终审|再审|本|该|上述|原)*(?:判决|裁决|裁定|调解|决定|协议|民事判决|民事调解)?(?:书|协议)?"
_EVENT: Final = rf"{_PAPER}(?P<event>发生法律效力|发生效力|生效|送达|作出|签收|签订)(?:之)?(?:[日曰]|次日|当日)?"
_COUNT: Final = (
    r"(?P<count>\d{1,4}|[一二三四五六七八九十百两○〇]{1,5})\s*(?P<unit>个?工作日|日|曰|天|个月|月|年)"
    r"(?:(?:之)?(?:以)?[内前]|(?=支付|赔偿|给付|返还|偿还|退还|向))"
)
_RUNNING: Final = re.compile(rf"(?:自|从|于|在|应于|应在|限)?{_EVENT}(?:起|后|以后|始|之?后|开始)*(?:的)?[,，、]?(?:立即)?{_COUNT}")
_BARE: Final = re.compile(rf"(?:于|在|限(?:期|于)?){_COUNT}")
_BY: Final = re.compile(rf"(?:于|在|应于)?(?P<day>{dates.DATE})(?:之)?(?:以)?前(?!按|仍|的)")
_AT_ONCE: Final = re.compile(
    rf"(?:自|于|在)?{_EVENT}(?:起|后|时)*(?:[,，])?(?:应)?立即|"
    rf"立即(?!停止|停用|销毁|删除|拆除|消除)|(?:于|在){_PAPER}生效之日(?!起|前|后|止)"
)
_STARTS: Final = {"发生法律效力": "effective", "发生效力": "effective", "生效": "effective", "送达": "served", "签收": "served",
                  "作出": "made", "签订": "signed"}
_UNITS: Final = {"日": "day", "曰": "day", "天": "day", "个月": "month", "月": "month", "年": "year",
                 "个工作日": "working_day", "工作日": "working_day"}


_INSTALMENT: Final = re.compile(
    r"第[一二三四五六1-9]期|分[一二三四五六七八九十\d]+期|首期(?!款)|余款[^，,。；;]{0,16}[于在自]|每月[^，,。；;]{0,4}日?(?:之)?(?:以)?前(?:支付|给付|偿还|付)|"
    r"剩余[^，,。；;]{0,12}[于在][^，,。；;]{0,16}前"
)
"""分期的，各期自有期间，不取第一个。"""


def instalments(text: str, start: int, end: int) -> tuple[int, int] | None:
    """写明分期履行，或者写了几个付款日的地方；没有为 None。"""
    if found := _INSTALMENT.search(text, start, end):
        return found.span()
    days = [match for match in _BY.finditer(text, start, end) if match["day"]]
    return days[1].span() if len({match["day"] for match in days}) > 1 else None


@dataclass(frozen=True, slots=True)
class Period:
    """履行期间。

    ``start``：effective 生效、served 送达、made 作出、signed 签订，空为没有写；``count`` 和 ``unit``
    （day working_day month year）；写成日期的在 ``by``；``at_once`` 为立即履行。
    """

    start: str = ""
    count: int | None = None
    unit: str = ""
    by: date | None = None
    at_once: bool = False


def find(text: str, start: int, end: int) -> Quote[Period] | None:
    """一项里最先写的履行期间；没有写为 None。"""
    if instalments(text, start, end):
        return None
    for pattern in (_RUNNING, _BARE):
        if (match := pattern.search(text, start, end)) and (count := numerals.either(match["count"])):
            event = match.groupdict().get("event")
            return Quote(Period(_STARTS.get(event or "", ""), count, _UNITS[match["unit"]]), *match.span())
    if (match := _BY.search(text, start, end)) and (day := dates.read(match["day"])):
        return Quote(Period(by=day), *match.span())
    if match := _AT_ONCE.search(text, start, end):
        return Quote(Period(_STARTS.get(match["event"] or "", ""), at_once=True), *match.span())
    return None
