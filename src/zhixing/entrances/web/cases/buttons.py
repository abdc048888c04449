"""案件页右上的按钮：下一步合法的行为在最前，常用的跟着，其余收在“更多”里。和命令读同一份权限。"""

from __future__ import annotations

from django.urls import reverse

from zhixing.casework.nodes.queries import Node
from zhixing.entrances.web import remedies
from zhixing.entrances.web.access import rights_of
from zhixing.entrances.web.cases.desk import Desk
from zhixing.entrances.web.cases.needless import needless
from zhixing.entrances.web.cases.returning import waiting
from zhixing.entrances.web.cases.view import View
from zhixing.entrances.web.ui import Action, Actions
from zhixing.law import matters
from zhixing.law.states import Act

#: 没有到期节点可办时，“下一步”依次找这些。
NEXT = (Act.ACCEPT, Act.CORRECTED, Act.HAND_OVER, Act.REVIVE, Act.ARCHIVE)
#: 停着的案件，先办这些。
STOPPED = (Act.RESUME, Act.END_STAY)
RENEW, RELEASE = "register:renew", "register:release"
SHOWN = (Act.REGISTER, Act.NOTE, Act.PROPOSE, Act.RECALL_PROPOSAL)
MORE = (
    Act.ASK_CORRECTION, Act.CORRECTED, Act.ACCEPT, Act.DECLINE, Act.HAND_OVER, Act.ASSIGN, Act.SUSPEND, Act.RESUME,
    Act.STAY, Act.END_STAY, Act.EXTEND, Act.EXCLUDE, Act.END_EXCLUSION, Act.WAIVE, Act.TRANSFER, Act.HELPERS,
    Act.REVIVE, Act.CONVERT, Act.WITHDRAW_CLOSING, Act.ARCHIVE, Act.EDIT, Act.TAG, Act.LINK,
)
CENTRE = (Act.REQUEST_ITEM, Act.HAND_ON, Act.CONFER, Act.ENTRUST, Act.PLACE)
"""指挥中心的行为，收在“更多”的最前。"""
ICONS = {Act.REGISTER: "clipboard-check", Act.NOTE: "writing", Act.PROPOSE: "circle-check", Act.RECALL_PROPOSAL: "arrow-back-up"}


def bar(view: View) -> Actions:
    """右上一排。"""
    desk = view.desk
    first, can = following(view), offered(view)
    shown = tuple(desk.action(act, icon=ICONS[act]) for act in SHOWN if act in can)
    more = tuple(desk.action(act) for act in MORE if act in can)
    sheet = Action(text="回填单", url=reverse("case_backfill", args=[desk.case.pk]))
    return Actions((*_papers(desk), *shown, *([first] if first else [])), (*_centre(desk), *more, sheet))


def _centre(desk: Desk) -> tuple[Action, ...]:
    """交办事务、交接、会商、委托、改轨道；跟进这一件。"""
    able = [act for act in CENTRE if act in desk.rights.available]
    shown = (Action(text=act.label, url=remedies.act_url(desk.case.pk, act), dialog=True) for act in able)
    follow = Action(text="跟进", url=reverse("case_follow", args=[desk.case.pk]), method="post", title="有新情况列在指挥中心的“跟进”里")
    return (*shown, *((follow,) if rights_of(desk.request).may_see_centre else ()))


def _papers(desk: Desk) -> tuple[Action, ...]:
    """制作文书。"""
    able = Act.DRAFT_DOCUMENT in desk.rights.available
    return (Action(text="制作文书", url=reverse("case_document_new", args=[desk.case.pk]), icon="file-text"),) if able else ()


def offered(view: View) -> frozenset[Act]:
    """此刻值得摆出来的行为：有权、状态许可，而且有东西可办（没有扣除就没有“结束扣除”）。"""
    return frozenset(act for act in view.desk.rights.available if not needless(act, view.timeline))


def following(view: View) -> Action | None:
    """下一步：停着的先恢复；否则最先到期、归自己办的；没有就按流程的次序。"""
    desk = view.desk
    if stopped := next((act for act in STOPPED if act in desk.rights.available), None):
        return _next(view, stopped)
    for node in view.open:
        if node.whose == "court" and not node.paused and allowed(desk, act := fitting(view, node)) and theirs(view, node):
            label, url = remedies.label(act), remedies.act_url(desk.case.pk, act, node.key)
            return Action(text=f"下一步：{label}", url=url, kind="primary", icon="bolt", dialog=True)
    act = next((act for act in NEXT if act in desk.rights.available and (act is not Act.REVIVE or waiting(view.timeline))), None)
    return _next(view, act) if act else None


def _next(view: View, act: Act) -> Action:
    return view.desk.action(act, kind="primary", icon="bolt", text=f"下一步：{act.label}")


def theirs(view: View, node: Node) -> bool:
    """这个节点是不是归他办：他就在办这一件（承办、协办、本团队、指挥中心的集约事务），或者节点归他的职务。"""
    return view.working or node.owner_id == view.desk.user.pk or node.owner_post in view.posts


def fitting(view: View, node: Node) -> str:
    """节点现在该办什么：控制措施已列入待解除的，到期不再续封续冻，只解除。"""
    return RELEASE if node.act == RENEW and node.subject in view.to_release else node.act


def allowed(desk: Desk, act: str) -> bool:
    """节点要办的行为，这个人此刻能不能办。"""
    name, _, matter = act.partition(":")
    if name not in frozenset(Act) or Act(name) not in desk.rights.available:
        return False
    return not matter or desk.rights.may_register_group(matters.matter(matter).group)
