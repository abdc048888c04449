"""``zhixing demo``：在空库里装入演示法院；``--logins`` 列出演示账号。"""

from __future__ import annotations

import argparse
import gc
import json
from dataclasses import asdict
from datetime import datetime
from importlib import import_module
from typing import Any
from zoneinfo import ZoneInfo

from zhixing.entrances.cli.progress import Progress
from zhixing.entrances.cli.trouble import Trouble

HELP = "在空库里装入演示法院，列出演示账号"


def register(parser: argparse.ArgumentParser) -> None:
    """``--if-empty``、``--logins``、``--cases``、``--seed``、``--json``。"""
    parser.add_argument("--if-empty", action="store_true", help="库里已有人员或案件就什么也不做")
    parser.add_argument("--logins", action="store_true", help="只列出演示账号")
    parser.add_argument("--cases", type=int, metavar="N", help="大约多少件案件，默认 108")
    parser.add_argument("--seed", metavar="文字", help="换一批人和案件")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(args: argparse.Namespace) -> int:
    """装入，或者列出账号。库不空又没有写 ``--if-empty`` 的，说明并返回 1。"""
    if not args.logins:
        _load(args)
    logins = [asdict(login) for login in _court().roster_of()]
    if args.json:
        print(json.dumps(logins, ensure_ascii=False))
    elif logins and (args.logins or not args.if_empty):
        print("\n".join(_lines(logins)))
    return 0


def _court() -> Any:
    """演示法院那个包；入口和它互不导入，名称写在设置里。"""
    from django.conf import settings

    return import_module(settings.ZHIXING_DEMO_COURT)


def _load(args: argparse.Namespace) -> None:
    court = _court()
    if not court.is_empty():
        if args.if_empty:
            return
        raise Trouble("库里已有人员或案件，不装演示法院。只在空库里装：./run --fresh，或者另用一个 ZHIXING_HOME。")
    from zhixing.foundation.history import context

    now = datetime.now(ZoneInfo("Asia/Shanghai")).replace(microsecond=0)
    chosen = {name: value for name in ("cases", "seed") if (value := getattr(args, name)) is not None}
    gc.freeze()  # 短命的进程：装完就走，不必反复清点内存
    gc.disable()
    with context.use(context.Context(now=now, entrance="demo")), Progress("装入演示法院") as bar:

        def tick(done: int, total: int) -> None:
            bar.total = max(total, 1)
            bar.tick(step=done - bar.count)

        court.load(progress=tick, **chosen)


def _lines(logins: list[dict[str, str]]) -> list[str]:
    width = max(_width(login["role"]) for login in logins)
    head = f"演示账号（口令都是 {logins[0]['password']}）："
    rows = (f"  {login['role']}{' ' * (width - _width(login['role']))}  {login['username']:<12} {login['name']}" for login in logins)
    return [head, *rows]


def _width(text: str) -> int:
    return sum(2 if ord(char) > 0x2E80 else 1 for char in text)
