"""日历：已载入哪些年；粘贴来年放假通知，看过读出的日子再采用；本地节假日。"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhixing.entrances.web.access import needs
from zhixing.entrances.web.admin.forms import LocalDayForm, NoticeForm
from zhixing.entrances.web.admin.handle import Filling, fill
from zhixing.entrances.web.ui import (
    Action,
    Actions,
    Column,
    Empty,
    FormPanel,
    Note,
    Page,
    Panel,
    Row,
    Status,
    Table,
    done,
    show,
)
from zhixing.entrances.web.ui.words import full_day, weekday
from zhixing.foundation.history import context
from zhixing.foundation.people import commands, queries
from zhixing.law import notice_text
from zhixing.law.calendar import Calendar, Day

YEARS, LOCAL = "calendar_years", "local_holidays"


@needs("may_manage_settings")
def page(request: HttpRequest) -> HttpResponse:
    """已载入的年份和本地节假日。"""
    own = queries.settings_of(request.user.court_id)
    calendar = queries.calendar_of(request.user.court_id)
    last = max(calendar.years)
    return show(request, Page(
        title=f"放假安排已载入到 {last} 年", pretitle=f"没有载入的年份按周末推算，期限标为暂定 · {request.user.court.name}",
        back=reverse("admin_index"), back_text="管理",
        actions=(Actions((
            Action(text="粘贴放假通知", url=reverse("admin_calendar_notice"), kind="primary", icon="calendar"),
            Action(text="登记本地节假日", url=reverse("admin_calendar_local"), icon="plus", dialog=True),
        )),),
        body=(Panel(title="各年通知", body=(_years(calendar, own.get(YEARS) or {}),), flush=True),),
        side=(Panel(title="本地节假日", body=(_local(own.get(LOCAL) or {}),), flush=True),),
    ))


@needs("may_manage_settings")
def notice(request: HttpRequest) -> HttpResponse:
    """粘贴 → 预览 → 采用。采用后全院的期限重算，移动了什么另有报告。"""
    form = NoticeForm(request.POST or None, initial={"year": context.current().today.year + 1})
    panel = FormPanel(form=form, submit="读一读", draft="notice", cancel=reverse("admin_calendar"), sections=())
    body: tuple[Any, ...] = (panel,)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        reading = notice_text.read(values["text"], values["year"])
        if "adopt" in request.POST and reading.ok:
            return _adopt(request, values, reading)
        body = (*_preview(reading, values), panel)
    return show(request, Page(title="粘贴放假通知", back=reverse("admin_calendar"), back_text="日历", body=body))


@needs("may_manage_settings")
def local(request: HttpRequest) -> HttpResponse:
    """登记一天本地节假日。"""

    def act(values: dict[str, Any]) -> HttpResponse:
        days = {**(queries.setting(request.user.court_id, LOCAL) or {}), values["day"].isoformat(): values["name"]}
        return _saved(request, LOCAL, days, values["reason"], f"已登记：{full_day(values['day'])}{values['name']}")

    form = LocalDayForm(request.POST or None)
    return fill(request, form, Filling(title="登记本地节假日", submit="登记", cancel=reverse("admin_calendar"), act=act))


@require_POST
@needs("may_manage_settings")
def remove_local(request: HttpRequest) -> HttpResponse:
    """去掉一天。"""
    days = dict(queries.setting(request.user.court_id, LOCAL) or {})
    name = days.pop(request.POST.get("day", ""), None)
    if name is None:
        return done(request, reverse("admin_calendar"), "这一天已经不在了")
    return _saved(request, LOCAL, days, "登记有误或已取消", f"已去掉：{name}")


def _saved(request: HttpRequest, key: str, value: Any, reason: str, message: str) -> HttpResponse:
    on = context.current().today
    commands.change_setting(court=request.user.court, key=key, value=value, actor=request.user, on=on, reason=reason)
    return done(request, reverse("admin_calendar"), f"{message}。全院的期限正在按新日历重算。")


def _adopt(request: HttpRequest, values: dict[str, Any], reading: notice_text.Reading) -> HttpResponse:
    rows = [{"date": d.date.isoformat(), "off": d.off, "name": d.name} for d in reading.days]
    title = f"国务院办公厅关于{reading.year}年部分节假日安排的通知"
    plan = {"days": rows, "notice": {"title": title, "number": values["number"]}}
    years = {**(queries.setting(request.user.court_id, YEARS) or {}), str(reading.year): plan}
    return _saved(request, YEARS, years, values["number"], f"已采用{reading.year}年放假安排")


def _preview(reading: notice_text.Reading, values: dict[str, Any]) -> tuple[Any, ...]:
    off = sum(d.off for d in reading.days)
    found = Table(columns=(Column("日子"), Column("星期"), Column("安排"), Column("节名")), label="读出的日子",
                  rows=tuple(_day(d) for d in reading.days), empty=Empty("没有读出日子", icon="calendar"))
    title = f"读出放假 {off} 天、调休上班 {len(reading.days) - off} 天"
    if not reading.ok:
        unread = "\n".join(reading.unread) or "请检查是不是粘贴了通知的正文。"
        return (Note(unread, "red", "有看不懂的句子，改好后再读一次"), Panel(title=title, body=(found,), flush=True))
    adopt = Action(text="核对无误，采用", url="", kind="primary", method="post", icon="check", fields={**values, "adopt": "1"})
    return (Panel(title=title, note="请逐日与通知核对", body=(found,), actions=(adopt,), flush=True),)


def _day(day: Day) -> Row:
    mark = Status("放假", "green") if day.off else Status("上班", "yellow")
    return Row(cells=(full_day(day.date), weekday(day.date), mark, day.name))


def _years(calendar: Calendar, own: dict[str, Any]) -> Table:
    rows = []
    for year in sorted(calendar.years, reverse=True):
        plan = calendar.plans[year]
        off = sum(d.off for d in plan.days)
        source = Status("本院录入", "blue") if str(year) in own else Status("随程序", "plain")
        numbers = "、".join(n.number for n in plan.notices if n.number) or "—"
        rows.append(Row(cells=(f"{year} 年", str(off), str(len(plan.days) - off), numbers, source)))
    columns = (Column("年份"), Column("放假", "end"), Column("调休上班", "end"), Column("文号"), Column("来源"))
    return Table(columns=columns, rows=tuple(rows), label="各年通知")


def _local(days: dict[str, str]) -> Table:
    rows = tuple(Row(cells=(full_day(date.fromisoformat(d)), name, Action(
        text="去掉", url=reverse("admin_calendar_local_remove"), method="post", small=True, fields={"day": d},
        confirm=f"去掉{name}？",
    ))) for d, name in sorted(days.items(), reverse=True))
    columns, empty = (Column("日子"), Column("名称"), Column("")), Empty("没有登记本地节假日", icon="calendar")
    return Table(columns=columns, rows=rows, label="本地节假日", empty=empty)
