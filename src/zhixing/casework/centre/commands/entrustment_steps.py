"""委托的每一步共同的头和尾：看得见、是哪一边、此刻能不能办；存行、附文书、记在案件链。

次序：先锁受托法院的链，再锁委托案件的链，再锁这一行。受托法院的事务单办结时（已经锁着它的链）结果回到委托，次序相同，不会互相等死。
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from zhixing.casework.cases.access import Forbidden
from zhixing.casework.cases.commands import finish, possible
from zhixing.casework.cases.queries import Case, locked
from zhixing.casework.centre import queries_entrusted as queries
from zhixing.casework.centre.events import EntrustmentMoved
from zhixing.casework.centre.models import Entrustment
from zhixing.casework.control.commands.clues import Upload
from zhixing.foundation.files import commands as files
from zhixing.foundation.history import commands as history
from zhixing.foundation.history import context
from zhixing.foundation.history import queries as chains
from zhixing.foundation.history.context import Actor
from zhixing.foundation.history.events import Event
from zhixing.foundation.history.rows import keep
from zhixing.foundation.people.queries import User
from zhixing.law import entrusting as law
from zhixing.law.entrusting import Side
from zhixing.law.finding import Finding, Refused, refuse
from zhixing.law.states import Act, permits

MOST_FILES: Final = 20
EVER: Final = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Held:
    """锁住的一次委托：行、委托的案件（外院来的没有）、办完的状态。"""

    row: Entrustment
    case: Case | None
    state: str


def hold(step: str, entrustment: Entrustment | int, actor: User, on: date, revision: int | None) -> Held:
    """准备办 ``step``。看不见抛出 ``Entrustment.DoesNotExist``，不是这一边的抛出 ``Forbidden``，过时的、不在这一步的抛出 ``Refused``。"""
    today = context.current().today
    seen = queries.visible_to(actor, today).get(pk=entrustment if isinstance(entrustment, int) else entrustment.pk)
    case = lock_chains(seen)
    row = Entrustment.objects.select_for_update(of=("self",)).select_related("court", "to", "case", "item__assignee", "assignee").get(pk=seen.pk)
    move = law.STEPS[step]
    if move.side not in queries.sides(row, actor, today):
        raise Forbidden(actor, f"{move.name}事项委托")
    if case is not None and move.side is Side.OURS:
        permits(case.state, Act.ENTRUST, case.kind).require()
    _fresh(row, revision)
    found = law.permits(step, queries.standing(row), today)
    possible(on, max(row.sent_on or EVER, row.received_on or EVER), f"{move.name}日")
    return Held(row, case, found.require())


def lock_chains(row: Entrustment) -> Case | None:
    """照次序锁住两条链；返回锁住的案件。"""
    if row.to_id:
        chains.hold(f"court:{row.to_id}")
    if row.case_id is None:
        chains.hold(f"court:{row.court_id}")
        return None
    chains.hold(f"case:{row.case_id}")
    return locked(row.case_id)


def _fresh(row: Entrustment, revision: int | None) -> None:
    if revision is not None and revision != row.revision:
        raise refused("stale", f"{row.number}刚才有变动，现在是“{row.get_state_display()}”。", "刷新页面，看过新的情况再办。")
    row.revision += 1


def moved(held: Held, actor: Actor, on: date, step: str, text: str, columns: Collection[str], finding: Finding[date] | None = None) -> Entrustment:
    """存下改了的栏，记一步。``step`` 是 ``entrusted_step`` 的代码。"""
    row = held.row
    row.state = held.state
    keep(row, [*columns, "state", "revision"])
    given = [one["id"] for one in row.files] if "files" in columns else []
    event = EntrustmentMoved(subject=subject(row), number=row.number, step=step, text=text, files=given)
    record(row, held.case, event, actor, on, finding)
    return row


def record(row: Entrustment, case: Case | None, event: Event, actor: Actor, on: date, finding: Finding[date] | None = None) -> None:
    """记在委托案件的链上；外院来的记在本院链上。"""
    if case is None:
        history.record(event, stream=f"court:{row.court_id}", court_id=row.court_id, actor=actor, happened=on, finding=finding)
    else:
        finish(event, case=case, actor=actor, on=on, finding=finding)


def subject(row: Entrustment) -> str:
    """事件里的叫法。"""
    return f"{law.matter(row.matter).name}：{row.about[:80]}（{row.number}）"


def attach(row: Entrustment, uploads: Sequence[Upload], actor: User, side: Side) -> bool:
    """附上文书，有就返回真。有案件的存在案件名下，以后可以归卷；收不得的抛出 ``Refused``。"""
    if len(row.files) + len(uploads) > MOST_FILES:
        raise refused("files", f"一次委托至多附{MOST_FILES}份文书。", "合成几份再上传。", subject="files")
    stream = f"case:{row.case_id}" if row.case_id else f"entrustment:{row.pk}"
    for one in uploads:
        stored = files.store(court_id=row.court_id, name=one.name, content=one.content, actor=actor, stream=stream)
        row.files = [*row.files, {"id": stored.pk, "side": str(side)}]
    return bool(uploads)


def enclose(row: Entrustment, papers: Sequence[int]) -> bool:
    """附上本案用了印的文书（``papers`` 是成品的编号），有就返回真；已经附了的不重附，不是本案用了印的抛出 ``Refused``。"""
    wanted = [number for number in dict.fromkeys(papers) if number not in {one["id"] for one in row.files}]
    known = set(queries.papers_of(row.case_id or 0).values_list("file", flat=True)) if wanted else set()
    if not known.issuperset(wanted):
        raise refused("not_sealed", "有一份文书不是本案用了印的。", "先签发、用印，再附上；线下做的上传扫描件。", subject="papers")
    row.files = [*row.files, *({"id": number, "side": str(Side.OURS)} for number in wanted)]
    return bool(wanted)


def refused(code: str, text: str, remedy: str, *, subject: str = "") -> Refused:
    """一条理由的拒绝。"""
    return Refused(refuse(f"entrust.{code}", text, law.BASIS, remedy=remedy, subject=subject))
