"""法院设置：每项的现值、默认值、依据，谁何时为什么改的。"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from zhixing.entrances.web.access import needs, rights_of
from zhixing.entrances.web.admin.handle import Filling, fill
from zhixing.entrances.web.admin.records import moments
from zhixing.entrances.web.admin.setting_form import SettingForm, spoken
from zhixing.entrances.web.ui import Column, Facts, Page, Panel, Row, Status, Table, Timeline, done, show
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import entries
from zhixing.foundation.people import commands, queries
from zhixing.law import settings as catalogue

SECURITY = "security"
OWN_PAGES = {"local_holidays": "admin_calendar", "calendar_years": "admin_calendar"}


@needs("may_manage_settings", "may_manage_security")
def page(request: HttpRequest) -> HttpResponse:
    """全部设置，分组。"""
    own = queries.settings_of(request.user.court_id)
    panels = tuple(Panel(title=title, body=(_table(group, own),), flush=True) for group, title in catalogue.groups().items()
                   if any(s.group == group for s in catalogue.catalogue()))
    changed = entries(f"court:{request.user.court_id}").filter(type="people.SettingChanged").reverse()[:20]
    return show(request, Page(
        title="法院设置", pretitle=request.user.court.name, back=reverse("admin_index"), back_text="管理", body=panels,
        side=(Panel(title="谁改了什么", body=(Timeline(moments=moments(changed), empty="还没有改过设置"),)),),
    ))


@needs("may_manage_settings", "may_manage_security")
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """改一项；安全类的归安全管理员。"""
    try:
        setting = catalogue.find(key)
    except catalogue.UnknownSetting as error:
        raise Http404("没有这项设置") from error
    if key in OWN_PAGES:
        return redirect(OWN_PAGES[key])
    if request.method == "POST" and not _may(request, setting):
        raise PermissionDenied("这一项归安全管理员。" if setting.group == SECURITY else "这一项归执行局长或系统管理员。")
    now = queries.setting(request.user.court_id, key)
    form = SettingForm(request.POST or None, setting=setting, now=now)
    if not _may(request, setting):
        return show(request, Page(title=setting.title, pretitle=setting.help, back=reverse("admin_settings"), body=(
            Panel(body=(Facts((("现值", spoken(setting, now)), ("默认", spoken(setting, setting.default)))),)),)))

    def act(values: dict[str, Any]) -> HttpResponse:
        commands.change_setting(court=request.user.court, key=key, actor=request.user, on=context.current().today, **values)
        return done(request, reverse("admin_settings"), f"已改：{setting.title}")

    return fill(request, form, Filling(title=setting.title, note=setting.help, cancel=reverse("admin_settings"), act=act))


def _may(request: HttpRequest, setting: catalogue.Setting) -> bool:
    rights = rights_of(request)
    return rights.may_manage_security if setting.group == SECURITY else rights.may_manage_settings


def _table(group: str, own: dict[str, Any]) -> Table:
    rows = tuple(_row(s, own) for s in catalogue.catalogue() if s.group == group)
    return Table(columns=(Column("项目"), Column("现值"), Column("依据", wide=True)), rows=rows, label=catalogue.groups()[group])


def _row(setting: catalogue.Setting, own: dict[str, Any]) -> Row:
    value = spoken(setting, own.get(setting.key, setting.default))
    mark = Status("本院设定", "blue") if setting.key in own else Status("默认", "plain")
    url = reverse(OWN_PAGES[setting.key]) if setting.key in OWN_PAGES else reverse("admin_setting", args=[setting.key])
    return Row(cells=((setting.title, setting.help), (value, mark), (str(setting.basis), catalogue.CONFIDENCE[setting.conf])), url=url)
