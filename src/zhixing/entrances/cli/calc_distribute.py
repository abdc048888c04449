"""``zhixing calc distribute CLAIMS.csv --pot 金额``：参与分配。不用数据库。

表头：编号、债权额必须有；还可以有 顺位、债权人、执行依据、申请时间、查封时间、登记时间、已受偿、财产、暂不发放、发生时间（英文列名也认）。
``--ladder civil|criminal|company|ship|bankruptcy``：公民、其他组织，刑事涉财产，企业法人，船舶，破产清算（只供参考）。
``--asset 名称=变价款`` 写明优先权所及的财产；``--first 编号 --first-seal weight|share --reason 理由`` 是首封多分；
``--least 金额`` 是起付额。``--out FILE`` 把逐笔结果写成表，同时给出行数、发放合计和校验值。表里有一行不对，说出第几行，什么也不写。
"""

from __future__ import annotations

import argparse
from typing import Any

from zhixing.entrances.cli.usage import json_or_text


def register(topics: Any) -> None:
    """``calc distribute`` 的参数。"""
    parser: argparse.ArgumentParser = topics.add_parser("distribute", help="参与分配", description=__doc__)
    parser.add_argument("file", metavar="CLAIMS.csv", help="债权表，UTF-8 或者 GB18030")
    parser.add_argument("--pot", required=True, metavar="金额", help="这次可分的钱（元）")
    parser.add_argument("--ladder", default="civil", choices=("civil", "criminal", "company", "ship", "bankruptcy"), help="清偿顺序")
    parser.add_argument("--asset", action="append", default=[], metavar="名称=金额", help="优先权所及的财产和变价款（元），可多次")
    parser.add_argument("--first", default="", metavar="编号", help="首封债权")
    parser.add_argument("--first-seal", default="off", choices=("off", "weight", "share"), help="首封多分的办法")
    parser.add_argument("--reason", default="", metavar="理由", help="首封多分的理由")
    parser.add_argument("--double-in-pro-rata", action="store_true", help="加倍部分与普通债权一起按比例")
    parser.add_argument("--rent-first", action="store_true", help="保留的租金先于担保物权")
    parser.add_argument("--least", default="", metavar="金额", help="起付额（元），这次应得不到的暂不发放")
    parser.add_argument("--out", metavar="FILE", help="逐笔结果写到这个表")
    json_or_text(parser)


def run(args: argparse.Namespace) -> int:
    """分完并打印，返回退出码。用到时才载入数组库，别的 ``calc`` 不等它。"""
    from zhixing.entrances.cli import distributing

    return distributing.run(args)
