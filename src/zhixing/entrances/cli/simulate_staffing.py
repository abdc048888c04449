"""``zhixing simulate staffing``：人员测算，按一份方案把一年演几十遍，输出 JSON（各栏不变）。

``--plan 文件`` 按方案演；``-`` 是标准输入。不用数据库。同一份方案、同一个 ``--seed``，结果一样。
``--draft`` 由本院过去一年的记录写出一份方案，改了人手再演；``--replay`` 拿本院过去一年核对演得像不像，
加 ``--holdout`` 用前半年量、演后半年。这两样要数据库，``--court 代字`` 选哪家法院，``--on 日期`` 是哪一天。
方案写得不对的，逐处说明，退出码 1；参数不对的 2。
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from zhixing.entrances.cli.trouble import Trouble
from zhixing.entrances.cli.usage import refuse

if TYPE_CHECKING:
    from zhixing.foundation.people.queries import Court

MOST_BYTES = 2_000_000


def arguments(parser: argparse.ArgumentParser) -> None:
    """参数。"""
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--plan", metavar="文件", help="方案（TOML），- 是标准输入")
    what.add_argument("--draft", action="store_true", help="由本院过去一年写出一份方案")
    what.add_argument("--replay", action="store_true", help="拿本院过去一年核对")
    parser.add_argument("--runs", type=int, default=30, metavar="遍数", help="演几遍，默认 30，最多 200")
    parser.add_argument("--seed", type=int, metavar="种子", help="不写用方案里的")
    parser.add_argument("--court", metavar="代字", help="哪家法院，如 内0221；只有一家基层法院的可以不写")
    parser.add_argument("--on", metavar="日期", help="到哪一天为止，默认今天")
    parser.add_argument("--ahead", action="store_true", help="写方案时往后一年：照过去一年来的，现在存着的")
    parser.add_argument("--holdout", action="store_true", help="用前半年量、演后半年")
    parser.add_argument("--json", action="store_true", help="核对的结果、出错的说明输出 JSON（--plan 总是 JSON）")


def run(args: argparse.Namespace) -> int:
    """演、写方案、核对，返回退出码。"""
    from zhixing.casework.centre.staffing.results import MOST_RUNS

    if not 1 <= args.runs <= MOST_RUNS:
        return refuse(f"遍数应在 1 到 {MOST_RUNS} 之间。", as_json=args.json)
    if args.plan:
        return _play(args)
    try:
        day = date.fromisoformat(args.on) if args.on else _today()
    except ValueError:
        return refuse(f"看不懂的日期“{args.on[:20]}”，应写成 2026-11-03。", as_json=args.json)
    return _draft(args, day) if args.draft else _replay(args, day)


def _play(args: argparse.Namespace) -> int:
    from zhixing.casework.centre.staffing.reading import read
    from zhixing.casework.centre.staffing.results import simulate

    print(json.dumps(simulate(read(_text(args.plan)), args.seed, args.runs), ensure_ascii=False))
    return 0


def _text(name: str) -> str:
    try:
        found = sys.stdin.buffer.read(MOST_BYTES + 1) if name == "-" else Path(name).read_bytes()[: MOST_BYTES + 1]
        return found.decode("utf-8")
    except OSError as error:
        raise Trouble(f"读不了方案“{name}”：{error.strerror}。") from None
    except UnicodeDecodeError:
        raise Trouble("方案不是 UTF-8 的文字。") from None


def _draft(args: argparse.Namespace, day: date) -> int:
    from zhixing.casework.centre.staffing.measuring import next_year, own_year
    from zhixing.casework.centre.staffing.plan import write
    from zhixing.casework.centre.staffing.results import calibrated
    from zhixing.foundation.people.queries import calendar_of

    court = _court(args.court)
    plan = (next_year if args.ahead else own_year)(court.pk, day)
    print(write(calibrated(plan, calendar=calendar_of(court.pk))), end="")
    return 0


def _replay(args: argparse.Namespace, day: date) -> int:
    from zhixing.casework.centre.staffing.replaying import replay

    found = replay(_court(args.court).pk, day, runs=args.runs, holdout=args.holdout)
    lines = [f"{one.name}：真的 {one.real:g}，演的 {one.played:g}（{one.low:g}–{one.high:g}），差 {one.off:+g}%" for one in found]
    print(json.dumps([one.as_data() for one in found], ensure_ascii=False) if args.json else "\n".join(lines))
    return 0


def _court(daizi: str | None) -> Court:
    from zhixing.foundation.people.queries import courts

    found = list(courts().filter(daizi=daizi) if daizi else courts().filter(level="basic"))
    if len(found) != 1:
        raise Trouble(f"没有代字是{daizi}的法院。" if daizi else "请用 --court 写明是哪家法院。")
    return found[0]


def _today() -> date:
    from zhixing.entrances.clock import now

    return now().date()
