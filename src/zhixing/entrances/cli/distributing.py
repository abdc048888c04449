"""``zhixing calc distribute`` 的办事部分：读表、分配、打印、写表。"""

from __future__ import annotations

import argparse
import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from zhixing.entrances.cli.usage import refuse
from zhixing.law import distribution_rows
from zhixing.law.amounts import BadAmount, fen
from zhixing.law.distribution_claims import BadPlan, Method, levels
from zhixing.law.distribution_plan import Line, Plan, plan, ratio_text
from zhixing.law.words import yuan

LARGEST = 512 * 1024 * 1024


def run(args: argparse.Namespace) -> int:
    """分完并打印，返回退出码。"""
    try:
        made = plan(fen(args.pot), distribution_rows.claims(_rows(args.file), args.ladder), _method(args))
        if args.out:
            _write(Path(args.out), made)
    except (BadPlan, BadAmount) as error:
        return refuse(str(error), as_json=args.json)
    except OSError as error:
        return refuse(f"文件读写不了：{error.strerror or error}。", as_json=args.json)
    print(json.dumps(_data(made, whole=not args.out), ensure_ascii=False) if args.json else _readable(made, whole=not args.out))
    return 0


def _method(args: argparse.Namespace) -> Method:
    return Method(
        args.ladder, args.first_seal, args.first, args.reason, args.double_in_pro_rata, args.rent_first,
        dict(_asset(text) for text in args.asset),
    )


def _asset(text: str) -> tuple[str, int]:
    name, _, sum_ = text.partition("=")
    if not name or not sum_:
        raise BadPlan(f"--asset “{text[:30]}”应写成 名称=金额。")
    return name, fen(sum_)


def _rows(name: str) -> Iterator[list[str]]:
    path = Path(name)
    if path.stat().st_size > LARGEST:
        raise BadPlan("表太大，超过512兆。")
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _chinese(content)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), strict=True)
    except csv.Error as error:
        raise BadPlan(f"表的写法不对：{error}。") from None


def _chinese(content: bytes) -> str:
    try:
        return content.decode("gb18030")
    except UnicodeDecodeError:
        raise BadPlan("表既不是 UTF-8，也不是 GB18030 编码。") from None


_HEAD = ("编号", "债权人", "顺位", "债权额", "累计应得", "以前已得", "这次发放", "这次留存", "仍欠", "说明")


def _write(path: Path, made: Plan) -> None:
    """先写旁边的临时文件，写完再换上。"""
    draft = path.with_name(path.name + ".part")
    with draft.open("w", encoding="utf-8-sig", newline="") as out:
        table = csv.writer(out)
        table.writerow(_HEAD)
        table.writerows(_cells(made, line) for line in made.lines)
        table.writerow(["退还被执行人", "", "", "", "", "", _plain(made.refund), "", "", "全部清偿以后的余款。" if made.refund else ""])
    draft.replace(path)


def _cells(made: Plan, line: Line) -> list[str]:
    claim = line.claim
    money = (claim.fen, line.share, claim.paid, line.pay, line.kept, line.rest)
    label = levels(made.method.ladder)[claim.level]
    return [_safe(claim.id), _safe(claim.creditor), label, *map(_plain, money), made.reason(line)]


def _safe(text: str) -> str:
    """表格软件会当成公式的，前面加一个单引号。"""
    return "'" + text if text.startswith(("=", "+", "-", "@")) else text


def _plain(sum_: int) -> str:
    return f"{sum_ // 100}.{sum_ % 100:02d}"


def _data(made: Plan, *, whole: bool) -> dict[str, Any]:
    data: dict[str, Any] = {
        "ok": True, "ladder": made.method.ladder, **_money("pot", made.pot), **_money("refund", made.refund),
        "levels": [
            {"level": tier.code, "label": tier.label, "rule": tier.rule, "article": str(tier.article), **_money("before", tier.before),
             **_money("claims", tier.claims), **_money("paid", tier.paid), "ratio": ratio_text(tier.ratio)}
            for tier in made.tiers
        ],
        "steps": [step.as_data() for step in made.steps()], "count": len(made.lines),
    }
    return data | ({"lines": [_line(made, line) for line in made.lines]} if whole else {})


def _line(made: Plan, line: Line) -> dict[str, Any]:
    claim = line.claim
    return {
        "id": claim.id, "creditor": claim.creditor, "level": claim.level, **_money("claim", claim.fen), **_money("share", line.share),
        **_money("before", claim.paid), **_money("pay", line.pay), **_money("kept", line.kept), **_money("rest", line.rest),
        "hold": claim.hold, "reason": made.reason(line),
    }


def _money(name: str, sum_: int) -> dict[str, Any]:
    return {name: _plain(sum_), f"{name}_fen": sum_}


def _readable(made: Plan, *, whole: bool) -> str:
    lines = [f"{i}. {step.text}〔{step.article}〕" for i, step in enumerate(made.steps(), 1)]
    if whole:
        lines += [f"{line.claim.id} {line.claim.creditor} {yuan(line.now)}元 {made.reason(line)}" for line in made.lines]
    return "\n".join(lines)
