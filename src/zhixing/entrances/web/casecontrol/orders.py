"""控制令一块：没有办完的在前，文书到哪一步、谁发的、办成没有；办完的收在后面。"""

from __future__ import annotations

from typing import Final

from zhixing.casework.control.queries_orders import ALIVE, Order
from zhixing.casework.control.queries_waves import PULLED
from zhixing.entrances.web.casecontrol.belongings import Belongings
from zhixing.entrances.web.casecontrol.pieces import listed
from zhixing.entrances.web.casecontrol.places import order
from zhixing.entrances.web.documents import states
from zhixing.entrances.web.ui import Column, Content, Fold, Money, Panel, Row, Status, Table
from zhixing.entrances.web.ui.words import day, yuan

COLUMNS: Final = (Column("控制令"), Column("财产"), Column("金额（元）", "end"), Column("文书"), Column("状态"))
TONES: Final = {
    "draft": "plain", "ready": "blue", "queued": "grey", "sent": "blue", "acked": "blue", "done": "green", "partial": "yellow", "refused": "red",
    "rolled_back": "red", "timeout": "yellow", "dead": "red", "void": "grey",
}


def panel(found: Belongings) -> Panel:
    """各道控制令。"""
    going = [one for one in found.orders if one.state in ALIVE]
    over = [one for one in found.orders if one.state not in ALIVE]
    nothing = "没有正在办的控制令。拟好的令先签发、用印，再由登记过的经办人发出，办到哪一步列在这里。"
    rest = tuple(_row(found, one) for one in over)
    ended = (Fold(f"办完的 {len(rest)} 道", (Table(columns=COLUMNS, rows=rest, label="办完的控制令"),)),) if rest else ()
    title = f"正在办的控制令 {len(going)} 道" if going else "控制令"
    return listed("going", title, COLUMNS, tuple(_row(found, one) for one in going), nothing, more=ended)


def _row(found: Belongings, one: Order) -> Row:
    return Row(url=order(one.pk), tone="grey" if one.state == Order.State.VOID else "", cells=(
        (one.number, f"{kind(one)}　{one.drafted_name} {day(one.drafted_on, found.desk.today)}"),
        (one.subject, one.agency.name if one.agency else "现场办理"), amount(one), papers(one), state(one),
    ))


def kind(one: Order) -> str:
    """轮候冻结、续行……"""
    return f"{'轮候' if one.waiting else ''}{one.get_kind_display()}"


def amount(one: Order) -> tuple[Content, ...]:
    """要办多少，办成了的写实际多少。"""
    wanted: Content = Money(one.amount_fen) if one.amount_fen is not None else "整项"
    return wanted, *([f"实际 {yuan(one.actual_fen)}"] if one.actual_fen is not None and one.actual_fen != one.amount_fen else [])


def papers(one: Order) -> tuple[Content, ...]:
    """裁定书、协助执行通知书各到哪一步。"""
    told = [states.status(paper) for paper in (one.ruling, one.notice) if paper is not None]
    if not told:
        return (Status("没有附文书", "yellow"),)
    return told[0] if len({each.text for each in told}) == 1 else Status("没有都用印", "yellow"), f"{len(told)} 份"


def state(one: Order) -> tuple[Content, ...]:
    """到哪一步；没有办成的写为什么。"""
    text = "已送去，等结果" if one.state == Order.State.SENT and not pulled(one) else one.get_state_display()
    return Status(text, TONES[one.state]), *([one.reason] if one.reason else [])


def pulled(one: Order) -> bool:
    """协助单位自己来取的；发函、现场办理的不是。"""
    return one.agency is not None and one.agency.channel in PULLED
