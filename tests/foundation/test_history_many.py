"""许多条链一起记：与逐条记的一样，链接得上，后续一个不少，同时记也不等死。"""

from __future__ import annotations

import threading
from contextlib import closing

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from foundation.happening import DAY, TESTER, Happened, happen

from zhixing.foundation.history import chain, commands, context, queries
from zhixing.foundation.history.commands import Batch, Item, Recorded
from zhixing.foundation.history.models import Entry
from zhixing.foundation.history.verify import verify

pytestmark = pytest.mark.usefixtures("here", "table")


def batch(stream: str, *amounts: int) -> Batch:
    """一条链上的几笔。"""
    items = [Item(event=Happened(text="某事", amount=amount), happened=DAY) for amount in amounts]
    return Batch(stream=stream, court_id=1, items=items)


def written(stream: str) -> list[dict[str, object]]:
    """链上的内容，除去链名和由它得出的哈希。"""
    leave = {"stream", "previous"}
    return [{name: getattr(row, name) for name in chain.SEALED if name not in leave} for row in queries.entries(stream)]


@pytest.mark.django_db
@pytest.mark.parametrize("fresh", [True, False])
def test_the_same_as_one_by_one(fresh: bool) -> None:
    for stream in ("case:1", "case:2"):
        happen(stream, 3)
    batches = [batch("case:12", 0, 1, 2), batch("case:11", 0, 1, 2)]
    done = commands.record_many(batches, actor=TESTER, fresh=fresh)
    assert [[r.entry.stream for r in rows] for rows in done] == [["case:12"] * 3, ["case:11"] * 3]
    assert written("case:11") == written("case:12") == written("case:1")
    assert queries.seq("case:11") == 3 and verify().ok


@pytest.mark.django_db
def test_appends_to_old_and_new_chains_alike() -> None:
    happen("case:2", 2)
    commands.record_many([batch("case:3", 1), batch("case:2", 5, 6), batch("case:3", 2)], actor=TESTER)
    assert [row.seq for row in queries.entries("case:2")] == [1, 2, 3, 4]
    assert [row.payload.get("amount") for row in queries.entries("case:3")] == [1, 2]
    assert verify().ok


@pytest.mark.django_db
def test_a_chain_said_to_be_fresh_must_be() -> None:
    happen("case:2", 2)
    with pytest.raises(IntegrityError), transaction.atomic():
        commands.record_many([batch("case:1", 1), batch("case:2", 1)], actor=TESTER, fresh=True)
    assert Entry.objects.count() == 2 and verify().ok


@pytest.mark.django_db
def test_follow_ups_each_many_and_once(table: dict) -> None:
    seen: list[tuple[str, list[tuple[str, int]]]] = []
    told = lambda name, rows: seen.append((name, [(r.entry.stream, r.entry.seq) for r in rows]))
    each = lambda recorded: told("each", [recorded])
    last = commands.once(lambda recorded: told("last", [recorded]))

    @commands.many(lambda rows: told("every", rows))
    def every(recorded: Recorded) -> None:
        told("one of every", [recorded])

    @commands.once
    @commands.many(lambda rows: told("ends", rows))
    def ends(recorded: Recorded) -> None:
        told("one end", [recorded])

    table[Happened] = [each, ends, every, last]
    commands.record_many([batch("case:1", 1, 2), batch("case:2", 1)], actor=TESTER)
    one, two, three = ("case:1", 1), ("case:1", 2), ("case:2", 1)
    assert seen == [
        ("each", [one]), ("each", [two]), ("each", [three]), ("every", [one, two, three]),
        ("ends", [two, three]), ("last", [two]), ("last", [three]),
    ]
    seen.clear()
    happen("case:9", 2)
    assert [name for name, _ in seen] == ["each", "one of every", "each", "one of every", "one end", "last"]


@pytest.mark.django_db
def test_queries_do_not_grow_with_the_chains() -> None:
    def cost(first: int, number: int, fresh: bool) -> int:
        with CaptureQueriesContext(connection) as asked:
            commands.record_many([batch(f"case:{first + n}", 1, 2) for n in range(number)], actor=TESTER, fresh=fresh)
        return len(asked)

    assert cost(100, 2, True) == cost(200, 150, True) == 2
    assert cost(100, 2, False) == cost(200, 150, False) == 3


@pytest.mark.django_db
def test_nothing_to_record() -> None:
    assert commands.record_many([], actor=TESTER) == [] and commands.record_many([], actor=TESTER, fresh=True) == []


def test_many_at_once_do_not_wait_for_each_other_for_ever(committed_db: str, now: object) -> None:
    """各有新有旧，次序相反；一条条记的夹在中间。"""
    with transaction.atomic():
        for n in range(0, 40, 2):
            happen(f"case:{n}")
    names = [f"case:{n}" for n in range(40)]
    failed: list[BaseException] = []

    def work(order: list[str], one: str) -> None:
        with context.use(context.Context(now=now)), closing(connections["default"]):  # type: ignore[arg-type]
            try:
                for _ in range(3):
                    with transaction.atomic():
                        commands.record_many([batch(name, 1, 2) for name in order], actor=TESTER)
                    with transaction.atomic():
                        happen(one)
            except BaseException as error:
                failed.append(error)

    orders = [names, names[::-1], names[::2] + names[1::2], names[10:]]
    threads = [threading.Thread(target=work, args=(order, f"case:{n}")) for n, order in enumerate(orders)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == [] and verify().ok
    assert queries.seq("case:39") == 3 * 2 * 4 and queries.seq("case:8") == 1 + 3 * 2 * 3
