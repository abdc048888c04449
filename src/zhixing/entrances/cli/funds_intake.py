"""``zhixing funds intake 文件``：收一个银行文件。"""

from __future__ import annotations

import argparse

HELP = "收一个银行文件：认格式、入账、对到案件"


def register(parser: argparse.ArgumentParser) -> None:
    """``intake`` 的参数。"""
    parser.add_argument("file", metavar="文件", help="银行的明细、对账单：.csv .xls .xlsx、camt、MT940")
    parser.add_argument("--court", metavar="代字", help="哪家法院；只有一家的可以不写")
    parser.add_argument("--account", metavar="账号", help="哪个账户；文件里写明的、只有一个账户的可以不写")
    parser.add_argument("--by", metavar="登录名", required=True, help="谁收的：案款管理员、会计、出纳")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
