"""几个人同时办：连点拟稿、两个人一起发、一起来取、同一份反馈一起到——总是一道令、一次措施。"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from at_once import proven, together
from control.desk import BANK, TODAY, ControlDesk, officer
from control.orders_desk import account, fed, freeze, ready
from django.db import transaction

from zhixing.casework.control.commands import orders, sending
from zhixing.casework.control.models import Measure, Order
from zhixing.foundation.history.queries import Entry
from zhixing.foundation.people.queries import Post
from zhixing.law.finding import Refused


def done(found: list[Any]) -> list[Any]:
    """办成的；没办成的须是说得出理由的拒绝。"""
    assert all(not isinstance(one, Exception) or isinstance(one, Refused) for one in found), found
    return [one for one in found if not isinstance(one, Exception)]


def test_one_order_one_sending_one_measure(committed_db: str, here: None, now: datetime) -> None:
    desk = ControlDesk(BANK)
    case, bank = desk.case(claim_fen=100_000_00), desk.agencies[BANK]
    line = freeze(desk, case, account(desk, case), 60_000_00)
    made = done(together(4, now, lambda _: [
        one.pk for one in orders.draft(case=case.pk, actor=desk.judge, on=TODAY, revision=None, lines=[line], token="连点")
    ]))
    assert len(made) == 4 and len({tuple(one) for one in made}) == 1 and Order.objects.count() == 1
    orders.void(order=made[0][0], actor=desk.judge, on=TODAY, revision=None, reason="另拟")
    with transaction.atomic():
        [order] = ready(desk, case, line)

    senders = [desk.centre, desk.person(Post.CENTRE)]
    for one in senders:
        officer(one, bank)
    assert len(done(together(4, now, lambda n: sending.send(order=order.pk, actor=senders[n % 2], on=TODAY, revision=None)))) == 1
    assert Entry.objects.filter(stream=case.stream, type="control.OrderSent").count() == 1

    taken = done(together(3, now, lambda _: [one.pk for one in sending.take(bank, 5, now)]))
    assert sorted(taken) == [[], [], [order.pk]]

    order.refresh_from_db()
    assert sorted(done(together(4, now, lambda _: fed(order, actual_fen=60_000_00, since=TODAY)))) == ["again", "again", "again", "taken"]
    assert Measure.objects.count() == 1 and proven(case)
