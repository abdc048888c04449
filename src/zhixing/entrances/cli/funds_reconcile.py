"""``zhixing funds reconcile --date 日子``：核对各账户这一天，留下结果，差异逐处列出。

退出码：0 全部相符，1 有差异，2 参数不对。
"""

from __future__ import annotations

import argparse
import json
from datetime import date
from typing import Any

from zhixing.entrances.cli.usage import refuse

HELP = "核对一天：银行、总账、各案三方，列出未达账项和差异"


def register(parser: argparse.ArgumentParser) -> None:
    """``--date 日子``，``--json``。"""
    parser.add_argument("--date", required=True, metavar="日子", help="2026-11-03")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(args: argparse.Namespace) -> int:
    """核对启用了总账的各账户；留下的核对记录署名“命令行”。"""
    from zhixing.casework.funds.commands.books import reconcile
    from zhixing.casework.funds.queries_reconciling import live_accounts, of_day
    from zhixing.entrances import clock
    from zhixing.foundation.history import context
    from zhixing.foundation.history.context import Job
    from zhixing.foundation.people.queries import Court

    day = _day(args.date)
    if day is None or day > clock.now().date():
        return refuse(f"日子应写成 2026-11-03，不晚于今天：{args.date}", as_json=args.json)
    found = []
    with context.use(context.Context(now=clock.now(), entrance="cli")):
        for court in Court.objects.order_by("pk"):
            for account in live_accounts(court.pk):
                row = reconcile(bank_account=account, day=day, actor=Job("命令行"))
                found.append(_data(account, row, of_day(account, day).sheet))
    print(json.dumps(found, ensure_ascii=False, indent=2) if args.json else "\n".join(_lines(found)))
    return 1 if any(one["differences"] for one in found) else 0


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _data(account: Any, row: Any, sheet: Any) -> dict[str, Any]:
    """金额以分计，稳定的写法：只添不改。"""
    return {
        "account": str(account), "day": row.day.isoformat(), "bank_fen": row.bank_fen, "ledger_fen": row.ledger_fen, "cases_fen": row.cases_fen,
        "adjusted_bank_fen": sheet.adjusted_bank, "adjusted_book_fen": sheet.adjusted_book,
        "unpaid": [{"day": one.day.isoformat(), "who": one.who, "fen": one.fen, "reference": one.reference} for one in sheet.unpaid],
        "unbooked": [{"day": one.day.isoformat(), "who": one.who, "fen": one.fen, "reference": one.reference} for one in sheet.unbooked],
        "undeposited_fen": sheet.undeposited_fen, "differences": row.differences,
    }


def _lines(found: list[dict[str, Any]]) -> list[str]:
    from zhixing.law.amounts import said

    if not found:
        return ["还没有启用总账的账户。"]
    lines = []
    for one in found:
        bank = "没有银行的数" if one["bank_fen"] is None else f"银行{said(one['bank_fen'])}元"
        told = f"{len(one['differences'])}处差异" if one["differences"] else "相符"
        lines.append(f"{one['account']} {one['day']}：{told}。{bank}，总账{said(one['ledger_fen'])}元，各案、应付{said(one['cases_fen'])}元，"
                     f"已交银行没有付的{len(one['unpaid'])}笔，后记的{len(one['unbooked'])}笔。")
        lines += [f"  {row['text']}" for row in one["differences"]]
    return lines
