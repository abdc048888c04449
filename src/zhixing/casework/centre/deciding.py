"""照本院的规则分流：取事实、取规则、得结论。写在这里，分流、试算、命令行、页面说的是同一回事。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from zhixing.casework.cases.queries import Case
from zhixing.casework.centre.facts import triage_facts
from zhixing.casework.centre.queries_tracks import rules_of
from zhixing.law.finding import Finding
from zhixing.law.triage import Placed, decide
from zhixing.law.triage_values import Rules


def decided(cases: Iterable[Case], on: date, rules: Mapping[int, Rules] | None = None) -> dict[int, Finding[Placed]]:
    """各案在 ``on`` 这天该走哪条轨道，试过的每条规则都在步骤里。``rules`` 是各院的规则，不给的用在用的；查库的次数与件数无关。"""
    rows = list(cases)
    facts = triage_facts(rows, on)
    known = rules or {court: rules_of(court, on) for court in sorted({case.court_id for case in rows})}
    return {case.pk: decide(facts[case.pk], known[case.court_id], on) for case in rows}


def triage_of(case: Case, on: date) -> Finding[Placed]:
    """一件此刻照规则该走哪条轨道、为什么。"""
    return decided([case], on)[case.pk]
