"""归卷。"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Max

from zhixing.casework.cases.commands import begin, finish
from zhixing.casework.cases.queries import Case
from zhixing.casework.dossier.events import Filed
from zhixing.casework.dossier.models import Item
from zhixing.casework.dossier.queries import of_source
from zhixing.foundation.files.queries import StoredFile
from zhixing.foundation.history import context
from zhixing.foundation.history.context import Actor
from zhixing.foundation.people.queries import User
from zhixing.law import dossier as law
from zhixing.law import entries
from zhixing.law.finding import refuse
from zhixing.law.states import Act

LONGEST_TITLE = 200


@transaction.atomic
def file(  # noqa: PLR0913
    *, case: Case | int, actor: User, on: date, section: str, title: str, file_id: int, made_on: date | None = None, maker: str = "",
    source: str = "", original: bool = False,
) -> Item:
    """把一份已存的材料归入卷宗的 ``section``（``law.dossier`` 的代码），排在这一目最后。先后无所谓，不查页面是否过时。

    ``source`` 是哪里来的：document:编号、attempt:编号；一个来源几份材料的，写成 attempt:编号:材料编号。
    同一来源只归一次：再来的，返回已经归的那一份。没有权限抛出 ``Forbidden``，目录、名称、材料不对抛出 ``Refused``。
    """
    case = begin(Act.FILE_MATERIAL, case=case, actor=actor, revision=None)
    return take_in(
        case=case, actor=actor, on=on, section=section, title=title, file_id=file_id, made_on=made_on, maker=maker, source=source,
        original=original,
    )


@transaction.atomic
def file_document(
    *, case: Case, actor: Actor, on: date, kind: str, document_id: int, title: str, file_id: int, maker: str = "",
) -> Item:
    """文书用印后归卷：目录由文书种类定。``case`` 须已锁住，权限在用印时已经查过。"""
    return take_in(
        case=case, actor=actor, on=on, section=law.of_paper(kind).key, title=title, file_id=file_id, made_on=on, maker=maker,
        source=f"document:{document_id}", original=True,
    )


@transaction.atomic
def take_in(  # noqa: PLR0913
    *, case: Case, actor: Actor, on: date, section: str, title: str, file_id: int, made_on: date | None = None, maker: str = "",
    source: str = "", original: bool = False,
) -> Item:
    """同 :func:`file`，给上层环节用：``case`` 已锁住，权限由那个环节的行为查过；具名任务（电子送达）也可以。"""
    if found := of_source(case.pk, source):
        return found
    stored = _stored(case, file_id)
    row = _row(case, actor, section, title, source)
    row.file, row.pages, row.original, row.made_on, row.maker = stored, stored.pages, original, made_on, maker[:200]
    row.save(force_insert=True)
    event = Filed(item=row.pk, title=row.title, section=law.section(row.section).name)
    finish(event, case=case, actor=actor, on=on)
    return row


def _row(case: Case, actor: Actor, section: str, title: str, source: str) -> Item:
    """一行，未存。"""
    known(section)
    who = actor.signature()
    return Item(
        case=case, court_id=case.court_id, section=section, order=last(case.pk, section) + 1, title=named(title), source=source,
        added_by_id=who.id, added_name=who.name, added_at=context.current().now,
    )


def last(case_id: int, section: str) -> int:
    """这一目最后一份的次序；还没有则为 0。"""
    found = Item.objects.filter(case=case_id, section=section).aggregate(Max("order"))["order__max"]
    return int(found or 0)


def known(section: str) -> None:
    """目录里有、收材料的一目，否则拒绝。"""
    if not law.fillable(section):
        text = f"目录里没有“{section[:20]}”，或者这一目由系统制作。"
        refuse("dossier.section", text, law.basis(), remedy="另选一目。", subject="section").require()


def named(title: str) -> str:
    """材料的名称：不空、不过长。"""
    return entries.text(title, "名称", limit=LONGEST_TITLE, required=True).require()


def _stored(case: Case, file_id: int) -> StoredFile:
    """本案的材料，否则拒绝。"""
    found = StoredFile.objects.filter(pk=file_id, court=case.court_id, stream__in=("", case.stream)).first()
    if found is None:
        refuse("dossier.file", "这份材料不是本案的。", law.basis(), remedy="重新上传。", subject="file").require()
    assert found is not None
    return found
