"""任职、在岗、代行职权。"""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from zhixing.foundation.history.context import Actor
from zhixing.foundation.people import access
from zhixing.foundation.people.commands.notes import note_person, refusal, span
from zhixing.foundation.people.queries import ADMIN_POSTS, Absence, Delegation, Holding, Post, Team, User
from zhixing.law.articles import cite
from zhixing.law.finding import Refused, refuse

SEPARATION = cite("GBT22239 “人员配备”“安全管理中心”")
TEAM_POSTS = frozenset({Post.TEAM_LEADER})


def appoint(
    *, user: User, post: str, since: date, actor: Actor, on: date, team: Team | None = None, until: date | None = None
) -> Holding:
    """任职。管理职务与办案职务、三个管理职务之间不得一人兼任（三权分立）。"""
    access.require(actor, user.court, "may_manage_people")
    with transaction.atomic():
        user = _locked(user)
        _check_appointment(user, Post(post), team, since, until)
        holding = Holding.objects.create(user=user, post=Post(post), team=team, since=since, until=until)
        where = f"{team.name}" if team else ""
        what = f"任职：{user.name}任{where}{Post(post).label}，{span(since, until)}"
        note_person(user, what, actor, on, post=str(post))
    return holding


def end_appointment(*, holding: Holding, until: date, actor: Actor, on: date, reason: str = "") -> Holding:
    """免职：任到 ``until`` 那天（含）。"""
    access.require(actor, holding.user.court, "may_manage_people")
    with transaction.atomic():
        user = _locked(holding.user)
        holding = Holding.objects.select_for_update(of=("self",)).get(pk=holding.pk)
        if until < holding.since:
            raise refusal("order", f"免职日{until}早于任职日{holding.since}。")
        if holding.until is not None and until > holding.until:
            text = f"{user.name}的这一任职到{holding.until}为止，免职不能把它延长。"
            raise refusal("extends", text, "要继续任职的，另办任职。")
        holding.until = until
        holding.save(update_fields=["until"])
        what = f"免职：{user.name}不再任{Post(holding.post).label}，任至{until}"
        note_person(user, what, actor, on, reason=reason, post=holding.post)
    return holding


def end_posts(*, user: User, until: date, actor: Actor, on: date, reason: str) -> list[Holding]:
    """离岗：此刻在任的办案职务都任到 ``until`` 那天（含），返回免去的各项；还没有到任的不动。离岗交接用，管理职务另由人员管理免。"""
    access.require(actor, user.court, "may_manage_people", "may_hand_over_officers")
    with transaction.atomic():
        user = _locked(user)
        held = [row for row in user.holdings.exclude(post__in=ADMIN_POSTS) if row.since <= until and (row.until is None or row.until > until)]
        for row in held:
            row.until = until
            row.save(update_fields=["until"])
            what = f"免职：{user.name}不再任{Post(row.post).label}，任至{until}"
            note_person(user, what, actor, on, reason=reason, post=row.post)
    return held


def set_absence(*, user: User, since: date, until: date, reason: str, actor: Actor, on: date) -> Absence:
    """登记不在岗（本人、人员管理，或者给他办离岗交接的）；起止日都算。重叠的拒绝。"""
    _self_or_manager(actor, user, "may_hand_over_officers")
    with transaction.atomic():
        user = _locked(user)
        if until < since:
            raise refusal("order", f"止日{until}早于起日{since}。")
        if user.absences.filter(since__lte=until, until__gte=since).exists():
            raise refusal("overlap", f"{user.name}在这段时间里已登记不在岗。", "先结束原来的登记。")
        absence = Absence.objects.create(user=user, since=since, until=until, reason=reason[:60])
        note_person(user, f"不在岗：{user.name}，{span(since, until)}（{reason}）", actor, on)
    return absence


def end_absence(*, absence: Absence, until: date, actor: Actor, on: date) -> None:
    """提前回岗：不在岗到 ``until`` 为止；``until`` 早于起日就是取消。"""
    _self_or_manager(actor, absence.user, "may_hand_over_officers")
    with transaction.atomic():
        user = _locked(absence.user)
        if until < absence.since:
            absence.delete()
        else:
            absence.until = min(absence.until, until)
            absence.save(update_fields=["until"])
        note_person(user, f"回岗：{user.name}，不在岗到{max(until, absence.since - timedelta(1))}为止", actor, on)


