"""审计：谁何时做了什么，谁看了完整证件号，每日封存的日根。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.cases.queries import Case
from zhixing.entrances.web.access import needs
from zhixing.entrances.web.admin.paging import sliced
from zhixing.entrances.web.ui import Column, Empty, Filter, Filters, Page, Panel, Row, Tab, Table, Tabs, show
from zhixing.entrances.web.ui.filters import chosen
from zhixing.entrances.web.ui.words import full_day, moment
from zhixing.foundation.history import queries
from zhixing.foundation.history.commands import event_types
from zhixing.foundation.history.queries import Entry

PLACES = (("admin_audit", "做了什么"), ("admin_readings", "看了什么"), ("admin_roots", "日根"))
ENTRANCES = {"web": "网页", "cli": "命令行", "jobs": "定时任务", "demo": "演示"}
KINDS = {"people": "人员与设置", "outbox": "发件箱", "approvals": "审批", "cases": "案件", "nodes": "节点", "closing": "结案"}


@needs("may_view_audit")
def page(request: HttpRequest) -> HttpResponse:
    """本院的全部记录，近的在前。正文只给人员与设置的；案件的只给种类，不给内容。"""
    filters = (chosen(request.GET, Filter("area", "哪一类", tuple(KINDS.items()))), chosen(request.GET, Filter("who", "谁", kind="text")))
    rows = queries.recent(request.user.court_id)
    if filters[0].value in KINDS:
        rows = rows.filter(type__startswith=f"{filters[0].value}.")
    if filters[1].value:
        rows = rows.filter(actor_name=filters[1].value)
    shown, pager = sliced(request, rows)
    names = numbers_of(r.stream for r in shown)
    table = Table(columns=(Column("何时"), Column("谁"), Column("做了什么"), Column("发生日"), Column("哪一件"), Column("入口", wide=True)),
                  rows=tuple(_entry(r, names) for r in shown), label="记录", pager=pager, empty=Empty("没有符合条件的记录"))
    return _shown(request, "admin_audit", "谁何时做了什么", (Filters(filters=filters), Panel(body=(table,), flush=True)))


@needs("may_view_audit")
def readings(request: HttpRequest) -> HttpResponse:
    """敏感信息的查阅和导出。"""
    shown, pager = sliced(request, queries.readings(request.user.court_id))
    names = numbers_of(r.stream for r in shown)
    rows = tuple(
        Row(cells=(moment(r.at), r.actor_name, r.what, r.detail or "—", _where(r.stream, names), r.address or "—")) for r in shown
    )
    table = Table(columns=(Column("何时"), Column("谁"), Column("看了什么"), Column("说明"), Column("哪一件"), Column("地址", wide=True)),
                  rows=rows, label="查阅", pager=pager, empty=Empty("还没有人查阅过敏感信息", icon="eye"))
    return _shown(request, "admin_readings", "谁看了什么", (Panel(body=(table,), flush=True),))


@needs("may_view_audit")
def roots(request: HttpRequest) -> HttpResponse:
    """日根：可以打印存档，日后与核验结果对照。"""
    shown, pager = sliced(request, queries.roots(request.user.court_id))
    rows = tuple(Row(cells=(full_day(r.day), str(r.streams), str(r.total), r.root)) for r in shown)
    table = Table(columns=(Column("日子"), Column("有变化的链", "end"), Column("全部链", "end"), Column("日根")), rows=rows,
                  label="日根", pager=pager, empty=Empty("还没有封存过", "每夜自动封存前一日；核验用命令 zhixing verify history", "shield-lock"))
    return _shown(request, "admin_roots", "每日封存的日根", (Panel(body=(table,), flush=True),))


def _shown(request: HttpRequest, name: str, title: str, body: Iterable[object]) -> HttpResponse:
    tabs = Tabs(tuple(Tab(text, reverse(place), place == name) for place, text in PLACES))
    return show(request, Page(title=title, pretitle="审计日志", back=reverse("admin_index"), back_text="管理", top=(tabs,), body=tuple(body)))


OTHERS = {"people": "人员", "court": "本院设置", "user": "人员", "outbox": "发件箱", "takeover": "存量接管", "flow": "流程系统导入"}


def numbers_of(streams: Iterable[str]) -> dict[str, str]:
    """链名 → 案号；没有立案的写“收件第几号”。"""
    ids = {int(number) for kind, _, number in (s.partition(":") for s in streams) if kind == "case" and number.isdecimal()}
    return {case.stream: str(case) for case in Case.objects.filter(pk__in=ids).only("number")}


def _where(stream: str, names: Mapping[str, str]) -> str:
    """哪一件：案件写案号，其余写是哪一类。"""
    kind, _, number = stream.partition(":")
    return names.get(stream) or " ".join(p for p in (OTHERS.get(kind, kind), number) if p) or "—"


def _entry(row: Entry, names: Mapping[str, str]) -> Row:
    about_people = row.type.startswith(("people.", "outbox."))
    said = queries.revive(row).sentence() if about_people else event_types()[row.type].label
    who = row.actor_name + (f"（代{row.behalf_name}）" if row.behalf_name else "")
    where = ENTRANCES.get(row.entrance, row.entrance or "—")
    link = f"{_where(row.stream, names)} 第{row.seq}环"
    return Row(cells=(moment(row.recorded_at), (who, row.actor_post), (said, row.reason), full_day(row.happened_on), link, where))
