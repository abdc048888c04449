"""成批的活给页面让路：页面比平时慢了就少干些，没有人在用就放开干。

网页进程记下最近的页面用了多久（:class:`Meter`），一秒写一次库；干活的进程干一小批、看一眼、歇一歇（:func:`paced`）。
“平时”是没有成批的活的时候同样这些页面的 p95；比它慢过 :data:`SLOWEST` 倍的，干活的份额减半，否则慢慢加回来。
"""

from __future__ import annotations

import math
import os
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from zhixing.foundation.history.rows import asked

SLOWEST: Final = 2.0
"""页面的 p95 至多是平时的几倍。"""
AIM: Final = 1.6
"""到了这个倍数就开始减，留出余地。"""
FRESH: Final = 10.0
"""最近多少秒的页面算数。"""
LEAST: Final = 30
"""平时的页面至少看过几个，才知道平时多快。"""
USUAL: Final = 120.0
"""还不知道平时多快的时候，当作多少毫秒。"""
STEP_SECONDS: Final = 0.15
"""一小批大约干多少秒：页面最多等这么久。"""
LARGEST: Final = 1000


def p95(values: Sequence[float]) -> float:
    """第 95 百分位。

    >>> p95([1.0] * 19 + [9.0])
    1.0
    """
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * 0.95) - 1)]


# ---- 网页这一边 ----

_TOLD: Final = """
    insert into exchange_pace (process, at, recent_ms, quiet_ms) values (%s, clock_timestamp(), %s, %s)
    on conflict (process) do update set at = excluded.at, recent_ms = excluded.recent_ms, quiet_ms = excluded.quiet_ms
    returning exists (select from exchange_pace where process like 'batch:%%' and at > clock_timestamp() - interval '5 seconds')
"""


@dataclass(slots=True)
class Meter:
    """一个网页进程的页面用时。几个线程同时记。"""

    process: str
    every: float = 1.0
    recent: deque[tuple[float, float]] = field(default_factory=deque)
    quiet: deque[float] = field(default_factory=lambda: deque(maxlen=400))
    pending: list[float] = field(default_factory=list)
    written: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, took_ms: float, now: float) -> None:
        """又一个页面；``now`` 是单调的秒数。到了一秒的，写一次库。"""
        with self.lock:
            self.recent.append((now, took_ms))
            self.pending.append(took_ms)
            while self.recent and self.recent[0][0] < now - FRESH:
                self.recent.popleft()
            if now - self.written < self.every:
                return
            self.written, told, pending = now, self._told(), self.pending
            self.pending = []
        [(busy,)] = asked(_TOLD, self.process, *told)
        if not busy:
            with self.lock:
                self.quiet.extend(pending)

    def _told(self) -> tuple[float, float | None]:
        """最近的、平时的；看过的页面不够多，平时的空着。"""
        usual = p95(self.quiet) if len(self.quiet) >= LEAST else None
        return p95([took for _, took in self.recent]), usual


def process(kind: str) -> str:
    """这个进程的名称。"""
    return f"{kind}:{socket.gethostname()[:50]}:{os.getpid()}"


_METERS: Final[list[Meter]] = []


def switch_on() -> None:
    """这个进程开始记页面用时。只有网页进程开，测试和命令行不开。"""
    _METERS[:] = [Meter(process("web"))]


def meter() -> Meter | None:
    """这个进程的；没有开为空。"""
    return _METERS[0] if _METERS else None


# ---- 干活的这一边 ----

_LOOKED: Final = """
    select recent_ms, quiet_ms from exchange_pace
    where process like 'web:%%' and recent_ms is not null and at > clock_timestamp() - %s * interval '1 second'
"""
_WORKING: Final = """
    insert into exchange_pace (process, at) values (%s, clock_timestamp()) on conflict (process) do update set at = excluded.at
"""
_FORGET: Final = "delete from exchange_pace where at < clock_timestamp() - interval '1 day'"


def slowness() -> float | None:
    """现在的页面是平时的几倍，取最慢的一个网页进程；没有人在用为空。"""
    rows = asked(_LOOKED, FRESH)
    return max((recent / max(quiet or USUAL, 1.0) for recent, quiet in rows), default=None)


@dataclass(slots=True)
class Pacer:
    """干多少、歇多久。``share`` 是干活占的份额，``size`` 是一小批几个。"""

    share: float = 0.5
    size: int = 20
    least: float = 0.02

    def rest(self, worked: float, slow: float | None) -> float:
        """干了 ``worked`` 秒、页面慢到 ``slow`` 倍，歇几秒；份额和下一批的大小随之调整。

        >>> Pacer(share=0.5).rest(0.2, slow=3.0)
        0.6
        >>> Pacer(share=0.5).rest(0.2, slow=None)
        0.0
        """
        if slow is None:
            self.share = 1.0
        elif slow > AIM:
            self.share = max(self.least, self.share / 2)
        else:
            self.share = min(1.0, self.share + 0.05)
        wanted = STEP_SECONDS if slow is not None else STEP_SECONDS * 10
        self.size = max(1, min(LARGEST, int(self.size * min(2.0, max(0.5, wanted / max(worked, 0.001))))))
        return round(worked / self.share - worked, 3)


def paced(step: Callable[[int], int], *, seconds: float, pacer: Pacer | None = None) -> int:
    """一小批一小批地干，到 ``seconds`` 秒为止，或者没有了；返回干了几个。

    ``step(几个)`` 在自己的事务里干至多这么多，返回干了几个，没有了返回零。
    """
    chosen, me, done = pacer or Pacer(), process("batch"), 0
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        began = time.monotonic()
        count = step(chosen.size)
        if not count:
            break
        asked(_WORKING, me)
        done += count
        time.sleep(chosen.rest(time.monotonic() - began, slowness()))
    if done:
        asked(_FORGET)
    return done
