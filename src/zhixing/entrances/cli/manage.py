"""``zhixing manage``：Django 的管理命令，原样转交。"""

from __future__ import annotations

import argparse


def register(parser: argparse.ArgumentParser) -> None:
    """全部参数都交给 Django。"""
    parser.add_argument("words", nargs=argparse.REMAINDER, help="例如 shell、check、makemigrations --check")


def run(args: argparse.Namespace) -> int:
    """执行一个管理命令。"""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["zhixing manage", *args.words])
    return 0
