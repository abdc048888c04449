"""案件页的数字、到期节点和案情。"""

from __future__ import annotations

from django.urls import reverse

from zhixing.casework.cases.queries import Assignment, Case, Claim, Kind, Livelihood, Stage
from zhixing.casework.nodes.queries import Node
from zhixing.entrances.web import deadlines, remedies
from zhixing.entrances.web.cases.buttons import allowed, fitting, theirs
from zhixing.entrances.web.cases.rows import claimed
from zhixing.entrances.web.cases.settled import resumed
from zhixing.entrances.web.cases.view import View
from zhixing.entrances.web.ui import Deadline, Empty, Facts, Figure, Grid, Item, Items, Panel, Status
from zhixing.entrances.web.ui.piece import Content
from zhixing.entrances.web.ui.words import day, full_day, yuan
from zhixing.law.closing import mode
from zhixing.law.lights import Light

SHOWN = 8


def figures(view: View, more: tuple[Figure, ...] = ()) -> Grid:
    """标的、待办几件；结了案的连同结案日。``more`` 排在标的之后。"""
    case, home = view.case, reverse("case_page", args=[view.case.pk])
    left = resumed(view)
    late = sum(node.light == Light.RED for node in view.open)  # type: ignore[attr-defined]
    cells = [
        Figure(label="未履行" if left else claimed(case), value=f"¥ {yuan(case.claim_fen)}" if case.claim_fen is not None else "—",
               url=f"{home}?tab=debt#tabs", note="已扣除原案到位的" if left else _claims(case)),
        *more,
        Figure(label="待办节点", value=f"{len(view.open)}", url=f"{home}?tab=nodes#tabs", tone="red" if late else "",
               note=f"{late} 个超期" if late else "没有超期"),
    ]
    if case.closed_on:
        cells.append(Figure(label="结案", value=day(case.closed_on, view.desk.today), note=mode(case.closing_mode).label))
    return Grid(tuple(cells))


def _claims(case: Case) -> str:
    parts = [f"{Claim.Sort(c.sort).label} {yuan(c.amount_fen)}" for c in case.claims.all() if c.amount_fen]
    return " · ".join(parts[:3])


def _tone(node: Node) -> str:
    light = node.light  # type: ignore[attr-defined]
    return light if light in ("red", "yellow") else ""


def due(view: View) -> Panel:
    """到期节点：先到期的在前，旁边是办它的按钮。"""
    rows = view.open[:SHOWN]
    more = f"还有 {len(view.open) - SHOWN} 个，见“节点”" if len(view.open) > SHOWN else ""
    return Panel(title="到期节点", note=more, flush=True, body=(Items(
        items=tuple(node_item(view, node) for node in rows), empty=Empty("没有待办的节点", icon="circle-check"),
    ),))


def node_item(view: View, node: Node) -> Item:
    """一个待办节点；归法院的才有按钮。"""
    act = fitting(view, node)
    ours = node.whose == Node.Whose.COURT and allowed(view.desk, act) and theirs(view, node)
    button = remedies.button(view.case.pk, act, node.key, primary=bool(_tone(node))) if ours else None
    tags = () if node.hard else (Status("院内要求", "plain", title="不是法定期限，由本院设定"),)
    return Item(
        title=str(node), tone=node.light, extra=(deadline(view, node),), tags=tags,  # type: ignore[attr-defined]
        actions=(button,) if button else (),
    )


def deadline(view: View, node: Node) -> Deadline:
    """期限的一句话；点开是怎么算出来的。"""
    return deadlines.deadline(node, view.desk.today, view.calendar)


def facts(view: View) -> Panel:
    """案情。"""
    case = view.case
    rows: list[tuple[str, Content]] = [
        ("案件类型", f"{Kind(case.kind).value}（{Kind(case.kind).label}）"), ("案由", case.cause or "—"),
        ("收到材料", full_day(case.received_on)),
        ("立案", full_day(case.accepted_on) or "还没有立案"), *_people(case), ("来源", case.get_origin_display()),
    ]
    rows += [("保全阶段", Stage(case.stage).label)] if case.stage else []
    rows += [("本案诉讼案号", case.suit_number)] if case.suit_number else []
    rows += [("涉民生", Livelihood(case.livelihood).label)] if case.livelihood else []
    rows += [("结案", f"{full_day(case.closed_on)}　{mode(case.closing_mode).label}{_ground(case)}")] if case.closed_on else []
    rows += [("归档", full_day(case.archived_on))] if case.archived_on else []
    return Panel(title="案情", body=(Facts(tuple(rows)),))


def _ground(case: Case) -> str:
    """结案的事由。"""
    found = mode(case.closing_mode).grounds.get(case.closing_ground, "")
    return f"（{found}）" if found else ""


def _people(case: Case) -> list[tuple[str, Content]]:
    """承办人、团队、协办。"""
    helping = (Assignment.Role.ASSISTANT, Assignment.Role.CLERK)
    helpers = [a.user.name for a in case.assignments.all() if a.until is None and a.user and a.role in helping]
    rows: list[tuple[str, Content]] = [
        ("承办人", case.handler.name if case.handler else "未分案"), ("团队", case.team.name if case.team else "—"),
    ]
    return [*rows, ("协办", "、".join(helpers))] if helpers else rows
