"""暂停销毁和结束，隔离没有收下的材料。"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date

from django.db import transaction

from zhixing.casework.cases.commands import finish
from zhixing.casework.cases.queries import Case, lock
from zhixing.casework.dossier import access
from zhixing.casework.dossier.events import Held
from zhixing.casework.dossier.models import Hold, Quarantined
from zhixing.casework.dossier.queries import holding
from zhixing.foundation.files.commands import SUSPICIOUS, clean
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import User
from zhixing.law import dossier as law
from zhixing.law import entries
from zhixing.law.finding import Refused, refuse


@transaction.atomic
def hold(*, case: Case | int, actor: User, on: date, revision: int | None, reason: str, until: date | None = None) -> Hold:
    """暂停销毁：保管期限满了也不销毁，直到 ``until``（空为另行通知）。已经暂停的拒绝。"""
    case = _begin(case, actor, revision)
    why = entries.text(reason, "暂停销毁的理由", limit=300, required=True).require()
    if until is not None and until < on:
        refuse("dossier.until", f"暂停到{until}，早于今天。", law.retention_basis(), remedy="改填以后的日子，或者留空。", subject="until").require()
    if running := holding(case.pk, on):
        text = f"{running.since}起已经暂停销毁：{running.reason}。"
        refuse("dossier.held", text, law.retention_basis(), remedy="先结束以前的，再另行暂停。").require()
    row = Hold.objects.create(case=case, reason=why, since=on, until=until, made_name=actor.name)
    finish(Held(why=why), case=case, actor=actor, on=on, reason=why)
    return row


@transaction.atomic
def end_hold(*, case: Case | int, actor: User, on: date, revision: int | None, reason: str) -> Hold:
    """结束暂停销毁，须写理由；没有在暂停的拒绝。"""
    case = _begin(case, actor, revision)
    why = entries.text(reason, "结束暂停的理由", limit=300, required=True).require()
    row = holding(case.pk, on)
    if row is None:
        refuse("dossier.not_held", "本案没有在暂停销毁。", law.retention_basis(), remedy="刷新页面核对。").require()
    assert row is not None
    row.until, row.ended_name = on, actor.name
    row.save(update_fields=["until", "ended_name"])
    finish(Held(why=why, ended=True), case=case, actor=actor, on=on, reason=why)
    return row


def _begin(case: Case | int, actor: User, revision: int | None) -> Case:
    locked = lock(case if isinstance(case, int) else case.pk, revision, actor)
    access.require_archives(actor, locked)
    return locked


def quarantine(*, court_id: int, actor: User, name: str, why: str, case: Case | None = None, content: bytes = b"", size: int = 0) -> Quarantined:
    """记下一份没有收下、像是有害的材料：谁交的、叫什么、多大、摘要、为什么。内容不存。"""
    return Quarantined.objects.create(
        court_id=court_id, case=case, name=clean(name), size=size or len(content), why=why[:300], by=actor, at=context.current().now,
        sha256=hashlib.sha256(content).hexdigest() if content else "",
    )


def quarantine_refused(*, case: Case | int, actor: User, given: Iterable[tuple[str, bytes]], error: Refused) -> bool:
    """收材料被拒（``error``），其中像是有害的记一条隔离；``given`` 是交来的文件名和内容。须在被拒的事务之外。"""
    harmful = [reason for reason in error.finding.reasons if reason.code == SUSPICIOUS]
    if not harmful:
        return False
    held = case if isinstance(case, Case) else Case.objects.get(pk=case)
    contents = {clean(name): content for name, content in given}
    for reason in harmful:
        content = contents.get(reason.subject, b"")
        quarantine(court_id=held.court_id, actor=actor, name=reason.subject, why=reason.text, case=held, content=content)
    return True
