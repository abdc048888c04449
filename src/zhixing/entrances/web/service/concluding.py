"""登记、更正一次送达的结果；误登的撤回；受送达人推翻的登记。"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhixing.casework.documents.commands import announcing, rebutting, serving
from zhixing.casework.documents.commands.resulting import Told
from zhixing.casework.documents.queries_service import Attempt
from zhixing.entrances.web.cases.act_forms import DeskForm
from zhixing.entrances.web.cases.desk import Desk
from zhixing.entrances.web.cases.filling import Filling, fill
from zhixing.entrances.web.service import looking, places, ways
from zhixing.entrances.web.service.forms import AttemptForm, RebutForm, outcome_values, rebuttal
from zhixing.entrances.web.service.sending import ALIASES, LOOK
from zhixing.entrances.web.service.ways import Way
from zhixing.entrances.web.ui import Page, Section, TextField, done, show
from zhixing.law.service_values import outcome, table


def page(request: HttpRequest, case_id: int, attempt_id: int) -> HttpResponse:
    """登记结果；已有结果的是更正，原来的照样留在动态里。"""
    desk, row = places.attempt(request, case_id, attempt_id)
    way, again = _way(desk, row), concluded(row)
    form = _form(desk, row, way)
    url = f"{reverse('service_result_look', args=[desk.case.pk, row.pk])}?method={way.method}&outcome={way.rule.code}"
    lead = (ways.results(request.GET, way, fresh=False, begun=row.method),)
    return fill(desk, form, Filling(
        title=f"{'更正' if again else '登记'}结果：{row.recipient.name}《{row.recipient.document.title}》", submit="更正" if again else "登记",
        note=_noted(row, again), lead=lead, after=(looking.known(row, way, form, url),), also=LOOK, aliases=ALIASES, what="这样登记",
        back=places.back(desk), buttons=False, draft=f"served:{row.pk}:{way.rule.code}",
        sections=(Section("", tuple(name for name in form.fields if name != "files")), Section("", ("files",), 1)),
        run=lambda values: _run(desk, row, way, form),
    ))


@require_POST
def look(request: HttpRequest, case_id: int, attempt_id: int) -> HttpResponse:
    """当场看哪天算送达；什么也不存。"""
    desk, row = places.attempt(request, case_id, attempt_id)
    way = _way(desk, row)
    url = request.get_full_path()
    return show(request, Page(title="送达之日", back=places.tab_url(case_id), body=(looking.known(row, way, _form(desk, row, way), url),)))


def _way(desk: Desk, row: Attempt) -> Way:
    return ways.concluding(desk.request.GET, row.method, row.outcome)


def _form(desk: Desk, row: Attempt, way: Way) -> AttemptForm:
    data, files = (desk.request.POST, desk.request.FILES) if desk.request.method == "POST" else (None, None)
    form = AttemptForm(desk, way, data, files, nature=row.recipient.nature, places=[], fresh=False)
    same = (way.method, way.rule.code) == (row.method, row.outcome)
    for name in ("happened", "signer", "signer_name", "opponent", "proof"):
        if name in form.fields and (value := desk.request.GET.get(name) or (getattr(row, name) if same else None)):
            form.fields[name].initial = value
    if "days" in form.fields and same:
        form.fields["days"].initial = [{"day": day} for day in row.days]
    if concluded(row):
        form.fields["reason"] = TextField(label="更正理由", max_length=500)
    return form


def concluded(row: Attempt) -> bool:
    """已经有结果。"""
    return not outcome(row.method, row.outcome).pending


def _noted(row: Attempt, again: bool) -> str:
    rule = outcome(row.method, row.outcome)
    return f"原来登记的是：{rule.label}。原来的一条划去，照样看得见；起算的期限按新的结果重新推算。" if again else ""


@transaction.atomic
def _run(desk: Desk, row: Attempt, way: Way, form: AttemptForm) -> tuple[str, str]:
    given = form.cleaned_data
    files = places.stored(desk, given.get("files") or [])
    told: Told = {"outcome": way.rule.code, "files": (*row.files, *files), **outcome_values(given)}  # type: ignore[typeddict-item]
    if concluded(row):
        serving.amend(attempt=row.pk, actor=desk.user, on=desk.today, revision=desk.sent, reason=given["reason"], method=way.method, **told)
        return f"已更正：{way.title}。", places.back(desk)
    serving.conclude(attempt=row.pk, actor=desk.user, on=desk.today, method=way.method, **told)
    return f"已登记：{way.title}。", places.back(desk)


@require_POST
def complete(request: HttpRequest, case_id: int, attempt_id: int) -> HttpResponse:
    """公告期满，确认送达。定时任务先记了的，原样回去。"""
    desk, row = places.attempt(request, case_id, attempt_id)
    announcing.complete(attempt=row.pk, actor=desk.user, on=desk.today)
    return done(request, places.back(desk), f"已记下：{row.recipient.name}公告期满送达。")


class WithdrawForm(DeskForm):
    """为什么撤回。"""

    reason = TextField(label="撤回理由", max_length=500, help_text="只用于误登：没有这样送过。送了而没有送到的，请登记结果。")


def withdraw(request: HttpRequest, case_id: int, attempt_id: int) -> HttpResponse:
    """误登的撤回。"""
    desk, row = places.attempt(request, case_id, attempt_id)
    form = WithdrawForm(desk, request.POST or None)
    return fill(desk, form, Filling(
        title=f"撤回误登的送达：{row.recipient.name}《{row.recipient.document.title}》", submit="撤回", danger=True, columns=1,
        back=places.back(desk), buttons=False,
        run=lambda values: _withdraw(desk, row, values["reason"]),
    ))


def _withdraw(desk: Desk, row: Attempt, why: str) -> tuple[str, str]:
    serving.withdraw(attempt=row.pk, actor=desk.user, on=desk.today, revision=desk.sent, reason=why)
    return "已撤回，原来的一条划去，照样看得见。", places.back(desk)


def rebut(request: HttpRequest, case_id: int, attempt_id: int) -> HttpResponse:
    """受送达人推翻：理由由这种结果定。"""
    desk, row = places.attempt(request, case_id, attempt_id)
    how = outcome(row.method, row.outcome).rebuttal
    if not how:
        raise Http404
    form = RebutForm(desk, how, request.POST or None, request.FILES or None)
    return fill(desk, form, Filling(
        title=f"{row.recipient.name}推翻送达：{rebuttal(how)}", submit="登记", note=_consequence(how), back=places.back(desk), buttons=False,
        aliases={"rebuttal": "arrived"},
        sections=(Section("", tuple(form.fields)),), run=lambda values: _rebut(desk, row, how, values),
    ))


def _consequence(how: str) -> str:
    moved = "采信的，以证明的到达日为送达日期" if how == "arrival" else "采信的，这次不算送达，起算的期限撤销，重新送达"
    return f"{moved}；没有采信以前，仍按原来的。依据：{table()['rebuttal'][how]['article']}。"


def _rebut(desk: Desk, row: Attempt, how: str, values: dict[str, Any]) -> tuple[str, str]:
    rebutting.rebut(
        attempt=row.pk, actor=desk.user, on=values["on"], how=how, upheld=bool(values["upheld"]), arrived=values.get("arrived"),
        reason=values["reason"], revision=desk.sent,
    )
    return "已登记，采信。" if values["upheld"] else "已登记，还没有采信。", places.back(desk)
