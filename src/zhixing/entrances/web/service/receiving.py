"""导入邮政回执：交上去逐件登记，一行一个结果，多的后台办；说不准的、没有对上的列在前面，逐件去补。"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import content_disposition_header, urlencode

from zhixing.casework.documents import queries_desk as service
from zhixing.entrances.web import uploads
from zhixing.entrances.web.bulk.pages import running
from zhixing.entrances.web.bulk.starting import small, token, token_of
from zhixing.entrances.web.registers import frame
from zhixing.entrances.web.remedies import nothing
from zhixing.entrances.web.service import desk
from zhixing.entrances.web.service.batches import XLSX
from zhixing.entrances.web.ui import (
    Action,
    Column,
    Empty,
    Figure,
    Figures,
    FormPanel,
    Note,
    Page,
    Panel,
    Piece,
    Refusal,
    Row,
    Status,
    Table,
    show,
)
from zhixing.entrances.web.ui.filters import link
from zhixing.entrances.web.ui.paging import paged
from zhixing.entrances.web.ui.progress import over
from zhixing.entrances.web.ui.words import dates
from zhixing.exchange import bulk, postal, receipts
from zhixing.exchange.bulk import Act, BulkItem, BulkRun
from zhixing.exchange.receipts import VERDICTS, WRONG, Line
from zhixing.foundation.history import context
from zhixing.law.finding import Refused

HERE = "service_receipts"
LATER = ("ask", "bad", "refused")
"""可以逐件补的。"""
TONES = {"done": "green", "number": "green", "same": "grey", "waiting": "grey"}
COLUMNS = (Column("第几行"), Column("邮件号、送达编号"), Column("邮政说的"), Column("结果"), Column("说明"), Column("", "end"))


class UploadForm(forms.Form):
    """选一份回执。"""

    file = forms.FileField(label="回执表", help_text="邮政给的 .xlsx、.xls、.csv；一份一万件以内。", allow_empty_file=True,
                           widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv"}))


def page(request: HttpRequest) -> HttpResponse:
    """上传，看结果。"""
    frame.guard(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    refused: tuple[Piece, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            return _started(request, form.cleaned_data["file"])
        except Refused as error:
            refused = (Refusal.of(error.finding, nothing, "导入"),)
    found = _run(request)
    if again := over(request, running=found is not None and found.finished_at is None):
        return again
    title = "导入回执" if found is None else "再导入一份"
    upload = FormPanel(form=form, submit="导入", before=refused, title=title, hidden={"token": token()})
    return show(request, _page(request, found, upload), status=uploads.status(request, refused))


def _started(request: HttpRequest, file: UploadedFile) -> HttpResponse:
    """收下一份，开一批；件数少的当场登记完。"""
    run = receipts.start(user=request.user, on=context.current().today, name=file.name or "", content=file.read(), token=token_of(request))
    small(run)
    return HttpResponseRedirect(f"{reverse(HERE)}?{urlencode({'run': run.pk})}")


def _run(request: HttpRequest) -> BulkRun | None:
    """网址里要的那一份，没有要的是自己最近导入的。"""
    rows = bulk.runs(request.user).filter(act=Act.RECEIPTS)
    asked = request.GET.get("run", "")
    return get_object_or_404(rows, pk=int(asked)) if asked.isdecimal() and len(asked) < 16 else rows.first()


def _page(request: HttpRequest, found: BulkRun | None, upload: FormPanel) -> Page:
    template = Action(text="下载模板", url=reverse("service_receipts_template"), icon="download", download=True)
    base = {"pretitle": "文书送达", "back": reverse(desk.NAME), "back_text": "文书送达", "actions": (template,), "side": (_how(),)}
    if found is None:
        return Page(title="导入邮政回执", body=(upload,), **base)  # type: ignore[arg-type]
    lines = _since([_line(item) for item in found.items.exclude(ok=None)])
    bar = running(found, f"{reverse(HERE)}?{urlencode({'run': found.pk})}")
    return Page(title=_title(found, lines), top=bar, body=(*_notes(found), _result(request, lines), upload), **base)  # type: ignore[arg-type]


def _title(found: BulkRun, lines: list[dict[str, Any]]) -> str:
    if found.finished_at is None:
        return f"正在登记，共 {found.total} 件"
    wrong = sum(1 for line in lines if line["verdict"] in WRONG)
    return f"{len(lines)} 件里 {len(lines) - wrong} 件办好，{wrong} 件要核对" if wrong else f"{len(lines)} 件都办好了"


def _line(item: BulkItem) -> dict[str, Any]:
    """一行的下场；没有轮到登记就不成的（账号停用、程序出错），算没有登记。"""
    if "verdict" in item.result:
        return dict(item.result)
    row = item.given["receipt"]
    return Line(row["row"], item.name, "refused", "；".join(item.result["why"]), said=row["said"]).as_data()


def _since(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """导入以后逐件补上了的，不再列在要人看的里面。"""
    open_ = [line["attempt"] for line in lines if line["verdict"] in LATER and line["attempt"]]
    done = service.concluded(open_) if open_ else set()
    return [line | {"verdict": "same", "why": "后来补上了"} if line["verdict"] in LATER and line["attempt"] in done else line for line in lines]


def _notes(found: BulkRun) -> tuple[Note, ...]:
    told, repeated = [f"文件：{found.given['name']}", *found.given["notes"]], found.given["repeated"]
    told += [f"重复的 {repeated} 行只算一次"] if repeated else []
    return (Note("；".join(told) + "。", "blue"),)


def _result(request: HttpRequest, lines: list[dict[str, Any]]) -> Panel:
    """各种下场几件，点开是哪几件。"""
    wanted = request.GET.get("only", "")
    listed = sorted(lines, key=lambda line: (line["verdict"] not in WRONG, line["row"]))
    shown, pager = paged(request.GET, [line for line in listed if not wanted or line["verdict"] == wanted])
    counts = {code: sum(1 for line in lines if line["verdict"] == code) for code in VERDICTS}
    cells = tuple(_cell(request, code, n, wanted) for code, n in counts.items() if n)
    table = Table(columns=COLUMNS, rows=tuple(_row(line) for line in shown), label="各件", pager=pager, empty=Empty("没有"))
    return Panel(flush=True, body=(Figures(cells, strip=True, label="各种结果"), table))


def _cell(request: HttpRequest, code: str, number: int, wanted: str) -> Figure:
    url = link(request.GET, only=code, page=None)
    return Figure(label=VERDICTS[code], value=f"{number}", url=url, current=code == wanted, tone="red" if code in WRONG else "")


def _row(line: dict[str, Any]) -> Row:
    tone = TONES.get(line["verdict"], "red" if line["verdict"] in WRONG else "plain")
    return Row(cells=(
        f"{line['row']}", line["key"], line["said"] or "—", Status(VERDICTS[line["verdict"]], tone), dates(line["why"]) or "—", _button(line),
    ))


def _button(line: dict[str, Any]) -> Action | str:
    """要人补的，到登记结果的表单，邮政说的都先填好。"""
    if not line["attempt"] or line["verdict"] not in (*LATER, "differs"):
        return ""
    query = {key: line[key] for key in ("outcome", "happened", "signer", "signer_name") if line.get(key)} | {"back": reverse(HERE)}
    text = "更正" if line["verdict"] == "differs" else "补登"
    return Action(text=text, url=f"{reverse('service_result', args=[line['case'], line['attempt']])}?{urlencode(query)}", kind="primary", small=True)


def _how() -> Panel:
    return Panel(title="怎么导入", body=(
        Note("把交邮清单给邮政，邮政填好邮件号还回来，先导一次，只填邮件号。"),
        Note("以后邮政给的回执随到随导：重复、交叠的都不要紧，登记过的不再登。"),
        Note("签收人看不出身份的、退回原因认不出的，不替您登记，列在前面等您补。"),
    ))


def template(request: HttpRequest) -> HttpResponse:
    """空白模板。"""
    frame.guard(request)
    response = HttpResponse(postal.template(), content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, "邮政回执模板.xlsx") or ""
    return response
