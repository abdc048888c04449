"""归档包：做包前看缺什么，做成，下载。"""

from __future__ import annotations

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse

from zhixing.casework.dossier import queries
from zhixing.casework.dossier.commands import pack
from zhixing.casework.dossier.facts import missing, retention
from zhixing.casework.dossier.queries import Material, Package
from zhixing.entrances.web.cases.desk import Desk, desk_for, open_desk
from zhixing.entrances.web.cases.filling import people
from zhixing.entrances.web.dossier.upload import BACK
from zhixing.entrances.web.dossier.words import size
from zhixing.entrances.web.ui import Column, Empty, Facts, FormPanel, Item, Items, Page, Panel, Row, Table, done, show
from zhixing.entrances.web.ui.words import dates, moment
from zhixing.foundation.files import queries as files_of
from zhixing.foundation.history.commands import log_read
from zhixing.law.states import Act

COLUMNS = (Column("做的时候"), Column("谁做的"), Column("份数", "end"), Column("页数", "end"), Column("大小", "end"), Column("清单的摘要", wide=True))
TOLD = "一个压缩包：封面、目录和备考表，按目录编排的材料（图片另印成 PDF 页），清单和每一件的摘要。同样的卷宗做出同样的包。"


def page(request: HttpRequest, case_id: int) -> HttpResponse:
    """看看缺什么；交上来就做。"""
    desk = desk_for(request, case_id, Act.FILE_MATERIAL)
    if request.method == "POST":
        made = pack(case=desk.case.pk, actor=desk.user, on=desk.today, revision=desk.sent)
        return done(request, request.path, f"归档包做好了：{made.items} 份 {made.pages} 页。")
    held = queries.materials(desk.case)
    return show(request, Page(
        title="归档包", pretitle=f"{desk.case}　{people(desk)}", back=f"{desk.home}?{BACK}", back_text="返回卷宗",
        body=(_making(desk, held), _lacking(desk, held), _made(desk)),
    ))


def _making(desk: Desk, held: list[Material]) -> FormPanel:
    kept = retention(desk.case)
    facts = Facts((
        ("材料", f"{len(held)} 份"), ("大小", size(sum(one.file.size for one in held if one.file))),
        ("保管期限", dates("；".join(step.text for step in kept.steps))),
    ))
    return FormPanel(
        title="做归档包", form=forms.Form(), url=desk.request.path, submit="做归档包", revision=desk.revision, before=(facts, TOLD),
        cancel=f"{desk.home}?{BACK}",
    )


def _lacking(desk: Desk, held: list[Material]) -> Panel:
    rows = tuple(Item(title=reason.text, note=reason.remedy, tone="yellow") for reason in missing(desk.case, held=held).warnings)
    note = "缺的照做，备考表上写明。" if rows else ""
    return Panel(title="还缺的", note=note, flush=True, body=(Items(items=rows, empty=Empty("应有的材料都有了", icon="circle-check")),))


def _made(desk: Desk) -> Panel:
    rows = tuple(_row(desk, one) for one in queries.packages(desk.case.pk)[:50])
    empty = Empty("还没有做过归档包", icon="folders")
    return Panel(title="做过的", flush=True, body=(Table(columns=COLUMNS, rows=rows, label="归档包", empty=empty),))


def _row(desk: Desk, one: Package) -> Row:
    return Row(url=reverse("dossier_package", args=[desk.case.pk, one.pk]), cells=(
        moment(one.made_at, desk.today), one.made_name, f"{one.items}", f"{one.pages}", size(one.file.size), one.manifest_hash[:16],
    ))


def download(request: HttpRequest, case_id: int, package: int) -> HttpResponseBase:
    """下载一包；整卷带走，谁下载了记下来。"""
    desk = open_desk(request, case_id)
    found = queries.packages(desk.case.pk).filter(pk=package).first()
    if found is None:
        raise Http404
    if not (desk.rights.may_export or desk.rights.may(Act.FILE_MATERIAL)):
        desk_for(request, case_id, Act.FILE_MATERIAL)
    log_read(actor=desk.user, court_id=desk.case.court_id, what="下载归档包", stream=desk.case.stream, detail=found.file.name)
    return FileResponse(files_of.open_(found.file), as_attachment=True, filename=found.file.name, content_type=found.file.media_type)

