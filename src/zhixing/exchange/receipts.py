"""导入邮政回执：一行一件、一行一个结果。登记过的不再登，说不准的交人补，一行出错不误别行。

逐件登记是一次成批办理（:mod:`~zhixing.exchange.bulk`）；一份至多多少件见 :data:`zhixing.exchange.postal.MOST`。
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from django.db import transaction

from zhixing.casework.cases.access import Forbidden
from zhixing.casework.cases.queries import Case, StalePage
from zhixing.casework.documents import queries_desk as service
from zhixing.casework.documents.commands import serving
from zhixing.casework.documents.queries_service import Attempt
from zhixing.exchange import bulk, postal
from zhixing.exchange.bulk import Act, BulkItem, BulkRun, Item, Told
from zhixing.exchange.case_sheets import Fault
from zhixing.exchange.postal import Reading, Receipt
from zhixing.foundation.files.commands import store
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import User
from zhixing.law.finding import Refused
from zhixing.law.service_values import outcome

TITLE: Final = "导入邮政回执"
PROOF: Final = ("receipt",)
VERDICTS: Final = {
    "done": "已登记", "same": "登记过了", "number": "已填邮件号", "waiting": "还没有结果", "ask": "待补登", "differs": "和登记的不一样",
    "unknown": "没有这一件", "refused": "没有登记", "bad": "这一行有误",
}
"""一行的下场。"""
WRONG: Final = frozenset({"ask", "differs", "unknown", "refused", "bad"})
"""要人看的。"""


@dataclass(frozen=True, slots=True)
class Line:
    """一行的下场：``verdict`` 见 :data:`VERDICTS`；``attempt`` 是对上的那一次，``case`` 是它的案件，没有对上的为 0；其余是邮政说的。"""

    row: int
    key: str
    verdict: str
    why: str = ""
    attempt: int = 0
    case: int = 0
    said: str = ""
    outcome: str = ""
    happened: str = ""
    signer: str = ""
    signer_name: str = ""

    def as_data(self) -> dict[str, Any]:
        """存成 JSON。"""
        return asdict(self)


@transaction.atomic
def start(*, user: User, on: date, name: str, content: bytes, token: str) -> BulkRun:
    """读一份回执，存下作证明，开一批逐件登记；有毛病的行当时就有结果。文件读不了、太长的抛出 ``Refused``，什么也不登记。"""
    reading = postal.parse(name, content, on)
    given = {"name": name, "sha256": hashlib.sha256(content).hexdigest(), "notes": list(reading.notes), "repeated": reading.repeated}
    run, new = bulk.start(user=user, act=Act.RECEIPTS, title=TITLE, items=_items(reading, user), given=given, token=token)
    if new and reading.receipts:
        run.given["proof"] = store(court_id=user.court_id, name=name, content=content, actor=user).pk
        run.save(update_fields=["given"])
    return run


def _items(reading: Reading, user: User) -> list[Item]:
    """一行一件，依行号；有毛病的行已经有了结果。"""
    unclear = {one.row: one for one in reading.unclear}
    found = service.of_mail(user.court_id, [one.tracking for one in reading.unclear], [one.reference or 0 for one in reading.unclear])
    bad = [_bad(fault, unclear.get(fault.row), found) for fault in reading.faults if not fault.warning]
    warned = {fault.row: fault.text for fault in reading.faults if fault.warning}
    rows = [(one.row, Item(one.key, {"receipt": _kept(one), "warned": warned.get(one.row, "")})) for one in reading.receipts]
    rows += [(line.row, Item(line.key, {"row": line.row}, told(line))) for line in bad]
    return [item for _, item in sorted(rows, key=lambda pair: pair[0])]


def _kept(receipt: Receipt) -> dict[str, Any]:
    """存成 JSON。"""
    happened = receipt.happened.isoformat() if receipt.happened else None
    return {**asdict(receipt), "happened": happened, "days": [day.isoformat() for day in receipt.days]}


def _receipt(kept: dict[str, Any]) -> Receipt:
    happened = date.fromisoformat(kept["happened"]) if kept["happened"] else None
    return Receipt(**{**kept, "happened": happened, "days": tuple(map(date.fromisoformat, kept["days"]))})


def told(line: Line) -> Told:
    """一行的结果。"""
    return Told(line.verdict not in WRONG, line.as_data())


def one(run: BulkRun, item: BulkItem, actor: User) -> Told:
    """登记一件。"""
    receipt = _receipt(item.given["receipt"])
    found = service.of_mail(run.court_id, [receipt.tracking], [receipt.reference or 0])
    return told(_take(run, receipt, _matched(receipt, found), actor, item.given["warned"]))


def _bad(fault: Fault, receipt: Receipt | None, found: list[Attempt]) -> Line:
    """有毛病的一行；号码认得的，指着那一次。"""
    why = f"{fault.column}：{fault.text}。{fault.remedy}"
    attempt = _matched(receipt, found) if receipt else None
    if receipt is None or attempt is None:
        return Line(fault.row, receipt.key if receipt else "—", "bad", why)
    return Line(fault.row, receipt.key, "bad", why, attempt.pk, attempt.case_id, receipt.said)


def _matched(receipt: Receipt, found: list[Attempt]) -> Attempt | None:
    """这一件是哪一次；邮件号、送达编号指着两件的，算没有对上。"""
    by_tracking = {one.tracking: one for one in found if one.tracking}
    by_number = {one.pk: one for one in found}
    named = by_number.get(receipt.reference) if receipt.reference is not None else None
    tracked = by_tracking.get(receipt.tracking) if receipt.tracking else None
    if named is not None and (tracked not in (None, named) or (named.tracking and receipt.tracking and named.tracking != receipt.tracking)):
        return None
    return named or tracked


def _take(run: BulkRun, receipt: Receipt, attempt: Attempt | None, user: User, warned: str) -> Line:
    """一件。"""
    if attempt is None:
        return Line(receipt.row, receipt.key, "unknown", "本院的交邮清单里没有，或者邮件号和送达编号对不上。", said=receipt.said)
    on = context.current().today
    verdict, why = judged(receipt, attempt)
    try:
        if verdict in ("done", "number", "waiting", "ask") and receipt.tracking and not attempt.tracking:
            serving.set_tracking(attempt=attempt.pk, actor=user, on=on, tracking=receipt.tracking)
        if verdict == "done":
            _conclude(run, receipt, attempt, user, on)
    except Refused as error:
        verdict, why = "refused", "；".join(f"{one.text}{one.remedy}（{one.article}）" for one in error.finding.reasons)
    except Case.DoesNotExist:
        return Line(receipt.row, receipt.key, "refused", "这一件您看不见，请承办的人导入、登记。", said=receipt.said)
    except (Forbidden, StalePage) as error:
        verdict, why = "refused", f"{error}。"
    happened = receipt.happened.isoformat() if receipt.happened else ""
    return Line(
        receipt.row, receipt.key, verdict, why or warned, attempt.pk, attempt.case_id, receipt.said, receipt.outcome, happened, receipt.signer,
        receipt.signer_name,
    )


def _extract(run: BulkRun, receipt: Receipt, attempt: Attempt, user: User) -> int:
    """附卷的证明：只有这一件的那一行，别人的邮件不跟着进来；原件的名称和摘要写在上面。"""
    rows = (
        ("邮件号", receipt.tracking), ("送达编号", str(attempt.pk)), ("收件人", attempt.recipient.name), ("邮政的话", receipt.said),
        ("日期", receipt.happened.isoformat() if receipt.happened else ""), ("签收人", receipt.signer_name),
        ("各次投递", "、".join(map(str, receipt.days))), ("摘自", f"{run.given['name']} 第{receipt.row}行"), ("原件摘要", run.given["sha256"]),
    )
    text = "\n".join(f"{name}：{value}" for name, value in rows if value)
    return store(
        court_id=run.court_id, name=f"邮政回执{receipt.tracking or attempt.pk}.txt", content=text.encode(), actor=user,
        stream=f"case:{attempt.case_id}", ours=True,
    ).pk


def _conclude(run: BulkRun, receipt: Receipt, attempt: Attempt, user: User, on: date) -> None:
    serving.conclude(
        attempt=attempt.pk, actor=user, on=on, outcome=receipt.outcome, happened=receipt.happened, signer=receipt.signer,
        signer_name=receipt.signer_name, proof=PROOF, files=(_extract(run, receipt, attempt, user),), days=receipt.days,
    )


def judged(receipt: Receipt, attempt: Attempt) -> tuple[str, str]:
    """这一件该怎么办：（下场，为什么）。

    已有结果的不改：一样的是登记过了，不一样的要人看。签收、拒收而看不出是谁的要人补。
    """
    rule = outcome("mail", attempt.outcome)
    if not receipt.outcome:
        return "number", ""
    if not rule.pending:
        same = (receipt.outcome, receipt.happened) == (attempt.outcome, attempt.happened) or outcome("mail", receipt.outcome).pending
        return ("same", "") if same else ("differs", f"登记的是{attempt.happened}{rule.label}；确实错了的，打开更正。")
    new = outcome("mail", receipt.outcome)
    if new.pending:
        return "waiting", ""
    if new.signed and not receipt.signer:
        return "ask", f"回执看不出是谁{'拒收' if new.code == 'refused' else '签收'}的，打开补上。"
    if receipt.happened is not None and receipt.happened < attempt.on:
        return "ask", f"{new.label}的日子{receipt.happened}早于交邮日{attempt.on}，核对后补登。"
    return "done", ""
