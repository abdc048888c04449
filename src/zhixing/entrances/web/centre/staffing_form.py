"""改一份方案再算：各岗位几个人、一段时间少几个人、多来百分之几、各条轨道占几成；或者整份粘贴。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any, Final
from urllib.parse import quote

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from zhixing.casework.centre.commands import staffing as commands
from zhixing.casework.centre.queries_staffing import StaffingPlan, plan_of
from zhixing.casework.centre.staffing.plan import Away, Plan, Track, write
from zhixing.casework.centre.staffing.reading import MOST_HEADS, MOST_TEXT, read
from zhixing.entrances.web.access import needs
from zhixing.entrances.web.admin.handle import Filling, fill
from zhixing.entrances.web.bulk.starting import token, token_of
from zhixing.entrances.web.remedies import nothing
from zhixing.entrances.web.ui import DayField, FormPanel, Page, Refusal, Section, TextField, done, show
from zhixing.law.finding import Refused

AWAY: Final = ("away_desk", "away_heads", "away_since", "away_until")


class ChangeForm(forms.Form):
    """由一份方案生出的表单。"""

    name = TextField(label="名称", max_length=80)
    growth = forms.IntegerField(label="新收增减（%）", min_value=-90, max_value=900, initial=0, help_text="比过去一年多来百分之几，少来写负数")

    def __init__(self, plan: Plan, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        for desk in plan.desks:
            told = f"一人一天 {desk.minutes} 分钟用在案件上"
            self.fields[f"heads_{desk.code}"] = forms.IntegerField(label=desk.name, min_value=0, max_value=MOST_HEADS, help_text=told)
        for track in shared(plan):
            limits: dict[str, int] = {"min_value": 0, "max_value": 100, "max_digits": 5, "decimal_places": 2}
            self.fields[f"share_{track.code}"] = forms.DecimalField(label=f"{track.name}（%）", **limits)
        choices = [("", "没有"), *((desk.code, desk.name) for desk in plan.desks)]
        self.fields["away_desk"] = forms.ChoiceField(label="哪个岗位", choices=choices, required=False)
        self.fields["away_heads"] = forms.IntegerField(label="少几个人", min_value=1, max_value=MOST_HEADS, required=False)
        self.fields["away_since"] = DayField(label="自", required=False)
        self.fields["away_until"] = DayField(label="至", required=False)

    def clean(self) -> dict[str, Any]:
        """各条轨道合一百；少人的四栏要填就填全。"""
        values: dict[str, Any] = super().clean() or {}
        tracks = shared(self.plan)
        for kind in dict.fromkeys(track.kind for track in tracks):
            total = sum(values.get(f"share_{track.code}") or 0 for track in tracks if track.kind == kind)
            if abs(total - 100) > 0.5:
                self.add_error(f"share_{next(track.code for track in tracks if track.kind == kind)}", f"各条轨道合{total:g}，应合 100")
        if values.get("away_desk") and not all(values.get(name) for name in AWAY):
            self.add_error("away_desk", "少几个人、自哪天、至哪天都要填")
        return values


def shared(plan: Plan) -> list[Track]:
    """同一类有几条的轨道，才谈得上比例。"""
    kinds = [track.kind for track in plan.tracks]
    return [track for track in plan.tracks if kinds.count(track.kind) > 1]


@needs("may_plan_staffing")
def change(request: HttpRequest, plan_id: int) -> HttpResponse:
    """照一份算完的改。"""
    row = plan_of(request.user, plan_id)
    if row.state != StaffingPlan.State.DONE:
        raise Http404
    plan = read(row.text)
    form = ChangeForm(plan, request.POST or None, initial=_initial(plan, row))
    if request.method == "POST" and form.is_valid():
        text = write(changed(plan, form.cleaned_data))
        try:
            return _asked(request, form.cleaned_data["name"], text, row)
        except Refused as refused:
            return _page(request, form, row, before=(Refusal.of(refused.finding, nothing, "测算"),), status=409)
    return _page(request, form, row, status=422 if form.is_bound else 200)


def _page(request: HttpRequest, form: ChangeForm, row: StaffingPlan, *, before: tuple[Any, ...] = (), status: int = 200) -> HttpResponse:
    here = reverse("centre_staffing_plan", args=[row.pk])
    sections = tuple(_sections(form.plan))
    kept = request.POST.get("token") or token()
    panel = FormPanel(form=form, submit="演算", sections=sections, cancel=here, hidden={"token": kept}, before=before)
    return show(request, Page(title="改人手再算", pretitle=row.name, back=here, back_text="这一份", body=(panel,)), status=status)


def _sections(plan: Plan) -> Iterator[Section]:
    yield Section("", ("name", "growth"))
    yield Section("各岗位几个人", tuple(f"heads_{desk.code}" for desk in plan.desks), columns=4)
    if tracks := shared(plan):
        yield Section("新收的案件分到各条轨道", tuple(f"share_{track.code}" for track in tracks), columns=4)
    yield Section("一段时间少几个人", AWAY, columns=4, note="休假、借调、培训。别的岗位原来写了的照旧。")


def _initial(plan: Plan, row: StaffingPlan) -> dict[str, Any]:
    return {
        "name": f"{row.name}（改）"[:80], "growth": round(plan.growth), **{f"heads_{desk.code}": desk.heads for desk in plan.desks},
        **{f"share_{track.code}": mean_share(plan, track) for track in plan.tracks},
    }


def changed(plan: Plan, values: dict[str, Any]) -> Plan:
    """照表单改了的方案。"""
    away = {values["away_desk"]: Away(values["away_heads"], values["away_since"], values["away_until"])} if values.get("away_desk") else {}
    desks = tuple(
        replace(desk, heads=values[f"heads_{desk.code}"], away=(away[desk.code],) if desk.code in away else desk.away) for desk in plan.desks
    )
    tracks = tuple(_shared(plan, track, values.get(f"share_{track.code}")) for track in plan.tracks)
    return replace(plan, name=values["name"], growth=float(values["growth"]), desks=desks, tracks=tracks)


def mean_share(plan: Plan, track: Track) -> float:
    """各月合起来占百分之几。"""
    whole = sum(plan.arrivals(track.kind))
    return round(100 * plan.coming(track) / whole, 2) if whole else track.share[0]


def _shared(plan: Plan, track: Track, wanted: Decimal | None) -> Track:
    """没有改的照旧（逐月的还是逐月）；改了的各月一样。"""
    unchanged = wanted is None or float(wanted) == mean_share(plan, track)
    return track if unchanged else replace(track, share=(float(wanted or 0),))


def _asked(request: HttpRequest, name: str, text: str, base: StaffingPlan | None = None) -> HttpResponse:
    made = commands.ask_plan(actor=request.user, name=name, text=text, token=token_of(request))
    url = reverse("centre_staffing_plan", args=[made.pk])
    return done(request, f"{url}?with={base.pk}" if base else url)


# ---- 整份粘贴 ----


class TextForm(forms.Form):
    """一份方案的原文。"""

    name = TextField(label="名称", max_length=80)
    text = forms.CharField(label="方案（TOML）", max_length=MOST_TEXT, widget=forms.Textarea(attrs={"rows": 24, "class": "font-monospace"}))


@needs("may_plan_staffing")
def paste(request: HttpRequest) -> HttpResponse:
    """粘贴一份；``from`` 是先填上哪一份的。"""
    form = TextForm(request.POST or None, initial=_prefilled(request))
    act = partial(_pasted, request)
    kept = request.POST.get("token") or token()
    return fill(request, form, Filling(
        title="粘贴方案", submit="演算", cancel=reverse("centre_staffing"), act=act, hidden={"token": kept}, columns=1,
        note="写法见说明；可以先下载一份算过的方案来改。",
    ))


def _pasted(request: HttpRequest, values: dict[str, Any]) -> HttpResponse:
    return _asked(request, values["name"], values["text"])


def _prefilled(request: HttpRequest) -> dict[str, Any]:
    wanted = request.GET.get("from", "")
    if not (wanted.isdecimal() and len(wanted) < 12):
        return {}
    row = plan_of(request.user, int(wanted))
    return {"name": row.name, "text": row.text}


@needs("may_plan_staffing")
def download(request: HttpRequest, plan_id: int, kind: str) -> HttpResponse:
    """方案的原文、结果的 JSON。"""
    row = plan_of(request.user, plan_id)
    if kind == "json" and row.result:
        response: HttpResponse = JsonResponse(row.result, json_dumps_params={"ensure_ascii": False})
    elif kind == "toml":
        response = HttpResponse(row.text, content_type="application/toml; charset=utf-8")
    else:
        raise Http404
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'人员测算-{row.pk}.{kind}')}"
    return response

