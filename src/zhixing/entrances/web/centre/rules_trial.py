"""一版规则：各条、去年的案件照它分会变多少、定下来或者不用。"""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhixing.casework.centre import queries_tracks as tracks
from zhixing.casework.centre.commands import StaleRules, drop_rules, set_rules, try_rules
from zhixing.casework.centre.queries_tracks import RuleSet
from zhixing.casework.centre.queries_trials import Trial, trial_of
from zhixing.entrances.web import remedies
from zhixing.entrances.web.access import needs, rights_of
from zhixing.entrances.web.centre import frame
from zhixing.entrances.web.centre.rules import NAME, TONES, sentences
from zhixing.entrances.web.remedies import nothing
from zhixing.entrances.web.ui import (
    Action,
    Actions,
    Column,
    Content,
    DayField,
    Empty,
    Facts,
    Figure,
    Figures,
    FormPanel,
    Note,
    Page,
    Panel,
    Refusal,
    Row,
    Status,
    Table,
    Text,
    done,
    show,
)
from zhixing.entrances.web.ui.paging import paged
from zhixing.entrances.web.ui.progress import Progress, over
from zhixing.entrances.web.ui.words import COURT_TIME, full_day
from zhixing.foundation.history import context
from zhixing.law.finding import Refused
from zhixing.law.triage_facts import TEAMS, TRACKS

WAYS: Final = (Column("原来"), Column("照这一版"), Column("件数", "end"))
LOADS: Final = (Column("团队"), Column("现在用的", "end"), Column("这一版", "end"), Column("增减", "end"))
DAYS: Final = (Column("轨道"), Column("现在用的", "end"), Column("这一版", "end"), Column("结案天数（中位数）", "end"))
MOVED: Final = (Column("案件"), Column("原来"), Column("照这一版"), Column("中了哪一条"))


class SetForm(forms.Form):
    """自哪天起用。"""

    effective_on = DayField(label="自哪天起用", help_text="到了那天，没有结案的各案自动重新分一遍；人工改过的不动。")


def _own(request: HttpRequest, rules_id: int) -> RuleSet:
    return get_object_or_404(tracks.rule_sets(request.user.court_id), pk=rules_id)


@needs("may_see_centre")
def page(request: HttpRequest, rules_id: int) -> HttpResponse:
    """一版规则和它的试算。"""
    held = _own(request, rules_id)
    trial = trial_of(held)
    ready = over(request, running=trial is not None and not trial.finished)
    return ready if ready is not None else _shown(request, held, trial)


def _shown(request: HttpRequest, held: RuleSet, trial: Trial | None, before: tuple[Content, ...] = (), status: int = 200) -> HttpResponse:
    rules = tracks.rules_in(held)
    wrong = (Refusal.of(rules, nothing, "用这一版"),) if rules.reasons else ()
    listed = (sentences(rules.value),) if rules.value else ()
    return show(request, Page(
        title=_title(held, trial), pretitle=frame.pretitle(request, f"第 {held.version} 版"), back=reverse(NAME), back_text="分流规则",
        tags=(Status(held.get_state_display(), TONES[held.state]),), actions=_actions(request, held, trial),
        body=(*before, *wrong, *_trial(request, held, trial), *listed), side=(_about(held), *_setting(request, held, trial)),
    ), status)


def _title(held: RuleSet, trial: Trial | None) -> str:
    if held.state == RuleSet.State.SET:
        return f"分流规则第 {held.version} 版，{full_day(held.effective_on)}起用"
    if trial is None:
        return f"分流规则第 {held.version} 版，还没有试算"
    return f"分流规则第 {held.version} 版：{trial.total:,} 件里 {trial.moved:,} 件会变" if trial.finished else f"分流规则第 {held.version} 版在试算"


def _actions(request: HttpRequest, held: RuleSet, trial: Trial | None) -> tuple[Actions, ...]:
    if not rights_of(request).may_set_triage:
        return ()
    copy = Action(text="照它另拟一版", url=f"{reverse('centre_rules_new')}?from={held.pk}", icon="copy")
    if held.state != RuleSet.State.DRAFT:
        return (Actions((copy,)),)
    sent = {"revision": held.revision}
    again = "用去年的案件试算" if trial is None else "重新试算"
    first = Action(text=again, url=reverse("centre_rules_try", args=[held.pk]), method="post", fields=sent, kind="plain" if trial else "primary")
    drop = Action(text="不用这一版", url=reverse("centre_rules_drop", args=[held.pk]), method="post", fields=sent, confirm="不用这一版，确定吗？")
    return (Actions((first,), (copy, drop)),)


def _about(held: RuleSet) -> Panel:
    made = full_day(held.made_at.astimezone(COURT_TIME).date())
    rows: list[tuple[str, Content]] = [("为什么改", held.why), ("谁拟的", f"{held.made_by.name}，{made}")]
    rows += [("谁定的", held.set_by.name)] if held.set_by else []
    rows += [("自哪天起用", full_day(held.effective_on))] if held.effective_on else []
    return Panel(title="这一版", body=(Facts(tuple(rows)),))


def _setting(request: HttpRequest, held: RuleSet, trial: Trial | None, form: SetForm | None = None) -> tuple[Content, ...]:
    """定下来的表单；没有试算完的先说明。"""
    if held.state != RuleSet.State.DRAFT or not rights_of(request).may_set_triage:
        return ()
    if trial is None or not trial.finished:
        return (Note("试算完了才能定下来。", "yellow"),)
    made = form or SetForm(request.POST if "effective_on" in request.POST else None, initial={"effective_on": context.current().today})
    return (FormPanel(title="定下来", form=made, url=reverse("centre_rules_set", args=[held.pk]), submit="定下来", revision=held.revision),)


