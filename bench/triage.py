"""繁简分流：一百万件，每件都留下试过的各条和为什么；旁边是不留理由的 if/elif，和通用规则库 rule-engine（装了才比）。

    .venv/bin/python bench/triage.py [件数]

件数默认 1,000,000；时间是处理器时间（机器忙也可比）；rule-engine 只跑百分之一再折算（它慢）。三家逐件对照，结果不同就停。
事实按种子造，金额、天数、财产各不相同，所以“第几条不符合、现为多少”的话多半要现写。
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from zhixing.law import settings
from zhixing.law.triage import decide
from zhixing.law.triage_facts import Facts
from zhixing.law.triage_rules import default_rules, settings_for

ON, SEED, CHUNK = date(2026, 11, 3), 20261122, 20_000
RULES = default_rules(settings_for({}, settings.default))


def cases(count: int) -> Iterator[Facts]:
    """按种子造的案件：七成五首执，其余保全、恢复、审查。"""
    draw = random.Random(SEED)
    for _ in range(count):
        claim = draw.randrange(500_00, 80_000_000)
        yield Facts(
            kind=draw.choices(("执", "执保", "执恢", "执异"), (75, 10, 12, 3))[0], filed=ON - timedelta(days=draw.randrange(0, 200)),
            livelihood=draw.choice(("", "", "", "wages")), claim_fen=claim, parties=draw.choices((2, 3, 12), (80, 18, 2))[0],
            contents=draw.choices((frozenset[str](), frozenset({"act"}), frozenset({"fine"})), (88, 9, 3))[0],
            tags=draw.choices((frozenset[str](), frozenset({"crowd"})), (97, 3))[0],
            promise=ON + timedelta(days=draw.randrange(0, 200)) if draw.random() < 0.08 else None,
            money_fen=claim * 2 if draw.random() < 0.2 else draw.randrange(0, 10_000_00), owed_fen=claim + claim // 10,
            assets=draw.choices((frozenset[str](), frozenset({"real_estate"}), frozenset({"vehicle"})), (60, 20, 20))[0],
            queried=draw.random() < 0.8, searched=draw.random() < 0.4, disposing=draw.random() < 0.05,
        )


def plain(one: Facts) -> tuple[str, str]:
    """同样的规则写成 if/elif：只有结果，没有理由。"""
    if one.kind in ("执异", "执复", "执监", "执协", "执他"):
        return "review", "review"
    if one.kind == "执保":
        return "preservation", "preservation"
    if one.kind == "执恢":
        return "final", "resumed"
    if one.contents & {"act", "eviction", "child", "environment"} or one.tags & {"crowd", "criminal"} or one.parties >= 10 or one.objection:
        return "normal", "complex"
    found, limit, keeps = _fast(one)
    if found:
        days = (ON - one.filed).days if one.filed else None
        turned = days is not None and days > limit
        turned = turned or (not keeps and (one.disposing or bool(one.assets & {"real_estate", "ship", "equity"})))
        return ("normal", "convert") if turned else ("fast", found)
    if one.assets & {"real_estate", "vehicle", "ship", "equity"}:
        return "normal", "assets"
    if not (one.money_fen or one.free_fen or one.assets) and one.queried and one.searched:
        return "normal", "nothing"
    return "normal", "rest"


def _fast(one: Facts) -> tuple[str, int, bool]:
    if one.owed_fen is not None and one.money_fen >= one.owed_fen:
        return "covered", 20, True
    if one.reachable and one.promise and 0 <= (one.promise - ON).days <= 90:
        return "promise", 110, True
    if one.contents & {"court_fee", "fine", "confiscation", "transfer"}:
        return "plain", 30, False
    if one.claim_fen is not None and one.claim_fen <= 5_000_000:
        return "small", 60, False
    return "", 0, False


def library() -> Callable[[Facts], tuple[str, str]] | None:
    """同样的规则交给 rule-engine；没有装的为空。"""
    try:
        import rule_engine
    except ImportError:
        return None
    fast = "(days > {limit}{more})"
    turn = " or disposing or house"
    texts = [
        ("review", "review", 'kind == "执异"'), ("preservation", "preservation", 'kind == "执保"'), ("final", "resumed", 'kind == "执恢"'),
        ("normal", "complex", "hard or crowd or parties >= 10 or objection"),
        *(row for code, test, limit, more in (
            ("covered", "covered", 20, ""), ("promise", "reachable and promise >= 0 and promise <= 90", 110, ""),
            ("plain", "simple", 30, turn), ("small", "claim <= 5000000", 60, turn),
        ) for row in (("normal", "convert", f"({test}) and {fast.format(limit=limit, more=more)}"), ("fast", code, test))),
        ("normal", "assets", "saleable"), ("normal", "nothing", "nothing and queried and searched"), ("normal", "rest", "true"),
    ]
    rules = [(track, code, rule_engine.Rule(text)) for track, code, text in texts]

    def run(one: Facts) -> tuple[str, str]:
        given = _flat(one)
        return next((track, code) for track, code, rule in rules if rule.matches(given))

    return run


def _flat(one: Facts) -> dict[str, Any]:
    return {
        "kind": one.kind, "hard": bool(one.contents & {"act", "eviction", "child", "environment"}), "crowd": bool(one.tags & {"crowd", "criminal"}),
        "parties": one.parties, "objection": one.objection, "reachable": one.reachable,
        "covered": one.owed_fen is not None and one.money_fen >= one.owed_fen,
        "promise": (one.promise - ON).days if one.promise else -1, "simple": bool(one.contents & {"court_fee", "fine", "confiscation", "transfer"}),
        "claim": one.claim_fen or 0, "days": (ON - one.filed).days if one.filed else 0, "disposing": one.disposing,
        "house": bool(one.assets & {"real_estate", "ship", "equity"}), "saleable": bool(one.assets & {"real_estate", "vehicle", "ship", "equity"}),
        "nothing": not (one.money_fen or one.free_fen or one.assets), "queried": one.queried, "searched": one.searched,
    }


def main() -> None:
    """一批一批地跑，逐件对照。"""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    spent, steps, tracks = {"ours": 0.0, "plain": 0.0}, 0, dict[str, int]()
    source = cases(count)
    while batch := [one for _, one in zip(range(CHUNK), source, strict=False)]:
        began = time.process_time()
        found = [decide(one, RULES, ON) for one in batch]
        middle = time.process_time()
        other = [plain(one) for one in batch]
        spent["plain"] += time.process_time() - middle
        spent["ours"] += middle - began
        wrong = next((one for one, ours, theirs in zip(batch, found, other, strict=True) if (ours.value.track, ours.value.rule) != theirs), None)
        if wrong is not None:
            raise SystemExit(f"与 if/elif 不同：{wrong}")
        steps += sum(len(one.steps) for one in found)
        for one in found:
            tracks[one.value.track] = tracks.get(one.value.track, 0) + 1
    print(f"{count:,} 件，每件理由平均 {steps / count:.1f} 条；轨道：{'、'.join(f'{name} {n:,}' for name, n in sorted(tracks.items()))}\n")
    print("| 谁 | 留理由 | 每秒件数 | 每件 | 与我们之比 |\n|---|---|---|---|---|")
    _line("decide()", "每条", count, spent["ours"], spent["ours"] / count)
    _line("if/elif", "不留", count, spent["plain"], spent["ours"] / count)
    if (run := library()) is not None:
        _library(run, max(count // 100, 1000), spent["ours"] / count)
    else:
        print("\n没有装 rule-engine，没有比（pip install rule-engine）。")


def _library(run: Callable[[Facts], tuple[str, str]], count: int, ours: float) -> None:
    batch = list(cases(count))
    began = time.process_time()
    found = [run(one) for one in batch]
    spent = time.process_time() - began
    if found != [plain(one) for one in batch]:
        raise SystemExit("rule-engine 的结果与 if/elif 不同")
    _line("rule-engine", "不留", count, spent, ours)


def _line(name: str, reasons: str, count: int, spent: float, ours: float) -> None:
    each = spent / count
    print(f"| {name} | {reasons} | {count / spent:,.0f} | {each * 1e6:.1f} µs | {each / ours:.2f}× |")


if __name__ == "__main__":
    main()
