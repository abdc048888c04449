"""报批、同意、退回、撤回。批准以后办什么，写在 ``config/reactions.py``，在同一事务里。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction

from zhixing.foundation.approvals.events import Approved, Recalled, Returned, StepAgreed, Submitted
from zhixing.foundation.approvals.facts import chain_facts
from zhixing.foundation.approvals.models import Approval, Step
from zhixing.foundation.history.commands import record
from zhixing.foundation.history.context import Signature, current
from zhixing.foundation.history.events import Event
from zhixing.foundation.history.queries import hold
from zhixing.foundation.history.rows import Rows, add, asked, keep
from zhixing.foundation.people.facts import user_facts
from zhixing.foundation.people.queries import Delegation, Post, User, able, calendar_from, delegated, settings_of
from zhixing.law import approvals as rules
from zhixing.law import entries, settings
from zhixing.law.articles import cite
from zhixing.law.finding import Finding, Refused, refuse

BASIS = cite("COURT 审批规则")


@dataclass(frozen=True, slots=True)
class Result:
    """成批审批里一张的结果；没办成的 ``reason`` 说为什么。"""

    approval: int
    ok: bool
    reason: str = ""


def submit(  # noqa: PLR0913
    *, court_id: int, stream: str, act: str, title: str, summary: str, payload: Mapping[str, Any], actor: User,
    on: date, team_id: int | None = None, finding: Finding[Any] | None = None, subject: str = "",
) -> Approval:
    """报批。链由 ``law.approvals`` 排出；``team_id`` 是案件所在团队，定是哪个团队长；``subject`` 是案内哪一项。

    同一链上同一行为、同一项已在批的，某一步没有人能批的，拒绝。
    """
    chain = rules.chain(act, chain_facts(actor, on, payload))
    with transaction.atomic():
        hold(stream)
        if asked(_PENDING, stream, act, subject, Approval.State.PENDING):
            raise _refusal("pending", f"“{rules.rule(act).label}”正在审批，不用再报。", "等候审批，或者先撤回。")
        approval = Approval(
            court_id=court_id, stream=stream, act=act, subject=subject, title=title[:200], summary=summary, payload=dict(payload),
            submitted_by=actor, submitted_on=on, due=_due(act, court_id, on), step_team_id=team_id,
        )
        _check_vacancy(approval, chain.require(), on)
        add([approval])
        steps = [Step(approval=approval, order=i, post=s.post, label=s.label) for i, s in enumerate(chain.value)]
        _turn_to(approval, list(add(steps)), 0, on)
        labels = [s.label for s in chain.value]
        event = Submitted(approval=approval.pk, act=act, title=approval.title, chain=labels)
        _record(approval, event, actor, on, finding or chain)
    return approval


def agree(*, approval_id: int, actor: User, on: date, opinion: str = "", revision: int) -> Approval:
    """同意这一步。还有下一步的转下一步；最后一步就是批准，接着办所批的事，办不成的整个不算。"""
    with transaction.atomic():
        approval, steps = _open(approval_id, actor, revision)
        step, principal = _decide(approval, steps, actor, on, Step.Decision.AGREED, opinion)
        if step is steps[-1]:
            event: Event = Approved(
                approval=approval.pk, act=approval.act, title=approval.title, post=step.label, opinion=opinion,
                payload=approval.payload,
            )
            _finish(approval, Approval.State.APPROVED, on)
        else:
            event = StepAgreed(
                approval=approval.pk, act=approval.act, title=approval.title, post=step.label, opinion=opinion
            )
            _turn_to(approval, steps, step.order + 1, on)
        _record(approval, event, actor, on, principal=principal)
    return approval


def return_(*, approval_id: int, actor: User, on: date, opinion: str, revision: int) -> Approval:
    """退回，须写意见。"""
    if not opinion.strip():
        raise _refusal("opinion", "退回须写明意见。")
    with transaction.atomic():
        approval, steps = _open(approval_id, actor, revision)
        _, principal = _decide(approval, steps, actor, on, Step.Decision.RETURNED, opinion)
        _finish(approval, Approval.State.RETURNED, on)
        event = Returned(approval=approval.pk, act=approval.act, title=approval.title, opinion=opinion)
        _record(approval, event, actor, on, principal=principal)
    return approval


def recall(*, approval_id: int, actor: User, on: date, revision: int | None = None) -> Approval:
    """报批人撤回还没批完的。"""
    with transaction.atomic():
        approval, _ = _open(approval_id, actor, revision)
        if approval.submitted_by_id != actor.pk:
            raise _refusal("not_yours", "只有报批人可以撤回。")
        _finish(approval, Approval.State.WITHDRAWN, on)
        _record(approval, Recalled(approval=approval.pk, act=approval.act, title=approval.title), actor, on)
    return approval


def decide_many(
    chosen: Iterable[tuple[int, int]], *, actor: User, on: date, agreed: bool, opinion: str = ""
) -> list[Result]:
    """成批同意或退回。``chosen`` 是（审批单，页面上的版本号）；一张一个事务，互不牵连。"""
    decide = agree if agreed else return_
    results = []
    for approval_id, revision in chosen:
        try:
            decide(approval_id=approval_id, actor=actor, on=on, opinion=opinion, revision=revision)
        except (Refused, PermissionDenied) as error:
            results.append(Result(approval_id, False, str(error)))
        except Approval.DoesNotExist:
            results.append(Result(approval_id, False, "没有这张审批单。"))
        else:
            results.append(Result(approval_id, True))
    return results


# ---- 报批时 ----


def _due(act: str, court_id: int, on: date) -> date:
    """审批期限：T:N-41，七日（本院可改），A 类。"""
    own = settings_of(court_id)
    days = int(own.get("approval.days", settings.default("approval.days")))
    due = rules.due(act, on, calendar_from(own), days).value.due
    assert isinstance(due, date)
    return due


def _check_vacancy(approval: Approval, chain: Iterable[rules.ChainStep], on: date) -> None:
    """每一步都要有人能批（同一职务签几步的，要几个人），缺哪个职务就说出来。"""
    steps = list(chain)
    if rules.rule(approval.act).fixed:
        _check_hands(approval, steps, on)
        return
    needed = Counter(s.post for s in steps)
    short = {post for post, number in needed.items() if len(_able(approval, post, on)) < number}
    empty = [s for s in steps if s.post in short]
    if empty:
        names = "、".join(dict.fromkeys(s.label for s in empty))
        text = f"现在没有人能作为{names}审批（报批人本人不算）。"
        remedy = f"请系统管理员办理{names}的任职，或由在任的人办理代行授权。"
        raise _refusal("vacant", text, remedy)


def _check_hands(approval: Approval, steps: list[rules.ChainStep], on: date) -> None:
    """定死的链：几步就要几个不同的人；一人兼两职的只算一个。排不开的，说缺在哪一步。"""
    lacking = rules.hands([_able(approval, step.post, on) for step in steps])
    if lacking:
        names = "、".join(dict.fromkeys(steps[n].label for n in lacking))
        text = f"这条链要{len(steps)}个不同的人各定一步，{names}现在没有另外的人（报批人本人不算，一人兼两职的只算一个）。"
        raise _refusal("hands", text, f"请系统管理员另外安排{names}，或由在任的人办理代行授权。")


def _able(approval: Approval, post: str, on: date, decided: Iterable[int] = ()) -> set[int]:
    """能定这一步的人，与 ``queries.candidates`` 一致。"""
    team_id = approval.step_team_id if post == Post.TEAM_LEADER else None
    submitter = approval.submitted_by_id
    return able(approval.court_id, post, on, team_id, besides=submitter, without=[submitter, *decided])


def _turn_to(approval: Approval, steps: list[Step], order: int, on: date) -> None:
    """转到第 ``order`` 步。能定这一步的人都已签过的，这一步略去；最后一步如此的，转上一级。定死的链一步不略，等另外的人。"""
    fixed = rules.rule(approval.act).fixed
    decided = [s.decided_by_id for s in steps if s.decided_by_id]
    while decided and not fixed and not _able(approval, steps[order].post, on, decided):
        higher = _higher(approval, steps[order].post, on, decided) if order == len(steps) - 1 else ""
        if order == len(steps) - 1 and not higher:
            break
        _skip(steps[order])
        if higher:
            label = rules.LABELS[higher]
            steps.append(Step.objects.create(approval=approval, order=order + 1, post=higher, label=label))
        order += 1
    approval.step, approval.step_post = order, steps[order].post
    keep(approval, ["step", "step_post", "revision"])


def _skip(step: Step) -> None:
    step.decision, step.opinion = Step.Decision.SKIPPED, "任此职的人已在本单上签过，转上一级"
    keep(step, ["decision", "opinion"])


def _higher(approval: Approval, post: str, on: date, decided: list[int]) -> str:
    """更高而且有人能批的职务；没有则为空（等任职或代行）。"""
    above = rules.LADDER[rules.LADDER.index(post) + 1 :] if post in rules.LADDER else ()
    return next((p for p in above if _able(approval, p, on, decided)), "")


# ---- 审批时 ----


_OURS: Final = Rows(Approval, "id = %s and court_id = %s")
_LOCKED: Final = Rows(Approval, "id = %s for update")
_STEPS: Final = Rows(Step, 'approval_id = %s order by "order"')
_PENDING: Final = "select 1 from approvals_approval where stream = %s and act = %s and subject = %s and state = %s"


def _open(approval_id: int, actor: User, revision: int | None) -> tuple[Approval, list[Step]]:
    """锁住还在批的这一张，连同各步；不是本院的、已批完的、页面已过时的拒绝。"""
    found = _OURS.first(approval_id, actor.court_id)
    if found is None:
        raise Approval.DoesNotExist(f"没有第{approval_id}号审批单")
    hold(found.stream)
    approval = _LOCKED.all(approval_id)[0]
    approval.court = actor.court
    if approval.state != Approval.State.PENDING:
        raise _refusal("finished", f"这张审批单{approval.get_state_display()}。")
    if revision is not None and approval.revision != revision:
        raise _refusal("stale", "这张审批单刚才有变动，请看过新的情况再定。", "刷新页面。")
    approval.revision += 1
    return approval, _STEPS.all(approval_id)


def _decide(
    approval: Approval, steps: list[Step], actor: User, on: date, decision: Step.Decision, opinion: str
) -> tuple[Step, User | None]:
    """定当前这一步，返回这一步和所代行的人。"""
    step = steps[approval.step]
    decided = [s.decided_by_id for s in steps if s.decided_by_id]
    rules.may_decide(
        rules.ChainStep(step.post, step.label), user_facts(actor, on), submitted_by=approval.submitted_by_id,
        decided_by=decided, court_path=approval.court.path, team_id=approval.step_team_id,
    ).require()
    principal = _principal(approval, step, actor, on)
    if decision == Step.Decision.AGREED and rules.rule(approval.act).fixed:
        _check_kept(approval, steps[approval.step:], actor, on, decided)
    step.decision, step.decided_by, step.on_behalf_of = decision, actor, principal
    step.opinion, step.decided_at = entries.text(opinion, "意见", limit=500).require(), current().now
    keep(step, ["decision", "decided_by", "on_behalf_of", "opinion", "decided_at"])
    return step, principal


def _check_kept(approval: Approval, left: list[Step], actor: User, on: date, decided: list[int]) -> None:
    """定死的链：这个人是后面某一步唯一的人，而这一步有别人能定的，留给别人定，不然后面没有人了。"""
    now, *later = ([one for one in _able(approval, step.post, on, decided) if one != actor.pk] for step in left)
    if rules.hands(later) and not rules.hands([now, *(_able(approval, step.post, on, decided) for step in left[1:])]):
        names = "、".join(left[n + 1].label for n in rules.hands(later))
        raise _refusal("kept", f"{names}一步只有您能定，一人只能定一步。", f"这一步由别的{left[0].label}定。")


def _principal(approval: Approval, step: Step, actor: User, on: date) -> User | None:
    """本人任此职为空；代行的，是委托人。代行的是报批人自己的职务，或别的团队的，拒绝。"""
    team_id = approval.step_team_id if step.post == Post.TEAM_LEADER else None
    held = (one for one in actor.holdings.all() if one.post == step.post and one.covers(on))
    if any(team_id is None or one.team_id == team_id for one in held):
        return None
    given = delegated(approval.court_id, step.post, on, team_id, besides=approval.submitted_by_id).filter(deputy=actor)
    found: Delegation | None = given.select_related("principal").first()
    if found is None:
        raise _refusal("not_acting", f"您代行的{step.label}职权不及于这张审批单。", "由同职务的其他人审批。")
    return found.principal


def _finish(approval: Approval, state: Approval.State, on: date) -> None:
    approval.state, approval.finished_on = state, on
    keep(approval, ["state", "finished_on", "revision"])


def _record(
    approval: Approval, event: Event, actor: User, on: date, finding: Finding[Any] | None = None,
    principal: User | None = None,
) -> None:
    behalf = Signature(id=principal.pk, name=principal.name) if principal else None
    record(
        event, stream=approval.stream, court_id=approval.court_id, actor=actor, happened=on, finding=finding,
        behalf=behalf,
    )


def _refusal(code: str, text: str, remedy: str = "") -> Refused:
    return Refused(refuse(f"approval.{code}", text, BASIS, remedy=remedy))
