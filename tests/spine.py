"""一家法院和一件走到执行中的案件，给节点、结案的测试用。全走命令，后续表是真的。"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import drafts
import factories
from django.db import transaction

from zhixing.casework.cases import commands as cases
from zhixing.casework.cases.queries import Case
from zhixing.casework.nodes.queries import Node
from zhixing.foundation.approvals import commands as approvals
from zhixing.foundation.approvals.queries import Approval, candidates
from zhixing.foundation.history.events import Event
from zhixing.foundation.history.queries import entries, lines
from zhixing.foundation.people.queries import Post, Setting, User

TODAY = date(2026, 11, 3)


class House:
    """法院的各职务；``case`` 是 2026-10-20 收件、10-21 立案、10-22 分给 ``judge`` 的首次执行案件。"""

    def __init__(self) -> None:
        self.court = factories.court()
        Setting.objects.create(court=self.court, key="number_source", value="own")
        self.team = factories.team(self.court)
        self.filing, self.centre = self.person(Post.FILING), self.person(Post.CENTRE)
        self.judge, self.other, self.leader = (
            factories.user(post, team=self.team) for post in (Post.JUDGE, Post.JUDGE, Post.TEAM_LEADER)
        )
        self.director, self.president = self.person(Post.DIRECTOR), self.person(Post.PRESIDENT)

    def person(self, post: str) -> User:
        """本院任一职的人。"""
        return factories.user(post, court=self.court)

    def received(self, **values: Any) -> Case:
        """刚收件的一件。"""
        return cases.receive(actor=self.filing, court=self.court, draft=drafts.draft(**values))

    def case(self, accepted_on: date = date(2026, 10, 21), **values: Any) -> Case:
        """立案并分了案的一件；分案在立案次日。"""
        return cases.file_case(
            actor=self.filing, court=self.court, draft=drafts.draft(**{"accepted_on": accepted_on, **values}),
            handler=self.judge, team=self.team, assigned_on=accepted_on + timedelta(days=1),
        )

    def old_case(self, day: date = date(2026, 4, 1)) -> Case:
        """早已立案、期限已过的一件。"""
        title = drafts.TitleDraft(number="（2025）内0221民初9号", maker="测试人民法院", effective_on=date(2026, 1, 5))
        return self.case(accepted_on=day, received_on=day, titles=(title,))

    def record(self, case: Case, event: Event, on: date) -> None:
        """承办人名下记一个事件，后续照办。"""
        with transaction.atomic():
            cases.finish(event, case=Case.objects.get(pk=case.pk), actor=self.judge, on=on)

    def assign(self, case: Case, on: date = date(2026, 10, 22)) -> None:
        """分给 ``judge``。"""
        cases.assign(case=case, actor=self.director, on=on, revision=None, handler=self.judge, team=self.team, reason="原承办人熟悉案情")

    @staticmethod
    def approve(approval: Approval, on: date = TODAY) -> None:
        """一步步同意到底。"""
        approval.refresh_from_db()
        while approval.state == Approval.State.PENDING:
            actor = candidates(approval, approval.step_post, on, House.decided(approval)).first()
            approvals.agree(approval_id=approval.pk, actor=actor, on=on, opinion="同意", revision=approval.revision)
            approval.refresh_from_db()

    @staticmethod
    def decided(approval: Approval) -> list[int]:
        """已签过的人。"""
        return [step.decided_by_id for step in approval.steps.all() if step.decided_by_id]


def node(case: Case, code: str) -> Node:
    """案件的某个节点。"""
    return Node.objects.get(case=case, code=code)


def story(case: Case) -> list[str]:
    """案件链上的事件名。"""
    return [line.entry.type for line in lines(entries(case.stream))]
