"""``zhixing control 子命令``：发起财产查询、列出快要届满的措施。

子命令一个一个模块，各有 ``HELP``、``register(parser)``、``run(args)``；新的在 :data:`PARTS` 添一行。
"""

from __future__ import annotations

import argparse
from typing import Final

from zhixing.entrances.cli import parts

PARTS: Final = {
    "wave": "control_wave",
    "expiring": "control_expiring",
}
"""子命令 → 所在的模块。"""


def register(parser: argparse.ArgumentParser) -> None:
    """各子命令的参数。"""
    parts.register(parser, PARTS)


def run(args: argparse.Namespace) -> int:
    """办选定的子命令，返回退出码。"""
    return parts.run(args, PARTS)
