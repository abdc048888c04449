"""做归档包。"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.db import transaction

from zhixing.casework.cases.commands import begin, finish
from zhixing.casework.cases.queries import Case
from zhixing.casework.dossier.events import Packed
from zhixing.casework.dossier.facts import missing, retention
from zhixing.casework.dossier.models import Package
from zhixing.casework.dossier.packing import binding
from zhixing.casework.dossier.queries import materials, packages
from zhixing.foundation.files import storage
from zhixing.foundation.files.commands import keep
from zhixing.foundation.files.sniff import ZIP
from zhixing.foundation.files.typesetting import CannotPrint
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import entries, seq
from zhixing.foundation.people.queries import User, setting
from zhixing.law import dossier as law
from zhixing.law.closing import mode
from zhixing.law.finding import Refused, refuse
from zhixing.law.states import Act


def pack(*, case: Case | int, actor: User, on: date, revision: int | None) -> Package:
    """把卷宗做成归档包：封面、目录、备考表，按目录编排的材料，清单和各件的摘要，案件链的末端。

    缺材料的照做，备考表上写明缺什么。与最近一包内容相同的不另做，返回那一包。装的时候案件又有变动的，抛出 ``StalePage``；
    盘上的材料坏了、印不出目录的抛出 ``Refused``。装包要一会儿，所以不在事务里装。
    """
    with transaction.atomic():
        locked = begin(Act.FILE_MATERIAL, case=case, actor=actor, revision=revision)
        seen, volume = seq(locked.stream), volume_of(locked)
    if not volume.materials:
        raise Refused(refuse("dossier.empty", "卷里还没有材料。", law.basis(), remedy="先上传材料。"))
    with storage.workshop() as folder:
        bound = _bound(volume, Path(folder))
        return _kept(locked, actor, on, seen, bound)


def _bound(volume: binding.Volume, folder: Path) -> binding.Bound:
    try:
        return binding.bind(volume, folder)
    except (storage.Damaged, CannotPrint) as error:
        raise Refused(refuse("dossier.pack", str(error), law.basis(), remedy="处理以后再做归档包。")) from error


@transaction.atomic
def _kept(case: Case, actor: User, on: date, seen: int, bound: binding.Bound) -> Package:
    """存下这一包，记一笔。"""
    case = begin(Act.FILE_MATERIAL, case=case, actor=actor, revision=seen)
    last = packages(case.pk).first()
    if last is not None and last.manifest_hash == bound.manifest_hash:
        return last
    file = keep(court_id=case.court_id, name=f"{case}归档包.zip", path=bound.path, kind=ZIP, actor=actor, pages=bound.pages)
    row = Package.objects.create(
        case=case, file=file, manifest_hash=bound.manifest_hash, items=bound.items, pages=bound.pages, keep_until=retention(case).value,
        made_by=actor, made_name=actor.name, made_at=context.current().now,
    )
    finish(Packed(items=bound.items, pages=bound.pages, sha256=file.sha256), case=case, actor=actor, on=on)
    return row


def volume_of(case: Case) -> binding.Volume:
    """这一案的卷，要装的都取来。链的末端不算做归档包自己，所以什么也没有变的再做一次还是同样的字节。"""
    held = materials(case)
    last = entries(case.stream).exclude(type=Packed.name).order_by("-seq")[0]
    kind = setting(case.court_id, "dossier.class")
    until = retention(case).value
    return binding.Volume(
        court=case.court.name, number=str(case), facts=tuple(_facts(case, kind)), materials=tuple(held),
        missing=tuple(reason.text for reason in missing(case, held=held).warnings), on=case.archived_on or case.closed_on or case.received_on,
        chain={"stream": case.stream, "seq": last.seq, "hash": last.hash},
        retention={"class": kind, "label": law.retention_label(kind), "until": until.isoformat() if until else None},
    )


def _facts(case: Case, kind: str) -> list[tuple[str, str]]:
    """封面上的各项。"""
    until = retention(case).value
    return [
        ("案　　由", case.cause), ("申请执行人", case.applicant_text), ("被执行人", case.respondent_text),
        ("承 办 人", case.handler.name if case.handler else ""), ("收案日期", str(case.received_on)),
        ("立案日期", str(case.accepted_on or "")), ("结案日期", str(case.closed_on or "")),
        ("结案方式", mode(case.closing_mode).label if case.closing_mode else ""), ("归档日期", str(case.archived_on or "")),
        ("保管期限", law.retention_label(kind) + (f"，至{until}" if until else "")),
    ]
