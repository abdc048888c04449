"""离岗交接：先预演，再一次办完。案件、协办、环节、交接、事务、在协助单位的登记，一样也不落下；有一样交不出去，就一样也不交。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from zhixing.casework.cases import commands as cases
from zhixing.casework.cases.access import Forbidden
from zhixing.casework.cases.queries import Case
from zhixing.casework.centre import events
from zhixing.casework.centre.commands import leaving_plan
from zhixing.casework.centre.commands.items import reassign_all
from zhixing.casework.centre.commands.leaving_plan import Asked
from zhixing.casework.centre.commands.standing_in import set_stand_in
from zhixing.casework.centre.models import Departure, Handover
from zhixing.casework.control.commands.agencies import retire_officer
from zhixing.casework.control.queries_desk import officers
from zhixing.foundation.history import commands as history
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import hold_many
from zhixing.foundation.people import commands as people
from zhixing.foundation.people.facts import user_facts
from zhixing.foundation.people.queries import Absence, User, active_users
from zhixing.law import entries
from zhixing.law import leaving as law
from zhixing.law.articles import cite
from zhixing.law.finding import Finding, Reason, Refused, refuse
from zhixing.law.rights import court_rights

State = Departure.State
MOST_ROWS = 20
"""拒绝时最多列出几条理由。"""


def require_hand_over(actor: User, user: User) -> None:
    """须能给这个人办离岗交接：局长、副局长，或者他的团队长；别的法院的人看不见。"""
    if actor.court_id != user.court_id:
        raise Case.DoesNotExist("没有这个人")
    today = context.current().today
    facts = user_facts(actor, today)
    if not law.may(facts, court_rights(facts), user_facts(user, today)):
        raise Forbidden(actor, "离岗交接")


@transaction.atomic
def plan_departure(*, user: User, asked: Asked, why: str, actor: User, on: date, token: str) -> Departure:
    """预演：他手里的一样一样交给谁，哪些交不出去。什么也不改，只留下这份预演。同一张表单交两次，得到的是同一份。

    ``why`` 写进请假登记和移交理由之后；接手的人不是本院在用的人，抛出 ``Refused``。
    """
    require_hand_over(actor, user)
    if same := Departure.objects.filter(court=user.court_id, token=token).first():
        return same
    told = entries.text(why, "说明", limit=200).require()
    _check(asked, user)
    return Departure.objects.create(
        court_id=user.court_id, user=user, sort=asked.sort, since=asked.since, until=asked.until, why=told, made_by=actor,
        made_at=context.current().now, token=token, plan=leaving_plan.plan(asked, user, actor, on),
    )


@transaction.atomic
def replan_departure(*, departure: Departure | int, actor: User, on: date, token: str) -> Departure:
    """照同样的填法重新预演，原来的一份作废。同一张表单交两次，得到的是同一份。"""
    pk = departure if isinstance(departure, int) else departure.pk
    if same := Departure.objects.filter(court=actor.court_id, token=token).first():
        return same
    row = drop_departure(departure=pk, actor=actor)
    return plan_departure(user=row.user, asked=leaving_plan.read(row.plan["asked"]), why=row.why, actor=actor, on=on, token=token)


def _check(asked: Asked, user: User) -> None:
    """填得对不对，接手的人是不是本院在用的。"""
    law.asked(
        asked.sort, asked.way, asked.since, asked.until, today=context.current().today, leaver=user.pk, people=asked.people, rest=asked.rest,
    ).require()
    wanted = {*asked.people, *([asked.rest] if asked.rest else [])}
    if wanted - set(active_users(user.court_id).values_list("pk", flat=True)):
        raise Refused(refuse("leaving.person", "接手的人不是本院在用的人员。", law.ARTICLE, remedy="请另选。"))


@transaction.atomic
def drop_departure(*, departure: Departure | int, actor: User) -> Departure:
    """不办了：只作废预演。"""
    row = _locked(departure, actor, None)
    row.state, row.revision = State.DROPPED, row.revision + 1
    row.save(update_fields=["state", "revision"])
    return row


@transaction.atomic
def depart(*, departure: Departure | int, actor: User, on: date, revision: int | None) -> Departure:
    """照预演办：全部办成，或者什么也不变。预演以后有了变动的、有一样交不出去的，拒绝，逐条写明。"""
    row = _locked(departure, actor, revision)
    User.objects.select_for_update(of=("self",)).get(pk=row.user_id)
    asked = leaving_plan.read(row.plan["asked"])
    hold_many({f"case:{one['case']}" for part in ("cases", "helps", "stays", "handovers") for one in row.plan[part]})
    found = leaving_plan.plan(asked, row.user, actor, on)
    _same(row, found)
    _open(found["problems"])
    row.done = {"rows": list(_Departing(row, asked, found, actor, on).carry_out()), "on": on.isoformat()}
    row.state, row.done_at, row.revision = State.DONE, context.current().now, row.revision + 1
    row.save(update_fields=["state", "done", "done_at", "revision"])
    event = events.OfficerHandedOver(
        user=row.user_id, name_text=row.user.name, sort=row.sort, cases=len(found["cases"]), items=len(found["items"]),
    )
    history.record(event, stream=f"court:{row.court_id}", court_id=row.court_id, actor=actor, happened=on)
    return row


def _locked(departure: Departure | int, actor: User, revision: int | None) -> Departure:
    pk = departure if isinstance(departure, int) else departure.pk
    row = Departure.objects.select_for_update(of=("self",)).select_related("user__court").filter(pk=pk, court=actor.court_id).first()
    if row is None:
        raise Case.DoesNotExist("没有这份离岗交接")
    require_hand_over(actor, row.user)
    if row.state != State.PLANNED:
        raise Refused(refuse("leaving.state", f"这份离岗交接{row.get_state_display()}。", law.ARTICLE, remedy="需要再办的，另行预演。"))
    if revision is not None and revision != row.revision:
        raise Refused(refuse("leaving.stale", "这份预演刚才有变动。", law.ARTICLE, remedy="刷新页面，看过以后再办。"))
    return row


def _same(row: Departure, found: dict[str, Any]) -> None:
    if changed := law.differs(row.plan, found):
        text = f"预演以后又有变动：{'、'.join(changed)}。"
        raise Refused(refuse("leaving.changed", text, law.ARTICLE, remedy="重新预演，看过以后再办。"))


def _open(problems: Sequence[dict[str, str]]) -> None:
    """有一样交不出去就不办。"""
    if problems:
        raise Refused(Finding(None, (law.ARTICLE,), tuple(map(_blocked, problems[:MOST_ROWS]))))


def _blocked(one: dict[str, str]) -> Reason:
    return Reason("leaving.blocked", one["text"], law.ARTICLE, one["remedy"], one["act"], one["subject"])


class _Departing:
    """一次离岗交接，一样一样地办；每一样得一行结果。"""

    def __init__(self, row: Departure, asked: Asked, found: dict[str, Any], actor: User, on: date) -> None:
        self.row, self.asked, self.found, self.actor, self.on = row, asked, found, actor, on
        self.user = row.user
        self.people = User.objects.select_related("court").in_bulk({*asked.people, *([asked.taker] if asked.taker else [])})
        self.taker = self.people.get(asked.taker) if asked.taker else None

    def carry_out(self) -> Iterable[dict[str, str]]:
        """先登记不在岗，再交案件，再交其余各项，最后免职（自己走的，免了职就办不了别的）。"""
        if not self.asked.leaves:
            yield self._absence()
        yield from self._cases()
        yield from self._helps()
        yield from self._stays()
        yield from self._handovers()
        yield from self._items()
        if self.asked.leaves:
            yield from self._agencies()
            yield from self._posts()

    def _absence(self) -> dict[str, str]:
        """登记不在岗；已经登记的不重复。"""
        since, until = self.asked.since, self.asked.until
        assert until is not None
        away = Absence.objects.filter(user=self.user, since__lte=until, until__gte=since).values_list("since", "until")
        if law.covering(since, until, away) != until:
            people.set_absence(user=self.user, since=since, until=until, reason=self.row.why or "请假", actor=self.actor, on=self.on)
        return _row("不在岗", f"{since}至{until}", self.user.name, "已登记")

    def _cases(self) -> Iterable[dict[str, str]]:
        if self.asked.way == "deputy":
            assert self.asked.until is not None and self.taker is not None
            deputy = self.people[self.asked.people[0]]
            set_stand_in(
                user=self.user, deputy=deputy, since=self.asked.since, until=self.asked.until, actor=self.actor, on=self.on, departure=self.row,
            )
            yield from (_row("案件", one["number"], deputy.name, "代办") for one in self.found["cases"])
            return
        moves = leaving_plan.moves(self.found, self.people)
        if moves:
            cases.transfer_all(moves=moves, actor=self.actor, on=self.on, reason=law.REASONS[self.asked.sort])
        yield from (_row("案件", one["number"], one["name"], "已移交") for one in self.found["cases"])

    def _helps(self) -> Iterable[dict[str, str]]:
        """协办换成接手的人；他本来就在案里的，只去掉原来的。"""
        for one in self.found["helps"]:
            assert self.taker is not None
            held = {"case": one["case"], "actor": self.actor, "on": self.on, "revision": None, "role": one["role"]}
            cases.set_helper(user=self.user, joined=False, **held)
            if not leaving_plan.takes_part(one["case"], self.taker.pk):
                cases.set_helper(user=self.taker, joined=True, **held)
            yield _row("协办", one["number"], self.taker.name, "已换人")

    def _stays(self) -> Iterable[dict[str, str]]:
        for one in self.found["stays"]:
            assert self.taker is not None
            event = events.HandTaken(
                to_segment=one["segment"], from_segment=one["segment"], by_name=self.taker.name, user=self.taker.pk, instead=self.user.name,
            )
            cases.finish(event, case=Case.objects.get(pk=one["case"]), actor=self.actor, on=self.on)
            yield _row("环节", f"{one['number']} {one['name']}", self.taker.name, "已接替")

    def _handovers(self) -> Iterable[dict[str, str]]:
        """等他接收的，改由接手的人接收。"""
        for one in self.found["handovers"]:
            assert self.taker is not None
            held = Handover.objects.select_for_update(of=("self",)).select_related("case").get(pk=one["id"])
            held.to_user, held.revision = self.taker, held.revision + 1
            held.save(update_fields=["to_user", "revision"])
            missing = [str(lack["name"]) for lack in held.missing]
            event = events.HandOffered(to_segment=held.to_segment, from_segment=held.from_segment, to_name=self.taker.name, missing=missing)
            cases.finish(event, case=held.case, actor=self.actor, on=self.on)
            yield _row("等接收的交接", f"{one['number']} {one['name']}", self.taker.name, "已改由他接收")

    def _items(self) -> Iterable[dict[str, str]]:
        for item in reassign_all(giver=self.user, taker=self.taker, actor=self.actor, why=f"{self.user.name}{law.SORTS[self.asked.sort]}"):
            to = self.taker.name if self.taker is not None and item.assignee_id == self.taker.pk else "待领"
            yield _row("事务", item.number, to, "已改派" if to != "待领" else "放回待领")

    def _agencies(self) -> Iterable[dict[str, str]]:
        officer = officers(self.user.court_id).filter(user=self.user).first()
        if officer is None:
            return
        retire_officer(officer=officer, actor=self.actor, on=self.on)
        yield from (_row("在协助单位的登记", one["name"], "", "已注销") for one in self.found["agencies"])

    def _posts(self) -> Iterable[dict[str, str]]:
        until = max(self.asked.since - timedelta(days=1), self.on - timedelta(days=1))
        held = people.end_posts(user=self.user, until=until, actor=self.actor, on=self.on, reason=law.SORTS[self.asked.sort])
        yield from (_row("任职", row.get_post_display(), "", f"任至{until}") for row in held)


def _row(kind: str, what: str, to: str, state: str) -> dict[str, str]:
    return {"kind": kind, "what": what, "to": to, "state": state}


@transaction.atomic
def come_back(*, user: User, actor: User, on: date) -> int:
    """回岗：``on`` 那天起在岗，不在岗到前一天为止，代办随之结束。返回结束了几段不在岗；没有请假的拒绝。"""
    if actor.pk != user.pk:
        require_hand_over(actor, user)
    away = list(Absence.objects.filter(user=user, since__lte=on, until__gte=on))
    if not away:
        raise Refused(refuse("leaving.present", f"{user.name}在{on}没有登记不在岗。", cite("COURT 代办"), remedy="不必办回岗。"))
    for row in away:
        people.end_absence(absence=row, until=on - timedelta(days=1), actor=actor, on=on)
    return len(away)
