"""``zhixing import cases FILE``：从表格导入案件。先逐行核对，再全部导入；``--keep-good`` 只导入合格的，其余退回。

``zhixing import flow FILE``：导入流程系统的每日导出，见 ``flow_import``。
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhixing.entrances.cli import flow_import
from zhixing.entrances.cli.importer import content_of, on_behalf, ticker
from zhixing.entrances.cli.progress import Progress

if TYPE_CHECKING:
    from zhixing.exchange.case_sheets import CaseRow
    from zhixing.exchange.importing import Outcome
    from zhixing.foundation.people.queries import Court, User

HELP = "从表格导入案件，或者导入流程系统的导出"
SHOWN = 50


def register(parser: argparse.ArgumentParser) -> None:
    """``import`` 的参数。"""
    parser.add_argument("what", choices=["cases", "flow"], help="cases 案件；flow 流程系统的每日导出")
    parser.add_argument("file", metavar="FILE", type=Path, help=".xlsx、.xls 或 .csv")
    parser.add_argument("--dry-run", action="store_true", help="只核对，什么也不导入")
    parser.add_argument("--keep-good", action="store_true", help="有不合格的行时，只导入合格的")
    parser.add_argument("--court", metavar="代字", help="导入哪家法院，如 内0221")
    parser.add_argument("--as", dest="user", metavar="登录名", help="以谁的名义导入，须有导入的权限；不写用本院的立案人员")
    parser.add_argument("--marked", metavar="FILE", type=Path, help="把不合格的行标好毛病，写到这个 .xlsx")
    parser.add_argument("--exported-at", metavar="时间", help="（flow）这一份是何时导出的，如 2026-11-03T08:00；不写看文件名")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(args: argparse.Namespace) -> int:
    """导入并报告每一行；有一行没有进去就返回 1。"""
    if args.what == "flow":
        return flow_import.run(args)
    from zhixing.entrances import clock
    from zhixing.foundation.history import context

    content = content_of(args.file)
    with context.use(context.Context(now=clock.now(), entrance="cli")):
        court, user = on_behalf(args.court, args.user)
        rows, notes = _prepared(court, args.file.name, content)
        done = None if args.dry_run else _filed(rows, court, user, _token(court, content), keep_good=args.keep_good)
    bad = [row for row in rows if row.bad]
    if args.marked and bad:
        _mark(args.marked, args.file.name, content, rows)
    data = _data(args, rows, notes, done, user)
    print(json.dumps(data, ensure_ascii=False) if args.json else "\n".join(_lines(data)))
    return 0 if data["ok"] else 1


# ---- 核对、导入 ----


def _prepared(court: Court, name: str, content: bytes) -> tuple[list[CaseRow], list[str]]:
    from zhixing.exchange.importing import prepare

    with Progress("核对") as bar:
        return prepare(court, name, content, progress=ticker(bar))


def _filed(rows: list[CaseRow], court: Court, user: User, token: str, *, keep_good: bool) -> Outcome | None:
    """有不合格的又没有说只导合格的，一件也不导入。"""
    from zhixing.exchange.importing import file_prepared

    if any(row.bad for row in rows) and not keep_good:
        return None
    with Progress("导入") as bar:
        return file_prepared(rows, court=court, actor=user, keep_good=keep_good, token=token, progress=ticker(bar))


def _token(court: Court, content: bytes) -> str:
    """同一文件导两次，每一行还是同一件。"""
    return f"cli:{court.pk}:{hashlib.sha256(content).hexdigest()[:24]}"


def _mark(path: Path, name: str, content: bytes, rows: list[CaseRow]) -> None:
    from zhixing.exchange.sheets_out import marked

    path.write_bytes(marked(name, content, rows))


# ---- 报告 ----


def _data(
    args: argparse.Namespace, rows: list[CaseRow], notes: list[str], done: Outcome | None, user: User
) -> dict[str, Any]:
    bad = [row for row in rows if row.bad]
    return {
        "ok": not bad and bool(rows), "dry_run": args.dry_run, "as": user.username, "total": len(rows),
        "good": len(rows) - len(bad), "bad": len(bad), "filed": len(done.filed) if done else 0, "notes": notes,
        "marked": str(args.marked) if args.marked and bad else None,
        "rows": [_row(row) for row in rows],
    }


def _row(row: CaseRow) -> dict[str, Any]:
    return {
        "row": row.row, "number": row.number, "ok": not row.bad,
        "faults": [fault.as_data() for fault in sorted(row.faults, key=lambda f: f.warning)],
    }


def _lines(data: dict[str, Any]) -> list[str]:
    if not data["total"]:
        return [*data["notes"], "“案件”表里没有数据行。"]
    faults = [fault for row in data["rows"] for fault in row["faults"]]
    faults.sort(key=lambda fault: fault["warning"])
    more = [f"……另有 {len(faults) - SHOWN} 条，全部见 --json 或 --marked"] if len(faults) > SHOWN else []
    marked = [f"不合格的行已标好毛病，写到 {data['marked']}"] if data["marked"] else []
    return [*data["notes"], *map(_fault, faults[:SHOWN]), *more, *marked, _summary(data)]


def _fault(fault: dict[str, Any]) -> str:
    kind = "提醒" if fault["warning"] else "要改"
    basis = f"（{fault['basis']}）" if fault["basis"] else ""
    remedy = f"　{fault['remedy']}" if fault["remedy"] else ""
    return f"{kind}  “{fault['sheet']}”第 {fault['row']} 行 {fault['column']}：{fault['text']}{basis}{remedy}"


def _summary(data: dict[str, Any]) -> str:
    counted = f"共 {data['total']} 件，{data['good']} 件合格，{data['bad']} 件要改"
    if data["dry_run"]:
        return f"{counted}；只核对，没有导入。"
    if not data["filed"] and data["bad"]:
        return f"{counted}；一件也没有导入。改好再导入，或者加 --keep-good 只导入合格的。"
    return f"{counted}；以 {data['as']} 的名义导入 {data['filed']} 件。"
