"""``zhixing closing check --case 案号 --mode 方式 [--json]``：逐项核对一件案件能不能这样报结，凭什么，还差什么。

``--mode`` 写代码或者中文名（terminated_round、终结本次执行程序）。能报结的退出码 0，不能的 1，参数不对的 2。
运维人员在服务器上用，看得见本机全部法院的案件；``--court 代字`` 只看一家。
"""

from __future__ import annotations

import argparse
import json
from datetime import date
from typing import TYPE_CHECKING, Any

from zhixing.entrances.cli.trouble import Trouble
from zhixing.entrances.cli.usage import refuse
from zhixing.law import closing, numbers

if TYPE_CHECKING:
    from zhixing.casework.cases.queries import Case
    from zhixing.law.finding import Finding

HELP = "核对一件案件能不能报结"
MARKS = {True: "有", False: "缺"}


def register(parser: argparse.ArgumentParser) -> None:
    """``closing check`` 的参数。"""
    deeds = parser.add_subparsers(dest="deed", required=True, metavar="check")
    check = deeds.add_parser("check", help=HELP, description=HELP)
    check.add_argument("--case", required=True, metavar="案号", help="如 （2026）内0221执1号，写法不拘")
    check.add_argument("--mode", required=True, metavar="方式", help="结案方式的代码或者名称，如 terminated_round")
    check.add_argument("--ground", default="", metavar="事由", help="结案事由的代码；不写就不核对")
    check.add_argument("--confirmed", action="store_true", help="申请执行人已签字确认（终本）")
    check.add_argument("--court", metavar="代字", help="只看这家法院，如 内0221")
    check.add_argument("--on", metavar="日期", help="按哪一天核对，默认今天")
    check.add_argument("--json", action="store_true", help="输出 JSON")


def run(args: argparse.Namespace) -> int:
    """核对并打印，返回退出码。"""
    number, mode, day = numbers.parse(args.case), _mode(args.mode), _day(args.on)
    if not number.ok:
        return refuse(number.reasons[0].text, as_json=args.json)
    if mode is None:
        return refuse(f"没有“{args.mode[:20]}”这种结案方式。可选：{_offered()}。", as_json=args.json)
    if day is None:
        return refuse(f"看不懂的日期“{args.on[:20]}”，应写成 2026-11-03。", as_json=args.json)
    case = _case(args.case, args.court)
    if case is None:
        raise Trouble(f"没有{args.case}这件案件。请核对案号；已收件还没立案的没有案号。")
    found, items = _checked(case, mode.code, day, args)
    print(json.dumps(_data(case, mode, day, found, items), ensure_ascii=False) if args.json else _told(case, mode, found, items))
    return 0 if found.ok else 1


def _mode(text: str) -> closing.Mode | None:
    every = {mode.code: mode for kind in ("执", "执恢", "执保") for mode in closing.modes(kind)}
    return every.get(text) or next((mode for mode in every.values() if mode.label == text), None)


def _offered() -> str:
    codes = (f"{mode.code} {mode.label}" for kind in ("执", "执恢", "执保") for mode in closing.modes(kind))
    return "、".join(dict.fromkeys(codes))


def _day(text: str | None) -> date | None:
    if text is None:
        from zhixing.entrances import clock

        return clock.now().date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _case(number: str, daizi: str | None) -> Case | None:
    from zhixing.casework.cases.queries import by_number
    from zhixing.foundation.people.queries import courts

    chosen = courts().filter(daizi=daizi) if daizi else courts()
    return by_number(chosen.values_list("pk", flat=True), number)


def _checked(
    case: Case, mode: str, day: date, args: argparse.Namespace
) -> tuple[Finding[bool], tuple[closing.Item, ...]]:
    from zhixing.casework.closing.queries import checklist_of, gate_of

    found = gate_of(case, mode, day, args.ground, confirmed=args.confirmed)
    return found, checklist_of(case, mode, day, args.ground, confirmed=args.confirmed)


def _data(
    case: Case, mode: closing.Mode, day: date, found: Finding[bool], items: tuple[closing.Item, ...]
) -> dict[str, Any]:
    return {
        "ok": found.ok, "case": case.number, "mode": mode.code, "label": mode.label, "on": day.isoformat(),
        "headline": closing.headline(found), "items": [_item(item) for item in items],
        "reasons": [reason.as_data() for reason in found.reasons],
        "warnings": [warning.as_data() for warning in found.warnings],
    }


def _item(item: closing.Item) -> dict[str, Any]:
    return {
        "code": item.code, "label": item.label, "ok": item.ok,
        "proof": [{"seq": seq, "text": text} for seq, text in item.proof],
        "missing": [reason.as_data() for reason in item.missing], "overridable": item.overridable and not item.ok,
    }


def _told(case: Case, mode: closing.Mode, found: Finding[bool], items: tuple[closing.Item, ...]) -> str:
    """逐项一行，下面是凭什么或者缺什么；最后是与各项无关的理由（类型、状态）和提醒。"""
    listed = {reason.code for item in items for reason in item.missing}
    lines = [f"{case} {mode.label}：{closing.headline(found)}", *(line for item in items for line in _lines(item))]
    lines += [_why(reason) for reason in found.reasons if reason.code not in listed]
    return "\n".join([*lines, *(f"提醒  {warning.text}" for warning in found.warnings)])


def _lines(item: closing.Item) -> list[str]:
    proof = [f"    {text}" + (f"（第{seq}条登记）" if seq else "") for seq, text in item.proof]
    return [f"{MARKS[item.ok]}  {item.code} {item.label}", *proof, *(f"    {_why(reason)}" for reason in item.missing)]


def _why(reason: Any) -> str:
    return f"缺：{reason.text}（{reason.article}）{reason.remedy}"
