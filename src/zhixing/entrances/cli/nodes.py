"""``zhixing nodes --case 案号 [--json]``：列出一件案件的节点：灯、届满日、还剩几天、为什么是这一天。

运维人员在服务器上用，看得见本机全部法院的案件；``--court 代字`` 只看一家。没有这件的退出码 1，参数不对的 2。
"""

from __future__ import annotations

import argparse
import json
from datetime import date
from typing import TYPE_CHECKING, Any

from zhixing.entrances.cli.trouble import Trouble
from zhixing.entrances.cli.usage import refuse
from zhixing.law import numbers
from zhixing.law.lights import light_of, sentence

if TYPE_CHECKING:
    from zhixing.casework.nodes.queries import Node
    from zhixing.law.calendar import Calendar

HELP = "列出一件案件的节点"
HEADINGS = ("灯", "届满日", "期限", "节点", "归谁", "为什么")
LAMPS = {"red": "红", "yellow": "黄", "green": "绿", "grey": "灰"}


def register(parser: argparse.ArgumentParser) -> None:
    """``nodes`` 的参数。"""
    parser.add_argument("--case", required=True, metavar="案号", help="如 （2026）内0221执1号，写法不拘")
    parser.add_argument("--court", metavar="代字", help="只看这家法院，如 内0221")
    parser.add_argument("--on", metavar="日期", help="按哪一天看灯色，默认今天")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(args: argparse.Namespace) -> int:
    """列出来，返回退出码。"""
    number = numbers.parse(args.case)
    if not number.ok:
        return refuse(number.reasons[0].text, as_json=args.json)
    day = _day(args.on)
    if day is None:
        return refuse(f"看不懂的日期“{args.on[:20]}”，应写成 2026-11-03。", as_json=args.json)
    rows = _nodes(args.case, args.court)
    if rows is None:
        raise Trouble(f"没有{args.case}这件案件。请核对案号；已收件还没立案的没有案号。")
    calendar = _calendar(rows)
    data = [_data(node, day, calendar) for node in rows]
    print(json.dumps(data, ensure_ascii=False) if args.json else _table(data))
    return 0


def _day(text: str | None) -> date | None:
    if text is None:
        from zhixing.entrances.clock import now

        return now().date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _nodes(number: str, daizi: str | None) -> list[Node] | None:
    from zhixing.casework.cases.queries import by_number
    from zhixing.casework.nodes.queries import of_case
    from zhixing.foundation.people.queries import courts

    chosen = courts().filter(daizi=daizi) if daizi else courts()
    case = by_number(chosen.values_list("pk", flat=True), number)
    return None if case is None else list(of_case(case.pk))


def _calendar(rows: list[Node]) -> Calendar | None:
    """本院的日历：超了几天和网页一样数工作日。"""
    from zhixing.foundation.people.queries import calendar_of

    return calendar_of(rows[0].court_id) if rows else None


def _data(node: Node, day: date, calendar: Calendar | None) -> dict[str, Any]:
    return {
        "key": node.key, "code": node.code, "name": node.name, "subject": node.subject, "state": node.state,
        "light": str(light_of(node, day)), "due": node.due.isoformat() if node.due else None,
        "counted_to": node.counted_to.isoformat() if node.counted_to else None, "text": sentence(node, day, calendar),
        "provisional": node.provisional, "paused": node.paused, "hard": node.hard, "class": node.cls,
        "whose": node.whose, "owner": node.owner.name if node.owner else None, "owner_post": node.owner_post,
        "basis": node.basis, "steps": node.steps,
    }


def _table(data: list[dict[str, Any]]) -> str:
    """对齐的表；“为什么”是推算的各步。"""
    if not data:
        return "这件案件还没有节点。"
    rows = [HEADINGS, *(_line(node) for node in data)]
    widths = [max(_width(row[i]) for row in rows) for i in range(len(HEADINGS) - 1)]
    return "\n".join("  ".join([*(_pad(c, w) for c, w in zip(row[:-1], widths, strict=True)), row[-1]]) for row in rows)


def _line(node: dict[str, Any]) -> tuple[str, ...]:
    why = "；".join(step["text"].rstrip("。") for step in node["steps"])
    name = node["name"] + (f"（{node['subject']}）" if node["subject"] else "")
    owner = node["owner"] or _post(node["owner_post"])
    return LAMPS[node["light"]], node["due"] or "—", node["text"], f"{node['code']} {name}", owner, why


def _post(code: str) -> str:
    from zhixing.foundation.people.queries import Post

    return str(Post(code).label)


def _width(text: str) -> int:
    return sum(2 if ord(char) > 0x2E80 or char in "—“”" else 1 for char in text)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