def delegate(
    *, principal: User, deputy: User, post: str, since: date, until: date, authority: str, actor: Actor, on: date
) -> Delegation:
    """代行职权：任此职的人把它交给本院另一人，须有起止日和授权文件；管理职务不得代行。"""
    _self_or_manager(actor, principal)
    with transaction.atomic():
        principal = _locked(principal)
        _check_delegation(principal, deputy, Post(post), since, until, authority)
        given = Delegation.objects.create(
            principal=principal, deputy=deputy, post=Post(post), since=since, until=until, authority=authority.strip()
        )
        what = f"代行：{principal.name}的{Post(post).label}职权由{deputy.name}代行，{span(since, until)}（{authority}）"
        note_person(principal, what, actor, on, deputy=deputy.pk, post=str(post))
        note_person(deputy, what, actor, on, principal=principal.pk, post=str(post))
    return given


def revoke_delegation(*, delegation: Delegation, until: date, actor: Actor, on: date) -> None:
    """提前终止代行：到 ``until`` 为止；还没开始的直接取消。"""
    principal, deputy = delegation.principal, delegation.deputy
    _self_or_manager(actor, principal)
    with transaction.atomic():
        principal = _locked(principal)
        if until < delegation.since:
            delegation.delete()
        else:
            delegation.until = min(delegation.until, until)
            delegation.save(update_fields=["until"])
        label = Post(delegation.post).label
        note_person(principal, f"终止代行：{deputy.name}不再代行{principal.name}的{label}职权", actor, on)


def _self_or_manager(actor: Actor, user: User, *also: str) -> None:
    if not (isinstance(actor, User) and actor.pk == user.pk):
        access.require(actor, user.court, "may_manage_people", *also)


def _locked(user: User) -> User:
    return User.objects.select_related("court").select_for_update(of=("self",)).get(pk=user.pk)


def _overlapping(since: date, until: date | None) -> Q:
    """与这段时间有重叠的任职、代行。"""
    reaches = Q(until__isnull=True) | Q(until__gte=since)
    return reaches & Q(since__lte=until) if until else reaches


def _check_appointment(user: User, post: Post, team: Team | None, since: date, until: date | None) -> None:
    if not user.is_active:
        raise refusal("inactive", f"{user.name}已停用，不能任职。")
    if until is not None and until < since:
        raise refusal("order", f"止日{until}早于起日{since}。")
    if team is not None and team.court_id != user.court_id:
        raise refusal("other_court", f"“{team.name}”不是{user.court.name}的团队。")
    if post in TEAM_POSTS and team is None:
        raise refusal("team_needed", f"任{post.label}须指明团队。")
    same = user.holdings.filter(_overlapping(since, until), post=post, team=team)
    if same.exists():
        raise refusal("already", f"{user.name}在这段时间里已任此职。")
    _check_separation(user, post, since, until)


def _check_separation(user: User, post: Post, since: date, until: date | None) -> None:
    """三权分立：管理职务不与任何其他职务并存，自己的也好，代行的也好。"""
    held = set(user.holdings.filter(_overlapping(since, until)).exclude(post=post).values_list("post", flat=True))
    held |= set(user.received.filter(_overlapping(since, until)).exclude(post=post).values_list("post", flat=True))
    clash = held if post in ADMIN_POSTS else held & ADMIN_POSTS
    if clash:
        others = "、".join(Post(other).label for other in sorted(clash))
        why = "系统、安全、审计三个管理职务互不兼任，也不办案"
        text = f"{user.name}同期任（或代行）{others}，不能再任{post.label}：{why}。"
        raise Refused(refuse("people.separation", text, SEPARATION, remedy="换一个人，或者先免去原职。"))


def _check_delegation(
    principal: User, deputy: User, post: Post, since: date, until: date, authority: str
) -> None:
    if until < since:
        raise refusal("order", f"止日{until}早于起日{since}。")
    if not authority.strip():
        raise refusal("no_authority", "代行职权须写明授权文件。", "填写授权文件的文号或名称。")
    if post in ADMIN_POSTS:
        raise Refused(refuse("people.separation", f"{post.label}不得由他人代行。", SEPARATION, remedy="改为任免。"))
    if deputy.pk == principal.pk or deputy.court_id != principal.court_id or not deputy.is_active:
        raise refusal("bad_deputy", "代行人须是本院在用的另一个人。")
    held = principal.holdings.filter(post=post, since__lte=since).filter(Q(until__isnull=True) | Q(until__gte=until))
    if not held.exists():
        raise refusal("not_held", f"{principal.name}在这段时间里不任{post.label}，不能把它交给别人代行。")
    if principal.given.filter(_overlapping(since, until), post=post).exists():
        raise refusal("already", f"{principal.name}的{post.label}职权在这段时间里已有人代行。")
    _check_separation(deputy, post, since, until)
