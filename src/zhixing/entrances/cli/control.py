"""``zhixing control 子命令``：发起财产查询、列出快要届满的措施。

子命令一个一个模块，各有 ``HELP``、``register(parser)``、``run(args)``；新的在 :data:`PARTS` 添一行。
"""

from __future__ import annotations

import argparse
from importlib import import_module
from typing import Final

from zhixing.entrances.cli.usage import Parser

PARTS: Final = {
    "wave": "control_wave",
    "expiring": "control_expiring",
}
"""子命令 → 所在的模块。"""


def register(parser: argparse.ArgumentParser) -> None:
    """各子命令的参数。"""
    below = parser.add_subparsers(dest="part", required=True, metavar="{" + ",".join(PARTS) + "}", parser_class=Parser)
    for name, module in PARTS.items():
        part = import_module(f"zhixing.entrances.cli.{module}")
        part.register(below.add_parser(name, help=part.HELP, description=part.HELP))


def run(args: argparse.Namespace) -> int:
    """办选定的子命令，返回退出码。"""
    code: int = import_module(f"zhixing.entrances.cli.{PARTS[args.part]}").run(args)
    return code
