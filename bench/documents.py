"""印文书：一秒印几份，两个核一起用。

``python bench/documents.py [份数]``：同样的执行通知书、终本裁定书，每份的当事人不同；一个进程，再两个进程。
与 docxtpl 填 Word 模板、LibreOffice 转 PDF 相比的一侧还没有：要另装 LibreOffice，输出里写明没有比。
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from zhixing.casework.documents import papers

CODES = ("enforcement_notice", "freeze_ruling", "termination_ruling")


def made(job: tuple[str, int]) -> int:
    """印一份，返回字节数。名字每份不同，不让排版程序拿上一份的结果。"""
    code, number = job
    data: dict[str, Any] = papers.template(code).sample("typical")
    data["debtors"] = [{"name": f"林立春{number}"}]
    if "parties" in data:
        data["parties"] = [party | {"name": f"林立春{number}"} for party in data["parties"]]
    return len(papers.render(code, data))


def main() -> int:
    """打印速度。"""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("number", nargs="?", type=int, default=300)
    number = words.parse_args().number
    for code in CODES:
        alone = speed([(code, i) for i in range(number)])
        both = speed([(code, i) for i in range(number)], processes=2)
        print(f"{papers.template(code).title}：一个进程 {alone:.0f} 份/秒，两个进程 {both:.0f} 份/秒；每份用处理器 {effort(code):.0f} 毫秒")
    print(f"内存：{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB（一个进程，印了 {number * len(CODES)} 份）")
    print("docxtpl + LibreOffice：这里没有比，要另装 LibreOffice。")
    return 0


def speed(jobs: list[tuple[str, int]], processes: int = 1) -> float:
    """一秒几份；先各印一份热身，不算时间。"""
    if processes == 1:
        made(jobs[0])
        began = time.perf_counter()
        sum(map(made, jobs))
        return len(jobs) / (time.perf_counter() - began)
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        list(pool.map(made, jobs[: processes * 4]))
        began = time.perf_counter()
        sum(pool.map(made, jobs, chunksize=16))
        return len(jobs) / (time.perf_counter() - began)


def effort(code: str, times: int = 30) -> float:
    """一份用多少毫秒处理器时间；机器忙的时候看这个。"""
    began = time.process_time()
    for number in range(times):
        made((code, -number))
    return (time.process_time() - began) / times * 1000


if __name__ == "__main__":
    sys.exit(main())
