"""繁简分流：一件案件照规则走哪条轨道、归哪类团队、几时到期（SYS:B3；法〔2021〕322号第8条）。

同样的事实、同样的规则、同一天，结论总是一样。试过的每条规则、为什么不符合，都在步骤里。
快执超过目标天数的、出现要处置的财产的，转普执，期限仍从立案算起。
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final

from zhixing.law.articles import cite
from zhixing.law.finding import Finding, Step
from zhixing.law.triage_facts import FIELDS, TRACKS, Facts, read
from zhixing.law.triage_values import Condition, Rule, Rules

ARTICLES: Final = (cite("JD21 8"), cite("COURT 繁简分流"))
FAST: Final = "fast"
LIVELIHOOD, URGENT, PLAIN = 1, 2, 5
"""先后：涉民生的最先，情况紧急的其次。"""


@dataclass(frozen=True, slots=True)
class Placed:
    """走哪条轨道。``rule`` 是中了的规则的代码（转普执的是 convert）；``goal`` 是立案日加目标天数，没有立案的为空；

    ``priority`` 小的在前；``ending`` 可能终本；``converted`` 是快执转过来的。
    """

    track: str
    rule: str
    name: str
    team: str
    days: int | None
    goal: date | None
    priority: int
    ending: bool = False
    converted: bool = False


def decide(facts: Facts, rules: Rules, on: date) -> Finding[Placed]:
    """照 ``rules`` 分流。规则须是核对过没有缺口的（:func:`zhixing.law.triage_rules.parse`），否则没有规则管的抛出 ``LookupError``。"""
    values = read(facts, on)
    steps: list[Step] = []
    for rule in rules.rules:
        missed = _missed(rule, values)
        if missed is None:
            return _found(facts, rules, rule, values, steps)
        steps.append(missed)
    raise LookupError("没有一条规则管这件案件：规则没有核对过缺口。")


def _found(facts: Facts, rules: Rules, rule: Rule, values: dict[str, Any], steps: list[Step]) -> Finding[Placed]:
    steps.append(_hit(rule))
    turned = _turned(rules.convert, rule, values) if rule.track == FAST and rules.convert is not None else None
    if turned is not None and rules.convert is not None:
        steps.append(turned)
        rule = rules.convert
    if facts.livelihood:
        steps.append(_FIRST)
    goal = facts.filed + timedelta(days=rule.days) if facts.filed is not None and rule.days is not None else None
    first = LIVELIHOOD if facts.livelihood else URGENT if facts.urgent else PLAIN
    ending = rule.ending or (turned is not None and any(one.ending and _missed(one, values) is None for one in rules.rules))
    placed = Placed(rule.track, rule.code, rule.name, rule.team, rule.days, goal, first, ending, turned is not None)
    return Finding(placed, ARTICLES, steps=tuple(steps), inputs=_inputs(values))


def _inputs(values: dict[str, Any]) -> dict[str, Any]:
    """所用的事实，可以存成 JSON。"""
    return {**values, "contents": sorted(values["contents"]), "tags": sorted(values["tags"]), "assets": sorted(values["assets"])}


def _missed(rule: Rule, values: dict[str, Any]) -> Step | None:
    """这一条为什么不符合；符合的为空。"""
    for one in rule.when:
        value = values[one.field.code]
        if not one.holds(value):
            return _not(rule, one, value)
    if rule.any and not any(one.holds(values[one.field.code]) for one in rule.any):
        return _none(rule)
    return None


def _turned(convert: Rule, rule: Rule, values: dict[str, Any]) -> Step | None:
    """快执的要不要转普执，为什么。"""
    days = values["days"]
    if convert.over and rule.days is not None and days is not None and days > rule.days:
        return Step(f"{convert.name}：立案已经{days}日，超过快执的{rule.days}日；期限仍从立案算起。", ARTICLES[0])
    if rule.keeps:
        return None
    found = next((one for one in convert.any if one.holds(values[one.field.code])), None)
    return _because(convert, found) if found is not None else None


# ---- 说明：同样的话只造一次，分一百万件也不慢 ----


@lru_cache(maxsize=8192)
def _not(rule: Rule, one: Condition, value: Any) -> Step:
    return Step(f"第{rule.number}条“{rule.name}”：不符合。须{one.told}，现为{FIELDS[one.field.code].shown(value)}。", ARTICLES[1])


@lru_cache(maxsize=1024)
def _none(rule: Rule) -> Step:
    told = "；".join(one.told for one in rule.any)
    return Step(f"第{rule.number}条“{rule.name}”：不符合。{told}，一项也没有。", ARTICLES[1])


@lru_cache(maxsize=1024)
def _hit(rule: Rule) -> Step:
    return Step(f"第{rule.number}条“{rule.name}”：符合（{rule.told}）。走{rule.leads}。", ARTICLES[1])


@lru_cache(maxsize=1024)
def _because(convert: Rule, one: Condition) -> Step:
    return Step(f"{convert.name}：{one.told}。期限仍从立案算起。", ARTICLES[0])


_FIRST: Final = Step("涉民生，优先办理。", ARTICLES[1])


def told(track: str) -> str:
    """轨道的名称；没有分过的写“还没有分流”。"""
    return TRACKS.get(track, "还没有分流")
