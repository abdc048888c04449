"""回避和分案系数：现在有效的、已经结束的；登记、撤销。只管以后的抽签，办着的案件另行移交。"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhixing.casework.cases.commands import HANDLERS
from zhixing.casework.cases.queries import Case, by_number
from zhixing.casework.centre import commands, queries_draws
from zhixing.casework.centre.queries_draws import Recusal, Workforce
from zhixing.entrances.web.access import needs
from zhixing.entrances.web.admin.handle import Filling, fill
from zhixing.entrances.web.bulk.starting import token, token_of
from zhixing.entrances.web.centre import frame
from zhixing.entrances.web.ui import (
    Action,
    Actions,
    Column,
    Content,
    DayField,
    Empty,
    Page,
    Panel,
    Row,
    Status,
    Table,
    TextField,
    done,
    show,
)
from zhixing.entrances.web.ui.words import full_day
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import active_users

NAME: Final = "centre_recusals"
RECUSALS: Final = (Column("谁"), Column("不办"), Column("理由"), Column("起止"), Column("", "end"))
SHARES: Final = (Column("谁"), Column("系数", "end"), Column("理由"), Column("起止"), Column("", "end"))


@needs("may_recuse")
def page(request: HttpRequest) -> HttpResponse:
    """两份清单。"""
    ended = request.GET.get("ended") == "1"
    court, today = request.user.court_id, context.current().today
    recusals, shares = list(queries_draws.recusals(court, today, ended=ended)), list(queries_draws.shares(court, today, ended=ended))
    shelves = frame.shelves(request, ended=ended)
    return show(request, Page(
        title="回避和分案系数", pretitle=frame.pretitle(request), actions=(_buttons(),), top=(frame.tabs(request, NAME), shelves),
        body=(
            Panel(title="回避", flush=True, body=(_recusals(recusals, ended),)),
            Panel(title="分案系数", flush=True, body=(_shares(shares, ended),)),
        ),
    ))


def _buttons() -> Actions:
    return Actions((
        Action(text="登记回避", url=reverse("centre_recusal_new"), kind="primary", icon="users", dialog=True),
        Action(text="定分案系数", url=reverse("centre_share_new"), icon="chart-histogram", dialog=True),
    ))


def _recusals(rows: list[Recusal], ended: bool) -> Table:
    told = ("没有回避", "抽签不会抽到回避的人；办着的案件要回避的，另行移交承办人。")
    empty = Empty("没有结束的", icon="users") if ended else Empty(*told, "users")
    return Table(id="recusals", columns=RECUSALS, rows=tuple(_recusal(row, ended) for row in rows), label="回避", empty=empty)


def _recusal(row: Recusal, ended: bool) -> Row:
    about = _about(row)
    stop: Content = "" if ended or _over(row) else Action(
        text="撤销", url=reverse("centre_recusal_end", args=[row.pk]), method="post", small=True, confirm=f"{row.user.name}不再回避{about}，确定吗？",
    )
    return Row(cells=(row.user.name, about, row.why, _span(row), stop))


def _about(row: Recusal) -> str:
    return str(row.case) if row.case else f"与{row.name}有关的"


def _shares(rows: list[Workforce], ended: bool) -> Table:
    told = ("都按满额分", "新到岗的自动递增；局领导、法官助理办案的，在这里定系数。")
    empty = Empty("没有结束的", icon="chart-histogram") if ended else Empty(*told, "chart-histogram")
    return Table(id="shares", columns=SHARES, rows=tuple(_share(row, ended) for row in rows), label="分案系数", empty=empty)


def _share(row: Workforce, ended: bool) -> Row:
    stop: Content = "" if ended or _over(row) else Action(
        text="结束", url=reverse("centre_share_end", args=[row.pk]), method="post", small=True,
        confirm=f"{row.user.name}不再{_way(row)}，确定吗？",
    )
    value: Content = Status("暂停分案", "yellow") if row.share == 0 else f"{row.share}%"
    return Row(cells=(row.user.name, value, row.why, _span(row), stop))


def _way(row: Workforce) -> str:
    return f"按{row.share}%分案" if row.share else "暂停分案"


def _over(row: Any) -> bool:
    """今天办过撤销、结束的：管到今天，不必再办。"""
    return row.until is not None and row.until <= max(row.since, context.current().today - timedelta(days=1))


def _span(row: Any) -> str:
    return f"{full_day(row.since)}起" + (f"至{full_day(row.until)}" if row.until else "")


# ---- 办 ----


class _PersonForm(forms.Form):
    """谁、理由、起止。"""

    user = forms.ChoiceField(label="谁")
    why = TextField(label="理由", max_length=200)
    since = DayField(label="自", required=False, help_text="不填自今天起")
    until = DayField(label="至", required=False, help_text="不填一直有效")

    def __init__(self, *args: Any, court_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = active_users(court_id).filter(holdings__post__in=HANDLERS).distinct()
        self.fields["user"].choices = [("", "请选"), *((str(one.pk), one.name) for one in people)]  # type: ignore[attr-defined]


class RecusalForm(_PersonForm):
    """回避：哪一件，或者与谁有关的。"""

    case = TextField(label="哪一件（案号）", max_length=60, required=False)
    name = TextField(label="与谁有关的", max_length=200, required=False, help_text="当事人的姓名或名称；写了证件号码的按号码认")
    paper_number = TextField(label="他的证件号码", max_length=40, required=False)
    field_order = ("user", "case", "name", "paper_number", "why", "since", "until")

    def __init__(self, *args: Any, court_id: int, **kwargs: Any) -> None:
        super().__init__(*args, court_id=court_id, **kwargs)
        self.court_id = court_id

    def clean_case(self) -> Case | None:
        """案号 → 本院的这一件。"""
        text = self.cleaned_data["case"]
        found = by_number([self.court_id], text) if text else None
        if text and found is None:
            raise forms.ValidationError("本院没有这个案号，请核对。还没有立案的，写“与谁有关的”")
        return found

    def clean(self) -> dict[str, Any]:
        """两样要写一样。"""
        values: dict[str, Any] = super().clean() or {}
        if not (values.get("case") or values.get("name") or self.errors):
            self.add_error("case", "写明哪一件，或者与谁有关的")
        return values


class ShareForm(_PersonForm):
    """系数。"""

    share = forms.IntegerField(label="系数（%）", min_value=0, max_value=200, help_text="100 是满额，0 是暂停分案")
    field_order = ("user", "share", "why", "since", "until")


@needs("may_recuse")
def new(request: HttpRequest) -> HttpResponse:
    """登记回避。"""
    form = RecusalForm(request.POST or None, court_id=request.user.court_id)

    def act(values: dict[str, Any]) -> HttpResponse:
        row = commands.recuse(user=int(values.pop("user")), paper="id", token=token_of(request), **_by(request), **values)
        return done(request, reverse(NAME), f"已登记{row.user.name}回避{_held(row)}")

    filling = Filling(title="登记回避", submit="登记", cancel=reverse(NAME), act=act, hidden={"token": token()}, note="法定情形见民事诉讼法第47条")
    return fill(request, form, filling)


def _held(row: Recusal) -> str:
    """正由他承办的，提醒移交。"""
    return f"。{row.case}现由他承办，请移交承办人" if row.case and row.case.handler_id == row.user_id else ""


@needs("may_recuse")
def share(request: HttpRequest) -> HttpResponse:
    """定分案系数。"""
    form = ShareForm(request.POST or None, court_id=request.user.court_id)

    def act(values: dict[str, Any]) -> HttpResponse:
        row = commands.set_share(user=int(values.pop("user")), **_by(request), **values)
        return done(request, reverse(NAME), f"{row.user.name}的分案系数定为 {row.share}%")

    return fill(request, form, Filling(title="定分案系数", submit="定下", cancel=reverse(NAME), act=act))


@require_POST
@needs("may_recuse")
def end(request: HttpRequest, recusal_id: int) -> HttpResponse:
    """撤销回避。"""
    row = get_object_or_404(Recusal, pk=recusal_id, court=request.user.court_id)
    row = commands.end_recusal(recusal=row, **_by(request))
    return done(request, reverse(NAME), f"{row.user.name}{_from(row)}起不再回避{_about(row)}")


@require_POST
@needs("may_recuse")
def end_share(request: HttpRequest, share_id: int) -> HttpResponse:
    """结束一条系数。"""
    row = get_object_or_404(Workforce, pk=share_id, court=request.user.court_id)
    row = commands.end_share(share=row, **_by(request))
    return done(request, reverse(NAME), f"{row.user.name}{_from(row)}起不再{_way(row)}")


def _from(row: Any) -> str:
    """结束以后自哪天起：当天起的管到当天，往前起的管到昨天，还没有起的管到起的那天。"""
    last: date = row.until
    today = context.current().today
    return {today - timedelta(days=1): "今天", today: "明天"}.get(last, full_day(last + timedelta(days=1)))


def _by(request: HttpRequest) -> dict[str, Any]:
    return {"actor": request.user, "on": context.current().today}
