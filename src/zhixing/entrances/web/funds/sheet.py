"""今天欠多少：算到哪天、四级、各项、逐事，假如再还一笔；每一笔点开看怎么来的。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from zhixing.entrances.web.cases.desk import open_desk
from zhixing.entrances.web.cases.filling import people
from zhixing.entrances.web.funds import paying, pieces, standing, steps, words
from zhixing.entrances.web.funds.account import BIG, Account, Question
from zhixing.entrances.web.funds.reckoning import Reckoning
from zhixing.entrances.web.funds.result import Result
from zhixing.entrances.web.ui import Action, Actions, Column, Money, Page, Panel, Piece, Row, Table, show
from zhixing.entrances.web.ui.words import full_day, yuan
from zhixing.law.states import Act
from zhixing.law.switches import LEVEL_NAMES, LEVELS

FRIDAY = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking(Piece):
    """算到哪天、假如再还：一行小表单，问了什么都在网址里。``keep`` 是要带着的参数。"""

    template: ClassVar[str] = "funds/asking.html"
    form: Question
    url: str
    as_of: date
    quick: tuple[tuple[str, str], ...] = ()
    keep: tuple[tuple[str, str], ...] = ()
    supposing: bool = True
    note: str = ""


def page(request: HttpRequest, case_id: int) -> HttpResponse:
    """计息明细。"""
    found = Reckoning(open_desk(request, case_id))
    status = 200 if found.form.is_valid() else 422
    return show(request, Page(
        title=headline(found), pretitle=f"{found.case}　{people(found.desk)}", tags=standing.tags(found), actions=actions(found),
        back=f"{found.desk.home}?tab=debt#tabs", back_text="案件页", body=(asking(found), *body(found)),
    ), status=status)


def headline(found: Reckoning) -> str:
    """截至哪天尚欠多少。"""
    result = found.result
    if result is None:
        return "暂时算不出尚欠多少" if found.debt else "还没有录入计息依据"
    return f"{when(found)}尚欠 {yuan(result.total)} {pieces.unit(result)}" if result.total else f"{when(found)}已经还清"


def when(found: Account) -> str:
    """今日，或者截至哪天。"""
    return "今日" if found.as_of == found.today else f"截至{full_day(found.as_of)}"


def actions(found: Reckoning) -> tuple[Piece, ...]:
    """右上的按钮。"""
    case = found.case.pk
    asked = urlencode({"as_of": found.as_of.isoformat()})
    more = [Action(text="计息单各版", url=reverse("case_debt_sheets", args=[case]), icon="history")] if found.sheets else []
    if found.may(Act.STATE_DEBT) and found.debt:
        more.append(Action(text="修改计息依据", url=reverse("case_debt_edit", args=[case]), icon="edit"))
    if found.result is None:
        return (Actions(tuple(more)),) if more else ()
    shown = (
        Action(text="换口径对比", url=f"{reverse('case_debt_compare', args=[case])}?{asked}", icon="arrows-split-2"),
        Action(text="打印", url=f"{reverse('case_debt_print', args=[case])}?{asked}", icon="printer"),
        Action(text="导出", url=f"{reverse('case_debt_export', args=[case])}?{asked}", icon="file-spreadsheet", download=True),
        *standing.following(found),
    )
    return (Actions(shown, tuple(more)),)


def asking(found: Reckoning) -> Asking:
    """算到哪天的小表单。"""
    today = found.desk.today
    friday = today + timedelta((FRIDAY - today.weekday()) % 7)
    days = (("今天", today), ("本周五", friday), ("月底", _month_end(today)))
    quick = tuple((text, f"?as_of={day.isoformat()}") for text, day in days)
    return Asking(form=found.form, url=reverse("case_debt", args=[found.case.pk]), as_of=found.as_of, quick=quick, note=_daily(found))


def _month_end(day: date) -> date:
    return (day.replace(day=1) + timedelta(32)).replace(day=1) - timedelta(1)


def body(found: Reckoning) -> tuple[Piece, ...]:
    """没有计息依据的空状态；算不出来的原因；算出来的各块。"""
    if found.debt is None:
        return (standing.nothing(found),)
    result = found.result
    if result is None:
        return (*standing.obstacles(found), stated(found))
    return (
        *standing.obstacles(found), *supposed(found), *pieces.warnings(result, found.notes), pieces.levels(result, why(found)),
        Panel(title="各项债务", flush=True, body=(pieces.items(result, found.data, why(found)),)),
        Panel(title="逐事计算", note=_told(result), flush=True, body=(pieces.lines(result, found.desk.request.GET, why(found)),)),
        *pieces.switches(result), *pieces.others(result, found.data), paying.panel(found),
    )


def _told(result: Result) -> str:
    return f"{len(result.lines)} 行；利息按精确分数累计，还款、放弃、截止时过账取整"


def _daily(found: Account) -> str:
    """照现在的样子，次日又多欠多少；款项太多的不另算，次日没有利率的不写。"""
    result = found.result
    if result is None or len(result.lines) > BIG or not result.total:
        return ""
    tomorrow = found.under(found.data, found.as_of + timedelta(1))
    more = tomorrow.total - result.total if isinstance(tomorrow, Result) else 0
    return f"次日再多 {yuan(more)} 元" if more > 0 else ""


def stated(found: Reckoning) -> Panel:
    """算不出来时，照样列出录入的各项。"""
    assert found.debt is not None
    rows = tuple(
        Row(cells=((words.item(row), *(words.clause(c) for c in row.get("interest") or ())), f"{words.money(row.get('amount', ''))}"))
        for row in found.debt.data.get("items", ())
    )
    columns = (Column("债务"), Column("金额（元）", "end"))
    return Panel(title="录入的各项债务", flush=True, body=(Table(columns=columns, rows=rows, label="录入的各项债务"),))


def why(found: Reckoning) -> pieces.Why:
    """一笔数的说明在哪里。"""
    home = reverse("case_debt_why", args=[found.case.pk])

    def url(what: str, **more: Any) -> str:
        asked = {"as_of": found.as_of.isoformat(), "what": what, **more}
        return f"{home}?{urlencode(asked)}"

    return url


def supposed(found: Account) -> tuple[Piece, ...]:
    """假如再还一笔：抵充到哪里，还与不还各欠多少。"""
    if found.supposed is None or found.result is None:
        return ()
    day, fen = found.supposed
    until = max(day, found.as_of)
    before, after = found.under(found.data, until), found.under(found.paying(), until)
    if not isinstance(before, Result) or not isinstance(after, Result):
        trouble = before if not isinstance(before, Result) else after
        return (Panel(title="假如再还一笔", body=(trouble.text,)),)  # type: ignore[union-attr]
    columns = (Column(""), Column("不还", "end"), Column("还了", "end"), Column("相差", "end"))
    rows = [Row(cells=(LEVEL_NAMES[level], *_beside(before.levels[level], after.levels[level]))) for level in LEVELS]
    rows.append(Row(cells=("合计尚欠", *_beside(before.total, after.total))))
    line = next(row for row in reversed(after.lines[:]) if row["date"] == day.isoformat() and pieces.fen(row["paid"]) == fen)
    taken = "、".join(f"{LEVEL_NAMES[level]} {words.money(line[f'to_{level}'])} 元" for level in LEVELS if pieces.fen(line[f"to_{level}"]))
    over = f"，多出 {words.money(line['surplus'])} 元应当退还" if pieces.fen(line["surplus"]) else ""
    saved = f"到{full_day(until)}合计少欠 {yuan(before.total - after.total)} 元。"
    return (Panel(
        title=f"假如{full_day(day)}再还 {yuan(fen)} 元", note=f"抵充：{taken or '没有可以抵充的'}{over}。{saved}", flush=True,
        body=(Table(columns=columns, rows=tuple(rows), label="还与不还"),),
    ),)


def _beside(before: int, after: int) -> tuple[Money, Money, str]:
    return Money(before), Money(after), difference(after - before)


def difference(fen: int) -> str:
    """相差：+12.00、-3.50、没有差的是“—”。"""
    return f"{'+' if fen > 0 else ''}{yuan(fen)}" if fen else "—"


def explained(request: HttpRequest, case_id: int) -> HttpResponse:
    """一笔数怎么来的。"""
    found = Reckoning(open_desk(request, case_id))
    if found.result is None:
        raise Http404
    return steps.page(request, found.result, found.data, f"{reverse('case_debt', args=[case_id])}?as_of={found.as_of.isoformat()}")
