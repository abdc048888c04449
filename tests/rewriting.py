"""分几个进程跑之前，先把各测试文件的 assert 改写好存着：不然每个进程都从头改写一遍，一遍二十来秒。

存的地方、写法都是 pytest 自己的；pytest 换了版本，这里跟着改。
"""

from __future__ import annotations

import os
import sys
from multiprocessing import get_context
from pathlib import Path

import pytest
from _pytest.assertion import rewrite

TESTS = Path(__file__).resolve().parent


def ahead(config: pytest.Config) -> None:
    """全部测试文件，几个核一起改写。不许留下编译好的，就不做。"""
    if sys.dont_write_bytecode:
        return
    files = [path for path in sorted(TESTS.rglob("*.py")) if path.name.startswith("test_") or path.name == "conftest.py"]
    cores = os.cpu_count() or 1
    workers = [get_context("fork").Process(target=_rewrite, args=(config, files[one::cores])) for one in range(cores)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def _rewrite(config: pytest.Config, files: list[Path]) -> None:
    """改写这几个文件；已经改写好、没有变过的不动。"""
    state = config.stash[rewrite.assertstate_key]
    for path in files:
        folder = rewrite.get_cache_dir(path)
        kept = folder / f"{path.stem}{rewrite.PYC_TAIL}"
        if rewrite._read_pyc(path, kept) is None and rewrite.try_makedirs(folder):
            digest, code = rewrite._rewrite_test(path, config)
            rewrite._write_pyc(state, code, digest, kept)
