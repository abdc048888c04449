"""送达各个行为共同的头和尾：锁住案件和受送达人，核对文书能不能送；记事件、写下环号、算出受送达人的状态。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from django.db.models import Max

from zhixing.casework.cases.commands import advance, begin, refold
from zhixing.casework.cases.facts import timeline_of
from zhixing.casework.cases.queries import Case, Kind, Party, Role, locked
from zhixing.casework.documents import serving_facts as facts
from zhixing.casework.documents.models import Attempt, Document, Recipient
from zhixing.casework.dossier import commands as dossier
from zhixing.foundation.files.queries import StoredFile
from zhixing.foundation.history import commands as history
from zhixing.foundation.history import context
from zhixing.foundation.history.commands import Item, Recorded
from zhixing.foundation.history.context import Actor
from zhixing.foundation.history.queries import hold
from zhixing.foundation.people.queries import User
from zhixing.law import matters
from zhixing.law.articles import cite
from zhixing.law.finding import Finding, refuse
from zhixing.law.states import Act, after, permits

PROOFS: Final = "service"
"""卷宗目录里的送达回证。"""
_SERVE = "serve"


def enter(case_id: int, actor: Actor, revision: int | None = None) -> Case:
    """锁住案件，准备送达。用户须有权限；具名任务（电子送达、公告期满）不查权限，案件须能送达。"""
    if isinstance(actor, User):
        return begin(Act.SERVE, case=case_id, actor=actor, revision=revision)
    hold(f"case:{case_id}")
    case = locked(case_id)
    permits(case.state, Act.SERVE, case.kind).require()
    return case


def taken(attempt: Attempt | int, actor: Actor, revision: int | None = None) -> tuple[Case, Attempt]:
    """锁住案件，重新取来这一次送达；没有、看不见的抛出 ``DoesNotExist``，误登撤回了的拒绝。"""
    pk = attempt if isinstance(attempt, int) else attempt.pk
    case = enter(Attempt.objects.values_list("case_id", flat=True).get(pk=pk), actor, revision)
    row = Attempt.objects.select_related(*facts.ROWS).get(pk=pk)
    if row.withdrawn:
        refuse("service.withdrawn", "这次送达是误登，已经撤回。", cite("CPL 87"), remedy="刷新页面核对。").require()
    return case, row


def stands(attempt: Attempt) -> bool:
    """文书没有作废。"""
    return attempt.recipient.document.state != Document.State.VOID


def standing(attempt: Attempt) -> None:
    """文书作废了的拒绝：送达不再算数。"""
    if not stands(attempt):
        text = f"{attempt.recipient.document.title}已经作废，送达不再算数。"
        refuse("service.void", text, cite("CPL 87"), remedy="另行制作、送达。", subject="document").require()


def reached(recipient: Recipient | int, actor: Actor, on: date) -> tuple[Case, Recipient]:
    """锁住案件，重新取来受送达人；文书没有用印、已经作废、日子不对的拒绝。"""
    pk = recipient if isinstance(recipient, int) else recipient.pk
    case = enter(Recipient.objects.values_list("case_id", flat=True).get(pk=pk), actor)
    row = Recipient.objects.select_related("document").get(pk=pk)
    sendable(row, on)
    _secret(case, row, on)
    return case, row


def _secret(case: Case, recipient: Recipient, on: date) -> None:
    """财产保全：采取措施以前，什么也不送给被保全人。"""
    if case.kind != Kind.PRESERVATION:
        return
    others = Party.objects.filter(case=case, role=Role.RESPONDENT, active=True).values_list("name", flat=True)
    article = cite("CPL 106")
    reasons = matters.secret(recipient.document.kind, recipient.name, on, timeline_of(case), list(others))
    Finding(None, (article,), tuple(reasons)).require()


def sendable(recipient: Recipient, on: date) -> None:
    """文书做成了、还有效，日子不早于成文日期，不晚于今天。"""
    document, article = recipient.document, cite("CPL 87")
    if document.state != Document.State.SEALED:
        text = f"{document.title}{'已经作废' if document.state == Document.State.VOID else '还没有用印'}，不能送达。"
        refuse("service.not_sealed", text, article, remedy="用印以后再送达。", subject="document").require()
    if recipient.cancelled:
        refuse("service.cancelled", f"{recipient.name}已经不用送了。", article, remedy="刷新页面核对。", subject="recipient").require()
    dated(on, document, "办理日")


def dated(on: date, document: Document, what: str) -> None:
    """日子在文书做成和今天之间。"""
    first, today = made_on(document), context.current().today
    if on > today or (first is not None and on < first):
        text = f"{what}{on}还没有到。" if on > today else f"{what}{on}早于{'成文日期' if first == document.dated else '用印日'}{first}。"
        refuse("service.day", text, cite("CPL 87"), remedy="照实际的日子填写。", subject="on").require()


def made_on(document: Document) -> date | None:
    """从哪天起有这份文书：成文日期；在本系统用印的，用印那天。"""
    sealed = document.sealed_at
    if sealed is None or document.dated is None:
        return document.dated
    return max(document.dated, sealed.astimezone(context.current().now.tzinfo).date())


def number(case_id: int) -> int:
    """本案下一次送达是第几次。案件须已锁住。"""
    return int(Attempt.objects.filter(case=case_id).aggregate(Max("number"))["number__max"] or 0) + 1


def checked_files(case: Case, files: Iterable[int]) -> list[int]:
    """证明材料，须是本案的。"""
    wanted = list(dict.fromkeys(files))
    if not wanted:
        return []
    found = set(StoredFile.objects.filter(pk__in=wanted, court=case.court_id, stream__in=("", case.stream)).values_list("pk", flat=True))
    if set(wanted) - found:
        refuse("service.file", "有的材料不是本案的。", cite("CPL 87"), remedy="重新上传。", subject="files").require()
    return wanted


def record(case: Case, items: Sequence[Item], actor: Actor) -> list[Recorded]:
    """记下这几笔，改好案件的状态，做后续。有更正的，从仍然有效的登记重新推出状态。"""
    corrected = any(one.corrects for one in items)
    if not corrected:
        state = case.state
        for one in items:
            state = after(state, one.event.name)
        advance(case, state)  # type: ignore[arg-type]
    done = history.record_all(items, stream=case.stream, court_id=case.court_id, actor=actor)
    if corrected:
        refold(case)
    return done


def settle(recipients: Iterable[Recipient]) -> None:
    """由各次送达算出受送达人的状态、送达之日，存下。"""
    for one in {recipient.pk: recipient for recipient in recipients}.values():
        one.state, one.deemed_on, one.tried = facts.settled(one, context.current().today)
        one.save(update_fields=["state", "deemed_on", "tried"])


def file_proofs(case: Case, row: Attempt, actor: Actor, on: date) -> None:
    """证明材料归卷；同一份只归一次。随别的文书同寄的，只归一份。"""
    title = f"送达回证（{row.recipient.document.title}，{row.recipient.name}）"
    for file_id in () if row.enclosed_in_id else row.files:
        source = f"attempt:{row.pk}:{file_id}"
        dossier.take_in(case=case, actor=actor, on=on, section=PROOFS, title=title[:200], file_id=file_id, made_on=row.happened, source=source)
