"""快照：把一个库的全部内容倒成一个文件，再照原样装回去。不认识表里的内容，一行也不改。

文件是 ``.tar.xz``：``manifest.json`` 说明截止日、做过哪些迁移、各表的栏目、行数、摘要和序列；每张表一个 ``COPY`` 文本。
会话、任务队列、迁移记录等运行中的东西不在内。装回去由属主做：停用行触发器（行历史也在快照里，不必再记一遍），
一个事务装完，断了就什么也没有变。快照以后程序又有新迁移的，先退回去装、再升上来（:mod:`~zhixing.entrances.cli.older_tables`）。
"""

from __future__ import annotations

import hashlib
import io
import json
import lzma
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

import psycopg
from psycopg import sql

from zhixing.entrances.cli import older_tables
from zhixing.entrances.cli.trouble import Trouble

MANIFEST = "manifest.json"
FORMAT = 1
LEFT_OUT = ("django_migrations", "django_content_type", "django_session", "auth_permission", "procrastinate_", "axes_")
"""不倒出的表（和它们的序列）的开头：各库自己有的，登录会话，任务队列。"""
BLOCK = 2**20
NEAR = ("stream", "case_id", "pgh_obj_id")
PACKING = [{"id": lzma.FILTER_LZMA2, "preset": 6, "dict_size": 2**26}]
"""压得小些：倒出一回几分钟，装回一样快；记得住前面六十四兆。"""

Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Facts:
    """快照的说明。``tables`` 是 {表: {columns, rows, sha256}}；``sequences`` 是 {序列: 最后的值}；``migrations`` 是“应用.迁移名”。"""

    as_of: date
    tables: dict[str, dict[str, Any]]
    sequences: dict[str, int]
    migrations: frozenset[str]

    @property
    def rows(self) -> int:
        """共多少行。"""
        return sum(int(table["rows"]) for table in self.tables.values())


def facts(path: Path) -> Facts:
    """读出说明；读不懂抛出 :class:`Trouble`。"""
    with _opened(path) as packed:
        return _facts(packed)


# ---- 倒出 ----


def dump(url: str, path: Path, *, as_of: date, progress: Progress = lambda table, rows: None) -> Facts:
    """把 ``url`` 的库倒到 ``path``，``as_of`` 是内容的截止日。同一时刻的一个快照。"""
    with psycopg.connect(url) as connection, tempfile.TemporaryDirectory() as folder:
        connection.execute("set transaction isolation level repeatable read read only")
        tables = {}
        for table in _tables(connection):
            tables[table] = _copy_out(connection, table, Path(folder) / table)
            progress(table, tables[table]["rows"])
        made = Facts(as_of, tables, _sequences(connection), _migrations(connection))
        _pack(path, made, Path(folder))
    return made


def _tables(connection: psycopg.Connection[Any]) -> list[str]:
    rows = connection.execute("select tablename from pg_tables where schemaname = 'public' order by 1").fetchall()
    return [name for (name,) in rows if not name.startswith(LEFT_OUT)]


def _copy_out(connection: psycopg.Connection[Any], table: str, path: Path) -> dict[str, Any]:
    columns, digest, rows = _columns(connection, table), hashlib.sha256(), 0
    with path.open("wb") as out, connection.cursor().copy(_select(table, columns)) as source:
        for block in source:
            out.write(block)
            digest.update(block)
            rows += bytes(block).count(b"\n")
    return {"columns": columns, "rows": rows, "sha256": digest.hexdigest()}


def _columns(connection: psycopg.Connection[Any], table: str) -> list[str]:
    found = connection.execute(
        "select column_name from information_schema.columns where table_schema = 'public' and table_name = %s"
        " and is_generated = 'NEVER' order by ordinal_position", [table],
    )
    return [name for (name,) in found.fetchall()]


def _copy(table: str, columns: list[str]) -> sql.Composed:
    listed = sql.SQL(", ").join(map(sql.Identifier, columns))
    return sql.SQL("copy {} ({}) from stdin").format(sql.Identifier(table), listed)


def _select(table: str, columns: list[str]) -> sql.Composed:
    """同一条链、同一案件、同一行的历史排在一起，压得小。"""
    near = [name for name in NEAR if name in columns][:1]
    listed, order = (sql.SQL(", ").join(map(sql.Identifier, names)) for names in (columns, dict.fromkeys([*near, columns[0]])))
    return sql.SQL("copy (select {} from {} order by {}) to stdout").format(listed, sql.Identifier(table), order)


def _sequences(connection: psycopg.Connection[Any]) -> dict[str, int]:
    found = connection.execute(
        "select sequencename, last_value from pg_sequences where schemaname = 'public' and last_value is not null order by 1"
    )
    return {name: value for name, value in found.fetchall() if not name.startswith(LEFT_OUT)}


def _migrations(connection: psycopg.Connection[Any]) -> frozenset[str]:
    found = connection.execute("select app || '.' || name from django_migrations")
    return frozenset(name for (name,) in found.fetchall())


