"""``zhixing calc interest CLAIM.json --to 日期``：算到某日还欠多少，逐段说明。不用数据库。

CLAIM.json 的格式见 docs/schema/claim.schema.json；写 ``-`` 从标准输入读。``--pay 日期:金额`` 假如那天再还一笔（可多次）。
``--set 开关=值`` 换一项口径（可多次）。
接给别的程序时输出 JSON（全部明细），打到屏幕上是文字（``--json``、``--text`` 指定）。不对的是一句中文，退出码 2，不输出部分结果。
"""

from __future__ import annotations

import argparse
import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

from zhixing.entrances.cli.usage import json_or_text, refuse
from zhixing.law import debt_reading, interest_sheet
from zhixing.law.amounts import money, said
from zhixing.law.debt import BadClaim, Claim
from zhixing.law.interest_sheet import Alternative, Sheet
from zhixing.law.rates import RateMissing
from zhixing.law.switches import LEVEL_NAMES, TITLES, BadSwitch, Changed, shown

MAX_BYTES = 20_000_000


def register(topics: Any) -> None:
    """``calc interest`` 的参数。"""
    parser = topics.add_parser("interest", help="算一般债务利息和加倍部分", description=__doc__)
    parser.add_argument("claim", metavar="CLAIM.json", help="债务；- 表示从标准输入读")
    parser.add_argument("--to", dest="as_of", required=True, metavar="日期", help="算到哪一日，如 2026-03-31")
    parser.add_argument("--pay", action="append", default=[], metavar="日期:金额", help="假如那天再还一笔")
    parser.add_argument("--set", dest="changes", action="append", default=[], metavar="开关=值", help="换一项口径")
    json_or_text(parser)


def run(args: argparse.Namespace) -> int:
    """算出来并打印，返回退出码。"""
    try:
        as_of = debt_reading.day(args.as_of)
        claim = _claim(args)
        sheet = interest_sheet.sheet(claim, as_of)
        others = interest_sheet.alternatives(claim, as_of)
    except (BadClaim, BadSwitch, RateMissing) as error:
        return refuse(str(error).encode("utf-8", "replace").decode(), as_json=args.json)
    print(json.dumps(_data(sheet, others), ensure_ascii=False) if args.json else _readable(sheet, others))
    return 0


def _claim(args: argparse.Namespace) -> Claim:
    claim = debt_reading.claim(_loaded(args.claim))
    for text in args.pay:
        day, _, amount = text.partition(":")
        claim = claim.paying(debt_reading.day(day), debt_reading.fen(amount))
    changes = tuple(Changed(key.strip(), value.strip(), "命令行") for key, _, value in (text.partition("=") for text in args.changes))
    return claim.under(claim.switches.with_changes(changes)) if changes else claim


def _loaded(name: str) -> Any:
    try:
        raw = sys.stdin.buffer.read(MAX_BYTES + 1) if name == "-" else _bytes(Path(name))
        if len(raw) > MAX_BYTES:
            raise BadClaim("文件太大，超过20兆字节。")
        return json.loads(raw.decode("utf-8-sig"), parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_once)
    except OSError as error:
        raise BadClaim(f"读不了文件“{name[:200]}”：{error.strerror}。") from None
    except BadClaim:
        raise
    except json.JSONDecodeError as error:
        raise BadClaim(f"不是 JSON：第{error.lineno}行第{error.colno}个字附近不对。") from None
    except (ValueError, RecursionError):
        raise BadClaim("文件不是 UTF-8 编码的 JSON，或者数字太长、层次太深。") from None


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _no_constant(text: str) -> NoReturn:
    raise BadClaim(f"“{text}”不是一个数。")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """同一个名称写两次的，不知道用哪个。"""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise BadClaim(f"“{next(name for name in names if names.count(name) > 1)}”写了两次。")
    return found


def _data(sheet: Sheet, others: tuple[Alternative, ...]) -> dict[str, Any]:
    listed = [
        {
            "switch": o.switch, "value": o.value, "total": None if o.total is None else money(o.total),
            "more": None if o.more is None else money(o.more), "why": o.why,
        }
        for o in others
    ]
    return {"ok": True, **sheet.as_data(), "alternatives": listed}


def _readable(sheet: Sheet, others: tuple[Alternative, ...]) -> str:
    lines = [f"{sheet.claim.title} 计息单，算到{sheet.as_of}，币种{sheet.claim.currency}".strip()]
    parts = {"costs": sheet.costs, "interest": sheet.interest, "principal": sheet.principal, "double": sheet.double}
    lines.append(f"还欠 {said(sheet.total)}：" + "，".join(f"{LEVEL_NAMES[key]} {said(fen)}" for key, fen in parts.items()))
    lines.append(f"已还 {said(sheet.paid)}" + (f"，多出应退 {said(sheet.surplus)}" if sheet.surplus else ""))
    if sheet.priority:
        lines.append(f"其中有财产担保、在担保物变价款里优先受偿 {said(sheet.priority)}")
    lines += [f"{line.day} {line.what}：利息 {said(line.general)}（{line.general_days}日），加倍 {said(line.double)}（{line.delay_days}日）"
              + (f"，还 {said(line.paid)}" if line.paid else "") + (f"，尾差 {money(line.tail)}" if line.tail else "") for line in sheet.lines]
    lines += [f"{n}. {step.text}〔{step.article}〕" for n, step in enumerate(sheet.steps, 1)]
    lines += [_changed(change) for change in sheet.claim.switches.changed]
    lines += [_other(o.switch, o.value, o.total, o.more) for o in others if o.total is not None and o.more]
    return "\n".join([*lines, *(f"提醒：{text}" for text in sheet.warnings)])


def _changed(change: Changed) -> str:
    why = f"：{change.why}" if change.why else ""
    return f"口径改动：{TITLES[change.key]}＝{shown(change.key, change.value)}（{change.by or '未写明谁改的'}{why}）"


def _other(key: str, value: str, total: int, more: int) -> str:
    return f"如果{TITLES[key]}＝{shown(key, value)}：还欠 {said(total)}，差 {money(more)}"
