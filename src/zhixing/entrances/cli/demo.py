"""``zhixing demo``：装入演示法院，``--reset`` 恢复原样，``--logins`` 列出演示账号。

平常装的是快照（:mod:`~zhixing.entrances.cli.snapshot`），几秒就好；快照是同样的命令一步步办出来、由 ``--dump`` 倒出的。
``--live`` 或者换了截止日、换了规模的，当场从头办一遍。
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
from dataclasses import asdict
from datetime import date, datetime, time
from importlib import import_module
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from zhixing.entrances.cli import database as databases
from zhixing.entrances.cli import snapshot
from zhixing.entrances.cli.home import open_home
from zhixing.entrances.cli.postgres import Postgres
from zhixing.entrances.cli.progress import Progress
from zhixing.entrances.cli.trouble import Trouble

HELP = "装入演示法院，恢复原样，列出演示账号"
BEIJING = ZoneInfo("Asia/Shanghai")
SMALL = 108
"""没有快照、也没有要全院的，办这么多件。"""
CLOSING_TIME = time(18, 0)
"""指定截止日的，办到那天下班以后。"""


def register(parser: argparse.ArgumentParser) -> None:
    """``--as-of``、``--reset``、``--if-empty``、``--logins``、``--live``、``--cases``、``--seed``、``--dump``、``--json``。"""
    parser.add_argument("--as-of", type=_day, metavar="日期", help="截止日，如 2026-11-20；与快照不同的当场办，约半小时")
    parser.add_argument("--reset", action="store_true", help="演示法院恢复原样：学员办的全部清掉")
    parser.add_argument("--yes", action="store_true", help="与 --reset 同用：不再问")
    parser.add_argument("--if-empty", action="store_true", help="库里已有人员或案件就什么也不做")
    parser.add_argument("--logins", action="store_true", help="只列出演示账号")
    parser.add_argument("--live", action="store_true", help="不用快照，当场从头办")
    parser.add_argument("--cases", type=int, metavar="N", help="小规模，当场办大约多少件")
    parser.add_argument("--seed", metavar="文字", help="换一批人和案件，当场办")
    parser.add_argument("--dump", metavar="FILE", type=Path, help="（开发用）把装好的演示法院倒成快照")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(args: argparse.Namespace) -> int:
    """装入、恢复、倒出，或者列出账号。库不空又没有写 ``--if-empty`` 的，说明并返回 1。"""
    if args.dump:
        return _dump(args.dump)
    if args.reset:
        _reset(args)
    elif not args.logins:
        _load(args)
    logins = [asdict(login) for login in _court().roster_of()]
    if logins:
        _seal()
    if args.json:
        print(json.dumps(logins, ensure_ascii=False))
    elif logins and (args.logins or not args.if_empty):
        print("\n".join(_lines(logins)))
    return 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"看不懂的日期“{text[:20]}”，应写成 2026-11-20") from None


def _court() -> Any:
    """演示法院那个包；入口和它互不导入，名称写在设置里。"""
    from django.conf import settings

    return import_module(settings.ZHIXING_DEMO_COURT)


def _snapshot() -> Path:
    from django.conf import settings

    return Path(settings.ZHIXING_DEMO_SNAPSHOT)


def _owner() -> str:
    """属主的连接地址：启动程序给的，``DATABASE_URL``，或者内置数据库的。"""
    given = os.environ.get("ZHIXING_DB_OWNER") or os.environ.get("DATABASE_URL")
    return given or Postgres(open_home()).url(database=databases.NAME)


# ---- 装入 ----


def _load(args: argparse.Namespace) -> None:
    court = _court()
    if not court.is_empty():
        if args.if_empty:
            return
        raise Trouble(
            "库里已有人员或案件，不装演示法院。演示法院要恢复原样用 zhixing demo --reset；"
            "真实的库请另用一个 ZHIXING_HOME，或者 ./run --fresh。"
        )
    _seal()
    path = _snapshot()
    if _wants_live(args, path):
        _live(args, court)
    else:
        _restore(path)


def _seal() -> None:
    """造演示用的印章（数据目录的 seal/），造过的照用；配置了自己的印章的不造。"""
    from zhixing.casework.documents.sealing import testing

    if not os.environ.get("ZHIXING_SEAL"):
        testing.make(open_home() / "seal")


def _wants_live(args: argparse.Namespace, path: Path) -> bool:
    chosen = args.live or args.cases is not None or args.seed is not None
    if chosen or not path.exists():
        return True
    return args.as_of is not None and args.as_of != snapshot.facts(path).as_of


def _live(args: argparse.Namespace, court: Any) -> None:
    """从头办一遍：小规模的几十秒，全院约半小时。"""
    from zhixing.foundation.history import context

    now = datetime.now(BEIJING).replace(microsecond=0)
    if args.as_of:
        if args.as_of > now.date():
            raise Trouble(f"截止日{args.as_of}还没有到。")
        now = datetime.combine(args.as_of, CLOSING_TIME, BEIJING)
    chosen = {name: value for name in ("cases", "seed") if (value := getattr(args, name)) is not None}
    if not (args.live or args.as_of):
        chosen.setdefault("cases", SMALL)
    gc.freeze()  # 短命的进程：装完就走，不必反复清点内存
    gc.disable()
    with context.use(context.Context(now=now, entrance="demo")), Progress("装入演示法院") as bar:

        def tick(done: int, total: int) -> None:
            bar.total = max(total, 1)
            bar.tick(step=done - bar.count)

        try:
            court.load(progress=tick, **chosen)
        finally:
            if args.as_of:
                _stamp(args.as_of)


def _restore(path: Path) -> None:
    with Progress("装入演示法院", snapshot.facts(path).rows) as bar:
        found = snapshot.restore(_owner(), path, progress=lambda table, rows: bar.tick(table, rows))
    _stamp(found.as_of)
    _court().catch_up(found.as_of)


def _stamp(as_of: date) -> None:
    """记下截止日和装入的日子，钟据此往回拨。"""
    since = datetime.now(BEIJING).date().isoformat()
    databases.write_stamp(_owner(), demo="loaded", demo_as_of=as_of.isoformat(), demo_since=since)


# ---- 恢复原样、倒出 ----


def _reset(args: argparse.Namespace) -> None:
    if databases.read_stamp(_owner()).get("demo") != "loaded" or not _court().roster_of():
        raise Trouble("这不是演示法院，不能重置。什么也没有改。")
    path = _snapshot()
    if not path.exists():
        raise Trouble("没有演示法院的快照。请用 ./run --fresh 从头装。")
    if not args.yes:
        _confirm()
    _restore(path)
    print("演示法院已恢复原样。正在运行的请重新启动 ./run，日期才对得上。", file=sys.stderr)


def _confirm() -> None:
    print("将清掉演示法院里学员办的全部案件和记录，恢复成刚装好的样子。", file=sys.stderr)
    if not sys.stdin.isatty():
        raise Trouble("不在终端里，没有人可问。确定要重置就加 --yes。")
    if input("输入“重置”继续：").strip() not in ("重置", "yes"):
        raise Trouble("没有重置，什么也没有改。")


def _dump(path: Path) -> int:
    as_of = databases.read_stamp(_owner()).get("demo_as_of")
    if not as_of or not _court().roster_of():
        raise Trouble("库里不是指定了截止日的演示法院（zhixing demo --live --as-of 日期），不能倒成快照。")
    with Progress("倒出快照") as bar:
        made = snapshot.dump(_owner(), path, as_of=date.fromisoformat(as_of), progress=lambda table, rows: bar.tick(table))
    print(f"{path}：截止{made.as_of}，{len(made.tables)}张表，{made.rows}行，{path.stat().st_size / 2**20:.1f} MB")
    return 0


def _lines(logins: list[dict[str, str]]) -> list[str]:
    width = max(_width(login["role"]) for login in logins)
    head = f"演示账号（口令都是 {logins[0]['password']}）："
    rows = (f"  {login['role']}{' ' * (width - _width(login['role']))}  {login['username']:<12} {login['name']}" for login in logins)
    return [head, *rows]


def _width(text: str) -> int:
    return sum(2 if ord(char) > 0x2E80 else 1 for char in text)
