"""代办：承办人不在岗的日子里由另一人替他办，案件不移交，承办人不变；回岗即止。

在这些日子里，代办人对他的案件与承办人同样的关系（职务仍是自己的）。不在岗改短了，代办跟着改短；这期间新分给他的案件也由代办人办。
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction

from zhixing.casework.cases import commands as cases
from zhixing.casework.cases.access import Forbidden
from zhixing.casework.cases.queries import Assignment, Case
from zhixing.casework.centre.events import StandInSet
from zhixing.casework.centre.models import Departure, StandIn
from zhixing.casework.centre.queries_handing import live, responsible
from zhixing.foundation.history import commands as history
from zhixing.foundation.history import context
from zhixing.foundation.history.commands import Batch, Item, Recorded, many, once
from zhixing.foundation.history.context import Actor
from zhixing.foundation.history.queries import hold_many
from zhixing.foundation.people.events import PersonChanged
from zhixing.foundation.people.facts import user_facts
from zhixing.foundation.people.queries import Absence, User
from zhixing.law import leaving as law
from zhixing.law.finding import Refused, refuse
from zhixing.law.rights import court_rights

CASE = "case:"


@transaction.atomic
def set_stand_in(*, user: User, deputy: User, since: date, until: date, actor: User, on: date, departure: Departure | None = None) -> StandIn:
    """自 ``since`` 至 ``until``（都算）由 ``deputy`` 代办 ``user`` 的案件。本人，或者能给他办离岗交接的人。

    那几天须登记了不在岗，代办人须在岗、任办案职务；同一段日子只有一个代办人。
    """
    _allowed(actor, user)
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    law.covered(user.name, since, until, _away(user.pk)).require()
    fit(user, deputy, since, until)
    row = StandIn.objects.create(court_id=user.court_id, user=user, deputy=deputy, since=since, until=until, departure=departure)
    held = responsible(user.pk)
    hold_many(case.stream for case in held)
    cases.set_acting([case.pk for case in held], deputy, since, until)
    _tell(row, [case.pk for case in held], actor, on)
    return row


def _allowed(actor: User, user: User) -> None:
    today = context.current().today
    facts = user_facts(actor, today)
    if actor.pk != user.pk and not law.may(facts, court_rights(facts), user_facts(user, today)):
        raise Forbidden(actor, "定代办")


def fit(user: User, deputy: User, since: date, until: date) -> None:
    """代办人：本院在用的另一人，任办案职务，那几天不请假；没有另一个人代办。"""
    remedy = "请另选代办的人。"
    if deputy.pk == user.pk or deputy.court_id != user.court_id or not deputy.is_active:
        raise Refused(refuse("stand_in.deputy", "代办人须是本院在用的另一个人。", law.STANDING, remedy=remedy))
    if not user_facts(deputy, since).posts & cases.HANDLERS:
        raise Refused(refuse("stand_in.post", f"{deputy.name}在{since}没有执行法官、法官助理等办案职务。", law.STANDING, remedy=remedy))
    if any(a <= until and b >= since for a, b in _away(deputy.pk)):
        raise Refused(refuse("stand_in.away", f"{deputy.name}在这段日子里也有不在岗的。", law.STANDING, remedy=remedy))
    other = StandIn.objects.filter(live(since), user=user, since__lte=until).select_related("deputy").first()
    if other is not None:
        text = f"{other.since}至{other.ended_on or other.until}已由{other.deputy.name}代办。"
        raise Refused(refuse("stand_in.twice", text, law.STANDING, remedy="先结束原来的代办。"))


def _away(user: int) -> list[tuple[date, date]]:
    return list(Absence.objects.filter(user=user).values_list("since", "until"))


@transaction.atomic
def end_stand_in(*, stand_in: StandIn | int, actor: User, on: date) -> StandIn:
    """自 ``on`` 起不再代办（代办到前一天为止）。本人、代办人，或者能给他办离岗交接的人。"""
    row = _locked(stand_in if isinstance(stand_in, int) else stand_in.pk, actor.court_id)
    if actor.pk != row.deputy_id:
        _allowed(actor, row.user)
    if not StandIn.objects.filter(live(on), pk=row.pk).exists():
        raise Refused(refuse("stand_in.ended", "这次代办已经结束。", law.STANDING, remedy="不必再办。"))
    return _end(row, on, actor)


def _locked(pk: int, court_id: int) -> StandIn:
    return StandIn.objects.select_for_update(of=("self",)).select_related("user__court", "deputy").get(pk=pk, court=court_id)


def _end(row: StandIn, on: date, actor: Actor) -> StandIn:
    """到 ``on`` 的前一天为止；一件件写明。"""
    tied = Assignment.objects.filter(role=Assignment.Role.ACTING, user=row.deputy_id, until__gte=on, case__handler=row.user_id)
    held = sorted(set(tied.values_list("case", flat=True)))
    hold_many(f"{CASE}{pk}" for pk in held)
    cases.end_acting(held, on, row.deputy)
    row.ended_on = on - timedelta(days=1)
    row.save(update_fields=["ended_on"])
    _tell(row, held, actor, context.current().today, ended=True)
    return row


def _tell(row: StandIn, held: Iterable[int], actor: Actor, on: date, *, ended: bool = False) -> None:
    """法院链上记一笔，各案件的链上各记一笔。"""
    event = StandInSet(
        user=row.user_id, name_text=row.user.name, deputy=row.deputy_id, deputy_name=row.deputy.name, since=row.since,
        until=row.until, ended=ended,
    )
    streams = [f"court:{row.court_id}", *(f"{CASE}{pk}" for pk in held)]
    history.record_many([Batch(stream=name, court_id=row.court_id, items=[Item(event=event, happened=on)]) for name in streams], actor=actor)


# ---- 后续 ----


def returned(recorded: Recorded) -> None:
    """不在岗改短了、取消了（回岗）：代办到还不在岗的最后一天为止。"""
    assert isinstance(recorded.event, PersonChanged)
    today = context.current().today
    for pk in list(StandIn.objects.filter(live(today), user=recorded.event.user).values_list("pk", flat=True)):
        row = StandIn.objects.select_for_update(of=("self",)).select_related("user__court", "deputy").get(pk=pk)
        reach = law.covering(row.since, row.until, _away(row.user_id))
        if reach is None or reach < (row.ended_on or row.until):
            _end(row, reach + timedelta(days=1) if reach else row.since, recorded.actor)


def _cover_many(done: list[Recorded]) -> None:
    today = context.current().today
    ids = [int(one.entry.stream.removeprefix(CASE)) for one in done if one.entry.stream.startswith(CASE)]
    for row in StandIn.objects.filter(live(today), court__in={one.entry.court_id for one in done}).select_related("deputy").order_by("since"):
        held = list(Case.objects.filter(pk__in=ids, handler=row.user_id).order_by("pk").values_list("pk", flat=True))
        if held:
            cases.set_acting(held, row.deputy, max(row.since, today), row.ended_on or row.until)


@once
@many(_cover_many)
def cover(recorded: Recorded) -> None:
    """案件分给、移交给了正由人代办的承办人：也由代办人办。"""
    _cover_many([recorded])
