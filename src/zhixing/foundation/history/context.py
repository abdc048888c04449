"""入口给出的“现在”和“谁”。

地基和办案各层不看时钟，也不猜是谁：页面、接口、定时任务、命令行在入口处设好。
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Signature:
    """记录上的署名：谁（编号和姓名、职务都留文字）、代谁、或者哪个定时任务。"""

    id: int | None
    name: str
    post: str = ""
    behalf_id: int | None = None
    behalf_name: str = ""


class Actor(Protocol):
    """能署名的：用户，或具名的系统任务。"""

    def signature(self) -> Signature: ...


@dataclass(frozen=True, slots=True)
class Job:
    """具名的系统任务，如“每日封存”。没有无名的改动。"""

    name: str

    def signature(self) -> Signature:
        """以任务名署名。"""
        return Signature(id=None, name=self.name, post="系统任务")


@dataclass(frozen=True, slots=True)
class Context:
    """一次操作的环境：此刻（带时区）、来自哪个入口、地址、是否演示时间。"""

    now: datetime
    entrance: str = ""
    address: str = ""
    simulated: bool = False

    @property
    def today(self) -> date:
        """法院所在时区的今天。"""
        return self.now.date()


class NoContext(RuntimeError):
    """入口没有设好时间；这是程序错误。"""


_current: ContextVar[Context | None] = ContextVar("history_context", default=None)


def current() -> Context:
    """当前环境；没有则抛出 :class:`NoContext`。"""
    found = _current.get()
    if found is None:
        raise NoContext("入口没有设置时间（history.context.use）")
    return found


@contextmanager
def use(context: Context) -> Iterator[Context]:
    """在这段代码里使用给定环境。"""
    token = _current.set(context)
    try:
        yield context
    finally:
        _current.reset(token)


@contextmanager
def at(now: datetime) -> Iterator[Context]:
    """同一环境，换一个时刻（演示用，记录会标明“演示时间”）。"""
    base = _current.get() or Context(now=now)
    with use(replace(base, now=now, simulated=True)) as changed:
        yield changed
