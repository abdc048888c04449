"""查控经办人：两证、在各家单位的登记哪天到期；快到期的、已经过期的写在前面。"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhixing.casework.control import queries_desk as control
from zhixing.casework.control.commands import agencies as commands
from zhixing.casework.control.queries_desk import Officer, Registration
from zhixing.entrances.web.access import needs, rights_of
from zhixing.entrances.web.admin.handle import Filling, fill
from zhixing.entrances.web.control import frame
from zhixing.entrances.web.ui import (
    Action,
    Actions,
    Column,
    Content,
    DayField,
    Empty,
    Figure,
    Figures,
    Note,
    Page,
    Panel,
    Row,
    Status,
    Table,
    TextField,
    done,
    show,
)
from zhixing.entrances.web.ui.filters import link
from zhixing.entrances.web.ui.words import full_day
from zhixing.foundation.files.commands import store
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import User, active_users

NAME: Final = "control_officers"
WARN_DAYS: Final = 60
"""登记还有几天到期就提醒：续登记要到对方单位办。"""
SHELVES: Final = {"": "有效的", "soon": f"{WARN_DAYS} 天内到期", "out": "已过期、注销"}
OFFICERS: Final = (Column("经办人"), Column("工作证、执行公务证"), Column("办公电话"), Column("登记", "end"), Column("", "end"))
REGISTRATIONS: Final = (Column("协助单位"), Column("经办人"), Column("有效"), Column("状态"), Column("", "end"))
IMAGES: Final = (("work_file", "work_image"), ("duty_file", "duty_image"))


@needs("may_see_control", "may_manage_channels")
def page(request: HttpRequest) -> HttpResponse:
    """经办人和他们的登记。"""
    today, able = context.current().today, rights_of(request).may_manage_channels
    officers = list(control.officers(request.user.court_id))
    rows = control.registrations(request.user.court_id)
    shelves = {"": rows.filter(live(today)), "soon": rows.filter(soon(today)), "out": rows.exclude(live(today))}
    here = request.GET.get("only", "") if request.GET.get("only", "") in SHELVES else ""
    sizes = {key: found.count() for key, found in shelves.items()}
    found, pager = frame.paged(request, shelves[here])
    add = Action(text="登记经办人", url=reverse("control_officer_new"), kind="primary", icon="plus", dialog=True)
    return show(request, Page(
        title=headline(len(officers), sizes["soon"], sizes["out"]), pretitle=frame.PRETITLE, **frame.home(request), actions=(add,) if able else (),
        top=(frame.tabs(request, NAME),), body=(
            *_lacking(request, today),
            Panel(title="经办人", flush=True, body=(_officers(officers, today, able),)),
            Panel(title="在各家单位的登记", flush=True, body=(_strip(request, sizes, here), _registrations(found, today, able, pager))),
        ),
    ))


def live(today: date) -> Any:
    """今天有效的登记。"""
    return control.valid_on(today)


def soon(today: date) -> Any:
    """快到期的。"""
    return control.valid_on(today) & control.until_by(today + timedelta(days=WARN_DAYS))


def headline(number: int, ending: int, _: int) -> str:
    """一句话。"""
    if not number:
        return "还没有查控经办人"
    return f"{ending} 份登记 {WARN_DAYS} 天内到期" if ending else f"查控经办人 {number} 名"


def _lacking(request: HttpRequest, today: date) -> tuple[Note, ...]:
    """启用了、没有一个有效登记的单位：发不出去。"""
    names = [one.name for one in control.unregistered(request.user.court_id, today)]
    if not names:
        return ()
    shown = "、".join(names[:8]) + (f"等 {len(names)} 家" if len(names) > 8 else "")
    return (Note(f"{shown}没有有效登记的经办人：查询、控制都发不出去。先到对方单位登记，再记在这里。", "yellow"),)


def _strip(request: HttpRequest, sizes: dict[str, int], here: str) -> Figures:
    return Figures(strip=True, label="登记", cells=tuple(
        Figure(label=text, value=f"{sizes[key]:,}", url=link(request.GET, only=key or None), current=key == here,
               tone="yellow" if key == "soon" and sizes[key] else "")
        for key, text in SHELVES.items()
    ))


def _officers(rows: list[Any], today: date, able: bool) -> Table:
    empty = Empty("还没有查控经办人", "两证编号、影像先登记在这里，再到各家单位登记。", "user-check")
    return Table(columns=OFFICERS, rows=tuple(_officer(row, today, able) for row in rows), label="经办人", empty=empty)


def _officer(row: Officer, today: date, able: bool) -> Row:
    number = sum(1 for one in row.registrations.all() if one.ended_on is None and one.since <= today <= one.until)
    images = [text for text, kept in (("工作证", row.work_image_id), ("执行公务证", row.duty_image_id)) if kept]
    cards = (row.work_card, row.duty_card, f"影像：{'、'.join(images)}" if images else "没有影像")
    stop = Action(text="离岗", url=reverse("control_officer_retire", args=[row.pk]), method="post", kind="danger",
                  confirm=f"{row.user.name}离岗：在各家单位的登记一并注销。对方单位的登记也要去注销。确定吗？")
    acts: Content = "" if not able else Actions((
        Action(text="记登记", url=reverse("control_register", args=[row.pk]), small=True, dialog=True),
        Action(text="改", url=reverse("control_officer", args=[row.pk]), small=True, dialog=True),
    ), more=(stop,))
    return Row(cells=(row.user.name, cards, row.phone, f"{number} 家" if number else Status("没有", "yellow"), acts))


def _registrations(rows: list[Any], today: date, able: bool, pager: Any) -> Table:
    empty = Empty("没有这样的登记", "到对方单位登记以后，记在这里。", "calendar-time")
    return Table(id="registrations", columns=REGISTRATIONS, rows=tuple(_registration(row, today, able) for row in rows), label="登记",
                 pager=pager, empty=empty)


def _registration(row: Registration, today: date, able: bool) -> Row:
    end = Action(text="注销", url=reverse("control_registration_end", args=[row.pk]), method="post", small=True,
                 confirm=f"注销{row.officer.user.name}在{row.agency}的登记？")
    return Row(tone="yellow" if _ending(row, today) else "", cells=(
        frame.agency_name(row.agency), row.officer.user.name, f"{full_day(row.since)}至{full_day(row.until)}", standing(row, today),
        end if able and row.ended_on is None and row.until >= today else "",
    ))


def _ending(row: Registration, today: date) -> bool:
    return row.ended_on is None and row.since <= today <= row.until <= today + timedelta(days=WARN_DAYS)


def standing(row: Registration, today: date) -> Status:
    """一份登记今天怎样。"""
    if row.ended_on is not None:
        return Status(f"{full_day(row.ended_on)}注销", "grey")
    if row.until < today:
        return Status("已过期", "red")
    if row.since > today:
        return Status("还没有生效", "grey")
    return Status(f"还有 {(row.until - today).days} 天到期", "yellow") if _ending(row, today) else Status("有效", "green")


# ---- 办 ----


class OfficerForm(forms.Form):
    """一名经办人的两证。"""

    user = forms.ChoiceField(label="哪一位")
    phone = TextField(label="办公电话", max_length=40)
    work_card = TextField(label="工作证编号", max_length=40)
    duty_card = TextField(label="执行公务证编号", max_length=40)
    work_file = forms.FileField(label="工作证影像", required=False, help_text="查询、控制时一并交给对方", widget=forms.ClearableFileInput(
        attrs={"accept": "image/*,.pdf"}))
    duty_file = forms.FileField(label="执行公务证影像", required=False, widget=forms.ClearableFileInput(attrs={"accept": "image/*,.pdf"}))

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].choices = [(str(one.pk), one.name) for one in people]  # type: ignore[attr-defined]


class RegisterForm(forms.Form):
    """在一家单位登记的起止。"""

    agency = forms.ChoiceField(label="哪一家")
    since = DayField(label="自")
    until = DayField(label="至", help_text="照对方的登记；快到期时提醒")

    def __init__(self, *args: Any, court_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = control.of_agencies(court_id).filter(enabled=True)
        self.fields["agency"].choices = [(str(one.pk), one.name) for one in rows]  # type: ignore[attr-defined]


def own(request: HttpRequest, officer_id: int) -> Officer:
    """本院的这一位；别的法院的没有。"""
    return get_object_or_404(control.officers(request.user.court_id), pk=officer_id)


@needs("may_manage_channels")
def new(request: HttpRequest) -> HttpResponse:
    """登记经办人。"""
    known = set(control.officers(request.user.court_id).values_list("user_id", flat=True))
    people = [one for one in active_users(request.user.court_id) if one.pk not in known]
    form = OfficerForm(request.POST or None, request.FILES or None, people=people)
    return fill(request, form, Filling(title="登记查控经办人", submit="登记", cancel=reverse(NAME), act=_keeper(request)))


@needs("may_manage_channels")
def edit(request: HttpRequest, officer_id: int) -> HttpResponse:
    """改两证、电话；不交影像的，原来的不动。"""
    row = own(request, officer_id)
    known = {"user": str(row.user_id), "phone": row.phone, "work_card": row.work_card, "duty_card": row.duty_card}
    form = OfficerForm(request.POST or None, request.FILES or None, people=[row.user], initial=known)
    return fill(request, form, Filling(title=f"查控经办人：{row.user.name}", cancel=reverse(NAME), act=_keeper(request)))


def _keeper(request: HttpRequest) -> Any:
    def act(values: dict[str, Any]) -> HttpResponse:
        files = {image: values.pop(name) for name, image in IMAGES}
        images = {image: _stored(request, file) for image, file in files.items() if file}
        row = commands.register_officer(user=int(values.pop("user")), actor=request.user, **values, **images)
        return done(request, reverse(NAME), f"已登记：{row.user.name}")

    return act


def _stored(request: HttpRequest, file: Any) -> Any:
    court = request.user.court_id
    return store(court_id=court, name=file.name or "", content=file.read(), actor=request.user, stream=f"court:{court}:control")


@needs("may_manage_channels")
def register(request: HttpRequest, officer_id: int) -> HttpResponse:
    """记下在一家单位的登记。"""
    row = own(request, officer_id)

    def act(values: dict[str, Any]) -> HttpResponse:
        agency = int(values.pop("agency"))
        made = commands.register_with(officer=row.pk, agency=agency, actor=request.user, **values)
        return done(request, reverse(NAME), f"已记下：{row.user.name}在{made.agency}登记到{full_day(made.until)}")

    form = RegisterForm(request.POST or None, court_id=request.user.court_id, initial={"since": context.current().today})
    return fill(request, form, Filling(title=f"{row.user.name}在协助单位的登记", submit="记下", cancel=reverse(NAME), act=act))


@require_POST
@needs("may_manage_channels")
def end(request: HttpRequest, registration_id: int) -> HttpResponse:
    """注销一份登记。"""
    row = get_object_or_404(control.registrations(request.user.court_id), pk=registration_id)
    commands.end_registration(registration=row.pk, actor=request.user, on=context.current().today)
    return done(request, reverse(NAME), f"已注销：{row.officer.user.name}在{row.agency}的登记")


@require_POST
@needs("may_manage_channels")
def retire(request: HttpRequest, officer_id: int) -> HttpResponse:
    """离岗。"""
    row = commands.retire_officer(officer=own(request, officer_id).pk, actor=request.user, on=context.current().today)
    return done(request, reverse(NAME), f"{row.user.name}不再是查控经办人")
