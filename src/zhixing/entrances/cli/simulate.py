"""``zhixing simulate``：模拟的外部系统，演示和联调用；只在本机监听。不用数据库。

``zhixing simulate sms --port 8091 --key-file 文件 [--receipts 网址]`` 是短信网关。
"""

from __future__ import annotations

import argparse

from zhixing.entrances.cli.usage import Parser


def register(parser: argparse.ArgumentParser) -> None:
    """模拟哪一个，和它的参数。"""
    from zhixing.exchange.simulators import sms

    kinds = parser.add_subparsers(dest="kind", metavar="{sms}", required=True, parser_class=Parser)
    one = kinds.add_parser("sms", help="短信网关", description=sms.__doc__)
    sms.arguments(one)
    one.set_defaults(does=sms.run)


def run(args: argparse.Namespace) -> int:
    """开着，直到被停止。"""
    code: int = args.does(args)
    return code
