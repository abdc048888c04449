"""交接：等我接收的、我提出的、全院等着的；在案件上提出、接收、退回、收回。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhixing.casework.cases.access import Forbidden
from zhixing.casework.cases.commands import HANDLERS
from zhixing.casework.cases.queries import rights_facts, visible_to
from zhixing.casework.centre import commands
from zhixing.casework.centre import queries_handing as queries
from zhixing.casework.centre.queries_handing import Handover
from zhixing.entrances.web import remedies
from zhixing.entrances.web.access import facts_of, needs
from zhixing.entrances.web.admin.forms import PersonChoice
from zhixing.entrances.web.bulk.starting import token
from zhixing.entrances.web.cases.act_forms import DeskForm
from zhixing.entrances.web.cases.desk import Desk, open_desk
from zhixing.entrances.web.cases.filling import Filling, fill
from zhixing.entrances.web.centre import frame
from zhixing.entrances.web.centre.handed import lacking, to_whom, way
from zhixing.entrances.web.registers.frame import case_cell
from zhixing.entrances.web.ui import (
    Action,
    Actions,
    Column,
    Content,
    Empty,
    Facts,
    Note,
    Page,
    Panel,
    Row,
    Status,
    Tab,
    Table,
    Tabs,
    TextField,
    done,
    show,
)
from zhixing.entrances.web.ui.filters import link
from zhixing.entrances.web.ui.words import moment
from zhixing.foundation.history import context
from zhixing.foundation.people.facts import user_facts
from zhixing.foundation.people.queries import Team, User, active_users, available, teams
from zhixing.law import segments as law
from zhixing.law.rights import holders, rights
from zhixing.law.states import Act, permits
from zhixing.law.words import word

NAME: Final = "centre_handing"
SHELVES: Final = {"": "等我接收", "mine": "我提出的", "all": "全院等着的"}
COLUMNS: Final = (Column("案件"), Column("从哪里到哪里"), Column("谁提出"), Column("交给"), Column("还缺"), Column("", "end"))
MOST: Final = 200
RECEIVING: Final = holders("may_serve_items") | HANDLERS
"""接得了一段的职务：承办的、办事务的；三员、督察不接。"""


@needs("may_see_centre")
def page(request: HttpRequest) -> HttpResponse:
    """等着接收的各件。"""
    here = request.GET.get("only", "") if request.GET.get("only", "") in SHELVES else ""
    shelves = {key: _shelf(request, key) for key in SHELVES}
    numbers = {key: rows.count() for key, rows in shelves.items()}
    rows = list(shelves[here][:MOST])
    choices = tuple(Tab(text, link(request.GET, only=key or None), key == here, str(numbers[key])) for key, text in SHELVES.items())
    tabs = Tabs(choices, "交接", pills=True)
    empty = Empty("没有等着接收的交接", "要交接的，在案件页的“流转”里提出。", "arrows-split-2")
    table = Table(id="handovers", columns=COLUMNS, rows=tuple(_row(request, row) for row in rows), label="交接", empty=empty)
    return show(request, Page(
        title=f"{numbers['']} 件等我接收" if numbers[""] else "没有等我接收的交接", pretitle=frame.pretitle(request, "交接"),
        top=(frame.tabs(request, NAME), tabs), body=(Panel(flush=True, body=(table,)),),
    ))


def _shelf(request: HttpRequest, key: str) -> QuerySet[Handover]:
    """看得见的案件上的。"""
    user, today = request.user, context.current().today
    if not key:
        return queries.to_answer(user, today)
    rows = queries.waiting_in(user.court_id).filter(case__in=visible_to(user, today).order_by().values("pk"))
    return rows.filter(from_user=user) if key == "mine" else rows


def _row(request: HttpRequest, row: Handover) -> Row:
    look = Action(text="看了再定", url=reverse("case_hand_on", args=[row.case_id]), small=True, dialog=True)
    return Row(cells=(
        tuple(case_cell(row.case)), way(row), (row.from_user.name if row.from_user else "系统", moment(row.offered_at, context.current().today)),
        to_whom(row), "、".join(lacking(row)) or "不缺", look,
    ))


# ---- 在案件上 ----


class OfferForm(DeskForm):
    """交到哪一段、交给谁。"""

    token = forms.CharField(widget=forms.HiddenInput, max_length=64)
    to_segment = forms.ChoiceField(label="交到哪一段")
    to_user = PersonChoice(
        label="交给谁", queryset=User.objects.none(), required=False, empty_label="不写",
        help_text="列的是看得到本案的人。不选人的，由团队里的人接；都不选的，由管那一段的人接",
    )
    to_team = forms.ModelChoiceField(label="交给哪个团队", queryset=Team.objects.none(), required=False, empty_label="不写")
    note = TextField(label="说明", lines=3, max_length=500, required=False)

    def prepare(self, desk: Desk) -> None:
        """可以交到的各段，每一段还缺什么写在后面。"""
        stay = queries.current_stay(desk.case.pk)
        choices = law.onward(desk.case.kind, stay.segment if stay else "")
        self.fields["to_segment"].choices = [(code, word("segment", code)) for code in choices]  # type: ignore[attr-defined]
        self.fields["to_user"].queryset = _receivers(desk)  # type: ignore[attr-defined]
        self.fields["to_team"].queryset = teams(desk.case.court_id)  # type: ignore[attr-defined]
        self.fields["token"].initial = token()


def _receivers(desk: Desk) -> QuerySet[User]:
    """接得了的人：在岗、看得见本案，自己不算。"""
    people = available(active_users(desk.case.court_id), desk.today).filter(holdings__post__in=RECEIVING).exclude(pk=desk.user.pk).distinct()
    tie = rights_facts(desk.case)
    known = people.select_related("court").prefetch_related("received__principal__holdings")  # 职务、代行一次取来
    able = [one.pk for one in known if rights(user_facts(one, desk.today), tie).may_view]
    return people.filter(pk__in=able).order_by("name")


class RefuseForm(DeskForm):
    """退回的理由。"""

    why = TextField(label="退回的理由", lines=2, max_length=300, help_text="缺什么、要谁先办什么")


def in_case(request: HttpRequest, case_id: int) -> HttpResponse:
    """这一件的交接：有等着接收的，看了再定；没有的，提出。"""
    desk = open_desk(request, case_id)
    waiting = queries.offered([desk.case.pk]).get(desk.case.pk)
    if waiting is not None and request.method != "POST":
        return _answering(desk, waiting)
    if not desk.rights.may_hand_on:
        raise Forbidden(desk.user, Act.HAND_ON)
    permits(desk.case.state, Act.HAND_ON, desk.case.kind).require()
    form = OfferForm(desk, request.POST or None)
    return fill(desk, form, Filling(
        title=Act.HAND_ON.label, submit="提出交接", run=lambda values: _offered(desk, values), lead=(_now(desk),),
        note="缺的照样可以交，接的人看着决定收不收；承办人不变。",
    ))


def _now(desk: Desk) -> Facts:
    """现在在哪一段；后面各段还缺什么。"""
    stay = queries.current_stay(desk.case.pk)
    here = stay.segment if stay else ""
    rows: list[tuple[str, Content]] = [("现在", word("segment", here) if here else "没有环节")]
    for code in [code for code in law.onward(desk.case.kind, here) if code in law.mains(desk.case.kind)][:4]:
        short = queries.lacking(desk.case, code).value
        rows.append((f"交到{word('segment', code)}", f"还缺：{'、'.join(need.name for need in short)}" if short else "要有的都有了"))
    return Facts(tuple(rows))


def _offered(desk: Desk, values: dict[str, Any]) -> str:
    row = commands.offer(case=desk.case, actor=desk.user, on=desk.today, revision=desk.sent, **values)
    return f"已提出交接到{word('segment', row.to_segment)}，等{to_whom(row)}接收。"


def _answering(desk: Desk, row: Handover) -> HttpResponse:
    """等着接收的一次：缺什么、能办什么。"""
    body: tuple[Content, ...] = (
        Facts((
            ("交接", way(row)), ("谁提出", f"{row.from_user.name if row.from_user else '系统'}　{moment(row.offered_at, desk.today)}"),
            ("交给", to_whom(row)), ("说明", row.note or "—"), ("承办人", desk.case.handler.name if desk.case.handler else "未分案"),
        )),
        _missing(desk, row),
    )
    return show(desk.request, Page(
        title=f"交接到{word('segment', row.to_segment)}，等{to_whom(row)}接收", pretitle=str(desk.case), back=desk.home, back_text="案件",
        body=(Panel(body=body), *_acts(desk, row)),
    ))


def _missing(desk: Desk, row: Handover) -> Note:
    """提出时缺的，现在补上了没有。"""
    now = {need.code: need for need in queries.lacking(desk.case, row.to_segment).value}
    made = [one["name"] for one in row.missing if one["code"] not in now]
    text = f"现在还缺：{'、'.join(need.name for need in now.values())}。" if now else "要有的都有了。"
    text += f"提出以后补上了：{'、'.join(made)}。" if made else ""
    buttons = [button for need in now.values() if need.act in set(Act) and desk.rights.may(need.act)
               if (button := remedies.button(desk.case.pk, need.act)) is not None]
    return Note(text, "yellow" if now else "green", "交接清单", tuple({one.url: one for one in buttons}.values()))


def _acts(desk: Desk, row: Handover) -> Sequence[Content]:
    url = lambda name: reverse(name, args=[row.pk])
    fields = {"revision": row.revision}
    found: list[Content] = []
    if queries.to_answer(desk.user, desk.today).filter(pk=row.pk).exists():
        found.append(Actions((
            Action(text="接收", url=url("centre_hand_take"), kind="primary", method="post", fields=fields),
            Action(text="退回", url=url("centre_hand_refuse"), dialog=True),
        )))
    leads = desk.case.team_id in facts_of(desk.request).leads
    if law.recallable(desk.user.pk, row.from_user_id, desk.case.handler_id, leads).ok:
        found.append(Action(text="收回", url=url("centre_hand_recall"), method="post", fields=fields, confirm="收回这次交接？"))
    return found or [Status("由接收的人定", "grey")]


# ---- 答复 ----


@require_POST
@needs("may_see_centre")
def take(request: HttpRequest, handover_id: int) -> HttpResponse:
    """接收。"""
    row = commands.take(handover=handover_id, actor=request.user, on=context.current().today, revision=_revision(request))
    return done(request, remedies.case_url(row.case_id), f"已接收，进入{word('segment', row.to_segment)}。")


@needs("may_see_centre")
def refuse(request: HttpRequest, handover_id: int) -> HttpResponse:
    """退回，写明理由。"""
    row = queries.waiting_in(request.user.court_id).get(pk=handover_id)
    desk = open_desk(request, row.case_id)
    form = RefuseForm(desk, request.POST or None)

    def run(values: dict[str, Any]) -> str:
        commands.refuse_hand(handover=handover_id, actor=request.user, on=desk.today, why=values["why"])
        return f"已退回，案件仍在{word('segment', row.from_segment) if row.from_segment else '原来的环节'}。"

    return fill(desk, form, Filling(title=f"退回{way(row)}的交接", submit="退回", run=run, columns=1))


@require_POST
@needs("may_see_centre")
def recall(request: HttpRequest, handover_id: int) -> HttpResponse:
    """收回。"""
    row = commands.recall(handover=handover_id, actor=request.user, on=context.current().today, revision=_revision(request))
    return done(request, remedies.case_url(row.case_id), "已收回。")


def _revision(request: HttpRequest) -> int:
    text = request.POST.get("revision", "")
    return int(text) if text.isdecimal() and len(text) < 9 else -1
