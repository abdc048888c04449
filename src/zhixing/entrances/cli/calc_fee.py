"""``zhixing calc fee``：执行费、保全费、受理费。不用数据库。

``--kind execution|preservation|litigation --amount 金额``；``--kind execution --gross 金额`` 从账上的钱反算给债权人多少、执行费多少。
没有金额的执行案件写 ``--set``（本院在50至500元之间定的数）；``--charged`` 是以前已收的执行费；``--halve mediated|withdrawn|summary`` 减半。
"""

from __future__ import annotations

import argparse
import json
from typing import Any

from zhixing.entrances.cli.usage import json_or_text, refuse
from zhixing.law import fees
from zhixing.law.amounts import BadAmount, fen, money
from zhixing.law.finding import Finding, Step
from zhixing.law.words import yuan


def register(topics: Any) -> None:
    """``calc fee`` 的参数。"""
    parser: argparse.ArgumentParser = topics.add_parser("fee", help="诉讼费用", description=__doc__)
    parser.add_argument("--kind", required=True, choices=("execution", "preservation", "litigation"), help="执行费、保全费、受理费")
    sums = parser.add_mutually_exclusive_group(required=True)
    sums.add_argument("--amount", metavar="金额", help="计费金额（元）")
    sums.add_argument("--gross", metavar="金额", help="账上的钱（元），反算执行费")
    sums.add_argument("--set", metavar="金额", help="没有执行金额的，本院定的数（元）")
    parser.add_argument("--charged", metavar="金额", help="以前已收的执行费（元）")
    parser.add_argument("--halve", action="append", default=[], choices=("mediated", "withdrawn", "summary"), help="减半的理由")
    parser.add_argument("--round", default="", choices=("", *fees.UNITS), help="取整到元、角、分")
    json_or_text(parser)


def run(args: argparse.Namespace) -> int:
    """算出来并打印，返回退出码。"""
    try:
        data, steps = _gross(args) if args.gross else _amount(args)
    except (BadAmount, fees.BadFee) as error:
        return refuse(str(error), as_json=args.json)
    data = {"ok": True, "kind": args.kind, **data, "steps": [step.as_data() for step in steps]}
    print(json.dumps(data, ensure_ascii=False) if args.json else _readable(data))
    return 0


Answer = tuple[dict[str, Any], tuple[Step, ...]]


def _gross(args: argparse.Namespace) -> Answer:
    if args.kind != "execution" or args.charged or args.halve or args.round:
        raise fees.BadFee("--gross 只用于执行费，而且总是到分；不能同时写 --charged、--halve、--round。")
    found = fees.inverse(fen(args.gross))
    step = Step(f"债权和执行费合计{yuan(found.gross)}元，执行费按标准反算。", fees.scale("execution").basis[0])
    return {**_money("gross", found.gross), **_money("claim", found.claim), **_money("fee", found.fee)}, (step,)


def _amount(args: argparse.Namespace) -> Answer:
    found: Finding[fees.Fee | None] = _found(args)
    if found.value is None:
        raise fees.BadFee("".join(f"{reason.text}{reason.remedy}" for reason in found.reasons) + "（--set）")
    half = fees.halved(found.value, args.halve)
    made, steps = half.value, found.steps + half.steps
    data = {**_money("amount", made.amount), **_money("fee", made.fen), **_money("exact", made.cents), "round": made.unit}
    if args.charged:
        more = max(made.fen - fen(args.charged), 0)
        data |= {**_money("charged", fen(args.charged)), **_money("further", more)}
        steps += (Step(f"累计应收{yuan(made.fen)}元，减去已收，再收{yuan(more)}元。", found.articles[0]),)
    return data, steps


def _found(args: argparse.Namespace) -> Finding[fees.Fee | None]:
    if args.charged and args.kind != "execution":
        raise fees.BadFee("--charged 只用于执行费。")
    if not args.set:
        return fees.fee(args.kind, fen(args.amount), args.round)
    if args.kind != "execution":
        raise fees.BadFee("--set 只用于没有执行金额的执行费。")
    return fees.fixed("execution", fen(args.set), unit=args.round or "yuan")


def _money(name: str, sum_: int) -> dict[str, Any]:
    return {name: money(sum_), f"{name}_fen": sum_}


_NAMES = {"amount": "计费金额", "gross": "账上的钱", "claim": "给债权人", "fee": "费用", "exact": "未取整", "charged": "已收", "further": "再收"}


def _readable(data: dict[str, Any]) -> str:
    lines = [f"{name}：{yuan(data[key + '_fen'])}元" for key, name in _NAMES.items() if key in data]
    return "\n".join(lines + [f"{i}. {step['text']}〔{step['article']}〕" for i, step in enumerate(data["steps"], 1)])
