"""``zhixing parse case-number``：识别案号。不用数据库。

``zhixing parse case-number 文字…`` 逐个识别；``-`` 从标准输入读，一行一个。
都是一行一个 JSON 对象：``ok``、``reason``，识别出的还有 ``text``（统一写法）、``year``、``court``、``type``、
``no``、``sub``、``style``、``court_name``、``warnings``。
退出码：写在命令行里的有一个不对就是 1；从标准输入读的总是 0，由 ``ok`` 说明。
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from zhixing.entrances.cli.usage import Parser
from zhixing.law.courts import Courts
from zhixing.law.numbers import parse

BEIJING = timedelta(hours=8)


def register(parser: argparse.ArgumentParser) -> None:
    """``parse`` 的参数。"""
    topics = parser.add_subparsers(dest="topic", metavar="case-number", required=True, parser_class=Parser)
    numbers = topics.add_parser("case-number", help="识别案号", description=__doc__)
    numbers.add_argument("texts", nargs="+", metavar="文字", help="案号；- 表示从标准输入读，一行一个")
    numbers.add_argument("--json", action="store_true", help="总是输出 JSON，可不写")


def run(args: argparse.Namespace) -> int:
    """逐个识别并打印，返回退出码。"""
    streamed = args.texts == ["-"]
    year = (datetime.now(UTC) + BEIJING).year
    good = True
    for text in _lines() if streamed else args.texts:
        row = describe(text, year)
        good = good and row["ok"]
        print(json.dumps(row, ensure_ascii=False))
    return 0 if streamed or good else 1


def describe(text: str, latest_year: int) -> dict[str, Any]:
    """一个案号的识别结果。``latest_year`` 之后的年份不对。"""
    courts = Courts.packaged()
    finding = parse(text, courts, latest_year=latest_year)
    row: dict[str, Any] = {"ok": finding.ok, "reason": "；".join(r.text for r in finding.reasons), "input": text[:200]}
    if finding.value is not None:
        court = courts.find(finding.value.court)
        row |= finding.value.as_data()
        row["court_name"] = court.name if court else None
        row["warnings"] = [reason.text for reason in finding.warnings]
    return row


def _lines() -> Iterator[str]:
    """标准输入的各行；不是 UTF-8 的字节换成替代符，行数不变。"""
    for raw in sys.stdin.buffer:
        yield raw.decode("utf-8-sig", errors="replace").rstrip("\r\n")
