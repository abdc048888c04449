"""导入邮政回执：一行一件、一行一个结果。登记过的不再登，说不准的交人补，一行出错不误别行。"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from zhixing.casework.cases.access import Forbidden
from zhixing.casework.cases.queries import StalePage
from zhixing.casework.documents import queries_desk as service
from zhixing.casework.documents.commands import serving
from zhixing.casework.documents.queries_service import Attempt
from zhixing.exchange import postal
from zhixing.exchange.case_sheets import Fault
from zhixing.exchange.postal import Receipt
from zhixing.foundation.files.commands import store
from zhixing.foundation.people.queries import Court, User
from zhixing.law.articles import cite
from zhixing.law.finding import Refused, refuse
from zhixing.law.service_values import outcome

MOST: Final = 300
"""一份至多几件：当场登记，要等得起。"""
PROOF: Final = ("receipt",)
VERDICTS: Final = {
    "done": "已登记", "same": "登记过了", "number": "已填邮件号", "waiting": "还没有结果", "ask": "要人补", "differs": "和登记的不一样",
    "unknown": "没有这一件", "refused": "没有登记", "bad": "这一行有毛病",
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


@dataclass(frozen=True, slots=True)
class Taken:
    """一份回执的结果：逐行的下场、整表的话、重复的行数。"""

    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()
    repeated: int = 0

    @property
    def counts(self) -> Counter[str]:
        """各种下场几行。"""
        return Counter(line.verdict for line in self.lines)


def take(*, court: Court, user: User, on: date, name: str, content: bytes) -> Taken:
    """读一份回执，逐件登记。文件读不了、太长的抛出 ``Refused``，什么也不登记；回执存下来作证明。"""
    reading = postal.parse(name, content, on)
    if len(reading.receipts) > MOST:
        told = f"一份里有{len(reading.receipts)}件，最多{MOST}件。"
        raise Refused(refuse("postal.rows", told, cite("COURT 表格导入"), remedy="请分成几个文件导入。"))
    every = (*reading.receipts, *reading.unclear)
    found = service.of_mail(court.pk, [one.tracking for one in every], [one.reference or 0 for one in every])
    proof = store(court_id=court.pk, name=name, content=content, actor=user) if reading.receipts else None
    unclear = {one.row: one for one in reading.unclear}
    lines = [_bad(fault, unclear.get(fault.row), found) for fault in reading.faults if not fault.warning]
    told_of = {fault.row: fault.text for fault in reading.faults if fault.warning}
    lines += [_take(one, _matched(one, found), user, on, proof.pk if proof else 0, told_of.get(one.row, "")) for one in reading.receipts]
    return Taken(tuple(sorted(lines, key=lambda line: line.row)), reading.notes, reading.repeated)


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


def _take(receipt: Receipt, attempt: Attempt | None, user: User, on: date, proof: int, told: str) -> Line:
    """一件。"""
    if attempt is None:
        return Line(receipt.row, receipt.key, "unknown", "本院的交邮清单里没有，或者邮件号和送达编号对不上。", said=receipt.said)
    verdict, why = judged(receipt, attempt)
    try:
        if verdict in ("done", "number", "waiting", "ask") and receipt.tracking and not attempt.tracking:
            serving.set_tracking(attempt=attempt.pk, actor=user, on=on, tracking=receipt.tracking)
        if verdict == "done":
            _conclude(receipt, attempt, user, on, proof)
    except Refused as error:
        verdict, why = "refused", "；".join(f"{one.text}{one.remedy}（{one.article}）" for one in error.finding.reasons)
    except (Forbidden, StalePage) as error:
        verdict, why = "refused", f"{error}。"
    happened = receipt.happened.isoformat() if receipt.happened else ""
    return Line(
        receipt.row, receipt.key, verdict, why or told, attempt.pk, attempt.case_id, receipt.said, receipt.outcome, happened, receipt.signer,
        receipt.signer_name,
    )


def _conclude(receipt: Receipt, attempt: Attempt, user: User, on: date, proof: int) -> None:
    serving.conclude(
        attempt=attempt.pk, actor=user, on=on, outcome=receipt.outcome, happened=receipt.happened, signer=receipt.signer,
        signer_name=receipt.signer_name, proof=PROOF, files=(proof,), days=receipt.days,
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
