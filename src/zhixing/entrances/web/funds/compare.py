"""换一种口径，欠多少：两种并排，逐级、逐项、逐事列出相差。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from zhixing.entrances.web.cases.desk import open_desk
from zhixing.entrances.web.cases.filling import people
from zhixing.entrances.web.claimform import plain_words
from zhixing.entrances.web.claimrows import ORDERS, OWN_SWITCHES
from zhixing.entrances.web.funds import standing, words
from zhixing.entrances.web.funds.account import BIG, Account, Trouble
from zhixing.entrances.web.funds.reckoning import Reckoning
from zhixing.entrances.web.funds.result import Result, fen
from zhixing.entrances.web.funds.sheet import difference
from zhixing.entrances.web.ui import Column, Money, Note, Page, Panel, Piece, Row, Table, show
from zhixing.entrances.web.ui.paging import paged
from zhixing.entrances.web.ui.words import dates, full_day, yuan
from zhixing.law import debt_reading
from zhixing.law.interest_sheet import alternatives
from zhixing.law.switches import CHOICES, DEFAULTS, LEVEL_NAMES, LEVELS, TITLES, shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Choosing(Piece):
    """换哪几项口径。``rows`` 是（开关，题目，现在的，可换的，选中的）。"""

    template: ClassVar[str] = "funds/choosing.html"
    url: str
    as_of: date
    rows: tuple[tuple[str, str, str, tuple[tuple[str, str], ...], str], ...]
    open: bool


def page(request: HttpRequest, case_id: int) -> HttpResponse:
    """对比。网址里写着换哪几项，如 ``?basis=360&general_days=HEAD``。"""
    found = Reckoning(open_desk(request, case_id))
    now, chosen = found.result, asked(request.GET)
    back = f"{reverse('case_debt', args=[case_id])}?as_of={found.as_of.isoformat()}"
    body: tuple[Piece, ...] = standing.obstacles(found) if found.debt else (standing.nothing(found),)
    title = "换口径对比"
    if now is not None:
        title, beside = _beside(found, now, chosen)
        ask = choosing(found, now, chosen)
        body = (*body, ask, *beside) if chosen else (*body, *beside, ask)
    return show(request, Page(
        title=title, pretitle=f"{found.case}　{people(found.desk)}　截至{full_day(found.as_of)}", back=back, back_text="计息明细", body=body,
    ))


def asked(query: Mapping[str, Any]) -> dict[str, str]:
    """要换的各项；认不出的不算。"""
    known = {key: set(CHOICES[key]) if key != "order" else set(ORDERS) for key in OWN_SWITCHES}
    return {key: value for key in OWN_SWITCHES if (value := query.get(key, "")) in known[key]}


def _values(result: Result) -> dict[str, str]:
    """现在各项口径的取值。"""
    changed = {row["key"]: row["value"] for row in result.switches}
    return {key: changed.get(key, getattr(DEFAULTS, key)) for key in OWN_SWITCHES}


def choosing(found: Reckoning, result: Result, chosen: Mapping[str, str]) -> Choosing:
    """选口径的表单：每一项现在用的、可以换成的。"""
    now = _values(result)
    rows = tuple(
        (key, TITLES[key], shown(key, now[key]), tuple((v, shown(key, v)) for v in _options(key) if v != now[key]), chosen.get(key, ""))
        for key in OWN_SWITCHES
    )
    url = reverse("case_debt_compare", args=[found.case.pk])
    return Choosing(url=url, as_of=found.as_of, rows=rows, open=not chosen)


def _options(key: str) -> Sequence[str]:
    return ORDERS if key == "order" else tuple(CHOICES[key])


def under(found: Account, chosen: Mapping[str, str]) -> Result | Trouble:
    """换了口径的结果。"""
    own = found.data.get("switches", {})
    changed = {key: {"value": value, "by": "对比", "why": "只是试算"} for key, value in chosen.items()}
    return found.under({**found.data, "switches": {**own, **changed}}, found.as_of)


def _beside(found: Reckoning, now: Result, chosen: Mapping[str, str]) -> tuple[str, tuple[Piece, ...]]:
    """没有选的，常见的几种各欠多少；选了的，两种并排。"""
    if not chosen:
        return "换一种口径，欠多少", (_each(found, now),)
    other = under(found, chosen)
    if isinstance(other, Trouble):
        return "换成这种口径算不出", (Note(other.text, "yellow"),)
    gap = other.total - now.total
    title = "换了口径，欠的一样多" if not gap else f"换了口径，{'多' if gap > 0 else '少'}欠 {yuan(abs(gap))} 元"
    told = "；".join(f"{TITLES[key]}：{shown(key, _values(now)[key])} → {shown(key, value)}" for key, value in chosen.items())
    return title, (Note(told, "blue"), levels(now, other), items(now, other), lines(found, now, other))


def _each(found: Reckoning, now: Result) -> Panel:
    """常见的几种口径各欠多少，点开并排看。"""
    columns = (Column("口径"), Column("换成"), Column("尚欠", "end"), Column("相差", "end"))
    return Panel(
        title="常见的几种", note=f"现在尚欠 {yuan(now.total)} 元" if len(now.lines) <= BIG else "行数多，选了才算", flush=True,
        body=(Table(columns=columns, rows=tuple(_alternatives(found, now)), label="常见的几种口径"),),
    )


def _alternatives(found: Reckoning, now: Result) -> list[Row]:
    """常见的几种，和改过的各项换回默认的。"""
    if len(now.lines) > BIG:
        return []
    listed = alternatives(debt_reading.claim(found.data), found.as_of)
    rows = [_alternative(found, one.switch, one.value, one.total, one.more, one.why) for one in listed]
    for changed in now.switches:
        key, default = changed["key"], getattr(DEFAULTS, changed["key"])
        if key in OWN_SWITCHES:
            other = under(found, {key: default})
            total = other.total if isinstance(other, Result) else None
            why = other.text if isinstance(other, Trouble) else ""
            rows.append(_alternative(found, key, default, total, total - now.total if total is not None else None, why))
    return rows


def _alternative(found: Reckoning, key: str, value: str, total: int | None, more: int | None, why: str) -> Row:
    asked = urlencode({"as_of": found.as_of.isoformat(), key: value})
    told = Money(total) if total is not None else "算不出"
    default = "（默认）" if value == getattr(DEFAULTS, key) else ""
    changed = f"{shown(key, value)}{default}"
    return Row(url=f"{reverse('case_debt_compare', args=[found.case.pk])}?{asked}", cells=(
        TITLES[key], (changed, plain_words(why)) if why else changed, told, difference(more or 0) if total is not None else "",
    ))


HEADS = ("现在", "换了")


def _columns(heads: tuple[str, str]) -> tuple[Column, ...]:
    return (Column(""), *(Column(text, "end") for text in (*heads, "相差")))


def levels(now: Result, other: Result, heads: tuple[str, str] = HEADS) -> Panel:
    """逐级。"""
    rows = [_row(LEVEL_NAMES[level], now.levels[level], other.levels[level]) for level in LEVELS]
    rows.append(_row("合计尚欠", now.total, other.total))
    return Panel(title="逐级", flush=True, body=(Table(columns=_columns(heads), rows=tuple(rows), label="逐级对比"),))


def items(now: Result, other: Result, heads: tuple[str, str] = HEADS) -> Panel:
    """逐项。"""
    after = {str(row["id"]): row for row in other.items}
    rows = tuple(_row(words.item(row), _owed(row), _owed(after[str(row["id"])])) for row in now.items if str(row["id"]) in after)
    return Panel(title="逐项", flush=True, body=(Table(columns=_columns(heads), rows=rows, label="逐项对比"),))


def _owed(row: Mapping[str, Any]) -> int:
    return sum(fen(row[key]) for key in ("left", "general_left", "double_left"))


LINES = (
    Column("日期"), Column("事项"), Column("利息：现在", "end"), Column("换了", "end"), Column("加倍：现在", "end"), Column("换了", "end"),
    Column("还欠：现在", "end"), Column("换了", "end"), Column("相差", "end"),
)


def lines(found: Reckoning, now: Result, other: Result) -> Panel:
    """逐事并排；长的分页。"""
    shown_, pager = paged(found.desk.request.GET, aligned(now.lines, other.lines))
    table = Table(columns=LINES, rows=tuple(_pair(a, b) for a, b in shown_), pager=pager, label="逐事对比")
    return Panel(title="逐事", flush=True, body=(table,))


Line = Mapping[str, Any]


def aligned(now: Sequence[Line], other: Sequence[Line]) -> list[tuple[Line | None, Line | None]]:
    """按日期、事项对齐；只在一边有的，另一边空着。"""
    left, right = list(now), list(other)
    if [_key(row) for row in left] == [_key(row) for row in right]:
        return list(zip(left, right, strict=True))
    waiting: dict[tuple[str, str, str], list[Line]] = {}
    for row in right:
        waiting.setdefault(_key(row), []).append(row)
    pairs: list[tuple[Line | None, Line | None]] = [(row, waiting[_key(row)].pop(0) if waiting.get(_key(row)) else None) for row in left]
    pairs += [(None, row) for rows in waiting.values() for row in rows]
    return sorted(pairs, key=lambda pair: str((pair[0] or pair[1] or {})["date"]))


def _key(row: Line) -> tuple[str, str, str]:
    return (row["date"], row["what"], row["paid"])


def _pair(a: Line | None, b: Line | None) -> Row:
    some = a or b or {}
    left = [_left(row) if row else None for row in (a, b)]
    gap = difference(left[1] - left[0]) if left[0] is not None and left[1] is not None else ""
    sums = [Money(fen(row[key])) if row else "" for key in ("general", "double") for row in (a, b)]
    return Row(cells=(dates(some["date"]), some["what"], *sums, *(Money(one) if one is not None else "" for one in left), gap))


def _left(row: Line) -> int:
    return sum(fen(row[f"left_{level}"]) for level in LEVELS)


def _row(name: str, before: int, after: int) -> Row:
    return Row(cells=(name, Money(before), Money(after), difference(after - before)))
