"""谁能在一份文书上办什么：权限（``law.rights``）和此刻能不能办（``law.paper_life``）合在一起。"""

from __future__ import annotations

from typing import Final

from zhixing.casework.cases.access import Forbidden, rights_of
from zhixing.casework.cases.queries import Case
from zhixing.casework.documents.models import Document, Recipient
from zhixing.foundation.approvals.queries import Approval
from zhixing.foundation.history import context
from zhixing.foundation.people.facts import user_facts
from zhixing.foundation.people.queries import Court, User, setting
from zhixing.law import paper_life as law
from zhixing.law import papers
from zhixing.law.finding import Finding
from zhixing.law.paper_life import Life, Stage, Step
from zhixing.law.papers import OWN, Paper, UnknownPaper
from zhixing.law.rights import court_rights
from zhixing.law.states import Act, permits

ACTS: Final[dict[Step, Act]] = {
    Step.REVISE: Act.DRAFT_DOCUMENT, Step.REFER: Act.DRAFT_DOCUMENT, Step.SIGN: Act.SIGN_DOCUMENT, Step.SEND_BACK: Act.SIGN_DOCUMENT,
    Step.SEAL: Act.SEAL_DOCUMENT, Step.VOID: Act.VOID_DOCUMENT, Step.REISSUE: Act.VOID_DOCUMENT,
}
"""在文书上办的事要哪项权限。拟稿人自己的稿子，自己也能作废、撤回审签，见 :func:`act_for`。"""


def act_for(step: Step, document: Document, user: User) -> Act:
    """这个人办 ``step`` 要哪项权限：还没有签发的自己的稿子，有拟稿的权限就能作废、撤回。"""
    own = document.drafted_by_id == user.pk and document.state in (Stage.DRAFT, Stage.REVIEW)
    return Act.DRAFT_DOCUMENT if own and step in (Step.VOID, Step.SEND_BACK) else ACTS[step]


def steps(user: User, document: Document) -> tuple[Step, ...]:
    """这个人现在能在这份文书上办的事（按钮）。"""
    allowed, life, case = rights_of(user, document.case), life_of(document), document.case
    apart = bool(setting(case.court_id, "document.seal_apart"))

    def may(step: Step) -> bool:
        act = act_for(step, document, user)
        found = law.sealable(life, user.pk, apart=apart) if step is Step.SEAL else law.possible(life, step)
        return found.ok and allowed.may(act) and permits(case.state, act, case.kind).ok

    return tuple(step for step in Step if may(step))


# ---- 此刻的情况 ----


def paper_of(kind: str) -> Paper | None:
    """文书表里的一行；没有模板、只能上传的为空。"""
    try:
        return papers.paper(kind)
    except UnknownPaper:
        return None


def life_of(document: Document, case: Case | None = None) -> Life:
    """一份文书此刻的情况。``case`` 已锁住的，用锁住的那一行。"""
    case, paper = case or document.case, paper_of(document.kind)
    pending = document.approval is not None and document.approval.state == Approval.State.PENDING
    return Life(
        title=document.title, stage=document.state, route=route_of(document, case), pending=pending, by_hand=by_hand(document),
        seal=paper is None or paper.sealed, signer=document.signed_by_id, handler=case.handler_id, doer=_doer(document),
        served=Recipient.objects.filter(document=document, deemed_on__isnull=False).count(),
    )


def by_hand(document: Document) -> bool:
    """线下制作后上传的：有成品，没有核验码。"""
    return document.file_id is not None and not document.code


def route_of(document: Document, case: Case) -> str:
    """由谁签发：``own``，或者审批行为。已送审签的照送的时候。"""
    if document.state != Document.State.DRAFT:
        return document.approval.act if document.approval else OWN
    paper = paper_of(document.kind)
    return law_route(paper, case).value if paper else OWN


def law_route(paper: Paper, case: Case) -> Finding[str]:
    """本案的这种文书由谁签发，为什么。"""
    judge = case.handler is None or rights_of(case.handler, case).may(Act.SIGN_DOCUMENT)
    granted = case.closing_mode or str(case.state)
    return papers.route(paper, judge=judge, granted=granted, rulings=setting(case.court_id, "document.rulings"))


def _doer(document: Document) -> str:
    return document.voided_name or document.sealed_name or document.signed_name


# ---- 模板 ----


def require_templates(actor: User, court: Court) -> None:
    """须能改这家法院的设置，才能改本院的模板；别的法院的人不行。"""
    allowed = court_rights(user_facts(actor, context.current().today))
    if actor.court_id != court.pk or not allowed.may_manage_settings:
        raise Forbidden(actor, "修改本院的文书模板")
