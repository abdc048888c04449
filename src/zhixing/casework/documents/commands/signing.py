"""签发：定稿，取号，写明成文日期。承办法官自己签发，或者审批的最后一步批准。

编号在案件的锁里取，不跳号、不重号，作废的照占。不用印的文书，签发时即成。
"""

from __future__ import annotations

from datetime import date

from django.db import transaction

from zhixing.casework.cases.commands import finish, possible
from zhixing.casework.cases.queries import Case
from zhixing.casework.cases.queries import locked as locked_case
from zhixing.casework.documents import queries
from zhixing.casework.documents.access import life_of, paper_of
from zhixing.casework.documents.commands.finishing import completed
from zhixing.casework.documents.commands.holding import hold, locked, printed, seen
from zhixing.casework.documents.events import Signed
from zhixing.casework.documents.facts import suits
from zhixing.casework.documents.models import Document
from zhixing.foundation.approvals.events import Approved
from zhixing.foundation.history import context
from zhixing.foundation.history.commands import Recorded
from zhixing.foundation.history.rows import asked, keep
from zhixing.foundation.people.queries import User
from zhixing.law import document_numbers, numbers
from zhixing.law import paper_life as law
from zhixing.law.finding import Finding, Refused, refuse
from zhixing.law.paper_life import Step
from zhixing.law.states import Act, permits


def sign(*, document: Document | int, actor: User, on: date, revision: int | None) -> Document:
    """承办法官签发。``on`` 是成文日期。

    要报批的、内容不全的、印不出来的、此案此时不发的抛出 ``Refused``；不取号，什么也没有改变。
    """
    given = seen(Step.SIGN, document, actor, revision)
    if given.state == Document.State.DRAFT:
        printed(given, queries.version_of(given), draft=True)  # 印得出来才取号；送过审签的，那时已经印过
    with transaction.atomic():
        case, held, found = hold(Step.SIGN, given, actor, given.revision)
        return _signed(case, held, actor, on, found)


def approved(recorded: Recorded) -> None:
    """审批的最后一步批准之后：签发。不是文书的审批单不管；报批以后改过的拒绝，批准也不成立。"""
    event = recorded.event
    if not isinstance(event, Approved) or "document_id" not in event.payload:
        return
    told, actor = event.payload, recorded.actor
    given = queries.one(told["document_id"])
    case = locked_case(given.case_id)
    permits(case.state, Act.SIGN_DOCUMENT, case.kind).require()
    held = locked(case, given.pk)
    same = (held.state, held.approval_id, held.version) == (Document.State.REVIEW, event.approval, told["version"])
    found = law.unchanged(life_of(held, case), same=same and queries.digest_of(held) == told["sha256"])
    found.require()
    held.revision += 1
    assert isinstance(actor, User)
    _signed(case, held, actor, recorded.entry.happened_on, found)


def _signed(case: Case, held: Document, actor: User, on: date, found: Finding[bool]) -> Document:
    """取号，写明日期和签发人；不用印的随即成文。"""
    suits(case, held.kind).require()
    held.number, held.serial = _number(case, held)
    held.dated = possible(on, held.drafted_on, "成文日期").require()
    held.state, held.signed_by, held.signed_name, held.signed_at = Document.State.SIGNED, actor, actor.name, context.current().now
    keep(held, ["state", "number", "serial", "dated", "signed_by", "signed_name", "signed_at", "revision"])
    event = Signed(document=held.kind, id=held.pk, title=held.title, version=held.version, number=held.number, sha256=queries.digest_of(held))
    finish(event, case=case, actor=actor, on=on, finding=found)
    paper = paper_of(held.kind)
    return held if paper is None or paper.sealed else completed(case, held, actor, on)


def _number(case: Case, held: Document) -> tuple[str, int | None]:
    """接着的编号；另编了号的照写，看得懂的占位。"""
    if held.external:
        return held.number, occupied(case, held.kind, held.number)
    taken = queries.next_number(case, held.kind).require()
    assert taken is not None
    return taken


def occupied(case: Case, kind: str, number: str) -> int | None:
    """线下编的号占本案的第几个加号：不是本案的号、就是本案案号的不占；已经用掉的拒绝。"""
    base = numbers.parse(case.number).value if case.number else None
    read = numbers.parse(number).value
    if base is None or read is None or read.key[:-1] != base.key[:-1]:
        _once(case, kind, number)
        return None
    if not document_numbers.serial(read):
        return None
    used = queries.used_numbers(case, base)
    document_numbers.following(base, [*used, read]).require()
    return document_numbers.serial(read)


def _once(case: Case, kind: str, number: str) -> None:
    """别处编的号（司惩号等），同一种文书只用一次；作废的不算。两件案件同时用同一个号的，一个等另一个：锁随事务放开。"""
    asked("select pg_advisory_xact_lock(hashtext('zhixing.documents.number'), hashtext(%s))", f"{case.court_id} {kind} {number}")
    alive = (Document.State.SIGNED, Document.State.SEALED)
    used = Document.objects.filter(court=case.court_id, kind=kind, number=number, external=True, state__in=alive).select_related("case").first()
    if used is not None:
        text = f"编号{number}已经用在{used.case}的{used.title}上。"
        raise Refused(refuse("document.number_used", text, law.RULES, remedy="核对编号；重复的作废一份。", act=Act.VOID_DOCUMENT, subject="number"))


# ---- 成批 ----
