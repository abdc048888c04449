"""最后一章：各张清单上眼下没有办完的几件。

终本案件查到了财产还没有提请恢复；录入终本库的登记撤回了，等着再录；结案了还没有解除的限制消费；有分期、有逾期的和解。
全走命令，时间是截止那天下班前；也可以在装回来的旧快照上接着演。收结的件数、首执的天数、款项的数都不变：
结案重新办过的只取执恢，它的天数不在要求的数里。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from random import Random
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet

from zhixing.casework.cases.queries import Case
from zhixing.casework.closing import commands as closing
from zhixing.casework.closing.queries import pool
from zhixing.casework.funds.queries import Debt, Payment
from zhixing.casework.sanctions.queries import Restriction
from zhixing.casework.settlement.queries import Agreement, Instalment
from zhixing.demo.stage import Clock
from zhixing.demo.stories.debts import JUDGES
from zhixing.demo.stories.desk import Desk, Evening, moments
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import Court, calendar_of
from zhixing.law.states import State

FINDS: Final = (
    ("movable", "车辆登记机关补来反馈，名下小型轿车一辆，没有抵押"), ("deposit", "农村商业银行补来反馈，账户一个，余额一万八千余元"),
    ("other_right", "市场监管部门补来反馈，持有商贸公司百分之三十的股权"), ("deposit", "公积金中心补来反馈，账户余额四万余元"),
    ("real_estate", "不动产登记机构补来反馈，住宅一套，没有抵押、查封"),
)
"""半年查询时没有反馈的单位，后来查到的。"""

ENTER: Final = 3
ENTER_DAYS: Final = 7
LIFT: Final = 4
LIFT_DAYS: Final = 3
SETTLES: Final = timedelta(days=10)
"""立案以后至少多久才谈得成。"""

CLAUSES: Final = (
    ("faguan3", 75, (-45, -12, 35), 1), ("tuanzhang2", 48, (-4, 40, 70), 0), ("faguan3", 40, (-10, 3, 50), 1),
    ("tuanzhang1", 30, (12, 42), 0), ("faguan1", 33, (-3, 27, 57), 1), ("faguan2", 15, (46, 76), 0),
)
"""和解：谁的案件；多少天以前达成；各期在截止日以后多少天；付了几期。两份有逾期的，三份三十天内到期。"""

EARLY: Final = "平台上还没有撤下来，登记早了，撤下来再登记"
WRONG: Final = "结案通知书写错当事人名称，已经收回，改正后重新报结"
UNSERVED: Final = "终本裁定书还没有送达申请执行人，录入早了，送达后再录"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Evening(Evening):
    """截止那天下班前，连同工作日历。"""

    clock: Clock


def told() -> bool:
    """这一章演过了。"""
    return Instalment.objects.exists()


@transaction.atomic
def tell(court: Court, as_of: date) -> int:
    """在 ``court`` 演到 ``as_of`` 为止；返回动了几件。演过的不再演。须在入口给的此刻里。"""
    if told():
        return 0
    evening = _Evening(court=court, as_of=as_of, moment=moments(context.current().now), clock=Clock(calendar_of(court.pk), Random(0)))  # noqa: S311  掷不着
    return sum(part(evening) for part in (_found, _unentered, _unlifted, _settled))


# ---- 终本库 ----


def _found(evening: _Evening) -> int:
    """查询查到了财产，还没有提请恢复执行；近几天反馈来的。还没有查过的，同时登记查询。"""
    entered = evening.as_of - timedelta(days=ENTER_DAYS)
    rows = _pool(evening).filter(entered_on__isnull=False, closed_on__lt=entered, found_on__isnull=True, unpaid_fen__gt=0)
    queried, centre = rows.filter(last_query__isnull=False), evening.person("zhihui1")
    chosen = _spread(list(queried[:400]) or list(rows[:400]), len(FINDS))
    for days, (row, (what, text)) in enumerate(zip(chosen, FINDS, strict=False)):
        query = [] if row.last_query else [("query", {"channel": "network", "scope": "full"})]
        on = evening.clock.back(evening.as_of, days)
        evening.desk(row.case).register(*query, ("feedback", {"found": [what], "text": text}), by=centre, on=on)
    return len(chosen)


def _unentered(evening: _Evening) -> int:
    """终本了还没有录入终本库，七日还没有满：录早了，撤回的。"""
    since = evening.as_of - timedelta(days=ENTER_DAYS)
    rows, director = list(_pool(evening).filter(entered_on__isnull=False, closed_on__gte=since)[:ENTER]), evening.person("juzhang")
    for row in rows:
        evening.desk(row.case).withdraw("closing.PoolEntered", "", director, UNSERVED)
    return len(rows)


def _pool(evening: _Evening) -> QuerySet[Any]:
    """在库的，近的在前。"""
    return pool(evening.person("zhihui1"), evening.as_of).filter(left_on__isnull=True)


def _spread(rows: Sequence[Any], count: int) -> Sequence[Any]:
    """从头到尾匀着取 ``count`` 件。"""
    return rows[:: max(1, len(rows) // count)][:count]


# ---- 应当解除的限制消费 ----


def _unlifted(evening: _Evening) -> int:
    """结了的执恢，限制消费还没有解除：一件只撤回解除的登记（已超期），其余重新报了结，其中一件今天是最后一天。"""
    for n, row in enumerate(rows := list(_lifted(evening))):
        desk = evening.desk(row.case)
        desk.withdraw("sanctions.ConsumptionLifted", row.person, evening.person("juzhang"), EARLY)
        if n:
            _closed_again(desk, evening.clock.back(evening.as_of, LIFT_DAYS if n == 1 else 0))
    return len(rows)


def _lifted(evening: _Evening) -> Iterator[Restriction]:
    """近来结的执恢，结案以后解除了的限制消费，一件一名。"""
    rows = Restriction.objects.filter(
        court=evening.court, what=Restriction.What.CONSUMPTION, ordered_on__isnull=False, ended_on__isnull=False, moved_to="",
        case__kind="执恢", case__archived_on__isnull=True,
    )
    once = {row.case_id: row for row in rows.select_related("case__handler", "case__court").order_by("case__closed_on", "pk")}
    return islice(reversed(once.values()), LIFT)


def _closed_again(desk: Desk, on: date) -> None:
    """撤销报结，照原来的方式重新报结，``on`` 这天批准。"""
    mode, ground = desk.case.closing_mode, desk.case.closing_ground
    desk.agreed(desk.act(closing.withdraw, on=on, reason=WRONG), on)
    desk.agreed(desk.act(closing.propose, on=on, mode=mode, ground=ground), on)


# ---- 和解分期 ----


def _settled(evening: _Evening) -> int:
    """各法官在办的，分期付的和解。"""
    taken: list[int] = []
    for judge, ago, days, paid in CLAUSES:
        agreed_on = evening.clock.calendar.previous_working_day(evening.as_of - timedelta(days=ago))
        rows = _open(evening.court, agreed_on - SETTLES).exclude(pk__in=taken)
        if case := rows.filter(handler__username=judge).first() or rows.first():
            taken.append(case.pk)
            _agreed(evening.desk(case), agreed_on, [evening.as_of + timedelta(days=n) for n in days], paid)
    return len(taken)


def _agreed(desk: Desk, on: date, dues: Sequence[date], paid: int) -> None:
    """``on`` 这天达成，分 ``dues`` 各期付，前 ``paid`` 期付了。"""
    parts = list(_parts(desk.case.claim_fen or 0, dues))
    text = f"分{len(parts)}期付清，按期付的，申请执行人同意不处置被执行人的房屋"
    desk.register(("settle", {"until": dues[-1], "instalments": _told(parts), "text": text}), on=on)
    for number, (due, fen) in enumerate(parts[:paid], start=1):
        desk.register(("instalment_paid", {"number": number, "amount_fen": fen}), on=due)


def _open(court: Court, before: date) -> QuerySet[Case]:
    """五名法官在办的，``before`` 以前立案、找得到人、还没有到位、没有和解过的；近的在前。"""
    rows = Case.objects.filter(
        court=court, kind="执", state=State.ENFORCING, claim_fen__gt=0, accepted_on__lt=before, handler__username__in=JUDGES
    )
    for one in (Agreement, Debt, Payment):
        rows = rows.exclude(pk__in=one.objects.values("case"))
    rows = rows.exclude(parties__whereabouts_unknown=True)
    return rows.select_related("handler", "court").order_by("-accepted_on", "-pk")


def _parts(fen: int, dues: Sequence[date]) -> Iterator[tuple[date, int]]:
    """平均分，零头在最后一期。"""
    each = fen // len(dues) // 10_000 * 10_000 or fen // len(dues)
    for due in dues[:-1]:
        yield due, each
    yield dues[-1], fen - each * (len(dues) - 1)


def _told(parts: Sequence[tuple[date, int]]) -> list[dict[str, Any]]:
    return [{"due": due.isoformat(), "amount_fen": fen} for due, fen in parts]
