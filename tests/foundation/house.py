"""一个院的审批人。"""

from __future__ import annotations

from datetime import date

import factories
from foundation.happening import DAY

from zhixing.foundation.approvals import commands
from zhixing.foundation.approvals.queries import Approval
from zhixing.foundation.people.queries import Post, Team, User


class House:
    """一个院的审批人：团队长、局长、分管副院长、院长，和两名法官。"""

    def __init__(self) -> None:
        self.court = factories.court()
        self.team: Team = factories.team(self.court)
        self.judge = factories.user(Post.JUDGE, team=self.team)
        self.other = factories.user(Post.JUDGE, team=self.team)
        self.leader = factories.user(Post.TEAM_LEADER, team=self.team)
        self.director = factories.user(Post.DIRECTOR, court=self.court)
        self.vice = factories.user(Post.VICE_PRESIDENT, court=self.court)
        self.president = factories.user(Post.PRESIDENT, court=self.court)

    def submit(
        self, actor: User | None = None, act: str = "close_finished", stream: str = "case:1", **payload: object
    ) -> Approval:
        return commands.submit(
            court_id=self.court.pk, stream=stream, act=act, title="（2026）内0221执12号 报结", summary="已履行完毕",
            payload=payload, actor=actor or self.judge, on=DAY, team_id=self.team.pk,
        )

    def agree(self, approval: Approval, actor: User, opinion: str = "同意", on: date = DAY) -> Approval:
        approval.refresh_from_db()
        return commands.agree(
            approval_id=approval.pk, actor=actor, on=on, opinion=opinion, revision=approval.revision
        )
