"""截止那天下班前，一个人面前的一件案件：最后几章都这样办，也可以在装回来的快照上接着办。"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from zhixing.casework.cases import commands as cases
from zhixing.casework.cases.queries import Case
from zhixing.demo.life import turn
from zhixing.demo.stage import BEIJING
from zhixing.foundation.approvals import commands as approvals
from zhixing.foundation.approvals.queries import Approval
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import Entry
from zhixing.foundation.people.queries import Court, User

Moment = Callable[[], AbstractContextManager[object]]
START: Final = time(17, 35)
"""各人当天的事都办完了；最迟从这时起。"""
LEAVING: Final = time(18, 15)
"""最后几章演到这时。"""


@dataclass(slots=True)
class Desk:
    """一件；``moment`` 给下一个时刻。"""

    case: Case
    as_of: date
    moment: Moment

    @property
    def handler(self) -> User:
        """承办人。"""
        assert self.case.handler is not None
        return self.case.handler

    def act(self, command: Callable[..., Any], *, by: User | None = None, on: date | None = None, **values: Any) -> Any:
        """承办人（或者 ``by``）办一个行为；没有写 ``on`` 的是截止那天的事。"""
        with self.moment():
            return command(case=self.case.pk, actor=by or self.handler, on=on or self.as_of, revision=None, **values)

    def register(self, *matters: tuple[str, Mapping[str, Any]], by: User | None = None, on: date | None = None) -> None:
        """一次登记几项。"""
        self.act(cases.register_all, by=by, on=on, matters=matters)

    def withdraw(self, event: str, subject: str, by: User, reason: str) -> None:
        """``by`` 撤回最近一条 ``event`` 登记。"""
        entry = Entry.objects.filter(stream=self.case.stream, type=event, subject=subject).latest("seq")
        with self.moment():
            cases.withdraw_entry(case=self.case.pk, actor=by, seq=entry.seq, reason=reason, revision=None)

    def agreed(self, approval: Approval, on: date) -> None:
        """轮到的人一步步同意，到批准为止。"""
        agreed(approval, on, self.moment)


@dataclass(frozen=True, slots=True)
class Evening:
    """截止那天下班前，本院的人都在。"""

    court: Court
    as_of: date
    moment: Moment
    then: dict[date, Moment] = field(default_factory=dict)

    def on(self, day: date) -> AbstractContextManager[object]:
        """那天下班前的一个时刻；截止那天的照常。"""
        if day == self.as_of:
            return self.moment()
        return self.then.setdefault(day, moments(datetime.combine(day, LEAVING, BEIJING)))()

    def person(self, username: str) -> User:
        """本院的这个人。"""
        return User.objects.get(court=self.court, username=username)

    def desk(self, case: Case) -> Desk:
        """这件摆到桌面上。"""
        return Desk(case, self.as_of, self.moment)

    def ago(self, days: int) -> date:
        """几天以前。"""
        return self.as_of - timedelta(days=days)


def agreed(approval: Approval, on: date, moment: Moment) -> None:
    """轮到的人一步步同意，到批准为止。"""
    while approval.state == Approval.State.PENDING:
        with moment():
            approvals.agree(approval_id=approval.pk, actor=turn(approval, on), on=on, opinion="同意。", revision=approval.revision)
        approval.refresh_from_db()


def moments(now: datetime) -> Moment:
    """此刻以前半小时起（最迟 :data:`START` 起），十秒一个，不过此刻。"""
    start = min(now - timedelta(minutes=30), datetime.combine(now.date(), START, BEIJING))
    ticks = (min(start + timedelta(seconds=10 * n), now) for n in range(10_000))
    return lambda: context.at(next(ticks))
