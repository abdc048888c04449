"""导出：方案（.xlsx、.csv），和改了可以再导入的债权表。证件号按权限遮挡；导出记入查阅日志。"""

from __future__ import annotations

import tempfile

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase

from zhixing.entrances.web.distribution.opened import State, opened
from zhixing.exchange import creditors_out
from zhixing.foundation.history.commands import log_read

WHATS = {
    "result-xlsx": ("方案", "xlsx"), "result-csv": ("方案", "csv"), "claims-csv": ("债权表", "csv"),
}


def exported(request: HttpRequest, case_id: int, number: int, what: str) -> HttpResponseBase:
    """下载。还在导入的没有。"""
    found = opened(request, case_id, number)
    if what not in WHATS or found.plan.state == State.LOADING:
        raise Http404
    if not found.desk.rights.may_export:
        raise PermissionDenied("您的职务不导出本案的数据。")
    label, kind = WHATS[what]
    rows = creditors_out.claims if what == "claims-csv" else creditors_out.result
    file = tempfile.TemporaryFile()  # noqa: SIM115  下载完由 FileResponse 关掉
    write = creditors_out.write_xlsx if kind == "xlsx" else creditors_out.write_csv
    write(file, rows(found.plan, whole=found.desk.rights.may_see_identity))
    name = f"{found.desk.case}{found.name}{label}"
    detail = f"{name}，{found.plan.count}笔"
    log_read(actor=found.desk.user, court_id=found.plan.court_id, what="导出分配方案", detail=detail, stream=found.desk.case.stream)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.{kind}")
