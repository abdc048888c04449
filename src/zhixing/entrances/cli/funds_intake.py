"""``zhixing funds intake 文件 [--account 账号] [--json]``：收一个银行文件，说收了几笔、没有收的各行为什么。

退出码：0 都收了，1 有没有收的行、整份没有收，2 参数不对。同一文件收几遍都一样。
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhixing.entrances.cli.importer import content_of, on_behalf
from zhixing.entrances.cli.trouble import Trouble

if TYPE_CHECKING:
    from zhixing.casework.funds.queries_desk import BankAccount, BankFile

HELP = "收一个银行文件：认格式、入账、对到案件"
SHOWN = 20
_COUNTS = ("total", "fresh", "known", "matched")


def register(parser: argparse.ArgumentParser) -> None:
    """``intake`` 的参数。"""
    parser.add_argument("file", metavar="FILE", type=Path, help="银行的明细、对账单：.csv .xls .xlsx .txt、camt、MT940")
    parser.add_argument("--account", metavar="账号", help="哪个账户；文件里写明的、只有一个账户的可以不写")
    parser.add_argument("--court", metavar="代字", help="哪家法院，如 内0221；只有一家的可以不写")
    parser.add_argument("--as", dest="user", metavar="登录名", help="以谁的名义收，须有收银行文件的权限；不写用本院的案款管理员")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(args: argparse.Namespace) -> int:
    """收下并入账。"""
    from zhixing.entrances import clock
    from zhixing.exchange import bank_intake
    from zhixing.foundation.history import context

    content = content_of(args.file)
    with context.use(context.Context(now=clock.now(), entrance="cli")):
        court, user = on_behalf(args.court, args.user, post="funds", doing="收银行文件")
        account = _account(court.pk, args.account)
        found = bank_intake.take_file(user=user, name=args.file.name, content=content, account=account)
    data = _data(found)
    print(json.dumps(data, ensure_ascii=False) if args.json else "\n".join(_lines(data)))
    return 0 if data["ok"] else 1


def _account(court_id: int, number: str | None) -> BankAccount | None:
    from zhixing.casework.funds.queries_desk import accounts

    if number is None:
        return None
    found = accounts(court_id).filter(number=number).first()
    if found is None:
        raise Trouble(f"本院没有登记账户{number[:40]}。")
    return found


def _data(found: BankFile) -> dict[str, Any]:
    """收了几笔；没有收的行。"""
    counts = {name: getattr(found, name) for name in _COUNTS}
    account = found.bank_account.number if found.bank_account else None
    return {
        "ok": found.state == "done" and not found.unread and not found.cut, "state": found.state, "message": found.message, "file": found.pk,
        "account": account, "source": found.source, **counts, "cut": found.cut, "unread": found.unread, "notes": found.notes,
    }


def _lines(data: dict[str, Any]) -> list[str]:
    if data["state"] != "done":
        return [f"没有收：{data['message']}"]
    counted = f"共{data['total']}笔，新收{data['fresh']}笔，已有{data['known']}笔，对到案件{data['matched']}笔"
    head = f"{data['source']}，账户{data['account']}：{counted}。"
    unread = [f"没有收  第{one['row']}行：{'；'.join(one['why'])}" for one in data["unread"]]
    more = [f"……另有{len(unread) - SHOWN}行，全部见 --json"] if len(unread) > SHOWN else []
    return [head, *data["notes"][:SHOWN], *unread[:SHOWN], *more]
