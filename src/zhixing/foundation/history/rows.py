"""整行读写：语句写一次反复用，省去每次由查询集现编的工夫。

每办一个行为都要走的几处（锁链、锁案件、读链、写节点）用它；其余照常用查询集。
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from functools import cache, cached_property
from typing import Any, Generic, TypeVar, cast

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Field, Model, QuerySet

M = TypeVar("M", bound=Model)


class Rows(Generic[M]):
    """一张表里合于 ``where`` 的行，各栏齐全。``where`` 用 ``%s`` 占位，可以带排序、加锁。"""

    def __init__(self, model: type[M], where: str) -> None:
        self.model, self.where = model, where

    def all(self, *values: Any) -> list[M]:
        """各行。"""
        found = asked(self._sql, *values)
        for at, convert in self._converters:
            found = [(*row[:at], convert(row[at], None, connection), *row[at + 1:]) for row in found]
        return [self.model.from_db(connection.alias, self._names, row) for row in found]

    def first(self, *values: Any) -> M | None:
        """第一行；没有则为空。"""
        return next(iter(self.all(*values)), None)

    @cached_property
    def _names(self) -> list[str]:
        return [field.attname for field in self.model._meta.concrete_fields]

    @cached_property
    def _converters(self) -> list[tuple[int, Any]]:
        fields = enumerate(self.model._meta.concrete_fields)
        return [(at, field.from_db_value) for at, field in fields if hasattr(field, "from_db_value")]

    @cached_property
    def _sql(self) -> str:
        columns = ", ".join(f'"{field.column}"' for field in self.model._meta.concrete_fields)
        return f'select {columns} from "{self.model._meta.db_table}" where {self.where}'  # noqa: S608


def asked(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """办一句，取回各行；没有行的语句为空。"""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall()) if cursor.description else []


Counting = tuple[str, tuple[Any, ...]] | None
"""写好的一条计数的语句和它的各值；必定没有的为空。"""


def counting(rows: QuerySet[Any]) -> Counting:
    """数 ``rows``（不排次序的）有几行的语句。每一页都要数的留着它反复用（:func:`counted`），不必每次由查询集现编。"""
    try:
        sql, values = rows.values("pk").query.sql_with_params()
    except EmptyResultSet:
        return None
    return f"select count(*) from ({sql}) counted", tuple(values)  # noqa: S608


def counted(statement: Counting) -> int:
    """现在有几行。"""
    if statement is None:
        return 0
    [(number,)] = asked(statement[0], *statement[1])
    return int(number)


def put(model: type[Model], rows: Sequence[Mapping[str, Any]], same: tuple[str, ...] = ()) -> list[int]:
    """写进这些行（栏名 → 值，各行的栏相同），返回各行的编号。

    给了 ``same`` 的，这几栏与已有的一行都相同就改写那一行（表上须有这样的唯一约束）。
    """
    if not rows:
        return []
    sql = _insert(model._meta.db_table, tuple(rows[0]), same)
    return [key for key, in asked(sql, json.dumps(rows, ensure_ascii=False, default=_text))]


def add(objects: Sequence[M]) -> Sequence[M]:
    """存下新的各行（同一张表，还没有编号），补上编号，原样返回。"""
    if objects:
        model = type(objects[0])
        ids = put(model, [{name: getattr(one, name) for name in _written(model)} for one in objects])
        for one, key in zip(objects, ids, strict=True):
            one.pk, one._state.adding, one._state.db = key, False, connection.alias
    return objects


def keep(one: Model, names: Iterable[str]) -> None:
    """改写一行的这几栏。"""
    fields = [cast("Field[Any, Any]", one._meta.get_field(name)) for name in names]
    listed = ", ".join(f'"{field.column}" = %s' for field in fields)
    values = [field.get_db_prep_save(getattr(one, field.attname), connection) for field in fields]
    asked(f'update "{one._meta.db_table}" set {listed} where id = %s', *values, one.pk)  # noqa: S608


def keep_all(rows: Sequence[Model], names: Sequence[str], chunk: int = 5000) -> None:
    """改写许多行的这几栏，各行的值可以不同；一批一条语句。"""
    if not rows:
        return
    model = type(rows[0])
    columns = tuple(cast("Field[Any, Any]", model._meta.get_field(name)).attname for name in names)
    for start in range(0, len(rows), chunk):
        given = [{"id": row.pk, **{name: getattr(row, name) for name in columns}} for row in rows[start:start + chunk]]
        asked(_update(model._meta.db_table, columns), json.dumps(given, ensure_ascii=False, default=_text))


@cache
def _update(table: str, names: tuple[str, ...]) -> str:
    listed = ", ".join(f'"{name}" = given."{name}"' for name in names)
    source = f'jsonb_populate_recordset(null::"{table}", %s::jsonb)'
    return f'update "{table}" set {listed} from {source} as given where "{table}".id = given.id'  # noqa: S608


@cache
def _written(model: type[Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields if not field.primary_key)


@cache
def _insert(table: str, names: tuple[str, ...], same: tuple[str, ...]) -> str:
    listed = ", ".join(f'"{name}"' for name in names)
    source = f'jsonb_populate_recordset(null::"{table}", %s::jsonb)'
    sql = f'insert into "{table}" ({listed}) select {listed} from {source}'  # noqa: S608
    if same:
        changed = ", ".join(f'"{name}" = excluded."{name}"' for name in names if name not in same)
        sql += f" on conflict ({', '.join(same)}) do update set {changed}"
    return f"{sql} returning id"


def _text(value: Any) -> str:
    if isinstance(value, date | time):
        return value.isoformat()
    raise TypeError(f"不能存成一行：{type(value).__name__}")
