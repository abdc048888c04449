"""``zhixing verify history``：核验每一条事件链和每天的日根；``zhixing verify sheets``：重算每一版计息单。"""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from zhixing.entrances.cli.progress import Progress

if TYPE_CHECKING:
    from zhixing.casework.funds.verify import Report as Sheets
    from zhixing.foundation.history.verify import Report

HELP = "核验办案动态的链和日根，重算计息单，说出第一处不符"
SHOWN = 20


def register(parser: argparse.ArgumentParser) -> None:
    """``history``、``sheets``，``--json``。"""
    parser.add_argument("what", choices=["history", "sheets"], help="核验什么：history 办案动态，sheets 计息单")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(args: argparse.Namespace) -> int:
    """核验；全部对得上返回 0，有不符返回 1。"""
    report: Report | Sheets
    with Progress("核验") as bar:

        def report_progress(done: int, total: int) -> None:
            bar.total = total
            bar.tick(step=done - bar.count)

        if args.what == "history":
            from zhixing.foundation.history.verify import verify

            report = verify(report_progress)
            told = _lines(report)
        else:
            from zhixing.casework.funds.verify import verify as recompute

            report = recompute(report_progress)
            told = _sheets(report)
    print(json.dumps(report.as_data(), ensure_ascii=False, indent=2) if args.json else "\n".join(told))
    return 0 if report.ok else 1


def _sheets(report: Sheets) -> list[str]:
    older = f"，其中{report.older}版是以前的程序算的" if report.older else ""
    counted = f"{report.sheets}版计息单{older}"
    if report.ok:
        return [f"全部对得上：{counted}。"]
    return [f"发现{len(report.differences)}处不符（共核验{counted}）。", *_listed([one.text for one in report.differences])]


def _lines(report: Report) -> list[str]:
    counted = f"{report.streams}条链、{report.entries}环、{report.days}个日根"
    if report.first is None:
        latest = [f"法院{r.court_id}最近的日根：{r.day} {r.root}" for r in report.roots]
        return [f"全部对得上：{counted}。", *latest]
    head = f"发现断裂：{len(report.breaks)}条链（共核验{counted}）。"
    return [head, f"第一处：{report.first.text}。", *_listed([b.text for b in report.breaks])]


def _listed(texts: list[str]) -> list[str]:
    """前若干处，其余说个数。"""
    more = [f"……另有{len(texts) - SHOWN}处"] if len(texts) > SHOWN else []
    return [*(f"  {text}" for text in texts[:SHOWN]), *more]