def _pack(path: Path, made: Facts, folder: Path) -> None:
    text = {
        "format": FORMAT, "as_of": made.as_of.isoformat(), "tables": made.tables, "sequences": made.sequences,
        "migrations": sorted(made.migrations),
    }
    part = path.with_suffix(".part")
    with lzma.open(part, "wb", filters=PACKING) as squeezed, tarfile.open(fileobj=squeezed, mode="w") as packed:
        _add(packed, MANIFEST, io.BytesIO(json.dumps(text, ensure_ascii=False, indent=1).encode()))
        for table in made.tables:
            with (folder / table).open("rb") as content:
                _add(packed, f"{table}.copy", content)
    part.replace(path)


def _add(packed: tarfile.TarFile, name: str, content: BinaryIO) -> None:
    info = tarfile.TarInfo(name)
    info.size = content.seek(0, io.SEEK_END)
    content.seek(0)
    packed.addfile(info, content)


# ---- 装回 ----


def restore(owner: str, path: Path, *, progress: Progress = lambda table, rows: None) -> Facts:
    """把快照装进已经迁移好的库（``owner`` 是属主的连接），原有内容全部换掉；快照以后的迁移装完再做。

    内容与说明对不上、表或栏目与现在的程序对不上，抛出 :class:`Trouble`，什么也没有变。
    """
    found = facts(path)
    if _behind(owner, found):
        with older_tables.as_owner(owner) as connection:
            _empty(connection)
            older_tables.back(found.migrations)
            _fill(connection, path, progress)
            older_tables.forward()
    else:
        with psycopg.connect(owner) as connection:
            _fill(connection, path, progress)
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute("analyze")
    return found


def _behind(owner: str, found: Facts) -> bool:
    """库里做过快照那时还没有的迁移。没有记下迁移的老快照，当作没有。"""
    with psycopg.connect(owner) as connection:
        return bool(found.migrations and _migrations(connection) - found.migrations)


def _empty(connection: psycopg.Connection[Any]) -> None:
    every = _everything(connection)
    connection.execute(sql.SQL("truncate {} restart identity").format(sql.SQL(", ").join(map(sql.Identifier, every))))


def _fill(connection: psycopg.Connection[Any], path: Path, progress: Progress) -> None:
    """清空，一张表一张表装。"""
    with _opened(path) as packed:
        found = _facts(packed)
        _fits(connection, found)
        _empty(connection)
        for table in found.tables:
            connection.execute(_triggers(table, "disable"))
        while member := packed.next():
            table = member.name.removesuffix(".copy")
            _copy_in(connection, packed, member, found.tables[table])
            progress(table, found.tables[table]["rows"])
        connection.execute("set constraints all immediate")
        for table in found.tables:
            connection.execute(_triggers(table, "enable"))
        for name, value in found.sequences.items():
            connection.execute("select setval(%s::regclass, %s)", [f'public."{name}"', value])


def _everything(connection: psycopg.Connection[Any]) -> list[str]:
    """要清空的：快照管的各表，和跟着旧内容走的任务、会话。"""
    names = connection.execute("select tablename from pg_tables where schemaname = 'public' order by 1").fetchall()
    kept = ("django_migrations", "django_content_type", "auth_permission", "procrastinate_version")
    return [name for (name,) in names if name not in kept]


def _fits(connection: psycopg.Connection[Any], found: Facts) -> None:
    present = set(_tables(connection))
    for table, about in found.tables.items():
        missing = set(about["columns"]) - set(_columns(connection, table)) if table in present else set(about["columns"])
        if missing:
            raise Trouble(f"快照与程序对不上：表 {table} 没有栏目 {'、'.join(sorted(missing))}。快照要用这一版程序重新做。")


def _triggers(table: str, way: str) -> sql.Composed:
    return sql.SQL("alter table {} {} trigger user").format(sql.Identifier(table), sql.SQL(way))


def _copy_in(
    connection: psycopg.Connection[Any], packed: tarfile.TarFile, member: tarfile.TarInfo, about: dict[str, Any]
) -> None:
    table, digest = member.name.removesuffix(".copy"), hashlib.sha256()
    with connection.cursor().copy(_copy(table, about["columns"])) as target:
        for block in _blocks(packed, member):
            digest.update(block)
            target.write(block)
    if digest.hexdigest() != about["sha256"]:
        raise Trouble(f"快照坏了：{table} 的内容与说明不符。")


def _blocks(packed: tarfile.TarFile, member: tarfile.TarInfo) -> Iterator[bytes]:
    content = packed.extractfile(member)
    assert content is not None
    while block := content.read(BLOCK):
        yield block


def _opened(path: Path) -> tarfile.TarFile:
    try:
        return tarfile.open(path, mode="r|xz")
    except (OSError, tarfile.TarError, lzma.LZMAError) as error:
        raise Trouble(f"读不了快照 {path.name}：{error}") from error


def _facts(packed: tarfile.TarFile) -> Facts:
    """第一个成员就是说明。"""
    first = packed.next()
    content = packed.extractfile(first) if first is not None and first.name == MANIFEST else None
    if content is None:
        raise Trouble("这不是快照：没有说明。")
    text = json.loads(content.read())
    if text.get("format") != FORMAT:
        raise Trouble("快照的格式与程序不符，要重新做。")
    sequences = {name: value for name, value in text["sequences"].items() if not name.startswith(LEFT_OUT)}
    return Facts(date.fromisoformat(text["as_of"]), text["tables"], sequences, frozenset(text.get("migrations", ())))
