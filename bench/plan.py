"""``plan()`` 每案多少：典型的二十个事实；与“读一遍事实”的空转比。"""

from __future__ import annotations

from datetime import date, timedelta

import world


def main() -> None:
    """一件普通首次执行案件。"""
    from zhixing.law import nodes
    from zhixing.law.calendar import Calendar
    from zhixing.law.node_table import Overrides
    from zhixing.law.timeline import Fact, Timeline

    start = date(2026, 3, 2)
    story = [
        ("cases.Received", 0, "", {"complete": True}), ("cases.Accepted", 1, "", {}), ("cases.HandedOver", 2, "", {}), ("cases.Assigned", 2, "", {}),
        ("control.QuerySent", 3, "", {"channel": "national"}), ("control.FeedbackReceived", 5, "", {}),
        *(("control.MeasureTaken", 6, f"工行尾号{n}", {"measure": "冻结", "kind": "deposit"}) for n in range(4)),
        ("documents.Issued", 7, "", {"document": "执行通知书"}), ("control.ClueReceived", 20, "线索1", {}), ("control.ClueVerified", 24, "线索1", {}),
        ("nodes.Suspended", 40, "", {"ground": "x"}), ("nodes.Resumed", 70, "", {}), ("funds.Received", 90, "到账1", {"amount_fen": 100}),
        ("funds.Paid", 97, "到账1", {"amount_fen": 100}), ("control.Interviewed", 100, "", {}), ("nodes.Extended", 150, "", {"months": 3}),
        ("cases.Noted", 160, "", {}),
    ]
    facts = tuple(Fact(seq=i, type=t, on=start + timedelta(days=d), at=None, subject=s, data=v, source="own") for i, (t, d, s, v) in enumerate(story, 1))
    timeline = Timeline(kind="执", facts=facts)
    calendar, overrides = Calendar.national(), Overrides()
    planned = nodes.plan(timeline, calendar, overrides)
    taken, high = world.p50_p95(world.timed(lambda: nodes.plan(timeline, calendar, overrides), 500))
    idle, _ = world.p50_p95(world.timed(lambda: [(f.type, f.on, dict(f.data)) for f in facts], 500))
    print("| 一案 | 事实 | 节点 | 中位 | p95 | 与读一遍事实之比 |\n|---|---|---|---|---|---|")
    print(f"| plan() | {len(facts)} | {len(planned)} | {world.ms(taken)} | {world.ms(high)} | {taken / idle:.0f}× |")


if __name__ == "__main__":
    main()
