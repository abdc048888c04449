"""``zhixing parse case-number``、``zhixing parse judgment``：识别案号，读裁判文书。不用数据库。

``zhixing parse case-number 文字…`` 逐个识别；``-`` 从标准输入读，一行一个。
都是一行一个 JSON 对象：``ok``、``reason``，识别出的还有 ``text``（统一写法）、``year``、``court``、``type``、
``no``、``sub``、``style``、``court_name``、``warnings``。
退出码：写在命令行里的有一个不对就是 1；从标准输入读的总是 0，由 ``ok`` 说明。

``zhixing parse judgment 文件`` 读 .txt、.docx、有文字的 .pdf（``-`` 为标准输入）：首部、主文各项、谁给谁、多少、何时、怎样计息；
``--json`` 时每个值都带着原文里的位置（按字数），没有读懂的在 ``doubts``。找不到主文，退出码为 1。
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from zhixing.entrances.cli.trouble import Trouble
from zhixing.entrances.cli.usage import Parser
from zhixing.law.courts import Courts
from zhixing.law.numbers import parse

BEIJING = timedelta(hours=8)


def register(parser: argparse.ArgumentParser) -> None:
    """``parse`` 的参数。"""
    topics = parser.add_subparsers(dest="topic", metavar="{case-number,judgment}", required=True, parser_class=Parser)
    numbers = topics.add_parser("case-number", help="识别案号", description=__doc__)
    numbers.set_defaults(does=case_numbers)
    numbers.add_argument("texts", nargs="+", metavar="文字", help="案号；- 表示从标准输入读，一行一个")
    numbers.add_argument("--json", action="store_true", help="总是输出 JSON，可不写")
    paper = topics.add_parser("judgment", help="读裁判文书", description=__doc__)
    paper.set_defaults(does=judgment)
    paper.add_argument("file", metavar="文件", help=".txt、.docx 或有文字的 .pdf；- 表示从标准输入读")
    paper.add_argument("--operative", action="store_true", help="文件里只有主文，没有首部和“判决如下”")
    paper.add_argument("--json", action="store_true", help="输出 JSON")


def run(args: argparse.Namespace) -> int:
    """识别并打印，返回退出码。"""
    code: int = args.does(args)
    return code


def judgment(args: argparse.Namespace) -> int:
    """读一篇裁判文书，打印读出的和没有读懂的。"""
    from zhixing.entrances.cli.judgment_lines import lines
    from zhixing.exchange import judgment_text
    from zhixing.law.judgment import reading

    text = judgment_text.read(_content(args.file))
    made = reading.read(text)
    if args.operative:
        made = replace(made, operative=(0, len(text)), items=reading.read_operative(text))
    if made.operative is None:
        raise Trouble("没有找到主文（“判决如下：”“裁决如下：”之后的部分）。只有主文的文件请加 --operative。")
    if args.json:
        print(json.dumps({"ok": True} | made.as_data(text), ensure_ascii=False))
    else:
        print("\n".join(lines(text, made)))
    return 0


def _content(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise Trouble(f"文件打不开：{name}（{error.strerror}）。") from None


def case_numbers(args: argparse.Namespace) -> int:
    """逐个识别案号并打印，返回退出码。"""
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
