"""控制令测试的共用件：一项银行存款、一道现成的令、取走、反馈。"""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from control.desk import BANK, TODAY, ControlDesk, officer

from zhixing.casework.cases.queries import Case
from zhixing.casework.control.commands import orders, results, sending
from zhixing.casework.control.models import Agency, Asset, Measure, Officer, Order
from zhixing.casework.control.order_facts import Line
from zhixing.casework.control.told import ControlTold
from zhixing.casework.documents.models import Document
from zhixing.foundation.history import context
from zhixing.foundation.history.context import Job
from zhixing.foundation.people.queries import User
from zhixing.law.holders import holder_key

_serial = count(1)
BANK_JOB = Job("收控制反馈")


def account(desk: ControlDesk, case: Case, fen: int = 100_000_00, *, available: int | None = None, **values: Any) -> Asset:
    """被执行人名下的一个存款账户。"""
    party, number = desk.debtor(case), f"62220000{next(_serial):08d}"
    fields: dict[str, Any] = {
        "kind": "deposit", "key": number, "what": f"北疆银行 尾号{number[-4:]}", "value_fen": fen, "holder": party.name,
        "available_fen": fen if available is None else available, "holder_key": holder_key(party.paper, party.paper_number), **values,
    }
    return Asset.objects.create(court=desk.court, **fields)


def house(desk: ControlDesk, case: Case, fen: int | None = 300_000_00, **values: Any) -> Asset:
    """被执行人名下的一处不动产。"""
    number = f"150221{next(_serial):012d}F00010001"
    values = {"kind": "real_estate", "key": number, "what": f"山水家园{next(_serial)}号楼", "value_fen": fen, "available_fen": None, **values}
    return account(desk, case, fen or 0, **values)


def freeze(desk: ControlDesk, case: Case, asset: Asset, fen: int | None = None, **values: Any) -> Line:
    """冻结这个账户的一行。"""
    fields: dict[str, Any] = {
        "kind": "freeze", "party": desk.debtor(case).pk, "subject": asset.what, "property": "deposit", "asset": asset.pk,
        "agency": desk.agencies[BANK].pk, "account": asset.key, "amount_fen": fen, "until": date(2027, 11, 2), **values,
    }
    return Line(**fields)


def on_measure(desk: ControlDesk, case: Case, kind: str, measure: Measure, **values: Any) -> Line:
    """针对一项措施的一行。"""
    fields: dict[str, Any] = {
        "kind": kind, "party": desk.debtor(case).pk, "subject": measure.subject, "property": measure.property, "asset": measure.asset_id,
        "agency": desk.agencies[BANK].pk, "account": measure.asset.key if measure.asset else "", "measure": measure.pk, **values,
    }
    return Line(**fields)


def drafted(desk: ControlDesk, case: Case, *lines: Line, token: str = "", on: date = TODAY) -> list[Order]:
    """拟几道，没有附文书。"""
    return orders.draft(case=case, actor=desk.judge, on=on, revision=None, lines=lines, token=token or f"t{next(_serial)}")


def sealed_paper(desk: ControlDesk, case: Case, kind: str = "freeze_ruling", number: str = "") -> Document:
    """一份已用印的文书（直接建行，不印）。"""
    return Document.objects.create(
        case=case, court=desk.court, kind=kind, title=kind, state=Document.State.SEALED, drafted_by=desk.judge, drafted_name=desk.judge.name,
        drafted_on=TODAY, dated=TODAY, number=number or f"（2026）内0221执{next(_serial)}号之一", signed_name=desk.judge.name,
    )


def sender(desk: ControlDesk) -> User:
    """指挥中心的人，也是登记过的经办人。"""
    if not Officer.objects.filter(user=desk.centre).exists():
        officer(desk.centre, *desk.agencies.values())
    return desk.centre


def ready(desk: ControlDesk, case: Case, *lines: Line, on: date = TODAY) -> list[Order]:
    """拟好、文书都用了印的。"""
    made = drafted(desk, case, *lines, on=on)
    orders.attach(orders=made, ruling=sealed_paper(desk, case), notice=sealed_paper(desk, case, "deposit_freeze"))
    return made


def sent(desk: ControlDesk, case: Case, *lines: Line, agency: Agency | None = None, on: date = TODAY) -> list[Order]:
    """发出并被取走的。"""
    made = ready(desk, case, *lines, on=on)
    for one in made:
        sending.send(order=one, actor=sender(desk), on=on, revision=None)
    sending.take(agency or desk.agencies[BANK], 100, context.current().now)
    return [Order.objects.get(pk=one.pk) for one in made]


def told(ok: bool | None = True, **values: Any) -> ControlTold:
    """对方说的。"""
    return ControlTold(ok=ok, **values)


def fed(order: Order, *, on: date = TODAY, ok: bool | None = True, **values: Any) -> str:
    """收这道令的反馈。"""
    return results.controlled(number=order.number, told=[told(ok, account=order.account, **values)], on=on, actor=BANK_JOB)


def frozen(desk: ControlDesk, case: Case, asset: Asset, fen: int, actual: int | None = None, on: date = TODAY, **values: Any) -> Measure:
    """冻结到底：拟、发、取、反馈。"""
    [order] = sent(desk, case, freeze(desk, case, asset, fen, **values), on=on)
    assert fed(order, on=on, actual_fen=fen if actual is None else actual, since=on) == "taken"
    return Measure.objects.get(case=case, order=order)
