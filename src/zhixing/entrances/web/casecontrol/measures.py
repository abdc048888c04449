"""措施一块：在生效的、轮候的，控制住多少，还剩几天；了结的收在后面。"""

from __future__ import annotations

from typing import Final

from django.urls import reverse

from zhixing.casework.control.queries_orders import Measure
from zhixing.entrances.web.casecontrol.belongings import LIVE, Belongings
from zhixing.entrances.web.casecontrol.pieces import acts, listed
from zhixing.entrances.web.casecontrol.places import order
from zhixing.entrances.web.control.holdings import WARN
from zhixing.entrances.web.registers.due import due_by
from zhixing.entrances.web.ui import Action, Column, Content, Fold, Money, Panel, Piece, Row, Status, Table
from zhixing.entrances.web.ui.words import day, full_day, yuan
from zhixing.law import control
from zhixing.law.states import Act
from zhixing.law.words import word

COLUMNS: Final = (Column("哪一项财产"), Column("怎样控制的"), Column("控制住（元）", "end"), Column("自"), Column("到"), Column("", "end"))
TONES: Final = {"active": "green", "waiting": "blue", "released": "grey", "lapsed": "red", "moved": "grey", "ended": "grey"}
MONEY: Final = "deposit"


def panel(found: Belongings) -> Panel:
    """各项措施。"""
    rows = tuple(_row(found, one) for one in found.running)
    title = f"在生效的措施 {len(rows)} 项" if rows else "控制措施"
    nothing = "没有在生效的措施。查到可供执行的财产以后，按“拟冻结”一次拟好。"
    return listed("running", title, COLUMNS, rows, nothing, _actions(found), _ended(found))


def _actions(found: Belongings) -> tuple[Action, ...]:
    """成批续行、解除：有要办的才摆出来。"""
    if not found.may(Act.ORDER_CONTROL):
        return ()
    case, shown = found.case.pk, []
    if any(one.release_ground for one in found.running):
        shown.append(Action(text="拟解除", url=reverse("case_releases", args=[case]), small=True, kind="primary"))
    if any(one.until for one in found.running):
        shown.append(Action(text="续封续冻", url=reverse("case_renewals", args=[case]), small=True))
    return tuple(shown)


def _row(found: Belongings, one: Measure) -> Row:
    listed = (Status(f"应当解除：{word('release', one.release_ground)}", "yellow"),) if one.release_ground else ()
    return Row(cells=((name(one), *listed), how(one), (Money(held(one)), *cap(one)), full_day(one.since), until(found, one), _acts(found, one)))


def name(one: Measure) -> Content:
    """哪一项，点开当初的控制令；登记来的没有令。"""
    return Action(text=one.subject, url=order(one.order_id), kind="link") if one.order_id else one.subject


def how(one: Measure) -> tuple[Content, ...]:
    """冻结，首冻；轮候第几位。"""
    rank = f"轮候第 {one.rank} 位" if one.rank else "轮候" if one.state == Measure.State.WAITING else "首先控制"
    renewed = (f"续行过 {one.renewals} 次",) if one.renewals else ()
    return Status(word("measure", one.measure), TONES[one.state]), rank, *renewed


def held(one: Measure) -> int | None:
    """控制住多少（分）；不明为空。"""
    return one.actual_fen if one.actual_fen is not None else one.cap_fen if one.property == MONEY and one.order_id is None else None


def cap(one: Measure) -> tuple[str, ...]:
    """限额与实际控制的不一样，写出来。"""
    return (f"限额 {yuan(one.cap_fen)}",) if one.cap_fen is not None and one.cap_fen != held(one) else ()


def until(found: Belongings, one: Measure) -> Piece | str:
    """哪天届满、还剩几天、最后一个能办的工作日；轮候的没有期限。"""
    if one.until is None:
        return "轮候的没有期限" if one.state == Measure.State.WAITING else "没有届满日"
    today = found.desk.today
    last = control.last_day(one.until, found.calendar)
    more = f"最迟{day(last, today)}办续行" if last < one.until else ""
    return due_by(f"{day(one.until, today)}届满", one.until, today, found.calendar, warn=WARN, more=more)


def _acts(found: Belongings, one: Measure) -> Content:
    """此刻能办的。"""
    shown = able(one) if found.may(Act.ORDER_CONTROL) else []
    return acts(Action(text=text, url=reverse(name, args=[found.case.pk, one.pk]), small=True, dialog=True) for text, name in shown)


def able(one: Measure) -> list[tuple[str, str]]:
    """一项措施上能办什么：字和页面名。"""
    if one.state == Measure.State.WAITING:
        return [("商请移送", "case_transfer"), ("解除", "case_release")]
    renew = [("续行", "case_renew")] if one.until else []
    deduct = [("扣划", "case_deduct")] if one.property == MONEY else []
    return [*deduct, *renew, ("解除", "case_release")]


def _ended(found: Belongings) -> tuple[Fold, ...]:
    """了结的各项：已解除、已失效、已扣划、已转出。"""
    rows = tuple(
        Row(tone="grey", cells=(name(one), how(one)[0], Money(held(one)), full_day(one.since), (Status(one.get_state_display(), TONES[one.state]),
            full_day(one.ended_on)), ""))
        for one in reversed(found.measures) if one.state not in LIVE
    )
    return (Fold(f"了结的 {len(rows)} 项", (Table(columns=COLUMNS, rows=rows, label="了结的措施"),)),) if rows else ()
