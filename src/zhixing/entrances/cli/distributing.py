"""``zhixing calc distribute`` 的办事部分：读表、分配、打印、写表。"""

from __future__ import annotations

import argparse
import codecs
import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from zhixing.entrances.cli.usage import refuse
from zhixing.exchange import distribution_table
from zhixing.law import distribution_rows
from zhixing.law.amounts import BadAmount, fen, money
from zhixing.law.distribution_claims import BadPlan, Method
from zhixing.law.distribution_plan import Line, Plan, plan, ratio_text
from zhixing.law.words import yuan

LARGEST = 512 * 1024 * 1024


def run(args: argparse.Namespace) -> int:
    """分完并打印，返回退出码。"""
    try:
        _apart(args)
        made = plan(fen(args.pot), distribution_rows.claims(_rows(Path(args.file)), args.ladder), _method(args))
        file = {"file": _write(Path(args.out), made)} if args.out else {}
    except (BadPlan, BadAmount) as error:
        return refuse(str(error), as_json=args.json)
    except OSError as error:
        return refuse(f"文件读写不了：{error.strerror or error}。", as_json=args.json)
    print(json.dumps(data(made, whole=not args.out) | file, ensure_ascii=False) if args.json else _readable(made, whole=not args.out))
    return 0


def _apart(args: argparse.Namespace) -> None:
    """结果不能写在债权表上，写了就没有原来的表了。"""
    if args.out and Path(args.out).resolve() == Path(args.file).resolve():
        raise BadPlan("--out 就是债权表，结果请写到另一个文件。")


def _method(args: argparse.Namespace) -> Method:
    return Method(
        args.ladder, args.first_seal, args.first, args.reason, args.double_in_pro_rata, args.rent_first, _assets(args.asset),
        fen(args.least) if args.least else 0,
    )


def _assets(given: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for text in given:
        name, _, sum_ = text.partition("=")
        if not name or not sum_ or name in found:
            raise BadPlan(f"--asset “{text[:30]}”应写成 名称=金额，一处财产写一次。", "assets")
        found[name] = fen(sum_)
    return found


def _rows(path: Path) -> Iterator[list[str]]:
    """逐行读，不把整个文件放进内存。"""
    if path.stat().st_size > LARGEST:
        raise BadPlan("表太大，超过512兆。")
    with path.open(encoding=_encoding(path), newline="") as file:
        yield from distribution_table.parsed(file)


def _encoding(path: Path) -> str:
    """先读一遍，是 UTF-8 还是 GB18030。"""
    for name in distribution_table.ENCODINGS:
        decoder = codecs.getincrementaldecoder(name)()
        with path.open("rb") as file, suppress(UnicodeDecodeError):
            for chunk in iter(lambda: file.read(1 << 20), b""):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
            return name
    raise BadPlan(distribution_table.NOT_TEXT)


def _write(path: Path, made: Plan) -> dict[str, Any]:
    """先写旁边的临时文件，写完再换上；写不完的删去。返回行数、发放合计和校验值。"""
    draft = path.with_name(path.name + ".part")
    try:
        with draft.open("w", encoding="utf-8-sig", newline="") as out:
            distribution_table.write(out, made)
        with draft.open("rb") as written:
            digest = hashlib.file_digest(written, "sha256").hexdigest()
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return {"rows": len(made.lines), "pay_fen": sum(line.pay for line in made.lines), "sha256": digest}


def data(made: Plan, *, whole: bool) -> dict[str, Any]:
    data: dict[str, Any] = {
        "ok": True, "ladder": made.method.ladder, **_money("pot", made.pot), **_money("refund", made.refund),
        "levels": [
            {"level": tier.code, "label": tier.label, "rule": tier.rule, "article": str(tier.article), **_money("before", tier.before),
             **_money("claims", tier.claims), **_money("paid", tier.paid), "ratio": ratio_text(tier.ratio),
             "ratio_exact": f"{tier.ratio.numerator}/{tier.ratio.denominator}"}
            for tier in made.tiers
        ],
        "steps": [step.as_data() for step in made.steps()], "count": len(made.lines),
    }
    return data | ({"lines": [_line(line, reason) for line, reason in zip(made.lines, made.reasons(), strict=True)]} if whole else {})


def _line(line: Line, reason: str) -> dict[str, Any]:
    claim = line.claim
    return {
        "id": claim.id, "creditor": claim.creditor, "level": claim.level, **_money("claim", claim.fen), **_money("share", line.share),
        **_money("before", claim.paid), **_money("pay", line.pay), **_money("kept", line.kept), **_money("rest", line.rest),
        "hold": line.hold, "reason": reason,
    }


def _money(name: str, sum_: int) -> dict[str, Any]:
    return {name: money(sum_), f"{name}_fen": sum_}


def _readable(made: Plan, *, whole: bool) -> str:
    lines = [f"{i}. {step.text}〔{step.article}〕" for i, step in enumerate(made.steps(), 1)]
    if whole:
        rows = zip(made.lines, made.reasons(), strict=True)
        lines += [f"{line.claim.id} {line.claim.creditor} {yuan(line.now)}元 {reason}" for line, reason in rows]
    return "\n".join(lines)
