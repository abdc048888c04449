"""``zhixing calc deadline``：算一个期限。不用数据库。

``--from 2025-01-18[T16:20]`` 加 ``--rule T:N-03``，或者 ``--period 10d|3wd|6m|2y|48h --class A…F``；
可带 ``--exclude X4:2025-03-03:2025-04-02``（多次；不写末段表示尚未结束）、``--extend 3m``、``--clear-days``、
``--times 10``、``--json``。参数不对是一句中文，退出码 2；带 ``--json`` 时为 ``{"ok": false, "reason": …}``。
"""

from __future__ import annotations

import argparse
import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from zhixing.entrances.cli import calc_capitals, calc_distribute, calc_fee, calc_interest
from zhixing.entrances.cli.usage import Parser, refuse
from zhixing.law.calendar import Calendar
from zhixing.law.finding import Finding, Step
from zhixing.law.terms import CLASSES, BadTerm, Class, Ending, Period, Span, compute

if TYPE_CHECKING:
    from zhixing.law.articles import Article

WEEK = "一二三四五六日"
_OTHERS = {"interest": calc_interest, "fee": calc_fee, "distribute": calc_distribute, "capitals": calc_capitals}


def register(parser: argparse.ArgumentParser) -> None:
    """``calc`` 的参数。"""
    topics = parser.add_subparsers(dest="topic", metavar="deadline|interest|fee|distribute|capitals", required=True, parser_class=Parser)
    deadline = topics.add_parser("deadline", help="算一个期限", description=__doc__)
    deadline.add_argument("--from", dest="start", required=True, metavar="日期", help="2025-01-18 或 2025-01-18T16:20")
    deadline.add_argument("--rule", metavar="规则", help="节点表里的规则，如 T:N-03")
    deadline.add_argument("--period", metavar="长度", help="10d、3wd、6m、2y、48h")
    deadline.add_argument("--class", dest="cls", metavar="类别", help="、".join(f"{k} {v}" for k, v in CLASSES.items()))
    deadline.add_argument("--exclude", action="append", default=[], metavar="扣除", help="X4:2025-03-03:2025-04-02")
    deadline.add_argument("--extend", metavar="长度", help="批准延长的长度，如 3m")
    deadline.add_argument("--clear-days", action="store_true", help="倒数期限两头都不算")
    deadline.add_argument("--times", metavar="次数", help="周期性期限的次数")
    deadline.add_argument("--json", action="store_true", help="输出 JSON")
    for topic in _OTHERS.values():
        topic.register(topics)


def run(args: argparse.Namespace) -> int:
    """算出来并打印，返回退出码。"""
    if args.topic in _OTHERS:
        code: int = _OTHERS[args.topic].run(args)
        return code
    try:
        question = _question(args)
        finding = question.answer(args)
    except BadTerm as error:
        return refuse(str(error), as_json=args.json)
    data = _data(finding, question)
    print(json.dumps(data, ensure_ascii=False) if args.json else _readable(finding, question))
    return 0


@dataclass(frozen=True, slots=True)
class _Question:
    """要算的期限：来自节点表的规则，或者直接给出的长度和类别。"""

    period: Period
    cls: Class
    allowed: frozenset[str] | None = None
    articles: tuple[Article, ...] = ()
    name: str = ""
    rule: str = ""
    times: int = 1
    note: str = ""

    def answer(self, args: argparse.Namespace) -> Finding[Ending]:
        times = self.times if args.times is None else _count(args.times)
        extension = Period.parse(args.extend) if args.extend else None
        spans = [Span.parse(text) for text in args.exclude]
        return compute(
            _start(args.start), self.period, self.cls, Calendar.national(), spans, extension,
            args.clear_days, times, allowed=self.allowed,
        )

    def warnings(self, finding: Finding[Ending]) -> list[str]:
        """提醒。"""
        return [*filter(None, [self.note]), *(reason.text for reason in finding.warnings)]

    def steps(self, finding: Finding[Ending]) -> tuple[Step, ...]:
        """推算步骤；来自节点表的，先写这条规则的依据。"""
        text = f"{self.name}：{self.period}（{self.cls}类 {CLASSES[self.cls]}）。"
        return (*(Step(text, article) for article in self.articles[:1]), *finding.steps)


def _question(args: argparse.Namespace) -> _Question:
    if args.rule and (args.period or args.cls):
        raise BadTerm("--rule 和 --period、--class 只能写一样。")
    if args.rule:
        return _from_rule(args.rule, _start(args.start))
    if not args.period or not args.cls:
        raise BadTerm("请写 --rule，或者同时写 --period 和 --class。")
    return _Question(Period.parse(args.period), args.cls)


def _from_rule(key: str, start: date | datetime) -> _Question:
    """节点表里的规则，按起算那天有效的一行。"""
    from zhixing.law import nodes

    day = start.date() if isinstance(start, datetime) else start
    try:
        rule = nodes.rule_on(key, day)
    except LookupError:
        raise BadTerm(f"节点表里没有规则“{key[:30]}”。") from None
    note = "" if rule.valid(day) else f"这条规则自{rule.valid_from}起施行，{day}还没有，结果只供参考。"
    return _Question(rule.period, rule.cls, rule.excludes, rule.articles, rule.name, key, rule.repeat, note)


def _start(text: str) -> date | datetime:
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2})?)?", text):
            raise ValueError(text)
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    except ValueError:
        raise BadTerm(f"不存在的日期“{text[:20]}”，应写成 2025-01-18 或 2025-01-18T16:20。") from None


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 4):
        raise BadTerm(f"次数“{text[:10]}”应是正整数。")
    return int(text)


def _data(finding: Finding[Ending], question: _Question) -> dict[str, Any]:
    data: dict[str, Any] = {"ok": True, **finding.value.as_data()}
    data["steps"] = [step.as_data() for step in question.steps(finding)]
    if question.rule:
        data |= {"rule": question.rule, "name": question.name}
    if warnings := question.warnings(finding):
        data["warnings"] = warnings
    return data


def _readable(finding: Finding[Ending], question: _Question) -> str:
    ending = finding.value
    lines = [f"{question.name or CLASSES[question.cls]} {question.period}（{question.cls}类）"]
    lines.append(f"最后期限：{_shown(ending.due)}" if ending.due else f"最后期限未定，恢复后还剩{ending.remaining}天")
    if ending.provisional and ending.due:
        lines[-1] += "（暂按周末推算）"
    shown = (
        ("未顺延的末日", ending.counted_to), ("最早可以办", ending.earliest),
        ("最后一个工作日", ending.last_working_day), ("从严起算日", ending.conservative),
    )
    lines += [f"{name}：{_shown(day)}" for name, day in shown if day is not None]
    if ending.schedule:
        lines.append("各次应当日：" + "、".join(day.isoformat() for day in ending.schedule))
    lines += [f"{i}. {step.text}〔{step.article}〕" for i, step in enumerate(question.steps(finding), 1)]
    return "\n".join(lines + [f"提醒：{text}" for text in question.warnings(finding)])


def _shown(day: date | datetime | None) -> str:
    if day is None:
        return "未定"
    clock = f" {day:%H:%M}" if isinstance(day, datetime) else ""
    return f"{day:%Y-%m-%d}{clock}（周{WEEK[day.weekday()]}）"
