"""核验的子进程：自限内存、时间，坏文件只伤到自己。标准输入是文件，参数是核验的时刻，标准输出是结论（JSON）。"""

from __future__ import annotations

import json
import resource
import sys
import warnings
from datetime import datetime
from typing import Final

MEMORY: Final = 1024 * 2**20
SECONDS: Final = 20


def main() -> None:
    """读标准输入，写结论。"""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    warnings.simplefilter("ignore")
    from zhixing.casework.documents.sealing.verifying import verify

    found = verify(sys.stdin.buffer.read(), at=datetime.fromisoformat(sys.argv[1]))
    sys.stdout.buffer.write(json.dumps(found.as_data(), ensure_ascii=False).encode("utf-8", "replace"))


if __name__ == "__main__":
    main()
