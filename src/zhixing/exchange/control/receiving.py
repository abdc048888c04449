"""读存下的原文，交给各命令记下（后台任务 ``control.replies``）。

查询的回音一批一起记，一个事务；控制令的一道一个事务。一份出了错，别的照办：出错的标明，原文留着。
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, TypeVar

from django.db import InterfaceError, OperationalError, transaction

from zhixing.casework.control.commands import keeping, replying, results, sending
from zhixing.casework.control.commands.replying import Heard
from zhixing.casework.control.queries_desk import Reply
from zhixing.casework.control.queries_orders import Order
from zhixing.casework.control.queries_waves import Agency, Request
from zhixing.exchange import pdf_text
from zhixing.exchange.control.reading import focused, read
from zhixing.exchange.control.told import Parsed
from zhixing.foundation.files.commands import store
from zhixing.foundation.files.queries import StoredFile
from zhixing.foundation.history import context
from zhixing.foundation.history.context import Job
from zhixing.law.finding import Refused

log = logging.getLogger(__name__)
T = TypeVar("T")

JOB: Final = Job("查控反馈")
BATCH: Final = 100
SKEW: Final = timedelta(minutes=10)
"""对方的钟与我们的差这么多，标明。"""
_SORT, _STATE = Reply.Sort, Reply.State
_OF_QUERIES: Final = (_SORT.ACK, _SORT.FEEDBACK, _SORT.ROLLBACK, _SORT.REJECT)
"""由查询那边记的几种；其余只与控制令有关。"""


@dataclass(frozen=True, slots=True)
class _Read:
    """读过的一份。``queries``、``orders`` 是所称的号里，向这家单位的查询（编号、被查询人的证件号）和控制令（编号）。"""

    reply: Reply
    parsed: Parsed
    queries: dict[str, tuple[int, str]]
    orders: dict[str, int]

    @property
    def on(self) -> date:
        """反馈日：收到的那天。"""
        day: date = self.reply.received_at.astimezone(context.current().now.tzinfo).date()
        return day

    @property
    def asked(self) -> bool:
        """由查询那边记：说的是查询，或者什么也对不上。"""
        return self.parsed.sort in _OF_QUERIES and bool(self.queries or not self.orders)


def work(limit: int = BATCH) -> int:
    """办一批，返回办了几份；没有待处理的为零。数据库断了照样抛出，由后台再来。"""
    try:
        return _batch(limit)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("查控反馈一批一起办出错，改为一份一份地办")
        return _one_by_one(limit)


def _batch(limit: int) -> int:
    """一批：读，整份不用的放开，查询的一起记；控制令的随后一道一道地记。"""
    with transaction.atomic():
        rows = keeping.waiting(limit)
        found = _known([(row, _parsed(row)) for row in rows])
        _of_queries(found)
    for one in found:
        if one.parsed.readable and one.orders:
            _ordered(one)
    return len(rows)


def _of_queries(found: Sequence[_Read]) -> None:
    """整份不用的放开；查询的一起记；查询的回执只存着，别的对不上。须在事务里。"""
    usable = [one for one in found if one.parsed.readable]
    _put_aside([one for one in found if not one.parsed.readable], _STATE.REFUSED)
    replying.heard([_heard(one) for one in usable if one.asked], now=context.current().now)
    rest = [one for one in usable if not one.asked and not one.orders]
    _put_aside([one for one in rest if one.queries and one.parsed.sort == _SORT.RECEIPT], _STATE.TAKEN)
    _put_aside([one for one in rest if not (one.queries and one.parsed.sort == _SORT.RECEIPT)], _STATE.UNMATCHED)


def _one_by_one(limit: int) -> int:
    with transaction.atomic():
        rows = keeping.waiting(limit)
    for row in rows:
        try:
            _single(row)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            log.exception("查控反馈第 %s 份出错", row.pk)
            _failed(row)
    return len(rows)


def _single(row: Reply) -> None:
    with transaction.atomic():
        found = _known([(row, _parsed(row))])
        _of_queries(found)
    for one in found:
        if one.parsed.readable and one.orders:
            _ordered(one)


@transaction.atomic
def _failed(row: Reply) -> None:
    row.refresh_from_db(fields=["state", "faults"])
    keeping.put_aside([row], state=_STATE.REFUSED, now=context.current().now, faults=[keeping.PROGRAM])


def _parsed(row: Reply) -> Parsed:
    """读一份。声明的编码不对、钟差得多的，写进毛病。"""
    agency: Agency = row.agency
    parsed = read(bytes(row.raw or b""), agency.channel, sort=row.sort, register=agency.register)
    row.number, row.charset = parsed.number[:60], parsed.charset[:20]
    skewed = parsed.at is not None and abs(parsed.at - row.received_at) > SKEW
    return replace(parsed, faults=(*parsed.faults, "clock")) if skewed else parsed


def _known(rows: Sequence[tuple[Reply, Parsed]]) -> list[_Read]:
    """所称的号各是什么；别家单位的号不认。"""
    numbers = {number for _, parsed in rows for number in parsed.numbers}
    asked = Request.objects.filter(number__in=numbers).values_list("agency_id", "number", "pk", "party__paper_number")
    queries = {(agency, number): (pk, paper) for agency, number, pk, paper in asked}
    orders = {(agency, number): pk for agency, number, pk in Order.objects.filter(number__in=numbers).values_list("agency_id", "number", "pk")}
    return [_Read(row, parsed, _named(row, parsed, queries), _named(row, parsed, orders)) for row, parsed in rows]


def _named(row: Reply, parsed: Parsed, known: Mapping[tuple[int, str], T]) -> dict[str, T]:
    return {number: known[row.agency_id, number] for number in parsed.numbers if (row.agency_id, number) in known}


def _put_aside(found: Sequence[_Read], state: str) -> None:
    now = context.current().now
    for one in found:
        one.reply.request_id = next((pk for pk, _ in one.queries.values()), None)
        keeping.put_aside([one.reply], state=state, now=now, faults=one.parsed.faults)


# ---- 查询 ----


def _heard(one: _Read) -> Heard:
    """交给查询记的一份。"""
    parsed = one.parsed
    numbers = tuple(one.queries) or (() if one.orders else parsed.numbers)
    told = tuple(focused(each, one.queries.get(parsed.number, (0, ""))[1]) for each in parsed.findings)
    return Heard(
        reply=one.reply, sort=parsed.sort, numbers=numbers, on=one.on, result=parsed.result, told=told, reason=parsed.reason, faults=parsed.faults,
    )


# ---- 控制令 ----


def _ordered(one: _Read) -> None:
    """控制令的一份：受理、结果、回执、退回、拒收。"""
    if one.parsed.sort == _SORT.ACK:
        return _acked(one)
    state = _ACTS[one.parsed.sort](one)
    with transaction.atomic():
        one.reply.order_id = one.orders[one.parsed.number]
        keeping.put_aside([one.reply], state=state, now=context.current().now, faults=one.parsed.faults)
    return None


@transaction.atomic
def _acked(one: _Read) -> None:
    """受理可以连着说几个号：查询的已经记了，这里记控制令的。"""
    sending.acked(one.reply.agency, tuple(one.orders), context.current().now)
    keeping.put_aside([one.reply], state=_STATE.TAKEN, now=context.current().now, faults=one.parsed.faults)


def _controlled(one: _Read) -> str:
    parsed = one.parsed
    return results.controlled(number=parsed.number, told=parsed.control, on=one.on, actor=JOB, agency=one.reply.agency)


def _receipt(one: _Read) -> str:
    """回执文书存成文件，取出文字对照；不是真的 PDF 的不收。"""
    name = f"回执{one.parsed.number}.pdf"
    try:
        file: StoredFile = store(court_id=one.reply.court_id, name=name, content=one.parsed.receipt, actor=JOB, public=True)
    except Refused:
        one.reply.faults = [*one.reply.faults, "pdf"]
        return _STATE.REFUSED
    return results.receipt(number=one.parsed.number, on=one.on, actor=JOB, file=file, text=_text(one.parsed.receipt), agency=one.reply.agency)


def _text(content: bytes) -> str:
    try:
        return pdf_text.read(content)
    except pdf_text.Unreadable:
        return ""


def _given_back(one: _Read) -> str:
    state = "rejected" if one.parsed.sort == _SORT.REJECT else "rolled_back"
    told = {one.parsed.number: one.parsed.reason or "没有写原因"}
    found = sending.given_back(one.reply.agency, told, actor=JOB, on=one.on, state=state)
    return _STATE.TAKEN if found else _STATE.LATE


def _misplaced(one: _Read) -> str:
    """把控制令的号写进了查询反馈：对不上。"""
    return _STATE.UNMATCHED


_ACTS: Final[dict[str, Callable[[_Read], str]]] = {
    _SORT.CONTROL: _controlled, _SORT.RECEIPT: _receipt, _SORT.ROLLBACK: _given_back, _SORT.REJECT: _given_back, _SORT.FEEDBACK: _misplaced,
}  # fmt: skip
