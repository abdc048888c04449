"""下载卷里的一份材料。副卷的当事人不得查阅，谁下载了记下来。"""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase

from zhixing.casework.dossier.queries import materials
from zhixing.entrances.web.cases.desk import Desk, open_desk
from zhixing.foundation.files import queries as files_of
from zhixing.foundation.files.queries import StoredFile
from zhixing.foundation.history.commands import log_read
from zhixing.law import dossier as law


def file(request: HttpRequest, case_id: int, file_id: int) -> HttpResponseBase:
    """一份材料；不在浏览器里打开。"""
    desk = open_desk(request, case_id)
    found = files_of.of_stream(desk.case.stream).filter(pk=file_id).first()
    if found is None:
        raise Http404
    _logged(desk, found)
    return FileResponse(files_of.open_(found), as_attachment=True, filename=found.name, content_type=found.media_type)


def _logged(desk: Desk, file: StoredFile) -> None:
    one = next((one for one in materials(desk.case) if one.file and one.file.pk == file.pk), None)
    if one and law.section(one.section).inner:
        log_read(actor=desk.user, court_id=desk.case.court_id, what="副卷材料", stream=desk.case.stream, detail=one.title)
