"""收结小结：旧存、新收、已结、未结，每个数点开就是它的清单。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse

from zhixing.casework.cases.queries import Case, capped_count
from zhixing.casework.closing import queries as closing
from zhixing.entrances.web.cases.filters import Asked
from zhixing.entrances.web.ui import Figure, Piece, Tab, Tabs
from zhixing.entrances.web.ui.words import count, full_day

CAP = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary(Piece):
    """一行：期间、四个数、换期间。"""

    template: ClassVar[str] = "cases/summary.html"
    id: str = "summary"
    period: str
    cells: tuple[Figure, ...]
    tabs: Tabs


@dataclass(frozen=True, slots=True, kw_only=True)
class Later(Piece):
    """先空着，页面出来之后再取；没有脚本时是一个链接。案件再多，清单也不等它。"""

    template: ClassVar[str] = "cases/summary_later.html"
    id: str = "summary"
    url: str


def later(wanted: Asked) -> Later:
    """清单页上的位置。"""
    names = ("figure", "since", "until")
    query = _encoded({name: wanted.value(name) for name in names if wanted.value(name)})
    return Later(url=f"{reverse('case_summary')}?{query}")


def line(visible: QuerySet[Case], wanted: Asked) -> Summary:
    """这段期间的收结情况；旧存＋新收－已结＝未结。"""
    since, until = wanted.period or _default(wanted)
    found = closing.summary(visible, since, until)
    return Summary(
        period=f"{full_day(since)}至{full_day(until)}",
        cells=(*(_cell(figure, wanted) for figure in found.values()), *_undone(visible)),
        tabs=Tabs(_periods(wanted, since, until), label="期间", pills=True),
    )


def _cell(figure: closing.Figure, wanted: Asked) -> Figure:
    number = capped_count(figure.rows, CAP)
    return Figure(
        label=figure.label, value=count(number, CAP), current=wanted.value("figure") == figure.key,
        url=f"{reverse('case_list')}?{_encoded(figure.filters)}",
    )


def _undone(visible: QuerySet[Case]) -> tuple[Figure, ...]:
    """撤销过报结的，不分期间；没有就不列。"""
    number = capped_count(visible.filter(withdrawn_closings__gt=0), CAP)
    url = f"{reverse('case_list')}?{_encoded({'shelf': 'all', 'withdrawn': '1'})}"
    return (Figure(label="撤销过报结", value=count(number, CAP), url=url),) if number else ()


def _encoded(values: Mapping[str, str]) -> str:
    query = QueryDict(mutable=True)
    query.update(values)
    return query.urlencode()


def _default(wanted: Asked) -> tuple[date, date]:
    """网址里写了期间就用它，否则今年以来。"""
    since, until = wanted.day("since"), wanted.day("until")
    return (since, until) if since and until else (date(wanted.today.year, 1, 1), wanted.today)


def _periods(wanted: Asked, since: date, until: date) -> tuple[Tab, ...]:
    today = wanted.today
    spans = {
        "本月": (today.replace(day=1), today), "今年": (date(today.year, 1, 1), today),
        "去年": (date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
    }
    return tuple(
        Tab(text, f"?{_encoded({'since': a.isoformat(), 'until': b.isoformat()})}", (a, b) == (since, until))
        for text, (a, b) in spans.items()
    )
