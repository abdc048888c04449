"""一笔数怎么来的：四级、一项债务、一行。公式、利率、日数、取整、条文都在。"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from zhixing.entrances.web.funds import pieces, words
from zhixing.entrances.web.funds.result import Result, fen
from zhixing.entrances.web.ui import Column, Content, Facts, Money, Note, Page, Panel, Row, Step, Table, show
from zhixing.entrances.web.ui.words import dates, full_day, yuan
from zhixing.law.articles import cite
from zhixing.law.debt import LEVEL
from zhixing.law.switches import LEVEL_NAMES, LEVELS

Data = Mapping[str, Any]
GENERAL, DOUBLE = ("general",), ("double", "old")
ARTICLES = {"costs": "CC 561", "interest": "LX 1", "principal": "LX 1", "double": "CPL 264"}


def page(request: HttpRequest, result: Result, data: Data, back: str) -> HttpResponse:
    """``what``：四级之一、``total``、``item``（哪一项）、``line``（哪一行）。"""
    what = request.GET.get("what", "total")
    make: Callable[..., tuple[str, tuple[Content, ...]]] | None = {"total": _total, "item": _item, "line": _line}.get(what)
    if make is None and what not in LEVELS:
        raise Http404
    title, body = make(request, result, data) if make else _level(request, result, data, what)
    return show(request, Page(
        title=title, pretitle=f"截至{full_day(result.as_of)}，怎么算出来的", back=back, back_text="计息明细",
        body=(*body, *pieces.switches(result)),
    ))


def _total(request: HttpRequest, result: Result, data: Data) -> tuple[str, tuple[Content, ...]]:
    rows = tuple((LEVEL_NAMES[level], f"{yuan(result.levels[level])}") for level in LEVELS)
    sums = " ＋ ".join(yuan(result.levels[level]) for level in LEVELS)
    return f"尚欠 {yuan(result.total)} 元", (
        Panel(body=(Facts(rows), Step(f"{sums} ＝ {yuan(result.total)}", str(cite("CPL 264"))))),
    )


def _level(request: HttpRequest, result: Result, data: Data, level: str) -> tuple[str, tuple[Content, ...]]:
    title = f"{LEVEL_NAMES[level]} {yuan(result.levels[level])} 元"
    if level == "double":
        return title, _accrued(request, result, result.segments, DOUBLE, "double", sum(fen(row["double_accrued"]) for row in result.items))
    own = [row for row in result.items if LEVEL.get(row["kind"], "principal") == level]
    fixed = (_fixed(own, level, result),) if own or level != "interest" else ()
    if level != "interest":
        return title, (*fixed, *_gone(result, level))
    general = sum(fen(row["general_accrued"]) for row in result.items)
    return title, (*fixed, *_accrued(request, result, result.segments, GENERAL, "interest", general))


def _fixed(rows: Sequence[Data], level: str, result: Result) -> Panel:
    """执行依据写明数额的各项：金额减去已还的。"""
    columns = (Column("债务"), Column("金额", "end"), Column("已还", "end"), Column("未还", "end"))
    made = tuple(
        Row(cells=(words.item(row), Money(fen(row["amount"])), Money(fen(row["amount"]) - fen(row["left"])), Money(fen(row["left"]))))
        for row in rows
    )
    return Panel(title="执行依据确定的各项", flush=True, body=(Table(columns=columns, rows=made, label="各项"),))


def _accrued(
    request: HttpRequest, result: Result, segments: Sequence[Data], kinds: tuple[str, ...], level: str, accrued: int,
) -> tuple[Content, ...]:
    """逐段算出多少，还了多少，还欠多少。"""
    rows = [row for row in segments if row["kind"] in kinds]
    taken = sum(fen(row[f"to_{level}"]) for row in result.lines)
    tail = sum(fen(row["tail"]) for row in result.lines)
    left = result.levels[level]
    parts = [f"各段累计 {yuan(accrued)}"] + ([f"已还 {yuan(taken)}"] if taken else [])
    parts += [f"已放弃 {yuan(result.waived)}"] if level == "double" and result.waived else []
    told = f"{' － '.join(parts)}" if len(parts) > 1 else parts[0]
    note = (Step(f"各段显示的数分别取整，过账只取整一次，相差 {yuan(tail)} 元写作尾差。"),) if tail else ()
    return (
        Panel(title="逐段", note=f"共 {len(rows)} 段", flush=True, body=(pieces.segments(rows, request.GET),)),
        Panel(title="合计", body=(Step(f"{told}，还欠 {yuan(left)} 元。", str(cite(ARTICLES[level]))), *note)),
        *_gone(result, level),
    )


def _gone(result: Result, level: str) -> tuple[Content, ...]:
    """哪几笔还款抵充到这一级。"""
    rows = [row for row in result.lines if fen(row[f"to_{level}"])]
    if not rows:
        return ()
    columns = (Column("日期"), Column("事项"), Column("还款", "end"), Column("抵充到这一级", "end"))
    made = tuple(Row(cells=(dates(row["date"]), row["what"], Money(fen(row["paid"])), Money(fen(row[f"to_{level}"])))) for row in rows[:pieces_shown])
    more = f"只列最近 {pieces_shown} 笔，共 {len(rows)} 笔" if len(rows) > pieces_shown else ""
    return (Panel(title="抵充到这一级的还款", note=more, flush=True, body=(Table(columns=columns, rows=made, label="还款"),)),)


pieces_shown = 50


def _item(request: HttpRequest, result: Result, data: Data) -> tuple[str, tuple[Content, ...]]:
    """一项债务。"""
    wanted = request.GET.get("item", "")
    row = next((one for one in result.items if str(one["id"]) == wanted), None)
    if row is None:
        raise Http404
    label = row["name"] or row["id"]
    stated = next((one for one in data.get("items", ()) if str(one.get("id")) == wanted), {})
    rows = [one for one in result.segments if one.get("item_id", wanted) == wanted and one["item"] == label]
    twin = [one for one in result.items if (one["name"] or one["id"]) == label and not all("item_id" in part for part in rows)]
    clauses = tuple(Step(words.clause(clause)) for clause in stated.get("interest") or ())
    facts = Facts((
        ("金额", f"{words.money(row['amount'])} 元"), ("未还", f"{words.money(row['left'])} 元"),
        ("已计一般债务利息", f"{words.money(row['general_accrued'])} 元"), ("其中未还", f"{words.money(row['general_left'])} 元"),
        ("已计加倍部分", f"{words.money(row['double_accrued'])} 元"), ("其中未还", f"{words.money(row['double_left'])} 元"),
        ("履行期限届满", dates(row["due"] or "") or "没有写"), ("计入加倍基数", "是" if row["in_double_base"] else "否"),
    ))
    same = (Note(f"有 {len(twin)} 项都叫“{label}”，下面各段合在一起列。", "blue"),) if len(twin) > 1 else ()
    return f"{words.item(row)} 还欠 {_owed(row)} 元", (
        Panel(body=(facts, *clauses)), *same,
        Panel(title="逐段", note=f"共 {len(rows)} 段", flush=True, body=(pieces.segments(rows, request.GET),)),
    )


def _owed(row: Data) -> str:
    return yuan(fen(row["left"]) + fen(row["general_left"]) + fen(row["double_left"]))


def _line(request: HttpRequest, result: Result, data: Data) -> tuple[str, tuple[Content, ...]]:
    """一行：从上一行到这一行，累计了什么，还了什么。"""
    text = request.GET.get("line", "")
    n = int(text) if text.isdecimal() and len(text) < 6 else -1
    if not 0 <= n < len(result.lines):
        raise Http404
    row = result.lines[n]
    columns = (Column(""), Column("抵充", "end"), Column("还欠", "end"))
    made = tuple(Row(cells=(LEVEL_NAMES[level], Money(fen(row[f"to_{level}"])), Money(fen(row[f"left_{level}"])))) for level in LEVELS)
    since = result.lines[n - 1]["date"] if n else None
    during = [one for one in result.segments if one["to"] <= row["date"] and (since is None or one["to"] > since)]
    facts = Facts(tuple(
        (name, f"{words.money(row[key])} 元{more}") for name, key, more in (
            ("一般债务利息", "general", f"（{row['general_days']} 日）"), ("加倍部分", "double", f"（{row['delay_days']} 日）"), ("还款", "paid", ""),
            ("放弃", "waived", ""), ("尾差", "tail", ""), ("多出，应退还", "surplus", ""),
        ) if fen(row[key])
    ))
    return f"{dates(row['date'])} {row['what']}", (
        Panel(body=(facts,)), Panel(title="抵充与还欠", flush=True, body=(Table(columns=columns, rows=made, label="抵充与还欠"),)),
        Panel(title="这一段的利息", flush=True, body=(pieces.segments(during, request.GET),)),
    )
