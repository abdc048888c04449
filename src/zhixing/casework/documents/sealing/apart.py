"""在子进程里核验别人交来的文件：读 PDF 的程序出了事，只伤到子进程；同时至多看两份。

子进程只拿得到核验要的环境变量（信任的发证机构在哪里），拿不到数据库和密钥的口令。
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from datetime import datetime
from pathlib import Path
from typing import Final

import zhixing
from zhixing.casework.documents.sealing.verdict import Verdict

SECONDS: Final = 30
AT_ONCE: Final = 2
PATIENCE: Final = 5
"""前面有人在核验的，至多等几秒。"""
GIVEN: Final = ("ZHIXING_SEAL", "ZHIXING_SEAL_TRUST", "ZHIXING_SEAL_CRLS", "ZHIXING_TSA_TRUST", "ZHIXING_HOME")
SOURCE: Final = Path(zhixing.__file__).resolve().parents[1]
_ROOM: Final = threading.BoundedSemaphore(AT_ONCE)


class Busy(RuntimeError):
    """同时核验的太多，请过一会儿再试。"""


def verify(pdf: bytes, *, at: datetime) -> Verdict:
    """核验一份别人交来的文件；太忙抛出 :class:`Busy`。"""
    if not _ROOM.acquire(timeout=PATIENCE):
        raise Busy
    try:
        return _asked(pdf, at)
    finally:
        _ROOM.release()


def _asked(pdf: bytes, at: datetime) -> Verdict:
    given = {name: os.environ[name] for name in GIVEN if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 固定的命令，文件从标准输入给
            [sys.executable, "-B", "-m", "zhixing.casework.documents.sealing.child", at.isoformat()], input=pdf, capture_output=True,
            timeout=SECONDS, check=False, env={"PYTHONPATH": str(SOURCE), **given},
        )
    except subprocess.TimeoutExpired:
        return _beyond()
    if done.returncode < 0:
        return _beyond()
    if done.returncode:
        raise RuntimeError(f"核验的子进程出错：{done.stderr.decode('utf-8', 'replace')[-2000:]}")
    return Verdict.of_data(json.loads(done.stdout))


def _beyond() -> Verdict:
    """超过了时间、内存。"""
    return Verdict("damaged", ("文件太复杂，没有核验完。法院的文书没有这么复杂，请核对是不是选错了文件。",))
