"""计息单的各版：一览、看一版、两版有什么不同；生成、确认、作废。"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseNotAllowed
from django.urls import reverse

from zhixing.casework.cases.access import Forbidden
from zhixing.casework.funds import commands, queries
from zhixing.casework.funds.queries import Sheet
from zhixing.entrances.web.cases.act_forms import DeskForm
from zhixing.entrances.web.cases.desk import Desk, open_desk
from zhixing.entrances.web.cases.filling import Filling, fill, people
from zhixing.entrances.web.funds import compare, pieces, standing, steps
from zhixing.entrances.web.funds.reckoning import Reckoning
from zhixing.entrances.web.funds.result import Result
from zhixing.entrances.web.ui import (
    Action,
    Actions,
    Column,
    Empty,
    Facts,
    Money,
    Note,
    Page,
    Panel,
    Piece,
    Row,
    Table,
    TextField,
    Timeline,
    done,
    show,
)
from zhixing.entrances.web.ui.timeline import Moment
from zhixing.entrances.web.ui.words import dates, full_day, moment, yuan
from zhixing.law.debt_changes import changes
from zhixing.law.states import Act


def listing(request: HttpRequest, case_id: int) -> HttpResponse:
    """各版一览。"""
    found = Reckoning(open_desk(request, case_id))
    columns = (Column("版次"), Column("算到"), Column("合计尚欠", "end"), Column("生成"), Column("确认"), Column("状况"), Column("", "end"))
    rows = tuple(_row(found, sheet) for sheet in found.sheets)
    empty = Empty("还没有生成计息单", "在“计息明细”里核对以后生成；承办法官确认的一版，才能据以发放案款。", "file-text")
    table = Table(columns=columns, rows=rows, label="计息单各版", empty=empty)
    return show(request, Page(
        title=f"计息单共 {len(rows)} 版" if rows else "还没有生成计息单", pretitle=f"{found.case}　{people(found.desk)}", tags=standing.tags(found),
        actions=standing.following(found), back=reverse("case_debt", args=[case_id]), back_text="计息明细",
        body=(Panel(flush=True, body=(table,)),),
    ))


def _row(found: Reckoning, sheet: Sheet) -> Row:
    case, today = found.case.pk, found.desk.today
    before = next((one.number for one in found.sheets if one.number < sheet.number), None)
    shown = [("打印", "case_debt_sheet_print"), ("导出", "case_debt_sheet_export")]
    if before is not None:
        shown.insert(0, (f"与第{before}版比", "case_debt_difference"))
    buttons = tuple(Action(text=text, url=reverse(name, args=[case, sheet.number]), kind="link", small=True) for text, name in shown)
    return Row(url=reverse("case_debt_sheet", args=[case, sheet.number]), tone="grey" if sheet.voided_at else "", cells=(
        f"第{sheet.number}版", full_day(sheet.as_of), Money(sheet.total_fen), (sheet.made_name, moment(sheet.made_at, today)),
        (sheet.signed_name, moment(sheet.signed_at, today)) if sheet.signed_at else "—",
        (standing.of_sheet(found, sheet), *([sheet.void_reason] if sheet.voided_at else [])), Actions(buttons),
    ))


def of(found: Reckoning, number: int) -> Sheet:
    """第几版，连同输入和结果。"""
    sheet = queries.sheets(found.case.pk).filter(number=number).first()
    if sheet is None:
        raise Http404
    return sheet


def page(request: HttpRequest, case_id: int, number: int) -> HttpResponse:
    """看一版：存着的结果，一个字也没有改过。"""
    found = Reckoning(open_desk(request, case_id))
    sheet = of(found, number)
    result = Result.stored(sheet.result)
    tag = standing.of_sheet(found, sheet)
    home = reverse("case_debt_sheet_why", args=[case_id, number])

    def why(what: str, **more: Any) -> str:
        return f"{home}?what={what}" + "".join(f"&{key}={value}" for key, value in more.items())

    changed = (_changed(found, sheet),) if sheet.voided_at is None and not found.current(sheet) else ()
    return show(request, Page(
        title=f"第{number}版计息单：截至{full_day(sheet.as_of)}尚欠 {yuan(sheet.total_fen)} {pieces.unit(result)}",
        pretitle=f"{found.case}　{people(found.desk)}", tags=(tag,), actions=(_buttons(found, sheet),),
        back=reverse("case_debt_sheets", args=[case_id]), back_text="各版", body=(
            *changed, *pieces.warnings(result, sheet.notes), pieces.levels(result, why),
            Panel(title="各项债务", flush=True, body=(pieces.items(result, sheet.inputs, why),)),
            Panel(title="逐事计算", flush=True, body=(pieces.lines(result, request.GET, why),)),
            *pieces.switches(result), *pieces.others(result, sheet.inputs), made(found, sheet),
        ),
    ))


def made(found: Reckoning, sheet: Sheet) -> Panel:
    """谁生成、谁确认、哪一份程序算的。"""
    today = found.desk.today
    rows = [("生成", f"{sheet.made_name} {moment(sheet.made_at, today)}"), ("计息依据", f"第{sheet.debt_version}版")]
    rows += [("确认", f"{sheet.signed_name} {moment(sheet.signed_at, today)}")] if sheet.signed_at else []
    rows += [("作废", standing.signed_text(found, sheet))] if sheet.voided_at else []
    rows += [("程序版本", sheet.code_version)]
    return Panel(title="这一版", body=(Facts(tuple(rows)),))


def _changed(found: Reckoning, sheet: Sheet) -> Note:
    """生成以后变了什么。"""
    told = changed_inputs(sheet.inputs, found.data) if found.data else []
    return Note("\n".join(f"· {text}" for text in told[:12]) or "计息依据、款项或者口径变了。", "yellow", "这一版生成以后有变动，须重新生成、确认")


def changed_inputs(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """两份输入有什么不同，一处一句；款项按笔说。"""
    known = {str(row["id"]): row for row in before.get("payments", ())}
    now = {str(row["id"]): row for row in after.get("payments", ())}
    paid = [f"多一笔款项：{_payment(row)}" for key, row in now.items() if key not in known]
    paid += [f"少一笔款项：{_payment(row)}" for key, row in known.items() if key not in now]
    paid += [f"一笔款项改了：{_payment(known[key])} → {_payment(row)}" for key, row in now.items() if key in known and known[key] != row]
    rest = changes(*({k: v for k, v in data.items() if k != "payments"} for data in (before, after)))
    return [dates(text) for text in (*rest, *paid)]


def _payment(row: Mapping[str, Any]) -> str:
    day = row.get("served_on") or row.get("on")
    return f"{day} {pieces.way(str(row.get('how')))} {pieces.words.money(row['amount'])} 元"


def _buttons(found: Reckoning, sheet: Sheet) -> Actions:
    case, number = found.case.pk, sheet.number
    shown = [
        Action(text="打印", url=reverse("case_debt_sheet_print", args=[case, number]), icon="printer"),
        Action(text="导出", url=reverse("case_debt_sheet_export", args=[case, number]), icon="file-spreadsheet", download=True),
    ]
    more = []
    if any(one.number < number for one in found.sheets):
        more.append(Action(text="与上一版比", url=reverse("case_debt_difference", args=[case, number])))
    if sheet.voided_at is None and found.may(Act.VOID_SHEET):
        more.append(Action(text="作废", url=reverse("case_debt_void", args=[case, number]), dialog=True))
    if sheet.signed_at is None and sheet.voided_at is None and found.may(Act.SIGN_SHEET):
        fields = {"revision": found.desk.revision}
        url = reverse("case_debt_sign", args=[case, number])
        shown.append(Action(text="确认计息单", url=url, method="post", fields=fields, kind="primary", icon="rubber-stamp"))
    return Actions(tuple(shown), tuple(more))


def explained(request: HttpRequest, case_id: int, number: int) -> HttpResponse:
    """这一版里一笔数怎么来的。"""
    sheet = of(Reckoning(open_desk(request, case_id)), number)
    return steps.page(request, Result.stored(sheet.result), sheet.inputs, reverse("case_debt_sheet", args=[case_id, number]))


def difference(request: HttpRequest, case_id: int, number: int) -> HttpResponse:
    """与另一版（没有写的，是上一版）有什么不同：输入变了什么，数差多少。"""
    found = Reckoning(open_desk(request, case_id))
    after, given = of(found, number), request.GET.get("with", "")
    known = [one.number for one in found.sheets if one.number != number]
    other = int(given) if given.isdecimal() and len(given) < 6 and int(given) in known else next((n for n in known if n < number), None)
    if other is None:
        raise Http404
    before = of(found, other)
    told = changed_inputs(before.inputs, after.inputs)
    told += [f"算到：{full_day(before.as_of)} → {full_day(after.as_of)}"] if before.as_of != after.as_of else []
    told += [f"程序版本：{before.code_version} → {after.code_version}"] if before.code_version != after.code_version else []
    gap = after.total_fen - before.total_fen
    title = f"第{number}版比第{other}版{'多' if gap > 0 else '少'} {yuan(abs(gap))} 元" if gap else f"第{number}版与第{other}版合计相同"
    old, new = Result.stored(before.result), Result.stored(after.result)
    heads = (f"第{other}版", f"第{number}版")
    listed = Timeline(moments=tuple(Moment(text=text, day="") for text in told), empty="输入没有不同。")
    body: tuple[Piece, ...] = (Panel(title="变了什么", body=(listed,)), compare.levels(old, new, heads), compare.items(old, new, heads))
    return show(request, Page(
        title=title, pretitle=f"{found.case}　{people(found.desk)}", back=reverse("case_debt_sheets", args=[case_id]), back_text="各版", body=body,
    ))


def make(request: HttpRequest, case_id: int) -> HttpResponse:
    """生成一版。"""
    desk = open_desk(request, case_id)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    asked = Reckoning(desk, request.POST)
    if not asked.form.is_valid():
        return HttpResponseBadRequest()
    sheet = commands.make_sheet(case=case_id, actor=desk.user, on=desk.today, revision=desk.sent, as_of=asked.as_of)
    return done(request, reverse("case_debt_sheet", args=[case_id, sheet.number]), f"已生成计息单第{sheet.number}版，请核对。")


def sign(request: HttpRequest, case_id: int, number: int) -> HttpResponse:
    """确认一版。"""
    desk = open_desk(request, case_id)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    commands.sign_sheet(case=case_id, actor=desk.user, on=desk.today, revision=desk.sent, number=number)
    return done(request, reverse("case_debt_sheet", args=[case_id, number]), f"已确认计息单第{number}版，可以据以发放。")


class VoidForm(DeskForm):
    """作废的理由。"""

    reason = TextField(label="作废的理由", lines=3, max_length=500)


def void(request: HttpRequest, case_id: int, number: int) -> HttpResponse:
    """作废一版，写明理由。"""
    desk = open_desk(request, case_id)
    if not desk.rights.may(Act.VOID_SHEET):
        raise Forbidden(desk.user, Act.VOID_SHEET)
    sheet = of(Reckoning(desk), number)
    note = f"第{number}版，截至{full_day(sheet.as_of)}合计 {yuan(sheet.total_fen)} 元。作废的留在各版里，不能恢复；要用的重新生成、确认。"
    return fill(desk, VoidForm(desk, request.POST or None), Filling(
        title=f"作废计息单第{number}版", submit="作废", danger=True, columns=1, note=note, run=lambda values: _void(desk, number, values["reason"]),
    ))


def _void(desk: Desk, number: int, reason: str) -> tuple[str, str]:
    commands.void_sheet(case=desk.case.pk, actor=desk.user, on=desk.today, revision=desk.sent, number=number, reason=reason)
    return f"已作废计息单第{number}版。", reverse("case_debt_sheets", args=[desk.case.pk])
