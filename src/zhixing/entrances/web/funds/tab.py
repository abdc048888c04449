"""案件页的“执行依据与计息”一栏：今日尚欠、四级、各项、款项，接着是执行依据和请求。"""

from __future__ import annotations

from django.urls import reverse

from zhixing.entrances.web.cases import details
from zhixing.entrances.web.cases.view import View
from zhixing.entrances.web.funds import paying, pieces, sheet, standing
from zhixing.entrances.web.funds.account import BIG
from zhixing.entrances.web.funds.reckoning import SHEET_ACTS, Reckoning
from zhixing.entrances.web.ui import Action, Figure, Panel, Piece
from zhixing.entrances.web.ui.words import yuan
from zhixing.law import states

NAME = "执行依据与计息"


def name(view: View) -> str:
    """这一栏的名字：不计息的案件不说计息。"""
    return NAME if applies(view.case.kind) else "执行依据与请求"


def tab(view: View, found: Reckoning) -> Panel:
    """一栏。执保、执异等不计息的，只有执行依据和请求。"""
    if not applies(view.case.kind):
        return details.titles(view)
    return Panel(flush=True, body=(*reckoned(view, found), *details.titles(view).body))


def owed(view: View, found: Reckoning) -> tuple[Figure, ...]:
    """案件页上的一个数：今日尚欠，点开看怎么来的。没有录入的不显示；款项太多的点开再算。"""
    if not applies(view.case.kind) or found.debt is None:
        return ()
    url = reverse("case_debt", args=[view.case.pk])
    if len(found.payments) > BIG:
        return (Figure(label="今日尚欠", value="点开计算", url=url, note=f"款项 {len(found.payments):,} 笔"),)
    result = found.result
    if result is None:
        return (Figure(label="今日尚欠", value="—", url=url, note="暂时算不出，点开看原因"),)
    label = sheet.when(found) + "尚欠"
    note = f"含加倍部分 {yuan(result.levels['double'])} · 逐日计算" if result.levels["double"] else "逐日计算"
    unit = "¥ " if result.currency == "CNY" else f"{result.currency} "
    return (Figure(label=label, value=f"{unit}{yuan(result.total)}", note=note, why_url=sheet.why(found)("total")),)


def applies(kind: str) -> bool:
    """这类案件计息。"""
    return bool(SHEET_ACTS & set(states.acts(states.State.ENFORCING, kind)))


def reckoned(view: View, found: Reckoning) -> tuple[Piece, ...]:
    """计息的各块。"""
    if found.debt is None:
        return (standing.nothing(found),)
    home = reverse("case_debt", args=[view.case.pk])
    link = f"{home}?as_of={found.as_of.isoformat()}"
    asking = sheet.Asking(
        form=found.form, url=f"{view.desk.home}#tabs", as_of=found.as_of, keep=(("tab", "debt"),), supposing=False,
    )
    see = Action(text="看计息明细", url=link, icon="list-check")
    head = Panel(title=sheet.headline(found), actions=(*standing.tags(found), see, *standing.following(found)), flush=True, body=(asking,))
    result = found.result
    if result is None:
        return (head, *standing.obstacles(found), sheet.stated(found), paying.panel(found))
    why = sheet.why(found)
    return (
        head, *standing.obstacles(found), Panel(body=(pieces.levels(result, why), *pieces.warnings(result, found.notes))),
        Panel(title="各项债务", flush=True, body=(pieces.items(result, found.data, why),)), paying.panel(found),
    )
