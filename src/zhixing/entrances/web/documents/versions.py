"""一份文书的各版：两版有什么不同，一处一行。"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.documents import papers, queries
from zhixing.entrances.web.cases.filling import people
from zhixing.entrances.web.documents import reading
from zhixing.entrances.web.ui import Action, Column, Empty, Page, Panel, Row, Tab, Table, Tabs, Text, show
from zhixing.entrances.web.ui.words import moment

COLUMNS = (Column("哪一处"), Column("原来"), Column("改成"))


def page(request: HttpRequest, case_id: int, document_id: int) -> HttpResponse:
    """两版有什么不同；没有说哪两版的，比最后两版。"""
    opened = reading.open_document(request, case_id, document_id)
    row, desk = opened.row, opened.desk
    found = list(queries.versions(row))
    b = _number(request.GET.get("b", ""), row.version, row.version)
    a = _number(request.GET.get("a", ""), max(b - 1, 1), row.version)
    changes = queries.difference(row, a, b) if row.kind in papers.TEMPLATES else []
    reading.logged(opened, "看文书各版")
    rows = tuple(
        Row(cells=(one.label, Text(one.before) if one.before else "（没有）", Text(one.after) if one.after else "（去掉）")) for one in changes
    )
    table = Table(columns=COLUMNS, rows=rows, label="改动", empty=Empty("这两版内容一样", icon="check"))
    here = reverse("document_versions", args=opened.args)
    tabs = tuple(Tab(f"第{one.number}版", f"{here}?b={one.number}", one.number == b, one.why[:20]) for one in reversed(found) if one.number > 1)
    now = next(one for one in found if one.number == b)
    return show(request, Page(
        title=f"{row.title}第{b}版，" + (f"比第{a}版改了 {len(rows)} 处" if rows else f"和第{a}版一样"), pretitle=f"{desk.case}　{people(desk)}",
        back=opened.url, back_text="文书", actions=(Action(text="看这份文书", url=opened.url),),
        top=(Tabs(tabs, label="各版"),) if len(tabs) > 1 else (),
        body=(Panel(title=f"{now.made_name} {moment(now.made_at, desk.today)}" + (f"：{now.why}" if now.why else ""), flush=True, body=(table,)),),
    ))


def _number(text: str, default: int, most: int) -> int:
    return min(max(int(text), 1), most) if text.isdecimal() and len(text) < 6 else default
