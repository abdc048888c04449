"""用印：印出成品，盖院印、做电子签名，存下，归卷。

印和盖可能慢、可能联网，所以在案件的锁外做好；再锁案件，核对还是签发的那一份，才存。连点几下，只成一份。
"""

from __future__ import annotations

from datetime import date

from django.db import transaction

from zhixing.casework.cases.commands import possible
from zhixing.casework.cases.queries import Case
from zhixing.casework.documents import queries, sealing
from zhixing.casework.documents.access import life_of
from zhixing.casework.documents.commands.finishing import marked, stored
from zhixing.casework.documents.commands.holding import hold, seen
from zhixing.casework.documents.models import Document
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import User, setting
from zhixing.law import paper_life as law
from zhixing.law.paper_life import Step


def seal(*, document: Document | int, actor: User, on: date, revision: int | None) -> Document:
    """给已签发的文书用印，成为文件。

    还没有签发的、本院规定不能自己用印的、没有配置印章的抛出 ``Refused``，什么也没有改变。
    """
    given = seen(Step.SEAL, document, actor, revision)
    _check(given, given.case, actor)
    code, now = sealing.new_code(), context.current().now
    pdf = sealing.sign(
        marked(given, code), court_name=given.court.name, reason=f"{given.number}{given.title}", at=now, dated=given.dated,
    )
    with transaction.atomic():
        case, held, _ = hold(Step.SEAL, given, actor, given.revision)
        _check(held, case, actor)
        held.code, held.sealed_by, held.sealed_name, held.sealed_at = code, actor, actor.name, now
        return stored(case, held, actor, possible(on, held.dated, "用印日").require(), pdf)


def _check(given: Document, case: Case, actor: User) -> None:
    """此刻能用印，而且内容正是签发的那一版。"""
    life = life_of(given, case)
    law.sealable(life, actor.pk, apart=setting(case.court_id, "document.seal_apart")).require()
    law.unchanged(life, same=queries.digest_of(given) == queries.signed_digest(given)).require()
