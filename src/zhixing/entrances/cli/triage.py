"""``zhixing triage --case 案号 [--json]``：照本院的规则，一件案件该走哪条轨道、试过的每条规则、为什么；``--rules 文件`` 核对一份规则。

只读，什么也不改。核对规则不用数据库；规则不对的逐处说出第几行，退出码 1。没有这件的 1，参数不对的 2。
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhixing.entrances.cli.trouble import Trouble
from zhixing.entrances.cli.usage import refuse
from zhixing.law import numbers, settings
from zhixing.law.triage_facts import TEAMS, TRACKS
from zhixing.law.triage_rules import parse, settings_for

if TYPE_CHECKING:
    from zhixing.casework.cases.queries import Case


def register(parser: argparse.ArgumentParser) -> None:
    """``triage`` 的参数。"""
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--case", metavar="案号", help="如 （2026）内0221执1号，写法不拘")
    what.add_argument("--rules", metavar="文件", type=Path, help="核对一份分流规则（TOML），不用数据库")
    parser.add_argument("--court", metavar="代字", help="只看这家法院，如 内0221")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(args: argparse.Namespace) -> int:
    """办事，返回退出码。"""
    if args.rules:
        return _checked(args.rules, as_json=args.json)
    number = numbers.parse(args.case)
    if not number.ok:
        return refuse(number.reasons[0].text, as_json=args.json)
    data = _placed(args.case, args.court)
    print(json.dumps(data, ensure_ascii=False) if args.json else _text(data))
    return 0


# ---- 核对规则 ----


def _checked(path: Path, *, as_json: bool) -> int:
    from zhixing.entrances.cli.importer import content_of

    try:
        text = content_of(path).decode("utf-8")
    except UnicodeDecodeError:
        raise Trouble(f"{path} 不是 UTF-8 的文字。") from None
    rules = parse(text, settings_for({}, settings.default)).require()
    assert rules is not None
    lines = [f"第{rule.number}条“{rule.name}”：{rule.told} → {rule.leads}" for rule in rules.rules]
    print(json.dumps({"ok": True, "rules": lines}, ensure_ascii=False) if as_json else "\n".join(["规则没有缺口、重叠、循环。", *lines]))
    return 0


# ---- 一件 ----


def _placed(number: str, daizi: str | None) -> dict[str, Any]:
    from zhixing.casework.cases.queries import by_number
    from zhixing.entrances.clock import now
    from zhixing.foundation.people.queries import courts

    chosen = courts().filter(daizi=daizi) if daizi else courts()
    case = by_number(chosen.values_list("pk", flat=True), number)
    if case is None:
        raise Trouble(f"没有{number}这件案件。请核对案号；已收件还没立案的没有案号。")
    return _data(case, now().date())


def _data(case: Case, on: Any) -> dict[str, Any]:
    from zhixing.casework.centre.deciding import triage_of
    from zhixing.casework.centre.queries_tracks import in_force, placement_of

    found, held, version = triage_of(case, on), placement_of(case.pk), in_force(case.court_id, on)
    placed = found.value
    return {
        "case": case.number, "on": on.isoformat(), "track": placed.track, "rule": placed.rule, "rule_name": placed.name, "team": placed.team,
        "days": placed.days, "goal": placed.goal.isoformat() if placed.goal else None, "priority": placed.priority, "ending": placed.ending,
        "converted": placed.converted, "rules": version.version if version else 0,
        "held": {"track": held.track, "rule": held.rule, "since": held.since.isoformat(), "manual": held.manual, "why": held.why} if held else None,
        "steps": [step.as_data() for step in found.steps], "facts": dict(found.inputs), "articles": [str(one) for one in found.articles],
    }


def _text(data: dict[str, Any]) -> str:
    team = f"，{TEAMS[data['team']]}团队" if data["team"] else ""
    goal = f"，目标{data['goal']}" if data["goal"] else ""
    head = f"{data['case']}：照规则走{TRACKS[data['track']]}{team}{goal}（{data['rule_name']}）"
    held = data["held"]
    now = "还没有分流" if held is None else f"现在在{TRACKS[held['track']]}，自{held['since']}" + ("，人工改的" if held["manual"] else "")
    return "\n".join([head, now, *(f"· {step['text']}" for step in data["steps"])])
