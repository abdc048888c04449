"""打印和导出：给当事人的计息单。当场算的写明没有确认；存着的一版照存着的。"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header

from zhixing import __version__
from zhixing.casework.funds.queries import Sheet
from zhixing.entrances.web.cases.desk import Desk, open_desk
from zhixing.entrances.web.cases.filling import people
from zhixing.entrances.web.funds import pieces, standing, words
from zhixing.entrances.web.funds.reckoning import Reckoning
from zhixing.entrances.web.funds.result import Result, fen
from zhixing.entrances.web.funds.versions import of
from zhixing.entrances.web.ui.words import dates, full_day, moment, yuan
from zhixing.exchange import sheet_xlsx
from zhixing.exchange.sheet_xlsx import Heading
from zhixing.foundation.history import context
from zhixing.foundation.history.commands import log_read
from zhixing.law import sheet_code
from zhixing.law.capitals import to_capitals
from zhixing.law.switches import LEVEL_NAMES, LEVELS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DRAFT = "未确认，供核对"


def printed(request: HttpRequest, case_id: int) -> HttpResponse:
    """当场算的，打印。"""
    found = _ready(request, case_id)
    back = f"{reverse('case_debt', args=[case_id])}?as_of={found.as_of.isoformat()}"
    return _print(found, _live(found), found.data, _head(found, None), back)


def exported(request: HttpRequest, case_id: int) -> HttpResponse:
    """当场算的，导出。"""
    found = _ready(request, case_id)
    return _export(found, _head(found, None), _live(found), found.data, f"{found.as_of:%Y%m%d}")


def sheet_printed(request: HttpRequest, case_id: int, number: int) -> HttpResponse:
    """一版，打印。"""
    found = Reckoning(open_desk(request, case_id))
    sheet = of(found, number)
    return _print(found, Result.stored(sheet.result), sheet.inputs, _head(found, sheet), reverse("case_debt_sheet", args=[case_id, number]))


def sheet_exported(request: HttpRequest, case_id: int, number: int) -> HttpResponse:
    """一版，导出。"""
    found = Reckoning(open_desk(request, case_id))
    sheet = of(found, number)
    return _export(found, _head(found, sheet), Result.stored(sheet.result), sheet.inputs, f"第{number}版")


def _ready(request: HttpRequest, case_id: int) -> Reckoning:
    found = Reckoning(open_desk(request, case_id))
    if found.result is None:
        raise Http404
    return found


def _live(found: Reckoning) -> Result:
    assert found.result is not None
    return found.result


def _head(found: Reckoning, sheet: Sheet | None) -> Heading:
    """表头；``sheet`` 为空是当场算的。"""
    case, desk = found.case, found.desk
    title = (sheet.inputs if sheet else found.data).get("title") or "、".join(t.number for t in case.titles.all())
    signed = standing.signed_text(found, sheet) if sheet else ""
    return Heading(
        court=case.court.name, case=str(case), parties=people(desk), title=str(title), signed=signed or DRAFT,
        version=f"第{sheet.number}版" if sheet else "当场计算", code=sheet.code_version if sheet else f"{__version__}+{sheet_code.digest()}",
        notes=tuple(sheet.notes) if sheet else found.notes,
    )


def _export(found: Reckoning, head: Heading, result: Result, inputs: dict[str, Any], name: str) -> HttpResponse:
    desk = found.desk
    log_read(actor=desk.user, court_id=desk.case.court_id, what="导出计息单", stream=desk.case.stream, detail=f"{head.version}，{head.case}")
    answer = HttpResponse(sheet_xlsx.workbook(head, result.as_data(), inputs), content_type=XLSX)
    answer.headers["Content-Disposition"] = attachment(f"计息单{head.case}{name}.xlsx")
    return answer


def attachment(name: str) -> str:
    """下载的文件名。"""
    return content_disposition_header(as_attachment=True, filename=name) or ""


def _print(found: Reckoning, result: Result, inputs: dict[str, Any], head: Heading, back: str) -> HttpResponse:
    desk: Desk = found.desk
    articles = list(dict.fromkeys(row["article"] for row in result.segments))
    return render(desk.request, "funds/print.html", {
        "head": head, "back": back, "result": result, "unit": pieces.unit(result), "as_of": full_day(result.as_of),
        "draft": head.signed == DRAFT, "total": yuan(result.total), "capitals": to_capitals(result.total) if result.currency == "CNY" else "",
        "levels": [(LEVEL_NAMES[level], yuan(result.levels[level])) for level in LEVELS], "items": _items(result, inputs),
        "lines": [_line(row) for row in result.lines], "segments": [_segment(row, articles) for row in result.segments], "articles": articles,
        "extras": words.extras(inputs), "guarantors": result.guarantors, "in_yuan": result.in_yuan, "switches": result.switches,
        "notes": [dates(text) for text in dict.fromkeys((*result.warnings, *head.notes))], "level_names": [LEVEL_NAMES[level] for level in LEVELS],
        "printed": f"{desk.user.name} {moment(context.current().now)}",
    })


def _items(result: Result, inputs: dict[str, Any]) -> list[dict[str, Any]]:
    stated = {str(row.get("id")): row for row in inputs.get("items", ())}
    return [
        {
            "name": words.item(row), "amount": words.money(row["amount"]), "due": dates(row["due"] or "") or "没有写",
            "clauses": [words.clause(clause) for clause in stated.get(str(row["id"]), {}).get("interest") or ()],
            "left": words.money(row["left"]), "general": words.money(row["general_left"]), "double": words.money(row["double_left"]),
            "base": row["in_double_base"],
        } for row in result.items
    ]


def _line(row: Any) -> dict[str, Any]:
    taken = "，".join(f"{LEVEL_NAMES[level]}{words.money(row[f'to_{level}'])}" for level in LEVELS if fen(row[f"to_{level}"]))
    gone = row["paid"] if fen(row["paid"]) else row["waived"]
    more = [f"尾差{row['tail']}"] if fen(row["tail"]) else []
    more += [f"多出{words.money(row['surplus'])}应退还"] if fen(row["surplus"]) else []
    return {
        "day": dates(row["date"]), "what": row["what"], "general": words.money(row["general"]), "general_days": row["general_days"],
        "double": words.money(row["double"]), "delay_days": row["delay_days"], "gone": words.money(gone) if fen(gone) else "", "taken": taken,
        "more": "，".join(more), "left": yuan(sum(fen(row[f"left_{level}"]) for level in LEVELS)),
    }


def _segment(row: Any, articles: list[str]) -> dict[str, Any]:
    """一段；依据写成下面所列的第几条。"""
    return {
        "item": row["item"], "kind": pieces.KINDS.get(row["kind"], row["kind"]), "start": row["from"], "end": row["to"], "days": row["days"],
        "base": words.money(row["base"]), "formula": row["formula"], "amount": words.money(row["amount"]), "flag": row["flag"],
        "article": articles.index(row["article"]) + 1,
    }
