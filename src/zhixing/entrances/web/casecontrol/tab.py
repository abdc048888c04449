"""案件页的“财产”一栏：够不够，在生效的措施还剩几天，正在办的令，查到的财产，财产报告、线索、调查措施、查询。"""

from __future__ import annotations

from django.urls import reverse

from zhixing.entrances.web.casecontrol import assets, clues, declaring, investigating, measures, orders, querying
from zhixing.entrances.web.casecontrol.belongings import Belongings
from zhixing.entrances.web.casecontrol.places import NAME
from zhixing.entrances.web.cases.view import View
from zhixing.entrances.web.control.holdings import WARN
from zhixing.entrances.web.ui import Action, Figure, Grid, Note, Panel, Piece
from zhixing.entrances.web.ui.words import dates, yuan
from zhixing.law import states
from zhixing.law.states import Act

__all__ = ["NAME", "applies", "tab"]


def applies(kind: str) -> bool:
    """这类案件查控财产；执异、执复等审查案件没有。"""
    return Act.ORDER_CONTROL in states.acts(states.State.ENFORCING, kind)


def tab(view: View) -> Panel:
    """一栏。"""
    found = Belongings(view.desk)
    return Panel(flush=True, body=(
        *differences(found), *assets.strangers(found),
        Panel(title=headline(found), actions=_actions(found), body=(_figures(found),)),
        measures.panel(found), orders.panel(found), assets.panel(found), declaring.panel(found), clues.panel(found), investigating.panel(found),
        querying.panel(found),
    ))


def headline(found: Belongings) -> str:
    """应当履行 10 万元，还差 4 万元没有控制住。"""
    if not found.owed.total:
        return "没有应当履行的金额"
    if not found.held:
        return f"应当履行 {yuan(found.owed.total)} 元，还没有控制财产"
    return f"应当履行 {yuan(found.owed.total)} 元，" + (f"还差 {yuan(found.room)} 元没有控制住" if found.room else "已经控制足额")


def _figures(found: Belongings) -> Grid:
    held = sum(one.amount or 0 for one in found.held if not one.waiting)
    unsure = sum(one.amount is None and not one.waiting for one in found.held)
    free = [one for one in found.holdings if one.free]
    known = sum(one.available_fen or 0 for one in free)
    soon = [one for one in found.running if one.until and (one.until - found.desk.today).days <= WARN]
    ahead = f"，含预计利息 {yuan(found.owed.projected)} 元" if found.owed.projected else ""
    return Grid((
        Figure(label="应当履行", value=yuan(found.owed.total), note=f"债权、利息和执行费{ahead}"),
        Figure(label="控制住", value=yuan(held), note=f"另有 {unsure} 项不知道值多少" if unsure else "轮候的不算"),
        Figure(label="没有人控制的", value=f"{len(free)} 项", note=f"能说出数的 {yuan(known)} 元" if known else ""),
        Figure(label=f"{WARN} 天内届满", value=f"{len(soon)} 项", tone="yellow" if soon else ""),
    ))


def _actions(found: Belongings) -> tuple[Piece, ...]:
    """下一步的按钮：没有查过的先查，有没有人控制的就拟冻结。"""
    case, shown = found.case.pk, []
    ready = any(one.free for one in found.holdings) and bool(found.room)
    if found.may(Act.QUERY):
        kind = "plain" if ready else "primary"
        shown.append(Action(text="发起查询", url=reverse("case_query", args=[case]), icon="radar-2", kind=kind, small=True, dialog=True))
    if found.may(Act.ORDER_CONTROL) and found.holdings:
        kind = "primary" if ready else "plain"
        shown.append(Action(text="拟冻结", url=reverse("case_propose", args=[case]), icon="lock", kind=kind, small=True))
    return tuple(shown)


def differences(found: Belongings) -> tuple[Note, ...]:
    """说法不一的，一处一条。"""
    return tuple(
        Note(f"令上、先前：{dates(one.ours)}。对方：{dates(one.theirs)}。", "yellow", f"{one.order.number}的{one.field}说法不一",
             _settle(found, one.pk, one.order_id))
        for one in found.differences
    )


def _settle(found: Belongings, difference: int, order_id: int) -> tuple[Action, ...]:
    see = Action(text="看控制令", url=reverse("control_order", args=[order_id]), small=True)
    mend = Action(text="写明怎样处理", url=reverse("case_settle", args=[found.case.pk, difference]), small=True, dialog=True)
    return (mend, see) if found.may(Act.RECORD_CONTROL) else (see,)
