"""一件案件和办它的人：每个方法就是走一次真的命令，日子是戏台上的当天。"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, Final

from zhixing.casework.cases import commands as cases
from zhixing.casework.closing import commands as closing
from zhixing.demo.house import House
from zhixing.demo.intake import SIMPLE_YUAN, Writer
from zhixing.demo.stage import Clock, Story
from zhixing.foundation.approvals import commands as approvals
from zhixing.foundation.approvals.queries import Approval, candidates
from zhixing.foundation.history import context
from zhixing.foundation.history.commands import Recorded
from zhixing.foundation.people.queries import User
from zhixing.law import matters
from zhixing.law.intake import CaseDraft

HANDLERS: Final[dict[str, tuple[str, ...]]] = {
    "simple": ("faguan1", "faguan2", "tuanzhang1"), "complex": ("faguan3", "tuanzhang2"),
    "preservation": ("zhuli3", "tuanzhang3"), "final": ("tuanzhang4",),
}
CLERKS: Final[dict[str, tuple[str, ...]]] = {
    "simple": ("shuji1", "shuji2"), "complex": ("shuji3", "shuji4"), "preservation": ("shuji5",), "final": ("shuji6",),
}
MONEY: Final = frozenset({"received", "paid", "bounced", "delay"})


def _prefilled(matter: str) -> dict[str, Any]:
    return {one.name: one.default for one in matters.matter(matter).fields if one.default is not None}


@dataclass(slots=True)
class Life:
    """一件案件。``case`` 是编号，收件之后才有；``handler``、``clerk`` 是登录名。"""

    house: House
    writer: Writer
    clock: Clock
    luck: Random
    draft: CaseDraft | None = None
    case: int = 0
    team: str = ""
    handler: str = ""
    clerk: str = ""

    # 时间

    @property
    def today(self) -> date:
        """戏台上的当天。"""
        return context.current().today

    def later(self, least: int = 1, most: int | None = None) -> datetime:
        """几个工作日之后的某个时刻。"""
        days = self.luck.randint(least, most if most is not None else least)
        return self.clock.at(self.clock.forward(self.today, days))

    def after(self, least: int, most: int | None = None) -> datetime:
        """几个日历天之后（遇休息日顺延）的某个时刻。"""
        days = self.luck.randint(least, most if most is not None else least)
        return self.clock.on(self.today + timedelta(days=days))

    # 立案

    @property
    def paper(self) -> CaseDraft:
        """收件内容。"""
        assert self.draft is not None
        return self.draft

    @property
    def debtors(self) -> list[str]:
        """被执行人。"""
        return [party.name for party in self.paper.parties if party.role == "respondent"]

    def choose(self, handler: str = "", team: str = "") -> None:
        """按类型、标的定团队，团队里轮到谁是谁；都给了就照给的。"""
        kinds = {"执保": "preservation", "执恢": "final"}
        small = (self.paper.claim_fen or 0) <= SIMPLE_YUAN * 100
        self.team = kinds.get(self.paper.kind) or ("simple" if small else "complex")
        if handler and team:
            self.team = team
        elif handler:
            self.team = next(team for team, names in HANDLERS.items() if handler in names)
        self.handler = handler or self.luck.choice(HANDLERS[self.team])
        self.clerk = self.luck.choice(CLERKS[self.team])

    def receive(self, draft: CaseDraft, by: str = "lian1") -> None:
        """收件。"""
        self.draft = draft
        self.case = cases.receive(actor=self.house[by], court=self.house.court, draft=draft).pk

    def accept(self, by: str = "lian1") -> None:
        """立案。"""
        cases.accept(case=self.case, actor=self.house[by], on=self.today, revision=None)

    def hand_over(self, by: str = "lian1") -> None:
        """移送。"""
        cases.hand_over(case=self.case, actor=self.house[by], on=self.today, revision=None)

    def assign(self, handler: str = "", by: str = "zhihui1", way: str = "轮流", team: str = "") -> None:
        """分案。"""
        self.choose(handler, team)
        cases.assign(
            case=self.case, actor=self.house[by], on=self.today, revision=None, handler=self.house[self.handler],
            team=self.house.teams[self.team], way=way, reason="轮到",
        )

    def file(self, draft: CaseDraft, handler: str = "", by: str = "lian1", team: str = "") -> None:
        """窗口当天立案、轮流分案，一次办完。"""
        self.draft = replace(draft, accepted_on=self.today)
        self.choose(handler, team)
        self.case = cases.file_case(
            actor=self.house[by], court=self.house.court, draft=self.paper, handler=self.house[self.handler],
            team=self.house.teams[self.team], assigned_on=self.today,
        ).pk

    # 办案

    def by(self, who: str) -> User:
        """谁来办：登录名，或者 handler、clerk。"""
        return self.house[{"handler": self.handler, "clerk": self.clerk}.get(who, who)]

    def register(self, matter: str, who: str = "clerk", **values: Any) -> Recorded:
        """登记事项；没有写的栏目照表单的预填。到账、发放由案款管理员登记。"""
        actor = self.by("ankuan" if matter in MONEY else who)
        return cases.register(
            case=self.case, actor=actor, on=self.today, revision=None, matter=matter, values=_prefilled(matter) | values
        )

    def visit(self, *listed: tuple[str, Mapping[str, Any]], who: str = "clerk") -> list[Recorded]:
        """一趟办几件事，一次登记；没有写的栏目照表单的预填。"""
        rows = [(key, _prefilled(key) | dict(values)) for key, values in listed]
        return cases.register_all(case=self.case, actor=self.by(who), on=self.today, revision=None, matters=rows)

    def note(self, sort: str, text: str, person: str = "", who: str = "clerk") -> None:
        """办案记录。"""
        cases.note(case=self.case, actor=self.by(who), on=self.today, sort=sort, person=person, text=text)

    def act(self, command: Callable[..., Any], who: str = "handler", **values: Any) -> Any:
        """办一个行为。"""
        return command(case=self.case, actor=self.by(who), on=self.today, revision=None, **values)

    # 审批

    def propose(self, mode: str, ground: str, confirmed: bool = False) -> Approval:
        """报结。"""
        return self.act(closing.propose, mode=mode, ground=ground, applicant_confirmed=confirmed)  # type: ignore[no-any-return]

    def agreed(self, approval: Approval, steps: int = 9, least: int = 0, most: int = 2) -> Story:
        """一步步同意，至多 ``steps`` 步。"""
        for _ in range(steps):
            approval.refresh_from_db()
            if approval.state != Approval.State.PENDING:
                return
            yield self.later(least, most)
            self.decide(approval)

    def decide(self, approval: Approval, opinion: str = "同意。") -> None:
        """轮到的人同意这一步。"""
        approvals.agree(
            approval_id=approval.pk, actor=turn(approval, self.today), on=self.today, opinion=opinion, revision=approval.revision
        )

    def send_back(self, approval: Approval, opinion: str) -> None:
        """轮到的人退回。"""
        approval.refresh_from_db()
        approvals.return_(
            approval_id=approval.pk, actor=turn(approval, self.today), on=self.today, opinion=opinion, revision=approval.revision
        )


def turn(approval: Approval, on: date) -> User:
    """``on`` 这天轮到谁批。"""
    decided = [step.decided_by_id for step in approval.steps.all() if step.decided_by_id]
    found = candidates(approval, approval.step_post, on, decided).first()
    assert found is not None, f"没有人能批{approval.title}"
    return found
