"""记一笔：接到链上，并在同一事务里做完后续。"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.module_loading import import_string

from zhixing import __version__
from zhixing.foundation.history import chain
from zhixing.foundation.history.context import Actor, Signature, current
from zhixing.foundation.history.events import Event
from zhixing.foundation.history.models import DailyRoot, Entry, ReadLog, SealedHead, Source, Stream
from zhixing.foundation.history.rows import Rows, add, asked
from zhixing.law.finding import Finding


@dataclass(frozen=True, slots=True)
class Recorded:
    """刚记下的一环，交给后续：事件本身、它所在的行、署名的人。"""

    entry: Entry
    event: Event
    actor: Actor


FollowUp = Callable[[Recorded], None]
FollowUpMany = Callable[[list[Recorded]], None]
CHUNK = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """要记的一笔。``happened`` 是法律上的日子；按小时计的另给 ``at``。"""

    event: Event
    happened: date
    at: datetime | None = None
    finding: Finding[Any] | None = None
    source: Source = Source.OWN
    reason: str = ""
    corrects: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """一条链上要连着记的几笔。"""

    stream: str
    court_id: int
    items: Sequence[Item]


def record(  # noqa: PLR0913
    event: Event, *, stream: str, court_id: int, actor: Actor, happened: date, at: datetime | None = None,
    finding: Finding[Any] | None = None, source: Source = Source.OWN, reason: str = "", corrects: int | None = None,
    behalf: Signature | None = None,
) -> Recorded:
    """记一个事件并做后续。必须在事务里；没有入口环境则抛出 ``NoContext``。"""
    item = Item(event=event, happened=happened, at=at, finding=finding, source=source, reason=reason, corrects=corrects)
    return record_all([item], stream=stream, court_id=court_id, actor=actor, behalf=behalf)[-1]


def record_all(
    items: Iterable[Item], *, stream: str, court_id: int, actor: Actor, behalf: Signature | None = None
) -> list[Recorded]:
    """同一条链上连记几笔，然后依次做后续；标了 ``once`` 的后续每批只做一次（用最后一笔）。"""
    _within()
    line = _lock(stream, court_id)
    who = actor.signature()
    done = [Recorded(entry=_append(line, item, who, behalf), event=item.event, actor=actor) for item in items]
    add([recorded.entry for recorded in done])
    asked(_KEEP, line.seq, line.head, stream)
    _follow_up(done)
    return done


def record_many(batches: Sequence[Batch], *, actor: Actor, fresh: bool = False) -> list[list[Recorded]]:
    """许多条链一起记：查库、写库的次数与链数无关。结果与 ``batches`` 一一对应。须在事务里。

    各链按名称的次序锁住，同时来的两批不会互相等死。``fresh``：都是新的链，已经有的抛出 ``IntegrityError``。
    后续：有 ``many`` 的（见 :func:`many`）交给它一次，标了 ``once`` 的只交每条链的最后一笔；其余逐笔做。
    """
    _within()
    held = _fresh(batches) if fresh else _lock_many(batches)
    who = actor.signature()
    done = [
        [Recorded(entry=_append(held[one.stream], item, who, None), event=item.event, actor=actor) for item in one.items]
        for one in batches
    ]
    _keep(held.values(), fresh)
    every = [recorded for rows in done for recorded in rows]
    for start in range(0, len(every), CHUNK):
        add([recorded.entry for recorded in every[start:start + CHUNK]])
    _follow_up_many(every)
    return done


def log_read(*, actor: Actor, court_id: int, what: str, stream: str = "", detail: str = "") -> None:
    """记一次敏感信息的查阅（完整身份号码、联系方式、导出）：谁、何时、看了什么。"""
    who, here = actor.signature(), current()
    ReadLog.objects.create(
        court_id=court_id, actor_id=who.id or 0, actor_name=who.name, what=what[:60], stream=stream,
        detail=detail[:300], at=here.now, address=here.address,
    )


def seal(court_id: int, day: date) -> DailyRoot:
    """封一家法院一天的日根：上次封存以来有变化的各链末端，连同前一日根一起求哈希。

    可以重复做（已封的原样返回），可以同时做（一个等另一个）；不能倒着封，更早的日子抛出 ``ValueError``。
    """
    with transaction.atomic():
        _alone(court_id)
        last = DailyRoot.objects.filter(court_id=court_id).order_by("-day").first()
        if last and last.day >= day:
            return _sealed(court_id, day)
        heads = list(_unsealed(court_id))
        total = Stream.objects.filter(court_id=court_id).count()
        previous = last.root if last else ""
        root = DailyRoot.objects.create(
            court_id=court_id, day=day, streams=len(heads), total=total, previous=previous,
            root=chain.root(previous, day, heads, total), sealed_at=current().now,
        )
        rows = [SealedHead(root=root, stream=name, seq=seq, hash=head) for name, seq, head in heads]
        SealedHead.objects.bulk_create(rows, batch_size=5000)
    return root


def once(follow_up: FollowUp) -> FollowUp:
    """标记：一批事件里这个后续只做一次。"""
    follow_up.once = True  # type: ignore[attr-defined]
    return follow_up


def many(act: FollowUpMany) -> Callable[[FollowUp], FollowUp]:
    """标记：许多条链一起记时，这个后续由 ``act`` 一次办完，结果须与逐笔办相同。"""

    def mark(follow_up: FollowUp) -> FollowUp:
        follow_up.many = act  # type: ignore[attr-defined]
        return follow_up

    return mark


@cache
def reactions() -> Mapping[type[Event], list[FollowUp]]:
    """什么跟着什么：``config/reactions.py`` 的那一张表。"""
    table: Mapping[type[Event], list[FollowUp]] = import_string(settings.ZHIXING_REACTIONS)
    return table


@cache
def event_types() -> Mapping[str, type[Event]]:
    """全部已知事件，按名称。"""
    return {kind.name: kind for kind in reactions()}


def _within() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("记事件必须在事务里")


_LOCK: Final = Rows(Stream, "name = %s for update")
_BEGIN: Final = "insert into history_stream (name, court_id, seq, head) values (%s, %s, 0, '') on conflict do nothing"
_KEEP: Final = "update history_stream set seq = %s, head = %s where name = %s"


def _lock(stream: str, court_id: int) -> Stream:
    """锁住链的末端；第一笔时先登记这条链。"""
    held = _LOCK.first(stream)
    if held is None:
        asked(_BEGIN, stream, court_id)
        held = _LOCK.all(stream)[0]
    return held


def _courts(batches: Iterable[Batch]) -> dict[str, int]:
    """链名 → 法院，按链名排好。"""
    return dict(sorted((one.stream, one.court_id) for one in batches))


def _fresh(batches: Iterable[Batch]) -> dict[str, Stream]:
    """还没有的各链，未存。"""
    return {name: Stream(name=name, court_id=court) for name, court in _courts(batches).items()}


def _lock_many(batches: Iterable[Batch]) -> dict[str, Stream]:
    """按名称的次序锁住各链；还没有的先登记。"""
    courts = _courts(batches)
    held = _locked(courts)
    new = [Stream(name=name, court_id=court) for name, court in courts.items() if name not in held]
    if not new:
        return held
    Stream.objects.bulk_create(new, ignore_conflicts=True, batch_size=CHUNK)
    return held | _locked(line.name for line in new)


def _locked(names: Iterable[str]) -> dict[str, Stream]:
    rows = Stream.objects.filter(name__in=list(names)).order_by("name").select_for_update()
    return {line.name: line for line in rows}


def _keep(lines: Iterable[Stream], fresh: bool) -> None:
    """存下各链的末端。"""
    if fresh:
        Stream.objects.bulk_create(lines, batch_size=CHUNK)
    else:
        Stream.objects.bulk_create(
            lines, update_conflicts=True, unique_fields=["name"], update_fields=["seq", "head"], batch_size=CHUNK
        )


def _append(line: Stream, item: Item, who: Signature, behalf: Signature | None) -> Entry:
    """接上一环，未存。"""
    here = current()
    line.seq += 1
    entry = Entry(
        stream=line.name, seq=line.seq, court_id=line.court_id, type=item.event.name, subject=item.event.subject,
        happened_on=item.happened, happened_at=item.at, recorded_at=here.now, source=str(item.source), actor_id=who.id,
        actor_name=who.name, actor_post=who.post, behalf_id=behalf.id if behalf else who.behalf_id,
        behalf_name=behalf.name if behalf else who.behalf_name, entrance=here.entrance, simulated=here.simulated,
        payload=item.event.as_data(), finding=item.finding.as_data() if item.finding else {}, reason=item.reason,
        corrects=item.corrects, code_version=__version__, previous=line.head,
    )
    entry.hash = line.head = chain.digest(entry)
    return entry


def _follow_up(done: list[Recorded]) -> None:
    last: dict[FollowUp, Recorded] = {}
    for recorded in done:
        for follow_up in reactions()[type(recorded.event)]:
            if getattr(follow_up, "once", False):
                last[follow_up] = recorded
            else:
                follow_up(recorded)
    for follow_up, recorded in sorted(last.items(), key=_late):
        follow_up(recorded)


def _late(pair: tuple[FollowUp, Any]) -> bool:
    """标了 ``late`` 的排在同一批其他后续之后：它看的是别的后续写好的。"""
    return bool(getattr(pair[0], "late", False))


def _follow_up_many(done: Iterable[Recorded]) -> None:
    """逐笔的先做；一次办的、标了 ``once`` 的放在最后。"""
    each: dict[FollowUp, list[Recorded]] = {}
    last: dict[FollowUp, dict[str, Recorded]] = {}
    for recorded in done:
        for follow_up in reactions()[type(recorded.event)]:
            if getattr(follow_up, "once", False):
                last.setdefault(follow_up, {})[recorded.entry.stream] = recorded
            elif hasattr(follow_up, "many"):
                each.setdefault(follow_up, []).append(recorded)
            else:
                follow_up(recorded)
    for follow_up, rows in [*each.items(), *((one, list(found.values())) for one, found in sorted(last.items(), key=_late))]:
        _all_at_once(follow_up, rows)


def _all_at_once(follow_up: FollowUp, rows: list[Recorded]) -> None:
    act: FollowUpMany | None = getattr(follow_up, "many", None)
    if act:
        act(rows)
        return
    for recorded in rows:
        follow_up(recorded)


def _alone(court_id: int) -> None:
    """一家法院同一时刻只封一次；锁随事务放开。"""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('zhixing.history.seal'), %s)", [court_id % 2**31])


def _sealed(court_id: int, day: date) -> DailyRoot:
    found = DailyRoot.objects.filter(court_id=court_id, day=day).first()
    if found is None:
        raise ValueError(f"{day}之后已经封过日根，不能倒着封。")
    return found


def _unsealed(court_id: int) -> QuerySet[Stream, tuple[str, int, str]]:
    """末端还没封过的各链。"""
    covered = SealedHead.objects.filter(stream=OuterRef("name"), seq__gte=OuterRef("seq"))
    changed = Stream.objects.filter(~Exists(covered), court_id=court_id)
    return changed.order_by("name").values_list("name", "seq", "head")
