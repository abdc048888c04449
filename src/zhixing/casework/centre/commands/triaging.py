"""分流：案件上有了新的情况就重新分一遍，只写变了的；人工改轨道；每天把到期的再分一遍。"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar, Final

from django.db import transaction

from zhixing.casework.cases.commands import begin, finish, possible
from zhixing.casework.cases.queries import Case
from zhixing.casework.centre.deciding import decided
from zhixing.casework.centre.events import TrackChosen, Triaged
from zhixing.casework.centre.models import Placement
from zhixing.casework.centre.queries_tracks import due, open_cases, placements, rules_of
from zhixing.foundation.history import commands as history
from zhixing.foundation.history import context
from zhixing.foundation.history.commands import Batch, Item, Recorded
from zhixing.foundation.history.context import Actor, Job
from zhixing.foundation.history.queries import hold_many
from zhixing.foundation.history.rows import Rows
from zhixing.foundation.people.queries import Court, User
from zhixing.law import entries
from zhixing.law.articles import cite
from zhixing.law.finding import Finding, refuse
from zhixing.law.states import ENDED, UNFILED, Act
from zhixing.law.triage import Placed
from zhixing.law.triage_facts import TRACKS, tracks_of
from zhixing.law.triage_values import Rules

ARTICLE: Final = cite("COURT 繁简分流")
CASE: Final = "case:"
CHUNK: Final = 500
WHY: Final = 300
REVIEW: Final = "review"
_COLUMNS: Final = (
    "track", "rule", "rule_name", "rule_track", "rules", "team_kind", "days", "goal", "priority", "ending", "since", "moves", "manual", "why",
)
_OVER: Final = [str(state) for state in ENDED | UNFILED]
_GOING: Final = Rows(Case, "id = any(%s::bigint[]) and state <> all(%s::text[]) order by id")
_SAME: Final = ("track", "rule", "team_kind", "ending")
"""这几栏变了才记一环；人工改的轨道不动，也不记。"""


# ---- 随事件分 ----


def _all(cases: Sequence[Case]) -> Sequence[Case]:
    return cases


def _fresh(cases: Sequence[Case]) -> Sequence[Case]:
    held = placements(case.pk for case in cases)
    return [case for case in cases if case.pk not in held]


@dataclass(frozen=True, eq=False)
class Sorting:
    """分流的后续：一批事件只分一次，许多件一起来时合在一起；排在各登记簿之后。``only`` 留下要分的。"""

    only: Callable[[Sequence[Case]], Sequence[Case]] = _all
    once: ClassVar[bool] = True
    late: ClassVar[bool] = True
    __name__: ClassVar[str] = "sort"

    def __call__(self, recorded: Recorded) -> None:
        self.many([recorded])

    def many(self, done: Iterable[Recorded]) -> None:
        """这些环所在的各案，没有了结的各重新分一遍。须在事务里，链已锁住。"""
        rows = list(done)
        causes = {int(one.entry.stream.removeprefix(CASE)): one.event.name for one in rows if one.entry.stream.startswith(CASE)}
        if cases := self.only(_GOING.all(list(causes), _OVER)) if causes else ():
            place(cases, context.current().today, rows[-1].actor, causes)


sort: Final = Sorting()
"""后续：案件上有了分流要看的新情况。"""
first_sort: Final = Sorting(_fresh)
"""后续：还没有轨道的给一条（移送、分案不改变分流要看的事实）。"""


def place(cases: Sequence[Case], on: date, actor: Actor, causes: dict[int, str] | None = None) -> int:
    """各案重新分一遍，写下变了的，返回轨道、规则、团队、可能终本变了的件数。须在事务里，链已锁住。"""
    if not cases:
        return 0
    held, rules = placements(case.pk for case in cases), {court: rules_of(court, on) for court in sorted({case.court_id for case in cases})}
    found = decided(cases, on, rules)
    rows = [_row(case, held.get(case.pk), found[case.pk].value, rules[case.court_id].version, on) for case in cases]
    _write([row for row in rows if _differs(row, held.get(row.case_id), _COLUMNS)])
    batches = [
        Batch(stream=case.stream, court_id=case.court_id, items=[_item(row, held.get(case.pk), found[case.pk], (causes or {}).get(case.pk, ""), on)])
        for case, row in zip(cases, rows, strict=True)
        if not row.manual and _differs(row, held.get(case.pk), _SAME)
    ]
    _record(batches, actor)
    return len(batches)


def _record(batches: Sequence[Batch], actor: Actor) -> None:
    if len(batches) == 1:
        history.record_all(batches[0].items, stream=batches[0].stream, court_id=batches[0].court_id, actor=actor)
    elif batches:
        history.record_many(batches, actor=actor)


def _row(case: Case, before: Placement | None, placed: Placed, version: int, on: date) -> Placement:
    """该有的一行。人工改的，轨道、团队、天数照人工的，规则算出的另记。"""
    row = Placement(
        case_id=case.pk, court_id=case.court_id, track=placed.track, rule=placed.rule, rule_name=placed.name, rule_track=placed.track, rules=version,
        team_kind=placed.team, days=placed.days, goal=placed.goal, priority=placed.priority, ending=placed.ending, since=on, first_track=placed.track,
    )
    if before is None:
        return row
    row.first_track = before.first_track
    if before.manual:
        for name in ("track", "team_kind", "days", "goal", "manual", "why"):
            setattr(row, name, getattr(before, name))
    moved = row.track != before.track
    row.since, row.moves = (on, before.moves + 1) if moved else (before.since, before.moves)
    return row


def _differs(row: Placement, before: Placement | None, names: Iterable[str]) -> bool:
    return before is None or any(getattr(row, name) != getattr(before, name) for name in names)


def _write(rows: Sequence[Placement]) -> None:
    if rows:
        Placement.objects.bulk_create(rows, update_conflicts=True, unique_fields=["case"], update_fields=_COLUMNS, batch_size=CHUNK)


def _item(row: Placement, before: Placement | None, found: Finding[Placed], cause: str, on: date) -> Item:
    event = Triaged(
        track=row.track, rule=row.rule, rule_name=row.rule_name, before=before.track if before else "", rules=row.rules, goal=row.goal,
        ending=row.ending, cause=cause,
    )
    return Item(event=event, happened=on, finding=found)


# ---- 每天再分一遍 ----


def sort_due(court: Court | int, on: date, *, everything: bool = False, actor: Actor | None = None) -> int:
    """把该重新分的再分一遍（没有轨道的、快执过了目标日的、规则换了版的；``everything`` 是全部没有了结的），返回变了的件数。

    ``CHUNK`` 件一个事务，可以重复做，中断了下次接着做。
    """
    court_id = court if isinstance(court, int) else court.pk
    rows = open_cases(court_id).order_by("pk") if everything else due(court_id, on, rules_of(court_id, on).version)
    done, last = 0, 0
    while ids := list(rows.filter(pk__gt=last).values_list("pk", flat=True)[:CHUNK]):
        last = ids[-1]
        with transaction.atomic():
            hold_many(f"{CASE}{pk}" for pk in ids)
            cases = list(Case.objects.filter(pk__in=ids).exclude(state__in=ENDED | UNFILED).order_by("pk"))
            done += place(cases, on, actor or Job("每日分流"))
    return done


# ---- 人工改 ----


@transaction.atomic
def choose_track(*, case: Case | int, actor: User, on: date, revision: int | None, track: str, why: str) -> Recorded:
    """人工改轨道，写明理由；以后新的情况照样按规则算，另记着，轨道不变，直到撤销（:func:`end_choice`）。目标天数从立案算起。"""
    held = begin(Act.PLACE, case=case, actor=actor, revision=revision)
    told = entries.text(why, "理由", limit=WHY, required=True).require()
    possible(on, held.accepted_on, "改轨道日")
    entries.one_of(track, TRACKS, "轨道").require()
    _fits(held, track)
    before = _placed(held, on, actor)
    if before.track == track:
        _no("same", f"已经在{TRACKS[track]}。", "选另一条轨道，或者不改。").require()
    after = _chosen(before, track, told, rules_of(held.court_id, on), held, on)
    _write([after])
    return finish(TrackChosen(track=track, before=before.track, why=told), case=held, actor=actor, on=on)


@transaction.atomic
def end_choice(*, case: Case | int, actor: User, on: date, revision: int | None, why: str = "") -> Recorded:
    """撤销人工改的，恢复按规则分流。"""
    held = begin(Act.PLACE, case=case, actor=actor, revision=revision)
    before = _placed(held, on, actor)
    if not before.manual:
        _no("not_chosen", "没有人工改过轨道。", "不必撤销。").require()
    told = entries.text(why, "理由", limit=WHY).require()
    rules = rules_of(held.court_id, on)
    found = decided([held], on, {held.court_id: rules})[held.pk]
    before.manual = False
    _write([_row(held, before, found.value, rules.version, on)])
    event = TrackChosen(track=found.value.track, before=before.track, why=told, ended=True)
    return finish(event, case=held, actor=actor, on=on, finding=found)


def _fits(case: Case, track: str) -> None:
    """审查案件只走执行审查，执行案件不走（裁执分离），保全、终本恢复各有自己的一类：人工也不能改乱。"""
    able = tracks_of(case.kind)
    if track not in able:
        why = "：裁执分离" if REVIEW in (track, *able) else ""
        _no("apart", f"{case.kind}字案件不能改到{TRACKS[track]}{why}。", f"可以走{'、'.join(TRACKS[one] for one in able)}。").require()


def _placed(case: Case, on: date, actor: Actor) -> Placement:
    """这一件现在的一行；还没有的先照规则分。"""
    if case.pk not in placements([case.pk]):
        place([case], on, actor)
    return placements([case.pk])[case.pk]


def _chosen(before: Placement, track: str, why: str, rules: Rules, case: Case, on: date) -> Placement:
    """改到 ``track`` 以后的一行：团队、天数照规则里第一条走这条轨道的，没有的空着。"""
    home = next((rule for rule in rules.rules if rule.track == track), None)
    days = home.days if home else None
    before_values = {name: getattr(before, name) for name in ("rule", "rule_name", "rule_track", "rules", "priority", "ending", "first_track")}
    goal = case.accepted_on + timedelta(days=days) if case.accepted_on and days is not None else None
    return Placement(
        case_id=case.pk, court_id=case.court_id, track=track, team_kind=home.team if home else "", days=days, goal=goal, since=on,
        moves=before.moves + 1, manual=True, why=why, **before_values,
    )


def _no(code: str, text: str, remedy: str) -> Finding[None]:
    return refuse(f"track.{code}", text, ARTICLE, remedy=remedy, subject="track")
