"""文书上每个行为共同的头：锁住案件，再锁住文书，核对页面、权限、此刻能不能办。"""

from __future__ import annotations

from typing import Any

from zhixing.casework.cases.access import Forbidden, rights_of
from zhixing.casework.cases.commands import begin
from zhixing.casework.cases.queries import Case
from zhixing.casework.documents import papers, queries
from zhixing.casework.documents.access import act_for, life_of
from zhixing.casework.documents.models import Document, Version
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import User
from zhixing.law import paper_life as law
from zhixing.law.finding import Finding, Reason, Refused, refuse
from zhixing.law.paper_life import RULES, Step
from zhixing.law.states import Act


def seen(step: Step, document: Document | int, actor: User, revision: int | None) -> Document:
    """先看一眼，不锁：没有权限的、此刻不能办的、页面过时的，不必去印。锁住以后 :func:`hold` 还要再查。"""
    given = queries.one(document if isinstance(document, int) else document.pk)
    act, allowed = act_for(step, given, actor), rights_of(actor, given.case)
    if not allowed.may_view:
        raise Case.DoesNotExist(f"看不见第{given.case_id}号案件")
    if not allowed.may(act):
        raise Forbidden(actor, act)
    life = life_of(given)
    law.possible(life, step).require()
    if revision is not None and revision != given.revision:
        law.stale(life).require()
    return given


def hold(step: Step, document: Document | int, actor: User, revision: int | None) -> tuple[Case, Document, Finding[bool]]:
    """锁住案件和文书，准备办 ``step``；返回的文书版本号已经加一。须在事务里。

    看不见、没有这份抛出 ``DoesNotExist``；没有权限抛出 ``Forbidden``；此刻不能办、页面过时抛出 ``Refused``。
    """
    given = document if isinstance(document, Document) else queries.one(document)
    case = begin(act_for(step, given, actor), case=given.case_id, actor=actor, revision=None)
    held = locked(case, given.pk)
    life = life_of(held, case)
    found = law.possible(life, step)
    found.require()
    if revision is not None and revision != held.revision:
        law.stale(life).require()
    held.revision += 1
    return case, held, found


def locked(case: Case, document_id: int) -> Document:
    """锁住这一份；案件须已锁住。"""
    held = queries.LOCKED.first(document_id)
    if held is None or held.case_id != case.pk:
        raise Document.DoesNotExist(f"没有第{document_id}号文书")
    held.case, held.court = case, case.court
    return held




def printed(document: Document, version: Version, **how: Any) -> bytes:
    """照这一版印；内容不全、缺字、模板有错的抛出 ``Refused``，一处一条。"""
    try:
        return papers.render(
            document.kind, queries.printable(document, version.data), source=queries.source_of(document, version), **how,
        )
    except papers.BadData as error:
        raise Refused(_incomplete(error.problems)) from None
    except papers.CannotPrint as error:
        remedy = "改好这一处；模板有错的，请系统管理员停用本院的模板。"
        raise Refused(refuse("document.unprintable", str(error), RULES, remedy=remedy, act=Act.DRAFT_DOCUMENT)) from None


def _incomplete(problems: list[str]) -> Finding[None]:
    remedy = "补上、改正以后再办。"
    return Finding(None, (RULES,), tuple(Reason("document.data", text, RULES, remedy, Act.DRAFT_DOCUMENT, "data") for text in problems))


def add_version(document: Document, data: dict[str, Any], actor: User, why: str = "") -> Version:
    """另成一版，用本院现在的模板。"""
    own = queries.own_template(document.court_id, document.kind)
    return Version.objects.create(
        document=document, number=document.version, data=data, template=own.number if own else 0, why=why, made_by=actor,
        made_name=actor.name, made_at=context.current().now,
    )
