"""会商：在手机上记一次，定了什么、谁去办、几时办；全院（本团队）看得见的案件的会商列在一起。"""

from __future__ import annotations

import re
from typing import Any, Final

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.cases.access import facts_of
from zhixing.casework.cases.queries import assigned
from zhixing.casework.centre import queries_following as queries
from zhixing.casework.centre.commands import conferring
from zhixing.casework.centre.events import Conferred
from zhixing.casework.centre.queries_desks import services
from zhixing.casework.centre.queries_following import Conference
from zhixing.entrances.web import remedies
from zhixing.entrances.web.access import needs
from zhixing.entrances.web.bulk.starting import token
from zhixing.entrances.web.cases.act_forms import DeskForm
from zhixing.entrances.web.cases.desk import Desk, desk_for
from zhixing.entrances.web.cases.filling import Filling, fill
from zhixing.entrances.web.centre import frame
from zhixing.entrances.web.money.frame import by_number
from zhixing.entrances.web.registers.frame import picked, sizes, strip
from zhixing.entrances.web.ui import (
    Action,
    Content,
    DayField,
    Empty,
    Filter,
    Filters,
    Item,
    Items,
    Page,
    Panel,
    Section,
    Status,
    SuggestedField,
    TextField,
    show,
)
from zhixing.entrances.web.ui.words import day, full_day
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import active_users
from zhixing.law import states
from zhixing.law.states import Act
from zhixing.law.words import choices, word

NAME: Final = "centre_conferences"
SHELVES: Final = {"decided": "定了措施", "open": "到期要办", "mine": "我召集的"}
MEASURES: Final = (
    Act.QUERY, Act.ORDER_CONTROL, Act.RECORD_CONTROL, Act.INVESTIGATE, Act.CLUE, Act.REGISTER, Act.DRAFT_DOCUMENT, Act.SERVE, Act.DISTRIBUTE,
    Act.PAY_OUT, Act.SUSPEND, Act.EXTEND, Act.TRANSFER, Act.PROPOSE, Act.ENTRUST,
)
"""会商常定的行为。"""
SECTIONS: Final = (
    Section("怎样会商的", ("way", "on", "present", "others"), 1), Section("议了什么", ("talked",), 1),
    Section("定了什么", ("decided", "by", "due_on", "act", "duty"), 1, note="没有定措施的，这一节空着。"),
)


# ---- 记一次 ----


class ConferForm(DeskForm):
    """一次会商。``token`` 是这次提交的记号，``corrects`` 是更正哪一条。"""

    token = forms.CharField(widget=forms.HiddenInput, max_length=64)
    corrects = forms.IntegerField(widget=forms.HiddenInput, required=False)
    way = forms.ChoiceField(label="方式", choices=lambda: list(choices("conferring").items()), widget=forms.RadioSelect, initial="phone")
    on = DayField(label="日期")
    present = forms.MultipleChoiceField(label="参加人", required=False, widget=forms.CheckboxSelectMultiple)
    others = TextField(label="其他参加人", max_length=200, required=False, help_text="几个人用顿号分开")
    talked = TextField(label="议了什么", lines=4, max_length=3000)
    decided = TextField(label="定了什么", lines=2, max_length=500, required=False)
    due_on = DayField(label="几时办", required=False)
    act = forms.ChoiceField(label="要办的", required=False)
    duty = forms.ChoiceField(label="同时交办给办理台", required=False)

    def prepare(self, desk: Desk) -> None:
        """本案的人、此刻办得到的行为、本院在办的事务。"""
        names = _people(desk)
        self.fields["present"].choices = [(name, name) for name in names]  # type: ignore[attr-defined]
        self.fields["by"] = SuggestedField(options=names, label="谁去办", max_length=60, required=False)
        able = [act for act in MEASURES if act in states.acts(desk.case.state, desk.case.kind)]
        self.fields["act"].choices = [("", "不指明"), *((act, act.label) for act in able)]  # type: ignore[attr-defined]
        self.fields["duty"].choices = [("", "不交办"), *_duties(desk)]  # type: ignore[attr-defined]

    def talk(self) -> conferring.Talk:
        """表单 → 会商了什么。"""
        given = dict(self.cleaned_data)
        given.pop("on")
        given.pop("token")
        others = [name.strip() for name in re.split(r"[、，,；;\s]+", given.pop("others")) if name.strip()]
        return conferring.Talk(people=[*given.pop("present"), *others], **given)


def _people(desk: Desk) -> list[str]:
    """本案的承办人、协办人、团队的人，和召集的人自己。"""
    rows = list(assigned([desk.case.pk]))
    teams = facts_of(desk.case, rows).team_ids
    team = active_users(desk.case.court_id).filter(holdings__team__in=teams, holdings__until__isnull=True).distinct() if teams else ()
    names = [desk.user.name, *(row.user.name for row in rows if row.user), *(user.name for user in team)]
    return list(dict.fromkeys(names))[:12]


def _duties(desk: Desk) -> list[tuple[str, str]]:
    """能在这一件上交办的；不能交办的人不列；要写明哪一项的、记了会商就算办结的也不列。"""
    if Act.REQUEST_ITEM not in desk.rights.available:
        return []
    able = (one for one in services(desk.case.court_id).values() if one.enabled and one.duty.in_case != "never")
    return [(one.code, one.name) for one in able if Conferred.name not in one.duty.events and "subject" not in one.duty.needs]


