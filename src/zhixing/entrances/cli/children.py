"""启动器的子进程：随启动器一起死，意外退出就隔一会儿再开。"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence

PR_SET_PDEATHSIG = 1
FIRST_PAUSE, LONGEST_PAUSE, STEADY = 0.5, 30.0, 60.0
GRACE = 8.0


def _die_with(parent: int) -> Callable[[], None]:
    """子进程里执行：父进程一死（哪怕 ``kill -9``）内核就杀掉自己。只有 Linux 有。"""
    if not sys.platform.startswith("linux"):
        return lambda: None
    libc = ctypes.CDLL(None, use_errno=True)

    def arrange() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)

    return arrange


class Child:
    """一个长期运行的子进程。``words`` 是 ``zhixing`` 的子命令和参数，``fds`` 是要传下去的描述符。"""

    def __init__(self, name: str, words: Sequence[str], env: Mapping[str, str], fds: Sequence[int] = ()) -> None:
        self.name, self.words, self.env, self.fds = name, list(words), dict(env), tuple(fds)
        self.process: subprocess.Popen[bytes] | None = None
        self.failures = 0
        self.began = self.due = 0.0

    def start(self) -> None:
        """开进程。自成一个会话，终端的 Ctrl-C 只到启动器。"""
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "zhixing.entrances.cli.main", *self.words],
            env=self.env, pass_fds=self.fds, start_new_session=True, stdin=subprocess.DEVNULL,
            preexec_fn=_die_with(os.getpid()),  # 启动器只有一个线程，可以用
        )

    def tend(self, say: Callable[[str], None]) -> None:
        """看一眼：退出了就记下，到了时候就再开。连续失败时间隔加倍，稳住一分钟后归零。"""
        if self.process and self.process.poll() is not None:
            self._schedule(say)
        if not self.process and time.monotonic() >= self.due:
            self.start()

    def _schedule(self, say: Callable[[str], None]) -> None:
        assert self.process
        if time.monotonic() - self.began > STEADY:
            self.failures = 0
        pause = min(FIRST_PAUSE * 2**self.failures, LONGEST_PAUSE)
        say(f"{self.name}意外退出（{self.process.returncode}），{pause:g} 秒后再开。")
        self.failures, self.due, self.process = self.failures + 1, time.monotonic() + pause, None

    def ask_to_stop(self) -> None:
        """请它办完手上的事再退。"""
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def make_sure_stopped(self, deadline: float) -> None:
        """等到 ``deadline``（单调时钟），还不退就强行结束。"""
        if not self.process:
            return
        try:
            self.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def stop_all(children: Sequence[Child]) -> None:
    """一起请停，最多等 8 秒。"""
    for child in children:
        child.ask_to_stop()
    deadline = time.monotonic() + GRACE
    for child in children:
        child.make_sure_stopped(deadline)
