"""进度条：终端里原地刷新，重定向到文件时每四分之一打印一行。只用标准库。"""

from __future__ import annotations

import io
import sys
import time
from types import TracebackType
from typing import Self, TextIO

WIDTH = 24


class Progress:
    """一件长活的进度。``total`` 为 ``None`` 表示事先不知道有多少步，只显示用时。"""

    def __init__(self, title: str, total: int | None = None, out: TextIO | None = None) -> None:
        self.title, self.total, self.out = title, total, out or sys.stderr
        self.count, self.note, self.began = 0, "", time.monotonic()
        self.live = self.out.isatty()
        self._quarter = 0

    def __enter__(self) -> Self:
        self._show() if self.live else self._line("开始")
        return self

    def tick(self, note: str = "", step: int = 1) -> None:
        """又办完 ``step`` 步；``note`` 是正在办的内容。"""
        self.count, self.note = self.count + step, note
        if self.live:
            self._show()
        elif self.total and 4 * self.count // self.total > self._quarter:
            self._quarter = 4 * self.count // self.total
            self._line(f"{min(self.count, self.total)}/{self.total}")

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        word = f"{'完成' if kind is None else '没有完成'}，用时 {time.monotonic() - self.began:.1f} 秒"
        self._line(word)

    def _bar(self) -> str:
        if not self.total:
            return f"{time.monotonic() - self.began:5.1f} 秒"
        full = min(WIDTH, WIDTH * self.count // self.total)
        return f"[{'█' * full}{'·' * (WIDTH - full)}] {min(self.count, self.total)}/{self.total}"

    def _show(self) -> None:
        print(f"\r\033[K{self.title} {self._bar()} {self.note[:40]}", end="", file=self.out, flush=True)

    def _line(self, word: str) -> None:
        start = "\r\033[K" if self.live else ""
        print(f"{start}{self.title}：{word}", file=self.out, flush=True)


class Ticks(io.TextIOBase):
    """把别的程序的输出变成进度：每见到一次 ``word`` 就进一步，别的都不显示。"""

    def __init__(self, progress: Progress, word: str) -> None:
        self.progress, self.word = progress, word

    def write(self, text: str) -> int:
        """收一段输出，返回收下的长度。"""
        for _ in range(text.count(self.word)):
            self.progress.tick()
        return len(text)
