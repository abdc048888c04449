"""总账启用以后，到账、认领、发放审批、发放、退汇只由案款的行为记，不再手工登记；直接履行照旧。"""

from __future__ import annotations

from typing import Final

from zhixing.casework.cases.commands import entered_by_hand
from zhixing.casework.cases.events import EntryWithdrawn
from zhixing.casework.funds.events import Bounced, Claimed, Paid, Planned, Received
from zhixing.casework.funds.queries_receipts import live
from zhixing.foundation.history.commands import Recorded, event_types
from zhixing.foundation.history.queries import entries
from zhixing.law.articles import cite
from zhixing.law.finding import refuse
from zhixing.law.states import Act

OURS: Final = frozenset(kind.name for kind in (Received, Claimed, Planned, Paid, Bounced))


def ledger_only(recorded: Recorded) -> None:
    """后续：手工登记（更正、撤回）这几种的，总账启用以后拒绝。"""
    if not entered_by_hand() or (kind := _kind(recorded)) not in OURS or not live(recorded.entry.court_id):
        return
    text = f"本院已经启用案款总账，“{event_types()[kind].label}”由案款管理记，不能手工登记、更正、撤回。"
    remedy = "到账由收银行文件记；认领、发放、撤回认领在案件的“案款”里办。当事人直接履行照旧登记。"
    refuse("funds.by_ledger", text, cite("AK 4"), remedy=remedy, act=Act.REGISTER).require()


def _kind(recorded: Recorded) -> str:
    """登记的是哪一种；撤回登记的，是撤回了哪一种。"""
    if not isinstance(recorded.event, EntryWithdrawn):
        return recorded.event.name
    row = entries(recorded.entry.stream).filter(seq=recorded.entry.corrects or 0).values_list("type", flat=True).first()
    return row or ""
