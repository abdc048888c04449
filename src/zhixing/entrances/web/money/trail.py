"""一笔到账的来龙去脉：银行的一笔、谁认领谁确认、分到哪几笔付款、银行怎么说。"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from zhixing.casework.funds.queries_desk import BankLine, Receipt
from zhixing.entrances.web.money import frame
from zhixing.entrances.web.ui import Moment, Status, Timeline
from zhixing.entrances.web.ui.words import COURT_TIME, full_day, moment
from zhixing.exchange.bank.kinds import NAMES
from zhixing.law.words import word


def timeline(row: Receipt, parts: Iterable[Any]) -> Timeline:
    """照日子先后。"""
    found = sorted([*_came(row), *(one for part in parts for one in _went(part))], key=lambda one: one[0])
    return Timeline(moments=tuple(told for _, told in found), empty="还没有")


def _came(row: Receipt) -> Iterator[tuple[date, Moment]]:
    if row.line:
        yield row.day, _line(row.line)
    else:
        told = f"{row.get_sort_display()}入账{frame.sum_text(row.amount_fen)}"
        yield row.day, Moment(text=told, day=full_day(row.day), note="、".join(str(one) for one in row.officers))
    if row.claimed_at:
        how = f"把握{row.confidence}%：{'；'.join(row.reasons)}" if row.matched == "machine" and row.reasons else ""
        note = " · ".join(one for one in (row.claimed_name, how) if one)
        yield _on(row.claimed_at), Moment(text=_claimed(row), day=moment(row.claimed_at), note=note)
    if row.confirmed_at:
        yield _on(row.confirmed_at), Moment(text="确认认领", day=moment(row.confirmed_at), note=row.confirmed_name)


def _line(line: BankLine) -> Moment:
    at = f" {line.booked_at:%H:%M}" if line.booked_at else ""
    serial = f"流水号 {line.serial}" if line.serial else "银行没有给流水号"
    return Moment(text=f"银行记账{frame.sum_text(line.amount_fen)}，{line.name or '没有写对方'}付款", day=f"{full_day(line.booked_on)}{at}",
                  note="；".join(text for text in (serial, line.why) if text), tags=(Status(NAMES.get(line.kind, line.kind), "blue"),))


def _claimed(row: Receipt) -> str:
    if not row.case:
        return "认领"
    whose = f"，付款的被执行人{row.party.name}" if row.party else ""
    return f"{word('claiming', row.matched) if row.matched else '认领'}到{row.case}{whose}"


def _on(at: datetime) -> date:
    return at.astimezone(COURT_TIME).date()


def _went(part: Any) -> Iterator[tuple[date, Moment]]:
    """分出去的一笔：审批表、付款文件、银行的结果。"""
    line, payout = part.line, part.line.payout
    name, sum_, to = f"{payout.number}第{line.number}笔", frame.sum_text(part.amount_fen), line.payee
    since, stage = (payout.approved_on, "批准") if payout.approved_on else (payout.drafted_on, "起草")
    yield since, _step(f"{stage}{word('payout', line.what)}{sum_}给{to}", since, name, frame.line_state(line))
    if line.file:
        note = f"{name} · {line.file.exported_name} · {moment(line.file.exported_at)}"
        yield _on(line.file.exported_at), _step(f"交银行付款，文件{line.file.message_id}", _on(line.file.exported_at), note)
    if line.paid_on:
        serial = f"银行流水号 {line.line.serial}" if line.line and line.line.serial else "银行的结果"
        yield line.paid_on, _step(f"银行已付{sum_}给{to}", line.paid_on, f"{name} · {serial}", Status("已付", "green"))
    if line.bounced_on:
        yield line.bounced_on, _step(f"退汇：{line.answer or '银行没有写原因'}", line.bounced_on, name, Status("退汇", "red"))


def _step(text: str, on: date, note: str, *tags: Status) -> Moment:
    return Moment(text=text, day=full_day(on), note=note, tags=tags)
