"""``zhixing import flow FILE``：导入流程系统的每日导出。同一份导几遍、先导哪一份，结果都一样；有出入的列出来，由人决定。"""

from __future__ import annotations

import argparse
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from zhixing.entrances.cli.importer import content_of, on_behalf, ticker
from zhixing.entrances.cli.progress import Progress
from zhixing.entrances.cli.trouble import Trouble

if TYPE_CHECKING:
    from zhixing.exchange.models import FlowImport
    from zhixing.foundation.people.queries import User

SHOWN = 50
BEIJING = ZoneInfo("Asia/Shanghai")
WORDS = {
    "differs": "有出入", "waiting": "还不能登记", "corrected": "更正", "withdrawn": "撤回", "older": "旧的导出", "unread": "没有读",
}
FIGURES = {
    "added": "新登记", "same": "一致", "corrected": "更正", "differing": "有出入", "waiting": "还不能登记", "older": "旧的导出",
    "unread": "没有读",
}


def run(args: argparse.Namespace) -> int:
    """导入并报告；有没有读的行、等着的、有出入的，返回 1。"""
    from zhixing.entrances import clock
    from zhixing.foundation.history import context

    content, exported = content_of(args.file), _moment(args.exported_at)
    with context.use(context.Context(now=clock.now(), entrance="cli")):
        court, user = on_behalf(args.court, args.user)
        with Progress("试导" if args.dry_run else "导入") as bar:
            done = _done(args, court, user, content, exported, ticker(bar))
    data = _data(args, done, user)
    print(json.dumps(data, ensure_ascii=False) if args.json else "\n".join(_lines(data)))
    return 0 if data["ok"] else 1


def _moment(text: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(text) if text else None
    except ValueError:
        raise Trouble(f"--exported-at “{text}”不是时间，应写成 2026-11-03T08:00。") from None
    return found.replace(tzinfo=found.tzinfo or BEIJING) if found else None


def _done(args: argparse.Namespace, court: Any, user: User, content: bytes, exported: datetime | None, tick: Any) -> FlowImport:
    from zhixing.exchange import flow

    given: dict[str, Any] = {"court": court, "user": user, "name": args.file.name, "content": content, "exported_at": exported}
    if args.dry_run:
        return flow.dry_run(**given, progress=tick)
    return flow.carry_out(flow.start(**given, queue=False).pk, progress=tick)


def _data(args: argparse.Namespace, done: FlowImport, user: User) -> dict[str, Any]:
    figures = {name: getattr(done, name) for name in FIGURES}
    clean = done.state == "done" and not (done.differing or done.waiting or done.unread)
    return {
        "ok": clean, "dry_run": args.dry_run, "as": user.username, "state": done.state, "total": done.total,
        "exported_at": done.exported_at.astimezone(BEIJING).isoformat() if done.exported_at else None, **figures,
        "message": done.message, "rows": done.report,
    }


def _lines(data: dict[str, Any]) -> list[str]:
    rows = [row for row in data["rows"] if row["did"] != "added"]
    told = [_line(row) for row in rows[:SHOWN]]
    more = [f"……另有 {len(rows) - SHOWN} 条，全部见 --json"] if len(rows) > SHOWN else []
    counted = "，".join(f"{text} {data[name]}" for name, text in FIGURES.items() if data[name])
    end = "；只是试导，什么也没有留下。" if data["dry_run"] else f"；以 {data['as']} 的名义导入。"
    return [*([data["message"]] if data["message"] else []), *told, *more, f"共 {data['total']} 行：{counted or '没有可办的'}{end}"]


def _line(row: dict[str, Any]) -> str:
    where = f"“{row['sheet']}”第 {row['row']} 行" if row["row"] else f"“{row['sheet']}”"
    what = f"　{row['what']}" if row.get("what") else ""
    return f"{WORDS[row['did']]}  {where}  {row['number']}{what}：{row['text'] or '见“每日导入”页'}".rstrip("：")
