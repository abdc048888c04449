"""``zhixing calc capitals``：金额大写。``capitals 1409.50`` 写成大写；``capitals --parse 壹仟肆佰零玖元伍角`` 读回来。"""

from __future__ import annotations

import argparse
import json
from typing import Any

from zhixing.entrances.cli.usage import json_or_text, refuse
from zhixing.law.amounts import BadAmount, fen, money
from zhixing.law.capitals import BadCapitals, from_capitals, to_capitals
from zhixing.law.words import yuan


def register(topics: Any) -> None:
    """``calc capitals`` 的参数。"""
    parser: argparse.ArgumentParser = topics.add_parser("capitals", help="金额大写", description=__doc__)
    either = parser.add_mutually_exclusive_group(required=True)
    either.add_argument("amount", nargs="?", metavar="金额", help="元，至多两位小数")
    either.add_argument("--parse", metavar="大写", help="读一个大写金额")
    json_or_text(parser)


def run(args: argparse.Namespace) -> int:
    """转换并打印，返回退出码。"""
    try:
        sum_ = from_capitals(args.parse) if args.parse is not None else fen(args.amount)
        text = to_capitals(sum_)
    except (BadAmount, BadCapitals) as error:
        return refuse(str(error), as_json=args.json)
    data: dict[str, Any] = {"ok": True, "amount": money(sum_), "amount_fen": sum_, "capitals": text}
    print(json.dumps(data, ensure_ascii=False) if args.json else (yuan(sum_) if args.parse is not None else text))
    return 0
