"""发起查询：全部新收的、终本后到期该查的，或者按条件挑；理由、向哪几家查。"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from zhixing.casework.cases.queries import Case, visible_to
from zhixing.casework.control import queries_desk as control
from zhixing.casework.control import queries_waves
from zhixing.casework.control.commands import waves as commands
from zhixing.casework.control.queries_desk import Agency, Wave
from zhixing.casework.control.queries_waves import LeftOut
from zhixing.entrances.web.access import needs
from zhixing.entrances.web.bulk.starting import token, token_of
from zhixing.entrances.web.cases import listing
from zhixing.entrances.web.cases.filters import Asked, applied, options
from zhixing.entrances.web.registers.frame import picked
from zhixing.entrances.web.remedies import case_url, nothing
from zhixing.entrances.web.ui import (
    Column,
    Content,
    Empty,
    Filter,
    Filters,
    FormPanel,
    Note,
    Page,
    Panel,
    Refusal,
    Row,
    Section,
    Tab,
    Table,
    Tabs,
    done,
    show,
)
from zhixing.foundation.history import context
from zhixing.law.finding import Refused
from zhixing.law.states import Act, State, acts

NAME: Final = "control_wave_new"
FORM: Final = "wave"
WHICH: Final = {"new": "还没有查过的", "ending": "终本前该再查的", "half": "终本后到期该查的", "pick": "按条件挑"}
REASONS: Final = {
    "new": Wave.Reason.INITIAL, "ending": Wave.Reason.ENDING, "half": Wave.Reason.HALF_YEAR, "pick": Wave.Reason.MANUAL,
}
LEFT: Final = (Column("被执行人"), Column("案件"), Column("为什么不查"))
LISTED: Final = 20
"""不查的至多列几个。"""
OPEN: Final = tuple(state for state in State if Act.QUERY in acts(state))
"""能查询的案件状态：还没有移送、分案的不列。"""
MOST: Final = 1000
"""一页一页勾选，一次交上来的至多这么多；更多的按“全部”。"""


class StartForm(forms.Form):
    """理由，向哪几家查。"""

    reason = forms.ChoiceField(label="理由", choices=Wave.Reason.choices)
    agencies = forms.MultipleChoiceField(label="向哪几家查", widget=forms.CheckboxSelectMultiple, help_text="一名被执行人、一家单位算一次查询")

    def __init__(self, *args: Any, agencies: list[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agencies"].choices = [(str(one.pk), one.name) for one in agencies]  # type: ignore[attr-defined]


@needs("may_run_waves")
def page(request: HttpRequest) -> HttpResponse:
    """挑案件，发起。"""
    return shown(request)


def which_of(request: HttpRequest) -> str:
    """挑哪些：网址里的。"""
    return picked(request, "which", WHICH, "new")


def wanted_of(request: HttpRequest) -> Asked:
    """网址里的筛选。"""
    return Asked(request.GET, request.user, context.current().today)


def cases_of(request: HttpRequest, which: str) -> QuerySet[Case]:
    """这一种的全部案件。"""
    asked = wanted_of(request)
    if which == "pick":
        own = visible_to(request.user, asked.today).filter(court=request.user.court_id)
        return applied(own, asked).filter(state__in=OPEN)
    court = request.user.court_id
    if which == "new":
        return queries_waves.all_new(court)
    return (queries_waves.before_ending if which == "ending" else queries_waves.due_again)(court, asked.today)


def shown(request: HttpRequest, form: StartForm | None = None, before: tuple[Content, ...] = (), status: int = 200) -> HttpResponse:
    """这一页。"""
    which, asked = which_of(request), wanted_of(request)
    found = cases_of(request, which)
    number = found.order_by().count()
    agencies = asking(request)
    form = form or StartForm(agencies=agencies, initial={"reason": REASONS[which], "agencies": [str(one.pk) for one in agencies]})
    table = listing.table(found, asked, number, True, picks=f"{FORM}-form")
    return show(request, Page(
        title=f"{WHICH[which]} {number:,} 件" if number else f"没有{WHICH[which]}", pretitle="发起查询", back=reverse("control_waves"),
        back_text="查询批次", top=(_which(request, which),), body=(*before, *_filters(asked, which), table, *_left_out(found, agencies)),
        side=(_panel(form, number), _how()),
    ), status)


def asking(request: HttpRequest) -> list[Agency]:
    """能查的单位：启用着的。"""
    return list(control.of_agencies(request.user.court_id).filter(enabled=True))


def _which(request: HttpRequest, which: str) -> Tabs:
    return Tabs(tuple(Tab(text, f"{reverse(NAME)}?which={key}", key == which) for key, text in WHICH.items()), "挑哪些")


def _filters(asked: Asked, which: str) -> tuple[Filters, ...]:
    if which != "pick":
        return ()
    search = Filter("q", "查找案件", value=asked.text, placeholder="案号、当事人、拼音首字母、证件号码、依据文号")
    clear = f"{reverse(NAME)}?which=pick"
    return (Filters(filters=options(asked), search=search, keep=(("which", which),), clear_url=clear),)


def _left_out(found: QuerySet[Case], agencies: list[Agency]) -> Iterator[Content]:
    """列着的案件里，发起了也不会查的人，为什么；案件太多的只看前面的。"""
    ids = list(found.order_by("pk").values_list("pk", flat=True)[:MOST])
    left = queries_waves.planned(ids, agencies).left_out
    if not left:
        return
    cases = Case.objects.in_bulk([one.case_id for one in left[:LISTED]])
    rows = tuple(Row(url=case_url(one.case_id), cells=(one.name, str(cases[one.case_id]), _why(one))) for one in left[:LISTED])
    note = f"只看了前 {MOST:,} 件" if len(ids) == MOST else ""
    table = Table(id="left", columns=LEFT, rows=rows, label="不会查的")
    title = f"有 {len(left):,} 次不会查" + (f"，只列前 {LISTED} 次" if len(left) > LISTED else "")
    yield Panel(title=title, note=note, flush=True, body=(table,))


def _why(one: LeftOut) -> str:
    return f"{one.agency}：{one.why}" if one.agency else one.why


def _panel(form: StartForm, number: int) -> Content:
    if not form.fields["agencies"].choices:  # type: ignore[attr-defined]
        return Panel(title="发起查询", body=(Empty("还没有能查的协助单位", "先在“协助单位”里登记。", "building-bank"),))
    also = (("all", f"上面列着的全部 {number:,} 件"),) if number else ()
    return FormPanel(
        id=FORM, form=form, submit="发起勾选的", title="发起查询", sections=(Section("", ("reason", "agencies"), 1),),
        hidden={"token": token(), "count": number}, also=also,
    )


def _how() -> Note:
    return Note("发起以后由局长、法官签发，一批一份协助查询通知书，附案件清单。签发以后单位才能取走。查询在通知被执行人之前办。")


# ---- 交上来 ----


@needs("may_run_waves")
def start(request: HttpRequest) -> HttpResponse:
    """发起勾选的，或者列着的全部。"""
    if request.method != "POST":
        return shown(request)
    form = StartForm(request.POST, agencies=asking(request))
    if not form.is_valid():
        return shown(request, form, status=422)
    cases = _all(request) if request.POST.get("all") else _picked(request)
    if cases is None:
        return HttpResponseRedirect(request.get_full_path())
    try:
        row = commands.start_wave(
            cases=cases, reason=form.cleaned_data["reason"], agencies=[int(one) for one in form.cleaned_data["agencies"]], actor=request.user,
            on=context.current().today, token=token_of(request),
        )
    except Refused as error:
        return shown(request, form, (Refusal.of(error.finding, nothing, "发起查询"),), 409)
    return done(request, reverse("control_wave", args=[row.pk]), f"已发起{row.number}：{row.cases:,} 件，{row.total:,} 次查询，等签发")


def _picked(request: HttpRequest) -> list[int] | None:
    found = [int(one) for one in request.POST.getlist("pick")[:MOST] if one.isdecimal() and len(one) < 16]
    if not found:
        messages.warning(request, "先勾选要查的案件，或者按“全部”")
    return found or None


def _all(request: HttpRequest) -> list[int] | None:
    """列着的全部；与页面上说的件数不一样了的，先请他看过。"""
    found = list(cases_of(request, which_of(request)).order_by("pk").values_list("pk", flat=True))
    if str(len(found)) != request.POST.get("count", ""):
        messages.warning(request, "打开这一页以后案件有变动，请看过新的再发起")
        return None
    return found
