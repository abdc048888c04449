"""打开的一版：谁在看、能不能办、页面上的案件。表单带的是方案自己的版本号。"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse

from zhixing.casework.cases.access import Forbidden
from zhixing.casework.funds import queries_plans as read
from zhixing.casework.funds.queries_plans import Plan
from zhixing.entrances.web.cases.desk import Desk, open_desk
from zhixing.entrances.web.ui import Status
from zhixing.law.states import Act, permits

State = Plan.State
TONES = {
    State.LOADING: "blue", State.DRAFT: "yellow", State.SERVED: "blue", State.SETTLED: "green", State.REPLACED: "grey", State.VOID: "grey",
}


@dataclass(frozen=True, slots=True)
class Opened:
    """一版和它的案件。``able``：有权限，案件也还能办。"""

    desk: Desk
    plan: Plan

    @property
    def able(self) -> bool:
        """能办分配方案上的事。"""
        return may(self.desk)

    @property
    def today(self) -> date:
        """今天。"""
        return self.desk.today

    @property
    def home(self) -> str:
        """这一版的页面。"""
        return self.url("case_plan")

    @property
    def name(self) -> str:
        """叫法。"""
        return f"分配方案第{self.plan.number}版"

    def url(self, name: str, *args: Any) -> str:
        """这一版的一个地址。"""
        return reverse(name, args=[self.plan.case_id, self.plan.number, *args])


def may(desk: Desk) -> bool:
    """有权限，此刻也能办。"""
    return desk.rights.may(Act.DISTRIBUTE) and permits(desk.case.state, Act.DISTRIBUTE, desk.case.kind).ok


def opened(request: HttpRequest, case_id: int, number: int) -> Opened:
    """看得见案件的都能看；没有这一版是 404。"""
    desk = open_desk(request, case_id)
    try:
        plan = read.of(case_id, number)
    except Plan.DoesNotExist:
        raise Http404 from None
    plan.case = desk.case
    return Opened(replace(desk, revision=plan.revision), plan)


def acting(request: HttpRequest, case_id: int, number: int) -> Opened:
    """打开来办：没有权限抛出 ``Forbidden``，案件此刻不能办抛出 ``Refused``。"""
    found = opened(request, case_id, number)
    require(found.desk)
    return found


def require(desk: Desk) -> None:
    """没有权限抛出 ``Forbidden``，案件此刻不能办抛出 ``Refused``。"""
    if not desk.rights.may(Act.DISTRIBUTE):
        raise Forbidden(desk.user, Act.DISTRIBUTE)
    permits(desk.case.state, Act.DISTRIBUTE, desk.case.kind).require()


def state(plan: Plan) -> Status:
    """状态标签。"""
    text = plan.get_state_display()
    if plan.state == State.SERVED and plan.served_on is None:
        text = "已定稿，送达中"
    elif plan.state == State.LOADING and (plan.faults or plan.stopped):
        return Status("没有导入", "red")
    return Status(text, TONES[State(plan.state)])
