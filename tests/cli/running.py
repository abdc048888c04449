"""运行一条命令，取回退出码、标准输出、标准错误。"""

from __future__ import annotations

import pytest

from zhixing.entrances.cli.main import main


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """参数不对的退出码也一样取回。"""
    try:
        code = main(list(words))
    except SystemExit as stop:
        code = int(stop.code or 0)
    shown = capsys.readouterr()
    return code, shown.out, shown.err
