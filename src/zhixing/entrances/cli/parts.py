"""有子命令的命令（``zhixing funds …``、``zhixing control …``）。子命令一个一个模块，各有 ``HELP``、``register(parser)``、``run(args)``。"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from importlib import import_module

from zhixing.entrances.cli.usage import Parser


def register(parser: argparse.ArgumentParser, parts: Mapping[str, str]) -> None:
    """各子命令的参数。``parts``：子命令 → 所在的模块。"""
    below = parser.add_subparsers(dest="part", required=True, metavar="{" + ",".join(parts) + "}", parser_class=Parser)
    for name, module in parts.items():
        part = import_module(f"zhixing.entrances.cli.{module}")
        part.register(below.add_parser(name, help=part.HELP, description=part.HELP))


def run(args: argparse.Namespace, parts: Mapping[str, str]) -> int:
    """办选定的子命令，返回退出码。"""
    code: int = import_module(f"zhixing.entrances.cli.{parts[args.part]}").run(args)
    return code
