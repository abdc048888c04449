"""一项财产：现在怎样、谁控制着、各次反馈怎么说、说法不一的两边。"""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from zhixing.casework.control import queries_assets as assets
from zhixing.casework.control.queries_assets import Asset, Finding, Holding
from zhixing.entrances.web import remedies
from zhixing.entrances.web.control import findings, frame, holdings
from zhixing.entrances.web.registers.frame import case_cell, guard
from zhixing.entrances.web.ui import Action, Column, Content, Empty, Facts, Note, Page, Panel, Row, Table, show
from zhixing.entrances.web.ui.words import dates, full_day, yuan
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import calendar_of

TOLD: Final = (
    Column("反馈日"), Column("说的是什么"), Column("价值（元）", "end"), Column("可用（元）", "end"), Column("案件"), Column("原文", "end"),
)
CLASHES: Final = (Column("哪一栏"), Column("先前说的"), Column("后来说的"), Column("哪天"))
HELD: Final = (Column("怎样控制的"), Column("哪一件案件"), Column("自"), Column("到"))
FIELDS: Final = {"value_fen": "价值", "available_fen": "可用", "state": "状态"}


def page(request: HttpRequest, asset_id: int) -> HttpResponse:
    """一项财产。"""
    guard(request)
    today = context.current().today
    row = get_object_or_404(assets.seen(request.user, today), pk=asset_id)
    told, pager = frame.paged(request, assets.findings_of(row, request.user, today))
    one = assets.holding(row, request.user, today)
    return show(request, Page(
        title=row.what, pretitle=f"{row.get_kind_display()} · {row.holder}", back=_back(one), back_text="全部财产",
        body=(*_notes(one), _held(request, one), *_clashes(row), _told(told, pager)), side=(_facts(row),),
    ))


def _back(one: Holding) -> str:
    """回到权利人的台账；登记来的没有反馈，看措施是对谁采取的。"""
    party = one.latest.party_id if one.latest else next((each.measure.party_id for each in one.taken if each.number != assets.MASKED), None)
    return reverse("control_ledger", args=[party]) if party else reverse("control_findings")


def _notes(one: Holding) -> tuple[Note, ...]:
    return tuple(Note(dates(f"{flag.text}{flag.remedy}（{flag.article}）"), "yellow") for flag in one.flags)


def _held(request: HttpRequest, one: Holding) -> Panel:
    today, calendar = context.current().today, calendar_of(request.user.court_id)
    rows = []
    for each in one.taken:
        head, number, *rest = holdings.taken(each, today, calendar)
        rows.append(Row(cells=(head, _case(each.measure.case_id, str(number), each.number), full_day(each.measure.since), rest[0])))
    for prior in one.prior:
        head, told = holdings.prior(prior)
        rows.append(Row(cells=(head, told, dates(str(prior.get("since", ""))) or "—", dates(str(prior.get("until", ""))) or "—")))
    table = Table(columns=HELD, rows=tuple(rows), label="谁控制着", empty=Empty("没有人控制", icon="lock-open"))
    return Panel(title="谁控制着", flush=True, body=(table,))


def _case(case_id: int, text: str, number: str) -> Content:
    """看得见的案件点得开。"""
    return text if number == assets.MASKED else Action(text=number, url=remedies.case_url(case_id), kind="link")


def _clashes(row: Asset) -> tuple[Panel, ...]:
    if not row.conflicts:
        return ()
    rows = tuple(
        Row(cells=(FIELDS.get(str(one["field"]), str(one["field"])), _said(one, "ours"), _said(one, "theirs"), dates(str(one.get("on", "")))))
        for one in row.conflicts
    )
    table = Table(columns=CLASHES, rows=rows, label="说法不一")
    return (Panel(title="几次反馈说法不一", note="两边都留着，台账照后来的写", flush=True, body=(table,)),)


def _said(one: dict[str, Any], side: str) -> str:
    said = one.get(side)
    return f"{yuan(said)} 元" if isinstance(said, int) and str(one["field"]).endswith("_fen") else str(said)


def _told(rows: list[Any], pager: Any) -> Panel:
    table = Table(id="told", columns=TOLD, rows=tuple(map(_finding, rows)), label="各次反馈", pager=pager, empty=Empty("没有反馈，是登记的"))
    return Panel(title="各次反馈", flush=True, body=(table,))


def _finding(row: Finding) -> Row:
    source = row.request.agency.name if row.request else "人工、反馈表"
    raw: Content = Action(text="原文", url=reverse("control_reply", args=[row.reply_id]), small=True) if row.reply_id else ""
    return Row(tone="yellow" if row.faults else "", cells=(
        (full_day(row.told_on), source), findings.what(row), findings.money(row.value_fen, row.currency),
        findings.money(row.available_fen, row.currency), case_cell(row.case), raw,
    ))


def _facts(row: Asset) -> Panel:
    values = row.details.get("values", {})
    rows: list[tuple[str, Content]] = [
        ("权利人", row.holder), ("种类", row.get_kind_display()), ("价值", holdings.value(row)[0]), ("可用", holdings.available(row)),
        ("照哪天的反馈", holdings.asof(row)),
    ]
    rows += [("价值依据", dates(row.value_basis))] if row.value_basis else []
    rows += [(holdings.LABELS.get(name, name), str(text)) for name, text in sorted(values.items()) if text][:12]
    return Panel(title="这一项", body=(Facts(tuple(rows)),))
