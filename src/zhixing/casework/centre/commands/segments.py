"""环节：随事件走。自己的事件来了（或者被更正、撤回），从链上重新走一遍，停留的各行照着改，只写变了的。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, OuterRef

from zhixing.casework.cases.commands.booking import REVERSED
from zhixing.casework.cases.facts import standing
from zhixing.casework.cases.queries import Case
from zhixing.casework.centre.models import Stay
from zhixing.foundation.history.commands import Recorded, many, once
from zhixing.foundation.history.queries import WITHDRAWN, Entry, chains_with
from zhixing.foundation.history.rows import keep_all
from zhixing.foundation.people.queries import Team
from zhixing.law import segments as law
from zhixing.law.states import State

CASE: Final = "case:"
CHUNK: Final = 500
CENTRE: Final = "centre"
COLUMNS: Final = ("team", "user", "taken_at", "left_on", "left_at")
"""同一次停留里会变的栏目；其余的（哪一段、几时到）变了就是另一次。"""


def _walk_many(done: list[Recorded]) -> None:
    """许多件一起走。"""
    ids = sorted({int(one.entry.stream.removeprefix(CASE)) for one in done if one.entry.stream.startswith(CASE)})
    for start in range(0, len(ids), CHUNK):
        walk_cases(list(Case.objects.filter(pk__in=ids[start:start + CHUNK]).order_by("pk")))


@once
@many(_walk_many)
def walk(recorded: Recorded) -> None:
    """案件链上有了环节看的事件：重新走这一件。同一事务；一批事件只走一次。"""
    _walk_many([recorded])


def walk_cases(cases: Sequence[Case]) -> None:
    """重新走这些案件，停留的各行与链一致。查库、写库的次数与件数无关；须在事务里，链已锁住。"""
    rows: dict[str, list[Entry]] = defaultdict(list)
    for row in chains_with((case.stream for case in cases), [*law.events(), WITHDRAWN, REVERSED]):
        rows[row.stream].append(row)
    hubs = _hubs({case.court_id for case in cases})
    wanted = {case.pk: _stays(case, rows[case.stream], hubs) for case in cases}
    held: dict[int, list[Stay]] = defaultdict(list)
    for stay in Stay.objects.filter(case__in=wanted).order_by("case_id", "id"):
        held[stay.case_id].append(stay)
    _save(wanted, held)


def _hubs(courts: Iterable[int]) -> dict[int, int]:
    """各院的指挥中心团队；不止一个的取先设的，没有设的不在里面。"""
    rows = Team.objects.filter(court__in=list(courts), kind=Team.Kind.CENTRE, active=True).order_by("-id")
    return dict(rows.values_list("court_id", "id"))


def _stays(case: Case, rows: Sequence[Entry], hubs: Mapping[int, int]) -> list[Stay]:
    """从链上得出这一件的各次停留，未存。记下的时刻倒着的（补登的），不早于到的时刻。"""
    at = {row.seq: row.recorded_at for row in rows}
    return [_stay(case, visit, at, hubs) for visit in law.walk(case.kind, standing(rows))]


def _stay(case: Case, visit: law.Visit, at: Mapping[int, datetime], hubs: Mapping[int, int]) -> Stay:
    came = at[visit.came.identity]
    left, taken = (max(at[one.identity], came) if one else None for one in (visit.left, visit.taken))
    team = visit.team or (hubs.get(case.court_id) if visit.role == CENTRE and visit.user is None else None)
    return Stay(
        case=case, court_id=case.court_id, segment=visit.segment, side=visit.side, team_id=team, user_id=visit.user, came_on=visit.came.on,
        came_at=came, taken_at=taken, left_on=visit.left.on if visit.left else None, left_at=left,
    )


def _save(wanted: Mapping[int, Sequence[Stay]], held: Mapping[int, Sequence[Stay]]) -> None:
    """先去掉不再有的，再写离开了的，再写还在的，最后加上新的：主线上任何时候都不会有两段同时开着。"""
    gone: list[int] = []
    changed: list[Stay] = []
    new: list[Stay] = []
    for pk, rows in wanted.items():
        old = held.get(pk, ())
        same = next((n for n, (a, b) in enumerate(zip(rows, old, strict=False)) if not _same(a, b)), min(len(rows), len(old)))
        gone += [stay.pk for stay in old[same:]]
        new += rows[same:]
        changed += [_onto(a, b) for a, b in zip(rows[:same], old[:same], strict=True) if _values(a) != _values(b)]
    if gone:
        Stay.objects.filter(pk__in=gone).delete()
    keep_all([stay for stay in changed if stay.left_at], COLUMNS)
    keep_all([stay for stay in changed if not stay.left_at], COLUMNS)
    Stay.objects.bulk_create(new, batch_size=1000)


def _same(a: Stay, b: Stay) -> bool:
    """同一次停留。"""
    return (a.segment, a.side, a.came_on, a.came_at) == (b.segment, b.side, b.came_on, b.came_at)


def _values(stay: Stay) -> tuple[Any, ...]:
    return stay.team_id, stay.user_id, stay.taken_at, stay.left_on, stay.left_at


def _onto(a: Stay, b: Stay) -> Stay:
    """``b`` 这一行改成 ``a`` 的样子。"""
    b.team_id, b.user_id, b.taken_at, b.left_on, b.left_at = _values(a)
    return b


def backfill(after: int = 0, size: int = CHUNK) -> int:
    """给还没有停留记录的案件补上（升级以后）：编号在 ``after`` 之后的一批，一批一个事务，可以重复做。返回这一批的末一个编号，没有了为 0。"""
    known = Exists(Stay.objects.filter(case=OuterRef("pk")))
    missing = Case.objects.filter(~known, pk__gt=after).exclude(state__in=(State.REVERSED, State.DECLINED, State.ARCHIVED))
    with transaction.atomic():
        cases = list(missing.select_for_update(of=("self",), skip_locked=True).order_by("pk")[:size])
        walk_cases(cases)
    return cases[-1].pk if cases else 0
