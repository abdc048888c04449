"""计息单的各块：四级、各项、逐事、逐段、口径、提醒。当场算的和存着的一样摆。"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.http import QueryDict

from zhixing.entrances.web.funds import words
from zhixing.entrances.web.funds.result import Result, fen
from zhixing.entrances.web.ui import (
    Column,
    Empty,
    Facts,
    Figure,
    Grid,
    Money,
    Note,
    Panel,
    Piece,
    Row,
    Status,
    Table,
)
from zhixing.entrances.web.ui.paging import paged
from zhixing.entrances.web.ui.words import dates, yuan
from zhixing.law.debt import WAYS
from zhixing.law.switches import LEVEL_NAMES, LEVELS

Data = Mapping[str, Any]
Why = Callable[..., str]
"""一笔数的说明在哪里：``why("interest")``、``why("item", item="1")``。"""
KINDS = {"general": "一般债务利息", "double": "加倍部分", "old": "旧规定的迟延利息"}
SAID = {"costs": "诉讼费等", "interest": "连同固定数额的利息", "principal": "本金、价款、违约金等", "double": "每日万分之一点七五"}


def levels(result: Result, why: Why) -> Grid:
    """四级各欠多少，点开看怎么来的。"""
    return Grid(tuple(
        Figure(label=LEVEL_NAMES[level], value=yuan(result.levels[level]), note=SAID[level], why_url=why(level)) for level in LEVELS
    ))


def items(result: Result, data: Data, why: Why) -> Table:
    """各项还欠多少；下面写着计息条款。"""
    stated = {str(row.get("id")): row for row in data.get("items", ())}
    columns = (
        Column("债务"), Column("未还", "end"), Column("利息未还", "end"), Column("加倍未还", "end"), Column("小计", "end"),
    )
    rows = tuple(_item(row, stated.get(str(row["id"]), {}), why) for row in result.items)
    return Table(columns=columns, rows=rows, label="各项债务")


def _item(row: Data, stated: Data, why: Why) -> Row:
    left, general, double = fen(row["left"]), fen(row["general_left"]), fen(row["double_left"])
    due = dates(f"履行期限届满 {row['due']}") if row.get("due") else "没有写履行期限"
    told = [words.clause(clause) for clause in stated.get("interest") or ()] or ["没有计息条款"]
    base = () if row["in_double_base"] else (Status("不计入加倍基数", "plain"),)
    judge = (Status("是否计入加倍基数待法官定", "yellow"),) if stated.get("in_double_base") == "judge" else ()
    url = why("item", item=row["id"])
    return Row(cells=(
        (words.item(row), f"{words.money(row['amount'])}元，{due}", *told, *base, *judge),
        Money(left), Money(general, why_url=url), Money(double, why_url=url), Money(left + general + double),
    ))


LINE_COLUMNS = (
    Column("日期"), Column("事项"), Column("一般债务利息", "end"), Column("加倍部分", "end"), Column("还款", "end"), Column("抵充", "end"),
    Column("还欠", "end"),
)


def lines(result: Result, query: QueryDict, why: Why) -> Table:
    """逐事：每次累计多少、还了多少、抵充到哪里、还欠多少；长的分页。"""
    shown, pager = paged(query, range(len(result.lines)))
    rows = tuple(_line(n, result.lines[n], why) for n in shown)
    return Table(columns=LINE_COLUMNS, rows=rows, pager=pager, label="逐事计算", id="debt-lines")


def _line(n: int, row: Data, why: Why) -> Row:
    tail = (f"尾差 {row['tail']}",) if fen(row["tail"]) else ()
    gone = fen(row["paid"]) or fen(row["waived"])
    taken = tuple(f"{LEVEL_NAMES[level]} {words.money(row[f'to_{level}'])}" for level in LEVELS if fen(row[f"to_{level}"]))
    surplus = (f"多出 {words.money(row['surplus'])}，应退还",) if fen(row["surplus"]) else ()
    waived = ("放弃",) if fen(row["waived"]) else ()
    left = sum(fen(row[f"left_{level}"]) for level in LEVELS)
    return Row(cells=(
        dates(row["date"]), row["what"], _with_days(row["general"], row["general_days"], tail), _with_days(row["double"], row["delay_days"]),
        Money(gone) if gone else "", (*taken, *surplus, *waived) or "", Money(left, why_url=why("line", line=n)),
    ))


def _with_days(amount: str, days: int, more: tuple[str, ...] = ()) -> tuple[Any, ...]:
    return (words.money(amount), f"{days} 日", *more) if fen(amount) or days else ("—", *more)


SEGMENT_COLUMNS = (Column("期间"), Column("基数", "end"), Column("怎么算"), Column("得（元）", "end"))


def segments(rows: Sequence[Data], query: QueryDict) -> Table:
    """逐段：基数、利率、日数、依据；长的分页。"""
    shown, pager = paged(query, rows)
    empty = Empty("没有计息", "这段时间没有利息。")
    return Table(columns=SEGMENT_COLUMNS, rows=tuple(map(_segment, shown)), pager=pager, label="逐段计算", empty=empty)


def _segment(row: Data) -> Row:
    flag = (Status("沿用的利率" if "沿用" in row["flag"] else "请核对", "yellow"), dates(row["flag"])) if row["flag"] else ()
    exact = () if str(row["exact_fen"]).lstrip("-").isdigit() else ("四舍五入到分",)
    return Row(cells=(
        (f"{dates(row['from'])}起", f"至{dates(row['to'])}，{row['days']} 日", f"{row['item']}，{KINDS.get(row['kind'], row['kind'])}"),
        words.money(row["base"]), (f"×{row['formula']}", *flag, row["article"]), (words.money(row["amount"]), *exact),
    ))


def switches(result: Result) -> tuple[Piece, ...]:
    """与默认不同的口径，各写明谁改的、为什么；没有就不写。"""
    if not result.switches:
        return ()
    columns = (Column("口径"), Column("本单用的"), Column("默认"), Column("谁改的"), Column("为什么"))
    rows = tuple(
        Row(cells=(one["title"], one["shown"], one["default"], dates(one["by"]) or "没有写明", one["why"] or "没有写明")) for one in result.switches
    )
    return (Panel(title=f"与默认不同的口径 {len(rows)} 项", flush=True, body=(Table(columns=columns, rows=rows, label="口径"),)),)


def warnings(result: Result, notes: Sequence[str] = ()) -> tuple[Piece, ...]:
    """要注意的话：利率沿用、单一来源、待定的、没有计入的。"""
    told = list(dict.fromkeys((*result.warnings, *notes)))
    return (Note("\n".join(dates(text) for text in told), "yellow", "请注意"),) if told else ()


def others(result: Result, data: Data) -> tuple[Piece, ...]:
    """扣除期间、放弃、担保人各自承担的加倍部分、折算人民币。"""
    rows = words.extras(data)
    rows += [(f"{g['name']}承担的加倍部分", f"{words.money(g['double'])}元，以担保额{words.money(g['cap'])}元为限") for g in result.guarantors]
    if result.in_yuan:
        rate = f"{dates(result.in_yuan['on'])}中间价，{result.in_yuan['source']}"
        rows.append(("加倍部分折合人民币", f"{words.money(result.in_yuan['double'])}元（{rate}）"))
    rows += [("已还", f"{yuan(result.paid)}元")] if result.paid else []
    rows += [("已放弃", f"{yuan(result.waived)}元")] if result.waived else []
    rows += [("在担保物优先受偿范围内", f"{yuan(result.priority)}元")] if result.priority else []
    rows += [("多出，应退还", f"{yuan(result.surplus)}元")] if result.surplus else []
    return (Panel(title="另外", body=(Facts(tuple(rows)),)),) if rows else ()


def way(code: str) -> str:
    """怎样清偿。"""
    return WAYS.get(code, code)


def unit(result: Result) -> str:
    """金额的单位。"""
    return "元" if result.currency == "CNY" else result.currency
