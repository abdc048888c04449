"""案件页右上的按钮：下一步合法的行为在最前，常用的跟着，其余收在“更多”里。和命令读同一份权限。"""

from __future__ import annotations

from zhixing.entrances.web import remedies
from zhixing.entrances.web.cases.desk import Desk
from zhixing.entrances.web.cases.view import View
from zhixing.entrances.web.ui import Action, Actions
from zhixing.law import matters
from zhixing.law.states import Act

#: 没有到期节点可办时，“下一步”依次找这些。
NEXT = (
    Act.ACCEPT, Act.CORRECTED, Act.HAND_OVER, Act.ASSIGN, Act.RESUME, Act.END_STAY, Act.ARCHIVE,
)
SHOWN = (Act.REGISTER, Act.NOTE, Act.PROPOSE, Act.RECALL_PROPOSAL)
MORE = (
    Act.ASK_CORRECTION, Act.CORRECTED, Act.ACCEPT, Act.DECLINE, Act.HAND_OVER, Act.ASSIGN, Act.SUSPEND, Act.RESUME,
    Act.STAY, Act.END_STAY, Act.EXTEND, Act.EXCLUDE, Act.END_EXCLUSION, Act.WAIVE, Act.TRANSFER, Act.HELPERS,
    Act.ARCHIVE, Act.EDIT, Act.TAG, Act.LINK,
)
ICONS = {Act.REGISTER: "clipboard-check", Act.NOTE: "writing", Act.PROPOSE: "circle-check", Act.RECALL_PROPOSAL: "arrow-back-up"}


def bar(view: View) -> Actions:
    """右上一排。"""
    desk = view.desk
    first = following(view)
    shown = tuple(desk.action(act, icon=ICONS[act]) for act in SHOWN if act in desk.rights.available)
    more = tuple(desk.action(act) for act in MORE if act in desk.rights.available)
    return Actions((*shown, *([first] if first else [])), more)


def following(view: View) -> Action | None:
    """下一步：最先到期、自己又能办的；没有就按流程的次序。"""
    desk = view.desk
    for node in view.open:
        if node.whose == "court" and not node.paused and allowed(desk, node.act):
            label, url = remedies.label(node.act), remedies.act_url(desk.case.pk, node.act, node.key)
            return Action(text=f"下一步：{label}", url=url, kind="primary", icon="bolt", dialog=True)
    act = next((act for act in NEXT if act in desk.rights.available), None)
    return desk.action(act, kind="primary", icon="bolt", text=f"下一步：{act.label}") if act else None


def allowed(desk: Desk, act: str) -> bool:
    """节点要办的行为，这个人此刻能不能办。"""
    name, _, matter = act.partition(":")
    if name not in frozenset(Act) or Act(name) not in desk.rights.available:
        return False
    return not matter or desk.rights.may_register_group(matters.matter(matter).group)
