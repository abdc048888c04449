"""把筛选出的清单导出成表格。看得见而不能导出的不在内；证件号码按权限遮挡；导出记入查阅日志。"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import FileResponse, HttpRequest, HttpResponseBase
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils.exceptions import IllegalCharacterError

from zhixing.casework.cases.access import facts_of
from zhixing.casework.cases.queries import Case, Livelihood, Party, Role, Stage, ties_of, visible_to
from zhixing.casework.nodes.queries import with_next_due
from zhixing.entrances.web.access import facts_of as user_facts_of
from zhixing.entrances.web.cases.filters import Asked, applied
from zhixing.entrances.web.cases.listing import asked
from zhixing.foundation.history.commands import log_read
from zhixing.law.closing import UnknownMode, mode
from zhixing.law.identity import mask
from zhixing.law.rights import Rights, UserFacts, rights
from zhixing.law.states import State

MOST = 50_000
CHUNK = 1000
HEADS = (
    "案号", "类型", "状态", "收到材料日", "立案日", "案由", "涉民生", "申请执行标的（元）", "申请执行人（申请保全人）", "申请人证件号码",
    "被执行人（被保全人）", "被执行人证件号码", "承办人", "团队", "最近节点", "届满日",
    "结案日", "结案方式", "结案事由", "撤销报结次数", "保全阶段", "上线日",
)


def download(request: HttpRequest) -> HttpResponseBase:
    """导出 .xlsx。超过五万件的只给前五万件，并在表尾说明。"""
    wanted = asked(request)
    cases = with_next_due(applied(visible_to(wanted.user, wanted.today), wanted), wanted.today)
    file = tempfile.TemporaryFile()  # noqa: SIM115  下载完由 FileResponse 关掉
    told = _write(file, cases.order_by("-received_on", "-id"), user_facts_of(request))
    log_read(
        actor=wanted.user, court_id=wanted.user.court_id, what="导出案件清单", detail=f"{told}；筛选 {wanted.query.urlencode()}"
    )
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=_name(wanted))


def _name(wanted: Asked) -> str:
    return f"案件清单{wanted.today:%Y%m%d}.xlsx"


def _write(file: Any, cases: Any, user: UserFacts) -> str:
    """一批一批写，内存只留一批。返回写了几件的一句话。"""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("案件")
    sheet.append(HEADS)
    written = left_out = 0
    for batch in _batches(cases[:MOST + 1].iterator(chunk_size=CHUNK)):
        for case, given in _rights(batch, user):
            if written >= MOST or not given.may_export:
                left_out += 1
                continue
            sheet.append([_cell(sheet, value) for value in _values(case, given)])
            written += 1
    told = f"导出 {written:,} 件" + (f"，另有 {left_out:,} 件以上没有导出（无导出权限，或者超过 {MOST:,} 件）" if left_out else "")
    sheet.append([told])
    book.save(file)
    return told


def _batches(cases: Iterable[Case]) -> Iterator[list[Case]]:
    rows = iter(cases)
    while batch := list(islice(rows, CHUNK)):
        prefetch_related_objects(batch, "parties")
        yield batch


def _rights(batch: list[Case], user: UserFacts) -> Iterator[tuple[Case, Rights]]:
    """每件的权限；承办情况一批只查一次。"""
    held = ties_of(case.pk for case in batch)
    return ((case, rights(user, facts_of(case, held[case.pk]))) for case in batch)


def _values(case: Case, given: Rights) -> list[Any]:
    node = case.next_node or {}  # type: ignore[attr-defined]
    return [
        str(case), case.get_kind_display(), State(case.state).label, case.received_on, case.accepted_on, case.cause,
        Livelihood(case.livelihood).label if case.livelihood else "", case.claim_fen / 100 if case.claim_fen is not None else None,
        case.applicant_text, _papers(case, Role.APPLICANT, given), case.respondent_text,
        _papers(case, Role.RESPONDENT, given), case.handler.name if case.handler else "", case.team.name if case.team else "",
        node.get("name", ""), case.next_due, case.closed_on, _mode(case.closing_mode),  # type: ignore[attr-defined]
        _ground(case), case.withdrawn_closings or None, Stage(case.stage).label if case.stage else "", case.live_on,
    ]


def _papers(case: Case, role: str, given: Rights) -> str:
    rows: list[Party] = [p for p in case.parties.all() if p.active and p.role == role and p.paper_number]
    return "、".join(p.paper_number if given.may_see_identity else mask(p.paper_number) for p in rows)


def _mode(code: str) -> str:
    try:
        return mode(code).label if code else ""
    except UnknownMode:
        return code


def _ground(case: Case) -> str:
    try:
        return mode(case.closing_mode).grounds.get(case.closing_ground, case.closing_ground) if case.closing_mode else ""
    except UnknownMode:
        return case.closing_ground


def _cell(sheet: Any, value: Any) -> Any:
    """文字一律按文字写，等号开头的也不当公式。"""
    if not isinstance(value, str):
        return value
    try:
        cell = WriteOnlyCell(sheet, value=value)
    except IllegalCharacterError:
        cell = WriteOnlyCell(sheet, value="".join(c for c in value if c.isprintable()))
    cell.data_type = "s"
    return cell
