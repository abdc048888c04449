"""登记簿：随事件记的薄账。

自己的事件来了（或者被更正、撤回），就从仍然有效的登记把这些案件的各行重新得出来，只写变了的；
所以登记簿总能从事件链重新得出，补登、更正、承接、导入都不必另写办法。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final, TypeVar

from django.db.models import Model, QuerySet

from zhixing.casework.cases.facts import standing
from zhixing.casework.cases.queries import Case
from zhixing.foundation.history.commands import Recorded
from zhixing.foundation.history.queries import WITHDRAWN, Entry, chains_with
from zhixing.law.timeline import Fact

CASE: Final = "case:"
REVERSED: Final = "cases.TakeoverReversed"
BATCH: Final = 1000

Facts = Mapping[int, Sequence[Fact]]
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, eq=False)
class Book:
    """一本登记簿的后续：``types`` 是它看的事件，``write`` 照这些登记写下各案的行，``only`` 留下与它有关的案件。

    一批事件只做一次；许多案件一起来时（``many``）合在一起查、一起写。
    """

    types: frozenset[str]
    write: Callable[[Sequence[Case], Facts], None]
    only: Callable[[QuerySet[Case]], QuerySet[Case]] = QuerySet.all
    once: ClassVar[bool] = True
    __name__: ClassVar[str] = "book"

    def __call__(self, recorded: Recorded) -> None:
        self.many([recorded])

    def many(self, done: Iterable[Recorded]) -> None:
        """这些环所在的各案，各重新得出一次。须在事务里，链已锁住。"""
        streams = {one.entry.stream for one in done if one.entry.stream.startswith(CASE)}
        rows = Case.objects.filter(pk__in=[int(name.removeprefix(CASE)) for name in streams]).order_by("pk")
        if cases := list(self.only(rows)):
            self.write(cases, standing_of(cases, self.types))


def standing_of(cases: Iterable[Case], types: Iterable[str]) -> dict[int, list[Fact]]:
    """这些案件里这几种仍然有效的登记，按发生日先后；只查一次。接管已撤回的案件什么也没有。"""
    keys = {case.stream: case.pk for case in cases}
    grouped: dict[int, list[Entry]] = defaultdict(list)
    for row in chains_with(keys, [*types, WITHDRAWN, REVERSED]):
        grouped[keys[row.stream]].append(row)
    return {pk: _effective(rows) for pk, rows in grouped.items()}


def _effective(rows: Iterable[Entry]) -> list[Fact]:
    facts = sorted(standing(rows), key=lambda fact: (fact.on, fact.identity))
    return [] if any(fact.type == REVERSED for fact in facts) else facts


def write(wanted: Sequence[Row], held: QuerySet[Row], key: Sequence[str], settled: Sequence[str] = ()) -> list[Row]:
    """让库里的行与 ``wanted`` 一致：没有的加上，变了的改过来；返回多出来的，由调用者去掉（:func:`drop`）。

    ``key`` 是认行的栏目；``settled`` 是只在加上时写、以后不再改的栏目。``wanted`` 各行写上主键。
    """
    before = {_key(row, key): row for row in held}
    columns = _columns(held.model, {*key, *settled})
    new: list[Row] = []
    changed: list[Row] = []
    for row in wanted:
        old = before.pop(_key(row, key), None)
        if old is None:
            new.append(row)
            continue
        row.pk = old.pk
        if any(getattr(row, name) != getattr(old, name) for name in columns):
            changed.append(row)
    table = held.model._default_manager
    table.bulk_create(new, batch_size=BATCH)
    if changed:
        table.bulk_create(changed, update_conflicts=True, unique_fields=key, update_fields=columns, batch_size=BATCH)
    return list(before.values())


def drop(rows: Sequence[Model]) -> None:
    """去掉已经没有登记支持的行。"""
    if rows:
        type(rows[0])._default_manager.filter(pk__in=[row.pk for row in rows]).delete()


def _key(row: Model, names: Iterable[str]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in names)


def _columns(model: type[Model], without: set[str]) -> list[str]:
    own = (field for field in model._meta.concrete_fields if not field.primary_key)
    return [field.attname for field in own if not {field.name, field.attname} & without]
