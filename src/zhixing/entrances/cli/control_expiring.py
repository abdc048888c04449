"""``zhixing control expiring [--days 30] [--json]``：列出快要届满的查封、扣押、冻结，先届满的在前。

运维人员在服务器上用，看得见本机全部法院的；``--court 代字`` 只看一家。措施台账和到期节点两边一起看，取早的一天；
``agrees`` 为假的是两边说的不一样，要查。没有快要届满的退出码也是 0，参数不对的 2。
"""

from __future__ import annotations

import argparse
import json
from datetime import date
from typing import TYPE_CHECKING, Any

from zhixing.entrances.cli.trouble import Trouble
from zhixing.entrances.cli.usage import refuse

if TYPE_CHECKING:
    from zhixing.foundation.people.queries import Court

HELP = "列出快要届满的查封、扣押、冻结"
MOST = 365


def register(parser: argparse.ArgumentParser) -> None:
    """``expiring`` 的参数。"""
    parser.add_argument("--days", type=int, default=30, metavar="天数", help=f"几天以内届满的，默认 30，最多 {MOST}")
    parser.add_argument("--court", metavar="代字", help="只看这家法院，如 内0221")
    parser.add_argument("--on", metavar="日期", help="按哪一天看，默认今天")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(args: argparse.Namespace) -> int:
    """列出来，返回退出码。"""
    from zhixing.entrances.clock import now

    if not 0 <= args.days <= MOST:
        return refuse(f"天数应在 0 到 {MOST} 之间。", as_json=args.json)
    try:
        day = date.fromisoformat(args.on) if args.on else now().date()
    except ValueError:
        return refuse(f"看不懂的日期“{args.on[:20]}”，应写成 2026-11-03。", as_json=args.json)
    data = [row for court in _courts(args.court) for row in _rows(court, day, args.days)]
    told = "\n".join(_line(one) for one in data) or "没有快要届满的措施。"
    print(json.dumps(data, ensure_ascii=False) if args.json else told)
    return 0


def _courts(daizi: str | None) -> list[Court]:
    from zhixing.foundation.people.queries import courts

    found = list(courts().filter(daizi=daizi) if daizi else courts())
    if not found:
        raise Trouble(f"没有代字是{daizi}的法院。")
    return found


def _rows(court: Court, day: date, days: int) -> list[dict[str, Any]]:
    from django.db.models import Q

    from zhixing.casework.control import queries_watch as queries

    watch = queries.watch_of(court.pk)
    found = [one for one in queries.watched(Q(court=court.pk), day, days) if one.until >= day]
    cases, steps = queries.named(one.case for one in found), queries.steps(one.case for one in found)
    return [
        {
            "court": court.daizi, "case": str(cases[one.case]), "handler": cases[one.case].handler.name if cases[one.case].handler else "",
            "subject": one.subject, "until": one.until.isoformat(), "days": (one.until - day).days,
            "last_day": watch.last_day(one.until).isoformat(), "warned": steps.get((one.case, one.seq, one.until), []), "agrees": one.agrees,
        }
        for one in found
    ]


def _line(one: dict[str, Any]) -> str:
    """一项一行：哪天届满、还剩几天、最后哪天能办、哪一件、哪一项、预警到哪一档。"""
    warned = f"，届满前 {one['warned'][-1]} 天的预警已发" if one["warned"] else "，还没有预警"
    doubt = "" if one["agrees"] else "，台账和节点说的不一样"
    left = f"{one['until']}届满，还剩 {one['days']} 天，最后 {one['last_day']} 能办"
    return f"{left}  {one['case']}（{one['handler'] or '未分案'}）{one['subject']}{warned}{doubt}"
