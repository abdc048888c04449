"""谁能在一份文书上办什么：权限（``law.rights``）和此刻能不能办（``law.paper_life``）合在一起。"""

from __future__ import annotations

from typing import Final

from zhixing.casework.cases.access import Forbidden, rights_of
from zhixing.casework.documents.facts import life_of
from zhixing.casework.documents.models import Document
from zhixing.foundation.history import context
from zhixing.foundation.people.facts import user_facts
from zhixing.foundation.people.queries import Court, User, setting
from zhixing.law import paper_life as law
from zhixing.law.paper_life import Stage, Step
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


def require_templates(actor: User, court: Court) -> None:
    """须能改这家法院的设置，才能改本院的模板；别的法院的人不行。"""
    allowed = court_rights(user_facts(actor, context.current().today))
    if actor.court_id != court.pk or not allowed.may_manage_settings:
        raise Forbidden(actor, "修改本院的文书模板")
