"""成批办理的各种：制作文书、签发、用印、送达、登记邮政回执、办事务单，一件怎么办。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from zhixing.casework.cases.queries import Case, visible_to
from zhixing.casework.centre import drafting
from zhixing.casework.centre.drafting import Ready
from zhixing.casework.documents import commands
from zhixing.casework.documents.commands import batches
from zhixing.casework.documents.queries import Document
from zhixing.exchange import bulk, bulk_items, receipts
from zhixing.exchange.bulk import Act, BulkItem, BulkRun, Do, Told
from zhixing.exchange.control import importing
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import User
from zhixing.law.articles import cite
from zhixing.law.finding import Refused, refuse


def make(run: BulkRun, item: BulkItem, actor: User) -> Told:
    """做一份，连同随同的；缺东西的随同文书只存稿。"""
    today, given = context.current().today, run.given
    case = visible_to(actor, today).select_related("court", "handler", "team").get(pk=item.given["case"])
    one = _ready(case, given["kind"], item.given["to"], actor)
    if one is None:
        told = "这一件现在没有这样的受送达人。"
        raise Refused(refuse("bulk.nobody", told, cite("COURT 登记规则"), remedy="打开案件，单独制作。"))
    made = _made(one, given["kind"], given["do"], actor, None)
    for kind in given["along"]:
        other = _ready(case, kind, item.given["to"], actor)
        if other is not None:
            _made(other, kind, given["do"] if other.filled.complete else "save", actor, made)
    return Told(True, {"case": case.pk, "document": made.pk})


def _ready(case: Case, kind: str, to: list[str], actor: User) -> Ready | None:
    drafting.prepare(case, kind, on=context.current().today, to=to)
    rows = drafting.ready([case], kind, on=context.current().today, actor=actor)
    return next((one for one in rows if list(one.to) == to), None)


def _made(one: Ready, kind: str, act: str, actor: User, first: Document | None) -> Document:
    today = context.current().today
    made = commands.draft(case=one.case.pk, actor=actor, on=today, revision=None, kind=kind, data=one.filled.data, with_document=first)
    if act == "save":
        return made
    run = commands.sign if act == "sign" else commands.refer
    return run(document=made, actor=actor, on=today, revision=made.revision)


def sign(run: BulkRun, item: BulkItem, actor: User) -> Told:
    """签发一份。"""
    return _numbered(commands.sign(**_paper(item), actor=actor))


def seal(run: BulkRun, item: BulkItem, actor: User) -> Told:
    """用印一份。"""
    return _numbered(commands.seal(**_paper(item), actor=actor))


def _paper(item: BulkItem) -> dict[str, Any]:
    return {"document": item.given["document"], "revision": item.given["revision"], "on": context.current().today}


def _numbered(done: Document) -> Told:
    return Told(True, {"case": done.case_id, "document": done.pk, "told": done.number})


def serve(run: BulkRun, item: BulkItem, actor: User) -> Told:
    """送一份；这一批的第一件办成了，才有交邮的批。"""
    on, known = date.fromisoformat(run.given["on"]), run.given.get("batch")
    batch = batches.one(known) if known else batches.opened(run.given["method"], actor, on)
    done = batches.start_in(batch, recipient=item.given["recipient"], actor=actor, on=on)
    if not known:
        run.given = {**run.given, "batch": batch.pk}
        run.save(update_fields=["given"])
    return Told(True, {"case": done.case_id, "recipient": done.recipient_id})


ACTS: Final[Mapping[str, Do]] = {
    Act.MAKE: make, Act.SIGN: sign, Act.SEAL: seal, Act.SERVE: serve, Act.RECEIPTS: receipts.one, Act.FEEDBACK: importing.one,
    Act.ITEM_ASK: bulk_items.ask, Act.ITEM_CLAIM: bulk_items.claim, Act.ITEM_ALLOT: bulk_items.allot, Act.ITEM_DONE: bulk_items.done,
    Act.ITEM_BACK: bulk_items.give_back, Act.ITEM_DROP: bulk_items.drop,
}  # fmt: skip


def step(run_id: int) -> bool:
    """办这一批的下一件；都办完了为假。"""
    return bulk.step(run_id, ACTS)
