"""送达同时办：连点几下、两个人一起登记、两批一起发、任务和人一起确认期满。只有一次算数，链完好。"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from at_once import proven, together
from django.db import DatabaseError, connection
from serving import DATED, TODAY, debtor, on, sealed
from spine import House

from zhixing.casework.documents import verify_service
from zhixing.casework.documents.commands import addresses, announcing, batches, serving
from zhixing.casework.documents.models import Attempt, Batch, Recipient
from zhixing.foundation.history import context
from zhixing.foundation.history import queries as history
from zhixing.foundation.people.queries import User
from zhixing.law.finding import Refused


def kinds(done: list[Any]) -> list[str]:
    return sorted(type(one).__name__ for one in done)


def count(case: Any, name: str) -> int:
    return history.entries(case.stream).filter(type=f"documents.{name}").count()


def test_one_of_those_who_come_together_counts(committed_db: str, here: object, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """一份库里依次看：同时着手、同时登记结果、同时更正、办到一半断线、同时发两批、同时确认期满。"""
    house = House()
    case = house.case()
    addresses.state_address(case=case, party=debtor(case), actor=house.judge, on=DATED, source="confirmed", text="某路1号")
    one = sealed(house, case)
    done = together(3, now, lambda _: serving.start(recipient=one.pk, actor=house.judge, on=on(24), method="mail"))
    assert kinds(done) == ["Attempt", "Refused", "Refused"] and count(case, "Issued") == count(case, "ServiceStarted") == 1

    made = Attempt.objects.get()
    told: dict[str, Any] = {"happened": on(28), "proof": ["receipt"]}

    def conclude(number: int) -> Any:
        outcome = ({"outcome": "signed", "signer": "self"}, {"outcome": "moved"})[number % 2]
        return serving.conclude(attempt=made.pk, actor=house.judge, on=TODAY, **told, **outcome)

    with monkeypatch.context() as patch:
        patch.setattr("zhixing.casework.documents.commands.resulting.attempting.settle", lambda _: connection.close() or broken())
        with pytest.raises(DatabaseError):
            conclude(0)
    assert Attempt.objects.get().outcome == "sent" and count(case, "Served") == 0
    done = together(4, now, conclude)
    assert kinds(done) == ["Attempt", "Refused", "Refused", "Refused"] and count(case, "Served") == 1
    assert all("已经登记了结果" in str(refused) for refused in done if isinstance(refused, Refused))

    revision = history.seq(case.stream)
    amend = {"attempt": made.pk, "actor": house.judge, "on": TODAY, "revision": revision, "reason": "看错", "outcome": "moved", **told}
    assert kinds(together(2, now, lambda _: serving.amend(**amend))) == ["Attempt", "StalePage"]

    other = house.old_case(on(21))
    addresses.state_address(case=other, party=debtor(other), actor=house.judge, on=DATED, source="confirmed", text="某路2号")
    rows = [sealed(house, each, kind).pk for each in (case, other) for kind in ("summons", "closing_notice")]
    orders = (rows, rows[::-1])

    def posted_one(n: int) -> Any:
        batch = batches.opened("mail", house.judge, TODAY)
        return [why_not(batch, recipient, house.judge) for recipient in orders[n]]

    sent = together(2, now, posted_one)
    assert sum(not refused for results in sent for refused in results) == len(rows)
    assert Attempt.objects.filter(recipient__in=rows).count() == len(rows)

    notice = sealed(house, case, "consumption_order")
    serving.serve_at_once(recipient=notice, actor=house.judge, on=on(29), method="direct", outcome="no_such")
    place = {"address": Attempt.objects.get(pk=made.pk).address, "happened": on(31), "days": [on(29), on(30), on(31)]}
    serving.serve_at_once(recipient=notice, actor=house.judge, on=on(29), method="mail", outcome="unclaimed", proof=["receipt"], **place)
    posted = announcing.announce(recipient=notice, actor=house.judge, on=TODAY, days=[TODAY], place="人民法院公告网")
    end = now + timedelta(days=30)

    def complete(number: int) -> Any:
        if number:
            return announcing.complete_due(end.date())
        return announcing.complete(attempt=posted.pk, actor=house.judge, on=end.date())

    together(4, end, complete)
    with context.use(context.Context(now=end, entrance="test")):
        assert history.entries(case.stream).filter(type="documents.Served", payload__method="announcement").count() == 1
        assert Recipient.objects.get(pk=notice.pk).state == "served" and verify_service.verify().ok
    assert proven(case) and proven(other)


def broken() -> None:
    raise DatabaseError("断线")


def why_not(batch: Batch, recipient: int, actor: User) -> str:
    """在这一批里送一件；没有送成的理由。"""
    try:
        batches.start_in(batch, recipient=recipient, actor=actor, on=TODAY)
    except Refused as refused:
        return str(refused)
    return ""
