"""定分流规则：拟一版、试算、定下来、不用。只有试算完了的才能定，改了原文就是另一版。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.db.models import Max

from zhixing.casework.cases.queries import Case
from zhixing.casework.centre.events import RulesSet
from zhixing.casework.centre.facts import triage_facts
from zhixing.casework.centre.models import RuleSet
from zhixing.casework.centre.queries_tracks import rules_in, rules_of, thresholds
from zhixing.casework.centre.queries_trials import MOST_ROWS, last_year, trial_of
from zhixing.casework.control.access import require_court
from zhixing.foundation.history import commands as history
from zhixing.foundation.history import context
from zhixing.foundation.outbox import commands as outbox
from zhixing.foundation.outbox.queries import Message
from zhixing.foundation.people.queries import Court, User
from zhixing.law import entries
from zhixing.law.articles import cite
from zhixing.law.finding import Finding, Refused, refuse
from zhixing.law.triage import decide
from zhixing.law.triage_rules import parse
from zhixing.law.triage_values import Rules

ARTICLE: Final = cite("COURT 繁简分流")
RIGHT, WHAT = "may_set_triage", "定分流规则"
CHUNK: Final = 500
KIND: Final = "centre.try_rules"
WHY: Final = 300
State = RuleSet.State


class StaleRules(Exception):
    """页面打开以后这一版又有了变动。"""


# ---- 拟 ----


@transaction.atomic
def draft_rules(*, court: Court, text: str, why: str, actor: User, token: str) -> RuleSet:
    """拟一版规则。读不出来、有缺口、重叠、循环、不认识的栏的拒绝，逐处写明第几行。同一张表单交两次还是那一版。"""
    require_court(actor, court.pk, RIGHT, WHAT)
    Court.objects.select_for_update().get(pk=court.pk)
    if held := RuleSet.objects.filter(court=court, token=token).first():
        return held
    told = entries.text(why, "为什么改", limit=WHY, required=True).require()
    plain = text.replace("\r\n", "\n")
    parse(plain, thresholds(court.pk)).require()
    last = RuleSet.objects.filter(court=court).aggregate(last=Max("version"))["last"] or 0
    return RuleSet.objects.create(
        court=court, version=last + 1, text=plain, why=told, made_by=actor, made_at=context.current().now, token=token,
    )


@transaction.atomic
def drop_rules(*, rules_id: int, actor: User, revision: int | None) -> RuleSet:
    """不用这一版（还没有定的）。"""
    held = _locked(rules_id, actor, revision)
    _only_draft(held)
    return _save(held, state=State.DROPPED)


# ---- 试算 ----


@transaction.atomic
def try_rules(*, rules_id: int, actor: User, on: date, revision: int | None = None) -> RuleSet:
    """开始试算：去年的案件（:func:`~zhixing.casework.centre.queries_trials.last_year`）照这一版分一遍，和现在用的比。什么案件也不改。

    先算 ``CHUNK`` 件；没有算完的由后台接着一批批算（进度在 ``trial`` 里），断了能接着算。
    """
    held = _locked(rules_id, actor, revision)
    _only_draft(held)
    cases = last_year(held.court_id, on)
    held.trial = _empty(on, cases.count(), cases.values_list("pk", flat=True).last() or 0)
    _step(held)
    return held


def _empty(on: date, total: int, until: int) -> dict[str, Any]:
    """还没有算的一份；``until`` 是最后一件，开始以后新来的不算。"""
    counted: dict[str, Any] = {name: {} for name in ("ways", "before", "after", "teams_before", "teams_after", "spent")}
    return {"on": on.isoformat(), "total": total, "until": until, "done": 0, "last": 0, "finished": total == 0, "rows": [], **counted}


def try_step(message: Message) -> Mapping[str, Any]:
    """发件箱的办法：接着算一批。"""
    with transaction.atomic():
        held = RuleSet.objects.select_for_update().get(pk=message.payload["rules"])
        if held.state == State.DRAFT and held.trial.get("last") == message.payload["last"] and not held.trial["finished"]:
            _step(held)
    return {"done": held.trial["done"]}


def _step(held: RuleSet) -> None:
    """算下一批，记下进度；没有算完的排下一批。"""
    trial, on = held.trial, date.fromisoformat(held.trial["on"])
    cases = list(last_year(held.court_id, on).filter(pk__gt=trial["last"], pk__lte=trial["until"])[:CHUNK])
    _count(trial, cases, rules_of(held.court_id, on), _readable(held), on)
    trial["last"] = cases[-1].pk if cases else trial["until"]
    trial["finished"] = len(cases) < CHUNK or trial["last"] >= trial["until"]
    _save(held, trial=trial, tried_at=context.current().now if trial["finished"] else None)
    if not trial["finished"]:
        outbox.put(KIND, f"{KIND}:{held.pk}:{held.revision}", held.court_id, {"rules": held.pk, "last": trial["last"]})


def _count(trial: dict[str, Any], cases: Iterable[Case], before: Rules, after: Rules, on: date) -> None:
    rows = list(cases)
    facts = triage_facts(rows, on)
    for case in rows:
        day = case.closed_on or on
        old, new = (decide(facts[case.pk], rules, day).value for rules in (before, after))
        for name, key in (("before", old.track), ("after", new.track), ("teams_before", old.team), ("teams_after", new.team)):
            trial[name][key] = trial[name].get(key, 0) + 1
        if case.closed_on and case.accepted_on:
            spent = trial["spent"].setdefault(old.track, {})
            days = str((case.closed_on - case.accepted_on).days)
            spent[days] = spent.get(days, 0) + 1
        if (old.track, old.team) != (new.track, new.team):
            way = f"{old.track}>{new.track}"
            trial["ways"][way] = trial["ways"].get(way, 0) + 1
            if len(trial["rows"]) < MOST_ROWS:
                trial["rows"].append([case.pk, case.number, old.track, new.track, new.name])
        trial["done"] += 1


# ---- 定 ----


@transaction.atomic
def set_rules(*, rules_id: int, effective_on: date, actor: User, on: date, revision: int | None) -> RuleSet:
    """定下这一版，自 ``effective_on`` 起用。没有试算完的、日子已经过了的、同一天另有一版的拒绝。

    到了那一天，没有了结的案件由每日分流照新的规则重新分一遍；人工改过的不动。
    """
    held = _locked(rules_id, actor, revision)
    _only_draft(held)
    _readable(held)
    trial = trial_of(held)
    if trial is None or not trial.finished:
        _no("untried", "这一版还没有试算完。", "先用去年的案件试算，看多少件会变。").require()
    if effective_on < on:
        _no("past", f"{effective_on}已经过了。", "从今天或者以后的一天起用。").require()
    other = RuleSet.objects.filter(court=held.court_id, state=State.SET, effective_on=effective_on).first()
    if other is not None:
        _no("same_day", f"第{other.version}版也自{effective_on}起用。", "另选一天。").require()
    _save(held, state=State.SET, effective_on=effective_on, set_by=actor)
    event = RulesSet(version=held.version, effective=effective_on, why=held.why, moved=trial.moved if trial else 0)
    history.record(event, stream=f"court:{held.court_id}", court_id=held.court_id, actor=actor, happened=on)
    return held


# ---- 共有 ----


def _locked(rules_id: int, actor: User, revision: int | None) -> RuleSet:
    held = RuleSet.objects.select_for_update().filter(pk=rules_id, court=actor.court_id).first()
    if held is None:
        raise RuleSet.DoesNotExist(f"没有第{rules_id}号规则")
    require_court(actor, held.court_id, RIGHT, WHAT)
    if revision is not None and revision != held.revision:
        raise StaleRules
    return held


def _only_draft(held: RuleSet) -> None:
    if held.state != State.DRAFT:
        _no("not_draft", f"第{held.version}版{held.get_state_display()}，不能再动。", "要改的，照它另拟一版。").require()


def _readable(held: RuleSet) -> Rules:
    """读出来的规则；拟了以后本院的设置变了，读不通了的拒绝。"""
    found = rules_in(held)
    rules = found.require()
    if rules is None:
        raise Refused(found)
    return rules


def _save(held: RuleSet, **values: Any) -> RuleSet:
    for name, value in values.items():
        setattr(held, name, value)
    held.revision += 1
    held.save(update_fields=[*values, "revision"])
    return held


def _no(code: str, text: str, remedy: str) -> Finding[None]:
    return refuse(f"rules.{code}", text, ARTICLE, remedy=remedy, subject="rules")
