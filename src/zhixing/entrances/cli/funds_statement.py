"""``zhixing funds statement --case 案号``：一案的逐笔对账单和现在的结存。

退出码：0 有这一案；2 参数不对，没有这一案。
"""

from __future__ import annotations

import argparse
import json
from typing import Any

from zhixing.entrances.cli.usage import refuse

HELP = "一案的逐笔对账单：每一笔从哪里来、到哪里去、结存多少"


def register(parser: argparse.ArgumentParser) -> None:
    """``--case 案号``，``--json``。"""
    parser.add_argument("--case", required=True, metavar="案号", help="案号，写法不拘")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(args: argparse.Namespace) -> int:
    """打印。"""
    from zhixing.casework.cases.queries import by_number
    from zhixing.foundation.people.queries import Court

    case = by_number(Court.objects.values_list("pk", flat=True), args.case)
    if case is None:
        return refuse(f"没有案号是“{args.case}”的案件。", as_json=args.json)
    data = _data(case)
    print(json.dumps(data, ensure_ascii=False, indent=2) if args.json else "\n".join(_lines(data)))
    return 0


def _data(case: Any) -> dict[str, Any]:
    """金额以分计，稳定的写法：只添不改。"""
    from zhixing.casework.funds.queries_books import balance, late_money, statement

    now = balance(case)
    rows = [
        {
            "voucher": row.voucher_id, "day": row.day.isoformat(), "kind": row.kind, "label": row.label, "memo": row.memo, "key": row.key,
            "change_fen": row.change_fen, "balance_fen": row.balance_fen, "made_by": row.made_name, "reverses": row.reverses_id,
            "moves": [{"purpose": one.purpose, "party": one.party, "fen": one.fen} for one in row.moves],
        }
        for row in statement(case)
    ]
    return {
        "case": str(case), "balance_fen": now.total_fen, "held_fen": now.held_fen, "instructed_fen": now.instructed_fen,
        "by_purpose": {purpose: fen for purpose, fen in now.by_purpose.items() if fen}, "note": late_money(case), "rows": rows,
    }


def _lines(data: dict[str, Any]) -> list[str]:
    from zhixing.law.amounts import said

    head = f"{data['case']}：在账{said(data['balance_fen'])}元，其中没有分的{said(data['held_fen'])}元，已交银行{said(data['instructed_fen'])}元。"
    rows = [
        f"{row['day']}  {row['label']}  {said(row['change_fen'])}  结存{said(row['balance_fen'])}  {row['memo']}".rstrip() for row in data["rows"]
    ]
    return [head, *([data["note"]] if data["note"] else []), *(rows or ["总账上没有这一案的凭证。"])]
