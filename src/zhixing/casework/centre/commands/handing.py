"""交接：提出、接收、退回、收回。缺什么写在交接上，接的人看着决定；接手到交出之间由接的人负责。承办人不变。"""

from __future__ import annotations

from datetime import date

from django.db import transaction

from zhixing.casework.cases import commands as cases
from zhixing.casework.cases import queries as case_rows
from zhixing.casework.cases.queries import Case
from zhixing.casework.centre import events
from zhixing.casework.centre.models import Handover
from zhixing.casework.centre.queries_handing import current_stay, lacking
from zhixing.foundation.history import context
from zhixing.foundation.history.rows import keep
from zhixing.foundation.people.facts import user_facts
from zhixing.foundation.people.queries import Team, User, active_users, available
from zhixing.law import entries
from zhixing.law import segments as law
from zhixing.law.finding import Finding, Refused, refuse
from zhixing.law.rights import rights
from zhixing.law.states import Act

State = Handover.State
ANSWER = ("state", "answered_at", "answered_by", "why", "revision")


@transaction.atomic
def offer(
    *, case: Case | int, actor: User, on: date, revision: int | None, to_segment: str, token: str, to_user: User | None = None,
    to_team: Team | None = None, note: str = "",
) -> Handover:
    """提出交接到 ``to_segment``（本院规定，环节交接）。

    给了 ``to_user`` 由他本人接，给了 ``to_team`` 由团队里的人接，都不给的由管那一段的职务接；缺什么写在交接上，不拦。
    接的人须看得见本案；一件同时只有一次等着接收的。同一张表单交两次，得到的是同一次。
    """
    case = cases.begin(Act.HAND_ON, case=case, actor=actor, revision=revision)
    if same := Handover.objects.filter(court=case.court_id, token=token).first():
        return same
    cases.possible(on, case.accepted_on, "交接日")
    stay = current_stay(case.pk)
    law.offerable(case.kind, stay.segment if stay else "", to_segment).require()
    _free(case)
    _receivers(case, to_user, to_team)
    short = lacking(case, to_segment)
    made = Handover.objects.create(
        court_id=case.court_id, case=case, from_segment=stay.segment if stay else "", to_segment=to_segment, from_user=actor, to_user=to_user,
        to_team=to_team, offered_at=context.current().now, offered_on=on, token=token,
        note=entries.text(note, "说明", limit=500).require(), missing=[{"code": need.code, "name": need.name} for need in short.value],
    )
    to_name = to_user.name if to_user else to_team.name if to_team else ""
    event = events.HandOffered(
        to_segment=to_segment, from_segment=made.from_segment, to_name=to_name, missing=[need.name for need in short.value],
    )
    cases.finish(event, case=case, actor=actor, on=on, finding=short)
    return made


def _free(case: Case) -> None:
    """还没有等着接收的。"""
    if waiting := Handover.objects.filter(case=case, state=State.OFFERED).select_related("to_user", "to_team").first():
        whom = waiting.to_user or waiting.to_team or "接收"
        raise Refused(refuse("hand.waiting", f"已经提出交接，等{whom}接收。", law.ARTICLE, remedy="等他接收、退回，或者先收回，再另交。"))


def _receivers(case: Case, to_user: User | None, to_team: Team | None) -> None:
    """有人接得了：本院、在岗、看得见本案。"""
    today = context.current().today
    people = available(active_users(case.court_id), today)
    if to_user is not None:
        people = people.filter(pk=to_user.pk)
    elif to_team is not None:
        people = people.filter(holdings__team=to_team.pk).distinct()
    else:
        return
    tie = case_rows.rights_facts(case)
    if not any(rights(user_facts(one, today), tie).may_view for one in people):
        whom = to_user or to_team
        text = f"{whom}{'接不了' if to_user else '没有人接得了'}这一件：今天不在岗，或者看不到本案。"
        raise Refused(refuse("hand.receiver", text, law.ARTICLE, remedy="另选接收的人；要他参与的，先加为协办，或者移交承办人。", act=Act.HELPERS))


@transaction.atomic
def take(*, handover: int, actor: User, on: date, revision: int | None = None) -> Handover:
    """接收：案件进入那一段，自此由他负责到交出为止。只有交给的人（团队、职务）可以接收。"""
    case, row = _answering(handover, actor, revision)
    _answered(row, State.TAKEN, actor)
    event = events.HandTaken(
        to_segment=row.to_segment, from_segment=row.from_segment, by_name=actor.name, user=actor.pk, team=row.to_team_id,
    )
    cases.finish(event, case=case, actor=actor, on=on, finding=Finding(True, (law.ARTICLE,), inputs={"missing": row.missing}))
    return row


@transaction.atomic
def refuse_hand(*, handover: int, actor: User, on: date, why: str, revision: int | None = None) -> Handover:
    """退回，写明理由：案件仍在原来的环节，仍由原来的人负责。"""
    case, row = _answering(handover, actor, revision)
    row.why = entries.text(why, "退回的理由", limit=300, required=True).require()
    _answered(row, State.REFUSED, actor)
    cases.finish(events.HandRefused(to_segment=row.to_segment, why=row.why), case=case, actor=actor, on=on)
    return row


@transaction.atomic
def recall(*, handover: int, actor: User, on: date, why: str = "", revision: int | None = None) -> Handover:
    """收回还没有接收的：提出的人、承办人、团队长。"""
    case, row = _held(handover, actor, revision)
    law.recallable(actor.pk, row.from_user_id, case.handler_id, case.team_id in user_facts(actor, context.current().today).leads).require()
    row.why = entries.text(why, "理由", limit=300).require()
    _answered(row, State.RECALLED, actor)
    cases.finish(events.HandRefused(to_segment=row.to_segment, why=row.why, recalled=True), case=case, actor=actor, on=on)
    return row


def _answering(handover: int, actor: User, revision: int | None) -> tuple[Case, Handover]:
    """锁住来接收、退回；不是交给他的抛出 ``Refused``。"""
    case, row = _held(handover, actor, revision)
    facts = user_facts(actor, context.current().today)
    owner = law.segments()[row.to_segment].owner
    law.answerable(actor.pk, row.to_user_id, row.to_team_id, facts.teams, facts.all_posts, owner, row.from_user_id).require()
    return case, row


def _held(handover: int, actor: User, revision: int | None) -> tuple[Case, Handover]:
    """锁住案件和这次交接。看不见抛出 ``Case.DoesNotExist``；已经答复的、页面过时的抛出 ``Refused``。"""
    found = Handover.objects.filter(pk=handover, court=actor.court_id).first()
    if found is None:
        raise Case.DoesNotExist(f"没有第{handover}号交接")
    case = case_rows.lock(found.case_id, None, actor)
    row = Handover.objects.select_for_update(of=("self",)).select_related("to_user", "to_team").get(pk=handover)
    if row.state != State.OFFERED:
        raise Refused(refuse("hand.answered", f"这次交接{row.get_state_display()}。", law.ARTICLE, remedy="看案件现在在哪一段。"))
    if revision is not None and revision != row.revision:
        raise Refused(refuse("hand.stale", "这次交接刚才有变动。", law.ARTICLE, remedy="刷新页面，看过以后再办。"))
    return case, row


def _answered(row: Handover, state: Handover.State, actor: User) -> None:
    row.state, row.answered_at, row.answered_by, row.revision = state, context.current().now, actor, row.revision + 1
    keep(row, ANSWER)
