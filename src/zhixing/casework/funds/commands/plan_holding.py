"""分配方案各行为共同的头：锁住案件，再锁住这一版，核对页面和此刻能不能办。"""

from __future__ import annotations

from typing import Final

from zhixing.casework.cases.commands import begin
from zhixing.casework.cases.queries import Case
from zhixing.casework.funds.models import Plan
from zhixing.foundation.people.queries import User
from zhixing.law.articles import cite
from zhixing.law.finding import Refused, refuse
from zhixing.law.states import Act

BASIS: Final = cite("JI 509")


def hold(plan: Plan | int, actor: User, revision: int | None, *states: str) -> tuple[Case, Plan]:
    """锁住案件和这一版，准备办；``states`` 是哪些状态才能办。返回的版本号已经加一，未存。须在事务里。

    看不见、没有抛出 ``DoesNotExist``；没有权限抛出 ``Forbidden``；状态不对、页面过时抛出 ``Refused``。
    """
    given = plan if isinstance(plan, Plan) else Plan.objects.get(pk=plan)
    case = begin(Act.DISTRIBUTE, case=given.case_id, actor=actor, revision=None)
    held = Plan.objects.select_for_update().get(pk=given.pk)
    held.case, held.court = case, case.court
    if states and held.state not in states:
        allowed = "、".join(Plan.State(state).label for state in states)
        raise refused("state", f"第{held.number}版{held.get_state_display()}，不能办这一项。", f"{allowed}的才能办；刷新页面看现在的情况。")
    if revision is not None and revision != held.revision:
        raise refused("stale", f"第{held.number}版方案刚才有变动。", "刷新页面，看过新的情况再办。")
    held.revision += 1
    return case, held


def subject(plan: Plan) -> str:
    """事件里的叫法。"""
    return f"分配方案第{plan.number}版"


def refused(code: str, text: str, remedy: str, *, field: str = "") -> Refused:
    """一条理由的拒绝。"""
    return Refused(refuse(f"plan.{code}", text, BASIS, remedy=remedy, subject=field))
