"""一次抽签：每件抽到了谁、几人中抽；证明：种子的摘要几时公布、记录的摘要、种子公开没有、怎样核验；下载记录。"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Final

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import content_disposition_header

from zhixing.casework.cases.queries import Case
from zhixing.casework.centre import queries_draws
from zhixing.casework.centre.queries_draws import Draw, Lot
from zhixing.entrances.web.access import does_casework, rights_of
from zhixing.entrances.web.admin.paging import sliced
from zhixing.entrances.web.centre.draws import NAME, guard
from zhixing.entrances.web.money.frame import turning
from zhixing.entrances.web.registers.frame import case_cell
from zhixing.entrances.web.ui import (
    Action,
    Column,
    Content,
    Facts,
    Note,
    Page,
    Panel,
    Row,
    Status,
    Table,
    Text,
    show,
)
from zhixing.entrances.web.ui.words import full_day, moment
from zhixing.foundation.history import context
from zhixing.foundation.history.commands import log_read
from zhixing.foundation.history.queries import Entry

LOTS: Final = (Column("第几件", "end"), Column("案件"), Column("承办人"), Column("团队"), Column("几人中抽", "end"), Column("抽到的机会", "end"))
HOW: Final = (
    "种子抽签前就已生成，当时公布的是它的摘要，谁也不能换；抽签的次日公开种子。\n"
    "拿下载的记录，任何人都可以核验：运行 zhixing assign --verify 记录.json，或者随系统文档的 docs/verify_draw.py（只要 Python，不用本系统）。"
    "照记录里的输入和公开的种子重抽一遍，应当件件相同。\n"
    "记录里有各位法官当时的分量，由局领导、督察下载，给谁看由本院定。"
)


def own(request: HttpRequest, draw_id: int) -> Draw:
    """本院的这一次；别的法院的没有。"""
    return get_object_or_404(Draw.objects.select_related("seed", "drawn_by"), pk=draw_id, court=request.user.court_id)


def page(request: HttpRequest, draw_id: int) -> HttpResponse:
    """这一次的结果和证明。"""
    guard(request)
    row = own(request, draw_id)
    rows, pager = sliced(request, queries_draws.lots(row))
    table = Table(id="lots", columns=LOTS, rows=tuple(_lot(one) for one in rows), label="每件抽到了谁", pager=turning(pager))
    return show(request, Page(
        title=f"随机分案 {row.cases:,} 件（可核验）", pretitle=f"{full_day(row.seed.day)}第{row.turn}次", actions=_download(request, row),
        back=reverse(NAME), back_text="随机分案", body=(*_left(row), Panel(title="结果", flush=True, body=(table,))),
        side=(_proof(row), Panel(title="怎样核验", body=(Text(HOW, "secondary"),))),
    ))


def takes_record(request: HttpRequest) -> bool:
    """记录里有各位法官当时的分量：看得到全院分量的局领导，和督察。"""
    rights = rights_of(request)
    return rights.may_recuse or (rights.may_view_audit and does_casework(request))


def _download(request: HttpRequest, row: Draw) -> tuple[Action, ...]:
    url = reverse("centre_draw_record", args=[row.pk])
    return (Action(text="下载记录", url=url, icon="download", download=True),) if takes_record(request) else ()


def _lot(row: Lot) -> Row:
    linked = row.way == "linked"
    chance: Content = Status("随关联案件", "blue") if linked else f"{row.chance / 10_000:.1f}%"
    team = row.team.name if row.team else ""
    return Row(cells=(f"{row.turn}", case_cell(row.case), row.judge.name, team, "—" if linked else f"{row.pool}", chance))


def _left(row: Draw) -> tuple[Panel, ...]:
    """没有抽的几件，为什么。"""
    left = row.record["left"]
    if not left:
        return ()
    cases = Case.objects.in_bulk([one["id"] for one in left])
    rows = tuple(Row(cells=(case_cell(cases[one["id"]]), tuple(one["why"]))) for one in left)
    table = Table(id="left", columns=(Column("案件"), Column("为什么")), rows=rows, label="没有抽的")
    return (Panel(title=f"{len(left)} 件没有抽", tone="yellow", flush=True, body=(table,)),)


def _proof(row: Draw) -> Panel:
    """三环和两个摘要。"""
    found, seed = queries_draws.proof(row), row.seed
    rows: list[tuple[str, Content]] = [
        ("种子摘要", broken(seed.digest)), ("公布于", _at(found.committed)), ("记录摘要", broken(row.digest)), ("抽签记于", _at(found.drawn)),
        ("谁抽的", row.drawn_by.name if row.drawn_by else ""),
        ("种子", broken(seed.secret) if seed.shown_at else f"{full_day(seed.day + timedelta(days=1))}公开"), ("公开于", _at(found.shown)),
    ]
    state = Note("种子已经公开，可以核验", "green") if seed.shown_at else Note("种子次日公开，那以后可以核验", "blue")
    return Panel(title="证明", body=(state, Facts(tuple(rows))))


def broken(digits: str) -> str:
    """一长串十六进制，八个一段，窄处可以换行。"""
    return " ".join(digits[at:at + 8] for at in range(0, len(digits), 8))


def _at(entry: Entry | None) -> str:
    """几时记的、法院链上第几环。"""
    return f"{moment(entry.recorded_at, context.current().today)}，本院记录第 {entry.seq} 环" if entry else "—"


def record(request: HttpRequest, draw_id: int) -> HttpResponse:
    """下载公开的记录，记入查阅日志。"""
    guard(request)
    row = own(request, draw_id)
    if not takes_record(request):
        raise PermissionDenied("记录里有各位法官当时的分量，由局领导、督察下载。")
    log_read(actor=request.user, court_id=row.court_id, what="下载随机分案记录", detail=f"{row.seed.day}第{row.turn}次")
    text = json.dumps(queries_draws.document(row), ensure_ascii=False, indent=1)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"随机分案{row.seed.day:%Y%m%d}-{row.turn}.json") or ""
    response["Cache-Control"] = "no-store"
    return response
