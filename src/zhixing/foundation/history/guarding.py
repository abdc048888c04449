"""数据库触发器的条件：哪几栏变了。定下来就不能再改的各表共用。"""

from __future__ import annotations

from collections.abc import Iterable


def changed(columns: Iterable[str]) -> str:
    """这几栏（数据库里的栏名）里有一栏变了，写成 SQL 的条件。

    >>> changed(["number", "dated"])
    '(OLD.number, OLD.dated) IS DISTINCT FROM (NEW.number, NEW.dated)'
    """
    names = tuple(columns)
    old, new = (", ".join(f"{row}.{name}" for name in names) for row in ("OLD", "NEW"))
    return f"({old}) IS DISTINCT FROM ({new})"
