"""交办事务：在一件案件上、不在案件上、给清单里勾选的许多件。先选哪一种，再写哪一项、要求。"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from zhixing.casework.cases.queries import Case, visible_to
from zhixing.casework.centre import queries_items as items
from zhixing.casework.centre.commands.items import ask
from zhixing.casework.centre.queries_desks import Service, services
from zhixing.entrances.web.access import does_casework, needs
from zhixing.entrances.web.admin.handle import Filling as Plain
from zhixing.entrances.web.admin.handle import fill as fill_plain
from zhixing.entrances.web.bulk.starting import started, token
from zhixing.entrances.web.cases.desk import Desk, desk_for
from zhixing.entrances.web.cases.filling import Filling, fill
from zhixing.entrances.web.cases.filling import people as parties
from zhixing.entrances.web.cases.picking import MOST, numbers, picked
from zhixing.entrances.web.cases.rows import people, state, url
from zhixing.entrances.web.centre import frame
from zhixing.entrances.web.documents.bulk import back_of
from zhixing.entrances.web.registers.frame import handler_cell
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
    SuggestedField,
    Table,
    TextField,
    done,
    show,
)
from zhixing.exchange.bulk import Act as Run
from zhixing.exchange.bulk import Item
from zhixing.foundation.history import context
from zhixing.law import duties
from zhixing.law.states import Act

COLUMNS: Final = (Column("案件"), Column("当事人"), Column("承办人"), Column("状态"))
CHOOSE: Final = "先选哪一种"


# ---- 哪一种 ----


def offered(court_id: int, *, in_case: bool) -> list[Service]:
    """在办的、在（不在）案件上交办的各种。"""
    wrong = "never" if in_case else "always"
    return [one for one in services(court_id).values() if one.enabled and one.duty.in_case != wrong]


def menu(found: Iterable[Service], here: str) -> Iterator[Panel]:
    """按组列，点一个就是它的表单。"""
    found = list(found)
    for group, name in duties.groups().items():
        if rows := [one for one in found if one.duty.group == group]:
            buttons = tuple(Action(text=one.name, url=f"{here}?{urlencode({'duty': one.code})}", dialog=True) for one in rows)
            yield Panel(title=name, body=(Actions(buttons),))


def chosen(request: HttpRequest, found: Iterable[Service]) -> Service | None:
    """网址里选的一种；没有选为空，选了不能选的没有这一页。"""
    code = request.GET.get("duty", "")
    if not code:
        return None
    known = {one.code: one for one in found}
    if code not in known:
        raise Http404
    return known[code]


class AskForm(forms.Form):
    """哪一项、要求、急不急。"""

    subject = TextField(label="哪一项", max_length=200, required=False)
    demand = TextField(label="要求", lines=3, max_length=500, required=False)
    urgent = forms.BooleanField(label="急：排在前面", required=False)
    token = forms.CharField(widget=forms.HiddenInput, max_length=48)

    def shape(self, service: Service, options: Iterable[str] = ()) -> AskForm:
        """照目录：栏目叫什么、要不要填、从哪几个里选。"""
        duty, known = service.duty, tuple(options)
        if not duty.subject:
            del self.fields["subject"]
        else:
            label, required = duty.subject, "subject" in duty.needs
            self.fields["subject"] = SuggestedField(label=label, max_length=200, required=required, options=known,
                                                    help_text="从本案已有的里选，办了自动办结。" if known else "")
        self.fields["demand"].required = "demand" in duty.needs
        return self


# ---- 一件案件上 ----


def in_case(request: HttpRequest, case_id: int) -> HttpResponse:
    """在这一件上交办。"""
    desk = desk_for(request, case_id, Act.REQUEST_ITEM)
    found = offered(desk.case.court_id, in_case=True)
    service = chosen(request, found)
    if service is None:
        body, pretitle = tuple(menu(found, reverse("case_item_new", args=[case_id]))), f"{desk.case}　{parties(desk)}"
        return show(request, Page(title=Act.REQUEST_ITEM.label, pretitle=pretitle, back=desk.home, back_text="返回案件", body=body))
    given = {"token": token(), "subject": request.GET.get("subject", "")[:200]}
    form = AskForm(request.POST or None, initial=given).shape(service, items.choices(case_id, service.duty.about))
    return fill(desk, form, Filling(
        title=f"交办：{service.name}", submit="交办", columns=1, note=f"{service.duty.hours} 个工作小时内办完，办完交回本案。",
        run=lambda values: _asked(desk, service, values), what="交办",
    ))


def _asked(desk: Desk, service: Service, values: dict[str, Any]) -> str:
    made = ask(case=desk.case.pk, duty=service.code, actor=desk.user, revision=desk.sent, **values)
    return f"已交办{service.name}，编号 {made.number}"


# ---- 不在案件上 ----


@needs("may_see_centre")
def plain(request: HttpRequest) -> HttpResponse:
    """不属于哪一件案件的；属于案件的，到案件页交办。"""
    found = offered(request.user.court_id, in_case=False)
    service, home = chosen(request, found), reverse("centre_hall")
    if service is None:
        cases = Action(text="案件清单", url=reverse("case_list"), small=True)
        note = Note("属于哪一件案件的，打开案件按“交办事务”；许多件的，在案件清单上勾选。", actions=(cases,))
        body = (note, *menu(found, reverse("centre_ask_one")))
        return show(request, Page(title=Act.REQUEST_ITEM.label, pretitle=frame.pretitle(request), back=home, back_text="大厅", body=body))

    def act(values: dict[str, Any]) -> HttpResponse:
        made = ask(case=None, duty=service.code, actor=request.user, **values)
        return done(request, reverse("centre_item", args=[made.pk]), f"已交办{service.name}，编号 {made.number}")

    form = AskForm(request.POST or None, initial={"token": token()}).shape(service)
    return fill_plain(request, form, Plain(title=f"交办：{service.name}", submit="交办", cancel=home, act=act))


# ---- 许多件 ----


class ManyForm(forms.Form):
    """给许多件交办同一种。"""

    duty = forms.ChoiceField(label="事务")
    demand = TextField(label="要求", max_length=500, required=False)
    urgent = forms.BooleanField(label="急：排在前面", required=False)

    def __init__(self, found: Iterable[Service], data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        rows = list(found)
        self.fields["duty"].choices = [("", CHOOSE), *(  # type: ignore[attr-defined]
            (name, [(one.code, one.name) for one in rows if one.duty.group == group]) for group, name in duties.groups().items()
        )]


def many(request: HttpRequest) -> HttpResponse:
    """勾选的许多件。"""
    if not does_casework(request):
        raise Http404
    found = [one for one in offered(request.user.court_id, in_case=True) if "subject" not in one.duty.needs]
    return _start(request, found) if request.method == "POST" else _many(request, picked(request), ManyForm(found))


def _many(request: HttpRequest, cases: list[Case], form: ManyForm, status: int = 200) -> HttpResponse:
    back = f"{reverse('case_list')}{back_of(request.GET)}"
    if not cases:
        messages.warning(request, "先勾选案件")
        return HttpResponseRedirect(back)
    rows = tuple(Row(url=url(one), pick=str(one.pk), picked=True, cells=(str(one), people(one), handler_cell(one), state(one))) for one in cases)
    panel = FormPanel(
        form=form, id="ask", url=request.get_full_path(), submit="交办", hidden={"token": request.POST.get("token", "") or token()}, cancel=back,
        before=(Note("一件一个结果：没有权限的、已经交办还没有办完的，那一件写明理由，不误别的。要写明哪一项的，到案件上交办。"),),
    )
    most = (Note(f"一次至多 {MOST} 件，多出的请分几次。", "yellow"),) if len(cases) == MOST else ()
    table = Table(columns=COLUMNS, rows=rows, label="案件", picks="ask-form", empty=Empty("没有案件"))
    return show(request, Page(title=f"给 {len(cases)} 件案件交办事务", pretitle="成批交办", back=back, back_text="案件",
                              body=(*most, panel, Panel(flush=True, body=(table,)))), status)


def _start(request: HttpRequest, found: list[Service]) -> HttpResponse:
    form = ManyForm(found, request.POST)
    wanted = numbers(request.POST.getlist("pick"))
    cases = {one.pk: one for one in visible_to(request.user, context.current().today).filter(pk__in=wanted).select_related("handler")}
    if not form.is_valid() or not cases:
        return _many(request, list(cases.values()), form, 422)
    values = form.cleaned_data
    name = next(one.name for one in found if one.code == values["duty"])
    items_ = [Item(f"{cases[pk]}　{cases[pk].respondent_text}", {"case": pk}) for pk in wanted if pk in cases]
    return started(request, Run.ITEM_ASK, f"交办{name}", items_, values)
