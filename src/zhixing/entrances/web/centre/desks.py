"""事务目录：本院的每一种事务归谁办、几个工作小时、在不在办；局领导可以改、可以自设。"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any, Final

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.centre.commands.desks import Wanted, set_desk
from zhixing.casework.centre.queries_desks import Desk, Service, service, services
from zhixing.entrances.web.access import needs, rights_of
from zhixing.entrances.web.admin.handle import Filling, fill
from zhixing.entrances.web.centre import frame
from zhixing.entrances.web.remedies import label
from zhixing.entrances.web.ui import Action, Column, Content, Page, Panel, Row, Status, Table, TextField, done, show
from zhixing.foundation.people.queries import Post, Team, teams
from zhixing.law import duties

NAME: Final = "centre_desks"
COLUMNS: Final = (Column("事务"), Column("谁办"), Column("时限（工作小时）", "end"), Column("办什么"), Column("怎样算办完"), Column("", "end"))


@needs("may_see_centre")
def page(request: HttpRequest) -> HttpResponse:
    """目录。"""
    known = services(request.user.court_id)
    sets = rights_of(request).may_set_desks
    new = (Action(text="自设一种", url=reverse("centre_desk_new"), kind="primary", icon="plus", dialog=True),) if sets else ()
    stopped = sum(not one.enabled for one in known.values())
    title = f"本院办 {len(known) - stopped} 种事务" + (f"，停办 {stopped} 种" if stopped else "")
    return show(request, Page(title=title, pretitle=frame.pretitle(request, "事务目录"), actions=new, top=(frame.tabs(request, NAME),),
                              body=tuple(_groups(request, known, sets=sets))))


def _groups(request: HttpRequest, known: dict[str, Service], *, sets: bool) -> Iterator[Panel]:
    names = {team.pk: team.name for team in teams(request.user.court_id)}
    for group, name in duties.groups().items():
        rows = tuple(_row(one, names, sets=sets) for one in known.values() if one.duty.group == group)
        yield Panel(title=name, flush=True, body=(Table(columns=COLUMNS, rows=rows, label=name),))


def _row(one: Service, names: dict[int, str], *, sets: bool) -> Row:
    flags = (*((Status("本院自设", "blue"),) if one.own else ()), *(() if one.enabled else (Status("停办", "grey"),)))
    edit = Action(text="改", url=reverse("centre_desk", args=[one.code]), small=True, dialog=True) if sets else ""
    act = label(one.duty.act) if one.duty.act else "写明结果"
    return Row(cells=((one.name, *flags), whose(one, names), f"{one.duty.hours}", act, _ends(one), edit))


def whose(one: Service, names: dict[int, str]) -> Content:
    """哪个团队，没有定的写职务。"""
    if one.team is not None:
        return names.get(one.team, "停用的团队")
    return "、".join(Post(post).label for post in Post.values if post in one.duty.posts)


def _ends(one: Service) -> str:
    return "案件上办了，自动办结" if one.duty.closes else "办的人写明结果"


# ---- 改、自设 ----


class DeskForm(forms.Form):
    """归谁办、几小时办完、办不办。"""

    name = TextField(label="名称", max_length=60)
    hours = forms.IntegerField(label="时限（工作小时）", min_value=1, max_value=duties.MOST_HOURS, help_text="等外面回复的不计。")
    team = forms.ModelChoiceField(label="哪个团队办", queryset=Team.objects.none(), required=False, empty_label="按职务")
    enabled = forms.BooleanField(label="在办", required=False)

    def __init__(self, court_id: int, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["team"].queryset = teams(court_id)  # type: ignore[attr-defined]


@needs("may_set_desks")
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """改一种。"""
    one = service(request.user.court_id, code)
    if one is None:
        raise Http404
    row = Desk.objects.filter(court=request.user.court_id, code=code).first()
    initial = {"name": one.name, "hours": one.duty.hours, "team": one.team, "enabled": one.enabled}
    form = DeskForm(request.user.court_id, request.POST or None, initial)
    return _filled(request, form, f"改“{one.name}”", code, row.revision if row else 0)


@needs("may_set_desks")
def new(request: HttpRequest) -> HttpResponse:
    """自设一种：须写明哪个团队办。"""
    form = DeskForm(request.user.court_id, request.POST or None, {"enabled": True, "hours": 13})
    form.fields["team"].required = True
    code = request.POST.get("code", "") or f"{duties.OWN}{secrets.token_hex(4)}"
    return _filled(request, form, "自设一种事务", code, 0)


def _filled(request: HttpRequest, form: DeskForm, title: str, code: str, revision: int) -> HttpResponse:
    def act(values: dict[str, Any]) -> HttpResponse:
        kept = set_desk(court=request.user.court, code=code, wanted=Wanted(**values), actor=request.user, revision=_sent(request))
        return done(request, reverse(NAME), f"已改“{kept.name}”")

    hidden = {"revision": request.POST.get("revision", revision), "code": code}
    note = "时限从交办时起算；改了以后，已经交办的时限不变。"
    return fill(request, form, Filling(title=title, cancel=reverse(NAME), act=act, hidden=hidden, note=note))


def _sent(request: HttpRequest) -> int:
    text = request.POST.get("revision", "")
    return int(text) if text.isdecimal() and len(text) < 12 else -1
