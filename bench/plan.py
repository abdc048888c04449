"""``plan()`` 每案多少：典型的二十个事实；与“读一遍事实”的空转比。

“初见”是每件起算日都不同、期限都要现算；“再见”是同样的日子算过（同一天立的案、同一件再算），期限取记住的。
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import world

CASES = 500


def main() -> None:
    """一件普通首次执行案件。"""
    from zhixing.law import nodes
    from zhixing.law.calendar import Calendar
    from zhixing.law.node_table import Overrides
    from zhixing.law.timeline import Fact, Timeline

    story = [
        ("cases.Received", 0, "", {"complete": True}), ("cases.Accepted", 1, "", {}), ("cases.HandedOver", 2, "", {}), ("cases.Assigned", 2, "", {}),
        ("control.QuerySent", 3, "", {"channel": "national"}), ("control.FeedbackReceived", 5, "", {}),
        *(("control.MeasureTaken", 6, f"工行尾号{n}", {"measure": "冻结", "kind": "deposit"}) for n in range(4)),
        ("documents.Issued", 7, "", {"document": "执行通知书"}), ("control.ClueReceived", 20, "线索1", {}), ("control.ClueVerified", 24, "线索1", {}),
        ("nodes.Suspended", 40, "", {"ground": "x"}), ("nodes.Resumed", 70, "", {}), ("funds.Received", 90, "到账1", {"amount_fen": 100}),
        ("funds.Paid", 97, "到账1", {"amount_fen": 100}), ("control.Interviewed", 100, "", {}), ("nodes.Extended", 150, "", {"months": 3}),
        ("cases.Noted", 160, "", {}),
    ]
    cases = [Timeline(kind="执", facts=tuple(
        Fact(seq=i, type=t, on=date(2020, 1, 6) + timedelta(days=d + 3 * n), at=None, subject=s, data=v, source="own")
        for i, (t, d, s, v) in enumerate(story, 1)
    )) for n in range(CASES)]
    calendar, overrides = Calendar.national(), Overrides()
    planned = nodes.plan(Timeline(kind="执", facts=cases[0].facts, urgent=True), calendar, overrides)  # 先载入节点表

    def run(act: Callable[[Timeline], object]) -> tuple[float, float]:
        queue = iter(cases)
        return world.p50_p95(world.timed(lambda: act(next(queue)), CASES))

    idle, _ = run(lambda timeline: [(f.type, f.on, dict(f.data)) for f in timeline.facts])
    print("| 一案 | 事实 | 节点 | 中位 | p95 | 与读一遍事实之比 |\n|---|---|---|---|---|---|")
    for name in ("初见", "再见"):
        taken, high = run(lambda timeline: nodes.plan(timeline, calendar, overrides))
        print(f"| plan() {name} | {len(story)} | {len(planned)} | {world.ms(taken)} | {world.ms(high)} | {taken / idle:.0f}× |")


if __name__ == "__main__":
    main()
