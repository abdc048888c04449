"""记录链：记、封、验；改了哪里都要说得出来。"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, timedelta

import psycopg
import pytest
from django.db import DatabaseError, connection, connections, transaction
from foundation.happening import DAY, TESTER, Happened, happen

from zhixing.entrances.cli.main import main
from zhixing.foundation.history import chain, commands, context, queries
from zhixing.foundation.history.models import DailyRoot, Entry, ReadLog, SealedHead, Stream
from zhixing.foundation.history.verify import verify

pytestmark = pytest.mark.usefixtures("here", "table")


def record(stream: str = "case:1", **kwargs: object) -> commands.Recorded:
    fields = {"court_id": 1, "actor": TESTER, "happened": DAY, **kwargs}
    return commands.record(Happened(text="某事"), stream=stream, **fields)  # type: ignore[arg-type]


@contextmanager
def owner(name: str) -> Iterator[psycopg.Connection]:
    """以属主身份、关掉触发器去改：最坏的情况。"""
    dsn = psycopg.conninfo.make_conninfo(os.environ["ZHIXING_TEST_ADMIN"], dbname=name)
    with psycopg.connect(dsn, autocommit=True) as admin:
        admin.execute("set session_replication_role = replica")
        yield admin


@pytest.fixture
def chains(committed_db: str) -> str:
    """三条链，封了两天的日根。"""
    with transaction.atomic():
        happen("case:1", 4)
        happen("case:2", 3)
    commands.seal(1, DAY)
    with transaction.atomic():
        happen("case:1", 2)
        happen("case:3", 2)
    commands.seal(1, DAY + timedelta(days=1))
    assert verify().ok
    return committed_db


# ---- 记 ----


@pytest.mark.django_db
def test_entries_are_linked_and_signed() -> None:
    happen("case:1", 3)
    first, second, third = queries.entries("case:1")
    assert (first.previous, second.previous, third.previous) == ("", first.hash, second.hash)
    assert {e.actor_name for e in (first, second, third)} == {"测试"}
    assert third.hash == chain.digest(third) and queries.seq("case:1") == 3


@pytest.mark.django_db(transaction=False)
def test_recording_needs_a_transaction_and_a_context(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transaction.get_connection(), "in_atomic_block", False)
    with pytest.raises(transaction.TransactionManagementError):
        record()
    monkeypatch.undo()
    token = context._current.set(None)
    try:
        with pytest.raises(context.NoContext):
            record()
    finally:
        context._current.reset(token)


@pytest.mark.django_db
def test_once_follow_ups_run_once_a_batch(table: dict) -> None:
    seen: list[tuple[str, int]] = []
    each = lambda recorded: seen.append(("each", recorded.entry.seq))
    last = commands.once(lambda recorded: seen.append(("last", recorded.entry.seq)))
    table[Happened] = [each, last]
    happen("case:1", 3)
    assert seen == [("each", 1), ("each", 2), ("each", 3), ("last", 3)]


@pytest.mark.django_db
def test_corrected_entries_drop_out_of_the_effective_lines() -> None:
    happen("case:1", 2)
    record(corrects=1, reason="日期写错")
    assert [line.entry.seq for line in queries.effective(queries.entries("case:1"))] == [2, 3]


@pytest.mark.django_db
def test_reading_is_logged(now: object) -> None:
    commands.log_read(actor=TESTER, court_id=1, what="完整身份证号", stream="case:1", detail="当事人甲")
    row = ReadLog.objects.get()
    assert (row.actor_name, row.what, row.at) == ("测试", "完整身份证号", now)
    assert list(queries.readings(1)) == [row] and not queries.readings(2).exists()


# ---- 应用角色改不了 ----


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["history_entry", "history_dailyroot", "history_sealedhead", "history_readlog"])
@pytest.mark.parametrize("statement", ["update {} set id = id", "delete from {}", "truncate {}"])
def test_the_application_role_cannot_change_history(table: str, statement: str) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


def test_even_the_owner_meets_the_trigger(chains: str) -> None:
    dsn = psycopg.conninfo.make_conninfo(os.environ["ZHIXING_TEST_ADMIN"], dbname=chains)
    with psycopg.connect(dsn) as admin, pytest.raises(psycopg.errors.RaiseException):
        admin.execute("update history_entry set reason = 'x'")


# ---- 封 ----


@pytest.mark.django_db
def test_a_root_covers_what_changed_since_the_last() -> None:
    happen("case:1", 2)
    happen("case:2", 1)
    happen("case:9", 1, court_id=9)
    first = commands.seal(1, DAY)
    happen("case:2", 1)
    second = commands.seal(1, DAY + timedelta(days=1))
    assert (first.streams, first.total, second.streams, second.total) == (2, 2, 1, 2)
    assert second.previous == first.root
    assert list(second.heads.values_list("stream", "seq")) == [("case:2", 2)]


@pytest.mark.django_db
def test_sealing_again_returns_the_same_root_and_never_backwards() -> None:
    happen("case:1", 1)
    first = commands.seal(1, DAY)
    assert commands.seal(1, DAY) == first and DailyRoot.objects.count() == 1
    with pytest.raises(ValueError, match="倒着封"):
        commands.seal(1, DAY - timedelta(days=1))


@pytest.mark.django_db
def test_a_quiet_day_is_sealed_too() -> None:
    happen("case:1", 1)
    commands.seal(1, DAY)
    assert commands.seal(1, DAY + timedelta(days=1)).streams == 0
    assert verify().ok


def test_two_seal_at_once(committed_db: str, now: object) -> None:
    with transaction.atomic():
        happen("case:1", 5)
    roots: list[str] = []

    def work() -> None:
        with context.use(context.Context(now=now)), closing(connections["default"]):  # type: ignore[arg-type]
            roots.append(commands.seal(1, DAY).root)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(roots) == 4 and len(set(roots)) == 1 and DailyRoot.objects.count() == 1


# ---- 验 ----


def broken(name: str = "case:1") -> tuple[str, int]:
    """核验结果里这条链断在哪里。"""
    report = verify()
    assert not report.ok
    found = {b.chain: b for b in report.breaks}
    return found[name].code, found[name].seq


def test_untouched_chains_prove(chains: str) -> None:
    seen: list[tuple[int, int]] = []
    report = verify(lambda done, total: seen.append((done, total)))
    assert report.ok and report.first is None
    assert (report.entries, report.streams, report.days) == (11, 3, 2) and seen[-1] == (11, 11)
    assert [(r.court_id, r.day) for r in report.roots] == [(1, DAY + timedelta(days=1))]


@pytest.mark.parametrize(
    "column",
    ["payload = '{\"text\":\"别的\"}'", "happened_on = '2020-01-01'", "actor_name = '别人'", "reason = '补写'"],
)
def test_a_changed_column_is_named(chains: str, column: str) -> None:
    with owner(chains) as admin:
        admin.execute(f"update history_entry set {column} where stream = 'case:1' and seq = 3")
    assert broken() == ("content", 3)


def test_a_missing_middle_is_named(chains: str) -> None:
    with owner(chains) as admin:
        admin.execute("delete from history_entry where stream = 'case:1' and seq = 2")
    assert broken() == ("gap", 2)


def test_a_cut_tail_is_named(chains: str) -> None:
    with owner(chains) as admin:
        admin.execute("delete from history_entry where stream = 'case:1' and seq = 6")
    assert broken() == ("cut", 6)


def test_a_cut_tail_with_its_head_moved_back_is_named(chains: str) -> None:
    with owner(chains) as admin:
        admin.execute("delete from history_entry where stream = 'case:1' and seq = 6")
        admin.execute(
            "update history_stream s set seq = 5, head = e.hash from history_entry e"
            " where s.name = 'case:1' and e.stream = s.name and e.seq = 5"
        )
    assert broken() == ("vanished", 6)


def test_a_vanished_case_is_named(chains: str) -> None:
    with owner(chains) as admin:
        admin.execute("delete from history_entry where stream = 'case:2'")
        admin.execute("delete from history_stream where name = 'case:2'")
    assert broken("case:2") == ("vanished", 3)


def test_an_unregistered_chain_is_named(chains: str) -> None:
    with owner(chains) as admin:
        admin.execute("delete from history_stream where name = 'case:2'")
    assert broken("case:2") == ("unregistered", 1)


def rehash(name: str, admin: psycopg.Connection) -> None:
    """改了第 2 环之后，把其后各环和末端的哈希全部重算。"""
    admin.execute("update history_entry set reason = '改过' where stream = %s and seq = 2", [name])
    previous = Entry.objects.get(stream=name, seq=1).hash
    for entry in Entry.objects.filter(stream=name, seq__gte=2).order_by("seq"):
        entry.previous = previous
        previous = chain.digest(entry)
        values = [entry.previous, previous, entry.pk]
        admin.execute("update history_entry set previous = %s, hash = %s where id = %s", values)
    admin.execute("update history_stream set head = %s where name = %s", [previous, name])


def test_a_rehashed_chain_is_caught_by_the_daily_root(chains: str) -> None:
    with owner(chains) as admin:
        rehash("case:1", admin)
    assert broken() == ("sealed", 4)


def test_a_rehashed_chain_with_its_seals_rewritten_breaks_the_root(chains: str) -> None:
    with owner(chains) as admin:
        rehash("case:1", admin)
        admin.execute(
            "update history_sealedhead s set hash = e.hash from history_entry e"
            " where e.stream = s.stream and e.seq = s.seq"
        )
    assert broken("root:1") == ("root", DAY.toordinal())


def test_a_removed_root_is_named(chains: str) -> None:
    with owner(chains) as admin:
        admin.execute("delete from history_sealedhead where root_id = (select min(id) from history_dailyroot)")
        admin.execute("delete from history_dailyroot where id = (select min(id) from history_dailyroot)")
    assert broken("root:1") == ("root_link", (DAY + timedelta(days=1)).toordinal())


def test_the_first_break_of_each_chain_and_of_all(chains: str) -> None:
    with owner(chains) as admin:
        places = "(('case:3', 1), ('case:1', 2), ('case:1', 5))"
        admin.execute(f"update history_entry set reason = 'x' where (stream, seq) in {places}")
    report = verify()
    assert [(b.chain, b.seq) for b in report.breaks] == [("case:1", 2), ("case:3", 1)]
    assert report.first is not None and "case:1 第2环" in report.first.text


def test_the_command_line_says_where(chains: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "history"]) == 0
    assert "全部对得上：3条链、11环、2个日根" in capsys.readouterr().out
    with owner(chains) as admin:
        admin.execute("update history_entry set reason = 'x' where stream = 'case:2' and seq = 2")
    assert main(["verify", "history", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert not told["ok"] and told["first"] == {
        "chain": "case:2", "seq": 2, "code": "content", "text": "case:2 第2环的内容与哈希不符"
    }


def test_dates_and_moments_survive_the_round_trip(chains: str, now: object) -> None:
    with transaction.atomic():
        record("case:7", at=now, happened=date(2024, 2, 29), reason="𠮷林·阿不都")
    assert verify().ok and SealedHead.objects.count() == 4 and Stream.objects.count() == 4