def new(request: HttpRequest, case_id: int) -> HttpResponse:
    """在案件上记一次会商。"""
    desk = desk_for(request, case_id, Act.CONFER)
    form = ConferForm(desk, request.POST or None)
    before = _before(request, case_id)
    form.initial = {"token": token(), "present": [desk.user.name], **_as_before(before)}
    return fill(desk, form, Filling(
        title="更正会商记录" if before else "会商", submit="记下", what="记下会商", sections=SECTIONS, draft=f"confer-{case_id}",
        run=lambda values: _made(desk, form, values), note="会商定的措施，仍由有权的人照程序办。",
    ))


def _before(request: HttpRequest, case_id: int) -> Conference | None:
    """要更正的那一条；不是本案的没有。"""
    given = request.GET.get("corrects", "")
    return queries.conferences_of(case_id).filter(pk=int(given)).first() if given.isdecimal() and len(given) < 16 else None


def _as_before(row: Conference | None) -> dict[str, Any]:
    if row is None:
        return {}
    kept = {name: getattr(row, name) for name in ("way", "on", "talked", "decided", "by", "due_on", "act")}
    return {**kept, "others": "、".join(row.people), "present": [], "corrects": row.pk}


def _made(desk: Desk, form: ConferForm, values: dict[str, Any]) -> tuple[str, str]:
    made = conferring.confer(
        case=desk.case, actor=desk.user, on=values["on"], revision=desk.sent, talk=form.talk(), token=values["token"],
    )
    asked = f"，已交办（{made.item.number}）" if made.item else ""
    return f"会商已记下{asked}", f"{desk.home}?tab=flow#tabs"


# ---- 列在一起 ----


@needs("may_see_centre")
def page(request: HttpRequest) -> HttpResponse:
    """看得见的案件的会商，近的在前。"""
    today = context.current().today
    rows = _searched(request, queries.conferences(request.user, today))
    where = {"decided": ~Q(decided="") & Q(superseded=False), "open": Q(due_on__gte=today, superseded=False), "mine": Q(called_by=request.user)}
    numbers, here = sizes(rows, where), picked(request, "shelf", SHELVES)
    found, pager = by_number(request, rows.filter(where[here]) if here else rows)
    items = Items(id="conferences", items=tuple(item(request, row) for row in found), empty=_EMPTY)
    search = Filter("q", "查找", value=request.GET.get("q", ""), placeholder="案号、当事人、议了什么、定了什么")
    kept = (("shelf", here),) if here else ()
    more: tuple[Content, ...] = () if pager is None else (Action(text="更早的", url=pager.after or pager.before, small=True),)
    return show(request, Page(
        title=f"{numbers['decided']} 次会商定了措施" if numbers["decided"] else "会商", pretitle=frame.pretitle(request, "会商"),
        top=(frame.tabs(request, NAME), strip(request, "shelf", SHELVES, numbers, here)),
        body=(Filters(filters=(), search=search, keep=kept, clear_url=reverse(NAME)), Panel(flush=True, body=(items, *more))),
    ))


_EMPTY: Final = Empty("没有会商记录", "在案件页的“更多”里点“会商”，手机上也能记。", "notes")


def _searched(request: HttpRequest, rows: Any) -> Any:
    if text := request.GET.get("q", "").strip()[:60]:
        case = Q(case__number__contains=text) | Q(case__respondent_text__contains=text)
        rows = rows.filter(case | Q(talked__contains=text) | Q(decided__contains=text))
    return rows


def item(request: HttpRequest, row: Conference, *, in_case: bool = False) -> Item:
    """一条会商：定了什么在题目上，没有定的写议了什么。"""
    told = f"{full_day(row.on)}　{row.called_name}召集，{word('conferring', row.way)}会商　参加：{'、'.join(row.people)}"
    tags = (Status("已更正", "grey"),) if row.superseded else (Status("更正", "blue"),) if row.corrects_id else ()  # type: ignore[attr-defined]
    extra: list[Content] = [] if in_case else [Action(text=str(row.case), url=remedies.case_url(row.case_id), kind="link")]
    extra += [row.talked[:200]] if row.decided else []
    extra += [f"由{row.by}办{f'，{day(row.due_on, context.current().today)}前' if row.due_on else ''}"] if row.by else []
    extra += [f"已交办：{row.item.number}（{row.item.get_state_display()}）"] if row.item else []
    return Item(title=row.decided or row.talked[:80], tags=tags, note=told, extra=tuple(extra), actions=_acts(row))


def _acts(row: Conference) -> tuple[Action, ...]:
    """定了要办的行为的，一点就到那里；没有更正过的可以更正。"""
    if row.superseded:  # type: ignore[attr-defined]
        return ()
    act = remedies.button(row.case_id, row.act) if row.act else None
    mend = Action(text="更正", url=f"{reverse('case_confer', args=[row.case_id])}?corrects={row.pk}", kind="link", small=True, dialog=True)
    return (*([act] if act else []), mend)
