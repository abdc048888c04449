"""案件页的“执行依据与计息”一栏：今日尚欠、四级、各项、款项，接着是执行依据和请求。"""

from __future__ import annotations

from django.urls import reverse

from zhixing.entrances.web.cases import details
from zhixing.entrances.web.cases.view import View
from zhixing.entrances.web.funds import paying, pieces, sheet, standing
from zhixing.entrances.web.funds.reckoning import SHEET_ACTS, Reckoning
from zhixing.entrances.web.ui import Action, Panel, Piece
from zhixing.law import states

NAME = "执行依据与计息"


def name(view: View) -> str:
    """这一栏的名字：不计息的案件不说计息。"""
    return NAME if applies(view.case.kind) else "执行依据与请求"


def tab(view: View) -> Panel:
    """一栏。执保、执异等不计息的，只有执行依据和请求。"""
    if not applies(view.case.kind):
        return details.titles(view)
    return Panel(flush=True, body=(*reckoned(view), *details.titles(view).body))


def applies(kind: str) -> bool:
    """这类案件计息。"""
    return bool(SHEET_ACTS & set(states.acts(states.State.ENFORCING, kind)))


def reckoned(view: View) -> tuple[Piece, ...]:
    """计息的各块。"""
    found = Reckoning(view.desk)
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
