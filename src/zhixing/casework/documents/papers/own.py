"""本院自己的模板：启用以前检查。

在另起的进程里用三种样张（只有必填的、平常的、到顶的）各印一遍，限定时间和内存；自带的模板印出的必填栏目，它也要印出来。
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Final

from zhixing.casework.documents.papers import template
from zhixing.casework.documents.papers.own_child import MEMORY, SECONDS
from zhixing.casework.documents.papers.printing import BASE, forbidden

LONGEST: Final = 60
"""最多等几秒（钟点的秒；子进程另限用处理器的秒数）。"""
LARGEST: Final = 200_000
"""模板原文最多几个字。"""


def check(kind: str, source: str) -> list[str]:
    """检查一份模板，一处问题一句话；没有问题为空。``kind`` 是文书代码，没有这种文书抛出 ``UnknownTemplate``。"""
    code = template(kind).code
    if problem := _at_once(source):
        return [problem]
    try:
        done = subprocess.run(  # noqa: S603 固定的命令，模板从标准输入给
            [sys.executable, "-m", "zhixing.casework.documents.papers.own_child", code],
            input=source.encode(), capture_output=True, timeout=LONGEST, check=False,
        )
    except subprocess.TimeoutExpired:
        return [_TOO_MUCH]
    if done.returncode:
        return [_TOO_MUCH]
    found: list[str] = json.loads(done.stdout)
    return found


_TOO_MUCH: Final = f"检查没有做完：模板用的时间（{SECONDS}秒以内）或者内存（{MEMORY // 2**20}MB 以内）太多。请看有没有停不下来的循环。"


def _at_once(source: str) -> str:
    """不用印就看得出来的毛病。"""
    if len(source) > LARGEST:
        return f"模板有{len(source)}个字，最多{LARGEST}个字。"
    if not BASE.search(source):
        return '模板第一行要写 #import "base.typ": *，用同一个版面。'
    if found := forbidden(source):
        return f"模板里不能用“{found}”：只能引入 base.typ，不读别的文件、不取网上的包、不看时钟。"
    return ""
