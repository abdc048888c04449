"""``zhixing verify history``：核验每一条事件链和每天的日根。"""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from zhixing.entrances.cli.progress import Progress

if TYPE_CHECKING:
    from zhixing.foundation.history.verify import Report

HELP = "核验办案动态的链和日根，说出第一处断裂"
SHOWN = 20


def register(parser: argparse.ArgumentParser) -> None:
    """``history``，``--json``。"""
    parser.add_argument("what", choices=["history"], help="核验什么")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(args: argparse.Namespace) -> int:
    """核验；全部对得上返回 0，有断裂返回 1。"""
    from zhixing.foundation.history.verify import verify

    with Progress("核验") as bar:

        def report_progress(done: int, total: int) -> None:
            bar.total = total
            bar.tick(step=done - bar.count)

        report = verify(report_progress)
    print(json.dumps(report.as_data(), ensure_ascii=False, indent=2) if args.json else "\n".join(_lines(report)))
    return 0 if report.ok else 1


def _lines(report: Report) -> list[str]:
    counted = f"{report.streams}条链、{report.entries}环、{report.days}个日根"
    if report.first is None:
        latest = [f"法院{r.court_id}最近的日根：{r.day} {r.root}" for r in report.roots]
        return [f"全部对得上：{counted}。", *latest]
    more = [f"……另有{len(report.breaks) - SHOWN}处"] if len(report.breaks) > SHOWN else []
    listed = [f"  {b.text}" for b in report.breaks[:SHOWN]]
    head = f"发现断裂：{len(report.breaks)}条链（共核验{counted}）。"
    return [head, f"第一处：{report.first.text}。", *listed, *more]
