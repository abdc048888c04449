"""案件页顶上的一行：轮到谁、办什么、几时以前；为什么是这一步，当事人来问怎么答。"""

from __future__ import annotations

from typing import Final

from django.urls import reverse

from zhixing.casework.centre.queries_turns import turn_of
from zhixing.entrances.web import remedies
from zhixing.entrances.web.cases.buttons import allowed, theirs
from zhixing.entrances.web.cases.view import View
from zhixing.entrances.web.ui import Action, Facts, Fold, Item, Items, Panel, Status, Step
from zhixing.law.finding import Finding
from zhixing.law.rights import Rights
from zhixing.law.states import Act
from zhixing.law.turn_table import APPLICANT, RESPONDENT
from zhixing.law.turn_words import for_court, for_party
from zhixing.law.turns import COURT, NODE, PARTY, Turn
from zhixing.law.words import party

PLACES: Final[dict[str, tuple[str, str, tuple[str, ...]]]] = {
    "paper": ("看文书", "document_page", ("case_id", "document_id")), "item": ("看事务单", "centre_item", ("item_id",)),
    "handover": ("去交接", "centre_handing", ()), "entrusted": ("看委托", "centre_entrusted", ("entrustment_id",)),
}
"""有自己页面的：字、页面名、地址里的号（案件号以外的，都是这一样自己的号）。"""


def strip(view: View) -> tuple[Panel, ...]:
    """轮到谁、办什么、几时以前，旁边是办它的按钮；收着的是为什么、当事人来问怎么答。了结了又没有要办的不摆。"""
    found = turn_of(view.case, view.desk.today, view.open, {view.case.court_id: view.own})
    turn = found.value
    if turn is None:
        return ()
    button = _button(view, turn)
    item = Item(
        title=for_court(turn, view.desk.today, view.desk.user.pk), tone=turn.light.value, tags=_tags(turn), note=_more(turn),
        extra=(_why(view, found, turn),), actions=(button,) if button else (),
    )
    return (Panel(id="turn", flush=True, body=(Items(items=(item,)),)),)


def _tags(turn: Turn) -> tuple[Status, ...]:
    if turn.waits:
        return (Status("等外面", "grey", title="等银行、评估机构、别的法院，不算法院的"),)
    if turn.side == PARTY:
        return (Status("等当事人", "plain"),)
    return (Status("本院定的日子", "plain", title="不是法定期限，是本院定的几日内办"),) if turn.soft else ()


def _more(turn: Turn) -> str:
    return f"法院另有 {turn.more} 件能办的，见“到期节点”" if turn.more else ""


def _why(view: View, found: Finding[Turn | None], turn: Turn) -> Fold:
    """为什么是这一步；当事人打电话来问，照着答的两句。"""
    steps = tuple(Step(one.text, str(one.article) if one.article else "") for one in found.steps)
    told = tuple((party(view.case.kind, role), for_party(turn, view.desk.today, role)) for role in (APPLICANT, RESPONDENT))
    return Fold("为什么轮到这一步，当事人来问怎么答", (*steps, Facts(tuple((f"答{name}", text) for name, text in told))))


def _button(view: View, turn: Turn) -> Action | None:
    """办这一步的按钮；不归他办、他不能办的没有。"""
    if turn.sort == NODE:
        return _of_node(view, turn)
    if turn.side != COURT:
        return None
    if turn.act == remedies.APPROVALS:
        return Action(text="去审批", url=reverse("approval_list"), small=True) if turn.who.post in view.posts else None
    if turn.sort in PLACES and view.desk.user.court_id == view.case.court_id:
        text, name, numbers = PLACES[turn.sort]
        given = {one: view.case.pk if one == "case_id" else int(turn.key.split(":")[1]) for one in numbers}
        return Action(text=text, url=reverse(name, kwargs=given), small=True)
    return remedies.button(view.case.pk, turn.act) if _may(view.desk.rights, turn.act) else None


def _of_node(view: View, turn: Turn) -> Action | None:
    node = next((one for one in view.open if f"node:{one.key}" == turn.key), None)
    if node is None or turn.side != COURT or not allowed(view.desk, turn.act) or not theirs(view, node):
        return None
    return remedies.button(view.case.pk, turn.act, node.key, primary=turn.light in ("red", "yellow"))


def _may(rights: Rights, act: str) -> bool:
    return act in frozenset(Act) and Act(act) in rights.available
