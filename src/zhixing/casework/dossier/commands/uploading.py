"""上传材料：一份一份地收，一份不行不碍别的。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import transaction

from zhixing.casework.cases.commands import begin
from zhixing.casework.cases.queries import Case
from zhixing.casework.dossier.commands.filing import LONGEST_TITLE, take_in
from zhixing.casework.dossier.commands.keeping import quarantine_refused
from zhixing.casework.dossier.models import Item
from zhixing.casework.dossier.queries import of_content
from zhixing.foundation.files.commands import clean, store
from zhixing.foundation.people.queries import User
from zhixing.law import dossier as law
from zhixing.law.finding import Refused, refuse
from zhixing.law.states import Act

AUTO: Final = ""
"""目录按文件名定。"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """交来的一份：文件名、内容（超过上限的只读到上限），归哪一目（空的按文件名定），什么时候谁做的，是不是原件。"""

    name: str
    content: bytes
    section: str = AUTO
    made_on: date | None = None
    maker: str = ""
    original: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """一份的结果：归了卷的 ``item``；没有收的，为什么（``refused``），隔离了没有。"""

    name: str
    item: Item | None = None
    refused: Refused | None = None
    quarantined: bool = False


def upload(*, case: Case | int, actor: User, on: date, given: Given) -> Outcome:
    """收下一份，归卷。没有权限抛出 ``Forbidden``；不收的不抛出，写在结果里；像是有害的，另记一条隔离。"""
    try:
        return Outcome(clean(given.name), item=_filed(case, actor, on, given))
    except Refused as error:
        harmful = quarantine_refused(case=case, actor=actor, given=[(given.name, given.content)], error=error)
        return Outcome(clean(given.name), refused=error, quarantined=harmful)


@transaction.atomic
def _filed(case: Case | int, actor: User, on: date, given: Given) -> Item:
    case = begin(Act.FILE_MATERIAL, case=case, actor=actor, revision=None)
    if same := of_content(case, given.content):
        text = f"“{clean(given.name)}”与卷里的“{same}”内容相同，没有再收。"
        raise Refused(refuse("dossier.same", text, law.basis(), remedy="重份的不必归卷。"))
    stored = store(court_id=case.court_id, name=given.name, content=given.content, actor=actor, stream=case.stream)
    title = (clean(given.name).rpartition(".")[0] or stored.name)[:LONGEST_TITLE]
    return take_in(
        case=case, actor=actor, on=on, section=given.section or law.guess(title), title=title, file_id=stored.pk,
        made_on=given.made_on, maker=given.maker, original=given.original,
    )
