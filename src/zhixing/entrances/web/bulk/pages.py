"""一批的进度和逐件的结果，没有办成的写明理由、排在前面；自己近来的各批。只看得见自己开的。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import content_disposition_header, urlencode
from django.views.decorators.http import require_POST

from zhixing.entrances.web.access import does_casework
from zhixing.entrances.web.admin.paging import sliced
from zhixing.entrances.web.cases.imports import XLSX
from zhixing.entrances.web.ui import Action, Column, Content, Empty, Note, Page, Panel, Piece, Row, Status, Table, show
from zhixing.entrances.web.ui.progress import Progress, over
from zhixing.entrances.web.ui.words import moment
from zhixing.exchange import bulk, bulk_out
from zhixing.exchange.bulk import Act, BulkItem, BulkRun
from zhixing.foundation.history import context

COLUMNS: Final = (Column("哪一件"), Column("结果"), Column("理由"))
LIST: Final = (Column("办什么"), Column("什么时候"), Column("件数", "end"), Column("没有办成", "end"), Column("状态"))
PAGES: Final = {"document": "document_page", "recipient": "service_recipient"}
ITEMS: Final = frozenset({Act.ITEM_ASK, Act.ITEM_CLAIM, Act.ITEM_ALLOT, Act.ITEM_DONE, Act.ITEM_BACK, Act.ITEM_DROP})
"""办的是事务单，不是文书。"""
OWN: Final[dict[str, str]] = {Act.RECEIPTS: "service_receipts", Act.FEEDBACK: "control_sheets"}
"""有自己页面的两种：导入回执、导入反馈表。"""
FAR: Final = "这一批好一会儿没有动静：可能机器重启过。没有办的还在，可以接着办，办过的不会再办。"


def _guard(request: HttpRequest) -> None:
    if not does_casework(request):
        raise PermissionDenied("您的职务不看案件。")


# ---- 一批 ----


def run(request: HttpRequest, run_id: int) -> HttpResponse:
    """一批：走到哪了，各件怎样。"""
    _guard(request)
    found = bulk.runs(request.user).get(pk=run_id)
    if found.act in OWN:
        return HttpResponseRedirect(f"{reverse(OWN[found.act])}?{urlencode({'run': found.pk})}")
    if again := over(request, running=found.finished_at is None):
        return again
    rows, pager = sliced(request, found.items.order_by(F("ok").asc(nulls_last=True), "number"))
    table = Table(columns=COLUMNS, rows=tuple(map(_row, rows)), label="各件", pager=pager, empty=Empty("没有结果"))
    url, text = back_of(found)
    return show(request, Page(
        title=headline(found), pretitle="成批办理", back=url, back_text=text, actions=_actions(found),
        top=running(found, reverse("bulk_run", args=[found.pk])), body=(Panel(flush=True, body=(table,)),),
    ))


def headline(found: BulkRun) -> str:
    """一句话：办到哪了，或者办成几份。"""
    if found.finished_at is None:
        return f"{found.title}：正在办，共 {found.total} {unit(found)}"
    failed = found.items.filter(ok=False).count()
    return f"{found.title}：办成 {found.total - failed} {unit(found)}" + (f"，{failed} {unit(found)}没有办成" if failed else "")


def unit(found: BulkRun) -> str:
    """文书论份，事务论项。"""
    return "项" if found.act in ITEMS else "份"


def running(found: BulkRun, here: str) -> tuple[Piece, ...]:
    """正在办的：进度；好一会儿没有动静的，可以接着办。"""
    if found.finished_at is not None:
        return ()
    bar = Progress(url=here, text=f"{found.title}，一{unit(found)}一{unit(found)}地办", done=bulk.done_of(found), total=found.total)
    if not bulk.stuck(found, context.current().now):
        return (bar,)
    again = Action(text="接着办", url=reverse("bulk_again", args=[found.pk]), kind="primary", method="post")
    return bar, Panel(title="停住了", actions=(again,), body=(Note(FAR, "yellow"),))


def back_of(found: BulkRun) -> tuple[str, str]:
    """回到哪一份清单。"""
    if found.act in ITEMS:
        return f"{reverse('centre_queue')}{found.given.get('back', '')}", "集约事务"
    if found.act == Act.SERVE:
        return f"{reverse('service_desk')}{found.given.get('back', '')}", "文书送达"
    shelf = f"?shelf={found.act}" if found.act in (Act.SIGN, Act.SEAL) else ""
    return f"{reverse('document_desk')}{shelf}", "文书签发"


def _actions(found: BulkRun) -> tuple[Action, ...]:
    """下一步去哪里：交邮的去导出清单，别的去签发、用印。"""
    others = Action(text="近来成批办的", url=reverse("bulk_list"), icon="list-check")
    load = Action(text="下载结果", url=reverse("bulk_result", args=[found.pk]), icon="download", download=True)
    if found.act in ITEMS:
        return (others, load)
    if found.act == Act.SERVE and found.given["method"] == "mail" and "batch" in found.given:
        url = reverse("service_batch", args=[found.given["batch"]])
        return others, load, Action(text="去导出交邮清单", url=url, kind="primary", icon="send")
    return (others, load) if found.act == Act.SERVE else (others, load, Action(text="文书签发", url=reverse("document_desk"), icon="writing"))


def _row(item: BulkItem) -> Row:
    told: tuple[Content, ...] = bulk_out.said(item)
    url = _url({**item.given, **item.result})
    return Row(cells=(Action(text=item.name, url=url, kind="link") if url else item.name, _state(item), told))


def _state(item: BulkItem) -> Status:
    if item.ok is None:
        return Status("还没有办", "grey")
    return Status("已办", "green") if item.ok else Status("没有办成", "red")


def _url(known: dict[str, Any]) -> str:
    """点开到哪里：事务单、文书、受送达人，或者案件。"""
    if "item" in known:
        return reverse("centre_item", args=[known["item"]])
    if "case" not in known:
        return ""
    name, more = next(((page, [known[key]]) for key, page in PAGES.items() if key in known), ("case_page", []))
    return reverse(name, args=[known["case"], *more])


@require_POST
def again(request: HttpRequest, run_id: int) -> HttpResponse:
    """停住了的，接着办。"""
    _guard(request)
    found = bulk.runs(request.user).get(pk=run_id)
    if found.finished_at is None:
        bulk.queue(found.pk)
    return HttpResponseRedirect(reverse("bulk_run", args=[found.pk]))


def result(request: HttpRequest, run_id: int) -> HttpResponse:
    """各件的结果，表格。"""
    _guard(request)
    found = bulk.runs(request.user).get(pk=run_id)
    response = HttpResponse(bulk_out.table(found), content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, f"{found.title}结果.xlsx") or ""
    return response


# ---- 近来的各批 ----


def listing(request: HttpRequest) -> HttpResponse:
    """自己近来成批办的。"""
    _guard(request)
    rows, pager = sliced(request, _counted(bulk.runs(request.user)))
    table = Table(columns=LIST, rows=_listed(rows), label="各批", pager=pager, empty=Empty("还没有成批办过", "勾选几份一次办理以后，列在这里。"))
    return show(request, Page(
        title="近来成批办的", pretitle="只列您自己的", back=reverse("document_desk"), back_text="文书签发", body=(Panel(flush=True, body=(table,)),),
    ))


def _counted(rows: QuerySet[BulkRun]) -> QuerySet[BulkRun]:
    return rows.annotate(done=Count("items", filter=Q(items__ok__isnull=False)), failed=Count("items", filter=Q(items__ok=False)))


def _listed(rows: Sequence[Any]) -> tuple[Row, ...]:
    today = context.current().today
    return tuple(
        Row(url=reverse("bulk_run", args=[one.pk]), cells=(
            one.title, moment(one.started_at, today), f"{one.total:,}", f"{one.failed:,}" if one.failed else "—", _standing(one),
        ))
        for one in rows
    )


def _standing(one: Any) -> Status:
    return Status("办完了", "green") if one.finished_at else Status(f"办了 {one.done:,} / {one.total:,}", "blue")
