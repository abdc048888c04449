"""``zhixing simulate``：模拟的外部系统，演示和联调用；只在本机监听。

``zhixing simulate sms --port 8091 --key-file 文件 [--receipts 网址]`` 是短信网关。
``zhixing simulate bank --port 8093 --key-file 文件 [--journal 日志] [--plan 计划书] [--account 账号:户名:余额] [--ledger]`` 是银行。
``zhixing simulate agencies --seed N --port P [--court 网址 --keys 目录] [--bank 网址 --bank-key-file 文件]`` 是财产查控的各家协助单位。
只有 ``--ledger`` 用数据库：各法院启用了总账的账户，照账上的余额在模拟的银行开好。
``zhixing simulate staffing --plan 文件`` 不是外部系统，是人员测算：把一年演几十遍。
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from zhixing.entrances.cli.usage import Parser


def register(parser: argparse.ArgumentParser) -> None:
    """模拟哪一个，和它的参数。"""
    from zhixing.entrances.cli import simulate_staffing as staffing
    from zhixing.exchange.simulators import agencies, bank, sms

    kinds = parser.add_subparsers(dest="kind", metavar="{sms,bank,agencies,staffing}", required=True, parser_class=Parser)
    modules = (("sms", "短信网关", sms), ("bank", "银行", bank), ("agencies", "协助查控的单位", agencies), ("staffing", "人员测算", staffing))
    for name, what, module in modules:
        one = kinds.add_parser(name, help=what, description=module.__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
        module.arguments(one)
        one.set_defaults(does=module.run)
        if name == "bank":
            one.add_argument("--ledger", action="store_true", help="照本院总账的余额开好各账户（要数据库）")


def run(args: argparse.Namespace) -> int:
    """开着，直到被停止；人员测算演完为止。"""
    if getattr(args, "ledger", False):
        args.account += _accounts()
    code: int = args.does(args)
    return code


def _accounts() -> Iterator[str]:
    """各法院启用了总账的账户：``账号:户名:余额``。"""
    from zhixing.casework.funds.queries_reconciling import live_accounts, sheet
    from zhixing.entrances.clock import now
    from zhixing.foundation.people.queries import Court

    today = now().date()
    for court in Court.objects.order_by("pk"):
        for account in live_accounts(court.pk):
            fen = sheet(account, today).ledger_fen
            yield f"{account.number}:{account.holder}:{fen // 100}.{fen % 100:02d}"