# ---- 试算的结果 ----


def _trial(request: HttpRequest, held: RuleSet, trial: Trial | None) -> tuple[Content, ...]:
    if trial is None:
        note = "用近一年的案件照这一版分一遍，看多少件会变、各团队的件数和天数怎样变。什么案件也不改。"
        return (Panel(body=(Empty("还没有试算", note, "scale"),)),)
    if not trial.finished:
        url = reverse("centre_rules_one", args=[held.pk])
        return (Progress(url=url, text=f"在算，{trial.done:,}／{trial.total:,} 件", done=trial.done, total=trial.total),)
    figures = Figures((
        Figure(label="近一年的案件", value=f"{trial.total:,}"),
        Figure(label="会变的", value=f"{trial.moved:,}", url="#moved"),
        Figure(label="平均预计天数", value=_expected(trial), note="各轨道件数乘以量到的中位数"),
    ), label="试算")
    return (
        figures, Panel(title="从哪里到哪里", flush=True, body=(_ways(trial),)), Panel(title="各团队的件数", flush=True, body=(_loads(trial),)),
        Panel(title="各轨道的件数和天数", flush=True, body=(_days(trial),), note=f"截至{full_day(trial.on)}，照现在知道的情况分；结案的看结案那天。"),
        Panel(title=f"会变的案件 {trial.moved:,} 件", flush=True, id="moved", body=(_moved(request, trial), *_more(trial))),
    )


def _expected(trial: Trial) -> str:
    before, after = trial.expected
    if before is None or after is None:
        return "量不出"
    return f"{before:.0f} → {after:.0f}"


def _ways(trial: Trial) -> Table:
    rows = tuple(Row(cells=(TRACKS[old], TRACKS[new], f"{n:,}")) for (old, new), n in sorted(trial.ways.items(), key=lambda one: -one[1]))
    return Table(id="ways", columns=WAYS, rows=rows, label="从哪里到哪里", empty=Empty("一件也不变", icon="circle-check"))


def _loads(trial: Trial) -> Table:
    rows = tuple(Row(cells=(_team(kind), f"{old:,}", f"{new:,}", _change(new - old))) for kind, (old, new) in trial.teams.items())
    return Table(id="loads", columns=LOADS, rows=rows, label="各团队的件数")


def _change(more: int) -> str:
    return f"{more:+,}" if more else "0"


def _team(kind: str) -> str:
    return f"{TEAMS[kind]}团队" if kind else "不限团队"


def _days(trial: Trial) -> Table:
    shown = [(track, pair) for track, pair in trial.tracks.items() if any(pair)]
    rows = tuple(Row(cells=(TRACKS[track], f"{old:,}", f"{new:,}", _median(trial.days.get(track)))) for track, (old, new) in shown)
    return Table(id="days", columns=DAYS, rows=rows, label="各轨道的件数和天数")


def _median(days: float | None) -> str:
    return "没有结案的" if days is None else f"{days:g} 日"


def _moved(request: HttpRequest, trial: Trial) -> Table:
    found, pager = paged(request.GET, trial.rows)
    return Table(id="moved-cases", columns=MOVED, rows=tuple(_case(row) for row in found), label="会变的案件", pager=pager,
                 empty=Empty("一件也不变", icon="circle-check"))


def _case(row: Any) -> Row:
    pk, number, old, new, rule = row
    return Row(cells=(Action(text=number or f"第{pk}号", url=remedies.case_url(pk), kind="link"), TRACKS[old], TRACKS[new], rule))


def _more(trial: Trial) -> tuple[Text, ...]:
    """同一条轨道只换了团队的也列在会变的里；太多的只列前面的。"""
    return (Text(f"只列前 {len(trial.rows):,} 件。", "secondary"),) if len(trial.rows) < trial.moved else ()


# ---- 办 ----


def _sent(request: HttpRequest) -> int | None:
    text = request.POST.get("revision", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _act(request: HttpRequest, rules_id: int, run: Any, told: str) -> HttpResponse:
    held = _own(request, rules_id)
    try:
        run(held)
    except Refused as error:
        held.refresh_from_db()
        return _shown(request, held, trial_of(held), (Refusal.of(error.finding, nothing),), 409)
    except StaleRules:
        held.refresh_from_db()
        return _shown(request, held, trial_of(held), (Note("您打开这一页以后，别人动过这一版。请看过现在的情形再办。", "yellow"),), 409)
    return done(request, reverse("centre_rules_one", args=[rules_id]), told)


@needs("may_set_triage")
@require_POST
def attempt(request: HttpRequest, rules_id: int) -> HttpResponse:
    """用去年的案件试算。"""
    today = context.current().today
    return _act(request, rules_id, lambda held: try_rules(rules_id=held.pk, actor=request.user, on=today, revision=_sent(request)), "开始试算")


@needs("may_set_triage")
@require_POST
def settle(request: HttpRequest, rules_id: int) -> HttpResponse:
    """定下来。"""
    form, today = SetForm(request.POST), context.current().today
    if not form.is_valid():
        held = _own(request, rules_id)
        return _shown(request, held, trial_of(held), status=422)
    day = form.cleaned_data["effective_on"]
    return _act(request, rules_id, lambda held: set_rules(
        rules_id=held.pk, effective_on=day, actor=request.user, on=today, revision=_sent(request),
    ), f"定下来了，{full_day(day)}起用")


@needs("may_set_triage")
@require_POST
def drop(request: HttpRequest, rules_id: int) -> HttpResponse:
    """不用这一版。"""
    return _act(request, rules_id, lambda held: drop_rules(rules_id=held.pk, actor=request.user, revision=_sent(request)), "不用这一版了")
