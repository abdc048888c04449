"""离岗交接：请假、调整岗位、调离。先填怎样交，看预演（一样一样交给谁、哪些交不出去），再一次办完；办完有一份清单。"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django import forms
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhixing.casework.cases.commands import HANDLERS
from zhixing.casework.cases.queries import Case
from zhixing.casework.centre import commands
from zhixing.casework.centre import queries_handing as queries
from zhixing.casework.centre.queries_handing import Departure
from zhixing.entrances.web import remedies
from zhixing.entrances.web.access import facts_of, needs, rights_of
from zhixing.entrances.web.admin.handle import Filling, fill
from zhixing.entrances.web.bulk.starting import token, token_of
from zhixing.entrances.web.centre import frame
from zhixing.entrances.web.remedies import nothing
from zhixing.entrances.web.ui import (
    Action,
    Actions,
    Column,
    Content,
    DayField,
    Empty,
    Facts,
    Fold,
    Note,
    Page,
    Panel,
    Refusal,
    Row,
    Status,
    Table,
    TextField,
    done,
    show,
)
from zhixing.entrances.web.ui.words import dates, full_day, moment
from zhixing.foundation.history import context
from zhixing.foundation.people.facts import user_facts
from zhixing.foundation.people.queries import ADMIN_POSTS, Post, User, active_users
from zhixing.law import leaving as law
from zhixing.law.finding import Refused
from zhixing.law.states import ENDED, Act

NAME: Final = "centre_leaving"
COLUMNS: Final = (Column("谁"), Column("哪一种"), Column("起止"), Column("交给"), Column("件数", "end"), Column("状态"))
CASES: Final = (Column("案件"), Column("状态"), Column("现在哪一段"), Column("交给"), Column("交接记录"))
PARTS: Final = {"helps": "协办的案件", "stays": "手里的环节", "handovers": "等他接收的交接", "items": "事务", "agencies": "在协助单位的登记",
                "approvals": "他报的、还在批的"}
TONES: Final = {"planned": "yellow", "done": "green", "dropped": "grey"}
DONE: Final = (Column("哪一类"), Column("哪一项"), Column("交给"), Column("结果"))
MOST: Final = 100


def may_for(request: HttpRequest, user: User) -> bool:
    """能不能给这个人办。"""
    return law.may(facts_of(request), rights_of(request), user_facts(user, context.current().today))


@needs("may_hand_over_officers")
def page(request: HttpRequest) -> HttpResponse:
    """办过的、在预演的。"""
    rows = [row for row in queries.departures(request.user.court_id)[:MOST] if may_for(request, row.user)]
    new = Action(text="办离岗交接", url=reverse("centre_leaving_new"), kind="primary", icon="plus")
    empty = Empty("没有办过离岗交接", "请假、调整岗位、调离的，手里的案件、事务、环节一次交清。", "users")
    table = Table(id="departures", columns=COLUMNS, rows=tuple(_row(row) for row in rows), label="离岗交接", empty=empty)
    return show(request, Page(
        title="离岗交接", pretitle=frame.pretitle(request), actions=(new,), top=(frame.tabs(request, NAME),),
        body=(Panel(flush=True, body=(table,)),),
    ))


def _row(row: Departure) -> Row:
    span = f"{full_day(row.since)}起" + (f"至{full_day(row.until)}" if row.until else "")
    return Row(url=reverse("centre_leaving_one", args=[row.pk]), cells=(
        row.user.name, row.get_sort_display(), span, _takers(row.plan), str(len(row.plan["cases"])),
        Status(row.get_state_display(), TONES[row.state]),
    ))


def _takers(plan: Mapping[str, Any]) -> tuple[str, ...]:
    """交给谁，怎样交。"""
    names = list(dict.fromkeys(case["name"] for case in plan["cases"] if case["name"])) or [plan["taker"]]
    return "、".join(names), law.WAYS.get(plan["asked"]["way"], "")


# ---- 填怎样交 ----


class DepartureForm(forms.Form):
    """谁、哪一种、自哪天至哪天、怎样交、交给谁。"""

    token = forms.CharField(widget=forms.HiddenInput, max_length=64)
    user = forms.ChoiceField(label="谁离岗")
    sort = forms.ChoiceField(label="哪一种", choices=list(law.SORTS.items()))
    since = DayField(label="自")
    until = DayField(label="至（含）", required=False, help_text="请假的写明")
    way = forms.ChoiceField(label="案件怎样交", choices=list(law.WAYS.items()), widget=forms.RadioSelect, initial="deputy")
    people = forms.MultipleChoiceField(label="交给谁", widget=forms.CheckboxSelectMultiple, help_text="括号里是手头没有结的件数")
    rest = forms.ChoiceField(label="案件以外各项交给谁", required=False, help_text="不选的，交给上面的头一位；他不能办的事务放回待领")
    why = TextField(label="说明", max_length=200, required=False, help_text="如：产假、调民事审判庭")

    def __init__(self, *args: Any, court_id: int, leavers: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everybody = list(active_users(court_id))
        busy = dict(_busy(court_id))
        fit = [one for one in everybody if any(held.post in HANDLERS and held.covers(context.current().today) for held in one.holdings.all())]
        self.fields["user"].choices = [("", "请选"), *((str(one.pk), one.name) for one in leavers)]  # type: ignore[attr-defined]
        self.fields["people"].choices = [(str(one.pk), f"{one.name}（{busy.get(one.pk, 0)}件）") for one in fit]  # type: ignore[attr-defined]
        self.fields["rest"].choices = [("", "上面的头一位"), *((str(one.pk), one.name) for one in everybody if _takes(one))]  # type: ignore[attr-defined]

    def asked(self) -> commands.Asked:
        """填的，交给命令。"""
        given = self.cleaned_data
        return commands.Asked(
            sort=given["sort"], way=given["way"], since=given["since"], until=given["until"], people=tuple(int(one) for one in given["people"]),
            rest=int(given["rest"]) if given["rest"] else None,
        )


def _takes(user: User) -> bool:
    """案件以外各项交得给他：办案、办事务的人，三员、督察不是。"""
    today = context.current().today
    return any(held.covers(today) and held.post not in {*ADMIN_POSTS, Post.SUPERVISOR} for held in user.holdings.all())


def _busy(court_id: int) -> Iterator[tuple[int, int]]:
    rows = Case.objects.filter(court=court_id, handler__isnull=False).exclude(state__in=ENDED).order_by()
    yield from rows.values_list("handler").annotate(n=Count("pk"))


@needs("may_hand_over_officers")
def new(request: HttpRequest) -> HttpResponse:
    """填好以后看预演。"""
    people = [one for one in active_users(request.user.court_id) if may_for(request, one)]
    first = {"since": context.current().today, "token": token(), "user": request.GET.get("user", "")}
    form = DepartureForm(request.POST or None, court_id=request.user.court_id, leavers=people, initial=first)

    def act(values: dict[str, Any]) -> HttpResponse:
        user = get_object_or_404(active_users(request.user.court_id).select_related("court"), pk=values["user"])
        row = commands.plan_departure(
            user=user, asked=form.asked(), why=values["why"], actor=request.user, on=context.current().today, token=token_of(request),
        )
        return done(request, reverse("centre_leaving_one", args=[row.pk]))

    return fill(request, form, Filling(title="办离岗交接", submit="看预演", cancel=reverse(NAME), act=act, note="什么也不改，先看一样一样交给谁"))


# ---- 预演、办、清单 ----


def _found(request: HttpRequest, departure_id: int) -> Departure:
    """本院的这一份；不能给他办的 403。"""
    row = get_object_or_404(queries.departures(request.user.court_id).select_related("user__court"), pk=departure_id)
    commands.require_hand_over(request.user, row.user)
    return row


@needs("may_hand_over_officers")
def one(request: HttpRequest, departure_id: int) -> HttpResponse:
    """预演或者办完的清单。"""
    return _shown(request, _found(request, departure_id))


def _shown(request: HttpRequest, row: Departure, before: tuple[Content, ...] = (), status: int = 200) -> HttpResponse:
    """这一份；``before`` 是没有办成的理由。"""
    body = _finished(row) if row.state == Departure.State.DONE else (*_problems(row), *_planned(row))
    return show(request, Page(
        title=_title(row), pretitle=frame.pretitle(request, "离岗交接"), back=reverse(NAME), back_text="离岗交接",
        tags=(Status(row.get_state_display(), TONES[row.state]),), actions=_actions(row), body=(*before, Panel(body=(_told(row),)), *body),
    ), status=status)


def _title(row: Departure) -> str:
    if row.state == Departure.State.DONE:
        return f"{row.user.name}已交接，案件 {len(row.plan['cases'])} 件"
    stuck = len(row.plan["problems"])
    return f"{row.user.name}{row.get_sort_display()}：{f'还有 {stuck} 项交不出去' if stuck else '都交得出去'}"


def _actions(row: Departure) -> tuple[Actions, ...]:
    if row.state == Departure.State.DONE:
        return (Actions((Action(text="下载清单", url=reverse("centre_leaving_rows", args=[row.pk]), download=True),)),)
    if row.state != Departure.State.PLANNED:
        return ()
    drop = Action(text="不办了", url=reverse("centre_leaving_drop", args=[row.pk]), method="post")
    again = Action(text="重新预演", url=reverse("centre_leaving_again", args=[row.pk]), method="post", fields={"token": token()})
    go = Action(text="照此交接", url=reverse("centre_leaving_go", args=[row.pk]), kind="primary", method="post", fields={"revision": row.revision},
                confirm=f"照预演把{row.user.name}手里的全部交出去：全部办成，或者什么也不变。确定吗？")
    return (Actions((*((go,) if not row.plan["problems"] else ()), again, drop)),)


def _told(row: Departure) -> Facts:
    asked = row.plan["asked"]
    taker: str = row.plan.get("taker") or "—"
    return Facts((
        ("谁", row.user.name), ("哪一种", row.get_sort_display()), ("自", full_day(row.since)), ("至", full_day(row.until) or "—"),
        ("案件", f"{len(row.plan['cases'])} 件，{law.WAYS.get(asked['way'], '')}"), ("案件以外各项", f"交给{taker}"), ("说明", row.why or "—"),
        ("预演", f"{row.made_by.name}　{moment(row.made_at, context.current().today)}"),
    ))


def _problems(row: Departure) -> Iterator[Note]:
    """交不出去的，和怎样补。"""
    for told in row.plan["problems"]:
        case = int(told["subject"]) if told["subject"].isdecimal() else 0
        button = remedies.button(case, told["act"]) if case and told["act"] in set(Act) else None
        yield Note(dates(f"{told['text']}{told['remedy']}（{told['article']}）"), "red", "暂不能交接", (button,) if button else ())
    for told in row.plan["only"]:
        yield Note(told["text"], "yellow", "只有他能办的")


def _planned(row: Departure) -> Iterator[Content]:
    plan = row.plan
    closed = {one.label for one in ENDED}
    rows = [(case["state"] in closed, _planned_case(plan, case)) for case in plan["cases"]]
    now, ended = (tuple(line for over, line in rows if over is wanted) for wanted in (False, True))
    empty = Empty("名下没有在办的案件", icon="folders")
    yield Panel(title=f"在办的案件 {len(now)} 件", flush=True, body=(Table(columns=CASES, rows=now, label="在办的案件", empty=empty),))
    if ended:
        title = f"已结案、还有待办的 {len(ended)} 件"
        yield Fold(title, (Table(columns=CASES, rows=ended, label=title),), note="终本后的查询、续封续冻")
    for key, title in PARTS.items():
        if plan[key]:
            lines = tuple(Row(cells=(part_name(key, part), part_note(key, part, plan))) for part in plan[key])
            yield Fold(f"{title} {len(lines)} 项", (Table(columns=(Column("哪一项"), Column("怎样交")), rows=lines, label=title),), open=True)


def _planned_case(plan: Mapping[str, Any], case: Mapping[str, Any]) -> Row:
    """一件：在哪里、交给谁、交接记录。"""
    number = Action(text=case["number"], url=remedies.case_url(case["case"]), kind="link")
    return Row(cells=(number, case["state"], case["segment"] or "—", _to(plan, case), case["text"]))


def _to(plan: Mapping[str, Any], case: Mapping[str, Any]) -> str:
    return f"{case['name']}代办" if plan["asked"]["way"] == "deputy" else case["name"] or "—"


def part_name(key: str, part: Mapping[str, Any]) -> str:
    """一项的名称。"""
    if key == "approvals":
        return str(part["title"])
    return " ".join(str(part[name]) for name in ("number", "name") if part.get(name))


def part_note(key: str, part: Mapping[str, Any], plan: Mapping[str, Any]) -> str:
    """一项怎样交。"""
    taker = plan.get("taker") or "接手的人"
    if key == "approvals":
        return "批了照办，由那时的承办人接着办"
    if key == "agencies":
        until = dates(str(part["until"]))
        alone = "；这家只有他一人，另行登记经办人以前发不出去" if part["alone"] else ""
        return (f"登记到{until}，注销" if plan["asked"]["sort"] != "leave" else f"登记到{until}，照旧") + alone
    return f"改派给{taker}，他不能办的放回待领" if key == "items" else f"由{taker}接"


def _finished(row: Departure) -> tuple[Content, ...]:
    lines = tuple(Row(cells=(told["kind"], dates(told["what"]), told["to"] or "—", dates(told["state"]))) for told in row.done["rows"])
    table = Table(columns=DONE, rows=lines, label="交接清单", empty=Empty("手里没有要交的"))
    return (Panel(title=f"交接清单 {len(lines)} 项", flush=True, body=(table,)),)


@require_POST
@needs("may_hand_over_officers")
def go(request: HttpRequest, departure_id: int) -> HttpResponse:
    """照预演办。"""
    found = _found(request, departure_id)
    text = request.POST.get("revision", "")
    revision = int(text) if text.isdecimal() and len(text) < 9 else -1
    try:
        row = commands.depart(departure=departure_id, actor=request.user, on=context.current().today, revision=revision)
    except Refused as error:
        return _shown(request, found, (Refusal.of(error.finding, nothing, "交接"),), 409)
    return done(request, reverse("centre_leaving_one", args=[row.pk]), f"{row.user.name}已交接，共 {len(row.done['rows'])} 项。")


@require_POST
@needs("may_hand_over_officers")
def again(request: HttpRequest, departure_id: int) -> HttpResponse:
    """照同样的填法重新预演；原来的一份不办了。"""
    row = _found(request, departure_id)
    made = commands.replan_departure(departure=row, actor=request.user, on=context.current().today, token=token_of(request))
    return done(request, reverse("centre_leaving_one", args=[made.pk]), "已重新预演，请看过再办")


@require_POST
@needs("may_hand_over_officers")
def drop(request: HttpRequest, departure_id: int) -> HttpResponse:
    """不办了。"""
    _found(request, departure_id)
    commands.drop_departure(departure=departure_id, actor=request.user)
    return done(request, reverse(NAME), "这份预演已作废，什么也没有改变。")


@needs("may_hand_over_officers")
def rows(request: HttpRequest, departure_id: int) -> HttpResponse:
    """办完的清单，逐项一行，可以用表格软件打开。"""
    row = _found(request, departure_id)
    response = HttpResponse(content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="handover-{row.pk}.csv"'})
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow([column.title for column in DONE])
    writer.writerows([told["kind"], _safe(told["what"]), _safe(told["to"]), told["state"]] for told in row.done.get("rows", ()))
    return response


def _safe(text: str) -> str:
    """表格软件会当公式的，前面加一撇。"""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
